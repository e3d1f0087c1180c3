"""Gives things back the noun that was left out, since it had just been said: "island too" after the can lights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from teaching.lexicon import Sort, split
from teaching.phrases import stem

Row = tuple[Token, ...]


def with_heads(row: Row, book: Phrasebook, focus: Sequence[str]) -> Row:
    """The row with the whole name of the one thing that bears a strange word, of a kind that was spoken of before."""
    if not any(stem(token.text) in book.lexicon.names.words for token in row):
        return row
    pieces = chunk(row, book.lexicon, book.vocabulary)
    kinds = {book.home.entities[e].kind for e in focus if e in book.home.entities}
    kept: list[Token] = []
    for at, piece in enumerate(pieces):
        kinds |= {book.home.entities[e].kind for e in piece.named(Sort.ENTITY) if e in book.home.entities}
        name = _whole_name(pieces, at, kinds, book)
        first = row[piece.start]
        if name:
            kept.append(replace(first, text=name[0]))
            kept.extend(replace(first, text=word, comma_before=False, sentence_start=False) for word in name[1:])
        else:
            kept.extend(row[piece.start : piece.end])
    return tuple(kept)


def _whole_name(pieces: Sequence[Chunk], at: int, kinds: set[str], book: Phrasebook) -> Sequence[str]:
    """The name of the only thing meant, where a thing may stand; empty when the word may be anything else."""
    piece = pieces[at]
    if piece.known or not kinds or not _may_be_thing(pieces, at, book):
        return ()
    bearing = [book.home.entities[e] for e in book.partial(piece.text) if e in book.home.entities]
    return split(bearing[0].name) if len(bearing) == 1 and bearing[0].kind in kinds else ()


def _may_be_thing(pieces: Sequence[Chunk], at: int, book: Phrasebook) -> bool:
    """Whether a word stands by itself, and not where a value is due: not "the lamp on island"."""
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following is not None and not following.comma_before:
        stands_in = following.text in book.words("stand_in_nouns")  # "the ceiling one"
        if stands_in or not following.known or book.is_item(following):
            return False
    before = at - 1
    while before >= 0 and pieces[before].word("determiner") and not pieces[before + 1].comma_before:
        before -= 1
    if before < 0 or pieces[before + 1].comma_before:
        return True
    leading = pieces[before]
    opens = any(leading.word(label) for label in ("verb", "conjunction", "adverb", "particle"))
    return opens and not (leading.word("preposition") or book.is_item(leading))
