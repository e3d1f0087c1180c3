"""Questions whether somebody has come or gone: "has the au pair come home" asks whether the au pair is home."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogue.asides.comment_words import comment_words
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from teaching.lexicon import Sort

Row = tuple[Token, ...]
LONGEST_PERSON: Final = 4


def as_presence_question(row: Row, book: Phrasebook) -> Row:
    """The question whether somebody is in or out; any other sentence as it is."""
    words = book.words
    if len(row) < 3 or row[0].text not in words("deed_auxiliaries") or any(t.comma_before for t in row[1:]):
        return row
    rest = list(row[1:])
    while len(rest) > 2 and rest[-1].text in words("coming_adverbs"):
        rest.pop()
    rest = [token for at, token in enumerate(rest) if not at or token.text not in words("coming_adverbs")]
    for end in range(1, min(LONGEST_PERSON, len(rest) - 1) + 1):
        for moves, found in (("comings", "home"), ("arrivals", "home"), ("goings_out", "away")):
            if end + book.vocabulary.opening(tuple(rest), moves, end) != len(rest):
                continue
            who = tuple(rest[:end])
            if not _is_person(who, book, strange=moves == "comings" or _is_of_trade(who, book)):
                return row
            being = Token(book.vocabulary.written["being"], row[0].start, row[0].end, sentence_start=True)
            presence = replace(rest[-1], text=book.vocabulary.written[found])
            return (being, *rest[:end], presence)
    return row


def _is_person(who: Row, book: Phrasebook, *, strange: bool) -> bool:
    """Somebody of this home, one of the family, or (``strange``) words that nothing explains."""
    told = comment_words()
    bare = [piece for piece in chunk(who, book.lexicon, book.vocabulary) if not piece.word("determiner")]
    if not bare or any(book.is_item(piece) or piece.word("pronoun") for piece in bare):
        return False
    if any(piece.named(Sort.PERSON) or piece.named(Sort.CONCEPT) for piece in bare) or who[-1].text in told.kin:
        return True
    return strange and who[-1].text not in book.words("coming_things") and all(not piece.known for piece in bare)


def _is_of_trade(who: Row, book: Phrasebook) -> bool:
    """ "the childminder", "our electrician": somebody by what they do."""
    return len(who) > 1 and who[-1].text.endswith(tuple(book.words("agent_endings")))
