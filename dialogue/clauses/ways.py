"""Where a thing that cleans is sent: "round the settee", "down the passage", "under the piano" are places."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogue.clauses.segment import Segment
from dialogue.interpretation import NounPhrase
from dialogue.reading.chunks import Chunk
from dialogue.reading.vocabulary import Word
from teaching.lexicon import Sort

ROAMING: Final = frozenset({"vacuum", "lawn_mower"})


def with_ways(segment: Segment) -> None:
    """Makes a plain "in" of the prepositions of movement, and leaves out "go" and "have a go"."""
    if not any(_roams(segment, chunk) for chunk in segment.chunks):
        return
    ways = segment.book.vocabulary.words("ways")
    kept: list[Chunk] = []
    for position, chunk in enumerate(segment.chunks):
        leads = position > 0 and chunk.text in ways and _place_follows(segment, position + 1)
        if leads:
            while kept and kept[-1].text in segment.book.vocabulary.words("way_leads") and len(kept) > 1:
                kept.pop()
            kept.append(
                replace(
                    chunk,
                    text=segment.book.vocabulary.written["within"],
                    words=(Word("preposition", "preposition"),),
                    names=(),
                )
            )
        else:
            kept.append(chunk)
    segment.chunks = tuple(kept)


def with_cleaner(segment: Segment) -> None:
    """ "hoover the kitchen", "send the hoover to the kitchen": what cleans goes there, wherever it is docked."""
    draft, home = segment.draft, segment.book.home
    _sent_out(segment)
    placed = draft.areas or any(span.role == "area" for span in draft.unknowns)
    if not placed or draft.excepting:
        return
    if draft.verb == "clean" and not draft.targets:
        cleaners = tuple(e.id for e in home.entities.values() if e.kind in ROAMING)
        if cleaners:
            draft.targets.append(NounPhrase(draft.verb_text, 0, 0, fitting=cleaners))
    draft.targets = [
        replace(target, named=target.fitting)
        if len(target.fitting) == 1 and home.entities[target.fitting[0]].kind in ROAMING
        else target
        for target in draft.targets
    ]
    sent = [home.entities[e].kind for target in draft.targets for e in target.fitting if e in home.entities]
    out = draft.particle == "off" and draft.verb_text in segment.book.vocabulary.words("sending_out")
    if draft.verb in (None, "set") and sent and set(sent) <= ROAMING and (out or not draft.particle):
        draft.verb = "start" if not draft.values else draft.verb
        draft.particle = None if out else draft.particle


def _sent_out(segment: Segment) -> None:
    """ "send the vacuum out": off to its work, and not off."""
    draft, home = segment.draft, segment.book.home
    sent = {home.entities[e].kind for target in draft.targets for e in target.fitting if e in home.entities}
    if (
        draft.verb_text in segment.words("send_verb")
        and draft.particle == "off"
        and sent
        and sent <= ROAMING
        and not draft.values
    ):
        draft.verb, draft.particle = "start", None


def _roams(segment: Segment, chunk: Chunk) -> bool:
    kinds = set(segment.book.kinds_named(chunk)) | set(chunk.all_words("verb")) & {"clean"}
    kinds |= {segment.book.home.entities[e].kind for e in chunk.named(Sort.ENTITY) if e in segment.book.home.entities}
    return bool(kinds & (ROAMING | {"clean"}))


def _place_follows(segment: Segment, position: int) -> bool:
    if position >= segment.count or segment.chunks[position].comma_before:
        return False
    chunk = segment.chunks[position]
    place = segment.book.areas_named(chunk) or chunk.word("here") or chunk.word("there") or chunk.word("house")
    return bool(chunk.word("determiner") or chunk.word("quantifier") or place or not chunk.known)
