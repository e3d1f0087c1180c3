"""The settings that a value comes to, with and without a device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dialogue.defining.answer import entities_of
from dialogue.interpretation import Clause, ValueTerm
from dialogue.lessons.definitions import Contradicted
from dialogue.resolving.effects import changes_by, direction, each_of_its_own, effects_of
from dialogue.situation import Situation
from teaching.concepts import (
    Setting,
)
from teaching.grounding import STEPS, settable

MOST_PERCENT = 100
DEGREES = frozenset({"degree", "degrees", "celsius"})
WISHED = {"temperature": "target_temperature", "humidity": "target_humidity"}


def settings_of(situation: Situation, clause: Clause, targets: Sequence[str]) -> tuple[Setting, ...] | Contradicted:
    entities = entities_of(situation, targets)
    clause = each_of_its_own(clause)
    if clause.attribute is not None:
        clause = replace(clause, values=tuple(_of(clause.attribute, term) for term in clause.values))
    if entities:
        grounded_any: list[Setting] = []
        for entity in entities:
            current = dict(situation.states.of(entity.id))
            current.update({s.attribute: s.value for t in clause.values for s in t.settings})
            plain = replace(clause, values=tuple(sorted(clause.values, key=lambda term: bool(term.direction))))
            grounded = effects_of(plain, entity, current)
            if grounded is None:
                continue
            if grounded.fault is not None:
                return Contradicted(
                    "out_of_range",
                    {
                        "thing": entity.name,
                        "attribute": (grounded.faulty_attribute or "").replace("_", " "),
                        "reason": grounded.fault,
                    },
                )
            said = set(grounded.settings)
            if len(said) > 1 and not _says_on(clause):
                said.discard("on")
            grounded_any.extend(Setting(a, v) for a, v in grounded.settings.items() if a in said)
            break
        lacking = [
            s
            for term in clause.values
            for s in free_settings(term, clause.attribute)
            if grounded_any
            and s.attribute not in {g.attribute for g in grounded_any}
            and not any(settable(e, s.attribute) for e in entities)
            and s.attribute != "on"
            and len(term.options) == 1
            and not (term.rough and any(other.exact for other in clause.values))
        ]
        return tuple(grounded_any + lacking)
    if any(term.exact and term.unit in (None, "percent") for term in clause.values):
        clause = replace(clause, values=tuple(term for term in clause.values if not term.rough))
    base = {s.attribute: s for term in clause.values for s in term.settings}
    changed = [_scaled(base, term) for term in clause.values if not term.settings]
    if base and any(changed):
        base.update({s.attribute: s for s in changed if s is not None})
        rest = [
            s
            for t, c in zip([t for t in clause.values if not t.settings], changed, strict=True)
            if c is None
            for s in free_settings(t, clause.attribute)
        ]
        return (*base.values(), *rest)
    return tuple(s for term in clause.values for s in _free(term, clause)) + _state_settings(clause)


def _free(term: ValueTerm, clause: Clause) -> tuple[Setting, ...]:
    """What a value is without a device; behind "down" and "up" an amount is how far it goes."""
    settings = free_settings(term, clause.attribute)
    way = direction(clause)
    if not way or not term.exact or len(settings) != 1 or not changes_by(term, settings[0].attribute, clause):
        return settings
    amount = settings[0].value
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return settings
    return (replace(settings[0], value=amount * way, relative=True),)


def _of(attribute: str, term: ValueTerm) -> ValueTerm:
    """ "volume twenty": a bare amount is of the attribute that was named."""
    return replace(term, attribute=attribute) if term.amount is not None and term.attribute is None else term


def _says_on(clause: Clause) -> bool:
    return "on" in (clause.particle, clause.verb)


def _scaled(base: Mapping[str, Setting], term: ValueTerm) -> Setting | None:
    """ "like prep light but half as bright", "… but brighter": a taught value, changed."""
    setting = base.get("brightness") or next((s for s in base.values() if isinstance(s.value, int | float)), None)
    if setting is None or isinstance(setting.value, bool) or not isinstance(setting.value, int | float):
        return None
    if term.factor is not None:
        return Setting(setting.attribute, round(setting.value * term.factor))
    if term.direction:
        step = term.amount if term.amount is not None else STEPS.get(setting.attribute, 10.0)
        value = setting.value + term.direction * step
        return Setting(
            setting.attribute, round(min(max(value, 1), 100)) if setting.attribute == "brightness" else value
        )
    return None


def free_settings(term: ValueTerm, named: str | None) -> tuple[Setting, ...]:
    """A value without a device: percent is brightness, degrees are a temperature."""
    if term.settings:
        return term.settings
    if term.amount is not None and not term.direction:
        value: float | int = int(term.amount) if float(term.amount).is_integer() else term.amount
        attribute = term.attribute or named
        if attribute is not None:
            return (Setting(WISHED.get(attribute, attribute), value),)
        if term.unit in DEGREES:
            return (Setting("target_temperature", value),)
        if term.unit == "kelvin":
            return (Setting("color_temp", value),)
        # No share of anything: "seven thirty" is a time that nobody has asked for.
        return (Setting("brightness", value),) if value <= MOST_PERCENT else ()
    if term.options:
        return tuple(Setting(a, v) for a, v in term.options[:1])
    if term.extreme is not None:
        return (Setting("brightness", {"max": 100, "min": 1, "half": 50}[term.extreme]),)
    if term.direction and term.amount is not None:
        measured = "target_temperature" if term.unit in DEGREES else "brightness"
        attribute = next((a for a in term.attributes if a != "*"), measured)
        return (Setting(attribute.rstrip("-"), term.amount * term.direction, relative=True),)
    return ()


def _state_settings(clause: Clause) -> tuple[Setting, ...]:
    match clause.particle:
        case "on" | "off":
            return (Setting("on", clause.particle == "on"),)
        case "open" | "close":
            return (Setting("position", 100 if clause.particle == "open" else 0),)
        case _:
            return ()
