"""The filters and functions that gateways' templates use, as Home Assistant means them."""

from __future__ import annotations

import base64
import json
import math
import re
import statistics
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from jinja2 import Undefined
from jinja2.exceptions import UndefinedError

from devices.adapters.mqtt_discovery.template_bounds import (
    MAX_RANGE,
    TemplateTooCostly,
    check_format,
    check_product,
)

T = TypeVar("T")
_MISSING = object()
_MAX_PATTERN = 200
_MAX_SEARCHED = 256
# A group that repeats and holds repetition or choice itself can take exponential time.
_EXPLOSIVE = re.compile(r"\([^()]*[*+{|][^()]*\)\s*[*+{]|\\[1-9]|\(\?P=")


def to_json(value: object, sort_keys: object = False) -> str:
    """JSON, on one line."""
    return json.dumps(value, sort_keys=bool(sort_keys), ensure_ascii=False, default=str)


def from_json(value: object, default: object = _MISSING) -> object:
    """What a JSON text says."""
    try:
        return json.loads(str(value))
    except ValueError:
        if default is not _MISSING:
            return default
        raise


def as_float(value: object, default: object = _MISSING) -> object:
    """A number, or the default; without one an error, which drops the message."""
    return _converted(lambda raw: float(str(raw)), value, default)


def as_int(value: object, default: object = _MISSING, base: int = 10) -> object:
    """A whole number, or the default; ``"2.7"`` is 2."""

    def convert(raw: object) -> int:
        return int(raw, base) if isinstance(raw, str) and base != 10 else int(float(str(raw)))

    return _converted(convert, value, default)


def as_bool(value: object, default: object = _MISSING) -> object:
    """Yes or no from the words Home Assistant takes."""

    def convert(raw: object) -> bool:
        word = str(raw).strip().lower()
        if word in {"true", "yes", "on", "enable", "1", "1.0"}:
            return True
        if word in {"false", "no", "off", "disable", "0", "0.0"}:
            return False
        raise ValueError(word)

    return _converted(convert, value, default)


