"""What a clause means on one entity: the settings it would take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from devices.capabilities import Choice, Quantity, Value, fault
from devices.home import Entity
from dialogue.interpretation import Clause, ValueTerm
from teaching import grounding
from teaching.concepts import Setting
from teaching.grounding import COVERS, DIRECTIONS, Grounded, settable

WAKING = frozenset({"brightness", "color", "color_temp", "speed", "percentage", "source", "content", "effect"})
COLOURS = frozenset({"color", "color_temp"})
LIT = COLOURS | {"brightness"}
"""What a plain lamp does without: it is on instead."""
COVER_DIRECTIONS: Final = {"open": 1, "close": -1, "up": 1, "down": -1}
"""Which way "by ten percent" and "a bit" go behind these verbs."""
WARM_ROOMS = frozenset({"thermostat", "heater"})
"""Kinds that warm a room; an oven's temperature is no answer to a chill."""
COOL_KINDS = frozenset({"light", "fan", "tv", "speaker", "valve", "humidifier"})
"""Kinds that nothing gets warm by."""
PLAYERS = frozenset({"tv", "speaker"})
PLAUSIBLE_CHANGE = 6
WHITE_K = 4000
LIVED_IN = (15, 30)
"""Degrees Celsius of a room that somebody lives in."""


def effects_of(clause: Clause, entity: Entity, current: Mapping[str, Value]) -> Grounded | None:  # noqa: C901 - one alternative after the other, in the order that decides
    """The settings a clause means on this entity; ``None`` when it means nothing on it."""
    clause = each_of_its_own(clause)
    settings: dict[str, Value] = {}
    lacking: list[str] = []
    problem: tuple[str, str] | None = None
    instead: Mapping[str, Value] | None = None
    if clause.action_settings:
        taught = grounding.taught_settings(entity, clause.action_settings, current)
        if taught.lacking and taught.settings == {"on": True} and LIT.isdisjoint(taught.lacking):
            return None  # what is done to a fan's speed doesn't come to switching a lamp on
        settings.update(taught.settings)
        lacking.extend(taught.lacking)
    exact: dict[str, Value] = {}
    numbered = any(term.exact for term in clause.values)
    for term in clause.values:
        found = _value_effects(_as_open(term, clause, entity), clause, entity, current)
        if found is None:
            if not (numbered and term.rough):
                lacking.append(term.attribute or clause.attribute or term.text)
            continue
        settings.update(found.settings)
        lacking.extend(found.lacking)
        if term.exact:
            exact.update(found.settings)
        if found.fault is not None:
            problem = (found.faulty_attribute or "", found.fault)
            instead = found.instead
    settings.update(exact)
    shaded = _shades(clause)
    if clause.values and not settings and problem is None and not shaded:
        return None
    if clause.content is not None:
        playing = _play_effects(clause.content, entity)
        if playing is None:
            return None
        return Grounded({**settings, **playing}, tuple(dict.fromkeys(lacking)))
    valued = bool(clause.values or clause.action_settings) and not shaded
    verb = _verb_effects(clause, entity, current, valued=valued)
    if verb is not None:
        settings = {**verb, **settings}
        if verb.get("on") is False:  # "turn the blue light off" says which it is, not what it should become
            settings = {name: value for name, value in settings.items() if name not in COLOURS}
    elif _needs_verb(clause) and not settings and problem is None:
        return None
    if not settings and problem is None:
        return None
    if WAKING & settings.keys() and settable(entity, "on") and "on" not in settings and current.get("on") is False:
        settings["on"] = True
    if entity.kind == "oven" and "target_temperature" in settings and settable(entity, "on"):
        settings.setdefault("on", True)
    if problem is None:
        first = grounding.first_fault(entity, settings)
        problem = first
    return Grounded(
        settings,
        tuple(dict.fromkeys(lacking)),
        problem[1] if problem else None,
        problem[0] if problem else None,
        instead,
    )


def _as_open(term: ValueTerm, clause: Clause, entity: Entity) -> ValueTerm:
    """ "close the shutters two thirds": so far from open; where they are to stand is said with "to"."""
    closes = entity.kind in COVERS and clause.verb == "close" and term.introduced is None and not term.direction
    if closes and term.amount is not None and term.unit == "percent" and term.attribute is None:
        return replace(term, amount=100 - term.amount)
    if closes and term.options:
        return replace(term, options=tuple((a, _other_way(v) if a == "position" else v) for a, v in term.options))
    return term


def _other_way(share: Value) -> Value:
    return 100 - share if isinstance(share, int | float) and not isinstance(share, bool) else share


def each_of_its_own(clause: Clause) -> Clause:
    """ "Forty percent and the colour to pink": pink is the colour, and the amount is of something else."""
    named = clause.attribute
    if named is None or len(clause.values) < 2 or not any(_gives(term, named) for term in clause.values):
        return clause
    values = (replace(t, attribute=t.attribute or named) if _gives(t, named) else t for t in clause.values)
    return replace(clause, attribute=None, values=tuple(values))


