"""The gist of a long answer: the largest part of it that defines, without the stories, purposes and pictures round it.

What is left out must be a story by its form and hold nothing that could be meant; otherwise the answer stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.asides.narration import NAMING, Narration
from dialogue.defining.names import without_naming
from dialogue.dialogue_state import MeaningQuestion
from dialogue.lessons.definitions import NotADefinition
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.timing.times import find_times
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import split

Row = tuple[Token, ...]
LONGEST_PICTURE = 3
TOLD_OF = frozenset({"value", "device", "area", "scene", "action", "time"})


@dataclass(frozen=True)
class Gist:
    """Finds what an answer comes to. ``targets`` are what the request was about."""

    mind: Mind
    question: MeaningQuestion
    targets: Sequence[str]

    def of(self, row: Row) -> Row:
        """The answer without its stories; nothing at all when it is nothing but stories."""
        if self.question.span.role not in TOLD_OF or not row:
            return row
        sentences = stretches(row, lambda token: token.sentence_start)
        told = [self._passes(sentence) for sentence in sentences]
        told = self._without_descriptions(sentences, told)
        if all(told):
            return () if self.question.span.role in ("value", "action", "scene") else row
        kept = [self._trimmed(sentence) for sentence, gone in zip(sentences, told, strict=True) if not gone]
        core = self._named(_joined(kept))
        return row if len(core) == len(row) or not self._defines(core) else core

    def _without_descriptions(self, sentences: Sequence[Row], told: list[bool]) -> list[bool]:
        """ "The tall one with the white shade. The floor lamp": what it looks like goes where its name is said."""
        if self.question.span.role not in NAMING:
            return told
        names = [self._narration.names(sentence) for sentence in sentences]
        if not any(named and not gone for named, gone in zip(names, told, strict=True)):
            return told
        return [
            gone or (not named and sentence[0].text in self.mind.words("pointing_openers"))
            for sentence, named, gone in zip(sentences, names, told, strict=True)
        ]

    def _named(self, row: Row) -> Row:
        """ "that's our name for the kettle" → "the kettle"."""
        if self.question.span.role not in NAMING:
            return row
        nouns = {word for phrase in self.mind.statements.calling["nouns"] for word in phrase}
        return without_naming(row, frozenset(nouns), self.mind.words("beneficiary_prepositions"))

    def conditional(self, row: Row) -> bool:
        """Whether a value only holds under a condition: "if it's after ten then five percent"."""
        if self.question.span.role not in ("value", "action", "scene"):
            return False
        return any(
            self._limits(part)
            for sentence in stretches(row, lambda token: token.sentence_start)
            if self._settles(sentence)
            for part in stretches(sentence)
        )

    def _settles(self, sentence: Row) -> bool:
        """Whether there is anything in a sentence for a condition to hold for."""
        request = read_request(sentence, self.mind.situation.book, self.mind.situation.now)
        return any(clause.acts for clause in request.clauses)

    def _limits(self, part: Row) -> bool:
        """ "unless Sam's home", "but on Sundays it should be sixty"."""
        narration, texts = self._narration, tuple(token.text for token in part)
        vocabulary = self.mind.situation.book.vocabulary
        begun = narration.begun(part)
        if begun and begun[0].text in narration.conditions:
            return not vocabulary.opening(begun, "event_courtesies", 1)
        if texts[0] not in narration.reservations:
            return False
        timed = any(True for _ in find_times(part, self.mind.situation.now))
        pieces = chunk(part, self.mind.lexicon, self.mind.situation.book.vocabulary)
        return timed and any(piece.quantity is not None for piece in pieces)

    def _trimmed(self, sentence: Row) -> Row:
        """A sentence without the stories between its pauses."""
        parts = [part for one in stretches(sentence) for part in self._by_occasion(one)]
        kept = [
            part for number, part in enumerate(parts) if not (self._passes(part) or (number and self._paints(part)))
        ]
        if not kept:
            return sentence
        return self._closed(_joined(kept, pauses=True))

    def _by_occasion(self, part: Row) -> list[Row]:
        """ "when I've got a deadline | I have the lamp on full": when it is done, and what."""
        lists = self.mind.situation.book.vocabulary.words
        if part[0].text not in lists("subordinators"):
            return [part]
        for at in range(3, len(part) - 2):
            if part[at].text in lists("speaker_subjects") and part[at - 1].text not in lists("step_joiners"):
                rest = chunk(part[at + 1 :], self.mind.lexicon, self.mind.situation.book.vocabulary)
                if rest[0].word("verb") is not None and any(self.mind.situation.book.is_item(piece) for piece in rest):
                    return [part[:at], part[at:]]
        return [part]

    def _closed(self, row: Row) -> Row:
        """Without what only closes it: "ten percent at most"."""
        end = self._narration.closing(row)
        return row[:end] if end else row

    def _paints(self, part: Row) -> bool:
        """ "like butter", also where "like" was taken for a filler: "warm white, like, well, butter"."""
        said = self.mind.utterance.text
        if self._narration.paints(part):
            return True
        start = part[0].start
        if said[start : part[0].end].lower() != part[0].text or len(part) > LONGEST_PICTURE:
            return False
        before = re.split(r"[^\w']+", said[:start].lower())
        return not self.mind.words("like_word").isdisjoint(before[-3:]) and self._narration.is_strange(part)

    def _passes(self, part: Row) -> bool:
        return self._narration.tells(part) or self._says_what_it_was(part)

    def _says_what_it_was(self, part: Row) -> bool:
        """ "that's what muzzle is": nothing but the word that was asked about."""
        texts = [token.text for token in part]
        term = split(self.mind.clean_term(self.question.span.text))
        lead = next((p for p in self._narration.pointers if tuple(texts[: len(p)]) == p), None)
        if lead is None:
            return False
        rest = texts[len(lead) :]
        said = {*term, *self.mind.situation.book.vocabulary.words("determiners"), *self._narration.meaning}
        return bool(rest) and all(word_forms().bare(word) in said or word in said for word in rest)

    @property
    def _narration(self) -> Narration:
        term = split(self.mind.clean_term(self.question.span.text))
        return Narration(self.mind.situation, self.mind.statements, self.question.span.role, term)

    def _defines(self, row: Row) -> bool:
        role, term = self.question.span.role, self.mind.clean_term(self.question.span.text)
        found = self.mind.definer.define(role, row, self.targets, term)
        return not isinstance(found, NotADefinition)


def _joined(parts: Sequence[Row], *, pauses: bool = False) -> Row:
    """The parts in one row; a pause stays where something was between them."""
    row: list[Token] = []
    for part in parts:
        first = replace(part[0], comma_before=bool(row), sentence_start=part[0].sentence_start and not pauses)
        row += [first, *part[1:]]
    return start_of((replace(row[0], comma_before=False), *row[1:]))
