"""Joins what is heard in two words where a name of the home has it in one: "down lights" for "downlights"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from teaching.phrases import stem, stems


def run_together(row: Sequence[Token], book: Phrasebook) -> tuple[Token, ...]:
    """The row with its split compounds whole; two words that are a name or a verb ("shut off") together stay two."""
    names = book.lexicon.names.words
    kept: list[Token] = []
    for token in row:
        before = kept[-1] if kept else None
        if before is not None and not token.comma_before and stem(before.text + token.text) in names:
            pair = [before.text, token.text]
            known = any(end > 1 for end, _ in book.lexicon.at(pair, stems(pair), 0))
            if not known and not book.vocabulary.index.get(pair):
                kept[-1] = replace(before, text=before.text + token.text, end=token.end)
                continue
        kept.append(token)
    return tuple(kept)
