"""Things that shall be off, said with a no: "shutters up and no fan" is "shutters up and fan off"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.home import Entity
from devices.safety import Tier, tier_of
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from teaching.grounding import is_switchable

Row = tuple[Token, ...]


def with_plain_offs(row: Row, book: Phrasebook) -> Row:
    """The sentence with "off" behind each thing that is denied in a list of what shall be, or from some time on."""
    denying = book.words("plain_no")
    for at in range(len(row) - 2, -1, -1):
        if row[at].text not in denying or row[at + 1].comma_before or not _is_listed(row, at, book):
            continue
        end = _thing_end(row, at + 1, book)
        if not end:
            continue
        off = Token(book.vocabulary.written["off"], row[end - 1].start, row[end - 1].end)
        following = end + (end < len(row) and row[end].text in book.words("plain_on"))
        first = replace(row[at + 1], comma_before=row[at].comma_before, sentence_start=row[at].sentence_start)
        row = (*row[:at], first, *row[at + 2 : end], off, *row[following:])
    return row


def denied_alone(row: Row, book: Phrasebook) -> Row:
    """ "no telly" → "telly off", where it is all that is said; any other sentence as it is."""
    if len(row) < 2 or row[0].text not in book.words("plain_no") or row[1].comma_before:
        return row
    if _thing_end(row, 1, book) != len(row):
        return row
    off = Token(book.vocabulary.written["off"], row[-1].start, row[-1].end)
    return (replace(row[1], sentence_start=row[0].sentence_start), *row[2:], off)


def _is_listed(row: Sequence[Token], at: int, book: Phrasebook) -> bool:
    """Whether it stands in a list: behind a pause or an "and", or first, with more behind a pause, or with a time."""
    if at == 0:
        going_on = book.words("list_conjunctions") | book.words("behind_denied")
        return any(token.comma_before or token.text in going_on for token in row[2:])
    return row[at].comma_before or row[at - 1].text in book.words("list_conjunctions")


def _thing_end(row: Sequence[Token], start: int, book: Phrasebook) -> int:
    """Where the bare name of something that can be off ends, when the list or the sentence goes on behind it."""
    piece = chunk(row[start:], book.lexicon, book.vocabulary)[0]
    if not _can_be_off(piece, book):
        return 0
    end = start + piece.end
    if end == len(row) or row[end].comma_before:
        return end
    going_on = book.words("list_conjunctions") | book.words("plain_on") | book.words("behind_denied")
    return end if row[end].text in going_on else 0


def _can_be_off(piece: Chunk, book: Phrasebook) -> bool:
    kinds = book.kinds_named(piece)
    named = book.entities_named(piece)[0]
    meant = [book.home.entities[e] for e in named] or [e for e in book.home.spoken if e.kind in kinds]
    return bool(meant) and not book.areas_named(piece) and all(_is_harmless(entity) for entity in meant)


def _is_harmless(entity: Entity) -> bool:
    return is_switchable(entity) and tier_of(entity) < Tier.DANGER
