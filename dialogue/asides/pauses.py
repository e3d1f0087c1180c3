"""Puts the pauses where nobody wrote any: what a recogniser gives has no commas, no full stops, no capitals.

A pause stands where something finished (a command with its thing and what to do, a lesson, a remark) is followed by
what can only begin anew: a subject and its verb, a command, the next thing with its own value, a question. Everything
behind this (repairs, comments, requests, lessons) then works as it does for written sentences. What has a single mark
of punctuation is left as it was written.
"""

from __future__ import annotations

from dialogue.asides.remarks import Remarks
from dialogue.asides.reported import is_handed_on
from dialogue.asides.unpunctuated import SHORTEST, Unpunctuated
from dialogue.clauses.segment import opens_entrance
from dialogue.normalizing.normalization import normalize
from dialogue.token_edits import Tokens, marked, without
from dialogue.word_forms import word_forms
from teaching.grounding import DIRECTIONS
from teaching.lexicon import Sort

REACH = 7
LONGEST_LEAD = 2


def meant(text: str, remarks: Remarks, language: str = "en") -> Tokens:
    """The words of a text that were meant for the hub, written or said."""
    return normalize(text, language, paused=lambda row: with_pauses(row, remarks, language)).tokens


def with_pauses(tokens: Tokens, remarks: Remarks, language: str = "en") -> Tokens:
    """The words of somebody who wrote no punctuation, with a comma wherever the grammar wants one."""
    if len(tokens) < SHORTEST or any(token.comma_before for token in tokens):
        return tokens
    sentence = _Pauses(tokens, remarks, language)
    places = sentence.pauses()
    begun = sentence.begun_anew(places)
    paused = [marked(t, comma=i in places, sentence=t.sentence_start or i in begun) for i, t in enumerate(tokens)]
    return without(paused, sentence.interruptions(places))


