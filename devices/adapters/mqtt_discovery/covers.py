"""Covers and valves: what opens and closes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Values
from devices.adapters.mqtt_discovery.config import Config, number_of, plain, quantity
from devices.adapters.mqtt_discovery.errors import IgnoredMessage, RejectedPayload
from devices.adapters.mqtt_discovery.scales import Span
from devices.capabilities import Capability, Choice, Quantity, Toggle, Trigger, Value
from devices.kinds import COVER_KINDS

_MOVES = ("open", "opening", "closed", "closing", "stopped")


def read_cover(config: Config) -> Abilities:
    """Abilities of a cover; without a position it knows only open and closed."""
    return _Cover(config).abilities()


def read_valve(config: Config) -> Abilities:
    """Abilities of a valve: a position if it reports one, else on (open) and off."""
    return _Valve(config).abilities()


class _Cover:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.span = Span(config.number("position_closed", 0), config.number("position_open", 100))
        self.tilt = Span(config.number("tilt_min", 0), config.number("tilt_max", 100))
        self.words = {config.text(f"state_{word}", word): word for word in _MOVES}
        self.has_command = config.has("command_topic")
        self.has_set_position = config.has("set_position_topic")
        self.has_position = config.has("position_topic")
        if self.has_set_position and not self.has_position:
            raise RejectedPayload("'set_position_topic' needs 'position_topic'")
        self.can_move = self.has_command or self.has_set_position
        has_tilt = config.has("tilt_command_topic") or config.has("tilt_status_topic")
        self.tells_position = self.can_move or self.has_position or config.has("state_topic")
        if not (self.tells_position or has_tilt):
            raise RejectedPayload("a cover needs a topic to command or to read")
        self.open, self.close = (
            config.optional_text("payload_open", "OPEN"),
            config.optional_text("payload_close", "CLOSE"),
        )
        self.stop = config.optional_text("payload_stop", "STOP") if self.has_command else None

    def abilities(self) -> Abilities:
        config = self.config
        capabilities: dict[str, Capability] = {}
        if self.tells_position:
            step = 1 if self.has_set_position else 100
            capabilities["position"] = Quantity(0, 100, "% open", step, readonly=not self.can_move)
        readings = config.reading("position_topic", ("position_template",), self._read_position)
        readings += config.reading("state_topic", ("value_template",), self._read_state)
        if config.has("state_topic"):
            capabilities["state"] = Choice(_MOVES, readonly=True)
        if self.stop is not None:
            capabilities["stop"] = Trigger()
        if config.has("tilt_command_topic") or config.has("tilt_status_topic"):
            capabilities["tilt"] = Quantity(0, 100, "%", readonly=not config.has("tilt_command_topic"))
        unreported = set() if readings and not config.flag("optimistic") else {"position"} & set(capabilities)
        parse = quantity("tilt", self.tilt.percent)
        readings += config.reading("tilt_status_topic", ("tilt_status_template",), parse)
        if "tilt" in capabilities and not config.has("tilt_status_topic"):
            unreported.add("tilt")
        kind = COVER_KINDS.get(config.text("device_class"), "")
        return Abilities(kind, capabilities, readings, self.write, frozenset(unreported))

    def write(self, settings: Values, state: Values) -> Sequence[Publication]:  # noqa: ARG002
        """Open, close, stop or go to a position."""
        sent = []
        for attribute, value in settings.items():
            match attribute, value:
                case "stop", _ if self.stop is not None:
                    sent.append(self._command(self.stop))
                case "position", int() | float():
                    sent.append(self._move(value))
                case "tilt", int() | float():
                    angle = self.tilt.device(value)
                    variables = {"tilt_position": plain(value), **self._variables()}
                    sent.append(
                        self.config.publication("tilt_command_topic", "tilt_command_template", angle, variables)
                    )
                case _:
                    pass
        return sent

    def _move(self, percent: float) -> Publication:
        if self.has_command and percent == 100 and self.open is not None:
            return self._command(self.open)
        if self.has_command and percent == 0 and self.close is not None:
            return self._command(self.close)
        target = self.span.device(percent)
        variables = {
            "position": target if not self.config.has("set_position_template") else plain(percent),
            **self._variables(),
        }
        return self.config.publication("set_position_topic", "set_position_template", target, variables)

    def _variables(self) -> dict[str, object]:
        """What Home Assistant lets a cover's templates know."""
        return {
            "position_open": plain(self.span.end),
            "position_closed": plain(self.span.start),
            "tilt_min": plain(self.tilt.start),
            "tilt_max": plain(self.tilt.end),
        }

    def _command(self, payload: str) -> Publication:
        return Publication(self.config.required_topic("command_topic"), payload, self.config.qos)

    def _read_position(self, text: str) -> Values:
        if text == "None":
            return {"position": None}
        said = _json(text)
        if not isinstance(said, dict):
            return {"position": plain(self.span.percent(number_of(text)))}
        values = {"position": plain(self.span.percent(number_of(str(said.get("position")))))}
        tilt = said.get("tilt_position")
        return values if tilt is None else {**values, "tilt": plain(self.tilt.percent(number_of(str(tilt))))}

    def _read_state(self, text: str) -> Values:
        if text == "None":
            return {"state": None}
        word = self.words.get(text)
        if word is None:
            raise IgnoredMessage(f"{text[:40]!r} is no state of a cover")
        values: dict[str, Value] = {"state": word}
        if not self.has_position and word in {"open", "closed"}:
            values["position"] = 100 if word == "open" else 0
        return values


