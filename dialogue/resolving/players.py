"""Finds what plays something."""

from __future__ import annotations

from dialogue.resolving.effects import PLAYERS
from dialogue.resolving.outcomes import Ambiguous, Impossible, Incomplete, Resolution
from dialogue.resolving.search import Search


def find_player(search: Search, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:
    situation, content = search.situation, set((search.clause.content or "").split())
    areas = spot or ((situation.area,) if situation.area else ())
    players = [e for e in search.home.spoken if e.kind in PLAYERS and search.effects(e.id) is not None]
    words = search.situation.book.vocabulary.words
    film, music = (
        bool(content & words("film_words")),
        bool(content & words("music_words")) or search.clause.verb_text in words("listen_verb"),
    )
    film = film or search.clause.verb_text in words("watch_verb")
    inside = [e for e in players if e.area in areas] if areas else []
    if spot and not inside:
        return Impossible("nothing_there", {"area": search.area_name(spot[0])})
    pool = inside
    if not pool:
        focused = [e for e in players if e.id in situation.focus]
        running = [e for e in players if situation.running(e)]
        pool = focused or (running if len(running) == 1 else players)
    screens = [e for e in pool if e.kind == "tv"]
    speakers = [e for e in pool if e.kind == "speaker"]
    if film:
        if not screens:
            screens = [e for e in players if e.kind == "tv"]
        pool = screens
        search.reasons.append("only a screen can show it")
    elif music and speakers:
        pool = speakers
    elif screens and inside:
        pool = screens
        search.reasons.append("this room has a screen")
    if len(pool) == 1:
        return (pool[0].id,)
    return Ambiguous(tuple(e.id for e in pool), "player", tuple(search.reasons)) if pool else Incomplete("target")
