"""When something shall happen, in what people say: "at quarter past six", "in five minutes", "every weekday at seven".

A reading starts at its preposition. Clock times without am or pm mean the next time a clock shows them; beside another
day or in a repetition the likelier half of the day is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never

from dialogue.timing.clock import read_clock_face
from dialogue.timing.pieces import PieceReader, Pieces
from dialogue.timing.recurrence import after, local, next_occurrence
from dialogue.timing.spans import read_length
from dialogue.timing.when import Delay, Duration, Moment, Recurrence, TimeReading, Until, Vague, When, due
from dialogue.timing.words import ClockRange, TimeWords, time_words
from dialogue.tokens import Token

__all__ = [
    "Delay",
    "Duration",
    "Moment",
    "Recurrence",
    "TimeReading",
    "Until",
    "Vague",
    "When",
    "due",
    "find_split_time",
    "find_time",
    "find_times",
    "part_of",
    "read_clock",
    "read_time",
]

Found = tuple[int, int, TimeReading]
"""Where a time starts and ends, and what it says."""


def read_time(tokens: Sequence[Token], i: int, now: datetime, language: str = "en") -> TimeReading | None:
    """The time that starts at token ``i`` with its preposition. ``now`` must carry its zone."""
    if not 0 <= i < len(tokens) or not _may_open(tokens[i].text, time_words(language)):
        return None
    return _reader(tokens, now, language).read(i)


def find_time(tokens: Sequence[Token], now: datetime, language: str = "en") -> Found | None:
    """Start, end and reading of the best time in the tokens: certain before uncertain, then the longest."""
    reader = _reader(tokens, now, language)
    best = max(reader.all(), key=_weight, default=None)
    if best is None and len(tokens) == 1 and (part := reader.words.bare_parts.get(tokens[0].text)):
        return 0, 1, TimeReading(1, reader.vague(part, None))
    return best


def find_times(tokens: Sequence[Token], now: datetime, language: str = "en") -> tuple[Found, ...]:
    """All times in the tokens that do not overlap, in order: "at nine" and "for ten minutes"."""
    chosen: list[Found] = []
    behind = 0
    found = sorted(_reader(tokens, now, language).all(), key=lambda f: (f[0], -f[1]))
    for start, end, reading in found:
        if start >= behind:
            chosen.append((start, end, reading))
            behind = end
    return tuple(chosen)


def find_split_time(
    tokens: Sequence[Token], now: datetime, language: str = "en"
) -> tuple[tuple[tuple[int, int], ...], TimeReading] | None:
    """One moment said in two places: "tomorrow turn on the radio at seven". The two spans, and what they say together.

    One place says the day or the repetition, the other the clock time; ``None`` when no two places fit.
    """
    reader = _reader(tokens, now, language)
    places = [(start, reader.moment_pieces(start)) for start, _, _ in find_times(tokens, now, language)]
    days = [(start, p) for start, p in places if p is not None and p.clock is None and (p.dated or p.weekdays)]
    clocks = [(start, p) for start, p in places if p is not None and p.clock is not None]
    bare = [(start, p) for start, p in clocks if not (p.dated or p.weekdays)]
    if len(days) != 1 or len(clocks) != 1 or not bare:
        return None
    (day_at, day), (clock_at, clock) = days[0], bare[0]
    together = replace(day, clock=clock.clock, opened=clock.opened, part=day.part or clock.part)
    reading = reader.meant(together)
    spans = tuple(sorted(((day_at, day.end), (clock_at, clock.end))))
    return spans, replace(reading, end=spans[-1][1])


def read_clock(tokens: Sequence[Token], now: datetime, hint: str = "", language: str = "en") -> time | None:
    """The clock time of an answer that is nothing else: "quarter to eleven", "that's half ten", "22:45".

    ``hint`` is what the time is for ("sleepy time", "early evening"); it tells morning from evening. Without one the
    next time a clock shows it is meant.
    """
    words = time_words(language)
    at = words.is_.end(tokens, 0)
    for table in (words.at, words.near):
        at = table.end(tokens, at)
    face = read_clock_face(tokens, at, language)
    if face is None:
        reading = read_time(tokens, at, now, language)
        if reading is None or reading.end != len(tokens):
            return None
        return reading.when.clock if isinstance(reading.when, Moment | Recurrence) else None
    pieces = PieceReader(tokens, words, language).more(Pieces(face.end, face, opened=True))
    if words.exact.end(tokens, pieces.end) != len(tokens):
        return None
    part = pieces.part or part_of(hint, language) or ""
    return _pick(face.candidates(), part, now, words)


def part_of(hint: str, language: str = "en") -> str | None:
    """The part of the day that words like "sleepy time" or "breakfast" point to."""
    words = time_words(language)
    if hint in words.reach:
        return hint
    return next((words.hints[word] for word in hint.lower().split() if word in words.hints), None)


@dataclass(frozen=True, slots=True)
class _Reader:
    tokens: Sequence[Token]
    now: datetime
    words: TimeWords
    language: str
    pieces: PieceReader

    def all(self) -> Iterator[Found]:
        """Every time that may start somewhere, but none inside a certain one."""
        behind = 0
        for i, token in enumerate(self.tokens):
            if i < behind or not _may_open(token.text, self.words):
                continue
            reading = self.read(i)
            if reading is not None and (reading.certain or self.may_stand(i)):
                behind = reading.end if reading.certain else behind
                yield i, reading.end, reading

    def read(self, i: int) -> TimeReading | None:
        return self.until(i) or self.length(i) or self.moment(i) or self.sometime(i)

    def until(self, i: int) -> TimeReading | None:
        at = self.words.until_openers.end(self.tokens, i)
        if at == i:
            return None
        pieces = self.pieces.more(Pieces(at, opened=True), bare=True)
        reading = None if pieces.empty else self.meant(pieces)
        if reading is None or not isinstance(reading.when, Moment | Vague):
            return None
        return TimeReading(reading.end, Until(reading.when))

    def length(self, i: int) -> TimeReading | None:
        """Delays and durations."""
        at = self.words.delay_openers.end(self.tokens, i)
        found = self.span(at) if at > i else None
        if found is not None:
            return self.days_ahead(*found) or TimeReading(
                self.words.delay_tails.end(self.tokens, found[1]), Delay(found[0])
            )
        at = self.words.duration_openers.end(self.tokens, i)
        found = self.span(at) if at > i else None
        if found is not None:
            return TimeReading(found[1], Duration(found[0]))
        found = read_length(self.tokens, i, self.language)
        end = self.words.delay_tails.end(self.tokens, found[1]) if found is not None else 0
        return TimeReading(end, Delay(found[0])) if found is not None and end > found[1] else None

    def span(self, i: int) -> tuple[timedelta, int] | None:
        after_next = 0 < i <= len(self.tokens) and self.tokens[i - 1].text in self.words.next_
        return read_length(self.tokens, i, self.language, counted=not after_next)

    def days_ahead(self, length: timedelta, end: int) -> TimeReading | None:
        """In three days at seven."""
        if length.seconds:
            return None
        pieces = self.pieces.more(Pieces(end, ahead=length.days))
        return None if pieces.clock is None else self.meant(pieces)

    def sometime(self, i: int) -> TimeReading | None:
        for name, table, first, last in (("later", self.words.later, 60, 180), ("soon", self.words.soon, 2, 15)):
            if (end := table.end(self.tokens, i)) > i:
                clocks = (after(self.now, timedelta(minutes=minutes)).time() for minutes in (first, last))
                start, stop = (clock.replace(second=0, microsecond=0, fold=0) for clock in clocks)
                return TimeReading(end, Vague(name, start, stop))
        return None

    def moment(self, i: int) -> TimeReading | None:
        pieces = self.moment_pieces(i)
        return None if pieces is None else self.meant(pieces)

    def moment_pieces(self, i: int) -> Pieces | None:
        pieces = self.pieces.more(Pieces(i))
        if pieces.empty:
            return None
        if pieces.weekdays and pieces.end == i + 1 and len(self.tokens) > 1:  # "my daily schedule"
            return None
        if pieces.weak and pieces.clock is None and not pieces.part and pieces.end < len(self.tokens):
            return None
        return pieces

    def meant(self, pieces: Pieces) -> TimeReading:
        if pieces.clock is None:
            return self.unclocked(pieces)
        certain = self.is_certain(pieces)
        candidates = pieces.clock.candidates()
        if pieces.weekdays:
            clock = _likely(candidates, pieces.part, self.words)
            return TimeReading(pieces.end, Recurrence(pieces.weekdays, clock, pieces.part), certain)
        at = self.moment_of(pieces, candidates)
        return TimeReading(pieces.end, Moment(at, at.time().replace(fold=0), pieces.dated), certain)

    def unclocked(self, pieces: Pieces) -> TimeReading:
        if pieces.weekdays:
            return TimeReading(pieces.end, Recurrence(pieces.weekdays, None, pieces.part))
        day = self.date_of(pieces) if pieces.dated else None
        return TimeReading(pieces.end, self.vague(pieces.part or "day", day))

    def vague(self, part: str, day: date | None) -> Vague:
        start, end = self.words.parts[part]
        return Vague(part, start, end, day)

    def is_certain(self, pieces: Pieces) -> bool:
        clock = pieces.clock
        if clock is None or clock.form == "exact" or pieces.dated or pieces.weekdays or pieces.part:
            return True
        match clock.form:
            case "hour":
                return False
            case "pair":
                # An oven is set "at two fifty"; nothing in a home is set at six thirty.
                return pieces.opened and clock.hour * 100 + clock.minute > 300
            case "phrase":
                return pieces.opened
            case _:
                assert_never(clock.form)

    def moment_of(self, pieces: Pieces, candidates: Sequence[time]) -> datetime:
        if not pieces.dated:
            fitting = _fitting(candidates, pieces.part, self.words)
            moments = [next_occurrence(clock, self.now) for clock in fitting]
            return min(moments, key=_instant)
        day = self.date_of(pieces)
        if day != self.now.date():
            clock = _likely(candidates, pieces.part, self.words)
            return local(_night_date(day, clock, pieces.part), clock, self.now)
        fitting = _fitting(candidates, pieces.part, self.words)
        small_hours = pieces.part == "night" and self.now.hour < 6
        days = [day if small_hours else _night_date(day, clock, pieces.part) for clock in fitting]
        moments = [local(on, clock, self.now) for on, clock in zip(days, fitting, strict=True)]
        ahead = [moment for moment in moments if _instant(moment) > _instant(self.now)]
        if ahead or pieces.weekday is None:
            return (ahead or moments[-1:])[0]
        clock = _likely(candidates, pieces.part, self.words)
        return local(day + timedelta(days=7), clock, self.now)

    def date_of(self, pieces: Pieces) -> date:
        if pieces.weekday is None:
            return self.now.date() + timedelta(days=pieces.ahead or 0)
        ahead = (pieces.weekday - self.now.weekday()) % 7
        a_week_on = ahead == 0 and (pieces.next_week or pieces.clock is None)
        return self.now.date() + timedelta(days=7 if a_week_on else ahead)

    def may_stand(self, i: int) -> bool:
        """Whether an uncertain time may start here: behind "at", after "is", or as the first word."""
        opened = self.words.at.end(self.tokens, i) > i
        return opened or i == 0 or any(self.words.is_.end(self.tokens, i - k) == i for k in (1, 2, 3) if i >= k)


def _reader(tokens: Sequence[Token], now: datetime, language: str) -> _Reader:
    words = time_words(language)
    return _Reader(tokens, now, words, language, PieceReader(tokens, words, language))


def _may_open(word: str, words: TimeWords) -> bool:
    return word in words.openers or word[:1].isdigit() or "-" in word


def _weight(found: Found) -> tuple[bool, int, int]:
    start, end, reading = found
    return reading.certain, end - start, -start


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _pick(candidates: Sequence[time], part: str, now: datetime, words: TimeWords) -> time:
    fitting = _fitting(candidates, part, words)
    return min(fitting, key=lambda clock: _instant(next_occurrence(clock, now)))


def _fitting(candidates: Sequence[time], part: str, words: TimeWords) -> Sequence[time]:
    reach = words.reach.get(part)
    if reach is None:
        return candidates
    return [clock for clock in candidates if _within(clock, reach)] or candidates


def _likely(candidates: Sequence[time], part: str, words: TimeWords) -> time:
    fitting = _fitting(candidates, part, words)
    if len(fitting) == 1:
        return fitting[0]
    early, late = fitting
    return late if (early.hour or 12) in words.afternoon_hours else early


def _within(clock: time, reach: ClockRange) -> bool:
    start, end = reach
    return start <= clock <= end if start <= end else clock >= start or clock <= end


def _night_date(day: date, clock: time, part: str) -> date:
    """The small hours of a night belong to the next date."""
    return day + timedelta(days=1) if part in {"night", "late at night"} and clock.hour < 6 else day
