"""Reads requests for a scene nobody has taught yet: "night shift mode please", "do your lullaby routine"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.response import UnknownSpan
from dialogue.tokens import Token
from teaching.lexicon import Sort

LONGEST_NAME = 4


def unknown_scene(row: Sequence[Token], book: Phrasebook) -> UnknownSpan | None:
    """The name in a sentence that is nothing but a name and a noun for scenes, with or without a verb of asking."""
    vocabulary = book.vocabulary
    words = tuple(token.text for token in row)
    if len(words) < 2 or words[-1] not in vocabulary.words("scene_nouns") or any(t.comma_before for t in row[1:]):
        return None
    asked = next((p for p in vocabulary.phrases("scene_requesters") if words[: len(p)] == p), ())
    start = len(asked)
    while start < len(row) - 1 and words[start] in vocabulary.words("determiners") | {"your", "into"}:
        start += 1
    name = row[start:-1]
    if not 0 < len(name) <= LONGEST_NAME or (not asked and words[0] in vocabulary.words("subjects")):
        return None
    pieces = chunk(name, book.lexicon, vocabulary)
    if all(piece.known for piece in pieces) and len(name) == 1:
        return None
    if any(piece.named(Sort.CONCEPT) or book.is_item(piece) or piece.word("pronoun") for piece in pieces):
        return None
    if any(piece.named(Sort.OPTION) for piece in pieces) or any(t.text in ("is", "are", "a", "the") for t in name):
        return None
    text = " ".join(token.text for token in row[start:])
    return UnknownSpan(text, "scene", row[start].start, row[-1].end)


def run_scene(row: Sequence[Token], book: Phrasebook) -> UnknownSpan | None:
    """The name in "run the early shift", "do the guest welcome": all that stands behind a verb of running.

    Words in it that are verbs or settings elsewhere belong to the name, as it was said.
    """
    vocabulary = book.vocabulary
    words = tuple(token.text for token in row)
    asked = next((p for p in vocabulary.phrases("scene_runners") if words[: len(p)] == p), ())
    start, end = len(asked), len(row)
    if not asked or any(token.comma_before for token in row[1:]):
        return None
    while start < end and words[start] in vocabulary.words("determiners"):
        start += 1
    while end > start and words[end - 1] in vocabulary.words("closers"):
        end -= 1
    pieces = chunk(row[start:end], book.lexicon, vocabulary)
    timely = asked[-2:] == ("time", "for") and words[end - 1] not in vocabulary.words("everyday_purposes")
    if not 1 - int(timely) < end - start <= LONGEST_NAME or all(piece.known for piece in pieces):
        return None
    plain = any(p.names or book.is_item(p) or p.quantity or p.word("pronoun") or p.word("determiner") for p in pieces)
    joined = any(p.word("preposition") and p.text not in ("of", "up", "down") for p in pieces)
    ends_open = bool(pieces[-1].word("particle") or pieces[-1].word("value"))
    if plain or joined or ends_open or {p.text for p in pieces} & vocabulary.words("subjects"):
        return None
    return UnknownSpan(" ".join(words[start:end]), "scene", row[start].start, row[end - 1].end)
