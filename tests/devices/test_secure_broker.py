"""A broker behind TLS that wants a client certificate."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.adapters.mqtt import MqttGateway
from devices.broker import BrokerSettings
from devices.registry import Registry
from tests.fakes.clocks import StandingClock
from tests.servers import LOOPBACK, MosquittoServer
from tests.tools import absent


class SecureMosquitto(MosquittoServer):
    """A Mosquitto that speaks only TLS."""

    def _write_configuration(self) -> None:
        super()._write_configuration()
        certificates = {"cafile": "ca.pem", "certfile": "server.pem", "keyfile": "server.key"}
        lines = [f"{option} {self._folder / name}" for option, name in certificates.items()]
        with (self._folder / "mosquitto.conf").open("a", encoding="utf-8") as file:
            file.write("\n".join([*lines, "require_certificate true"]) + "\n")


def make_certificates(folder: Path) -> None:
    """An authority, and certificates of a server and a client by it."""

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority", "-days", "2")
    (folder / "names").write_text(f"subjectAltName=IP:{LOOPBACK}\n", encoding="utf-8")
    for who in ("server", "client"):
        openssl("req", *curve, "-keyout", f"{who}.key", "-out", f"{who}.csr", "-subj", f"/CN={who}")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
        openssl("x509", "-req", "-in", f"{who}.csr", "-out", f"{who}.pem", *signed)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SecureMosquitto]:
    if shutil.which("openssl") is None:
        absent("openssl is not installed here")
    make_certificates(tmp_path)
    made = SecureMosquitto(tmp_path)
    made.start()
    try:
        yield made
    finally:
        made.stop()


async def test_a_secure_broker_is_reached_with_a_client_certificate(server: SecureMosquitto, tmp_path: Path) -> None:
    settings = BrokerSettings.from_url(
        f"mqtts://{server.host}:{server.port}",
        ca_file=tmp_path / "ca.pem",
        certificate_file=tmp_path / "client.pem",
        key_file=tmp_path / "client.key",
    )
    async with MqttGateway(Registry(StandingClock()).sink("mqtt"), settings) as gateway:
        assert await gateway.wait_connected()


# paho leaves the socket of a failed handshake to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_broker_with_a_certificate_nobody_vouches_for_is_not_trusted(
    server: SecureMosquitto,
) -> None:
    settings = BrokerSettings.from_url(f"mqtts://{server.host}:{server.port}")
    async with MqttGateway(Registry(StandingClock()).sink("mqtt"), settings, retry_s=(0.1, 0.2)) as gateway:
        assert not await gateway.wait_connected(0.5)
        assert gateway.problem is not None
        assert "certificate" in gateway.problem.lower()
