"""What an answer says of its own value: "sixty is plenty", "forty will do", "I'd settle for thirty"."""

from __future__ import annotations

from dataclasses import replace

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.numbers import number_words, read_number
from dialogue.reading.values import value_of
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from dialogue.word_forms import word_forms

Row = tuple[Token, ...]
NEAR = 3


def without_approval(row: Row, book: Phrasebook) -> Row:
    """The answer without the words that only call its value good enough."""
    parts = stretches(row)
    return tuple(token for part in parts if not _refused(part, book) for token in _valued(_settled(part, book), book))


def _refused(part: Row, book: Phrasebook) -> bool:
    """ "thirty is too much", "fifty isn't enough": what the value shall not be."""
    verbs, refusing = book.vocabulary.words("approving_verbs"), book.vocabulary.words("refusing_verbs")
    for at in range(1, len(part) - 1):
        behind = part[at + 1].text in book.vocabulary.words("refusing_degrees")
        if (part[at].text in refusing or (part[at].text in verbs and behind)) and _says_value(part[:at], book):
            return not _says_value(part[at + 2 :], book)
    return False


def _settled(part: Row, book: Phrasebook) -> Row:
    """ "I could live with thirty" → "thirty"."""
    words = tuple(token.text for token in part)
    for phrase in book.vocabulary.phrases("settling_for"):
        end = len(phrase)
        if words[:end] == phrase and end < len(part) and _says_value(part[end : end + NEAR], book):
            first = replace(part[end], comma_before=part[0].comma_before, sentence_start=part[0].sentence_start)
            return (first, *part[end + 1 :])
    return part


def _valued(part: Row, book: Phrasebook) -> Row:
    """ "fifty percent should be plenty" → "fifty percent"."""
    verbs, words = book.vocabulary.words("approving_verbs"), book.vocabulary.words("approvals")
    companions = book.vocabulary.words("approval_companions")
    for at in range(len(part)):
        behind = [token.text for token in part[at + 1 :]]
        if not set(behind) & words or not set(behind) <= words | companions | verbs:
            continue
        if at and part[at].text in verbs and _says_value(part[:at], book):
            return part[:at]
        bare = _bare_number(part[at])
        if bare is not None:
            return (*part[:at], bare)
    return part


def _bare_number(token: Token) -> Token | None:
    """ "sixty'll" → "sixty", "percent'll" → "percent"."""
    for ending in word_forms().of_numbers:
        bare = replace(token, text=token.text.removesuffix(ending))
        counts = read_number([bare], 0) is not None or number_words().units.at([bare], 0) is not None
        if bare.text != token.text and counts:
            return bare
    return None


def _says_value(row: Row, book: Phrasebook) -> bool:
    return any(value_of(piece, book) is not None for piece in chunk(row, book.lexicon, book.vocabulary))
