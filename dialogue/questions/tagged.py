"""Questions put as a statement with a tag: "the front door's locked, isn't it" asks, and locks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

Row = tuple[Token, ...]
LONGEST_SUBJECT: Final = 5


def as_tagged_question(row: Row, book: Phrasebook) -> Row:
    """The question that a statement with a tag asks; any other sentence as it is."""
    vocabulary = book.vocabulary
    for key, needs_pause in (("question_tags", False), ("loose_question_tags", True)):
        for tag in vocabulary.ending(key, row[-1].text) if len(row) > 2 else ():
            at = len(row) - len(tag)
            if at < 2 or tuple(t.text for t in row[at:]) != tag or (needs_pause and not row[at].comma_before):
                continue
            return _asked(_without_lead(row[:at], book), book, sure=len(tag) > 1 and not needs_pause) or row
    return row


def _without_lead(row: Row, book: Phrasebook) -> Row:
    """ "so I take it the oven's off" → "the oven's off"."""
    while len(row) > 2 and (length := book.vocabulary.opening(row, "statement_leads")) and length < len(row) - 1:
        row = row[length:]
    return row


def _asked(row: Row, book: Phrasebook, *, sure: bool) -> Row | None:
    """ "(the) oven's (still) off" → "is the oven off"; ``sure``: the tag alone makes it a question, without "is"."""
    if any(token.sentence_start for token in row[1:]):
        return None
    told = book.words("tagged_copulas")
    for at in range(1, min(len(row), LONGEST_SUBJECT + 1)):
        bare = word_forms().bare(row[at - 1].text)
        stands = row[at].text in told
        clitic = bare != row[at - 1].text
        if not (stands or clitic or (sure and row[at].text in book.vocabulary.predicates)):
            continue
        subject = (*row[: at - 1], replace(row[at - 1], text=bare)) if clitic else row[:at]
        rest = row[at + 1 :] if stands else row[at:]
        while len(rest) > 1 and rest[0].text in book.words("tagged_adverbs"):
            rest = rest[1:]
        if rest and _is_state(rest, book) and _is_subject(subject, book):
            plain = tuple(replace(token, comma_before=False, sentence_start=False) for token in (*subject, *rest))
            being = Token(book.vocabulary.written["being"], row[0].start, row[0].start, sentence_start=True)
            return (being, *plain)
    return None


def _is_state(row: Sequence[Token], book: Phrasebook) -> bool:
    """How a thing is, and perhaps where."""
    if not book.vocabulary.predicates.get(row[0].text):
        return False
    return all(_only_places(piece, book) for piece in chunk(row[1:], book.lexicon, book.vocabulary))


def _only_places(piece: Chunk, book: Phrasebook) -> bool:
    placing = ("preposition", "determiner", "here", "there", "house", "adverb")
    return bool(book.areas_named(piece)) or any(piece.word(label) for label in placing)


def _is_subject(row: Sequence[Token], book: Phrasebook) -> bool:
    """A thing, a room's or a person's name, with what may stand before it."""
    pieces = chunk(row, book.lexicon, book.vocabulary)
    named = [p for p in pieces if book.is_item(p) or p.named(Sort.PERSON) or book.partial(p.text)]
    others = [p for p in pieces if p not in named]
    return bool(named) and all(
        not p.known or p.word("determiner") or p.word("quantifier") or p.word("preposition") for p in others
    )
