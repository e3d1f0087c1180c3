"""Folds the components of a device into what people name: a television, not its volume and its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from devices.adapters.mqtt_discovery.attributes_by_name import attribute_of, is_generic
from devices.adapters.mqtt_discovery.component import Component
from devices.adapters.mqtt_discovery.config import plain
from devices.adapters.mqtt_discovery.knobs import is_knob
from devices.adapters.mqtt_discovery.naming import own_words
from devices.adapters.mqtt_discovery.scales import Span
from devices.capabilities import Quantity, Toggle, Value

# Platforms of things with a name, the likeliest to be the device itself first.
_MAINS = (
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
_ATTRIBUTES = ("select", "number", "text", "sensor", "binary_sensor")
_ORDER = {platform: rank for rank, platform in enumerate((*_MAINS, *_ATTRIBUTES))}
_IN_PERCENT = frozenset({"brightness", "position"})


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
    words = {component.key: own_words(component.name, device_name, model) for component in ordered}
    if len(ordered) > 1:  # somebody made a lone knob to be set
        ordered = [component for component in ordered if not is_knob(component, words[component.key])]
    lead = _lead(ordered, words) if device is not None else None
    parts: dict[str, Component] = {}
    taken: set[str] = set()
    if lead is not None:
        taken |= set(lead.abilities.capabilities)
    singles: list[Component] = []
    kind = device_kind or (lead.abilities.kind if lead is not None else "")
    for component in ordered:
        if component is lead:
            continue
        attribute = attribute_of(component, words[component.key], kind) if device is not None else None
        if attribute is None or (lead is None and component.platform in _MAINS):
            singles.append(component)
        elif attribute in taken and component.platform in {"sensor", "binary_sensor"}:
            continue  # it is told already
        elif attribute in taken:
            singles.append(component)
        else:
            taken.add(attribute)
            parts[attribute] = _as_attribute(component, attribute)
    things = [
        Folded((component,), words[component.key], _is_device(component, words, ordered)) for component in singles
    ]
    return (*_group(lead, parts, words), *things)


def _group(
    lead: Component | None, parts: dict[str, Component], words: dict[tuple[str, str, str], tuple[str, ...]]
) -> Sequence[Folded]:
    if lead is not None:
        return (Folded((lead, *parts.values()), words[lead.key], is_device=True),)
    if not parts:
        return ()
    # What a thing is for comes before how full its battery is.
    in_order = sorted(parts, key=lambda attribute: attribute == "battery")
    return (Folded(tuple(parts[attribute] for attribute in in_order), (), is_device=True),)


def _lead(ordered: Sequence[Component], words: dict[tuple[str, str, str], tuple[str, ...]]) -> Component | None:
    """The one main component that is the device itself, if there is one."""
    mains = [component for component in ordered if component.platform in _MAINS]
    unnamed = [component for component in mains if not words[component.key]]
    if len(unnamed) == 1:
        return unnamed[0]
    return mains[0] if len(mains) == 1 and _says_nothing(mains[0], words[mains[0].key]) else None


def _is_device(
    component: Component, words: dict[tuple[str, str, str], tuple[str, ...]], ordered: Sequence[Component]
) -> bool:
    own = words[component.key]
    return not own or (len(ordered) == 1 and _says_nothing(component, own))


def _says_nothing(component: Component, own: tuple[str, ...]) -> bool:
    """Whether a name adds only what sort of component it is: "dimmer", or "position" for a blind."""
    return is_generic(tuple(word for word in own if word not in component.abilities.capabilities))


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
        return _in_percent(component, old, attribute, Span(min(capability.minimum, 0), capability.maximum))
    if attribute == "open" and not isinstance(capability, Toggle):
        return component.renamed(old, attribute, Toggle(readonly=True), _is_open)
    return component.renamed(old, attribute, capability)


def _in_percent(component: Component, old: str, attribute: str, span: Span) -> Component:
    def inward(value: Value) -> Value:
        return plain(span.percent(value)) if isinstance(value, int | float) else value

    def outward(value: Value) -> Value:
        return span.device(value) if isinstance(value, int | float) else value

    unit = "% open" if attribute == "position" else "%"
    return component.renamed(old, attribute, Quantity(0, 100, unit), inward, outward)


def _is_open(said: Value) -> Value:
    return {"open": True, "opened": True, "closed": False, "close": False}.get(str(said).lower())
