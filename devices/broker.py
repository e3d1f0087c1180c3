"""Where the MQTT broker is and how to log in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from devices.errors import DeviceError

_PORTS = {"mqtt": 1883, "mqtts": 8883}


class BrokerAddressError(DeviceError):
    """A broker's address can't be used; never repeats a password."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"broker address: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """A broker; ``tls`` files are PEM. The password is kept out of ``repr``."""

    host: str
    port: int = 1883
    username: str | None = None
    password: str | None = None
    tls: bool = False
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None

    def __repr__(self) -> str:
        user = f"{self.username}@" if self.username else ""
        return f"BrokerSettings({'mqtts' if self.tls else 'mqtt'}://{user}{self.host}:{self.port})"

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        username: str | None = None,
        password: str | None = None,
        ca_file: Path | None = None,
        certificate_file: Path | None = None,
        key_file: Path | None = None,
    ) -> BrokerSettings:
        """Settings of ``mqtt://[user[:password]@]host[:port]`` or ``mqtts://…``; what is passed besides wins.

        Raises ``BrokerAddressError``.
        """
        try:
            parts = urlsplit(url if "://" in url else f"mqtt://{url}")
            port = parts.port
        except ValueError as error:
            raise BrokerAddressError("it is not a URL with a host and a port") from error
        if parts.scheme not in _PORTS:
            raise BrokerAddressError(f"{parts.scheme!r} is neither mqtt nor mqtts")
        if not parts.hostname:
            raise BrokerAddressError("it names no host")
        if (certificate_file is None) != (key_file is None):
            raise BrokerAddressError("a client certificate and its key come together")
        return cls(
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            username=username or (unquote(parts.username) if parts.username else None),
            password=password or (unquote(parts.password) if parts.password else None),
            tls=parts.scheme == "mqtts",
            ca_file=ca_file,
            certificate_file=certificate_file,
            key_file=key_file,
        )
