"""Finds what a request leaves out: "every light but this one", "everything except the lamp", "all but the hall"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.interpretation import NounPhrase
from dialogue.resolving.outcomes import Ambiguous
from dialogue.resolving.search import Search


def excepted(search: Search, chosen: Sequence[str]) -> frozenset[str] | Ambiguous:
    """Entities left out of those chosen; which one, when nothing tells what "this one" points at."""
    out: set[str] = set()
    for phrase in search.clause.exceptions:
        if phrase.pronoun in ("it", "them"):
            pointed = _pointed_at(search, phrase, chosen)
            if isinstance(pointed, Ambiguous):
                return pointed
            out.update(pointed)
        elif phrase.pronoun == "here" and search.situation.area is not None:
            out.update(e.id for e in search.home.by_area.get(search.situation.area, ()))
        elif phrase.areas and not (phrase.named or phrase.fitting):
            out.update(e.id for area in phrase.areas for e in search.home.by_area.get(area, ()))
        else:
            out.update(_described(search, phrase, chosen))
    for area in search.clause.exception_areas:
        # A robot that stands there may clean elsewhere.
        out.update(e.id for e in search.home.by_area.get(area, ()) if search.room_of(e, area) is None)
    return frozenset(out)


def _pointed_at(search: Search, phrase: NounPhrase, chosen: Sequence[str]) -> Sequence[str] | Ambiguous:
    """ "this one": what was talked about before, else what there is of them in this room."""
    talked = [e for e in search.situation.focus if e in chosen]
    if talked or not chosen:
        return talked
    area = search.situation.area
    here = search.inside(chosen, (area,)) if area is not None else []
    if len(here) > 1 and phrase.pronoun == "it":
        here = [e for e in here if search.situation.running(search.home.entities[e])] or here
    if here and (len(here) == 1 or phrase.pronoun == "them"):
        search.reasons.append(f"{phrase.text}: what is in this room")
        return here
    return Ambiguous(tuple(here or chosen), phrase.text, tuple(search.reasons))


def _described(search: Search, phrase: NounPhrase, chosen: Sequence[str]) -> Sequence[str]:
    """Those that the words fit; of "the lamp", the one of this room where it has one."""
    pool = phrase.named or phrase.fitting
    if phrase.named or phrase.every or phrase.plural or phrase.areas or search.situation.area is None:
        return pool
    here = search.inside([e for e in pool if e in chosen], (search.situation.area,))
    called = [e for e in here if e in phrase.literal]
    return called if len(called) == 1 else here if len(here) == 1 else pool
