"""The gateway to Home Assistant in bad weather: restarts, bad tokens, strange messages, large and untidy homes."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator

import pytest

from devices.adapters.home_assistant.gateway import HOME_ASSISTANT, HomeAssistantGateway
from devices.capabilities import Choice, Toggle
from devices.commands import Assumed, Command, Confirmed, Failed, Unconfirmed
from devices.dispatch import Dispatcher, Timing
from devices.home import Device, Entity
from devices.home_assistant_access import HomeAssistantAccess, HomeAssistantAddressError
from devices.registry import Registry
from tests.devices.brokers import until
from tests.devices.home_assistant_contract import PACE, Bench, Site, bench_at
from tests.fakes.clocks import StandingClock
from tests.fakes.home_assistant import TOKEN, FakeHomeAssistant, running

LIGHT = "light.bed_light"
IMPATIENT = Timing(confirm_s=0.2, slow_s=0.3, settle_s=0.02, set_point_s=0.02, expiry_s=2)


@pytest.fixture
async def home() -> AsyncIterator[FakeHomeAssistant]:
    async with running() as home:
        yield home


@pytest.fixture
async def bench(home: FakeHomeAssistant) -> AsyncIterator[Bench]:
    async with bench_at(Site(home.url, TOKEN)) as bench:
        bench.dispatcher._timing = IMPATIENT
        yield bench


def is_reachable(bench: Bench) -> bool:
    return bench.registry.is_available(LIGHT)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("http://home:8123", "ws://home:8123/api/websocket"),
        (" https://home.example/ ", "wss://home.example/api/websocket"),
        ("https://home.example/behind/proxy", "wss://home.example/behind/proxy/api/websocket"),
        ("ws://supervisor/core/websocket", "ws://supervisor/core/websocket"),
        ("http://[fd00::1]:8123", "ws://[fd00::1]:8123/api/websocket"),
    ],
)
def test_the_address_is_the_one_of_a_browser(address: str, url: str) -> None:
    assert HomeAssistantAccess.at(address, TOKEN).url == url


@pytest.mark.parametrize(
    "address", ["", "home:8123", "ftp://home", "http://", "http://me:pw@home", "http://home:99999"]
)
def test_an_address_that_cannot_be_is_refused(address: str) -> None:
    with pytest.raises(HomeAssistantAddressError):
        HomeAssistantAccess.at(address, TOKEN)


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(HomeAssistantAccess.at("http://home", TOKEN, code="1234"))
    assert "1234" not in repr(HomeAssistantAccess.at("http://home", TOKEN, code="1234"))


async def test_things_are_in_the_same_order_whenever_the_hub_starts() -> None:
    async with running() as home:
        for name in "zeta alpha theta beta omega delta kappa sigma gamma lambda".split():
            home.add(f"light.{name}", "on", name)
        async with bench_at(Site(home.url, TOKEN)) as bench:
            lights = [entity for entity in bench.registry.home().entities if entity.startswith("light.")]
    assert len(lights) > 10
    assert lights == sorted(lights)


async def test_a_light_that_is_its_device_answers_to_the_name_that_a_person_gave_it(
    bench: Bench, home: FakeHomeAssistant
) -> None:
    # In newer versions its name in Home Assistant is then "floor lamp Moonlamp"; nobody would say that.
    home.add("light.floor_lamp", "on", "floor lamp Moonlamp", aliases=(None, "moon"))
    home.entries["light.floor_lamp"] |= {"name": "Moonlamp", "original_name": None}
    home.add("sensor.floor_lamp_power", "3", "floor lamp Consumption")
    home.entries["sensor.floor_lamp_power"] |= {"name": "Consumption", "original_name": "Power"}
    home.fire("entity_registry_updated")
    await until(lambda: {"light.floor_lamp", "sensor.floor_lamp_power"} <= bench.registry.home().entities.keys())
    entities = bench.registry.home().entities
    lamp, power = entities["light.floor_lamp"], entities["sensor.floor_lamp_power"]
    assert (lamp.name, lamp.aliases) == ("floor lamp Moonlamp", ("Moonlamp", "moon"))
    assert (power.name, power.aliases) == ("floor lamp Consumption", ())


# tokens and refusals


async def test_a_token_that_is_refused_is_not_tried_again_fast(home: FakeHomeAssistant) -> None:
    access = HomeAssistantAccess.at(home.url, "expired")
    async with HomeAssistantGateway(Registry(StandingClock()).sink(HOME_ASSISTANT), access) as gateway:
        assert not await gateway.wait_connected()
        await asyncio.sleep(0.7)
    assert home.logins == 1


async def test_a_token_that_is_revoked_ends_the_connection_with_what_to_do(
    bench: Bench, home: FakeHomeAssistant
) -> None:
    home.revoke()
    await until(lambda: "home_assistant_token" in (bench.gateway.problem or ""))
    assert isinstance(await bench.perform(LIGHT, {"on": True}), Failed)
    home.tokens.add(TOKEN)
    await until(lambda: is_reachable(bench))


async def test_a_machine_that_is_banned_is_told_so(home: FakeHomeAssistant) -> None:
    home.is_banned = True
    access = HomeAssistantAccess.at(home.url, TOKEN)
    async with HomeAssistantGateway(Registry(StandingClock()).sink(HOME_ASSISTANT), access) as gateway:
        assert not await gateway.wait_connected()
        assert "ip_bans.yaml" in (gateway.problem or "")


async def test_what_is_no_home_assistant_is_told_so(home: FakeHomeAssistant) -> None:
    access = HomeAssistantAccess.at(f"{home.url}/elsewhere", TOKEN)
    async with HomeAssistantGateway(Registry(StandingClock()).sink(HOME_ASSISTANT), access) as gateway:
        assert not await gateway.wait_connected()
        assert gateway.problem == "there is no Home Assistant (HTTP 404)"


async def test_nobody_at_the_address_is_told_so(unused_tcp_port: int) -> None:
    access = HomeAssistantAccess.at(f"http://127.0.0.1:{unused_tcp_port}", TOKEN)
    async with HomeAssistantGateway(Registry(StandingClock()).sink(HOME_ASSISTANT), access) as gateway:
        assert not await gateway.wait_connected()
        assert gateway.problem == "nothing listens there. Is it running, and are host and port right?"


async def test_a_machine_nobody_knows_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    access = HomeAssistantAccess.at("http://nobody.invalid", TOKEN)
    async with HomeAssistantGateway(Registry(StandingClock()).sink(HOME_ASSISTANT), access) as gateway:
        assert not await gateway.wait_connected()
        assert gateway.problem == "no machine of that name is known here. Its IP address will do"


async def test_a_token_of_somebody_who_is_no_administrator_still_shows_what_the_registry_exposes(
    home: FakeHomeAssistant,
) -> None:
    home.is_admin = False
    home.entries[LIGHT]["options"] = {"conversation": {"should_expose": True}}
    async with bench_at(Site(home.url, TOKEN)) as bench:
        assert set(bench.registry.home().entities) == {LIGHT}
        assert not bench.gateway.sees_all_exposed


# away and back


async def test_a_restart_leaves_the_home_known_and_comes_back_by_itself(bench: Bench, home: FakeHomeAssistant) -> None:
    await home.stop()
    await until(lambda: not is_reachable(bench))
    assert LIGHT in bench.registry.home().entities
    assert await bench.perform(LIGHT, {"on": True}) == Failed(Command(LIGHT, {"on": True}), "it is not reachable")
    await home.start()
    await until(lambda: is_reachable(bench))
    assert isinstance(await bench.perform(LIGHT, {"on": True}), Confirmed)
    assert home.calls == [("light.turn_on", LIGHT, {})]  # what was said meanwhile is not done later


async def test_a_restart_in_the_middle_of_a_command_fails_it(bench: Bench, home: FakeHomeAssistant) -> None:
    home.delay_s = 5
    command = asyncio.create_task(bench.perform(LIGHT, {"on": True}))
    await until(lambda: bool(home.calls))
    home.cut()
    assert isinstance(await command, Failed)


async def test_a_home_assistant_that_hangs_gets_no_command_late(bench: Bench, home: FakeHomeAssistant) -> None:
    home.is_deaf = True
    await asyncio.sleep(1.1)  # longer than it may be silent without being asked whether it is there
    assert isinstance(await bench.perform(LIGHT, {"on": True}), Failed)
    home.is_deaf = False
    await until(lambda: is_reachable(bench))
    await asyncio.sleep(0.1)
    assert not home.calls


async def test_while_it_starts_what_has_no_state_yet_is_away_and_not_gone(
    bench: Bench, home: FakeHomeAssistant
) -> None:
    await home.stop()
    state = home.states.pop(LIGHT)
    home.run_state = "STARTING"
    await home.start()
    await until(lambda: bench.registry.is_available("switch.ac"))
    assert LIGHT in bench.registry.home().entities
    assert not is_reachable(bench)
    home.set_state(LIGHT, state.word, **state.attributes)
    await until(lambda: is_reachable(bench))
    home.run_state = "RUNNING"


async def test_what_is_gone_after_a_restart_is_gone(bench: Bench, home: FakeHomeAssistant) -> None:
    await home.stop()
    home.remove(LIGHT)
    await home.start()
    await until(lambda: LIGHT not in bench.registry.home().entities)


# states


async def test_what_is_deleted_in_the_middle_of_a_command_fails_it(bench: Bench, home: FakeHomeAssistant) -> None:
    home.delay_s = 0.1
    command = asyncio.create_task(bench.perform(LIGHT, {"on": True}))
    await until(lambda: bool(home.calls))
    home.remove(LIGHT)
    assert isinstance(await command, Failed | Unconfirmed)
    assert LIGHT not in bench.registry.home().entities
    assert await bench.perform(LIGHT, {"on": True}) == Failed(Command(LIGHT, {"on": True}), "it is not in this home")


async def test_an_unavailable_entity_is_not_reachable_and_keeps_what_it_can(
    bench: Bench, home: FakeHomeAssistant
) -> None:
    before = bench.registry.home().entities[LIGHT].capabilities
    home.set_state(LIGHT, "unavailable")
    home.drop_attribute(LIGHT, "supported_color_modes")
    await until(lambda: not is_reachable(bench))
    assert dict(bench.registry.home().entities[LIGHT].capabilities) == dict(before)
    assert isinstance(await bench.perform(LIGHT, {"on": True}), Failed)
    assert not home.calls


async def test_an_unknown_state_is_unknown(bench: Bench, home: FakeHomeAssistant) -> None:
    home.set_state("sensor.carbon_monoxide", "unknown")
    await until(lambda: bench.registry.states().get("sensor.carbon_monoxide", "co") is None)
    assert bench.registry.is_available("sensor.carbon_monoxide")


async def test_what_an_off_player_played_is_forgotten(bench: Bench, home: FakeHomeAssistant) -> None:
    home.set_state("media_player.bedroom", "off")
    home.drop_attribute("media_player.bedroom", "media_title")
    await until(lambda: bench.registry.states().get("media_player.bedroom", "content") is None)


async def test_a_success_that_changes_nothing_is_not_confirmed(bench: Bench, home: FakeHomeAssistant) -> None:
    home.swallowed.add(LIGHT)
    assert isinstance(await bench.perform(LIGHT, {"on": True}), Unconfirmed)


async def test_a_slow_service_is_judged_by_its_state(bench: Bench, home: FakeHomeAssistant) -> None:
    home.delay_s = 1.1
    assert isinstance(await bench.perform(LIGHT, {"on": True}), Confirmed)


@pytest.mark.parametrize(
    ("code", "message", "reason"),
    [
        ("service_validation_error", "Validation error: It is cold.", "Home Assistant says: It is cold"),
        ("home_assistant_error", "The lamp is broken", "Home Assistant says: The lamp is broken"),
        ("unauthorized", "Unauthorized", "the user of the hub's token may not do that in Home Assistant"),
        (
            "not_found",
            "Service light.turn_on not found.",
            "Home Assistant can't do that (Service light.turn_on not found)",
        ),
    ],
)
async def test_a_refusal_is_told_in_its_words(
    bench: Bench, home: FakeHomeAssistant, code: str, message: str, reason: str
) -> None:
    home.errors[LIGHT] = (code, message)
    assert await bench.perform(LIGHT, {"on": True}) == Failed(Command(LIGHT, {"on": True}), reason)


async def test_a_scene_is_done_and_leaves_no_state(bench: Bench, home: FakeHomeAssistant) -> None:
    home.add("scene.movie", "unknown", "Movie")
    home.fire("entity_registry_updated")
    await until(lambda: "scene.movie" in bench.registry.home().entities)
    assert isinstance(await bench.perform("scene.movie", {"activate": True}), Assumed)
    assert home.calls[-1][0] == "scene.turn_on"


# messages


@pytest.mark.parametrize(
    "frame",
    [
        "no json", "[]", "null", "5", '"x"', "[1, null, {}]", '{"id": null}', '{"id": "x", "type": "event"}',
        '{"id": 99, "type": "event", "event": {}}', '{"id": 1, "type": "result", "success": true}', "[" * 100_000,
    ],
)  # fmt: skip
async def test_a_frame_without_sense_is_left_out(bench: Bench, home: FakeHomeAssistant, frame: str) -> None:
    await home.send_raw(frame)
    home.set_state(LIGHT, "on")
    await until(lambda: bench.registry.states().get(LIGHT, "on") is True)


@pytest.mark.parametrize(
    "event",
    [
        "null", "[]", '{"a": []}', '{"a": {"light.x": null}}', '{"c": {"light.none": {"+": {"s": "on"}}}}',
        '{"c": {"light.bed_light": {"+": {"a": 5}, "-": 7}}}', '{"r": [null, {}, "light.none"]}', '{"r": 5}',
        '{"c": {"light.bed_light": {"+": {"a": {"hs_color": ["x", null], "supported_color_modes": [{}]}}}}}',
        '{"c": {"light.bed_light": {"+": {"s": null, "a": {"friendly_name": [1]}}}}}',
    ],
)  # fmt: skip
async def test_an_event_without_sense_costs_nobody_else_a_state(
    bench: Bench, home: FakeHomeAssistant, event: str
) -> None:
    await home.send_raw(f'{{"id": {home.subscriptions[0]}, "type": "event", "event": {event}}}')
    home.set_state("switch.ac", "on")
    await until(lambda: bench.registry.states().get("switch.ac", "on") is True)
    assert bench.gateway.is_connected


async def test_registries_without_sense_are_read_as_far_as_they_go(home: FakeHomeAssistant) -> None:
    home.areas["odd"] = {"area_id": None, "name": "x"}
    home.areas["nameless"] = {"area_id": "nameless", "name": None}
    home.devices["odd"] = {"id": 5, "identifiers": "x"}
    home.devices["d1"]["identifiers"] = [["only one"], None, ["mqtt", "0x1", "more"]]
    home.entries["light.odd"] = {"entity_id": "light.odd", "options": None, "aliases": "x"}
    home.entries[LIGHT]["area_id"] = "an area that is not there"
    async with bench_at(Site(home.url, TOKEN)) as bench:
        shown = bench.registry.home()
        assert shown.entities[LIGHT].area is None
        assert shown.devices["d1"].identities == ("mqtt:0x1",)
        assert set(shown.areas) == {"living_room", "kitchen", "bedroom"}


# homes


async def test_areas_aliases_and_people_are_as_they_are_kept_there(bench: Bench, home: FakeHomeAssistant) -> None:
    shown = bench.registry.home()
    assert shown.entities[LIGHT].area == "bedroom"  # its device's
    assert shown.entities["switch.ac"].aliases == ("cooler",)  # and not the null beside it
    assert shown.areas["living_room"].aliases == ("lounge",)
    assert (shown.floors["ground"].aliases, shown.floors["ground"].level) == (("downstairs",), 0)
    assert shown.persons["person.ada"].at_home is True
    assert "person.ada" not in shown.entities
    home.set_state("person.ada", "Work")
    await until(lambda: bench.registry.home().persons["person.ada"].at_home is False)
    home.set_state("person.ada", "unknown")
    await until(lambda: bench.registry.home().persons["person.ada"].at_home is None)
    home.remove("person.ada")
    await until(lambda: not bench.registry.home().persons)


async def test_a_device_hands_its_labels_down(bench: Bench, home: FakeHomeAssistant) -> None:
    home.labels["party"] = {"label_id": "party", "name": "Party"}
    home.devices["d1"]["labels"] = ["party", "gone", None]
    home.fire("label_registry_updated")
    await until(lambda: bench.registry.home().entities[LIGHT].labels == ("Party",))


async def test_labels_that_may_not_be_known_are_left_out(home: FakeHomeAssistant) -> None:
    home.labels["party"] = {"label_id": "party", "name": "Party"}
    home.entries[LIGHT]["labels"] = ["party"]
    home.refused.add("config/label_registry/list")
    home.refused_events.add("label_registry_updated")
    async with bench_at(Site(home.url, TOKEN)) as bench:
        assert bench.registry.home().entities[LIGHT].labels == ()


async def test_what_has_no_area_or_the_name_of_another_is_there(home: FakeHomeAssistant) -> None:
    home.add("light.lamp", "on", "Lamp", area="kitchen")
    home.add("light.lamp_2", "on", "Lamp", area="bedroom")
    home.add("light.lamp_3", "on", "Lamp")
    async with bench_at(Site(home.url, TOKEN)) as bench:
        lamps = [entity for entity in bench.registry.home().spoken if entity.name == "Lamp"]
        assert {lamp.area for lamp in lamps} == {"kitchen", "bedroom", None}


async def test_what_the_hub_itself_has_put_there_is_left_out(home: FakeHomeAssistant) -> None:
    home.add("sensor.concepts_learned", "5", "Concepts learned", platform="teachable_hub")
    home.add("scene.movie_night", "unknown", "Movie night", platform="homeassistant")
    home.entries["scene.movie_night"]["unique_id"] = "teachable_hub_1f"
    home.add("scene.evening", "unknown", "Evening", platform="homeassistant")
    async with bench_at(Site(home.url, TOKEN)) as bench:
        there = bench.registry.home().entities.keys()
        assert not {"sensor.concepts_learned", "scene.movie_night"} & there
        assert "scene.evening" in there


async def test_what_the_registry_does_not_have_can_be_exposed_too(bench: Bench, home: FakeHomeAssistant) -> None:
    home.set_state("switch.made_by_hand", "off", friendly_name="Pump")
    home.exposed.add("switch.made_by_hand")  # no event tells of it
    await until(lambda: "switch.made_by_hand" in bench.registry.home().entities)
    assert isinstance(await bench.perform("switch.made_by_hand", {"on": True}), Confirmed)


async def test_a_device_that_moves_takes_its_entities_along(bench: Bench, home: FakeHomeAssistant) -> None:
    home.devices["d1"]["area_id"] = "kitchen"
    home.fire("device_registry_updated")
    await until(lambda: bench.registry.home().entities[LIGHT].area == "kitchen")


async def test_a_burst_of_registry_changes_is_read_together(bench: Bench, home: FakeHomeAssistant) -> None:
    revision = bench.registry.home().revision
    for number in range(200):
        home.add(f"light.new_{number}", "off", f"New {number}")
        home.fire("entity_registry_updated")
    await until(lambda: "light.new_199" in bench.registry.home().entities)
    assert bench.registry.home().revision - revision < 20


async def test_degrees_are_those_of_the_house(home: FakeHomeAssistant) -> None:
    home.temperature_unit = "°F"
    async with bench_at(Site(home.url, TOKEN)) as bench:
        target = bench.registry.home().entities["climate.hvac"].capabilities["target_temperature"]
        assert getattr(target, "unit", "") == "°F"


async def test_two_thousand_entities_are_there_soon_and_followed(home: FakeHomeAssistant) -> None:
    for number in range(2000):
        home.add(
            f"light.lamp_{number}", "off", f"Lamp {number}", area="kitchen", brightness=None,
            supported_color_modes=["color_temp", "hs"], effect_list=["one", "two"],
        )  # fmt: skip
    begun = time.perf_counter()
    async with bench_at(Site(home.url, TOKEN)) as bench:
        took_s = time.perf_counter() - begun
        assert len(bench.registry.home().spoken) > 2000
        assert isinstance(await bench.perform("light.lamp_1999", {"on": True}), Confirmed)
        home.areas["kitchen"]["name"] = "Galley"
        home.fire("area_registry_updated")
        await until(lambda: bench.registry.home().areas["kitchen"].name == "Galley")
    assert took_s < 5
    logging.getLogger(__name__).info("2,000 entities in %.2f s", took_s)


# one owner


def mqtt_lamp(registry: Registry) -> None:
    sink = registry.sink("mqtt")
    sink.announce_device(Device("0x1", "lamp", identities=("mqtt:0x1", "mqtt:zigbee2mqtt_0x1")))
    capabilities = {"effect": Choice(("one",))}
    sink.announce(Entity("0x1_light", "lamp", "light", capabilities, device="0x1", gateway="mqtt"))


async def test_a_device_that_comes_over_mqtt_too_belongs_to_home_assistant(home: FakeHomeAssistant) -> None:
    home.add_device("d2", "Moonlamp", identifiers=[["mqtt", "zigbee2mqtt_0x1"]])
    home.add("light.moonlamp", "on", "Moonlamp", device="d2", platform="mqtt")
    async with bench_at(Site(home.url, TOKEN)) as bench:
        mqtt_lamp(bench.registry)
        assert "light.moonlamp" in bench.registry.home().entities
        assert "0x1_light" not in bench.registry.home().entities
        home.exposed.discard("light.moonlamp")
        home.fire("entity_registry_updated")
        await until(lambda: "light.moonlamp" not in bench.registry.home().entities)
        assert "0x1_light" not in bench.registry.home().entities  # hidden there is hidden here
        del home.devices["d2"]
        home.fire("device_registry_updated")
        await until(lambda: "0x1_light" in bench.registry.home().entities)


async def test_what_comes_over_mqtt_without_a_device_belongs_to_home_assistant_too(home: FakeHomeAssistant) -> None:
    home.add("switch.pump", "on", "Pump", platform="mqtt")
    home.entries["switch.pump"]["unique_id"] = "pump_1"
    async with bench_at(Site(home.url, TOKEN)) as bench:
        sink = bench.registry.sink("mqtt")
        for unique_id in ("pump_1", "pump_2"):
            sink.announce(Entity(unique_id, "Pump", "switch", {"on": Toggle()}, gateway="mqtt"))
        assert {"switch.pump", "pump_2"} <= bench.registry.home().entities.keys()
        assert "pump_1" not in bench.registry.home().entities


async def test_a_device_that_only_the_broker_has_comes_from_there(bench: Bench) -> None:
    mqtt_lamp(bench.registry)
    assert "0x1_light" in bench.registry.home().entities
    assert bench.registry.owner_of("0x1_light") == "mqtt"


async def test_while_home_assistant_is_away_its_devices_stay_its_own(home: FakeHomeAssistant) -> None:
    home.add_device("d2", "Moonlamp", identifiers=[["mqtt", "0x1"]])
    home.add("light.moonlamp", "on", "Moonlamp", device="d2", platform="mqtt")
    async with bench_at(Site(home.url, TOKEN)) as bench:
        mqtt_lamp(bench.registry)
        await home.stop()
        await until(lambda: not bench.gateway.is_connected)
        assert "0x1_light" not in bench.registry.home().entities


async def test_the_gateway_stops_at_once_whatever_it_waits_for(home: FakeHomeAssistant) -> None:
    home.is_deaf = True
    access = HomeAssistantAccess.at(home.url, TOKEN)
    gateway = HomeAssistantGateway(Registry(StandingClock()).sink(HOME_ASSISTANT), access, pace=PACE)
    await gateway.__aenter__()
    assert not await gateway.wait_connected(0.2)
    begun = time.perf_counter()
    await gateway.__aexit__(None, None, None)
    assert time.perf_counter() - begun < 2


async def test_dispatch_over_two_gateways_asks_the_owner(bench: Bench, home: FakeHomeAssistant) -> None:
    dispatcher = Dispatcher(bench.registry, [bench.gateway], timing=IMPATIENT)
    outcomes = await dispatcher.perform([Command(LIGHT, {"on": True}), Command("switch.ac", {"on": True})])
    assert all(isinstance(outcome, Confirmed) for outcome in outcomes)
    assert {call[0] for call in home.calls} == {"light.turn_on", "switch.turn_on"}
