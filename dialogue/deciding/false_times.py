"""Finds what is said like a clock time but is on no clock: "25 o'clock", "half past thirty", "7:75", "14 pm"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dialogue.deciding.relevance import WITH_ANCHOR, home_directed
from dialogue.decision import Decision
from dialogue.dialogue_state import GuidedQuestion, MissingQuestion, OpenQuestion
from dialogue.mind import Mind
from dialogue.ports import Parse
from dialogue.reading.numbers import number_words, read_number
from dialogue.reading.requests import read_request
from dialogue.response import Kind
from dialogue.timing.clock import ClockWords, clock_words, read_clock_face
from dialogue.timing.words import time_words
from dialogue.tokens import Token

_FACE: Final = re.compile(r"[0-9]{1,4}:[0-9]{1,4}(?:am|pm)?|([0-9]{1,4})(?:am|pm)")

MOST_AROUND: Final = 3
"""How many words an answer may have besides the time."""

MINUTES: Final = 60


def find_false_time(tokens: Sequence[Token], language: str = "en") -> tuple[int, int] | None:
    """Where it starts (with its preposition) and ends; ``None`` when every time in the tokens can be."""
    words = clock_words(language)
    at = 0
    while at < len(tokens):
        face = read_clock_face(tokens, at, language)
        end = _end_of_false(tokens, at, words, language)
        if end is not None and (face is None or face.end < end):
            return _with_preposition(tokens, at, language), end
        at = face.end if face is not None and face.form == "exact" else at + 1
    return None


def _end_of_false(tokens: Sequence[Token], at: int, words: ClockWords, language: str) -> int | None:
    """The end of words built like a clock time that start here, whether or not a clock shows it."""
    if (shown := _FACE.fullmatch(tokens[at].text)) is not None:
        return None if shown[1] and _run_together(int(shown[1])) else _behind(tokens, at + 1, words)
    opener = words.half_past.end(tokens, at)
    if opener == at:
        quarter = words.quarter.end(tokens, at)
        leans = quarter > at and quarter < len(tokens) and tokens[quarter].text in words.past | words.to
        opener = quarter + 1 if leans else at
    number = read_number(tokens, opener, language)
    if number is None or number.kind != "cardinal" or number_words(language).units.end(tokens, number.end) > number.end:
        return None
    pair = read_number(tokens, number.end, language) if opener == at else None
    for end in (number.end, *([pair.end] if pair is not None else [])):
        behind = _behind(tokens, end, words)
        if behind > end:
            return None if opener == at and end == number.end and _run_together(number.value) else behind
    return number.end if opener > at else None


def _run_together(number: float) -> bool:
    """ "235 pm": hours and minutes written as one number."""
    hours, minutes = divmod(int(number), 100)
    return 1 <= hours <= 12 and minutes < MINUTES


def _behind(tokens: Sequence[Token], end: int, words: ClockWords) -> int:
    """Behind the o'clock, am or pm that makes a time of a number."""
    for table in (words.oclock, words.am, words.pm):
        end = table.end(tokens, end)
    return end


def _with_preposition(tokens: Sequence[Token], at: int, language: str) -> int:
    words = time_words(language)
    for start in range(max(0, at - 2), at):
        if at in (words.at.end(tokens, start), words.near.end(tokens, start), words.until_openers.end(tokens, start)):
            return start
    return at


def refuse_time(row: Sequence[Token], mind: Mind, parse: Parse) -> Decision | None:
    """Says that it is no time, and asks for one when something is to be done; ``None`` when all times can be."""
    found = find_false_time(row)
    if found is None:
        return None
    start, end = found
    book = mind.situation.book
    rest = (*row[:start], *row[end:])
    request = read_request(rest, book, mind.situation.now)
    does = any(c.acts and (c.targets or c.areas or c.scope or c.scenes) for c in request.clauses)
    if not does and home_directed(parse) < WITH_ANCHOR:
        return None
    said = _said(row, start, end)
    if not does:
        return Decision(Kind.REFUSES, lead=mind.wording.say("not_a_time", time=said), understood=False)
    waiting = " ".join(token.text for token in rest)
    return Decision(
        Kind.ASKS_FOR,
        lead=mind.wording.say("asks_real_time", time=said),
        question=MissingQuestion("time", request=waiting, area=mind.situation.area),
        understood=False,
    )


def refuse_time_in_answer(row: Sequence[Token], question: OpenQuestion, mind: Mind) -> Decision | None:
    """The same for an answer that is such a time and nothing else; the question stays open."""
    found = find_false_time(row)
    if found is None or isinstance(question, GuidedQuestion):
        return None
    start, end = found
    around = (*row[:start], *row[end:])
    rest = read_request(around, mind.situation.book, mind.situation.now)
    if len(around) > MOST_AROUND or any(clause.acts and clause.targets for clause in rest.clauses):
        return None
    lead = mind.wording.say("asks_real_time", time=_said(row, start, end))
    return Decision(Kind.ASKS_FOR, lead=lead, question=question, understood=False)


def _said(row: Sequence[Token], start: int, end: int) -> str:
    words = time_words()
    while start < end - 1 and (words.at.end(row, start) > start or words.near.end(row, start) > start):
        start = max(words.at.end(row, start), words.near.end(row, start))
    return " ".join(token.text for token in row[start:end])
