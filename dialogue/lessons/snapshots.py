"""Reads how the present state is kept: "remember how it is in the hall now as X", "as X, save this", in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.tokens import Token, begun_in, opening, places
from teaching.lexicon import Sort

Row = tuple[Token, ...]
LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the present state is called, and of which rooms, kinds and things it is: all that is here without any."""

    term: Row
    areas: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    things: tuple[str, ...] = ()


def read_snapshot(row: Row, mind: Mind) -> Snapshot | None:
    """What is kept under which name; ``None`` when nothing says that it is the present state."""
    lists = mind.statements.snapshots
    for kept, term in _split(row, mind):
        begun = opening(_words(kept), lists["verbs"])
        if not begun or not _is_name(term, mind):
            continue
        found = _looked_at(kept[begun:], mind, pictured=_words(kept[:begun]) in lists["picturing"])
        if found is not None:
            return replace(found, term=term)
    return None


def _split(row: Row, mind: Mind) -> list[tuple[Row, Row]]:
    """What is kept and the name, the name last, or first behind "as"."""
    links, words = mind.statements.snapshots["links"], _words(row)
    found = [
        (row[:at], row[at + len(phrase) :])
        for phrase in begun_in(words, links)
        for at in reversed(list(places(words, phrase)))
        if 0 < at < len(row) - len(phrase)
    ]
    fronted = opening(words, links)
    pause = next((at for at in range(2, len(row)) if row[at].comma_before), None)
    if fronted and pause is not None and pause > fronted:
        found.append((row[pause:], row[fronted:pause]))
    return found


def _looked_at(kept: Row, mind: Mind, *, pictured: bool) -> Snapshot | None:
    """What the state is of that is kept, without its name; ``None`` when it isn't the state of anything."""
    lists, book = mind.statements.snapshots, mind.situation.book
    said = {phrase[0] for phrase in lists["words"]}
    areas: list[str] = []
    kinds: list[str] = []
    things: list[str] = []
    sure = pictured
    for piece in chunk(kept, mind.lexicon, book.vocabulary):
        named = book.areas_named(piece)
        words = [token.text for token in kept[piece.start : piece.end]]
        if named and not set(words) <= said:
            areas += named
        elif book.kinds_named(piece) and not piece.named(Sort.ENTITY):
            kinds += book.kinds_named(piece)
        elif set(words) <= said:
            sure = sure or bool(set(words) & {phrase[0] for phrase in lists["states"]})
        elif piece.named(Sort.ENTITY):
            things += piece.named(Sort.ENTITY)
        else:
            return None
    once = (tuple(dict.fromkeys(ids)) for ids in (areas, kinds, things))
    return Snapshot((), *once) if sure else None


def _is_name(term: Row, mind: Mind) -> bool:
    said = {phrase[0] for phrase in mind.statements.snapshots["words"]}
    broken = any(token.comma_before for token in term[1:])
    return (
        0 < len(mind.clean_term(" ".join(_words(term))).split()) <= LONGEST_NAME
        and not broken
        and (not set(_words(term)) <= said)
    )


def _words(row: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.text for token in row)
