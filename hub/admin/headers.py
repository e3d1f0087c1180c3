"""Strict headers on every answer, and the path prefix of a proxy that is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cache-Control": "no-store",
}
_SECURE: Final = "max-age=31536000"
_PREFIXES: Final = ("x-ingress-path", "x-forwarded-prefix")


@dataclass(slots=True)
class StrictHeaders:
    """ASGI middleware: what a response does not say itself is said here."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "/static/" in scope["path"]:
                    headers.setdefault("Cache-Control", "no-cache")  # kept, and asked about by its ETag
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", _SECURE)
            await send(message)

        await self.app(scope, receive, with_headers)


class BehindProxy:
    """ASGI middleware: believes a trusted proxy who asks, whom, by which scheme, and under which path."""

    def __init__(self, app: ASGIApp, proxies: tuple[str, ...]) -> None:
        self._app = app
        self._believing = ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))  # type: ignore[arg-type] # ASGI in other words
        self._networks = tuple(ip_network(proxy, strict=False) for proxy in proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] not in {"http", "websocket"} or not self._is_trusted(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        prefix = next((headers[name] for name in _PREFIXES if headers.get(name)), "").rstrip("/")
        if prefix.startswith("/") and not prefix.startswith("//") and prefix.isascii() and prefix.isprintable():
            scope = {**scope, "root_path": prefix}
            if scope["path"].startswith(prefix + "/"):
                scope["path"] = scope["path"].removeprefix(prefix)
        if asked := headers.get("x-forwarded-host", "").split(",")[0].strip():
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope = {**scope, "headers": [*others, (b"host", asked.encode("latin-1"))]}
        # Starlette takes a path for one below the prefix only when it begins with it, and so do the routes here.
        await self._believing(scope, receive, send)  # type: ignore[arg-type] # ASGI in other words

    def _is_trusted(self, scope: Scope) -> bool:
        try:
            address = ip_address(scope["client"][0])
        except (TypeError, ValueError):
            return False
        return any(address in network for network in self._networks)
