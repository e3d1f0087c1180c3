"""What is set step by step or in a unit: "next washing program", "reset the counter", "the budget to 55 euros"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from devices.capabilities import Choice, Quantity, Value, fault
from devices.home import Entity
from dialogue.decision import Decision
from dialogue.language_data import section
from dialogue.lessons.definitions import phrase_entities
from dialogue.mind import Mind
from dialogue.reading.numbers import read_number
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.grounding import rounded

NUMBER: Final = "number"
SELECT: Final = "select"
_WAYS: Final = (("next", 1), ("previous", -1), ("first", 0), ("last", -1))


def read_option(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Next washing program", "the heating plan to its last option"; ``None`` when none is named or more is said."""
    for name, step in _WAYS:
        words = mind.words(f"option_{name}")
        at = next((i for i, token in enumerate(row) if token.text in words), None)
        if at is None:
            continue
        plain = mind.words("option_beside")
        rest = [token for i, token in enumerate(row) if i != at and token.text not in plain]
        found = _one(rest, SELECT, mind)
        if found is None:
            return None
        capability = found.capabilities.get("value")
        if not isinstance(capability, Choice) or not capability.options:
            return None
        return _done(found, _option(capability, name, step, mind.situation.states.get(found.id, "value")))
    return None


def _option(capability: Choice, name: str, step: int, now: Value) -> str:
    options = capability.options
    if name in ("first", "last") or now not in options:
        return options[-1 if name == "last" else 0]
    return options[(options.index(str(now)) + step) % len(options)]


def read_number_deed(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Reset the counter", "bump it up", "set the budget to 55 euros": a number in words of its own."""
    if not row:
        return None
    vocabulary = mind.situation.book.vocabulary
    for name, sign in (("number_reset", 0), ("number_counting", 1), ("number_counting_down", -1)):
        length = vocabulary.opening(row, name)
        found = _one(row[length:], NUMBER, mind) if length else None
        if found is not None:
            return _stepped(found, sign, mind)
    return _in_its_unit(row, mind)


def _stepped(found: Entity, sign: int, mind: Mind) -> Decision | None:
    capability, now = found.capabilities.get("value"), mind.situation.states.get(found.id, "value")
    if not isinstance(capability, Quantity):
        return None
    if not sign:
        return _done(found, rounded(capability, max(capability.minimum, 0)))
    if isinstance(now, bool) or not isinstance(now, int | float):
        return None
    moved = min(max(now + sign * capability.step, capability.minimum), capability.maximum)
    return _done(found, rounded(capability, moved))


def _in_its_unit(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Set the watering time to two minutes", of a number that counts seconds."""
    words = _unit_words()
    unit = words.get(row[-1].text)
    if unit is None or row[0].text not in mind.words("clock_setting_verbs"):
        return None
    for at in range(2, len(row) - 2):
        if row[at].text not in mind.words("goal_prepositions"):
            continue
        number = read_number(row, at + 1)
        found = _one(row[1:at], NUMBER, mind) if number is not None and number.end == len(row) - 1 else None
        capability = found.capabilities.get("value") if found is not None else None
        if found is None or number is None or not isinstance(capability, Quantity):
            continue
        own, own_size = _units().get(capability.unit, ("", 1.0))
        sort, size = unit
        if sort != own:
            return None
        value = rounded(capability, float(number.value) * size / own_size)
        reason = fault(capability, value)
        if reason is not None:
            lead = mind.wording.say("out_of_range_act", thing=found.name, reason=reason)
            return Decision(Kind.REFUSES, lead=lead, focus=(found.id,))
        return _done(found, value)
    return None


@cache
def _units() -> dict[str, tuple[str, float]]:
    """A unit as it is written: of what sort it is, and how many of the smallest of that sort it is."""
    found: dict[str, tuple[str, float]] = {}
    sorts = section("readings").section("units")
    for sort in sorts.names():
        for written, size in sorts.section(sort).numbers("sizes").items():
            found[written] = (sort, size)
    return found


@cache
def _unit_words() -> dict[str, tuple[str, float]]:
    """The same by the word that is said."""
    found: dict[str, tuple[str, float]] = {}
    sorts = section("readings").section("units")
    for sort in sorts.names():
        words = sorts.section(sort).section("words")
        for written in words.names():
            for word in words.list(written):
                found[word] = _units()[written]
    return found


def _one(row: Sequence[Token], kind: str, mind: Mind) -> Entity | None:
    """The one thing of that kind that the words name, and nothing else."""
    found = [mind.situation.home.entities[e] for e in (phrase_entities(row, mind.situation) if row else ())]
    return found[0] if len(found) == 1 and found[0].kind == kind else None


def _done(found: Entity, value: Value) -> Decision:
    return Decision(Kind.ACTS, plans=(Planned(found.id, {"value": value}),), focus=(found.id,))
