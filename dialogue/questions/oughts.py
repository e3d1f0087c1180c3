"""Questions how something ought to be: "should the ceiling light be off", "is the oven meant to be on"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from dialogue.word_forms import without, word_forms

Row = tuple[Token, ...]


def asks_what_ought(row: Sequence[Token], book: Phrasebook) -> bool:
    """Whether a modal stands before a thing of this home, and "be" behind it: nothing is asked to be done."""
    words = [token.text for token in row]
    if len(words) < 3 or words[0] not in book.vocabulary.words("ought_openers"):
        return False
    being = next((at for at, word in enumerate(words) if at > 1 and word in book.words("ought_infinitives")), None)
    return being is not None and _names_thing(row[1:being], book)


def as_it_is(row: Row, book: Phrasebook) -> Row:
    """ "should the light be off" → "is the light off": what can be told is how it is."""
    words = [token.text for token in row]
    if asks_what_ought(row, book):
        being = next(at for at, word in enumerate(words) if at > 1 and word in book.words("ought_infinitives"))
        thing = tuple(t for t in row[1:being] if t.text not in book.words("ought_adverbs"))
        state = () if any(book.is_item(p) for p in chunk(thing, book.lexicon, book.vocabulary)) else row[being + 1 :]
        being_so = replace(row[0], text=book.vocabulary.written["being"])
        return (being_so, *thing, *state)  # no yes and no: how it is, not whether it is as it should
    if words and words[0] in book.words("state_auxiliaries"):
        for phrase in book.vocabulary.phrases("meant_to_be"):
            for at in range(2, len(words) - len(phrase)):
                if tuple(words[at : at + len(phrase)]) == phrase and _names_thing(row[1:at], book):
                    return (
                        replace(row[0], text=without(words[0], word_forms().negation)),
                        *row[1:at],
                        *row[at + len(phrase) :],
                    )
    return row


def _names_thing(row: Sequence[Token], book: Phrasebook) -> bool:
    pieces = chunk(row, book.lexicon, book.vocabulary)
    if any(piece.text in book.words("talk_subjects") for piece in pieces):
        return False
    return any(book.is_item(piece) or piece.text in book.words("thing_subjects") for piece in pieces)
