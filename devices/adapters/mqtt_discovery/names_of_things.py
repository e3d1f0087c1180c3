"""What the things of a device are called, are, and where they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from devices.adapters.mqtt_discovery.attributes_by_name import is_place
from devices.adapters.mqtt_discovery.component import Component
from devices.adapters.mqtt_discovery.envelope import DeviceInfo
from devices.adapters.mqtt_discovery.folding import Folded
from devices.adapters.mqtt_discovery.naming import SpokenName, as_written, goes_by_product, spoken_name, without_gateway
from devices.adapters.mqtt_discovery.words import firmware_words
from devices.capabilities import Capability, is_readonly
from devices.home import Entity
from devices.kinds import COVER_KINDS, KINDS, PLUGGED_KINDS, kind_of_words

_MEASURING = frozenset({"sensor", "binary_sensor"})
_BY_THE_WAY = frozenset({"battery", "battery_low", "tamper", "voltage"})
_NAMED = frozenset({"button", "scene", "switch", "light"})
_SET = frozenset({"number", "select"})
_GANG = re.compile(r"l\d")
_WORDS = firmware_words()


@dataclass(frozen=True, slots=True)
class ThingName:
    """The name of one thing for talk, other names it goes by, and the area its device's name told."""

    name: str
    aliases: tuple[str, ...] = ()
    area: str = ""
    is_code: bool = False


def _is_named_wholly(component: Component, device_name: str) -> bool:
    """Whether its own name holds the device's: "Desk lamp" of "Desk"."""
    raw = (component.name or "").strip()
    return raw.lower().startswith(f"{device_name.lower()} ") and raw == " ".join(raw.split()) and "_" not in raw


def device_kind(device: DeviceInfo | None) -> str:
    """The kind that a device's model names, if it is one of ours."""
    if device is None:
        return ""
    model = device.model.strip().lower().replace(" ", "_")
    return model if model in KINDS else ""


def name_thing(thing: Folded, *, is_only: bool, is_aside: bool = False) -> ThingName:
    """The name of a thing; ``is_only`` when its device has no other, ``is_aside`` when something else does its work."""
    component = thing.lead
    if component.device is None or not (component.device.name or component.device.model):
        spoken = spoken_name(component.name or component.unique_id)
        own = as_written(thing.own, component.name) if component.device is not None else ""
        return ThingName(own[:1].upper() + own[1:] or spoken.name, is_code=spoken.is_code)
    device = _device_name(component.device)
    own = " ".join(thing.own)
    full = f"{device.name} {own}"
    if _GANG.fullmatch(own):
        # "L2" is the second gang to the firmware; people count.
        return ThingName(f"{device.name} {own[1:]}", (full,), device.area)
    own = as_written(thing.own, component.name)
    full = f"{device.name} {own}"
    place = _without_board(device.name)
    misleads = _misleads(thing, device.name)
    if not device.is_code and thing.is_device and (is_aside or place != device.name or misleads):
        # What the device does is another thing: this is only its motion sensor.
        told = _told(thing, device.name)
        if told:
            # The bare name goes to what the device does.
            aliases = () if is_aside or misleads else (device.name,)
            return ThingName(f"{place} {told}", aliases, device.area)
    if not device.is_code and thing.is_device and _is_named_by_kind(component, thing.own, device.name):
        return ThingName(full, (device.name,), device.area)
    is_room = own.casefold() == component.device.suggested_area.casefold()
    if own and not is_room and not is_place(thing.own) and _is_product(device.name, component.device, is_only=is_only):
        return ThingName(own[:1].upper() + own[1:], (full,), device.area)
    if thing.is_device or not own:
        return ThingName(device.name, area=device.area, is_code=device.is_code)
    if _is_named_wholly(component, device.name) and not device.is_code:
        return ThingName(full, (), device.area)
    if is_only:
        if place != device.name and set(place.lower().split()) <= set(thing.own):
            return ThingName(own[:1].upper() + own[1:], (full,), device.area)
        is_a_name = len(thing.own) > 1 and (kind_of_words(own) is not None or component.platform in _NAMED)
        return ThingName(f"{place} {own}", (device.name, *([own] if is_a_name else ())), device.area)
    if device.is_code or (not is_place(thing.own) and len(thing.own) > 1):
        # The device is only a box: people name the thing.
        name = own[:1].upper() + own[1:]
        return ThingName(name, () if device.is_code else (full,), device.area)
    # A mere "light" is any.
    is_any = kind_of_words(own) is not None
    return ThingName(full, (own,) if len(own) > 3 and not is_any else (), device.area)


def _is_named_by_kind(component: Component, own: tuple[str, ...], device_name: str) -> bool:
    """Whether only the part says what the thing is, in words and not in code: the "Fan" of "Attic"."""
    if "_" in (component.name or "") or kind_of_words(device_name) is not None:
        return False
    if component.platform == "alarm_control_panel":
        return bool(own) and own[-1] not in device_name.lower().split()
    is_watched = component.platform == "binary_sensor" and own == (component.device_class,)
    return is_watched or kind_of_words(" ".join(own)) is not None


