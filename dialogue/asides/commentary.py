"""Tells what is asked for from what is said beside it: "lamp off, the baby's asleep", "sorry, where was I. Forty".

A sentence is cut at its pauses and where a reason is joined on. A part that is a clause about people or things outside
the home, a judgement, or a question people ask themselves is a comment. It goes when what is left stands by itself: a
request, or an answer to the open question. Words in a slot of the request never are a comment: they are no clause.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.asides.comment_words import CommentWords, comment_words
from dialogue.asides.reported import is_reporting
from dialogue.interpretation import Request
from dialogue.normalizing.hesitations import start_of
from dialogue.normalizing.wrappings import wrapping_words
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.requests import read_request
from dialogue.reading.statements import StatementBook, asks_of_word, find_statements, is_answer, strip_answer
from dialogue.situation import Situation
from dialogue.tokens import Token, holds_any, places
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort
from teaching.phrases import stems

Row = tuple[Token, ...]
LONGEST_SUBJECT = 4
OPEN_STATEMENTS = frozenset({"is_definition", "explain", "amend_change", "drop_step"})
"""Statements so open that a request with a comment may look like one."""
LOOSE_STATEMENTS = frozenset({"teach"})
"""Statements that a whole command with a reason behind it looks like: "turn off the lamp, it is hurting my eyes"."""
CLOSED_STATEMENTS = frozenset(
    {"name", "rename", "remember_state", "remember_value", "forget", "undo", "retire", "restore"}
)
"""Statements that are over where a comment begins."""
ANSWERS = ("cancel", "yes", "no", "help", "why", "repeat", "done", "only_now", "always")


@dataclass(frozen=True)
class Commentary:
    """Finds the comments in a sentence, as the home and the conversation stand."""

    situation: Situation
    statements: StatementBook
    answering: bool = False
    language: str = "en"

    @property
    def book(self) -> Phrasebook:
        """The words of this home."""
        return self.situation.book

    @property
    def words(self) -> CommentWords:
        """The words of comments."""
        return comment_words(self.language)

    def without(self, row: Row) -> Row:
        """The sentence without its comments. Nothing is left of one that is said to somebody of the household."""
        addressed = self._without_address(row)
        if addressed is not row:
            return addressed
        parts = self._parts(row)
        if len(parts) < 2:
            return row
        if not self.answering and self._hands_back(parts[-1]):
            return ()
        placed = self._placed(parts)
        if placed is not None:
            return placed
        measured = self.answering and any(p.quantity is not None for p in self._pieces(row))
        comments: list[bool] = []
        for number, part in enumerate(parts):
            said = [one for one, gone in zip(parts[:number], comments, strict=True) if not gone]
            comments.append(
                self.is_comment(part)
                or (number > 0 and self._says_again(part, said))
                or (measured and self._is_vague([token.text for token in part]))
            )
        if all(comments):
            return row
        if not any(comments):
            return self._with_focus(parts) or self._without_news(parts) or row
        kept = tuple(token for part, comment in zip(parts, comments, strict=True) if not comment for token in part)
        core = start_of((replace(kept[0], comma_before=False), *kept[1:]))
        if self._points_back(core, [part for part, comment in zip(parts, comments, strict=True) if comment]):
            return row
        stated = self._groups(row) - (LOOSE_STATEMENTS if self._commands(core) else frozenset())
        if stated and not stated & self._groups(core) & CLOSED_STATEMENTS:
            return row
        if not self._stands(core):
            return self._with_focus(parts) or row
        return core

    def _hands_back(self, part: Row) -> bool:
        """ "…, he said": somebody else's words stand before it."""
        texts = [token.text for token in part]
        others = self.words.subjects - self.words.own
        return len(texts) == 2 and texts[0] in others and texts[1] in self.words.saying

    def _commands(self, core: Row) -> bool:
        """Whether it is a command from its first word on, be its verb known or not, to things that are named."""
        request = read_request(core, self.book, self.situation.now)
        return bool(request.clauses) and all(
            c.verb_first
            and (c.acts or any(span.role == "action" for span in c.unknowns))
            and any(p.pronoun is None and not p.concept_id for p in c.targets)
            for c in request.clauses
        )

    def _points_back(self, core: Row, comments: Sequence[Row]) -> bool:
        """ "they moan about the shutters, keep them out of cosy": the change of a word needs what the comment names."""
        if not any(token.text in self.words.pronouns for token in core[:3]):
            return False
        named = any(self.book.is_item(piece) for part in comments for piece in self._pieces(_bare(part)))
        return named and any(group.startswith("amend_") for group in self._groups(core))

    def _placed(self, parts: Sequence[Row]) -> Row | None:
        """ "it's pitch black in the boot room, put a light on" → "put a light on in the boot room": a strange place
        is still where it shall be, so that it is asked about.
        """
        place = self._strange_place(parts[0])
        if place is None or self.answering:
            return None
        rest = tuple(token for part in parts[1:] for token in part)
        core = start_of((replace(rest[0], comma_before=False), *rest[1:]))
        request = read_request(core, self.book, self.situation.now)
        named = any(c.areas or c.scope or any(p.named for p in c.targets) for c in request.clauses)
        if named or request.unknowns or self._groups(core) or not self._stands(core):
            return None
        return (*core, *place)

    def _strange_place(self, part: Row) -> Row | None:
        """ "in the boot room": the end of a remark that says how dark or cold it is somewhere nobody knows."""
        words = self.book.vocabulary.words
        for at in range(1, len(part) - 2):
            named = part[at + 2 :]
            if part[at].text not in words("strange_place_leads") or part[at + 1].text not in words(
                "definite_determiners"
            ):
                continue
            if len(named) > LONGEST_SUBJECT or not self._complains(part[:at]):
                return None
            if any(token.text in self.words.body for token in named):
                return None  # "the sun is in my eyes"
            pieces = self._pieces(named)
            if any(p.known and not p.word("kind") and p.text not in words("place_nouns") for p in pieces):
                continue
            if {t.text for t in named} & {w for row in self.statements.part_words.values() for p in row for w in p}:
                return None
            if any(self.book.areas_named(p) or p.named(Sort.ENTITY) for p in pieces):
                return None
            return part[at:]
        return None

    def _complains(self, part: Row) -> bool:
        """Whether it says how it is: dark, cold, stuffy."""
        texts = [token.text for token in part]
        vocabulary = self.book.vocabulary
        phrases = [p for entry in (*vocabulary.complaints, *vocabulary.complaint_verbs) for p in entry.words]
        return holds_any(texts, phrases)

    # -- said to somebody

    def _without_address(self, row: Row) -> Row:
        """Without a name that is called, and what is said to its bearer in that sentence."""
        end = self._called(row)
        if not end:
            return row
        after = next((i for i in range(end, len(row)) if row[i].sentence_start), len(row))
        rest = row[after:]
        if rest and self._stands(rest):
            return start_of((replace(rest[0], comma_before=False), *rest[1:]))
        said = start_of((replace(row[end], comma_before=False), *row[end + 1 :]))
        core = replace(self, answering=self.answering).without(said)
        if self._stands(core) and not read_request(core, self.book, self.situation.now).unknowns:
            return core
        return row if any(self._anchored(piece) for piece in self._pieces(said)) else ()

    def _called(self, row: Row) -> int:
        """The end of somebody's name that opens the sentence before a pause, also "Sam love"."""
        end = next((i for i in range(1, min(len(row), 4)) if row[i].comma_before), 0)
        if not end or row[end - 1].text.endswith(word_forms().possessive):
            return 0
        name = self._pieces(row[:end])[0]
        if not name.named(Sort.PERSON):
            return 0
        return end if name.end == end or wrapping_words(self.language).vocatives.end(row[:end], name.end) == end else 0

    # -- parts

    def _parts(self, row: Row) -> list[Row]:
        """The sentence cut at pauses, and where "because" or "but" joins a clause about somebody."""
        cuts = [0]
        texts = [token.text for token in row]
        for i in range(1, len(row)):
            joined = (
                row[i].text in self.words.joiners - self.words.timing
                and i + 1 < len(row)
                and self._begins_remark(texts[i], texts[i + 1 : self._pause(row, i + 1)], texts[i + 1 :])
            )
            enough = texts[i] in self.words.joiners and self._has_enough(texts[cuts[-1] : i])
            if row[i].comma_before or joined or enough:
                cuts.append(i)
        cuts.append(len(row))
        return [row[a:b] for a, b in itertools.pairwise(cuts)]

    def is_comment(self, part: Row) -> bool:
        """Whether a part of a sentence is a clause about people or things outside the home, or a judgement."""
        row = list(part)
        while len(row) > 1 and row[0].text in self.words.leads:
            row.pop(0)
        texts, said = [token.text for token in row], [token.text for token in part]
        if said[0] in self.words.timing and not self._is_standing(texts):
            return False
        pieces = self._pieces(_bare(row))
        joined = int(said[0] in self.words.joiners and len(said) > 1)
        if self._is_report(texts, pieces) or self._is_report(said[joined:], pieces):
            return True
        if (
            is_reporting(part)
            or texts[0] in self.words.subordinators
            or any(is_answer(row, kind, self.statements) for kind in ANSWERS)
        ):
            return False
        if self._is_expected(texts, pieces) or self._calls_to(texts, pieces):
            return True
        if any(
            (piece.quantity is not None and piece.text not in self.book.words("numeral_one"))
            or piece.named(Sort.CONCEPT)
            for piece in pieces
        ):
            return False
        if self.is_judgement(texts):
            return True
        if any(piece.named(Sort.ENTITY) or self.book.areas_named(piece) for piece in pieces):
            return False
        kinds = any(self._anchored(piece) for piece in pieces)
        valued = any(piece.word("value") or piece.word("extreme") or piece.word("comparative") for piece in pieces)
        step = texts[0] in self.words.determiners and bool(pieces[-1].word("state") or valued)
        if self.answering and (step or self._says_how(row)):
            return False  # "and the spots are off": a step
        if self._is_about_people(texts, valued=valued):
            stated = any(piece.word("state") or piece.word("particle") for piece in pieces)
            own = self.answering and stated and texts[0] in self.book.vocabulary.words("step_subjects")
            return not (kinds and (self._is_step(texts) or own))
        if kinds or valued:
            return self._hurts(texts) if kinds else self._is_about_body(texts)
        return (
            self._is_about_body(texts)
            or self._is_about_things(texts)
            or self.is_own_question(texts)
            or self._lacks_subject(texts)
            or self._lacks_subject(said)
        )

    def _says_how(self, row: Sequence[Token]) -> bool:
        """ "… and it's purple": the next piece of an answer, a value and no more, of what was asked about."""
        if row[0].text not in self.words.things or len(row) < 2:
            return False
        rough = self.book.vocabulary.words("qualities")
        beside = self.words.adverbs | self.words.degrees | self.words.determiners
        core = strip_answer(row, self.statements)
        said = [piece for piece in self._pieces(tuple(core)) if piece.text not in beside]
        return bool(said) and all(
            (piece.word("value") or piece.named(Sort.OPTION)) and piece.text not in rough for piece in said
        )

    def _hurts(self, texts: Sequence[str]) -> bool:
        """ "the light hurts my head": what a thing does to somebody's body."""
        body = len(texts) > 2 and texts[-1] in self.words.body and texts[-2] in self.words.possessives
        return body and texts[0] in self.words.determiners and not self.answering

    def _is_step(self, texts: Sequence[str]) -> bool:
        """ "… and I draw the curtains": in an answer it is told what is done."""
        verb = next((word for word in texts[1:] if word not in self.words.adverbs), "")
        return self.answering and (verb in self.words.commands or word_forms().singular(verb) in self.words.commands)

    def _is_report(self, texts: Sequence[str], pieces: Sequence[Chunk]) -> bool:
        """ "all done baking", "finished": what somebody has got done; not of a thing of the home, nor as an answer."""
        if self.answering or any(piece.named(Sort.CONCEPT) for piece in pieces):
            return False
        begun = _longest(self.words.reports, texts)
        if begun == len(texts):
            return True
        more = _longest(self.words.remark_openers, texts)
        stays = any(self._anchored(piece) for piece in pieces) and not _longest(self.words.sated, texts)
        if stays or any(
            piece.quantity is not None and piece.text not in self.book.words("numeral_one") for piece in pieces
        ):
            return False
        over = len(texts) > 1 and texts[-1] in self.words.remark_ends
        return bool(begun or over or 0 < more < len(texts)) and len(texts) - max(begun, more) <= LONGEST_SUBJECT

    def _calls_to(self, texts: Sequence[str], pieces: Sequence[Chunk]) -> bool:
        """ "lights off, bed", "telly off, teeth": what people are called to, which is nothing of the home."""
        if self.answering or any(self._anchored(piece) for piece in pieces):
            return False
        called = self.book.vocabulary.words("everyday_purposes") | self.words.body
        left = [word for word in texts if word not in self.words.adverbs and word not in self.words.degrees]
        return len(texts) <= LONGEST_SUBJECT and len(left) == 1 and left[0] in called

    def _is_expected(self, texts: Sequence[str], pieces: Sequence[Chunk]) -> bool:
        """ "guests at six", "company coming": who or what is about to come, without a verb."""
        start = next((i for i, word in enumerate(texts[:2]) if word not in self.words.determiners), 0)
        if start + 1 >= len(texts) or texts[start] not in self.words.expected:
            return False
        if any(piece.named(Sort.ENTITY) or piece.named(Sort.CONCEPT) for piece in pieces):
            return False
        return texts[start + 1] in self.words.expecting

    def _lacks_subject(self, texts: Sequence[str]) -> bool:
        """ "can't see a thing", "no idea why", "let me find my glasses": nobody is named, and nothing of the home."""
        openings = self.words.openings.get(texts[0], ()) if texts else ()
        begun = next((o for o in openings if tuple(texts[: len(o)]) == o), None)
        if begun is None or len(texts) < 2:
            return False
        return begun in self.book.vocabulary.phrases("letting_oneself") or not any(
            word in self.words.commands for word in texts[1:3]
        )

    def _is_standing(self, texts: Sequence[str]) -> bool:
        """ "as my knees are bad" gives a reason; "as I arrive" says when, and is no remark."""
        return any(word in self.words.states or word.endswith(word_forms().standing) for word in texts[:5])

    def _begins_remark(self, joiner: str, part: Sequence[str], rest: Sequence[str]) -> bool:
        if self.subject_end(rest) > 0 or self._has_enough(part):
            return True
        return self.answering and joiner in self.book.words("plain_joiners") and self._is_vague(part)

    def _has_enough(self, part: Sequence[str]) -> bool:
        """ "no more biscuits": of something that nobody knows here."""
        sated = _longest(self.words.sated, part)
        if not 0 < sated < len(part):
            return False
        return not any(self._anchored(p) for p in self._pieces(_bare([Token(text, 0, 0) for text in part[sated:]])))

    def _pause(self, row: Row, start: int) -> int:
        return next((i for i in range(start + 1, len(row)) if row[i].comma_before), len(row))

    def _is_vague(self, texts: Sequence[str]) -> bool:
        """ "really low", "barely there": nothing beside a number."""
        known = self.words.evaluations | self.words.degrees | self.words.vague
        return all(word in known for word in texts) and any(word not in self.words.joiners for word in texts)

    def _says_again(self, part: Row, earlier: Sequence[Row]) -> bool:
        """ "yes", "yes, twenty three": an assent to oneself, or what was said before."""
        texts = [token.text for token in part if token.text not in self.words.leads]
        if not texts:
            return self.answering
        told = self.words.subjects | self.words.determiners if self.answering else frozenset()
        said = [[token.text for token in row] for row in earlier if row[0].text not in told]
        return any(next(places(row, texts), None) is not None for row in said)

    def is_judgement(self, texts: Sequence[str]) -> bool:
        """ "horrible basically", "lovely and snug"."""
        known = self.words.evaluations | self.words.degrees
        return all(word in known for word in texts) and any(word in self.words.evaluations for word in texts)

    def _is_about_people(self, texts: Sequence[str], *, valued: bool) -> bool:
        """ "I can't hear myself think", "the baby just went down", "my husband always did feel the cold"."""
        words = self.words
        if texts[0] in words.subjects:
            first = next((word for word in texts[1:] if word not in words.adverbs), "")
            if texts[0] in self.book.words("wishing_subjects"):
                return False
            if first in words.asking and first not in words.negated and not self.wants_to_do(texts):
                return self._likes_it(texts)
            return len(texts) > 1 and not (valued and any(word in words.hedging for word in texts[:4]))
        return 0 < self.subject_end(texts) < len(texts) or self._is_about_household(texts)

    def _likes_it(self, texts: Sequence[str]) -> bool:
        """ "he'll love it", "she hates that so much": a liking, and nothing that says what for."""
        at = next((i for i, word in enumerate(texts) if word in self.words.liking), len(texts))
        before = all(
            word in self.words.adverbs or word in self.book.words("future_auxiliaries") for word in texts[1:at]
        )
        return before and at + 1 < len(texts) and all(word in self.words.liked for word in texts[at + 1 :])

    def wants_to_do(self, texts: Sequence[str]) -> bool:
        """ "I need to see what I'm doing": wanted, but nothing that the hub could do."""
        to = next((i for i, word in enumerate(texts[:4]) if word in self.book.words("infinitive_marker")), None)
        return (
            to is not None
            and to + 1 < len(texts)
            and texts[to + 1] not in self.words.commands | self.book.words("light_infinitives")
        )

    def _is_about_household(self, texts: Sequence[str]) -> bool:
        return self.person_end(texts) > 0

    def person_end(self, texts: Sequence[str]) -> int:
        """The end of somebody's name that a verb follows: "Annika's asleep", "Wilf is in bed"."""
        bare = [word_forms().bare(text) for text in texts]
        named = self.book.lexicon.at(bare, stems(bare), 0)
        if not any(name.sort is Sort.PERSON for _, names in named for name in names):
            return 0
        piece = self._pieces(tuple(Token(text, 0, 0) for text in bare))[0]
        if not piece.named(Sort.PERSON) or piece.end >= len(texts):
            return 0
        thing = self._thing_end(texts)
        if thing > piece.end:  # "Tobi's light" is no Tobi who is something
            return thing if thing < len(texts) and self._is_finite(texts[thing]) else 0
        told = texts[piece.end - 1].endswith(word_forms().possessive) or self._is_finite(texts[piece.end])
        return piece.end if told else 0

    def _thing_end(self, texts: Sequence[str]) -> int:
        """The end of the name of a thing or a room that these words begin with."""
        named = self.book.lexicon.at(texts, stems(texts), 0)
        return max((end for end, names in named for n in names if n.sort in (Sort.ENTITY, Sort.AREA)), default=0)

    def subject_end(self, texts: Sequence[str]) -> int:
        """The end of a subject about people that a verb follows: "my old mother" in "my old mother is asleep"."""
        words = self.words
        if texts and texts[0] in words.subjects | words.things:
            return 1
        start = 1 if texts and texts[0] in words.determiners else 0
        for end in range(start + 1, min(len(texts), start + LONGEST_SUBJECT) + 1):
            noun = texts[end - 1]
            bare = word_forms().alone(noun)
            if bare not in words.kin:
                continue
            if bare != noun:
                return end if end < len(texts) else 0
            return end if end < len(texts) and self._is_finite(texts[end]) else 0
        return 0

    def _is_finite(self, word: str) -> bool:
        return (
            word in self.words.finite
            or word in self.words.adverbs
            or (len(word) > 3 and word.endswith(word_forms().told) and not word.endswith(word_forms().unchanged))
        )

    def _is_about_body(self, texts: Sequence[str]) -> bool:
        """ "my eyes", "my poor feet are like ice"."""
        if texts[0] not in self.words.possessives:
            return False
        return any(word_forms().bare(word) in self.words.body for word in texts[1:4])

    def _is_about_things(self, texts: Sequence[str]) -> bool:
        """ "it's the stone", "that wakes her up", "the film's about to start": nothing of the home in it."""
        words = self.words
        if texts[0] in words.things:
            return len(texts) > 1 and not any(word in words.asking and word not in words.negated for word in texts[1:3])
        if texts[0] not in words.determiners:
            said = len(texts) > 1 and texts[0].endswith(word_forms().possessive)
            return said and (
                texts[1].endswith(word_forms().gerund) or texts[1] in words.over
            )  # "film's starting", "pie's done"
        for end in range(2, min(len(texts), LONGEST_SUBJECT + 1)):
            noun, verb = texts[end - 1], texts[end]
            if noun.endswith(word_forms().being_had):
                return True
            if verb in words.finite or (verb in words.adverbs and end + 1 < len(texts)):
                return True
            if len(verb) > 4 and verb.endswith(word_forms().past):
                return True
        return False

    def is_own_question(self, texts: Sequence[str]) -> bool:
        """ "where was I", "isn't it awful": nothing that the hub could answer."""
        if asks_of_word(texts, self.statements):
            return False
        asked = texts[0] in self.words.questions and any(word in self.words.questioned for word in texts[1:4])
        return asked and len(texts) > 2

    # -- what is left

    def _stands(self, core: Row) -> bool:
        """Whether this is a request, or an answer to the open question, by itself."""
        pieces = self._pieces(core)
        if self.answering and (
            any(piece.quantity is not None or piece.word("value") or self._anchored(piece) for piece in pieces)
            or any(is_answer(core, kind, self.statements) for kind in ANSWERS)
        ):
            return True
        if self.situation.focus and pieces[0].quantity is not None:
            rest = tuple(token.text for token in core[pieces[0].end :])
            if not rest or rest in self.book.vocabulary.phrases("one_off"):
                return True  # "fifty five, just this once" of what was just spoken of
        return bool(self._groups(core)) or self._asks(read_request(core, self.book, self.situation.now))

    def _groups(self, row: Row) -> set[str]:
        """What the whole of it says about words: "watch me, I'll show you film club"."""
        found = find_statements(row, self.statements, lambda term: bool(self.book.lexicon.concepts_named(term)))
        return {statement.group for statement in found} - OPEN_STATEMENTS

    def _asks(self, request: Request) -> bool:
        for clause in request.clauses:
            named = any(p.pronoun is None or p.pronoun == "everything" for p in clause.targets)
            said = bool(clause.values or clause.particle or clause.verb or clause.action or request.unknowns)
            if clause.scenes or clause.content or ((named or clause.areas or clause.scope) and said):
                return True
            if self.situation.focus and clause.targets and clause.acts:
                return True
            if clause.verb == "scene" and clause.verb_first and any(span.role == "scene" for span in clause.unknowns):
                return True  # "Dad's on a call, do ghost house"
        return False

    def _without_news(self, parts: Sequence[Row]) -> Row | None:
        """ "somebody's at the front door, hall light on": what is told goes when the rest names its own thing."""
        news = [self._is_news(part) for part in parts]
        if not any(news) or all(news) or self._groups(tuple(token for part in parts for token in part)):
            return None
        kept = tuple(token for part, told in zip(parts, news, strict=True) if not told for token in part)
        core = start_of((replace(kept[0], comma_before=False), *kept[1:]))
        request = read_request(core, self.book, self.situation.now)
        whole = request.complete and all(
            c.acts and any(p.named or p.fitting for p in c.targets) for c in request.clauses
        )
        return core if request.clauses and whole else None

    def _is_news(self, part: Row) -> bool:
        texts = [token.text for token in part]
        pieces = self._pieces(_bare(part))
        if texts[0] not in self.words.subjects | self.words.things or len(texts) < 3:
            return False
        if any(p.quantity is not None or p.named(Sort.CONCEPT) or self.book.areas_named(p) for p in pieces):
            return False
        return texts[0].endswith(word_forms().being_had) or texts[1] in self.words.finite - self.words.asking

    def _tells_when(self, part: Row) -> bool:
        """ "whenever the lamp goes on": what shall be whenever something is switched on belongs to it."""
        words, row = self.book.vocabulary.words, [token.text for token in part]
        return bool(self.book.vocabulary.opening(part, "switching_openers")) and any(
            verb in words("switching_verbs") and on in self.book.words("plain_on")
            for verb, on in itertools.pairwise(row)
        )

    def _with_focus(self, parts: Sequence[Row]) -> Row | None:
        """ "we've left the garage open, close it" → "close the garage": the comment says what "it" is."""
        if len(parts) != 2:
            return None
        comment, core = parts
        texts = [token.text for token in comment]
        if self._tells_when(comment):
            return None
        comment = _bare(comment)
        place = next((i for i, token in enumerate(core) if token.text in self.words.pronouns), None)
        pieces = self._pieces(comment)
        named = self._thing_named(pieces)
        told = texts[0] in self.words.subjects or any(
            word in self.words.finite or word.endswith(word_forms().possessive) for word in texts[1:6]
        )
        if named is not None and named[1] < len(texts):
            told = told or self._is_finite(texts[named[1]])
        if place is None or named is None or not told:
            return None
        if any(self._anchored(piece) and not piece.word("verb") for piece in self._pieces(core)):
            return None
        if any(piece.quantity is not None or piece.named(Sort.CONCEPT) for piece in pieces):
            return None
        thing = tuple(
            replace(token, comma_before=False, sentence_start=False) for token in comment[named[0] : named[1]]
        )
        the = replace(core[place], text=self.book.vocabulary.written["the_thing"], comma_before=False)
        row = start_of((*(replace(core[0], comma_before=False), *core[1:])[:place], the, *thing, *core[place + 1 :]))
        request = read_request(row, self.book, self.situation.now)
        return row if not request.unknowns and self._asks(request) else None

    def _thing_named(self, pieces: Sequence[Chunk]) -> tuple[int, int] | None:
        """Where the one thing of the home stands: its name, with the words between "the" and it."""
        items = [i for i, piece in enumerate(pieces) if self.book.is_item(piece) and not piece.word("state")]
        if not items or items != list(range(items[0], items[-1] + 1)):
            return None
        if all(self.book.areas_named(pieces[i]) for i in items):
            return None
        first = items[0]
        while first > 0 and not pieces[first - 1].known:
            first -= 1
        return pieces[first].start, pieces[items[-1]].end

    def _pieces(self, row: Row) -> tuple[Chunk, ...]:
        return chunk(row, self.book.lexicon, self.book.vocabulary)

    def _anchored(self, piece: Chunk) -> bool:
        return self.book.is_item(piece) or bool(piece.named(Sort.CONCEPT))


def _bare(row: Sequence[Token]) -> Row:
    """The words without a clitic "is": "the back door's open" names the back door."""
    return tuple(
        replace(token, text=word_forms().bare(token.text)) if token.text.endswith(word_forms().possessive) else token
        for token in row
    )


def _longest(phrases: Sequence[tuple[str, ...]], texts: Sequence[str]) -> int:
    """How many words the longest of the phrases takes that the words begin with."""
    return max((len(phrase) for phrase in phrases if tuple(texts[: len(phrase)]) == phrase), default=0)
