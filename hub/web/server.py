"""Serves the API with uvicorn inside the hub's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from typing import Final

import uvicorn
from fastapi import FastAPI

from hub.config import Settings
from hub.errors import StartError

LONGEST_MESSAGE: Final = 128 * 1024


class _Server(uvicorn.Server):
    """Leaves signals to the hub."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def bind(settings: Settings) -> socket.socket:
    """A listening socket at the configured address.

    When the default port is taken, any free one; raises ``StartError`` when a port that was asked for is.
    """
    family = socket.AF_INET6 if ":" in settings.api_host else socket.AF_INET
    # With the protocol named, asyncio switches the delay of small packets (Nagle) off.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.api_host, settings.api_port))
    except OSError as error:
        if "api_port" in settings.model_fields_set:
            listener.close()
            raise StartError(
                f"The API cannot listen at {settings.api_host} port {settings.api_port} ({error.strerror}). "
                "Set TEACHABLE_HUB_API_PORT to a free port, or TEACHABLE_HUB_API=false."
            ) from error
        listener.bind((settings.api_host, 0))
    listener.setblocking(False)
    return listener


def address_of(listener: socket.socket, *, is_secure: bool = False) -> str:
    """``http://HOST:PORT`` (or https) of a bound socket."""
    host, port = listener.getsockname()[:2]
    scheme = "https" if is_secure else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _check_certificate(settings: Settings) -> None:
    if settings.api_tls_cert is None or settings.api_tls_key is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(settings.api_tls_cert, settings.api_tls_key)
    except (OSError, ssl.SSLError) as error:
        raise StartError(
            f"The certificate {settings.api_tls_cert} with the key {settings.api_tls_key} cannot be used ({error}). "
            "Both are PEM files; the key has no password."
        ) from error


@contextlib.asynccontextmanager
async def serving(app: FastAPI, listener: socket.socket, settings: Settings) -> AsyncIterator[str]:
    """Serve ``app`` while the block runs; gives the address once it answers. Raises ``StartError``."""
    _check_certificate(settings)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=3,
        server_header=False,
        # Only hub/admin/headers.py says which proxies are believed.
        proxy_headers=False,
        ssl_certfile=settings.api_tls_cert,
        ssl_keyfile=settings.api_tls_key,
        ws="websockets-sansio",
        ws_max_size=LONGEST_MESSAGE,
        ws_per_message_deflate=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]), name="api server")
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn gives no event
            await asyncio.sleep(0.005)
        yield address_of(listener, is_secure=settings.api_tls_cert is not None)
    finally:
        server.should_exit = True
        await task
        listener.close()
