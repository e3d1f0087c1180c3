"""Questions about a place that is told by the way to it: "any lights on up top", "what's on down below"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.clauses.loose_places import direction_end
from dialogue.reading.bare_places import inside, with_places_told
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import Phrasebook

SHORTEST = 3


def with_place_named(chunks: Sequence[Chunk], book: Phrasebook) -> tuple[Chunk, ...]:
    """ "what's on up top" → "what's on in the (up top)": a place that nobody has told, in one piece."""
    row = with_places_told(chunks, book, asked=True)
    for at in range(SHORTEST - 1, len(row) - 1):
        if direction_end(row, at, book) != len(row):
            continue
        place = Chunk(row[at].start, row[-1].end, " ".join(piece.text for piece in row[at:]))
        return (*row[:at], *inside(place, book), place)
    return row
