"""Finds what a noun phrase means: the one named, those of a room, or one of several."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from devices.safety import Tier, tier_of
from dialogue.interpretation import NounPhrase
from dialogue.resolving.outcomes import Ambiguous, Impossible, Resolution
from dialogue.resolving.pronouns import find_pronoun
from dialogue.resolving.search import Search

Spot: TypeAlias = tuple[str, ...] | None
"""The areas a clause restricts itself to; empty for the whole house, ``None`` when it says nothing."""


def find_phrase(search: Search, phrase: NounPhrase, spot: Spot) -> tuple[str, ...] | Resolution:
    if phrase.pronoun is not None:
        return find_pronoun(search, phrase, spot)
    phrase = _owned(search, phrase)
    bound = search.situation.bound.get(phrase.text)
    if bound is not None:
        search.reasons.append(f"{phrase.text} was chosen")
        return (bound,)
    if phrase.named:
        return _among_named(search, phrase, spot)
    if not phrase.fitting:
        kind = phrase.kinds[0] if phrase.kinds else phrase.text
        place = phrase.areas[0] if phrase.areas else (spot[0] if spot else "")
        return Impossible("no_such_thing", {"thing": phrase.text, "kind": kind, "area": search.area_name(place)})
    pool = list(phrase.fitting)
    if spot:
        inside = search.inside(pool, spot)
        if not inside:
            if phrase.areas:
                inside = pool
            else:
                return Impossible("not_there", {"thing": phrase.text, "area": search.area_name(spot[0])})
        pool = inside
    placed = bool(spot) or bool(phrase.areas)
    able = search.able(pool)
    if able and len(able) < len(pool):
        pool = able
    others = _others(search, phrase, pool, placed=placed) if phrase.more else []
    if others:
        search.reasons.append(f"{phrase.text}: those that are not so yet")
        chosen = tuple(others)
        return chosen if len(others) <= (phrase.count or 1) else Ambiguous(chosen, phrase.text, tuple(search.reasons))
    if len(pool) == 1:
        return (pool[0],)
    return _several(search, phrase, pool, placed=placed, spot=spot)


def _owned(search: Search, phrase: NounPhrase) -> NounPhrase:
    """ "my lamp": the speaker's own, when one bears their name."""
    if not phrase.mine or search.situation.person is None:
        return phrase
    own = search.situation.book.of_person(search.situation.person)
    mine = tuple(e for e in phrase.fitting if e in own)
    if not mine:
        return phrase
    search.reasons.append(f"{phrase.text}: the speaker's own")
    return replace(phrase, fitting=mine, named=mine if len(mine) == 1 else ())


def _among_named(search: Search, phrase: NounPhrase, spot: Spot) -> tuple[str, ...] | Resolution:
    pool = list(phrase.named)
    if len(pool) == 1:
        return (pool[0],)
    if phrase.every:
        return _of_group(search, phrase, spot) if spot else tuple(pool)
    if spot:
        pool = search.inside(pool, spot) or pool
    pool = search.able(pool) or pool
    if len(pool) == 1:
        return (pool[0],)
    if phrase.plural:
        return tuple(pool)
    return _choose(search, phrase, pool, spot)


def _of_group(search: Search, phrase: NounPhrase, spot: tuple[str, ...]) -> tuple[str, ...] | Resolution:
    """ "the sparkles in the kitchen": those of them there. A place said beside several things may be another's."""
    inside = search.inside(phrase.named, spot)
    if inside or len(search.clause.targets) > 1:
        return tuple(inside or phrase.named)
    return Impossible("not_there", {"thing": phrase.text, "area": search.area_name(spot[0])})


def _others(search: Search, phrase: NounPhrase, pool: list[str], *, placed: bool) -> list[str]:
    """ "another light on": those that are still off, of this room where there are any of the kind."""
    area = search.situation.area
    here = [] if placed or area is None else search.inside(pool, (area,))
    left = []
    for entity_id in here or pool:
        grounded, current = search.effects(entity_id), search.situation.states.of(entity_id)
        if grounded is not None and "on" in grounded.settings and grounded.settings["on"] == current.get("on"):
            continue
        if grounded is not None and _would_change(search, entity_id):
            left.append(entity_id)
    return left


def _several(
    search: Search, phrase: NounPhrase, pool: list[str], *, placed: bool, spot: Spot
) -> tuple[str, ...] | Resolution:
    """Several fit: all of them, those of this room, or one."""
    counted = _counted(search, phrase, pool, placed=placed) if phrase.count is not None else None
    if counted is not None:
        return counted
    if phrase.count is not None:
        return _choose(search, phrase, pool, spot)
    many = phrase.every or phrase.plural or phrase.rest
    if many or phrase.mass:
        pool = _affected(search, pool)
    if phrase.rest:
        pool = [e for e in pool if e not in search.situation.focus] or pool
    if placed and (many or phrase.mass):
        return tuple(pool)
    if spot == () and many:
        return tuple(pool)
    if phrase.every:
        return tuple(pool)
    if many or phrase.mass:
        return _room_share(search, phrase, pool, many=many, spot=spot)
    return _choose(search, phrase, pool, spot)


