"""The pieces of which people build a moment: a day, a part of the day, a clock time, a repetition, in any order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dialogue.timing.clock import Clock, read_clock_face
from dialogue.timing.words import TimeWords
from dialogue.tokens import Token

ALL_DAYS = tuple(range(7))
_DAY_SETS = {"all": ALL_DAYS, "weekdays": (0, 1, 2, 3, 4), "weekends": (5, 6)}


@dataclass(frozen=True, slots=True)
class Pieces:
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
        return self.clock is None and not self.told

    @property
    def told(self) -> bool:
        """Whether anything besides a clock time is said."""
        return self.dated or bool(self.weekdays or self.part)

    @property
    def dated(self) -> bool:
        return self.ahead is not None or self.weekday is not None


@dataclass(frozen=True, slots=True)
class PieceReader:
    """Reads pieces off ``tokens``; every method returns the pieces with one more, or ``None``."""

    tokens: Sequence[Token]
    words: TimeWords
    language: str

    def more(self, pieces: Pieces, *, bare: bool = False) -> Pieces:
        """Read on as long as something new about the moment is said."""
        while True:
            found = (
                self.repetition(pieces)
                or self.exception(pieces)
                or self.day(pieces)
                or self.part(pieces, bare=bare)
                or self.clock(pieces)
            )
            if found is None:
                return pieces
            pieces = found

    def repetition(self, pieces: Pieces) -> Pieces | None:
        if pieces.weekdays or pieces.dated:
            return None
        if (days := self.words.day_sets.at(self.tokens, pieces.end)) is not None:
            return replace(pieces, weekdays=_DAY_SETS[days[0]], end=days[1])
        if not pieces.part and (part := self.words.part_sets.at(self.tokens, pieces.end)) is not None:
            return replace(pieces, weekdays=ALL_DAYS, part=part[0], end=part[1])
        return self.named_days(pieces)

    def named_days(self, pieces: Pieces) -> Pieces | None:
        """Every monday and friday; on mondays; monday to friday."""
        every = self.words.every.end(self.tokens, pieces.end)
        at = max(every, self.words.on_days.end(self.tokens, pieces.end))
        days, end, plural = self.day_list(at)
        if len(days) == 1 and self.is_word(end, self.words.through) and (last := self.weekday_at(end + 1)) is not None:
            span = (last[0] - days[0]) % 7
            return replace(pieces, weekdays=_week(days[0] + k for k in range(span + 1)), end=end + 2)
        if not days or not (plural or every > pieces.end or len(days) > 1):
            return None
        return replace(pieces, weekdays=_week(days), end=end)

    def day_list(self, i: int) -> tuple[list[int], int, bool]:
        """Weekdays named one after the other, the token behind them, and whether one is a plural."""
        days: list[int] = []
        end, at, plural = i, i, False
        while (day := self.weekday_at(at)) is not None:
            days.append(day[0])
            plural = plural or day[1]
            end = at + 1
            listed = self.is_word(end, self.words.joiners)
            if not listed and not (end < len(self.tokens) and self.tokens[end].comma_before):
                break
            at = end + listed
        return days, end, plural

    def exception(self, pieces: Pieces) -> Pieces | None:
        """Every day except sunday."""
        at = self.words.except_days.end(self.tokens, pieces.end)
        if at == pieces.end or not pieces.weekdays:
            return None
        days, end, _ = self.day_list(at)
        if not days and (found := self.words.day_sets.at(self.tokens, at)) is not None:
            days, end = list(_DAY_SETS[found[0]]), found[1]
        left = tuple(day for day in pieces.weekdays if day not in days)
        return replace(pieces, weekdays=left, end=end) if days and left else None

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

    def day(self, pieces: Pieces) -> Pieces | None:
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

    def part(self, pieces: Pieces, *, bare: bool) -> Pieces | None:
        if pieces.part:
            return None
        if (part := self.words.part_phrases.at(self.tokens, pieces.end)) is not None:
            return replace(pieces, part=part[0], end=part[1])
        if (bare or pieces.dated or pieces.weekdays) and pieces.end < len(self.tokens):
            return self.bare_part(pieces)
        return None

    def bare_part(self, pieces: Pieces) -> Pieces | None:
        """Friday evening; of "friday evenings" every one."""
        text = self.tokens[pieces.end].text
        if (name := self.words.bare_parts.get(text)) is None:
            return None
        found = replace(pieces, part=name, end=pieces.end + 1)
        if text in self.words.part_plurals and pieces.weekday is not None:
            return replace(found, weekdays=(pieces.weekday,), weekday=None, weak=False)
        return found

    def clock(self, pieces: Pieces) -> Pieces | None:
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
        return found if pieces.told or self.more(found).told else None

    def is_word(self, i: int, words: frozenset[str]) -> bool:
        return i < len(self.tokens) and self.tokens[i].text in words


def _week(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({day % 7 for day in days}))
