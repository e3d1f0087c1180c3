"""Ports of this machine."""

from __future__ import annotations

import asyncio
import socket
from typing import Final

LOOPBACK: Final = "127.0.0.1"


def free_port(wanted: int = 0) -> int:
    """``wanted`` where nothing listens on it, otherwise any free TCP port on loopback."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise OSError("no TCP port is free on loopback")


async def listens(port: int) -> bool:
    """Whether something takes connections there."""
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