def _counted(search: Search, phrase: NounPhrase, pool: list[str], *, placed: bool) -> tuple[str, ...] | None:
    """ "both lights", "all three lamps": as many as were said, nearest first; where none are, all of this room."""
    situation = search.situation
    here = [] if placed or situation.area is None else search.inside(pool, (situation.area,))
    talked = [e for e in dict.fromkeys((*search.earlier, *situation.focus)) if e in pool]
    literal = [e for e in here or pool if e in phrase.literal]
    for chosen in (here, literal, talked, pool):
        if len(chosen) == phrase.count:
            search.reasons.append(f"{phrase.text}: there are {phrase.count} of them")
            return tuple(chosen)
    near = here or (pool if placed else talked)
    if near and (phrase.every or len(near) < (phrase.count or 0)):
        return tuple(near)
    return tuple(pool) if phrase.every or len(pool) < (phrase.count or 0) else None


def _affected(search: Search, pool: list[str]) -> list[str]:
    """ "dim the lights": those that are on, when some are."""
    if not search.relative():
        return pool
    here = search.inside(pool, (search.situation.area,)) if search.situation.area is not None else []
    running = [e for e in here or pool if search.situation.running(search.home.entities[e])]
    return running or pool


def _room_share(
    search: Search, phrase: NounPhrase, pool: list[str], *, many: bool, spot: Spot
) -> tuple[str, ...] | Resolution:
    """ "the lights": those of this room, or else of the room talked about, or else the only room that has any."""
    for area, reason in (
        (search.situation.area, "of the room of the satellite"),
        (search.situation.focus_area, "of the room talked about before"),
    ):
        inside = search.inside(pool, (area,)) if area is not None else []
        exact = [e for e in inside if e in phrase.literal]
        if exact and not many and len(exact) < len(inside):
            inside = exact
        if inside:
            search.reasons.append(f"{phrase.text}: {reason}")
            return tuple(inside)
    areas = {search.home.entities[e].area for e in pool}
    if len(areas) == 1:
        return tuple(pool)
    return _choose(search, phrase, pool, spot)


def _choose(search: Search, phrase: NounPhrase, pool: list[str], spot: Spot) -> tuple[str, ...] | Resolution:
    """One of several, in the order of resolution; else the question which one."""
    situation = search.situation
    search.candidates_here = any(search.home.entities[e].area == situation.area for e in pool)
    focused = [e for e in (*search.earlier, *situation.focus) if e in pool]
    if focused and phrase.pronoun is None and len(set(focused)) == 1 and _same_room(search, focused[0]):
        search.reasons.append(f"{phrase.text}: the one talked about before")
        return (focused[0],)
    inside = search.inside(pool, (situation.area,)) if situation.area is not None else []
    exact = [e for e in inside or pool if e in phrase.literal]
    if exact and inside:
        inside = exact
    elif exact:
        pool = exact
        if len(pool) == 1:
            return (pool[0],)
    if len(inside) == 1:
        search.reasons.append(f"{phrase.text}: the only one in this room")
        return (inside[0],)
    candidates = inside or pool
    place = spot[0] if spot else situation.area
    before = _chosen_before(search, phrase, candidates, place)
    if before is not None:
        return (before,)
    changing = [e for e in candidates if _would_change(search, e)]
    if len(changing) == 1:
        search.reasons.append(f"{phrase.text}: the only one this changes")
        return (changing[0],)
    return Ambiguous(tuple(candidates), phrase.text, tuple(search.reasons), place, lasting=not phrase.plural)


def _chosen_before(search: Search, phrase: NounPhrase, candidates: list[str], place: str | None) -> str | None:
    """What was chosen for these words in this room; not for dangerous things, and not to switch off what is off."""
    known = search.situation.chosen_before(phrase.text, place)
    if known is None or known[1] not in candidates:
        return None
    concept, entity_id = known
    entity = search.home.entities[entity_id]
    to_value = any(term.amount is not None and not term.direction for term in search.clause.values)
    ending = (search.relative() and not to_value) or "off" in (search.clause.verb, search.clause.particle)
    if tier_of(entity) >= Tier.DANGER or (ending and not search.situation.running(entity)):
        return None
    search.reasons.append(f"{phrase.text}: the one chosen before in this room")
    search.concepts.append(concept.id)
    return entity_id


def _same_room(search: Search, entity_id: str) -> bool:
    area = search.home.entities[entity_id].area
    if search.situation.area is not None and area != search.situation.area:
        return not search.candidates_here
    return search.situation.area is None or area in (search.situation.area, search.situation.focus_area)


def _would_change(search: Search, entity_id: str) -> bool:
    grounded = search.effects(entity_id)
    if grounded is None:
        return False
    current = search.situation.states.of(entity_id)
    entity = search.home.entities[entity_id]
    if search.relative() and not search.situation.running(entity):
        return False
    return any(current.get(attribute) != value for attribute, value in grounded.settings.items())
