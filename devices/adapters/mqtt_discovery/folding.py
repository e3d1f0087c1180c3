"""Folds the components of a device into what people name: a television, not its volume and its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from devices.adapters.mqtt_discovery.attributes_by_name import attribute_of, is_generic, is_place
from devices.adapters.mqtt_discovery.component import Component
from devices.adapters.mqtt_discovery.config import plain
from devices.adapters.mqtt_discovery.knobs import is_knob
from devices.adapters.mqtt_discovery.naming import own_words, words_of
from devices.adapters.mqtt_discovery.scales import Span
from devices.capabilities import Quantity, Toggle, Value
from devices.kinds import kind_of_words

# Platforms of things with a name, the likeliest to be the device itself first.
MAINS = (
    "climate",
    "water_heater",
    "light",
    "cover",
    "lock",
    "vacuum",
    "lawn_mower",
    "alarm_control_panel",
    "humidifier",
    "fan",
    "valve",
    "siren",
    "switch",
)
_WHOLE = frozenset({"climate", "water_heater", "cover", "lock", "vacuum", "lawn_mower", "humidifier"})
_MEASURING = frozenset({"sensor", "binary_sensor"})
# What a sensor may be fixed to; a place has others of them.
_WATCHED = frozenset({"door", "window"})
_ATTRIBUTES = ("select", "number", "text", "sensor", "binary_sensor")
_ORDER = {platform: rank for rank, platform in enumerate((*MAINS, *_ATTRIBUTES))}
_IN_PERCENT = frozenset({"brightness", "position", "volume"})


@dataclass(frozen=True, slots=True)
class Folded:
    """Components that are one thing to people. ``own`` are the words its name adds to the device's."""

    parts: tuple[Component, ...]
    own: tuple[str, ...] = ()
    is_device: bool = False

    @property
    def lead(self) -> Component:
        """The component it is known by."""
        return self.parts[0]


def fold(components: Iterable[Component], *, device_kind: str = "") -> tuple[Folded, ...]:
    """The things of one device, in a steady order. ``device_kind`` is what the device is said to be, if anything."""
    ordered = sorted(components, key=lambda component: (_ORDER.get(component.platform, 99), component.key))
    if not ordered:
        return ()
    device = ordered[0].device
    device_name = device.name if device is not None else ""
    model = device.model if device is not None else ""
    maker = device.manufacturer if device is not None else ""
    # An id without a figure may well be a word: "garage".
    code = device.id if device is not None and any(map(str.isdigit, device.id)) else ""
    words = {component.key: own_words(component.name, device_name, model, maker, code) for component in ordered}
    words |= _without_nickname(ordered, words)
    if len(ordered) > 1:  # somebody made a lone knob to be set
        ordered = [component for component in ordered if not is_knob(component, words[component.key])]
    lead = _lead(ordered, words) if device is not None else None
    owned = _owned(ordered, words, lead) if device is not None else {}
    parts: dict[str, Component] = {}
    taken: set[str] = set()
    if lead is not None:
        taken |= set(lead.abilities.capabilities)
        parts |= owned.pop(lead.key, {})
        taken |= set(parts)
    kept = {part.key for found in (*owned.values(), parts) for part in found.values()}
    singles: list[Component] = []
    kind = device_kind or (lead.abilities.kind if lead is not None else "")
    for component in ordered:
        if component is lead or component.key in kept:
            continue
        attribute = attribute_of(component, words[component.key], kind) if device is not None else None
        if attribute is None or (lead is None and component.platform in MAINS):
            singles.append(component)
        elif attribute in taken and component.platform in {"sensor", "binary_sensor"}:
            continue  # it is told already
        elif attribute in taken:
            singles.append(component)
        else:
            taken.add(attribute)
            parts[attribute] = _as_attribute(component, attribute)
    things = [
        Folded(
            (component, *owned.get(component.key, {}).values()),
            words[component.key],
            _is_device(component, words, ordered),
        )
        for component in singles
    ]
    return (*_group(lead, parts, words), *things)


