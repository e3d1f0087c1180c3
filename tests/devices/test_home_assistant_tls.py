"""A Home Assistant behind TLS, with a certificate that only its own authority vouches for."""

from __future__ import annotations

import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from devices.adapters.home_assistant.connection import connected
from devices.adapters.home_assistant.errors import Unreachable
from devices.home_assistant_access import HomeAssistantAccess
from tests.devices.test_secure_broker import make_certificates
from tests.fakes.home_assistant import TOKEN, FakeHomeAssistant
from tests.tools import absent


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[FakeHomeAssistant]:
    if shutil.which("openssl") is None:
        absent("openssl is not installed here")
    await asyncio.to_thread(make_certificates, tmp_path)
    house = FakeHomeAssistant()
    house.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    house.tls.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    await house.start()
    yield house
    await house.stop()


async def test_it_is_trusted_by_its_authority(house: FakeHomeAssistant, tmp_path: Path) -> None:
    access = HomeAssistantAccess.at(house.url, TOKEN, ca_file=tmp_path / "ca.pem")
    assert access.url.startswith("wss://")
    async with connected(access) as connection:
        assert connection.version == "2025.4.4"


async def test_without_its_authority_it_is_not_trusted_and_it_is_said_how(house: FakeHomeAssistant) -> None:
    with pytest.raises(Unreachable, match=r"certificate is not trusted here .*home_assistant_ca_file"):
        async with connected(HomeAssistantAccess.at(house.url, TOKEN)):
            pass


async def test_a_certificate_of_another_name_is_not_trusted(house: FakeHomeAssistant, tmp_path: Path) -> None:
    elsewhere = house.url.replace("127.0.0.1", "localhost")
    with pytest.raises(Unreachable, match="localhost"):
        async with connected(HomeAssistantAccess.at(elsewhere, TOKEN, ca_file=tmp_path / "ca.pem")):
            pass


@pytest.mark.parametrize(("content", "reason"), [(None, "No such file"), ("no certificate", "holds no certificate")])
async def test_an_authority_that_cannot_be_read_is_named(
    house: FakeHomeAssistant, tmp_path: Path, content: str | None, reason: str
) -> None:
    file = tmp_path / "other.pem"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(Unreachable, match=rf"home_assistant_ca_file .*other.pem can't be used: .*{reason}"):
        async with connected(HomeAssistantAccess.at(house.url, TOKEN, ca_file=file)):
            pass
