"""Finds what "it", "them", "the other one" and "everything" mean."""

from __future__ import annotations

from collections.abc import Sequence

from devices.home import Entity
from devices.safety import is_dangerous_direction
from dialogue.interpretation import NounPhrase
from dialogue.resolving.outcomes import Ambiguous, Incomplete, Resolution
from dialogue.resolving.search import Search
from dialogue.resolving.untargeted import NOT_EVERYTHING, find_untargeted
from teaching.grounding import COVERS, is_switchable

MOVED = frozenset({"lock", "unlock", "open", "close"})


def find_pronoun(search: Search, phrase: NounPhrase, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:
    situation = search.situation
    if phrase.pronoun == "everything":
        return _find_everything(search, spot)
    focus = [e for e in (search.earlier or situation.focus) if e in search.home.entities]
    if not search.situation.words("both_word").isdisjoint(search.clause.text.split()) and len(focus) == 1:
        kind = search.home.entities[focus[0]].kind
        focus += [
            e
            for e in situation.recent
            if e not in focus and e in search.home.entities and search.home.entities[e].kind == kind
        ][:1]
    if phrase.pronoun == "other":
        return _find_other(search, phrase, focus)
    if not focus:
        return find_untargeted(search, spot)
    able = search.able(focus)
    if spot:
        able = search.inside(able, spot) or able
    if not able and search.earlier and search.clause.values:
        return tuple(focus)  # "dim the kitchen light and make it purple": that one, able or not
    if not able:
        wider = find_untargeted(search, spot)
        if isinstance(wider, tuple) and wider:
            return wider
        return tuple(focus)
    search.reasons.append(f"{phrase.text}: what was talked about before")
    return tuple(able)


def _find_other(search: Search, phrase: NounPhrase, focus: list[str]) -> tuple[str, ...] | Resolution:
    if not focus:
        return Incomplete("target")
    first = search.home.entities[focus[0]]
    sisters = [e.id for e in search.home.spoken if e.kind == first.kind and e.id not in focus]
    near = search.inside(sisters, (first.area,)) if first.area is not None else []
    pool = near or sisters
    if len(pool) == 1:
        return (pool[0],)
    return Ambiguous(tuple(pool), phrase.text, tuple(search.reasons)) if pool else Incomplete("target")


def _find_everything(search: Search, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:
    entities = search.home.spoken if not spot else tuple(e for a in spot for e in search.home.by_area.get(a, ()))
    if MOVED & {search.clause.particle, search.clause.verb}:
        return _find_moved(search, entities)
    turning_off = "off" in (search.clause.particle, search.clause.verb) or search.clause.verb == "stop"
    any_state = not turning_off or search.situation.lasting
    chosen = [
        e.id
        for e in entities
        if e.kind not in NOT_EVERYTHING and is_switchable(e) and (any_state or search.situation.running(e))
    ]
    if search.relative() and not turning_off:
        return Incomplete("target")
    if not turning_off:
        chosen = [e for e in search.able(chosen) if search.home.entities[e].kind == "light" or search.clause.values]
    return tuple(chosen)


def _find_moved(search: Search, entities: Sequence[Entity]) -> tuple[str, ...] | Resolution:
    """ "lock everything", "close everything": what can be, and never what would let somebody in."""
    effects = [(e, search.effects(e.id)) for e in entities if e.kind in COVERS or e.kind == "lock"]
    able = [(e, grounded.settings) for e, grounded in effects if grounded is not None]
    safe = tuple(e.id for e, settings in able if not is_dangerous_direction(e, settings))
    return safe or Incomplete("target")
