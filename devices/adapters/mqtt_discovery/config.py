"""Reads the configuration of one component key by key, as strictly and as leniently as Home Assistant does."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping

from devices.adapters.mqtt_discovery.abbreviations import ENTITY_KEYS, expanded
from devices.adapters.mqtt_discovery.availability import Availability, AvailabilityTopic
from devices.adapters.mqtt_discovery.component import Publication, Reading, Values
from devices.adapters.mqtt_discovery.errors import IgnoredMessage, RejectedPayload
from devices.adapters.mqtt_discovery.templates import Template, command_text, message_text
from devices.adapters.mqtt_discovery.topics import checked_filter, checked_topic
from devices.capabilities import Value


class Config:
    """A component's configuration with long keys; readers raise ``RejectedPayload`` naming the key."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self._data = data

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self._data.get(key) is not None

    def text(self, key: str, default: str = "") -> str:
        """A word; other types are written as Python writes them, so ``true`` is ``True``."""
        value = self._data.get(key)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise RejectedPayload(f"{key!r} must be a word")
        return str(value)

    def optional_text(self, key: str, default: str) -> str | None:
        """A word; ``None`` when the key is there and null, which switches the feature off."""
        if key in self._data and self._data[key] is None:
            return None
        return self.text(key, default)

    def number(self, key: str, default: float) -> float:
        """A number, also one written as a word."""
        value = self._data.get(key)
        if value is None:
            return default
        try:
            number = float(str(value))  # "True" is no number
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise RejectedPayload(f"{key!r} must be a number, not {str(value)[:40]!r}")
        return number

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self._data.get(key)
        if value is None:
            return default
        if isinstance(value, str):
            return value.strip().lower() in {"1", "true", "yes", "on", "enable"}
        return bool(value)

    def words(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of words; a lone word is a list of one."""
        value = self._data.get(key)
        if value is None:
            return default
        if isinstance(value, dict):
            raise RejectedPayload(f"{key!r} must be a list")
        items = value if isinstance(value, list) else [value]
        return tuple(dict.fromkeys(str(item) for item in items[:500] if item is not None and item != ""))

    def features(self, key: str, bits: Mapping[int, str], default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of features, or a sum of their numbers."""
        value = self._data.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return tuple(word for bit, word in bits.items() if value & bit)
        return self.words(key, default)

    def topic(self, key: str) -> str | None:
        """A topic, if the key is there."""
        value = self._data.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise RejectedPayload(f"{key!r} must be a topic")
        return checked_topic(value) if key.endswith("command_topic") else checked_filter(value)

    def required_topic(self, key: str) -> str:
        """A topic that must be there."""
        topic = self.topic(key)
        if topic is None:
            raise RejectedPayload(f"{key!r} is missing")
        return topic

    def template(self, *keys: str) -> Template | None:
        """The template under the first of these keys that is there."""
        for key in keys:
            value = self._data.get(key)
            if isinstance(value, str):
                return Template(value)
            if value is not None:
                raise RejectedPayload(f"{key!r} must be a template")
        return None

    @property
    def qos(self) -> int:
        """Quality of service of what is sent and subscribed."""
        qos = int(self.number("qos", 0))
        if qos not in {0, 1, 2}:
            raise RejectedPayload("'qos' must be 0, 1 or 2")
        return qos

    def reading(
        self, topic_key: str, template_keys: Iterable[str], parse: Callable[[str], Values]
    ) -> tuple[Reading, ...]:
        """How to read a topic through its template; empty when there is no such topic."""
        topic = self.topic(topic_key)
        if topic is None:
            return ()
        template = self.template(*template_keys)
        return (Reading(topic, lambda payload: parse(message_text(template, payload))),)

    def publication(
        self, topic_key: str, template_key: str, value: object, variables: Mapping[str, object] | None = None
    ) -> Publication:
        """What to send for a value. Raises ``IgnoredMessage`` when the device's own template fails."""
        return Publication(
            self.required_topic(topic_key), command_text(self.template(template_key), value, variables), self.qos
        )

    def availability(self) -> Availability:
        """Which topics say whether it can be reached."""
        mode = self.text("availability_mode", "latest")
        if mode not in {"all", "any", "latest"}:
            raise RejectedPayload("'availability_mode' must be all, any or latest")
        raw = self._data.get("availability")
        if raw is not None:
            items = raw if isinstance(raw, list) else [raw]
            return Availability(tuple(_availability_topic(item) for item in items[:20]), mode)
        topic = self.topic("availability_topic")
        if topic is None:
            return Availability()
        return Availability(
            (
                AvailabilityTopic(
                    topic,
                    self.template("availability_template"),
                    self.text("payload_available", "online"),
                    self.text("payload_not_available", "offline"),
                ),
            ),
            mode,
        )


def _availability_topic(raw: object) -> AvailabilityTopic:
    if not isinstance(raw, dict):
        raise RejectedPayload("'availability' must be a list of objects")
    config = Config(expanded(raw, ENTITY_KEYS))
    return AvailabilityTopic(
        config.required_topic("topic"),
        config.template("value_template"),
        config.text("payload_available", "online"),
        config.text("payload_not_available", "offline"),
    )


def number_of(text: str) -> float:
    """The number a message says. Raises ``IgnoredMessage`` when it says none."""
    try:
        number = float(text)
    except ValueError:
        raise IgnoredMessage(f"{text[:40]!r} is not a number") from None
    if not math.isfinite(number):
        raise IgnoredMessage(f"{text[:40]!r} is not a number")
    return number


def compact(said: object) -> str:
    """JSON without blanks, as Home Assistant writes it: scripts on small devices split at them."""
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


def plain(number: float) -> float | int:
    """A number as people write it: 21 rather than 21.0, and without the dust of arithmetic."""
    tidy = round(number, 4)
    return int(tidy) if float(tidy).is_integer() else tidy


def toggle(attribute: str, yes: str, no: str, reset: str = "None") -> Callable[[str], Values]:
    """Reads yes or no from two payloads; ``reset`` means unknown, anything else is ignored."""

    def parse(text: str) -> Values:
        if text == yes:
            return {attribute: True}
        if text == no:
            return {attribute: False}
        if text in {reset, "None"}:
            return {attribute: None}
        raise IgnoredMessage(f"{text[:40]!r} is neither {yes!r} nor {no!r}")

    return parse


def quantity(attribute: str, convert: Callable[[float], float] = float, reset: str = "None") -> Callable[[str], Values]:
    """Reads a number, converted to the hub's unit."""

    def parse(text: str) -> Values:
        if text in {reset, "None"}:
            return {attribute: None}
        return {attribute: plain(convert(number_of(text)))}

    return parse


def choice(attribute: str, options: Iterable[str], words: Mapping[str, str] | None = None) -> Callable[[str], Values]:
    """Reads one of a few words, put into the hub's own by ``words``; others are ignored."""
    known = frozenset(options)

    def parse(text: str) -> Values:
        if text == "None":
            return {attribute: None}
        word = (words or {}).get(text, text)
        if known and word not in known:
            raise IgnoredMessage(f"{text[:40]!r} is none of its options")
        value: Value = word
        return {attribute: value}

    return parse
