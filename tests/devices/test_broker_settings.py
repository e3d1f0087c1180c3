"""Addresses of brokers."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.broker import BrokerAddressError, BrokerSettings


def test_a_url_gives_host_port_and_login() -> None:
    settings = BrokerSettings.from_url("mqtt://kim:p%40ss@broker.lan:1884")
    assert (settings.host, settings.port, settings.username, settings.password) == ("broker.lan", 1884, "kim", "p@ss")
    assert not settings.tls


def test_a_secure_address_has_its_own_port_and_may_have_a_certificate() -> None:
    settings = BrokerSettings.from_url("mqtts://broker", certificate_file=Path("c.pem"), key_file=Path("k.pem"))
    assert (settings.tls, settings.port) == (True, 8883)


def test_a_bare_host_is_enough() -> None:
    assert BrokerSettings.from_url("broker").port == 1883
    assert BrokerSettings.from_url("broker:1999").port == 1999


def test_the_password_is_never_shown() -> None:
    assert "secret" not in repr(BrokerSettings.from_url("mqtt://kim:secret@broker"))


@pytest.mark.parametrize("url", ["http://broker", "mqtt://", "mqtt://broker:many", "mqtt://kim:secret@:1883"])
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BrokerAddressError) as caught:
        BrokerSettings.from_url(url)
    assert "secret" not in str(caught.value)


def test_a_certificate_needs_its_key() -> None:
    with pytest.raises(BrokerAddressError, match="key"):
        BrokerSettings.from_url("mqtts://broker", certificate_file=Path("c.pem"))
