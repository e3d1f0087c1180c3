"""A hub whose home comes from Home Assistant, alone or beside a broker."""

from __future__ import annotations

from pathlib import Path

import aiomqtt
import pytest

from devices.adapters.embedded_broker import embedded_broker
from devices.adapters.mqtt_client import MqttClient
from devices.broker import BrokerSettings
from hub.bootstrap.home import connected_home
from hub.clock import SystemClock
from hub.commands.check import Finding, Verdict, findings
from hub.config import Settings
from hub.storage.entity_ids import ENTITY_IDS_FILE, read_entity_ids, write_entity_ids
from tests.devices.brokers import home_on, until
from tests.devices.homes import small_home
from tests.fakes.home_assistant import TOKEN, FakeHomeAssistant, running


def settings_of(home: FakeHomeAssistant, folder: Path, **more: object) -> Settings:
    return Settings.model_validate(
        {"data_dir": folder, "home_assistant_url": home.url, "home_assistant_token": TOKEN, "nlu": "embedded", **more}
    )


async def finding(settings: Settings, part: str) -> Finding:
    all_of_them = {found.part: found async for found in findings(settings)}
    return all_of_them[part]


async def test_the_home_comes_from_home_assistant_alone(tmp_path: Path) -> None:
    said: list[str] = []
    async with (
        running() as fake,
        connected_home(settings_of(fake, tmp_path), SystemClock(None), said.append) as home,
    ):
        assert "light.bed_light" in home.registry.home().entities
        assert home.broker is None
        assert home.name == f"Home Assistant at 127.0.0.1:{fake.port} (10 devices)"
        probes = home.probes()
        assert set(probes) == {"home assistant", "home"}
        assert (await probes["home assistant"]()).detail == f"127.0.0.1:{fake.port}, version 2025.4.4"
    assert not said


async def test_an_entity_that_is_renamed_while_the_hub_is_off_is_the_same(tmp_path: Path) -> None:
    light, update = "light.bed_light", "config/entity_registry/update"
    async with running() as fake:
        settings = settings_of(fake, tmp_path)
        async with connected_home(settings, SystemClock(None), lambda _: None):
            pass
        fake.answer(update, {"entity_id": light, "new_entity_id": "light.attic"})
        async with connected_home(settings, SystemClock(None), lambda _: None) as home:
            assert home.registry.home().entities[light].native_id == "light.attic"


async def test_a_damaged_list_of_ids_costs_only_old_names(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / ENTITY_IDS_FILE).write_text("{")
    async with (
        running() as fake,
        connected_home(settings_of(fake, tmp_path), SystemClock(None), lambda _: None) as home,
    ):
        assert "light.bed_light" in home.registry.home().entities
    assert "can't be read" in caplog.text
    assert "light.bed_light" in read_entity_ids(tmp_path).values()


def test_a_list_of_ids_that_can_not_be_kept_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    write_entity_ids(tmp_path / "file", {"a": "light.desk"})
    assert "not kept" in caplog.text


async def test_a_home_assistant_that_is_away_is_announced_and_waited_for(tmp_path: Path) -> None:
    said: list[str] = []
    async with running() as fake:
        await fake.stop()
        async with connected_home(settings_of(fake, tmp_path), SystemClock(None), said.append) as home:
            assert said[0].startswith(f"Home Assistant at 127.0.0.1:{fake.port}: ")
            assert said[0].endswith("I keep trying.")
            health = await home.probes()["home assistant"]()
            assert not health.works
            await fake.start()
            await until(lambda: "light.bed_light" in home.registry.home().entities)


async def test_a_refused_token_is_told_with_what_to_do(tmp_path: Path) -> None:
    said: list[str] = []
    async with running() as fake:
        settings = settings_of(fake, tmp_path, home_assistant_token="expired")
        async with connected_home(settings, SystemClock(None), said.append):
            assert "make a long-lived access token" in said[0]
        found = await finding(settings, "Home Assistant")
        assert found.verdict is Verdict.BAD
        assert "make a long-lived access token" in found.text


async def test_check_says_how_home_assistant_is(tmp_path: Path) -> None:
    async with running() as fake:
        settings = settings_of(fake, tmp_path)
        found = await finding(settings, "Home Assistant")
        assert found == Finding(
            "Home Assistant",
            Verdict.GOOD,
            f"127.0.0.1:{fake.port}, version 2025.4.4, 10 entities exposed to voice",
        )
        assert (await finding(settings, "home")).text == "devices come from Home Assistant"
        fake.exposed.clear()
        assert "exposes nothing to voice" in (await finding(settings, "Home Assistant")).text
        fake.is_admin = False
        assert "no administrator" in (await finding(settings, "Home Assistant")).text


@pytest.mark.parametrize("beside", [True, False])
async def test_only_where_no_home_assistant_is_the_broker_hears_that_one_is_online(
    tmp_path: Path, beside: bool
) -> None:
    async with running() as fake, embedded_broker() as url:
        broker = BrokerSettings.from_url(url)
        settings = settings_of(fake, tmp_path, mqtt_url=url, mqtt_publish_birth=True)
        if not beside:
            settings = settings.model_copy(update={"home_assistant_url": None})
        async with MqttClient(broker) as ear, home_on(url, small_home()):
            await ear.subscribe([("homeassistant/status", 0), ("over", 0)])
            async with connected_home(settings, SystemClock(None), lambda _: None) as home:
                assert home.broker == broker
                owners = {entity.gateway for entity in home.registry.home().spoken}
                assert owners == ({"home_assistant", "mqtt"} if beside else {"mqtt"})
            await ear.publish("over", b"")
            assert await first_topic(ear) == ("over" if beside else "homeassistant/status")


async def first_topic(client: aiomqtt.Client) -> str:
    async for message in client.messages:
        return str(message.topic)
    raise AssertionError
