"""What comes out of a turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from devices.capabilities import Value


class Kind(StrEnum):
    """What the turn was; defined in ``docs/behaviour.md``."""

    ACTS = "acts"
    SCHEDULES = "schedules"
    ASKS_ABOUT = "asks_about"
    ASKS_WHICH = "asks_which"
    ASKS_FOR = "asks_for"
    ASKS_CONFIRM = "asks_confirm"
    ANSWERS = "answers"
    CONFIRMS = "confirms"
    REFUSES = "refuses"
    CANCELS = "cancels"
    FORGETS = "forgets"
    IGNORES = "ignores"


@dataclass(frozen=True, slots=True)
class UnknownSpan:
    """Words nothing explains, characters ``start`` to ``end`` of the transcript, with the role their place gives them.

    ``role`` is value, device, area, action, scene, time, person or preference.
    """

    text: str
    role: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class ActionReport:
    """One command of the turn and what became of it: ``confirmed``, ``assumed``, ``unconfirmed`` or ``failed``.

    ``native_id`` is what the entity's gateway calls it.
    """

    entity_id: str
    name: str
    settings: Mapping[str, Value]
    outcome: str
    reason: str = ""
    native_id: str = ""


@dataclass(frozen=True, slots=True)
class LearnedReport:
    """One concept that the turn added, changed or removed."""

    concept_id: str
    term: str
    type: str
    change: str


@dataclass(frozen=True, slots=True)
class Response:
    """What the hub says and did, for every door: terminal, API, MQTT, satellites."""

    conversation_id: str
    turn_id: str
    speech: str
    kind: Kind
    expects_reply: bool = False
    unknown_spans: tuple[UnknownSpan, ...] = ()
    actions: tuple[ActionReport, ...] = ()
    learned: tuple[LearnedReport, ...] = ()
    scheduled: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    interpreter: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
