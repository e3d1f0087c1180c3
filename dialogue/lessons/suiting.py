"""Likings told of the value: "nineteen suits me", "twenty one's my temperature" are "I like nineteen", "I like …"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.reading.numbers import read_number
from dialogue.timing.times import find_time
from dialogue.tokens import Token
from dialogue.word_forms import word_forms

Row = tuple[Token, ...]


def suited(row: Sequence[Token], mind: Mind) -> Row | None:
    """The liking with who has it first; nothing for what suits somebody and is no value, ``None`` for anything else."""
    row = _apart(row, mind)
    words = tuple(token.text for token in row)
    own = _own_number(row, mind)
    if own is not None:
        return own
    vocabulary = mind.situation.book.vocabulary
    likings = (at + vocabulary.opening(row, "own_likings", at) for at in range(1, len(row)))
    if len(row) in likings:
        return None  # "heating how it suits me" asks for it
    for at in range(1, len(row) - 1):
        length = vocabulary.opening(row, "suiting", at)
        if not length or at + length >= len(row):
            continue
        who = _who(words[at + length], mind)
        if who is None:
            continue
        front, behind = row[:at], row[at + length + 1 :]
        while behind and behind[0].text in mind.words("suiting_fillers"):
            behind = behind[1:]
        if not _is_value(front, mind):
            return () if at + length + 1 == len(row) else None
        return _liked(who, (*front, *behind), row, mind)
    return None


def _apart(row: Sequence[Token], mind: Mind) -> Row:
    """ "seventeen's plenty for me" → "seventeen is plenty for me"."""
    for at, token in enumerate(row):
        bare = word_forms().bare(token.text)
        if bare != token.text and read_number((replace(token, text=bare),), 0) is not None:
            being = Token(mind.situation.book.vocabulary.written["being"], token.start, token.end)
            return (*row[:at], replace(token, text=bare), being, *row[at + 1 :])
    return tuple(row)


def _own_number(row: Row, mind: Mind) -> Row | None:
    """ "twenty one's my temperature", "my number is twenty one"."""
    vocabulary = mind.situation.book.vocabulary
    for at in range(len(row)):
        length = vocabulary.opening(row, "own_numbers", at)
        if not length:
            continue
        if at + length == len(row) and at > 0:
            if row[at - 1].text not in mind.words("personal_copulas"):
                return None
            value = row[: at - 1]
        elif at == 0 and length + 1 < len(row) and row[length].text in mind.words("personal_copulas"):
            value = row[length + 1 :]
        else:
            return None
        speaker = next(iter(mind.words("singular_speaker")))
        return _liked(speaker, value, row, mind) if value and _is_value(value, mind) else None
    return None


def _who(word: str, mind: Mind) -> str | None:
    if word in mind.words("speaker_objects"):
        return next(iter(mind.words("singular_speaker")))
    if word in mind.words("household_objects"):
        return next(iter(mind.words("household_subjects") & mind.words("speaker_subjects")))
    return word if mind.situation.book.person_named(word) is not None else None


def _is_value(row: Sequence[Token], mind: Mind) -> bool:
    """Whether words say how much, and no time: "nineteen", "thirty percent on the lamp"; not "seven o'clock"."""
    if not row or find_time(row, mind.situation.now) is not None:
        return False
    pieces = chunk(row, mind.lexicon, mind.situation.book.vocabulary)
    return any(piece.quantity is not None for piece in pieces)


def _liked(who: str, value: Sequence[Token], row: Sequence[Token], mind: Mind) -> Row:
    said = Token(who, row[0].start, row[0].start, sentence_start=True)
    like = Token(mind.situation.book.vocabulary.written["liking"], row[0].start, row[0].start)
    return (said, like, replace(value[0], sentence_start=False, comma_before=False), *value[1:])