class _Valve:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.has_position = config.flag("reports_position")
        self.span = Span(config.number("position_closed", 0), config.number("position_open", 100))
        self.words = {config.text(f"state_{word}", word): word for word in ("opening", "closing")}
        if not self.has_position:
            self.words |= {config.text(f"state_{word}", word): word for word in ("open", "closed")}
        self.open, self.close = (
            config.optional_text("payload_open", "OPEN"),
            config.optional_text("payload_close", "CLOSE"),
        )
        self.stop = config.optional_text("payload_stop", "") if config.has("payload_stop") else None

    def abilities(self) -> Abilities:
        config = self.config
        readonly = not config.has("command_topic")
        capabilities: dict[str, Capability] = (
            {"position": Quantity(0, 100, "% open", readonly=readonly)}
            if self.has_position
            else {"on": Toggle(readonly=readonly)}
        )
        unreported = frozenset(capabilities)
        if self.stop:
            capabilities["stop"] = Trigger()
        readings = config.reading("state_topic", ("value_template",), self._read)
        if readings and not config.flag("optimistic"):
            unreported = frozenset()
        return Abilities("valve", capabilities, readings, self.write, unreported)

    def write(self, settings: Values, state: Values) -> Sequence[Publication]:  # noqa: ARG002
        """Open, close, stop or go to a position."""
        payload: object = self.stop
        position, on = settings.get("position"), settings.get("on")
        if isinstance(position, int | float):
            payload = self.span.device(position)
        elif on is not None:
            payload = self.open if on else self.close
        return (self.config.publication("command_topic", "command_template", payload),)

    def _read(self, text: str) -> Values:
        if text == "None":
            return {"position" if self.has_position else "on": None}
        said = _json(text)
        is_object = isinstance(said, dict)
        word = self.words.get(str(said.get("state")) if isinstance(said, dict) else text)
        position = said.get("position") if isinstance(said, dict) else text
        if self.has_position and position is not None and (is_object or word is None):
            return {"position": plain(self.span.percent(number_of(str(position))))}
        if word in {"open", "closed"}:
            return {"on": word == "open"}
        raise IgnoredMessage(f"{text[:40]!r} tells neither open nor closed")


def _json(text: str) -> object:
    try:
        said: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return said
