"""What is told before a taught word that is called for: "lenses in, lens level", "it's late so moth hour please"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dialogue.asides.comment_words import comment_words
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.token_edits import marked
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import Routine, ValueName
from teaching.lexicon import Sort

Row = tuple[Token, ...]
SHORTEST: Final = 2
"""A word alone in front of it may be a thing: "zorb, movie light"."""


def without_remark_before(row: Row, book: Phrasebook) -> Row:
    """The taught word alone, where what stands in front of the pause, or of "so", only tells how things are."""
    so = next((at for at in range(len(row) - 2, SHORTEST - 1, -1) if row[at].text in book.words("summing_words")), 0)
    if so and _is_called(row[so + 1 :], book) and _bids_nothing(row[:so], book):
        return (marked(row[so + 1], comma=False, sentence=True), *row[so + 2 :])
    pause = next((at for at in range(len(row) - 1, 0, -1) if row[at].comma_before), 0)
    if pause < SHORTEST or not _is_called(row[pause:], book) or not _tells(row[:pause], book):
        return row
    return (marked(row[pause], comma=False, sentence=True), *row[pause + 1 :])


def _is_called(row: Row, book: Phrasebook) -> bool:
    """Whether it is a taught value or routine and no more."""
    pieces = chunk(row, book.lexicon, book.vocabulary)
    while len(pieces) > 1 and pieces[-1].text in book.words("closers"):
        pieces = pieces[:-1]
    meanings = [book.lexicon.concept(concept).meaning for concept in pieces[0].named(Sort.CONCEPT)]
    rest = pieces[1:]
    return any(isinstance(m, ValueName | Routine) for m in meanings) and all(p.word("tail") for p in rest)


def _bids_nothing(row: Row, book: Phrasebook) -> bool:
    """Whether nothing of the home is named, and nothing is bidden, asked or denied."""
    texts = {token.text for token in row}
    if row[0].text in book.words("question_pronouns") | book.words("question_auxiliaries"):
        return False
    if not (book.words("limit_negations") | book.words("switching_particles")).isdisjoint(texts):
        return False
    pieces = chunk(row, book.lexicon, book.vocabulary)
    return not any(piece.names or piece.quantity or piece.word("value") for piece in pieces)


def _tells(row: Row, book: Phrasebook) -> bool:
    """Whether it says how things are with something that is no thing of the home: "flour everywhere", "bath's on"."""
    words, forms, told = [token.text for token in row], word_forms(), comment_words()
    pieces = chunk(row, book.lexicon, book.vocabulary)
    plain = (p for p in pieces if book.is_item(p) or p.named(Sort.CONCEPT) or p.quantity or p.word("pronoun"))
    if next(plain, None) is not None or pieces[0].word("verb") or words[0] in book.words("equating_verbs"):
        return False
    being = any(word.endswith(forms.being) for word in words[:-1])
    doing = any(word.endswith((*forms.gerund, *forms.past)) for word in words[1:])
    return being or doing or _is_predicate(words, book) or words[0] in told.subjects


def _is_predicate(words: Sequence[str], book: Phrasebook) -> bool:
    """ "laundry done", "flour everywhere", "bills to pay"."""
    ended = words[-1] in book.words("whereabouts") | book.words("endings") | book.words("told_of_things")
    return ended or not book.words("infinitive_marker").isdisjoint(words[1:-1])