def _gives(term: ValueTerm, attribute: str) -> bool:
    """Whether a word that is no amount is a value of that attribute: pink is a colour."""
    return any(s.attribute == attribute for s in term.settings) or any(a == attribute for a, _ in term.options)


def _shades(clause: Clause) -> bool:
    """ "dim and purple": a level by the verb, and besides it nothing but a colour or a shade."""
    options = [{attribute for attribute, _ in term.options} for term in clause.values]
    coloured = all(attributes and attributes <= {"color", "color_temp"} for attributes in options)
    return clause.verb in ("dim", "brighten") and bool(options) and coloured


def _needs_verb(clause: Clause) -> bool:
    return bool(clause.particle) or (clause.verb is not None and clause.verb not in ("set", "scene"))


def _verb_effects(
    clause: Clause, entity: Entity, current: Mapping[str, Value], *, valued: bool
) -> dict[str, Value] | None:
    if clause.complaint is not None:
        attribute, direction = clause.complaint
        if attribute == "off":
            return grounding.switched(entity, False)
        if attribute == "target_temperature" and entity.kind == "fan":
            return {"on": True} if direction < 0 and current.get("on") is False else None
        if attribute == "target_temperature" and entity.kind not in WARM_ROOMS:
            return None
        change = grounding.changed_setting(entity, (attribute,), direction, awake(entity, current))
        return dict([change]) if change is not None else None
    for verb in _doing(clause):
        if verb in ("set", "play", "scene") and not (verb == "scene" and clause.particle is None):
            continue
        if valued and (verb in DIRECTIONS or verb in ("open", "close", "double", "halve", "start", "stop")):
            continue
        way = COVER_DIRECTIONS.get(verb, 0) if entity.kind in COVERS and clause.degree is not None else 0
        if way and settable(entity, "position"):
            part = grounding.changed_setting(entity, ("position",), way, current, degree=clause.degree)
            return dict([part]) if part is not None else None
        plain = grounding.verb_settings(entity, verb, current)
        if plain is not None and not (verb in DIRECTIONS and _hinted(clause.attribute, ("position",)) != ("position",)):
            return plain
        if verb in ("double", "halve"):
            scaled = grounding.scaled_setting(entity, 2.0 if verb == "double" else 0.5, current, clause.attribute)
            return dict([scaled]) if scaled else None
        if verb in DIRECTIONS:
            attributes, direction = DIRECTIONS[verb]
            hinted = _hinted(clause.attribute, attributes)
            change = grounding.changed_setting(entity, hinted, direction, awake(entity, current))
            return dict([change]) if change is not None else _heated(clause, entity, verb)
    return None


def _heated(clause: Clause, entity: Entity, verb: str) -> dict[str, Value] | None:
    """ "warm up the towel rail": what is named and has no degrees is switched on to get warm."""
    named = any(entity.id in target.fitting for target in clause.targets)
    plain = settable(entity, "on") and entity.kind not in COOL_KINDS
    return grounding.switched(entity, True) if verb == "warm" and named and plain else None


def awake(entity: Entity, current: Mapping[str, Value]) -> Mapping[str, Value]:
    """A light that is off counts as dark: "brighter" begins low, "dim" turns it on low."""
    if entity.kind == "light" and current.get("on") is False:
        return {**current, "brightness": 20}
    return current


def _hinted(attribute: str | None, attributes: tuple[str, ...]) -> tuple[str, ...]:
    if attribute is None:
        return attributes
    return ({"temperature": "target_temperature", "humidity": "target_humidity"}.get(attribute, attribute),)


def _doing(clause: Clause) -> tuple[str, ...]:
    """The words that say what to do, the most specific first."""
    words: list[str] = []
    if clause.particle is not None and clause.verb in (
        None,
        "set",
        "on",
        "off",
        "scene",
        "start",
        "play",
        "up",
        "down",
        "press",
    ):
        words.append(clause.particle)
    if clause.verb is not None:
        words.append(clause.verb)
    return tuple(words)


def _value_effects(term: ValueTerm, clause: Clause, entity: Entity, current: Mapping[str, Value]) -> Grounded | None:
    hint = term.attribute or clause.attribute
    if term.settings:
        taught = grounding.taught_settings(entity, _towards(term.settings, direction(clause)), current)
        return taught if taught.settings else None
    if term.factor is not None:
        return _pair(grounding.scaled_setting(entity, term.factor, current, hint))
    if term.direction:
        attributes = _hinted(hint, term.attributes) if "*" in term.attributes else term.attributes
        if term.unit in ("degree", "degrees", "celsius", "fahrenheit"):
            attributes = ("target_temperature",)
        return _pair(
            grounding.changed_setting(
                entity, attributes, term.direction, awake(entity, current), amount=term.amount, degree=term.degree
            )
        )
    if term.amount is not None:
        return _amount_effects(term, clause, entity, current, hint)
    if term.options:
        return _option_effects(term, entity, hint)
    if term.extreme is not None:
        return _pair(grounding.extreme_setting(entity, term.extreme, hint))
    return None


def _towards(settings: tuple[Setting, ...], way: int) -> tuple[Setting, ...]:
    """ "down a nudge", where a nudge is five percent more: so much, the way that was said."""
    if not way:
        return settings
    return tuple(
        replace(s, value=way * abs(s.value)) if s.relative and isinstance(s.value, int | float) else s for s in settings
    )


