"""Understands what a word is said to mean: the answer to "what does it mean?", or the second half of "X means Y"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.defining.actions import define_action, define_bare_verb
from dialogue.defining.answer import chunks_of, request_in
from dialogue.defining.comments import without_comments, without_limits, without_pronouns
from dialogue.defining.companions import with_companion
from dialogue.defining.models import unknown_model
from dialogue.defining.names import define_alias, define_alias_only, define_area, define_area_only, define_person
from dialogue.defining.paces import define_at_pace
from dialogue.defining.refining import refined, settled_names
from dialogue.defining.routines import define_routine
from dialogue.defining.settings import settings_of
from dialogue.defining.steps import commanded
from dialogue.defining.times import define_time, define_time_only, is_clock_number, sounds_like_time
from dialogue.defining.values import define_as_another, define_for_kind, define_value
from dialogue.interpretation import Clause
from dialogue.lessons.definitions import Contradicted, Defined, Definition, NotADefinition, VagueTime
from dialogue.reading.denied_things import with_plain_offs
from dialogue.reading.statements import StatementBook, strip_answer
from dialogue.situation import Situation
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import (
    Setting,
)
from teaching.lexicon import split


class Definer:
    """Reads definitions in one situation."""

    def __init__(self, situation: Situation, statements: StatementBook) -> None:
        self._situation = situation
        self._book = situation.book
        self._statements = statements

    def content(self, tokens: Sequence[Token], term: str) -> tuple[Token, ...]:
        """The answer without the term it repeats and without openers: "oh, sketching mode is eighty percent"."""
        row = strip_answer(with_plain_offs(tuple(tokens), self._book), self._statements)
        words = [token.text for token in row]
        keys = [split(term)]
        if len(keys[0]) > 1 and keys[0][-1] in self._book.vocabulary.tails:
            keys.append(keys[0][:-1])
        for key in keys:
            for start in range(1, len(words) - len(key) - 1):
                if tuple(words[start : start + len(key)]) == key and words[start + len(key)] in self._book.words(
                    "equating_verbs"
                ):
                    return strip_answer(row[start + len(key) + 1 :], self._statements)
            for lead in range(min(4, len(words))):
                end = lead + len(key)
                said = (
                    [*words[lead : end - 1], word_forms().bare(words[end - 1])]
                    if end <= len(words) and end > lead
                    else []
                )
                if tuple(said) == key and all(w in self._book.words("before_defined") for w in words[:lead]):
                    rest = row[end:]
                    while rest and rest[0].text in self._book.words("definition_heads"):
                        rest = rest[1:]
                    return strip_answer(rest, self._statements) if rest else row
        return row

    def define(self, role: str, tokens: Sequence[Token], targets: Sequence[str] = (), term: str = "") -> Definition:
        """The meaning that an answer gives to a word of that role, said of ``targets``."""
        slow = define_at_pace(self._situation, tokens, lambda rest: self._define(role, rest, targets, term))
        return slow or self._define(role, tokens, targets, term)

    def _define(self, role: str, tokens: Sequence[Token], targets: Sequence[str], term: str) -> Definition:
        if role in ("value", "action") and targets:
            shown = define_as_another(self._situation, tokens, targets)
            if isinstance(shown, Defined):
                return shown
        if role in ("value", "scene"):
            likened = unknown_model(self._situation, tokens)
            if likened is not None:
                return likened
        row = self._said(role, tokens, term)
        if not row:
            return NotADefinition()
        match role:
            case "device":
                return define_alias(self._situation, row, term)
            case "area":
                return define_area(self._situation, row, term)
            case "person":
                return define_person(self._situation, row)
            case "time":
                return define_time(self._situation, row, term)
            case "action":
                return define_action(self._situation, row, targets)
            case "scene":
                return self._scene(row, targets)
            case _:
                return self._value(row, targets)

    def _value(self, row: tuple[Token, ...], targets: Sequence[str]) -> Definition:
        joined = with_companion(self._situation, row, targets) if targets else None
        if joined is not None:
            return define_routine(self._situation, joined)
        return define_value(self._situation, row, targets)

    def _said(self, role: str, tokens: Sequence[Token], term: str) -> tuple[Token, ...]:
        """What an answer comes to, without what it takes back and what comments on it."""
        row = self.content(tokens, term)
        if role in ("device", "area"):
            row = strip_answer(settled_names(self._situation, row), self._statements)
        if role in ("person", "time"):
            return row
        if role not in ("device", "area"):
            row = commanded(self._situation, row, shared=role == "scene")
        valued = role not in ("device", "area", "scene")
        row = without_pronouns(row, self._book) if valued else row
        row = without_comments(self._situation, without_limits(self._situation, row), self._statements, glosses=valued)
        if valued:
            row = refined(self._situation, row, self._statements)
        return strip_answer(row, self._statements)

    def _scene(self, row: tuple[Token, ...], targets: Sequence[str]) -> Definition:
        """What a scene does; settings of nothing in particular make it a value for wherever it is asked for."""
        clauses = request_in(self._situation, row).clauses
        if clauses and all(c.values and not (c.targets or c.areas or c.scope or c.scenes or c.verb) for c in clauses):
            return define_value(self._situation, row, targets)
        return define_routine(self._situation, row)

    def define_any(self, tokens: Sequence[Token], term: str) -> Definition:
        """The meaning in "X means Y", where only Y tells what kind of word X is."""
        slow = define_at_pace(self._situation, tokens, lambda rest: self._define_any(rest, term))
        return slow or self._define_any(tokens, term)

    def _define_any(self, tokens: Sequence[Token], term: str) -> Definition:
        row = self.content(tokens, term)
        row = strip_answer(without_comments(self._situation, row, self._statements, glosses=False), self._statements)
        if not row:
            return NotADefinition()
        if request_in(self._situation, row).unknowns:  # "the lamp goes purple"
            row = commanded(self._situation, row)
        row = with_companion(self._situation, row, ()) or row
        for attempt in (
            define_area_only(self._situation, row),
            define_person(self._situation, row),
            define_time_only(self._situation, row, term),
            define_alias_only(self._situation, row, term),
        ):
            if isinstance(attempt, Defined | VagueTime):
                return attempt
        request = request_in(self._situation, row)
        of_kind = define_for_kind(self._situation, request)
        if of_kind is not None:
            return of_kind
        named = any(self._book.is_item(piece) for piece in chunks_of(self._situation, row))
        clock = (
            None
            if named
            else define_time(self._situation, row, term)
            if sounds_like_time(self._situation, term)
            or is_clock_number(self._situation, row)
            or row[0].text in self._book.words("point_prepositions")
            else None
        )
        if isinstance(clock, Defined):
            return clock
        if request.clauses and all(
            all(p.pronoun not in (None, "everything") for p in c.targets)
            and not c.areas
            and not c.scope
            and not c.scenes
            for c in request.clauses
        ):
            verb = define_bare_verb(self._situation, request)
            if verb is not None:
                return verb
            value = define_value(self._situation, row, ())
            if not isinstance(value, NotADefinition):
                return value
        return define_routine(self._situation, row)

    def settings_of(self, clause: Clause, targets: Sequence[str]) -> tuple[Setting, ...] | Contradicted:
        """What the values of a clause set on these entities, or on none in particular."""
        return settings_of(self._situation, clause, targets)
