"""Announces the Wyoming server by multicast DNS, so that Home Assistant finds it by itself."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator
from typing import Final

import ifaddr
from zeroconf import Error, IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

LOG = logging.getLogger(__name__)

SERVICE: Final = "_wyoming._tcp.local."


class ZeroconfAnnouncer:
    """An ``Announcer`` over zeroconf. Several hubs in a house are told apart by the names of their machines."""

    @contextlib.asynccontextmanager
    async def announced(self, name: str, host: str, port: int) -> AsyncIterator[None]:
        """See ``Announcer``."""
        async with contextlib.AsyncExitStack() as stack:
            try:
                service = _service(name, host, port)
                zeroconf = AsyncZeroconf(ip_version=IPVersion.All if ":" in host else IPVersion.V4Only)
                stack.push_async_callback(zeroconf.async_close)
                await zeroconf.async_register_service(service, allow_name_change=True)
            except (OSError, Error, ValueError) as error:
                LOG.warning(
                    "The Wyoming server can't be announced on the network (%s); enter its address by hand.", error
                )
            yield


def _service(name: str, host: str, port: int) -> AsyncServiceInfo:
    machine = socket.gethostname().partition(".")[0]
    return AsyncServiceInfo(
        SERVICE,
        f"{name} on {machine}.{SERVICE}",
        parsed_addresses=_addresses(host),
        port=port,
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
