"""Tells what a long answer says from the story round it: "my gran had one like that. So thirty percent, and warm."

A part is a story only by its form (a clause about people or about how things were, what it is for, what it looks like)
and only when it holds nothing that could be meant: no value, no command, no exception or condition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dialogue.asides.comment_words import CommentWords, StoryWords, comment_words, story_words
from dialogue.asides.remarks import Remarks
from dialogue.defining.steps import commanded
from dialogue.interpretation import Clause, Request
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.requests import read_request
from dialogue.reading.statements import StatementBook
from dialogue.situation import Situation
from dialogue.token_edits import stretches
from dialogue.tokens import Token, opening
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

Row = tuple[Token, ...]
FARTHEST_SUBJECT = 8
DOING = frozenset({"scene", "action"})
NAMING = frozenset({"device", "area", "person"})
"""What these words mean is a thing, a room or a person: naming one may be the answer."""


@dataclass(frozen=True)
class Narration:
    """Judges the parts of an answer about a word of a role."""

    situation: Situation
    statements: StatementBook
    role: str
    term: tuple[str, ...] = ()
    language: str = "en"

    @property
    def _book(self) -> Phrasebook:
        return self.situation.book

    @property
    def _words(self) -> CommentWords:
        return comment_words(self.language)

    @property
    def _stories(self) -> StoryWords:
        return story_words(self.language)

    @cached_property
    def _remarks(self) -> Remarks:
        return Remarks(self.situation, self.statements, answering=True, language=self.language)

    def tells(self, part: Row) -> bool:
        """Whether a part only tells something."""
        row = self.begun(part)
        if not row or self._closes(row):
            return True
        return self._is_told(row) and not any(self._settles(self.begun(part)) for part in stretches(row))

    def paints(self, part: Row) -> bool:
        """Whether a part only says what it is like: "like butter". Nothing known and no number is in it."""
        texts = tuple(token.text for token in part)
        opened = opening(texts, self._stories.pictures)
        return 0 < opened < len(part) and self.is_strange(part)

    def names(self, part: Row) -> bool:
        """Whether a thing, a room or a person of the home is in it."""
        return any(self._means(piece) or self._book.is_item(piece) for piece in self._pieces(part))

    def is_strange(self, part: Row) -> bool:
        """Whether nothing in it is of the home: no number, no value, nobody's word."""
        return not any(
            piece.quantity is not None or self._means(piece) or _is_valued(piece) for piece in self._pieces(part)
        )

    def closing(self, row: Row) -> int:
        """Where words that only close a sentence begin, 0 for nowhere."""
        texts = tuple(token.text for token in row)
        ends = [len(row) - len(p) for p in self._stories.closings if len(row) > len(p) and texts[-len(p) :] == p]
        return min(ends, default=0)

    @property
    def pointers(self) -> tuple[tuple[str, ...], ...]:
        """ "That's what": here follows the word that was asked about."""
        return self._stories.pointers

    @property
    def meaning(self) -> frozenset[str]:
        """What stands behind that word: is, means."""
        return self._stories.meaning

    @property
    def conditions(self) -> frozenset[str]:
        """If, unless: what follows doesn't always hold."""
        return self._stories.conditions

    @property
    def reservations(self) -> frozenset[str]:
        """But, except: what follows may hold at some times only."""
        return self._stories.reservations

    def begun(self, part: Row) -> Row:
        """The part without what only leads to it: "and then", "well", "you see"."""
        row, texts = part, tuple(token.text for token in part)
        while True:
            lead = opening(texts[:-1], self._stories.leads)
            if not lead or (
                row[0].text in self.situation.words("so_conjunction")
                and len(row) > 1
                and row[1].text in self.situation.words("that_conjunction")
            ):
                return row
            row, texts = row[lead:], texts[lead:]

    def _closes(self, row: Row) -> bool:
        return tuple(token.text for token in row) in self._stories.closings

    # -- what can't be passed over

    def _settles(self, row: Row) -> bool:
        """Whether it may say what the word means: a value, something to do, a name, an exception, a condition."""
        texts = [token.text for token in row]
        if set(texts[1:]) & self._stories.restricting:
            return True
        pieces = self._pieces([replace(token, text=word_forms().bare(token.text)) for token in row])
        if any(piece.named(Sort.CONCEPT) for piece in pieces):
            return True
        if self.role in NAMING and any(self._means(piece) for piece in pieces):
            return True
        if any(_is_valued(p) and not self._is_too_much(texts, p.start) for p in pieces):
            return True
        if any(
            p.quantity is not None
            and p.text not in self.situation.words("numeral_one")
            and not self._counts_others(row, p)
            for p in pieces
        ):
            return True
        if self.role in DOING and any(self._book.is_item(piece) for piece in pieces) and not self._spares(texts):
            return True
        told = commanded(self.situation, row, shared=True)
        return any(
            self._commands(read_request(words, self._book, self.situation.now), [token.text for token in words])
            for words in dict.fromkeys((row, told))
        )

    def _spares(self, texts: Sequence[str]) -> bool:
        """Whether nothing is done or left undone: "they trip over the lamp", but not "I never leave the oven on"."""
        if self._verb(texts) in self._stories.copulas:
            return False  # "the last thing is locking the door"
        return self._tells_of_others(texts) and not set(texts) & self._words.negated

    def _is_too_much(self, texts: Sequence[str], at: int) -> bool:
        """ "never too bright": what it shall not be, and no value."""
        return at > 0 and texts[at - 1] in self._stories.too_much

    def _counts_others(self, row: Row, piece: Chunk) -> bool:
        """ "the baby wakes at three": a number of somebody's life, without a unit."""
        quantity = piece.quantity
        if self.role == "time" or quantity is None or quantity.unit is not None or quantity.fraction:
            return False
        texts = [token.text for token in row]
        whose = texts[0] in self._words.subjects and texts[0].endswith(word_forms().being)
        return whose or self._tells_of_others(texts)

    def _commands(self, request: Request, texts: Sequence[str]) -> bool:
        return any(self._is_command(clause, texts) for clause in request.clauses)

    def _is_command(self, clause: Clause, texts: Sequence[str]) -> bool:
        if clause.scenes or clause.exceptions or clause.content:
            return True
        if clause.verb == "scene" and all(phrase.pronoun is not None for phrase in clause.targets):
            return False  # "then I do it all from bed"
        does = bool(clause.particle or (clause.verb and clause.verb != "set") or clause.action or clause.attribute)
        known = any(p.unknown is None and (p.named or p.fitting) for p in clause.targets)
        pointed = any(p.pronoun is not None for p in clause.targets)
        if clause.verb is not None and clause.verb_text not in texts[:1] and self._tells_of_others(texts):
            known, pointed = known and bool(clause.particle), False
        return bool((does and (known or clause.areas or clause.scope)) or (clause.verb and (pointed or known)))

    # -- the form of a story

    def _is_told(self, row: Row) -> bool:
        texts = [token.text for token in row]
        if self._remarks.is_own_question(texts) or self._remarks.is_judgement(texts):
            return True
        if self._explains(texts) or self._was(texts) or self._is_enough(texts) or self._reminds(texts):
            return True
        if self._says_when(texts):
            return True
        subject = self._subject(texts)
        if subject is None:
            return False
        begin, end = subject
        opened = begin > 0 and texts[0] in self._words.subordinators
        return self._goes_on(texts[begin:], end - begin, opened=opened)

    def _explains(self, texts: Sequence[str]) -> bool:
        """ "it's for when we knit", "that's what the kids use", "it's a word from the stage"."""
        for length in (1, 2):
            if " ".join(texts[:length]) in self._stories.copulas and length < len(texts):
                rest = tuple(texts[length:])
                if opening(rest[:-1], self._stories.complements):
                    return True
                if rest[0] in self._words.determiners and set(rest[1:5]) & self._stories.sayings:
                    return True
        return False

    def _was(self, texts: Sequence[str]) -> bool:
        """ "it was never too bright", "that lamp came from my nan's", "there's no point heating it"."""
        if texts[0] in self.situation.words("existential_openers"):
            return len(texts) > 1
        start = 1 if texts[0] in self._words.determiners | self._words.things else 0
        if texts[0].endswith(word_forms().possessive):  # "it's got a smoky feel" says how it is
            return False
        return start > 0 and any(word in self._stories.past for word in texts[start : start + 3])

    def _reminds(self, texts: Sequence[str]) -> bool:
        """ "remember those lamps from the seventies"."""
        opened = opening(texts, self._stories.reminders)
        return 0 < opened < len(texts) and texts[opened] in self._stories.reminded

    def _says_when(self, texts: Sequence[str]) -> bool:
        """ "mornings", "at the weekend": when it is said or done, and nothing else."""
        parts = {word for row in self.statements.part_words.values() for phrase in row for word in phrase}
        named = [word for word in texts if word in parts | self._stories.days]
        return bool(named) and all(word in self._stories.day_links or word in named for word in texts)

    def _is_enough(self, texts: Sequence[str]) -> bool:
        """ "loud enough to hear": how it will be, and nothing to set."""
        return (
            len(texts) > 2
            and texts[1] in self.situation.words("enough_word")
            and texts[2] in self.situation.words("enough_links")
        )

    def _subject(self, texts: Sequence[str]) -> tuple[int, int] | None:
        """Where a subject about people or something unknown stands: first, or behind what opens the sentence."""
        first = self._subject_at(texts, 0)
        if first:
            return 0, first
        opened = opening(texts, self._stories.adverbials)
        opened = opened or int(texts[0] in self._stories.days)
        if not opened:
            return None
        for at in range(opened, min(len(texts) - 1, FARTHEST_SUBJECT)):
            end = self._subject_at(texts[at:], 0)
            if end:
                return at, at + end
        return None

    def _subject_at(self, texts: Sequence[str], at: int) -> int:
        """The end of a subject that begins there, 0 for none."""
        words = self._words
        if texts[at] in words.subjects | words.things | self._stories.owners:
            return at + 1
        people = self._remarks.subject_end(texts[at:]) or self._remarks.person_end(texts[at:])
        if people:
            return at + people
        if texts[at] not in words.determiners:
            return 0
        for end in range(at + 2, min(len(texts), at + 5)):
            if self._is_own_verb(texts[end]) or texts[end] in self._words.finite - self._stories.defining:
                pieces = self._pieces([Token(text, 0, 0) for text in texts[at:end]])
                named = any(self._book.is_item(p) or p.word("attribute") for p in pieces)
                return 0 if named else end
        return 0

    def _goes_on(self, texts: Sequence[str], end: int, *, opened: bool) -> bool:
        """Whether a verb of telling follows the subject: not one that wants, means, sets or names something."""
        words = self._words
        rest = [word for word in texts[end:] if word not in words.adverbs or word in words.finite]
        subject = texts[end - 1]
        if subject in words.things and rest and rest[0] in self._stories.too_much:
            return True
        if subject in words.things and not (rest and (self._is_own_verb(rest[0]) or rest[0] in words.negated)):
            return (
                subject in self.situation.words("singular_demonstratives")
                and self._remarks.subject_end(texts[end:]) > 0
            )
        if subject.endswith(word_forms().modal) and not (rest and self._is_own_verb(rest[0])):
            return False
        if not rest:
            return False
        has = rest[0] in self.situation.words("possession_verbs") and self.situation.words("thing_pronouns").isdisjoint(
            rest[1:2]
        )
        if has and self._is_others(texts, end):
            return True
        if rest[0] in self.situation.words("having_and_wanting"):
            return self._remarks.wants_to_do(texts) or self._has_trouble(rest, opened=opened)
        if rest[0] in words.negated or (len(rest) > 1 and rest[1] in words.negated):
            return True
        if rest[0] in self._stories.calling:
            return set(rest[1:]) <= self._stories.meaning | set(self.term)
        if rest[0] in words.asking:
            return rest[0] in self.situation.words("possibility_modals") and len(rest) > 1
        return True

    def _is_others(self, texts: Sequence[str], end: int) -> bool:
        """Whether it is about other people than those who speak: "my sister has one"."""
        return texts[end - 1].split("'", maxsplit=1)[0] not in self._stories.speakers

    def _has_trouble(self, rest: Sequence[str], *, opened: bool) -> bool:
        """ "they have complained twice", "we have the neighbours round": no thing of the home is had.

        ``opened``: "when I've got a deadline" only says when.
        """
        if opened and len(rest) > 1 and rest[1] in self._words.determiners:
            return True
        if len(rest) > 1 and (rest[1] in self.situation.words("perfect_be") or rest[1].endswith(word_forms().past)):
            return True
        pieces = self._pieces([Token(text, 0, 0) for text in rest[1:]])
        return (
            rest[0] in self.situation.words("possession_verbs")
            and bool(pieces)
            and not any(self._means(p) or _is_valued(p) for p in pieces)
            and any(word in self._words.kin | self._words.body for word in rest[1:])
        )

    def _tells_of_others(self, texts: Sequence[str]) -> bool:
        """Whether a subject is followed by a verb that nothing of the home does: "the baby wakes at three"."""
        verb = self._verb(texts)
        return bool(verb) and self._is_story_verb(verb)

    def _verb(self, texts: Sequence[str]) -> str:
        """The verb behind the subject, empty for none."""
        subject = self._subject(texts)
        if subject is None:
            return ""
        passed = self._words.adverbs | self._words.negated | self.situation.words("story_passing")
        return next((word for word in texts[subject[1] :] if word not in passed), "")

    def _is_story_verb(self, word: str) -> bool:
        return bool({word, *_bases(word)} & self._stories.verbs) or word in self._stories.past | self.situation.words(
            "told_copulas"
        )

    def _is_own_verb(self, word: str) -> bool:
        """A verb that tells: known as one, or in the past."""
        return self._is_story_verb(word) or (len(word) > 4 and word.endswith(word_forms().past))

    def _means(self, piece: Chunk) -> bool:
        return bool(
            piece.named(Sort.ENTITY)
            or self._book.areas_named(piece)
            or (self.role == "person" and piece.named(Sort.PERSON))
            or piece.named(Sort.CONCEPT)
        )

    def _pieces(self, row: Sequence[Token]) -> tuple[Chunk, ...]:
        return chunk(row, self._book.lexicon, self._book.vocabulary)


def _is_valued(piece: Chunk) -> bool:
    return any(piece.word(label) is not None for label in ("value", "extreme", "comparative"))


def _bases(word: str) -> tuple[str, ...]:
    """What a word may be a form of: "wakes" and "waking" of "wake"."""
    found = [word]
    for ending in word_forms().inflections:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            found += word_forms().stems(word, ending)
            if ending in word_forms().participles and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(found)
