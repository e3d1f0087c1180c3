"""An MQTT broker inside this process, on loopback only: the default where no broker is configured."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from amqtt.broker import Broker
from amqtt.contexts import BrokerConfig, ListenerConfig

LOOPBACK = "127.0.0.1"
_NOISY = ("amqtt", "transitions", "websockets")


@asynccontextmanager
async def embedded_broker(port: int = 0) -> AsyncIterator[str]:
    """A broker for anybody on this machine while the block lasts; gives its URL. Port 0 takes a free one."""
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    number = port or _free_port()
    config = BrokerConfig(
        listeners={"default": ListenerConfig(bind=f"{LOOPBACK}:{number}")},
        plugins={"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
    )
    broker = Broker(config)
    await broker.start()
    try:
        yield f"mqtt://{LOOPBACK}:{number}"
    finally:
        async with asyncio.timeout(10):
            await broker.shutdown()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
