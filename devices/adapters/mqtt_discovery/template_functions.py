"""The filters and functions that gateways' templates use, as Home Assistant means them."""

from __future__ import annotations

import json
import re
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
