"""Traits of things that only some homes have: "oscillate the fan", "set its direction to reverse", "shuffle the radio".

Their nouns are no words of the grammar, so that a home without such a thing can be taught them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from devices.capabilities import Choice, Quantity, Toggle, Value
from devices.home import Entity
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import describe
from dialogue.resolving.effects import PLAYERS
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.grounding import settable

TRAITS: Final = (
    "oscillating", "direction", "effect", "tilt", "sound_mode", "fan_mode", "fan_speed", "swing_horizontal", "swing",
    "preset", "shuffle", "repeat", "away",
)  # fmt: skip
_OPEN, _CLOSED, _A_BIT = 100, 0, 20


def read_trait(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What is set where; ``None`` when no trait of this home is named, or something else is said besides."""
    if _openers(*(mind.words(f"trait_{trait}") for trait in TRAITS)).isdisjoint(token.text for token in row):
        return None
    there = mind.situation.home.attributes
    vocabulary = mind.situation.book.vocabulary
    for trait in TRAITS:
        if trait not in there:
            continue
        for at in range(len(row)):
            length = vocabulary.opening(row, f"trait_{trait}", at)
            if 0 < length < len(row):  # alone, "repeat" is for the hub
                found = _set(row, at, length, trait, mind)
                if found is not None:
                    return found
    return None


@cache
def _openers(*traits: frozenset[str]) -> frozenset[str]:
    """The words that names of traits begin with."""
    return frozenset(phrase.split()[0] for phrases in traits for phrase in phrases)


def _set(row: Sequence[Token], at: int, length: int, trait: str, mind: Mind) -> Decision | None:
    rest = (*_owned(row[:at]), *row[at + length :])
    pieces = chunk(rest, mind.lexicon, mind.situation.book.vocabulary)
    things = _things(pieces, trait, mind)
    is_thing = " ".join(token.text for token in row[at : at + length]) in mind.words("trait_only_named")
    if not things or (is_thing and not any(mind.situation.book.is_item(piece) for piece in pieces)):
        return None
    plans = []
    for thing in things:
        value = _value(thing, trait, rest, mind)
        if value is None:
            return None
        words, setting = value
        if not _is_all(pieces, rest, words, thing, mind):
            return None
        plans.append(Planned(thing.id, {trait: setting}))
    return Decision(Kind.ACTS, plans=tuple(plans), focus=tuple(plan.entity_id for plan in plans))


def _owned(row: Sequence[Token]) -> tuple[Token, ...]:
    """ "The thermostat's fan" → "the thermostat"."""
    if not row or not row[-1].text.endswith(word_forms().possessive):
        return tuple(row)
    return (*row[:-1], replace(row[-1], text=word_forms().bare(row[-1].text)))


def _things(pieces: Sequence[Chunk], trait: str, mind: Mind) -> list[Entity]:
    """Those that are named; else the only one here that has the trait, or the only one at all."""
    home, book = mind.situation.home, mind.situation.book
    items = [piece for piece in pieces if book.is_item(piece)]
    if items:
        phrase = describe(items, book)
        named = [home.entities[e] for e in phrase.named or phrase.fitting if e in home.entities]
        busy = [entity for entity in named if entity.kind in PLAYERS and mind.situation.running(entity)]
        named = busy if busy and len(named) > 1 and not phrase.every else named  # "the music" is what plays
        return [entity for entity in named if settable(entity, trait)] if phrase.unknown is None else []
    able = [entity for entity in home.spoken if settable(entity, trait)]
    for pool in ([entity for entity in able if entity.area == mind.situation.area], able):
        if len(pool) == 1:
            return pool
    return []


def _value(thing: Entity, trait: str, rest: Sequence[Token], mind: Mind) -> tuple[int, Value] | None:
    """How many words say the value, and the value."""
    words = [token.text for token in rest]
    is_off = bool(set(words) & mind.words("trait_ending"))
    match thing.capabilities[trait]:
        case Toggle():
            return 0, not is_off
        case Quantity() as capability:
            number = next((p.quantity for p in _pieces(rest, mind) if p.quantity is not None), None)
            if number is not None:
                value = round(float(number.value))
                return (0, value) if capability.minimum <= value <= capability.maximum else None
            return _how_far(thing, trait, rest, capability, mind)
        case Choice() as capability:
            return _option(thing, trait, words, capability, mind, is_off=is_off)
        case _:
            return None


def _how_far(
    thing: Entity, trait: str, rest: Sequence[Token], capability: Quantity, mind: Mind
) -> tuple[int, Value] | None:
    """Open, closed, half way, or a bit of the one or the other."""
    words = {token.text for token in rest}
    way = 1 if words & mind.words("trait_opening") else -1 if words & mind.words("trait_closing") else 0
    pieces = _pieces(rest, mind)
    if any(piece.word("extreme") == "half" for piece in pieces):
        return 0, round((capability.minimum + capability.maximum) / 2)
    degree = next((piece for piece in pieces if piece.word("degree")), None)
    now = mind.situation.states.get(thing.id, trait)
    if way and degree is not None and isinstance(now, int | float):
        return 0, round(min(max(now + way * _A_BIT, capability.minimum), capability.maximum))
    return (0, _OPEN if way > 0 else _CLOSED) if way else None


def _option(
    thing: Entity, trait: str, words: Sequence[str], capability: Choice, mind: Mind, *, is_off: bool
) -> tuple[int, Value] | None:
    options = sorted(capability.options, key=lambda option: -len(option))
    for option in options:
        said = option.casefold().replace("_", " ").split()
        if any(list(words[i : i + len(said)]) == said for i in range(len(words))):
            return len(said), option
    if is_off and "off" in capability.options:
        return 0, "off"
    if trait == "repeat":
        return 0, "one" if set(words) & mind.words("trait_single") and "one" in options else "all"
    if trait == "direction" and len(options) == 2 and set(words) & mind.words("trait_turning"):
        now = mind.situation.states.get(thing.id, trait)
        return 0, next(option for option in options if option != now)
    return None


def _is_all(pieces: Sequence[Chunk], rest: Sequence[Token], option: int, thing: Entity, mind: Mind) -> bool:
    """Whether nothing else is said: an option may be words that nothing else explains."""
    plain = mind.words("trait_fillers") | mind.words("trait_single") | mind.words("trait_turning")
    strange = [p for p in pieces if not mind.situation.book.is_item(p) and p.quantity is None]
    said = [word for piece in strange for word in piece.text.split()]
    return sum(word not in plain for word in said) <= option + _of_name(thing, said, plain)


def _of_name(thing: Entity, said: Sequence[str], plain: frozenset[str]) -> int:
    """Words of the thing's own name, which a room of that name may have parted from it."""
    own = {word for name in (thing.name, *thing.aliases) for word in name.casefold().split()}
    return sum(word in own and word not in plain for word in said)


def _pieces(rest: Sequence[Token], mind: Mind) -> Sequence[Chunk]:
    return chunk(rest, mind.lexicon, mind.situation.book.vocabulary)
