"""Finds what is meant when nothing is named: by what can do it, here or anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from devices.home import Entity
from devices.safety import Tier, heats, tier_of
from dialogue.interpretation import Clause
from dialogue.resolving.effects import PLAYERS
from dialogue.resolving.outcomes import Ambiguous, Impossible, Incomplete, Resolution
from dialogue.resolving.players import find_player
from dialogue.resolving.search import Search
from teaching.grounding import COVERS, is_switchable

NOT_EVERYTHING = (
    frozenset(
        {
            "lock",
            "timer",
            "alarm_panel",
            "thermostat",
            "sensor",
            "binary_sensor",
            "person",
            "humidifier",
            "valve",
            "appliance",
            "vacuum",
            "lawn_mower",
        }
    )
    | COVERS
)

DETAILS = frozenset({"direction", "oscillating"})
COOLEST, WARMEST = 10, 30
"""What a bare number for a room is taken for degrees between."""


def find_untargeted(search: Search, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:  # noqa: C901 - one alternative after the other, in the order that decides
    """ "brighter", "warm white in the kitchen", "bedroom off": found by what can do it."""
    clause = search.clause
    if not clause.acts:
        return Incomplete("value" if spot else "target")
    if clause.content is not None:
        return find_player(search, spot)
    if spot is not None:
        there = _of_area(search, spot)
        if clause.complaint is None or not isinstance(there, Impossible):
            return there
    situation = search.situation
    focus = [e for e in (search.earlier or situation.focus) if e in search.home.entities]
    if clause.complaint is None or not situation.area:
        able = search.able(focus)
        if able:
            search.reasons.append("what was talked about before")
            return tuple(able)
    if situation.area is not None:
        found = _of_area(search, (situation.area,), soft=True)
        if isinstance(found, tuple) and any(_starts_heating(search, e) for e in found):
            return Incomplete("target")
        if isinstance(found, tuple) and found:
            search.reasons.append("in the room of the satellite")
            return found
        if isinstance(found, Ambiguous):
            return found
    running = [e.id for e in search.home.spoken if situation.running(e) and search.effects(e.id) is not None]
    running = [e for e in running if not _is_detail(search, e)]
    if clause.verb != "on" and len(running) == 1:
        if _switches_off(clause) and search.home.entities[running[0]].kind in NOT_EVERYTHING:
            return Incomplete("target")
        search.reasons.append("the only one that is on")
        return (running[0],)
    able = [e for e in search.able(e.id for e in search.home.spoken) if not _is_detail(search, e)]
    able = [e for e in able if not _starts_heating(search, e)]
    if len(able) == 1 or (able and clause.complaint is not None and clause.complaint[0] == "target_temperature"):
        thermostats = [e for e in able if search.home.entities[e].kind == "thermostat"]
        pick = thermostats if clause.complaint is not None and thermostats else able
        if len(pick) == 1:
            search.reasons.append("the only one that can do it")
            return (pick[0],)
        if clause.complaint is not None and clause.complaint[0] == "target_temperature":
            return Ambiguous(tuple(pick), "it", tuple(search.reasons))
    if clause.liking is not None and able:
        return tuple(able)
    return Incomplete("target")


def _switches_off(clause: Clause) -> bool:
    """ "turn it off", said of nothing: never the heating, the alarm or what runs by itself all day."""
    return "off" in (clause.verb, clause.particle) and clause.attribute is None


def _starts_heating(search: Search, entity_id: str) -> bool:
    """Whether something would begin to get hot that nobody has named: degrees alone light no oven."""
    effects, entity = search.effects(entity_id), search.home.entities[entity_id]
    if effects is None or search.situation.running(entity):
        return False
    return tier_of(entity) >= Tier.DANGER and heats(entity, effects.settings)


def _is_detail(search: Search, entity_id: str) -> bool:
    """Whether only a trait of something would change that nobody has named: "skip forward" turns no fan round."""
    effects = search.effects(entity_id)
    return effects is not None and effects.settings.keys() <= DETAILS


def _of_area(search: Search, areas: Sequence[str], *, soft: bool = False) -> tuple[str, ...] | Resolution:
    entities = [e for area in areas for e in search.home.by_area.get(area, ())] if areas else list(search.home.spoken)
    clause = search.clause
    if clause.verb == "clean" and areas:
        robots = [e for e in search.home.spoken if all(search.room_of(e, area) is not None for area in areas)]
        entities = robots or entities
    switching = {clause.verb, clause.particle} & {"on", "off"} and not clause.values
    if switching and clause.attribute is None:
        if soft:
            return ()
        if "off" in (clause.verb, clause.particle):
            return tuple(
                e.id
                for e in entities
                if e.kind not in NOT_EVERYTHING and is_switchable(e) and search.situation.running(e)
            ) or tuple(e.id for e in entities if e.kind == "light")
        return tuple(e.id for e in entities if e.kind == "light")
    able = [
        e for e in entities if search.effects(e.id) is not None and not (e.kind in ("lock", "alarm_panel") and soft)
    ]
    if not able:
        return () if soft else Impossible("nothing_there", {"area": search.area_name(areas[0] if areas else "")})
    return _fewest(search, able)


def _fewest(search: Search, able: Sequence[Entity]) -> tuple[str, ...] | Resolution:
    """Of the things in a room that could do it: those of the likeliest kind, the running ones for a change."""
    clause = search.clause
    by_kind: dict[str, list[Entity]] = {}
    for entity in able:
        by_kind.setdefault(
            "cover" if entity.kind in COVERS else "media" if entity.kind in PLAYERS else entity.kind, []
        ).append(entity)
    if search.relative() or {clause.verb, clause.particle} & {"off", "stop", "pause", "mute", "next", "previous"}:
        running = {kind: [e for e in es if search.situation.running(e)] for kind, es in by_kind.items()}
        running = {kind: es for kind, es in running.items() if es}
        if len(running) >= 1:
            by_kind = running
    heating = [e for e in able if e.kind == "thermostat"]
    if len(heating) == 1 and search.clause.areas and _is_warmth(search):
        search.reasons.append("as warm as a room is")
        return (heating[0].id,)
    order = ("light", "media", "thermostat", "cover", "fan", "humidifier", "oven")
    kind = next((k for k in order if k in by_kind), next(iter(by_kind)))
    entities = by_kind[kind]
    if len(by_kind) > 1 and not _prefers(search, kind):
        return Ambiguous(tuple(e.id for es in by_kind.values() for e in es), "it", tuple(search.reasons))
    if kind == "light" or len(entities) == 1:
        return tuple(e.id for e in entities)
    running_ones = [e for e in entities if search.situation.running(e)]
    if len(running_ones) == 1:
        search.reasons.append("the only one that is on")
        return (running_ones[0].id,)
    return Ambiguous(tuple(e.id for e in entities), "it", tuple(search.reasons))


def _is_warmth(search: Search) -> bool:
    """ "parlour to eighteen": a bare number that a room can be warm."""
    clause = search.clause
    return (
        clause.attribute is None
        and len(clause.values) == 1
        and clause.values[0].unit is None
        and not clause.values[0].direction
        and COOLEST <= (clause.values[0].amount or 0) <= WARMEST
    )


def _prefers(search: Search, kind: str) -> bool:
    """Whether the words by themselves speak of this kind: colours of lights, loudness of players, warmth of heating."""
    clause = search.clause
    if clause.complaint is not None:
        wanted = {
            "brightness": "light",
            "volume": "media",
            "target_temperature": "thermostat",
            "target_humidity": "humidifier",
        }
        return wanted.get(clause.complaint[0]) == kind
    attributes = {
        a.rstrip("-")
        for t in clause.values
        for a in (*t.attributes, *(o[0] for o in t.options), *(s.attribute for s in t.settings))
    }
    if clause.attribute:
        attributes.add(clause.attribute)
    if clause.verb in ("dim", "brighten"):
        attributes.add("brightness")
    by_kind = {
        "light": {"brightness", "color", "color_temp"},
        "media": {"volume", "source", "content"},
        "thermostat": {"target_temperature", "temperature"},
    }
    if kind == "light" and any(t.unit in ("percent", "kelvin") or t.extreme for t in clause.values):
        return True
    return bool(attributes & by_kind.get(kind, set()))
