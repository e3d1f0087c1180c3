"""Places told by which way they lie or what they are near, and by no room: "up top", "out back", "by the telly"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.clauses.segment import Segment
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.response import UnknownSpan


def read_loose_place(segment: Segment, position: int) -> int:
    """The place behind "up top", "through the back", "by the telly", noted as one nobody has told of; else 0."""
    end = loose_place_end(segment, position)
    if not end:
        return 0
    words = segment.chunks[position:end]
    text = " ".join(chunk.text for chunk in words)
    segment.draft.unknowns.append(UnknownSpan(text, "area", words[0].start, words[-1].end))
    return end


def loose_place_end(segment: Segment, position: int) -> int:
    """Where such a place ends that is said of a thing; 0 where none begins."""
    targets = segment.draft.targets
    if not targets or segment.draft.excepting or any(target.unknown is not None for target in targets):
        return 0
    end = direction_end(segment.chunks, position, segment.book)
    return end or _neighbour_end(segment.chunks, position, segment.book)


def direction_end(chunks: Sequence[Chunk], position: int, book: Phrasebook) -> int:
    """Where "down below", "round the side", "down the far end" ends; 0 where it goes on to something else."""
    article = _has_article(chunks, position + 1, book)
    lead = chunks[position]
    if lead.names or lead.text not in book.words("direction_leads" if article else "bare_way_leads"):
        return 0
    start = end = position + 1 + article
    sides = book.words("way_sides") | book.vocabulary.words("spots")
    while end < len(chunks) and chunks[end].text in sides and _is_bare(chunks[end], book):
        end += 1
    if end == start or not _closes(chunks, end, book):
        return 0
    ends = book.vocabulary.words("spots") if article else book.words("bare_ways")
    return end if chunks[end - 1].text in ends else 0


def _neighbour_end(chunks: Sequence[Chunk], position: int, book: Phrasebook) -> int:
    """Where "behind the bar", "by the telly" ends: near a known thing, which nothing is asked of."""
    if chunks[position].text not in book.words("beside_prepositions") or not _has_article(chunks, position + 1, book):
        return 0
    start = end = position + 2
    while end < len(chunks) and not chunks[end].comma_before and _is_near(chunks[end], book):
        end += 1
    known = end > start and all(chunk.known for chunk in chunks[start:end])
    return end if known and _closes(chunks, end, book) else 0


def _is_near(chunk: Chunk, book: Phrasebook) -> bool:
    return (book.is_item(chunk) and not book.areas_named(chunk)) or chunk.text in book.vocabulary.words("spots")


def _has_article(chunks: Sequence[Chunk], position: int, book: Phrasebook) -> bool:
    return position < len(chunks) and chunks[position].text in book.words("definite_determiners")


def _is_bare(chunk: Chunk, book: Phrasebook) -> bool:
    return not (chunk.comma_before or chunk.names or book.is_item(chunk))


def _closes(chunks: Sequence[Chunk], end: int, book: Phrasebook) -> bool:
    """Whether the clause ends there, or goes on with what to do or when: "lights out front on", "… up top at ten"."""
    if end >= len(chunks) or chunks[end].comma_before:
        return True
    chunk = chunks[end]
    ends = end + 1 == len(chunks) and any(chunk.word(label) for label in ("particle", "state", "adverb"))
    return ends or bool(chunk.word("conjunction")) or chunk.text in book.words("point_prepositions")
