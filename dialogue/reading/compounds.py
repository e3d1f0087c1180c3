"""Joins what is heard in two words where a name of the home has it in one: "down lights" for "downlights"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.reading.vocabulary import Vocabulary
from dialogue.tokens import Token
from teaching.lexicon import Lexicon
from teaching.phrases import stem, stems


def run_together(row: Sequence[Token], lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[Token, ...]:
    """The row with its split compounds whole; what is a name, or a phrase of the language, as two words stays two."""
    names = lexicon.names.words
    kept: list[Token] = []
    for token in row:
        before = kept[-1] if kept else None
        if before is not None and not token.comma_before and stem(before.text + token.text) in names:
            pair = [before.text, token.text]
            phrase = any(end > 1 for end, _ in vocabulary.index.matches(pair, 0))  # "shut off", beside a "shutoff"
            if not (phrase or any(end > 1 for end, _ in lexicon.at(pair, stems(pair), 0))):
                kept[-1] = replace(before, text=before.text + token.text, end=token.end)
                continue
        kept.append(token)
    return tuple(kept)
