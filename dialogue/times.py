"""When something shall happen, in what people say: "at quarter past six", "in five minutes", "every weekday at seven".

A reading starts at its preposition. Clock times without am or pm mean the next time a clock shows them; beside another
day or in a repetition the likelier half of the day is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never

from dialogue.clock import Clock, read_clock_face
from dialogue.recurrence import after, local, next_occurrence
from dialogue.time_spans import read_length
from dialogue.time_words import ClockRange, TimeWords, time_words
from dialogue.tokens import Token

_ALL_DAYS = tuple(range(7))
_DAY_SETS = {"all": _ALL_DAYS, "weekdays": (0, 1, 2, 3, 4), "weekends": (5, 6)}


@dataclass(frozen=True, slots=True)
class Moment:
    """One point in time, in the zone of "now". ``clock`` is its clock face, ``explicit_day`` when a day was said.

    ``at`` lies ahead, except when the day was said to be today and the time has passed.
    """

    at: datetime
    clock: time
    explicit_day: bool = False


@dataclass(frozen=True, slots=True)
class Delay:
    """From now on: "in five minutes"."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Duration:
    """How long: "for an hour"."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Vague:
    """A part of the day, or "later", without a clock time.

    ``name`` is a part of ``times.yaml``, "later", "soon" or "day" (a day without any time); ``start`` may lie behind
    ``end`` (night). ``day`` is the day meant, when one is.
    """

    name: str
    start: time
    end: time
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """Up to a time: "until ten"."""

    end: Moment | Vague


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Again and again on ``weekdays`` (0 Monday … 6 Sunday).

    Without a ``clock``, ``part`` may name a part of the day.
    """

    weekdays: tuple[int, ...]
    clock: time | None
    part: str = ""


When = Moment | Delay | Duration | Until | Recurrence | Vague


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time that ends before token ``end``. Not ``certain``: the words could also be a value ("at nine")."""

    end: int
    when: When
    certain: bool = True


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What has been read of one moment, in any order."""

    end: int
    clock: Clock | None = None
    opened: bool = False
    part: str = ""
    ahead: int | None = None
    weekday: int | None = None
    next_week: bool = False
    weekdays: tuple[int, ...] = ()
    weak: bool = False

    @property
    def empty(self) -> bool:
        return self.clock is None and not (self.part or self.weekdays) and not self.dated

    @property
    def dated(self) -> bool:
        return self.ahead is not None or self.weekday is not None


def read_time(tokens: Sequence[Token], i: int, now: datetime, language: str = "en") -> TimeReading | None:
    """The time that starts at token ``i`` with its preposition. ``now`` must carry its zone."""
    if not 0 <= i < len(tokens) or not _may_open(tokens[i].text, time_words(language)):
        return None
    return _Reader(tokens, now, time_words(language), language).read(i)


def find_time(tokens: Sequence[Token], now: datetime, language: str = "en") -> tuple[int, int, TimeReading] | None:
    """Start, end and reading of the best time in the tokens: certain before uncertain, then the longest."""
    best: tuple[int, int, TimeReading] | None = None
    reader = _Reader(tokens, now, time_words(language), language)
    behind = 0
    for i, token in enumerate(tokens):
        if i < behind or not _may_open(token.text, reader.words):
            continue
        reading = reader.read(i)
        if reading is None or not (reading.certain or reader.may_stand(i)):
            continue
        behind = reading.end if reading.certain else behind
        if best is None or _weight(i, reading) > _weight(best[0], best[2]):
            best = (i, reading.end, reading)
    if best is None and len(tokens) == 1 and (part := reader.words.bare_parts.get(tokens[0].text)):
        best = (0, 1, TimeReading(1, reader.vague(part, None)))
    return best


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
    pieces = _Reader(tokens, now, words, language).more(_Pieces(face.end, face, opened=True))
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


def due(when: When, now: datetime) -> datetime | None:
    """When it happens next; ``None`` where the words leave it open."""
    match when:
        case Moment(at=at):
            return at
        case Delay(length=length) | Duration(length=length):
            return after(now, length)
        case Until(end=end):
            return due(end, now)
        case Recurrence(weekdays=weekdays, clock=clock):
            return None if clock is None else next_occurrence(clock, now, weekdays)
        case Vague():
            return None
        case _:
            assert_never(when)


