"""Whether a sentence names a thing of some kind, by the cut of the whole sentence that the turn makes anyway."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.tokens import Token
from teaching.concepts import Alias
from teaching.lexicon import Sort


def names_kind(row: Sequence[Token], kind: str, mind: Mind) -> bool:
    """Whether something of that kind is named, by its own name or by one that was taught."""
    entities, lexicon = mind.situation.home.entities, mind.lexicon
    for piece in chunk(row, lexicon, mind.situation.book.vocabulary):
        if not piece.names:
            continue
        named = list(piece.named(Sort.ENTITY))
        for concept_id in piece.named(Sort.CONCEPT):
            meaning = lexicon.concept(concept_id).meaning
            named += meaning.entities if isinstance(meaning, Alias) else ()
        if any(entity_id in entities and entities[entity_id].kind == kind for entity_id in named):
            return True
    return False
