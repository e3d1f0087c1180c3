"""A home that comes from Home Assistant, with one lamp that comes over MQTT only, and what its people taught."""

from __future__ import annotations

from datetime import UTC, datetime

from devices.capabilities import Capability, Choice, Quantity, Toggle, Trigger
from devices.home import Area, Entity, Home, Person
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Concept,
    Meaning,
    Preference,
    Provenance,
    Routine,
    Selector,
    Setting,
    Step,
    TimeName,
    ValueName,
    Version,
)

ON: dict[str, Capability] = {"on": Toggle()}
DIMMABLE = ON | {"brightness": Quantity(0, 100, "%")}
WHITE = DIMMABLE | {"color_temp": Quantity(2000, 6500, "K")}


def an_entity(
    entity_id: str, name: str, kind: str, capabilities: dict[str, Capability], area: str | None, gateway: str
) -> Entity:
    return Entity(entity_id, name, kind, capabilities, area=area, gateway=gateway)


def a_home() -> Home:
    ours = "home_assistant"
    entities = (
        an_entity("light.ceiling", "Ceiling Light", "light", WHITE, "living_room", ours),
        an_entity("light.reading", "Reading Lamp", "light", DIMMABLE, "living_room", ours),
        an_entity("light.bed", "Bed Light", "light", WHITE, "bedroom", ours),
        an_entity("lamp_7", "Desk Lamp", "light", WHITE, "office", "mqtt"),
        an_entity("fan.bedroom", "Bedroom Fan", "fan", ON | {"percentage": Quantity(0, 100, "%")}, "bedroom", ours),
        an_entity("media_player.hifi", "Hi-Fi", "speaker", ON | {"volume": Quantity(0, 100, "%")}, "living_room", ours),
        an_entity("lock.front", "Front Door", "lock", {"locked": Toggle()}, "hall", ours),
        an_entity("select.mood", "Mood [x]", "select", {"value": Choice(("a", "{{ states }}"))}, None, ours),
        an_entity("script.cats", "Feed cats", "script", {"activate": Trigger()}, None, ours),
    )
    areas = (
        Area("living_room", "Living Room", ("lounge",)),
        Area("bedroom", "Bedroom"),
        Area("office", "Office"),
        Area("hall", "Hall"),
    )
    return Home(
        areas={area.id: area for area in areas},
        entities={entity.id: entity for entity in entities},
        persons={"person.ada": Person("person.ada", "Ada")},
    )


def taught(term: str, meaning: Meaning, *, scope: str | None = None, number: int = 0) -> Concept:
    at = Provenance(None, datetime(2026, 1, 1, tzinfo=UTC), "t1")
    return Concept(f"c{number}-{len(term)}-{meaning.type}", term, (Version(meaning, at, term),), scope=scope)


STUDY_MODE = taught("study mode", ValueName((Setting("brightness", 80), Setting("color_temp", 5000))))
MOONLAMP = taught("moonlamp", Alias(("light.bed",)))
SPARKLES = taught("the sparkles", Alias(("light.ceiling", "lamp_7")))
DEN = taught("den", AreaName(("living_room",)))
LUMOSIFY = taught("lumosify", ActionName(verb="on"))
BRIGHTER = taught("perk up", ActionName((Setting("brightness", 20, relative=True),)))
MOVIE_NIGHT = taught(
    "movie night",
    Routine(
        (
            Step(Selector(entities=("light.ceiling", "lamp_7")), (Setting("brightness", 20),)),
            Step(Selector(entities=("media_player.hifi",)), (Setting("volume", 30),)),
            Step(Selector(kind="fan", areas=("bedroom",)), (Setting("on", value=False),)),
        )
    ),
)
LIGHTS_OUT = taught("lights out", Routine((Step(Selector(kind="light"), (Setting("on", value=False),)),)))
WELCOME = taught(
    "welcome",
    Routine((Step(Selector(entities=("lock.front",)), (Setting("locked", value=False),)),), confirm_always=True),
)
ELEVENSES = taught("elevenses", TimeName("11:00"))
LIKING = taught("reading light", Preference((Setting("brightness", 60),), kind="light"))
LOUDER = taught("crank it", ValueName((Setting("volume", 20, relative=True),)))
HER_OWN = taught("cosy", ValueName((Setting("brightness", 30),)), scope="person.ada")
NASTY = taught("x|y [z] {a} (b <c> \\d # e: 'f'", ValueName((Setting("brightness", 10),)))
TEMPLATE = taught("jinja", ValueName((Setting("value", "{{ states }}"),)))

EVERYTHING = (
    STUDY_MODE, MOONLAMP, SPARKLES, DEN, LUMOSIFY, BRIGHTER, MOVIE_NIGHT, LIGHTS_OUT, WELCOME, ELEVENSES, LIKING,
    LOUDER, HER_OWN, NASTY, TEMPLATE,
)  # fmt: skip