def _is_product(name: str, device: DeviceInfo, *, is_only: bool) -> bool:
    """Whether nobody named the device: it goes by its model or its maker."""
    is_model = is_only and bool(device.model) and name.lower() == spoken_name(device.model).name.lower()
    return is_model or goes_by_product(name, device.model, device.manufacturer)


def _without_board(name: str) -> str:
    place, _, last = name.rpartition(" ")
    return place if place and last.lower() in _WORDS.boards else name


def _misleads(thing: Folded, name: str) -> bool:
    """Whether it would pass for a door, of which it tells only who is in front of it."""
    told = {attribute for part in thing.parts for attribute in part.abilities.capabilities}
    return _WORDS.doors.search(name.lower()) is not None and not told & {"open", "locked", "on", "position"}


def _told(thing: Folded, name: str) -> str:
    """What a thing is called by the one thing that it tells or lets one set; nothing when it does more."""
    attributes = [attribute for part in thing.parts for attribute in part.abilities.capabilities]
    if all(part.platform in _MEASURING for part in thing.parts):
        nouns = {noun_of("sensor", [attribute]) for attribute in attributes if attribute not in _BY_THE_WAY}
        if len(nouns) > 1 or _WORDS.sensors.search(name):
            return ""
        noun = next(iter(nouns), "sensor")
        return noun if noun != "sensor" else _said(attributes[0])
    return _said(attributes[0]) if len(attributes) == 1 and thing.lead.platform in _SET else ""


def _said(attribute: str) -> str:
    return "" if attribute in {"value", "state", "on"} else attribute.replace("_", " ")


def entrance_alias(thing: Folded, name: str) -> tuple[str, ...]:
    """What a relay moves that its maker calls a garage door or gate opener: its own name may not say it."""
    device = thing.lead.device
    if device is None or thing.lead.platform not in {"switch", "button"}:
        return ()
    found = _WORDS.entrances.search(f"{device.model} {thing.lead.device_class}".lower().replace("_", " "))
    return () if found is None or found.group() in name.lower() else (f"{name} {found.group()}",)


def kind_of(thing: Folded, name: str, capabilities: Mapping[str, Capability]) -> str:
    """What a thing is: by its device's model, its device class, the noun in its name, its platform."""
    lead = thing.lead
    said = device_kind(lead.device)
    if said and thing.is_device:
        return said
    noun = kind_of_words(name)
    match lead.platform:
        case "cover":
            return lead.abilities.kind or _cover_kind(noun) or _cover_kind(_noun_of_model(lead)) or "blind"
        case "switch" if lead.device_class != "outlet" or noun in PLUGGED_KINDS:
            return noun if noun and noun in PLUGGED_KINDS else "switch"
        case "sensor" | "binary_sensor" | "number" | "select" | "text" if thing.is_device:
            return _kind_of_group(noun, lead.abilities.kind, capabilities)
        case _:
            return lead.abilities.kind


def _cover_kind(noun: str | None) -> str | None:
    return noun if noun in COVER_KINDS.values() else None


def _noun_of_model(component: Component) -> str | None:
    """The kind that its maker's words speak of: "Curtain motor", "Roller shutter controller"."""
    return kind_of_words(component.device.model) if component.device is not None else None


def longer_named(entity: Entity) -> Entity:
    """The entity by the name that has its device's before it: "kettle plug energy today" for "energy today"."""
    tail = f" {entity.name.casefold()}"
    longer = next((alias for alias in entity.aliases if alias.casefold().endswith(tail)), None)
    if longer is None:
        return entity
    others = (alias for alias in entity.aliases if alias != longer)
    return replace(entity, name=longer, aliases=(entity.name, *others))


def noun_of(kind: str, capabilities: Collection[str]) -> str:
    """What a thing whose name can't be said is called, before its number."""
    if kind in {"sensor", "binary_sensor"}:
        return next((noun for attribute, noun in _WORDS.nouns if attribute in capabilities), "sensor")
    return kind.replace("_", " ")


def _kind_of_group(noun: str | None, own_kind: str, capabilities: Mapping[str, Capability]) -> str:
    if all(is_readonly(capability) for capability in capabilities.values()):
        return own_kind if len(capabilities) == 1 else "sensor"
    if noun is not None:
        return noun
    return own_kind if len(capabilities) == 1 else "appliance"


def _device_name(device: DeviceInfo) -> SpokenName:
    is_zwave = device.id.lower().startswith("zwave")
    name = without_gateway(device.name, device.via, device.model, device.manufacturer)
    name = name.removesuffix(f"({device.id})")
    spoken = spoken_name(name or device.model or device.id, may_hold_area=is_zwave)
    words = [word for word in spoken.name.split() if word != device.model]
    # A type plate says nothing beside a name.
    return replace(spoken, name=" ".join(words)) if words and any(map(str.isdigit, device.model)) else spoken
