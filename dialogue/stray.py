"""Signs that a sentence isn't said to the hub: it tells something, or nothing of the home is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.chunks import Chunk
from dialogue.noun_phrases import Phrasebook
from dialogue.relevance import WITH_ANCHOR, WITHOUT_ANCHOR
from dialogue.tokens import Token
from teaching.lexicon import Sort

LONG = 14
LEADS = frozenset({"and", "but", "so", "then", "well", "because", "yeah", "no"})
TELLING = frozenset(
    "was were had did said told thought went came got bought saw made gave took left knew felt scored wanted called asked heard"
    " met won lost used loved broke fell ran put i've we've he's she's they've wasn't weren't didn't".split()
)
QUESTION_WORDS = frozenset(
    "is are was were do does did has have how what which who where when can could will would any".split()
)
ANNOUNCED = frozenset(
    "off going leaving heading home back out having about ready starting cooking watching reading working".split()
)


@dataclass(frozen=True, slots=True)
class Stray:
    """``anchors`` counts words of the home's own, ``narrative`` marks telling; ``threshold`` is how sure a model must be."""

    anchors: int
    unknown: int
    narrative: bool
    threshold: float


def weigh(row: Sequence[Token], pieces: Sequence[Chunk], book: Phrasebook) -> Stray:
    """What speaks for and against a sentence being meant for the hub."""
    anchors = sum(1 for piece in pieces if _is_anchor(piece, book))
    unknown = sum(1 for piece in pieces if not piece.known)
    words = [token.text for token in row]
    while words and words[0] in LEADS:
        words.pop(0)
    subjects = book.vocabulary.words("subjects")
    starts_with_subject = bool(words) and words[0] in subjects
    announced = (
        starts_with_subject and len(words) > 1 and words[1] in ANNOUNCED and words[0] in ("i'm", "we're", "i", "we")
    )
    tells = any(word in TELLING for word in words[:4]) and (starts_with_subject or _subject_inside(words, subjects))
    asking = bool(words) and words[0] in QUESTION_WORDS
    narrative = not asking and (
        (starts_with_subject and not announced and unknown > 0) or tells or (len(words) > LONG and unknown > LONG // 2)
    )
    return Stray(anchors, unknown, narrative, WITH_ANCHOR if anchors else WITHOUT_ANCHOR)


def _subject_inside(words: Sequence[str], subjects: frozenset[str]) -> bool:
    return any(word in subjects for word in words[1:3])


def _is_anchor(piece: Chunk, book: Phrasebook) -> bool:
    if piece.named(Sort.CONCEPT) or piece.named(Sort.ENTITY) or piece.named(Sort.AREA) or piece.named(Sort.PERSON):
        return True
    kinds = book.kinds_named(piece)
    return any(entity.kind in book.widened(kinds) for entity in book.home.spoken) if kinds else False
