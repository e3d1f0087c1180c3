"""Questions about a place that is told by the way to it: "any lights on up top", "what's on down below"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.clauses.loose_places import direction_end
from dialogue.reading.bare_places import with_places_told
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

SHORTEST = 3


def with_place_named(chunks: Sequence[Chunk], book: Phrasebook) -> tuple[Chunk, ...]:
    """ "what's on up top" → "what's on in the (up top)": a place that nobody has told, in one piece."""
    row = with_places_told(chunks, book, asked=True)
    for at in range(SHORTEST - 1, len(row) - 1):
        if direction_end(row, at, book) != len(row):
            continue
        written = book.vocabulary.written
        inside = chunk([Token(written[key], 0, 0) for key in ("within", "definite")], book.lexicon, book.vocabulary)
        here = row[at].start
        place = Chunk(here, row[-1].end, " ".join(piece.text for piece in row[at:]))
        return (*row[:at], *(replace(piece, start=here, end=here) for piece in inside), place)
    return row
