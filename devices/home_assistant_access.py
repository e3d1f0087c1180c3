"""Where Home Assistant is and how to log in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from devices.errors import DeviceError

_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
_PATH = "/api/websocket"


class HomeAssistantAddressError(DeviceError):
    """An address of Home Assistant can't be used; never repeats a password."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"address of Home Assistant: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class HomeAssistantAccess:
    """A Home Assistant: the address of its WebSocket API, and a token that is kept out of ``repr``.

    ``code`` is what its alarm panels and locks ask for, where they ask. ``ca_file`` holds the authority (PEM) of its
    certificate, where the system doesn't know it.
    """

    url: str
    token: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

    @property
    def place(self) -> str:
        """Host and port, for people."""
        return urlsplit(self.url).netloc

    @classmethod
    def at(
        cls, address: str, token: str, *, code: str | None = None, ca_file: Path | None = None
    ) -> HomeAssistantAccess:
        """Access by the address a browser would use: ``http(s)://host[:port][/path]``, or that of the WebSocket itself.

        Raises ``HomeAssistantAddressError``.
        """
        return cls(websocket_url(address), token, code, ca_file)


def websocket_url(address: str) -> str:
    """The address of the WebSocket API. Raises ``HomeAssistantAddressError``."""
    try:
        parts = urlsplit(address.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise HomeAssistantAddressError("it is not a URL with a host and a port") from error
    if parts.scheme not in _SCHEMES:
        raise HomeAssistantAddressError("it starts neither with http:// nor with https://")
    if not host:
        raise HomeAssistantAddressError("it names no host")
    if parts.username or parts.password:
        raise HomeAssistantAddressError("it may hold no user and no password; a token is what lets the hub in")
    path = parts.path.rstrip("/")
    # A WebSocket address with a path is complete (add-ons have another one); a browser's gets the usual path.
    is_complete = path.endswith("/websocket") or (parts.scheme.startswith("ws") and path != "")
    return urlunsplit((_SCHEMES[parts.scheme], parts.netloc, path if is_complete else path + _PATH, "", ""))
