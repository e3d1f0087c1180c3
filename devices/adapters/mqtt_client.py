"""The client of every connection to a broker: aiomqtt's, with a shorter way out and in.

aiomqtt has the loop watch the socket before it writes, and wakes a task of its own for each message through a queue. A
command and its state are two small packets: each of these turns of the loop would cost as much as the broker does.
There and back through a Mosquitto takes 0.19 ms this way, 0.26 ms with only the queue replaced (``queue_type``, which
is public) and 0.29 ms with what aiomqtt offers; so three of its private methods stay in use, and its version is pinned.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections import deque
from collections.abc import Callable
from typing import TypeAlias

import aiomqtt
from aiomqtt.types import PahoSocket
from paho.mqtt.client import Client as PahoClient
from paho.mqtt.client import MQTTMessage, MQTTMessageInfo

from devices.broker import BrokerSettings

logger = logging.getLogger(__name__)

Ear: TypeAlias = Callable[[MQTTMessage], None]

_QUEUE = 50_000
_AT_ONCE = 1_000
# After so many messages others get their turn.
_BREATHE_AFTER = 50


class MqttClient(aiomqtt.Client):
    """A client for a broker, not connected yet. Messages go to ``ear`` where there is one, else to ``messages``."""

    def __init__(
        self,
        settings: BrokerSettings,
        *,
        ear: Ear | None = None,
        will: aiomqtt.Will | None = None,
        keepalive_s: int = 15,
    ) -> None:
        super().__init__(
            settings.host,
            settings.port,
            username=settings.username,
            password=settings.password,
            tls_context=_tls(settings),
            keepalive=keepalive_s,
            timeout=5,
            will=will,
            # Commands are small: waiting to fill a packet costs 40 ms each.
            socket_options=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),
            max_queued_incoming_messages=_QUEUE,
        )
        self.pending_calls_threshold = _AT_ONCE  # many lamps at once are no reason for a warning
        self._ear = ear
        self._heard: deque[MQTTMessage] = deque()
        self._is_sending = False

    @property
    def has_heard_out(self) -> bool:
        """Whether no message waits to be taken in."""
        return not self._heard and not len(self.messages)

    def send(self, topic: str, payload: str | bytes, *, retain: bool = False) -> MQTTMessageInfo:
        """Publish with QoS 0, now: what the socket doesn't take follows in order. Raises ``aiomqtt.MqttError``."""
        self._is_sending = True
        try:
            sent = self._client.publish(topic, payload, 0, retain)
        finally:
            self._is_sending = False
        if sent.rc:
            raise aiomqtt.MqttCodeError(sent.rc, "Could not publish message")
        self._client.loop_write()
        if self._client.want_write() and (opened := self._client.socket()) is not None:
            super()._on_socket_register_write(self._client, None, opened)
        return sent

    async def send_out(self, topic: str, payload: str | bytes, *, qos: int = 0, retain: bool = False) -> None:
        """Publish, and wait until it has left (QoS 0) or has arrived at the broker. Raises ``aiomqtt.MqttError``."""
        if qos:
            await self.publish(topic, payload, qos, retain)
            return
        sent = self.send(topic, payload, retain=retain)
        if not sent.is_published():
            left = asyncio.Event()
            with self._pending_call(sent.mid, left, self._pending_publishes):
                await self._wait_for(left.wait(), None)

    async def until_lost(self) -> None:
        """Wait for the end of the connection, which is raised as ``aiomqtt.MqttError``."""
        await asyncio.wait((self._disconnected,))
        raise aiomqtt.MqttError("Disconnected") from self._disconnected.exception()

    def _on_socket_register_write(self, client: PahoClient, userdata: object, sock: PahoSocket) -> None:
        if not self._is_sending:
            super()._on_socket_register_write(client, userdata, sock)

    def _on_message(self, client: PahoClient, userdata: object, message: MQTTMessage) -> None:
        if self._ear is None:
            super()._on_message(client, userdata, message)
        elif len(self._heard) >= _QUEUE:
            logger.warning("too many messages wait; one is dropped")
        else:
            # Not at once: paho publishes nothing inside of its callbacks.
            if not self._heard:
                self._loop.call_soon(self._hand_over, self._ear)
            self._heard.append(message)

    def _hand_over(self, ear: Ear) -> None:
        for _ in range(min(len(self._heard), _BREATHE_AFTER)):
            message = self._heard.popleft()
            try:
                ear(message)
            except Exception:  # one message of a stranger must not cost the others their connection
                logger.exception("a message on %s can't be read", message.topic[:200])
        if self._heard:
            self._loop.call_soon(self._hand_over, ear)


def _tls(settings: BrokerSettings) -> ssl.SSLContext | None:
    if not settings.tls:
        return None
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    if settings.certificate_file is not None:
        context.load_cert_chain(settings.certificate_file, settings.key_file)
    return context
