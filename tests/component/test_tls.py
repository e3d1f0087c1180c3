"""A hub behind TLS whose certificate nobody vouches for, as one has it at home."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, SOURCE_ZEROCONF, ConfigEntryState
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.teachable_hub.const import DOMAIN
from tests.component.fake_hub import FakeHub
from tests.component.test_config_flow import announced, begin, fill


@pytest.fixture
def hub(socket_enabled: None, tmp_path: Path) -> Iterator[FakeHub]:
    """In a loop of its own: that of Home Assistant would take a refused handshake for a fault of the test."""
    hub, loop = FakeHub(tls=_context(tmp_path)), asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(hub.start(), loop).result(10)
    yield hub
    asyncio.run_coroutine_threadsafe(hub.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def _context(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hub")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "hub.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    return context


async def test_it_is_told_apart_from_a_hub_that_is_away_and_can_be_taken_all_the_same(
    hass: HomeAssistant, hub: FakeHub
) -> None:
    form = await fill(hass, await begin(hass, SOURCE_USER), url=hub.url, token="admin-token")
    assert form["errors"] == {"base": "not_trusted"}
    result = await fill(hass, form, url=hub.url, token="admin-token", verify_ssl=False)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert entry.data == {CONF_URL: hub.url, CONF_TOKEN: "admin-token", CONF_VERIFY_SSL: False}
    assert entry.state is ConfigEntryState.LOADED
    await hub.until_followed()


async def test_one_that_announces_itself_can_be_taken_too(hass: HomeAssistant, hub: FakeHub) -> None:
    form = await begin(hass, SOURCE_ZEROCONF, announced(hub, properties={"id": hub.id, "scheme": "https"}))
    form = await fill(hass, form, token="admin-token")
    assert form["errors"] == {"base": "not_trusted"}
    result = await fill(hass, form, token="admin-token", verify_ssl=False)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_whether_it_is_checked_can_be_changed(hass: HomeAssistant, hub: FakeHub) -> None:
    form = await begin(hass, SOURCE_USER)
    entry = (await fill(hass, form, url=hub.url, token="admin-token", verify_ssl=False))["result"]
    form = await begin(hass, SOURCE_RECONFIGURE, entry_id=entry.entry_id)
    form = await fill(hass, form, url=hub.url, verify_ssl=True)
    assert form["errors"] == {"base": "not_trusted"}
    result = await fill(hass, form, url=hub.url, verify_ssl=False)
    assert result["reason"] == "reconfigure_successful"
    assert hass.config_entries.async_entries(DOMAIN)[0].data[CONF_VERIFY_SSL] is False
