"""Takes off what is said to somebody else in the room: "Eli, shoes! Turn the lamp off"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from dialogue.asides.comment_words import comment_words
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.requests import read_request
from dialogue.tokens import Token
from teaching.lexicon import Sort


def without_side_speech(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """The row without sentences that call a person of the household by name and ask nothing of the home."""
    if not row:
        return ()
    cuts = [i for i, token in enumerate(row) if i == 0 or token.sentence_start]
    ends = [*cuts[1:], len(row)]
    kept: list[Token] = []
    for start, end in zip(cuts, ends, strict=True):
        sentence = row[start:end]
        if not _to_somebody(sentence, mind):
            kept.extend(sentence)
    return tuple(kept)


def _to_somebody(sentence: Sequence[Token], mind: Mind) -> bool:
    return _calls_somebody(sentence, mind) or _calls_relative(sentence, mind)


def _calls_relative(sentence: Sequence[Token], mind: Mind) -> bool:
    """ "they did, Mum, the brown one's off her food": no thing of the home is in it, and no command."""
    cuts = [i for i, token in enumerate(sentence) if i == 0 or token.comma_before]
    parts = [tuple(sentence[a:b]) for a, b in itertools.pairwise((*cuts, len(sentence)))]
    relatives = comment_words().parents
    others = [part for part in parts if len(part) > 1 or part[0].text not in relatives]
    if len(others) == len(parts) or not others:
        return False
    situation = mind.situation
    if any(situation.book.is_item(piece) or piece.named(Sort.CONCEPT) for part in others for piece in _cut(part, mind)):
        return False
    clauses = [c for part in others for c in read_request(part, situation.book, situation.now).clauses]
    if any(clause.verb_first or clause.values or clause.areas or clause.scenes for clause in clauses):
        return False
    return any(_tells(part) for part in others)


def _tells(part: Sequence[Token]) -> bool:
    """Whether a part is a clause or a question of its own: somebody does something in it."""
    words = comment_words()
    return any(token.text in words.subjects | words.questions for token in part[:2])


def _cut(row: Sequence[Token], mind: Mind) -> tuple[Chunk, ...]:
    return chunk(row, mind.situation.book.lexicon, mind.situation.book.vocabulary)


def _calls_somebody(sentence: Sequence[Token], mind: Mind) -> bool:
    pieces = chunk(sentence, mind.situation.book.lexicon, mind.situation.book.vocabulary)
    called = next((i for i in range(1, len(pieces)) if pieces[i].comma_before), None)
    if called != 1 or not pieces[0].named(Sort.PERSON):
        return False
    request = read_request(sentence[pieces[0].end :], mind.situation.book, mind.situation.now)
    named = any(c.acts and (c.areas or any(p.pronoun is None for p in c.targets)) for c in request.clauses)
    return not (named and request.complete)