def _pair(pair: tuple[str, Value] | None) -> Grounded | None:
    return Grounded(dict([pair])) if pair is not None else None


def direction(clause: Clause) -> int:
    """Which way a clause moves something: 1 up, -1 down, 0 neither."""
    for word in _doing(clause):
        if word in DIRECTIONS:
            return DIRECTIONS[word][1]
    return 0


def _amount_effects(
    term: ValueTerm, clause: Clause, entity: Entity, current: Mapping[str, Value], hint: str | None
) -> Grounded | None:
    assert term.amount is not None
    attribute = grounding.attribute_for_amount(entity, term.unit, hint, term.amount)
    if attribute is None:
        return None
    capability = entity.capabilities[attribute]
    way = direction(clause)
    relative = changes_by(term, attribute, clause)
    if entity.kind in COVERS and term.introduced == "by" and clause.verb in COVER_DIRECTIONS:
        way, relative = COVER_DIRECTIONS[clause.verb], True
    if relative:
        sign = way or 1
        if term.share is not None:
            return _pair(grounding.scaled_setting(entity, 1 + sign * term.share, current, attribute))
        return _pair(grounding.changed_setting(entity, (attribute,), sign, awake(entity, current), amount=term.amount))
    if isinstance(capability, Choice):
        return _pair(_share_of_options(attribute, capability, term.amount))
    amount: float = term.amount
    if term.unit == "fahrenheit" and isinstance(capability, Quantity) and "F" not in capability.unit:
        amount = round((amount - 32) * 5 / 9, 1)
    value: float | int = int(amount) if float(amount).is_integer() else amount
    reason = fault(capability, value)
    if reason is not None:
        return Grounded({}, (), reason, attribute, _in_fahrenheit(entity, attribute, term))
    return Grounded({attribute: value})


def _in_fahrenheit(entity: Entity, attribute: str, term: ValueTerm) -> dict[str, Value] | None:
    """ "set the heat to seventy degrees": impossible in Celsius for a room, likely in Fahrenheit."""
    capability = entity.capabilities[attribute]
    if entity.kind != "thermostat" or term.unit not in (None, "degree", "degrees") or term.amount is None:
        return None
    if attribute != "target_temperature" or not isinstance(capability, Quantity) or "F" in capability.unit:
        return None
    celsius = grounding.rounded(capability, (term.amount - 32) * 5 / 9)
    return {attribute: celsius} if LIVED_IN[0] <= celsius <= LIVED_IN[1] else None


def changes_by(term: ValueTerm, attribute: str, clause: Clause) -> bool:
    """Whether an amount is how far something goes, and not where to: "by ten", "turn it up two degrees"."""
    moved = direction(clause) != 0 and term.introduced is None
    return term.introduced == "by" or (moved and _is_step(term, attribute, clause))


def _is_step(term: ValueTerm, attribute: str, clause: Clause) -> bool:
    """Whether a bare amount behind "up" or "down" is how far ("down two degrees"), not where to."""
    assert term.amount is not None
    if attribute == "target_temperature":
        return term.amount <= PLAUSIBLE_CHANGE
    return clause.verb not in ("dim", "brighten")


def _share_of_options(attribute: str, capability: Choice, percent: float) -> tuple[str, Value] | None:
    """A percentage on something with a few steps: 70 % of low, medium, high is high."""
    ordered = [option for option in capability.options if option not in ("off", "auto", "none")]
    if not ordered or not 0 <= percent <= 100:
        return None
    return attribute, ordered[min(int(percent / 100 * len(ordered)), len(ordered) - 1)]


def _option_effects(term: ValueTerm, entity: Entity, hint: str | None) -> Grounded | None:
    for attribute, value in term.options:
        if hint is not None and hint not in (attribute, "state"):
            continue
        if not settable(entity, attribute):
            continue
        capability = entity.capabilities[attribute]
        if fault(capability, value) is None:
            return Grounded({attribute: value})
        if isinstance(capability, Quantity) and isinstance(value, int | float):
            return Grounded(
                {attribute: grounding.rounded(capability, min(max(value, capability.minimum), capability.maximum))}
            )
        if attribute == "speed" and isinstance(capability, Quantity):
            continue
    if hint is not None:
        return _option_effects(term, entity, None)
    if ("color", "white") in term.options and settable(entity, "color_temp"):
        return Grounded({"color_temp": WHITE_K})
    if settable(entity, "percentage") and any(attribute == "speed" for attribute, _ in term.options):
        share = {"low": 33, "medium": 66, "high": 100}.get(str(term.options[0][1]))
        return Grounded({"percentage": share}) if share is not None else None
    return None


def _play_effects(content: str, entity: Entity) -> dict[str, Value] | None:
    if entity.kind not in PLAYERS:
        return None
    settings: dict[str, Value] = {}
    if settable(entity, "state"):
        settings["state"] = "playing"
    if content and grounding.takes_words(entity):
        settings["content"] = content
    if settable(entity, "on"):
        settings["on"] = True
    return settings or None
