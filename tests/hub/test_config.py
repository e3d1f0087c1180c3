from __future__ import annotations

import stat
from pathlib import Path

import pytest

from devices.broker import BrokerSettings
from devices.home_assistant_access import HomeAssistantAccess
from hub.config import Settings, load_settings, prepare_data_dir, unknown_variables
from hub.errors import ConfigError


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in os.environ:
        if name.startswith("TEACHABLE_HUB_"):
            monkeypatch.delenv(name)


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "hub.toml"
    file.write_text('api_port = 1001\njournal_days = 7\nlanguage = "en"\n')
    monkeypatch.setenv("TEACHABLE_HUB_API_PORT", "1002")
    assert load_settings(file).api_port == 1002
    assert load_settings(file).journal_days == 7
    assert load_settings(file, api_port=1003).api_port == 1003
    monkeypatch.setenv("TEACHABLE_HUB_CONFIG", str(file))
    assert load_settings().journal_days == 7


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("colour = 3", "no such setting"),
        ("api_port = 70000", "api_port"),
        ('mqtt_url = "http://broker"', "mqtt://HOST"),
        ('mqtt_cert_file = "a.pem"', "belong together"),
        ('database_url = "mysql://x"', "postgresql://"),
        ('time_zone = "Mars/Olympus"', "Europe/Berlin"),
        ('rasa_url = "localhost:5005"', "http://"),
        ("api_port = = 3", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "hub.toml"
    file.write_text(line)
    with pytest.raises(ConfigError, match=told) as caught:
        load_settings(file)
    assert caught.value.exit_code == 2


def test_a_settings_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path / "none.toml")


def test_secrets_do_not_show_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEACHABLE_HUB_MQTT_PASSWORD", "hunter22")
    monkeypatch.setenv("TEACHABLE_HUB_DATABASE_URL", "postgresql://me:hunter22@host/db")
    assert "hunter22" not in repr(load_settings())


@pytest.mark.parametrize(
    ("text", "proxies"),
    [
        ("127.0.0.1", ("127.0.0.1",)),
        ("127.0.0.1, 172.30.32.0/23,", ("127.0.0.1", "172.30.32.0/23")),
        ('["127.0.0.1"]', ("127.0.0.1",)),
    ],
)
def test_several_values_stand_in_one_variable(
    monkeypatch: pytest.MonkeyPatch, text: str, proxies: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TEACHABLE_HUB_WEB_PROXIES", text)
    assert load_settings().web_proxies == proxies


@pytest.mark.parametrize(("text", "told"), [('["127.0.0.1"', "commas between them"), ("everybody", "172.30.32.0/23")])
def test_several_values_that_are_wrong_are_told(monkeypatch: pytest.MonkeyPatch, text: str, told: str) -> None:
    monkeypatch.setenv("TEACHABLE_HUB_WEB_PROXIES", text)
    with pytest.raises(ConfigError, match=told):
        load_settings()


def test_mistyped_variables_are_found() -> None:
    found = unknown_variables({"TEACHABLE_HUB_API_PORT": "1", "TEACHABLE_HUB_API_PROT": "1", "PATH": ""})
    assert found == ("TEACHABLE_HUB_API_PROT",)


def test_broker_addresses_know_their_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEACHABLE_HUB_MQTT_URL", "mqtts://me:hunter22@broker")
    settings = load_settings()
    assert settings.broker == BrokerSettings("broker", 8883, "me", "hunter22", tls=True)
    assert "hunter22" not in repr(settings)
    monkeypatch.setenv("TEACHABLE_HUB_MQTT_PASSWORD", "other")
    assert load_settings().broker == BrokerSettings("broker", 8883, "me", "other", tls=True)
    monkeypatch.delenv("TEACHABLE_HUB_MQTT_URL")
    assert load_settings().broker is None


def test_home_assistant_is_named_by_address_and_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().home_assistant is None
    monkeypatch.setenv("TEACHABLE_HUB_HOME_ASSISTANT_URL", "http://home:8123")
    with pytest.raises(ConfigError, match="home_assistant_url and home_assistant_token belong together"):
        load_settings()
    monkeypatch.setenv("TEACHABLE_HUB_HOME_ASSISTANT_TOKEN", " hunter22\n")
    monkeypatch.setenv("TEACHABLE_HUB_HOME_ASSISTANT_CODE", "hunter23")
    settings = load_settings()
    assert settings.home_assistant == HomeAssistantAccess("ws://home:8123/api/websocket", "hunter22", "hunter23")
    assert "hunter2" not in repr(settings)
    monkeypatch.setenv("TEACHABLE_HUB_HOME_ASSISTANT_TOKEN", "hunter22 hunter22")
    with pytest.raises(ConfigError, match="home_assistant_token: it is one long word") as wrong:
        load_settings()
    assert "hunter22" not in str(wrong.value)
    monkeypatch.setenv("TEACHABLE_HUB_HOME_ASSISTANT_URL", "home:8123")
    with pytest.raises(ConfigError, match=r"home_assistant_url: .*use http://HOST:8123"):
        load_settings()


def test_the_data_folder_is_made_private(tmp_path: Path) -> None:
    folder = prepare_data_dir(Settings(data_dir=tmp_path / "new" / "data"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_data_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="TEACHABLE_HUB_DATA_DIR"):
        prepare_data_dir(Settings(data_dir=tmp_path / "file" / "data"))