def _without_nickname(
    ordered: Sequence[Component], words: Mapping[tuple[str, str, str], tuple[str, ...]]
) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Words without the shorter name that the device itself goes by: the "Automower" of an "Automower BLE"."""
    bare = (component for component in ordered if component.platform in MAINS and not words[component.key])
    nicknames = [words_of(component.name) for component in bare if component.name]
    return {
        key: own[len(nickname) :]
        for key, own in words.items()
        for nickname in nicknames
        if nickname and own[: len(nickname)] == nickname and len(own) > len(nickname)
    }


def _owned(
    ordered: Sequence[Component], words: dict[tuple[str, str, str], tuple[str, ...]], lead: Component | None
) -> dict[tuple[str, str, str], dict[str, Component]]:
    """Readings that name the thing they belong to: the "relay 1 power" is the power of the "relay 1"."""
    mains = [component for component in ordered if component.platform in MAINS and words[component.key]]
    owned: dict[tuple[str, str, str], dict[str, Component]] = {}
    for component in ordered:
        if component.platform not in _MEASURING:
            continue
        for main in mains:
            rest = _without(words[component.key], words[main.key])
            if not rest:
                continue
            attribute = attribute_of(component, rest, main.abilities.kind)
            mine = owned.setdefault(main.key, {})
            if attribute not in {None, "state", "value", *mine, *main.abilities.capabilities}:
                assert attribute is not None
                mine[attribute] = _as_attribute(component, attribute)
                break
    return owned


def _without(words: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """What words say besides the ``own`` ones at their start or end; nothing when those aren't there."""
    if words[: len(own)] == own:
        return words[len(own) :]
    return words[: -len(own)] if words[-len(own) :] == own else ()


def _group(
    lead: Component | None, parts: dict[str, Component], words: dict[tuple[str, str, str], tuple[str, ...]]
) -> Sequence[Folded]:
    if lead is not None:
        return (Folded((lead, *parts.values()), words[lead.key], is_device=True),)
    if not parts:
        return ()
    # What a thing is for comes before how full its battery is.
    in_order = sorted(parts, key=lambda attribute: attribute == "battery")
    first = parts[in_order[0]]
    own = words[first.key]
    is_said = own == (first.device_class,) and own[0] in _WATCHED
    return (Folded(tuple(parts[attribute] for attribute in in_order), own if is_said else (), is_device=True),)


def _lead(ordered: Sequence[Component], words: dict[tuple[str, str, str], tuple[str, ...]]) -> Component | None:
    """The one main component that is the device itself, if there is one."""
    mains = [component for component in ordered if component.platform in MAINS]
    unnamed = [component for component in mains if not words[component.key]]
    if len(unnamed) == 1:
        return unnamed[0]
    silent = [component for component in mains if _says_nothing(component, words[component.key])]
    # A switch may be anything; a thermostat beside a buzzer and a display is what the device is for.
    is_plain = len(mains) == 1 or (len(silent) == 1 and silent[0].platform in _WHOLE)
    return silent[0] if len(silent) == 1 and not unnamed and is_plain else None


def _is_device(
    component: Component, words: dict[tuple[str, str, str], tuple[str, ...]], ordered: Sequence[Component]
) -> bool:
    own = words[component.key]
    return not own or (len(ordered) == 1 and _says_nothing(component, own))


def _says_nothing(component: Component, own: tuple[str, ...]) -> bool:
    """Whether a name adds only what sort of component it is: "dimmer", or "position" for a blind."""
    if own == tuple(component.platform.split("_")):
        return True
    if component.platform in _WHOLE and kind_of_words(" ".join(own)) == component.abilities.kind and len(own) == 1:
        return True
    return is_place(own) or is_generic(tuple(word for word in own if word not in component.abilities.capabilities))


def _as_attribute(component: Component, attribute: str) -> Component:
    old = next(iter(component.abilities.capabilities))
    capability = component.abilities.capabilities[old]
    if (
        attribute == "volume"
        and isinstance(capability, Quantity)
        and (capability.minimum, capability.maximum) == (0, 100)
    ):
        capability = Quantity(0, 100, "%", capability.step)
    if attribute in _IN_PERCENT and isinstance(capability, Quantity) and capability.maximum != 100:
        return _in_percent(component, old, attribute, capability)
    if attribute == "open" and not isinstance(capability, Toggle):
        return component.renamed(old, attribute, Toggle(readonly=True), _is_open)
    return component.renamed(old, attribute, capability)


def _in_percent(component: Component, old: str, attribute: str, said: Quantity) -> Component:
    span = Span(min(said.minimum, 0), said.maximum)
    step = said.step or 1

    def inward(value: Value) -> Value:
        return plain(span.percent(value)) if isinstance(value, int | float) else value

    def outward(value: Value) -> Value:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        number = round((span.start + (span.end - span.start) * value / 100) / step) * step
        return plain(min(max(number, said.minimum), said.maximum))

    unit = "% open" if attribute == "position" else "%"
    steps = round(max(step * 100 / (span.end - span.start), 1), 2) if span.end > span.start else 1
    return component.renamed(old, attribute, Quantity(0, 100, unit, steps, said.readonly), inward, outward)


def _is_open(said: Value) -> Value:
    return {"open": True, "opened": True, "closed": False, "close": False}.get(str(said).lower())
