"""The hub's own MQTT topics: whether it is there, what each turn did, what was not understood, what was learned.

Documented in ``docs/mqtt-topics.md``. The device side of MQTT is ``devices/adapters/mqtt.py``.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

import aiomqtt

from devices.adapters.mqtt_client import MqttClient
from devices.broker import BrokerSettings
from devices.home import Home
from dialogue.response import Response
from dialogue.utterance import Utterance
from hub.errors import HubError
from hub.events import LEARNED, LESSON_OFFERED, NOT_UNDERSTOOD, TURN, turn_events
from hub.places import area_named, person_named
from hub.scheduler import ScheduleReport
from hub.sessions import Sessions

_log = logging.getLogger(__name__)

STATUS = "status"
SCHEDULE = "schedule"
CONVERSE = "converse"
REPLY = "converse/reply"
TOPICS = (STATUS, TURN, NOT_UNDERSTOOD, LESSON_OFFERED, LEARNED, SCHEDULE, CONVERSE, REPLY)

_WAITING_EVENTS = 200
_LONGEST_REQUEST = 64 * 1024
_LONGEST_PAUSE_S = 30.0
_GOODBYE_S = 2.0


@dataclass(slots=True)
class OwnTopics:
    """Publishes under ``prefix`` and, where ``may_converse``, takes what is said by MQTT.

    ``with_content`` decides whether the words of people are in the events. Events are never retained and those that
    come while the broker is away are dropped when too many wait.
    """

    broker: BrokerSettings
    sessions: Sessions
    home: Callable[[], Home]
    prefix: str = "teachable_hub"
    with_content: bool = True
    may_converse: bool = False
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    _events: asyncio.Queue[tuple[str, Mapping[str, object]]] = field(
        default_factory=lambda: asyncio.Queue(_WAITING_EVENTS)
    )

    def note_turn(self, utterance: Utterance, response: Response) -> None:
        """Tell of a turn; a listener of ``Sessions``."""
        for event in turn_events(utterance, response):
            if event.name in TOPICS:
                self._tell(event.name, event.told(with_words=self.with_content))

    def note_schedule(self, report: ScheduleReport) -> None:
        """Tell what became of a schedule; a listener of ``Scheduler``."""
        schedule = report.schedule
        text = {"text": schedule.text, "detail": report.detail} if self.with_content else {}
        event = {"schedule_id": schedule.id, "due": schedule.due.isoformat(), "status": report.status.value, **text}
        self._tell(SCHEDULE, event)

    async def run(self) -> None:
        """Stay connected for ever; a lost connection is tried again after a growing pause."""
        pause_s = 1.0
        is_told = False
        while True:
            try:
                await self._connected()
            except* (aiomqtt.MqttError, OSError) as group:
                if self.connected.is_set():
                    is_told, pause_s = False, 1.0
                if not is_told:
                    _log.warning("own topics: the broker is away (%s)", _first(group))
                is_told = True
            self.connected.clear()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    async def _connected(self) -> None:
        status = f"{self.prefix}/{STATUS}"
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(
                MqttClient(self.broker, will=aiomqtt.Will(status, "offline", qos=1, retain=True))
            )
            try:
                await _publish(client, status, "online", retain=True)
                self.connected.set()
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._send_events(client), name="mqtt events")
                    group.create_task(self._take_requests(client), name="mqtt requests")
            except asyncio.CancelledError:
                with suppress(aiomqtt.MqttError, TimeoutError):
                    async with asyncio.timeout(_GOODBYE_S):
                        await _publish(client, status, "offline", retain=True)
                raise

    async def _send_events(self, client: aiomqtt.Client) -> None:
        while True:
            topic, event = await self._events.get()
            await _publish(client, f"{self.prefix}/{topic}", json.dumps(event, ensure_ascii=False, default=str))

    async def _take_requests(self, client: aiomqtt.Client) -> None:
        if self.may_converse:
            await client.subscribe(f"{self.prefix}/{CONVERSE}", qos=1)
        async with asyncio.TaskGroup() as group:
            async for message in client.messages:
                if not message.retain:
                    group.create_task(self._converse(message.payload), name="mqtt turn")

    async def _converse(self, payload: object) -> None:
        request = _request(payload)
        if isinstance(request, str):
            self._tell(REPLY, {"error": request})
            return
        try:
            home = self.home()
            response = await self.sessions.say(
                request["text"],
                conversation_id=request.get("conversation_id"),
                area=area_named(home, request.get("area")),
                person=person_named(home, request.get("person")),
                satellite=request.get("satellite"),
            )
        except HubError as error:
            self._tell(REPLY, {"error": str(error)})
            return
        self._tell(
            REPLY,
            {
                "conversation_id": response.conversation_id,
                "turn_id": response.turn_id,
                "speech": response.speech,
                "kind": response.kind.value,
                "expects_reply": response.expects_reply,
            },
        )

    def _tell(self, topic: str, event: Mapping[str, object]) -> None:
        try:
            self._events.put_nowait((topic, event))
        except asyncio.QueueFull:
            _log.debug("event on %s dropped: too many wait for the broker", topic)


def _first(error: BaseException) -> BaseException:
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


async def _publish(client: aiomqtt.Client, topic: str, payload: str, *, retain: bool = False) -> None:
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    await client.publish(topic, payload, qos=1, retain=retain)
    # aiomqtt waits with asyncio.wait_for, which may swallow a cancellation (Python 3.11).
    if task is not None and task.cancelling() > before:
        raise asyncio.CancelledError


def _request(payload: object) -> dict[str, str] | str:
    """What is asked for, or what is wrong with it."""
    if not isinstance(payload, bytes | bytearray) or len(payload) > _LONGEST_REQUEST:
        return f"send JSON of at most {_LONGEST_REQUEST // 1024} KB"
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        return "that is no JSON"
    known = {"text", "conversation_id", "area", "person", "satellite"}
    if not isinstance(document, dict) or not isinstance(document.get("text"), str):
        return "a text is needed"
    if not set(document) <= known or not all(isinstance(value, str) for value in document.values()):
        return f"only {', '.join(sorted(known))} are understood, each as words"
    return document
