"""Takes words apart that are known apart: "post-nights" where "post nights" was taught, "nine-thirty"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dialogue.reading.numbers import read_number
from dialogue.timing.clock import read_clock_face
from dialogue.tokens import Token
from dialogue.word_forms import without, word_forms
from teaching.lexicon import Lexicon


def unhyphened(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens, with hyphened ones apart where the home or the household knows them only so."""
    plain = [token if _known(token.text, lexicon) else _exact(token) for token in tokens]
    return tuple(part for token in plain for part in (_parts(token) if _is_apart(token, lexicon) else (token,)))


def _exact(token: Token) -> Token:
    """ "twenty-ish" → "twenty"."""
    bare = replace(token, text=without(token.text, word_forms().about).removesuffix("-"))
    about = bare.text != token.text and bare.text and read_number((bare,), 0) is not None
    return bare if about else token


def _is_apart(token: Token, lexicon: Lexicon) -> bool:
    parts = token.text.split("-")
    if len(parts) < 2 or not all(parts) or _known(token.text, lexicon):
        return False
    return _known(" ".join(parts), lexicon) or _is_clock(token)


def _is_clock(token: Token) -> bool:
    """ "nine-thirty", "quarter-past-eight"; "twenty-one" is a number."""
    row = tuple(_parts(token))
    face = read_clock_face(row, 0)
    return face is not None and face.form != "hour" and face.end == len(row)


def _parts(token: Token) -> Iterator[Token]:
    start = token.start
    for part in token.text.split("-"):
        whole = token if start == token.start else replace(token, comma_before=False, sentence_start=False)
        yield replace(whole, text=part, start=start, end=start + len(part))
        start += len(part) + 1


def _known(phrase: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.concepts_named(phrase)) or bool(lexicon.names.index.get(phrase.split()))