def rounded(value: object, precision: int = 0, method: str = "common", default: object = _MISSING) -> object:
    """A number rounded to ``precision`` places; a whole one without places."""
    places = min(max(int(precision), -12), 12)

    def convert(raw: object) -> float | int:
        number = float(str(raw))
        scale = 10.0**places
        if method == "ceil":
            number = -(-number * scale // 1) / scale
        elif method == "floor":
            number = (number * scale // 1) / scale
        elif method == "half":
            number = round(number * 2) / 2
        else:
            number = round(number, places)
        return int(number) if places == 0 and method != "half" else number

    return _converted(convert, value, default)


def formatted(pattern: object, *args: object, **kwargs: object) -> str:
    """Text by a ``%`` pattern, if it doesn't pad much."""
    check_format(str(pattern))
    return str(pattern) % (kwargs or args)


def truncated(value: object, length: int = 255, killwords: object = False, end: str = "...", leeway: int = 0) -> str:
    """The first characters of a text."""
    text = str(value)
    if len(text) <= length + max(leeway, 0):
        return text
    head = text[: max(length - len(end), 0)]
    return (head if killwords else head.rsplit(" ", 1)[0]) + end


def joined(things: Iterable[object], separator: str = "", attribute: str | None = None) -> str:
    """Things as one text."""
    parts = [str(thing[attribute] if attribute and isinstance(thing, Mapping) else thing) for thing in things]
    check_product(len(parts), len(str(separator)))
    return str(separator).join(parts)


def replaced(value: object, old: object, new: object, count: int | None = None) -> str:
    """The text with one thing for another."""
    text, more = str(value), str(new)
    check_product(len(text) + 1, len(more))
    return text.replace(str(old), more, -1 if count is None else count)


def is_defined(value: T) -> T:
    """The value; an undefined one drops the message."""
    if isinstance(value, Undefined):
        raise UndefinedError("it is not defined")
    return value


def iif(value: object, if_true: object = True, if_false: object = False, if_none: object = _MISSING) -> object:
    """One of two, in a word."""
    if value is None and if_none is not _MISSING:
        return if_none
    return if_true if value else if_false


def regex_match(value: object, find: str = "", ignorecase: object = False) -> bool:
    """Whether a text begins like this."""
    return bool(_pattern(find, ignorecase).match(_searched(value)))


def regex_search(value: object, find: str = "", ignorecase: object = False) -> bool:
    """Whether a text has this in it."""
    return bool(_pattern(find, ignorecase).search(_searched(value)))


def regex_replace(value: object = "", find: str = "", replace: str = "", ignorecase: object = False) -> str:
    """The text with what is found replaced."""
    return _pattern(find, ignorecase).sub(replace, _searched(value))


def regex_findall(value: object, find: str = "", ignorecase: object = False) -> list[object]:
    """Everything in the text that looks like this."""
    return list(_pattern(find, ignorecase).findall(_searched(value)))


def regex_findall_index(value: object, find: str = "", index: int = 0, ignorecase: object = False) -> object:
    """The one with that index of everything that looks like this."""
    return regex_findall(value, find, ignorecase)[index]


def as_timestamp(value: object, default: object = _MISSING) -> object:
    """Seconds since 1970 of a time."""

    def convert(raw: object) -> float:
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
        return moment.timestamp()

    return _converted(convert, value, default)


def as_datetime(value: object, default: object = _MISSING) -> object:
    """The time that a text or a count of seconds since 1970 says."""

    def convert(raw: object) -> datetime:
        if isinstance(raw, datetime):
            return raw
        text = str(raw)
        try:
            return datetime.fromtimestamp(float(text), UTC)
        except (ValueError, OSError):
            return datetime.fromisoformat(text)

    return _converted(convert, value, default)


def timestamp_custom(
    value: object, pattern: str = "%Y-%m-%d %H:%M:%S", local: object = True, default: object = _MISSING
) -> object:
    """Seconds since 1970 as a time written by a pattern."""

    def convert(raw: object) -> str:
        if len(pattern) > _MAX_PATTERN:
            raise TemplateTooCostly("its pattern is too long")
        moment = datetime.fromtimestamp(float(str(raw)), UTC)
        return (moment.astimezone() if local else moment).strftime(pattern)

    return _converted(convert, value, default)


def timestamp_local(value: object, default: object = _MISSING) -> object:
    """Seconds since 1970 as the time here."""
    return _converted(lambda raw: datetime.fromtimestamp(float(str(raw)), UTC).astimezone().isoformat(), value, default)


def timestamp_utc(value: object, default: object = _MISSING) -> object:
    """Seconds since 1970 as the time in Greenwich."""
    return _converted(lambda raw: datetime.fromtimestamp(float(str(raw)), UTC).isoformat(), value, default)


def strptime(value: object, pattern: str, default: object = _MISSING) -> object:
    """The time that a text says by a pattern."""
    return _converted(lambda raw: datetime.strptime(str(raw), pattern), value, default)  # noqa: DTZ007 - as it is said


def is_number(value: object) -> bool:
    """Whether it says a finite number."""
    try:
        return math.isfinite(float(str(value)))
    except ValueError:
        return False


def average(*values: object) -> float:
    """The mean of numbers, given one by one or as a list."""
    numbers = values[0] if len(values) == 1 and isinstance(values[0], list | tuple) else values
    if not numbers:
        raise ValueError("nothing to average")
    return sum(float(str(number)) for number in numbers) / len(numbers)


def middle(*values: object) -> float:
    """The median of numbers, given one by one or as a list."""
    numbers = values[0] if len(values) == 1 and isinstance(values[0], list | tuple) else values
    return statistics.median(float(str(number)) for number in numbers)


def as_local(value: object) -> object:
    """A time as clocks here show it."""
    return value.astimezone() if isinstance(value, datetime) else value


def type_of(value: object) -> str:
    """What sort of value it is."""
    return type(value).__name__


def word_count(value: object) -> int:
    """How many words a text has."""
    return len(str(value).split())


def sqrt(value: object, default: object = _MISSING) -> object:
    """The square root."""
    return _converted(lambda raw: math.sqrt(float(str(raw))), value, default)


def log(value: object, base: float = math.e, default: object = _MISSING) -> object:
    """The logarithm."""
    return _converted(lambda raw: math.log(float(str(raw)), float(base)), value, default)


def base64_encode(value: object) -> str:
    """Base64 of a text."""
    return base64.b64encode(str(value).encode()).decode()


def base64_decode(value: object) -> str:
    """The text that Base64 says."""
    return base64.b64decode(str(value)).decode()


def slugify(value: object, separator: str = "_") -> str:
    """Small letters and figures, joined."""
    return str(separator).join(re.findall(r"[a-z0-9]+", str(value)[:_MAX_SEARCHED].lower()))


def few(*bounds: int) -> range:
    """``range``, for a few."""
    numbers = range(*bounds)
    if len(numbers) > MAX_RANGE:
        raise TemplateTooCostly("it counts too far")
    return numbers


class DictMaker:
    """``dict`` in templates: callable, with ``from_keys``."""

    def __call__(self, *args: Iterable[tuple[str, object]], **kwargs: object) -> dict[str, object]:
        """A dictionary of pairs and names."""
        return dict(*args, **kwargs)

    @staticmethod
    def from_keys(keys: Iterable[str], value: object = None) -> dict[str, object]:
        """A dictionary of keys with one value."""
        return dict.fromkeys(keys, value)


def local_now() -> datetime:
    """The time here."""
    return datetime.now().astimezone()


def utc_now() -> datetime:
    """The time in Greenwich."""
    return datetime.now(UTC)


def _converted(convert: Callable[[object], object], value: object, default: object) -> object:
    try:
        return convert(str(value) if isinstance(value, Undefined) else value)
    except (ValueError, TypeError, OverflowError):
        if default is not _MISSING:
            return default
        raise ValueError(f"{str(value)[:40]!r} can't be converted") from None


def _pattern(find: str, ignorecase: object) -> re.Pattern[str]:
    repeats = sum(find.count(sign) for sign in "*+{")
    if len(find) > _MAX_PATTERN or repeats > 4 or _EXPLOSIVE.search(find):
        raise TemplateTooCostly("its pattern is too complicated")
    return re.compile(find, re.IGNORECASE if ignorecase else 0)


def _searched(value: object) -> str:
    return str(value)[:_MAX_SEARCHED]