@dataclass(frozen=True, slots=True)
class _Reader:
    tokens: Sequence[Token]
    now: datetime
    words: TimeWords
    language: str

    def read(self, i: int) -> TimeReading | None:
        return self.until(i) or self.length(i) or self.moment(i) or self.sometime(i)

    def until(self, i: int) -> TimeReading | None:
        at = self.words.until_openers.end(self.tokens, i)
        if at == i:
            return None
        pieces = self.more(_Pieces(at, opened=True), bare=True)
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
        pieces = self.more(_Pieces(end, ahead=length.days))
        return None if pieces.clock is None else self.meant(pieces)

    def sometime(self, i: int) -> TimeReading | None:
        for name, table, first, last in (("later", self.words.later, 60, 180), ("soon", self.words.soon, 2, 15)):
            if (end := table.end(self.tokens, i)) > i:
                clocks = (after(self.now, timedelta(minutes=minutes)).time() for minutes in (first, last))
                start, stop = (clock.replace(second=0, microsecond=0, fold=0) for clock in clocks)
                return TimeReading(end, Vague(name, start, stop))
        return None

    def moment(self, i: int) -> TimeReading | None:
        pieces = self.more(_Pieces(i))
        if pieces.empty:
            return None
        if pieces.weekdays and pieces.end == i + 1 and len(self.tokens) > 1:  # "my daily schedule"
            return None
        if pieces.weak and pieces.clock is None and not pieces.part and pieces.end < len(self.tokens):
            return None
        return self.meant(pieces)

    def more(self, pieces: _Pieces, *, bare: bool = False) -> _Pieces:
        """Read on as long as something new about the moment is said."""
        while True:
            found = self.repetition(pieces) or self.day(pieces) or self.part(pieces, bare=bare) or self.clock(pieces)
            if found is None:
                return pieces
            pieces = found

    def repetition(self, pieces: _Pieces) -> _Pieces | None:
        if pieces.weekdays or pieces.dated:
            return None
        if (days := self.words.day_sets.at(self.tokens, pieces.end)) is not None:
            return replace(pieces, weekdays=_DAY_SETS[days[0]], end=days[1])
        if not pieces.part and (part := self.words.part_sets.at(self.tokens, pieces.end)) is not None:
            return replace(pieces, weekdays=_ALL_DAYS, part=part[0], end=part[1])
        return self.named_days(pieces)

    def named_days(self, pieces: _Pieces) -> _Pieces | None:
        """Every monday and friday; on mondays; monday to friday."""
        every = self.words.every.end(self.tokens, pieces.end)
        on = self.words.on_days.end(self.tokens, pieces.end)
        at = max(every, on)
        days: list[int] = []
        plural = every > pieces.end
        while (day := self.weekday_at(at)) is not None:
            days.append(day[0])
            plural = plural or day[1]
            end = at + 1
            if (
                self.is_word(end, self.words.through)
                and len(days) == 1
                and (last := self.weekday_at(end + 1)) is not None
            ):
                days = [(days[0] + k) % 7 for k in range((last[0] - days[0]) % 7 + 1)]
                return replace(pieces, weekdays=tuple(sorted(set(days))), end=end + 2)
            at = end + self.is_word(end, self.words.joiners)
            if at == end and not (end < len(self.tokens) and self.tokens[end].comma_before):
                break
        if not days or not (plural or len(days) > 1):
            return None
        end = at if self.weekday_at(at - 1) is not None else at - 1
        return replace(pieces, weekdays=tuple(sorted(set(days))), end=end)

    def weekday_at(self, i: int) -> tuple[int, bool] | None:
        """Number of the weekday at token ``i``, and whether it is a plural."""
        if not 0 <= i < len(self.tokens):
            return None
        text = self.tokens[i].text
        if (day := self.words.weekdays.get(text)) is not None:
            return int(day), False
        if (day := self.words.weekday_plurals.get(text)) is not None:
            return int(day), True
        return None

    def day(self, pieces: _Pieces) -> _Pieces | None:
        if pieces.weekdays or pieces.dated:
            return None
        if (days := self.words.days.at(self.tokens, pieces.end)) is not None:
            return replace(pieces, ahead=int(days[0]), end=days[1])
        if not pieces.part and (part := self.words.today_phrases.at(self.tokens, pieces.end)) is not None:
            return replace(pieces, ahead=0, part=part[0], end=part[1])
        following = self.words.next_day.end(self.tokens, pieces.end)
        at = max(following, self.words.on_day.end(self.tokens, pieces.end))
        if (day := self.weekday_at(at)) is None or day[1]:
            return None
        weak = at == pieces.end and pieces.clock is None
        return replace(pieces, weekday=day[0], next_week=following > pieces.end, end=at + 1, weak=weak)

    def part(self, pieces: _Pieces, *, bare: bool) -> _Pieces | None:
        if pieces.part:
            return None
        if (part := self.words.part_phrases.at(self.tokens, pieces.end)) is not None:
            return replace(pieces, part=part[0], end=part[1])
        if (bare or pieces.dated or pieces.weekdays) and pieces.end < len(self.tokens):
            name = self.words.bare_parts.get(self.tokens[pieces.end].text)
            return None if name is None else replace(pieces, part=name, end=pieces.end + 1)
        return None

    def clock(self, pieces: _Pieces) -> _Pieces | None:
        if pieces.clock is not None:
            return None
        at = self.words.at.end(self.tokens, pieces.end)
        opened = at > pieces.end or pieces.opened
        near = self.words.near.end(self.tokens, at)
        clock = read_clock_face(self.tokens, near, self.language)
        if clock is None:
            return None
        found = replace(pieces, clock=clock, opened=opened, end=self.words.exact.end(self.tokens, clock.end))
        if clock.form != "hour" or opened:
            return found
        told = self.more(found)
        return (
            found
            if pieces.dated or pieces.weekdays or pieces.part or told.part or told.dated or told.weekdays
            else None
        )

    def meant(self, pieces: _Pieces) -> TimeReading | None:
        if pieces.clock is None:
            return self.unclocked(pieces)
        certain = self.is_certain(pieces)
        candidates = pieces.clock.candidates()
        if pieces.weekdays:
            clock = _likely(candidates, pieces.part, self.words)
            return TimeReading(pieces.end, Recurrence(pieces.weekdays, clock, pieces.part), certain)
        at = self.moment_of(pieces, candidates)
        return TimeReading(pieces.end, Moment(at, at.time().replace(fold=0), pieces.dated), certain)

    def unclocked(self, pieces: _Pieces) -> TimeReading | None:
        if pieces.weekdays:
            return TimeReading(pieces.end, Recurrence(pieces.weekdays, None, pieces.part))
        day = self.date_of(pieces) if pieces.dated else None
        return TimeReading(pieces.end, self.vague(pieces.part or "day", day))

    def vague(self, part: str, day: date | None) -> Vague:
        start, end = self.words.parts[part]
        return Vague(part, start, end, day)

    def is_certain(self, pieces: _Pieces) -> bool:
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

    def moment_of(self, pieces: _Pieces, candidates: Sequence[time]) -> datetime:
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

    def date_of(self, pieces: _Pieces) -> date:
        if pieces.weekday is None:
            return self.now.date() + timedelta(days=pieces.ahead or 0)
        ahead = (pieces.weekday - self.now.weekday()) % 7
        a_week_on = ahead == 0 and (pieces.next_week or pieces.clock is None)
        return self.now.date() + timedelta(days=7 if a_week_on else ahead)

    def is_word(self, i: int, words: frozenset[str]) -> bool:
        return i < len(self.tokens) and self.tokens[i].text in words

    def may_stand(self, i: int) -> bool:
        """Whether an uncertain time may start here: behind "at", after "is", or as the first word."""
        opened = self.words.at.end(self.tokens, i) > i
        return opened or i == 0 or any(self.words.is_.end(self.tokens, i - k) == i for k in (1, 2, 3) if i >= k)


def _may_open(word: str, words: TimeWords) -> bool:
    return word in words.openers or word[:1].isdigit() or "-" in word


def _weight(start: int, reading: TimeReading) -> tuple[bool, int, int]:
    return reading.certain, reading.end - start, -start


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
