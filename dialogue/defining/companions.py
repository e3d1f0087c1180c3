"""What a value is said together with: "cosy plus the bedroom fan", "thirty percent with the fan on low"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.defining.answer import request_in
from dialogue.interpretation import Clause
from dialogue.lessons.definitions import phrase_entities
from dialogue.situation import Situation
from dialogue.tokens import Token

OF_LIGHTS = frozenset({"brightness", "color", "color_temp"})


def with_companion(situation: Situation, row: Sequence[Token], targets: Sequence[str]) -> tuple[Token, ...] | None:
    """The steps in words: "the lamp to cosy and the fan on"; ``None`` when no other thing goes with the value.

    Without ``targets`` a value that only lights can have is for the lights.
    """
    for cut, after in _joints(situation, row):
        value, other = row[:cut], tuple(row[after:])
        if not _is_value(situation, value, of_lights=not targets):
            continue
        things = phrase_entities(other, situation)
        clauses = request_in(situation, other).clauses
        if not things or set(things) & set(targets) or len(clauses) != 1 or clauses[0].verb_first:
            continue
        names = [situation.home.entities[e].name for e in targets] or ["the lights"]
        acts = _acts(clauses[0])
        if not targets and acts:
            return None  # "thirty percent, the fan on" has a reading of its own
        said = (*_words(f"{' and '.join(names)} to", row[0]), *value, *_words("and", row[cut]), *other)
        return said if acts else (*said, *_words("on", row[-1]))
    return None


def _joints(situation: Situation, row: Sequence[Token]) -> list[tuple[int, int]]:
    """Where the value ends and where the other thing begins."""
    words = tuple(token.text for token in row)
    return [
        (at, at + len(phrase))
        for at in range(1, len(row) - 1)
        for phrase in situation.book.vocabulary.phrases("joining_things")
        if words[at : at + len(phrase)] == phrase and at + len(phrase) < len(row)
    ]


def _is_value(situation: Situation, row: Sequence[Token], *, of_lights: bool) -> bool:
    request = request_in(situation, row)
    if request.unknowns or request.times or len(request.clauses) != 1:
        return False
    clause = request.clauses[0]
    if clause.targets or clause.areas or clause.scope or clause.scenes or clause.verb or not clause.values:
        return False
    taught = {s.attribute for term in clause.values for s in term.settings}
    plain = all(term.settings or term.unit == "percent" for term in clause.values)
    return not of_lights or (plain and taught <= OF_LIGHTS)


def _acts(clause: Clause) -> bool:
    return bool(clause.values or clause.particle)


def _words(text: str, near: Token) -> tuple[Token, ...]:
    return tuple(Token(word, near.start, near.end) for word in text.split())