class _Pauses(Unpunctuated):
    """Where the pauses of a sentence are."""

    def pauses(self) -> set[int]:
        """Where a pause is to be put."""
        found: set[int] = set()
        begin = self.after_leads(found)
        for at in self.pieces:
            if at > begin and self.breaks(begin, at):
                found.add(at)
                begin = at
        found |= self.behind_cancelling(found) | self.last_call(begin)
        return {at for at in found if 0 < at < len(self.tokens)}

    def begun_anew(self, places: set[int]) -> set[int]:
        """Where a sentence of its own begins: a remark, and a command behind what is said to somebody at home."""
        told = {at for at in places if self.is_subject(at)}
        piece = self.pieces[0]
        if not (piece.named(Sort.PERSON) and piece.end in places):
            return told
        return told | {
            at
            for at in places - {piece.end}
            if self.commands(at) and any(self.names(p) for p in self.row(at, len(self.tokens)))
        }

    def interruptions(self, places: set[int]) -> set[int]:
        """The "oh" in "lamp off oh and the fan too", which takes nothing back."""
        hesitating = {
            end - 1 for at in range(len(self.tokens)) if (end := self.words.hesitating.end(self.tokens, at)) > at
        }
        return hesitating | {
            at
            for at in places
            if self.texts[at] in self.words.interrupting
            and at + 1 < len(self.texts)
            and (self.texts[at + 1] in self.words.going_on or self.commands(at + 1) or self.is_subject(at + 1))
        }

    # -- what opens and closes

    def after_leads(self, found: set[int]) -> int:
        """Behind "no", "right", "oh well" and a name that is called, before the sentence itself."""
        at = 0
        for _ in range(LONGEST_LEAD):
            end = self.words.leads.end(self.tokens, at)
            if end == at or end >= len(self.tokens):
                break
            if " ".join(self.texts[at:end]) in self.words.lead_follows:
                if not self.begins_anything(end) or self.is_none_of_it(at, end):
                    return at
                found.add(end)
            at = end
        piece = self.pieces.get(at)
        if piece is not None and piece.named(Sort.PERSON) and piece.end < len(self.tokens) and self.calls(piece):
            found.add(piece.end)
            return piece.end
        return at

    def is_none_of_it(self, at: int, end: int) -> bool:
        """ "no movie night tonight": said of a taught word, "no" goes with it where more follows."""
        piece = self.pieces.get(end)
        taught = piece is not None and bool(piece.named(Sort.CONCEPT)) and not self.names(piece)
        more = piece is not None and piece.end < len(self.texts)
        return (
            self.texts[at] in self.remarks.book.words("plain_no")
            and end == at + 1
            and taught
            and more
            and not self.remarks.answering
        )

    def begins_anything(self, at: int) -> bool:
        piece = self.pieces.get(at)
        if piece is None:
            return False
        if self.words.leads.end(self.tokens, at) > at or self.words.cancelling.end(self.tokens, at) > at:
            return True
        return bool(
            self.commands(at)
            or self.is_subject(at)
            or piece.word("preposition")
            or piece.named(Sort.CONCEPT)
            or self.words.definition_openings.end(self.tokens, at) > at
            or self.words.asking.end(self.tokens, at) > at
            or (piece.quantity is not None and self.remarks.answering)
            or self.texts[at] in self.remarks.book.words("clause_beginnings")
        )

    def behind_cancelling(self, found: set[int]) -> set[int]:
        """ "never mind | too tired for that"."""
        starts = {0, *found}
        for begin in sorted(starts):
            end = self.words.cancelling.end(self.tokens, begin)
            if begin < end < len(self.tokens) and self.texts[end] not in self.words.cancelling_goes_on:
                return {end}
        return set()

    def last_call(self, begin: int) -> set[int]:
        """ "lamp off | Sam"."""
        last = max(self.pieces)
        called = bool(self.pieces[last].named(Sort.PERSON)) and not self.texts[-1].endswith(word_forms().possessive)
        if called and last > begin and not self.governed(last) and self.is_finished(begin, last):
            return {last}
        return set()

    # -- where something new begins

    def breaks(self, begin: int, at: int) -> bool:
        """Whether a pause stands before the word at ``at``, the sentence before it having begun at ``begin``."""
        text = self.texts[at]
        if text in self.words.interrupting or (text in self.words.assenting and self.remarks.answering):
            return True
        if self.texts[at : at + 2] in self.remarks.book.vocabulary.phrases("no_not"):
            return True
        if text == self.words.summing and at + 1 < len(self.tokens):
            return self.sums_up(at)
        if self.governed(at) or self.is_its_new_name(begin, at):
            return False
        if self.defines(begin, at):
            return True
        if self.is_sure_subject(begin, at) or self.is_fronted(begin, at) or self.is_measure(begin, at):
            return True
        if self.is_main_clause(begin, at) or self.is_word_behind_remark(begin, at) or self.cancels_at_last(at):
            return True
        if self.texts[begin] in self.remarks.book.words("plain_negations") and self.is_put_instead(begin, at):
            return True
        if not self.is_finished(begin, at):
            return False
        return (
            self.is_subject(at)
            or self.commands(at)
            or self.is_next_thing(begin, at)
            or self.words.asking.end(self.tokens, at) > at
            or self.requests(at)
            or self.is_step(at)
            or self.words.excepting.end(self.tokens, at) > at
            or self.calls_out(at)
            or self.judges(at)
            or self.paints(at)
            or self.is_about_body(at)
            or self.words.definition_openings.end(self.tokens, at) > at
        )

    def is_inside_name(self, at: int) -> bool:
        """ "the slow | cooker", "both bunk | lights": a noun behind a determiner and a word for which of them."""
        before, noun = self.ends.get(at), self.pieces.get(at)
        leads = None if before is None else self.ends.get(before.start)
        if before is None or leads is None or noun is None or not noun.word("kind"):
            return False
        which = not before.known or (bool(before.word("value")) and not before.names)
        return which and bool(leads.word("determiner") or leads.word("quantifier"))

    def is_its_new_name(self, begin: int, at: int) -> bool:
        """ "call the terrace | the crow's nest": right behind a thing that gets its name that name stands."""
        verbs = {verb for verb in self.remarks.statements.calling["verbs"] if len(verb) == 1}
        named = next((i for i in range(at - 1, begin - 1, -1) if (self.texts[i],) in verbs), None)
        row = [] if named is None else self.row(named + 1, at)
        plain = all(self.names(p) or p.word("determiner") for p in row)
        return plain and any(self.names(p) for p in row) and self.texts[at] in self.remarks.words.determiners

    def governed(self, at: int) -> bool:
        before = self.texts[at - 1]
        manner = any(self.words.manners.end(self.tokens, start) == at for start in range(max(0, at - 2), at))
        if manner or self.is_inside_name(at):
            return True
        if is_handed_on(self.tokens[:at]):
            return True
        if before in self.remarks.book.words("singular_demonstratives") and self.texts[at] in self.words.lesson_verbs:
            return False  # "love this | remember it"
        return before in self.words.governing

    def sums_up(self, at: int) -> bool:
        """ "you need to see your stitches so seventy percent", "sixty percent so I can see"."""
        if self.texts[at - 1] in self.words.degrees_before:
            return False
        piece = self.pieces.get(at + 1)
        if piece is None:
            return False
        return (
            piece.quantity is not None
            or bool(piece.word("value") and self.remarks.answering)
            or self.is_subject(at + 1)
            or self.commands(at + 1)
            or self.requests(at + 1)
            or self.is_thing_with_value(at + 1)
        )

    def defines(self, begin: int, at: int) -> bool:
        """ "when I say tea time | kettle on": where the word ends and what it means begins."""
        end = self.words.definition_openings.end(self.tokens, begin)
        if end == begin or at <= end:
            return False
        if self.words.that_clauses.end(self.tokens, at) > at:
            return True
        told = self.texts[at] in self.remarks.book.words("talk_subjects") and (
            self.commands(at + 1) or self.texts[at + 1] in self.remarks.book.words("mean_verb")
        )
        return told or self.commands(at) or self.is_thing_with_value(at)

    def is_fronted(self, begin: int, at: int) -> bool:
        """ "the kettle and the jug | I want to call those two …": things named first, and then spoken of."""
        row = self.row(begin, at)
        plain = all(
            self.names(p) or p.word("determiner") or p.word("conjunction") or p.word("adverb") or p.word("quantifier")
            for p in row
        )
        if not plain or not any(self.names(p) for p in row) or not self.is_subject(at):
            return False
        return any(text in self.remarks.words.pronouns for text in self.texts[at + 1 : at + REACH])

    def is_measure(self, begin: int, at: int) -> bool:
        """ "my aunt was a nun | ten percent": an amount behind a remark, where an amount is awaited."""
        piece = self.pieces[at]
        if not self.remarks.answering or piece.quantity is None or at - begin < 2:
            return False
        behind = self.texts[piece.end : piece.end + 1]
        alone = not behind or behind[0] in self.words.closing
        if piece.quantity.unit is None and not (alone and self.is_told(begin) and at - begin >= SHORTEST):
            return False
        before = self.ends.get(at)
        if before is None or before.word("preposition") or before.word("adverb") or before.word("degree"):
            return False
        if before.word("verb") or before.word("particle") or self.texts[at - 1] in self.words.hedging:
            return False
        row = self.row(begin, at)
        if len(row) > 1 and self.refers(row[-1]) and DIRECTIONS.keys() & set(row[-2].all_words("verb")):
            return False  # "drop it ten percent": how far
        named = any(
            self.names(p) and (i == 0 or p.named(Sort.ENTITY) or row[i - 1].word("determiner"))
            for i, p in enumerate(row)
        )
        return not named and not any(p.quantity is not None for p in row)

    def is_main_clause(self, begin: int, at: int) -> bool:
        """ "when my grandfather visits | he needs to see"."""
        subordinate = self.texts[begin] in self.remarks.words.subordinators and self.is_subject(begin + 1)
        return self.remarks.answering and subordinate and at - begin > SHORTEST and self.is_subject(at)

    def is_word_behind_remark(self, begin: int, at: int) -> bool:
        """ "I'm going to read | reading level please": a taught word behind a remark, and nothing more."""
        piece = self.pieces[at]
        if not piece.named(Sort.CONCEPT) or not self.is_subject(begin) or at - begin < SHORTEST:
            return False
        before = self.ends.get(at)
        if (
            before is None
            or before.word("verb")
            or before.word("preposition")
            or self.texts[at - 1] in self.words.verbs
            or self.is_described(at)
        ):
            return False
        after = self.pieces.get(piece.end)
        return (
            after is None
            or after.text in self.words.equations
            or (after.text in self.remarks.book.words("please_word") and after.end == len(self.texts))
        )

    def is_described(self, at: int) -> bool:
        """ "a lovely | movie night", "they loved | movie night": it is what is told of, not a word called out."""
        words, before = self.remarks.words, self.texts[at - 1]
        told = before in words.finite | words.determiners | self.words.sure_subjects or (
            len(before) > SHORTEST + 1 and before.endswith(word_forms().past)
        )
        return told or before in words.evaluations | words.degrees | self.words.adjectives

    def cancels_at_last(self, at: int) -> bool:
        """ "it doesn't matter | forget it"."""
        return self.words.cancelling.end(self.tokens, at) == len(self.texts)

    def is_put_instead(self, begin: int, at: int) -> bool:
        """ "not the floor lamp | the counter light"."""
        row = self.row(begin, at)
        if not any(self.names(piece) for piece in row):
            return False
        if row[-1].word("verb") and not row[-1].names and not (len(row) > 1 and row[-2].word("determiner")):
            return False  # "no, lock the door"
        piece = self.pieces[at]
        following = self.pieces.get(piece.end)
        return bool(piece.word("determiner")) and following is not None and self.names(following)

    def is_sure_subject(self, begin: int, at: int) -> bool:
        """ "the kettle | we've always called it that", "turn it down | I'm on the phone"."""
        if self.texts[at] not in self.words.sure_subjects or at + 1 >= len(self.tokens):
            return False
        if self.is_finished(begin, at):
            return True
        before = self.ends.get(at)
        if self.texts[at] in self.words.relative_subjects:
            return before is not None and self.names(before) and begin == self.first_noun(before)
        return before is not None and at - begin > 1 and not before.word("verb")

    def is_next_thing(self, begin: int, at: int) -> bool:
        """ "kettle on | lamp off": the next thing with its own value, behind one that has its own."""
        if not self.is_thing_with_value(at) or self.is_called_out(at):
            return False
        before = self.ends.get(at)
        if before is None:
            return False
        if self.is_subject(begin) and not self.pieces[at].word("determiner"):
            goes_on = before.word("preposition") or before.word("verb") or self.texts[at - 1] in self.words.verbs
            return not goes_on and self.texts[at - 1] not in self.remarks.words.finite
        row = self.row(begin, at)
        hangs_on = any(before.word(label) for label in ("preposition", "determiner", "conjunction", "verb"))
        if not self.says_what(before) and (hangs_on or self.names(before)):
            return False
        return any(self.names(p) for p in row) and not (
            before.word("particle") == "on"
            and any(p.text in self.remarks.book.words("playing_verbs") for p in row)
            and len(row) < SHORTEST
        )

    def is_called_out(self, at: int) -> bool:
        """ "the lamp on lights out": what is called is what the lamp is put on."""
        book, end = self.remarks.book, self.pieces[at].end
        if self.texts[at - 1] not in book.words("plain_on"):
            return False
        if opens_entrance(self.pieces[at], self.texts[end], book):
            return True
        if self.texts[end] not in book.words("called_states"):
            return False
        plural = any(self.texts[at] in book.vocabulary.kinds[kind].plural for kind in book.kinds_named(self.pieces[at]))
        return plural and not self.pieces[at].names

    def judges(self, at: int) -> bool:
        """ "purple at ninety | ghastly really": nothing but a judgement to the end."""
        rest = [piece for start, piece in self.pieces.items() if start >= at]
        if any(text in self.words.equations for text in self.texts[at:]):
            return False
        if any(self.names(p) or p.word("value") or p.word("comparative") or p.named(Sort.CONCEPT) for p in rest):
            return False
        before = self.ends.get(at)
        if before is None or before.text in self.remarks.book.words("plain_on"):
            return False  # "lamp on spooky": what it is put on
        return self.says_what(before) and self.remarks.is_judgement(self.texts[at:])

    # -- what is finished

    def is_finished(self, begin: int, at: int) -> bool:
        """Whether the words from ``begin`` to ``at`` can stand by themselves."""
        row = self.row(begin, at)
        sure = self.texts[begin] in self.words.sure_subjects
        if self.is_subject(begin) and at - begin >= (2 if sure else SHORTEST):
            awaited = self.texts[at - 1] in self.words.adverbs and self.texts[at - 2] in self.remarks.words.finite
            return not awaited  # "I can hardly hear the radio"
        if at - begin > 1 and (self.calls_out(begin, shortest=1) or self.remarks.is_judgement(self.texts[begin:at])):
            return True
        while len(row) > 1 and row[0].text in self.words.openers:
            row = row[1:]
        if not row:
            return False
        plain = all(p.known and p.word("verb") is None and p.text not in self.words.openers for p in row)
        if self.remarks.answering and plain:
            return True
        said = [piece for piece in row if self.says_what(piece)]
        named = [piece for piece in row if self.names(piece) or self.refers(piece)]
        if said and (named or self.remarks.answering):
            return True
        if any(p.text in self.words.equations for p in row[1:-1]) and not self.is_asked(begin):
            return True
        opened = self.words.lesson_openings.end(self.tokens, begin)
        if opened > begin and (
            opened < at or self.texts[begin:opened] in self.remarks.book.vocabulary.phrases("watch_me")
        ):
            return True
        objects = named or any(not piece.known for piece in row[1:])
        verb = row[0].word("verb")
        if verb is not None:
            return bool(objects) and (verb != "set" or bool(said))
        if not row[0].known:
            return any(self.names(piece) for piece in row[1:])
        return bool(row[0].named(Sort.CONCEPT)) and len(row) == 1
