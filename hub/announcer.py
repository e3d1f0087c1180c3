"""Announces servers by multicast DNS, so that Home Assistant finds them by itself."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import ifaddr
from zeroconf import Error, IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

LOG = logging.getLogger(__name__)

WYOMING: Final = "_wyoming._tcp.local."
HUB: Final = "_teachable-hub._tcp.local."


@dataclass(frozen=True, slots=True)
class ZeroconfAnnouncer:
    """An ``Announcer`` over zeroconf for servers of one type of ``service``, told with these ``properties``.

    Several hubs in a house are told apart by the names of their machines.
    """

    service: str
    properties: Mapping[str, str] = field(default_factory=dict)

    @contextlib.asynccontextmanager
    async def announced(self, name: str, host: str, port: int) -> AsyncIterator[None]:
        """See ``Announcer``."""
        async with contextlib.AsyncExitStack() as stack:
            try:
                info = self.info(name, host, port)
                zeroconf = AsyncZeroconf(ip_version=IPVersion.All if ":" in host else IPVersion.V4Only)
                stack.push_async_callback(zeroconf.async_close)
                await zeroconf.async_register_service(info, allow_name_change=True)
            except (OSError, Error, ValueError) as error:
                LOG.warning(
                    "%s at port %d can't be announced on the network (%s); enter its address by hand.",
                    self.service,
                    port,
                    error,
                )
            yield

    def info(self, name: str, host: str, port: int) -> AsyncServiceInfo:
        """What is announced."""
        machine = socket.gethostname().partition(".")[0]
        return AsyncServiceInfo(
            self.service,
            f"{name} on {machine}.{self.service}",
            parsed_addresses=_addresses(host),
            port=port,
            properties=dict(self.properties),
            server=f"{machine}.local.",
        )


def _addresses(host: str) -> list[str]:
    """Where that host is reached: with an address that stands for all, those of this machine."""
    try:
        if not ipaddress.ip_address(host).is_unspecified:
            return [host]
    except ValueError:
        return [socket.gethostbyname(host)]
    ours = [ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv6 == (":" in host)]
    found = [str(ip.ip[0] if isinstance(ip.ip, tuple) else ip.ip) for ip in ours]
    return [address for address in found if not ipaddress.ip_address(address).is_loopback] or found


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
