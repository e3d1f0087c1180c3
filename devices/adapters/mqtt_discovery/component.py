"""One announced component, ready for use: what it can do, how to read its messages, what to publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from devices.adapters.mqtt_discovery.availability import Availability
from devices.adapters.mqtt_discovery.envelope import DeviceInfo
from devices.capabilities import Capability, Value

Values: TypeAlias = Mapping[str, Value]
Parse: TypeAlias = Callable[[str], Values]
Derive: TypeAlias = Callable[[Values], Values]
Learn: TypeAlias = Callable[[str], Mapping[str, Capability]]
Convert: TypeAlias = Callable[[Value], Value]


@dataclass(frozen=True, slots=True)
class Publication:
    """One message to send. Commands are never retained."""

    topic: str
    payload: str
    qos: int = 0


Write: TypeAlias = Callable[[Values, Values], Sequence[Publication]]


@dataclass(frozen=True, slots=True)
class Reading:
    """How messages of one topic become values; ``parse`` raises ``IgnoredMessage`` when they don't."""

    topic: str
    parse: Parse


def _as_it_is(value: Value) -> Value:
    return value


def write_nothing(_settings: Values, _state: Values) -> Sequence[Publication]:
    """For what can only be asked."""
    return ()


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a platform makes of a configuration.

    ``write`` takes the settings and the known state. ``unreported`` are attributes nobody reports, so that a command
    to them can only be assumed. ``derive`` adds values that follow from all others. ``learn`` tells which capabilities
    a message of the first reading brings: a robot names its rooms only as it goes.
    """

    kind: str
    capabilities: Mapping[str, Capability]
    readings: tuple[Reading, ...] = ()
    write: Write = write_nothing
    unreported: frozenset[str] = frozenset()
    derive: Derive | None = None
    learn: Learn | None = None
    expires_s: float | None = None
    off_delay_s: float | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a device with its abilities; ``key`` tells it from all others."""

    key: tuple[str, str, str]
    platform: str
    unique_id: str
    name: str | None
    device: DeviceInfo | None
    abilities: Abilities
    availability: Availability
    device_class: str = ""
    asks: tuple[Publication, ...] = ()
    attribute: str = ""

    def renamed(
        self,
        attribute: str,
        to: str,
        capability: Capability | None = None,
        inward: Convert = _as_it_is,
        outward: Convert = _as_it_is,
    ) -> Component:
        """The same component with one of its attributes called otherwise, and told in other values."""
        if attribute == to and capability is None:
            return self
        return replace(self, abilities=_renamed(self.abilities, attribute, to, capability, inward, outward))


def with_whole_device(components: Sequence[Component]) -> tuple[Component, ...]:
    """Components that know all that any of them says of their device: many say its name only once."""
    known = [component.device for component in components if component.device is not None]
    if not known:
        return tuple(components)
    whole = replace(
        known[0],
        name=next((device.name for device in known if device.name), ""),
        manufacturer=next((device.manufacturer for device in known if device.manufacturer), ""),
        model=next((device.model for device in known if device.model), ""),
        suggested_area=next((device.suggested_area for device in known if device.suggested_area), ""),
        via=next((device.via for device in known if device.via), ""),
    )
    return tuple(
        component if component.device in (None, whole) else replace(component, device=whole) for component in components
    )


def _renamed(
    abilities: Abilities, attribute: str, to: str, capability: Capability | None, inward: Convert, outward: Convert
) -> Abilities:
    def there(values: Values) -> Values:
        return {
            to if key == attribute else key: inward(value) if key == attribute else value
            for key, value in values.items()
        }

    def back(values: Values) -> Values:
        return {
            attribute if key == to else key: outward(value) if key == to else value for key, value in values.items()
        }

    def reading(old: Reading) -> Reading:
        return Reading(old.topic, lambda payload: there(old.parse(payload)))

    capabilities = {to if key == attribute else key: value for key, value in abilities.capabilities.items()}
    if capability is not None:
        capabilities[to] = capability
    return Abilities(
        kind=abilities.kind,
        capabilities=MappingProxyType(capabilities),
        readings=tuple(reading(old) for old in abilities.readings),
        write=lambda settings, state: abilities.write(back(settings), back(state)),
        unreported=frozenset(to if key == attribute else key for key in abilities.unreported),
        derive=abilities.derive,
        learn=abilities.learn,
        expires_s=abilities.expires_s,
        off_delay_s=abilities.off_delay_s,
    )
