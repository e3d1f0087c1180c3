"""The registry merges what gateways say into one home."""

from __future__ import annotations

import asyncio
import time

from devices.capabilities import Toggle
from devices.home import Area, Device, Entity, Home, Person, Role, Satellite
from devices.registry import Registry
from tests.devices.homes import entity, small_home
from tests.fakes.clocks import StandingClock


def of(gateway: str, entity_id: str = "lamp", device: str | None = None, name: str = "") -> Entity:
    return Entity(entity_id, name or gateway, "light", {"on": Toggle()}, device=device, gateway=gateway)


def test_a_snapshot_stays_the_same_until_something_changes() -> None:
    registry = Registry(StandingClock())
    sink = registry.sink("mqtt")
    sink.announce(of("mqtt"))
    first = registry.home()
    sink.announce(of("mqtt"))
    assert registry.home() is first
    sink.announce_area(Area("hall", "hall"))
    assert registry.home().revision == first.revision + 1


def test_announcing_what_was_known_from_the_start_changes_nothing() -> None:
    home = small_home().home
    registry = Registry(StandingClock(), home=home)
    sink = registry.sink("simulated")
    for item in home.entities.values():
        sink.announce(item)
    assert registry.home() is home
    assert registry.owner_of("oven") == "simulated"


def test_the_gateway_with_priority_owns_a_device_that_two_announce() -> None:
    registry = Registry(StandingClock(), priority=("homeassistant",))
    mqtt, assistant = registry.sink("mqtt"), registry.sink("homeassistant")
    mqtt.announce_device(Device("0x1", "lamp"))
    mqtt.announce(of("mqtt", "0x1_light", "0x1"))
    assert set(registry.home().entities) == {"0x1_light"}
    assistant.announce_device(Device("0x1", "lamp"))
    assistant.announce(of("homeassistant", "light.lamp", "0x1"))
    assert set(registry.home().entities) == {"light.lamp"}
    mqtt.report("0x1_light", {"on": True})
    assert registry.owner_of("light.lamp") == "homeassistant"


def test_reports_of_a_gateway_that_does_not_own_the_entity_are_ignored() -> None:
    registry = Registry(StandingClock(), priority=("a", "b"))
    a, b = registry.sink("a"), registry.sink("b")
    a.announce(of("a"))
    b.announce(of("b"))
    a.report("lamp", {"on": True})
    b.report("lamp", {"on": False})
    b.set_available("lamp", False)
    assert registry.states().get("lamp", "on") is True
    assert registry.is_available("lamp")
    b.withdraw("lamp")
    assert registry.home().entities["lamp"].gateway == "a"


def test_an_entity_that_leaves_takes_its_state_along() -> None:
    registry = Registry(StandingClock())
    sink = registry.sink("mqtt")
    sink.announce(of("mqtt"))
    sink.report("lamp", {"on": True})
    sink.withdraw("lamp")
    assert "lamp" not in registry.home().entities
    assert registry.states().of("lamp") == {}


def test_listeners_hear_of_changes_until_they_stop() -> None:
    registry = Registry(StandingClock())
    sink = registry.sink("mqtt")
    homes: list[int] = []
    states: list[str] = []
    stop_homes = registry.on_home(lambda: homes.append(1))
    stop_states = registry.on_states(lambda changes: states.extend(change.attribute for change in changes))
    sink.announce(of("mqtt"))
    sink.announce(of("mqtt", name="other"))
    assert len(homes) == 1  # once until somebody looks
    registry.home()
    sink.report("lamp", {"on": True})
    sink.report("lamp", {"on": True})
    assert states == ["on"]
    stop_homes()
    stop_states()
    sink.report("lamp", {"on": False})
    sink.withdraw("lamp")
    assert (len(homes), states) == (1, ["on"])


def test_listeners_hear_that_something_can_not_be_reached_and_when_it_was_last_heard_of() -> None:
    clock = StandingClock()
    registry = Registry(clock)
    sink = registry.sink("mqtt")
    sink.announce(of("mqtt"))
    heard: list[int] = []
    registry.on_states(lambda changes: heard.append(len(changes)))
    sink.report("lamp", {"on": True})
    seen = clock.now()
    clock.move(minutes=1)
    for available in (False, False, True):
        sink.set_available("lamp", available)
    assert heard == [1, 0, 0]
    assert registry.last_seen("lamp") == seen
    sink.report("lamp", {"on": True})
    assert registry.last_seen("lamp") == clock.now()
    sink.withdraw("lamp")
    assert registry.last_seen("lamp") is None


def test_the_household_says_who_somebody_is_and_the_gateways_where() -> None:
    registry = Registry(StandingClock())
    sink = registry.sink("homeassistant")
    sink.announce_person(Person("person.noor", "Noor", at_home=True))
    sink.announce_person(Person("person.kim", "Kim", at_home=False))
    registry.know_household(
        [Person("person.kim", "Kimberly", Role.CHILD, ("Kim",)), Person("noor", "Noor", Role.GUEST)]
    )
    persons = registry.home().persons
    assert persons == {
        "person.kim": Person("person.kim", "Kimberly", Role.CHILD, ("Kim",), at_home=False),
        "noor": Person("noor", "Noor", Role.GUEST, at_home=True),
    }
    registry.know_household(())
    assert set(registry.home().persons) == {"person.noor", "person.kim"}
    assert registry.home().persons["person.kim"].role is Role.ADULT


def test_what_follows_a_command_is_the_hubs_doing() -> None:
    registry = Registry(StandingClock())
    sink = registry.sink("mqtt")
    sink.announce(of("mqtt"))
    sink.report("lamp", {"on": False})
    registry.expect_effects("lamp")
    sink.report("lamp", {"on": True})
    assert [change.cause for change in registry.history()] == ["home", "hub"]


async def test_waiting_ends_when_the_state_comes_or_time_is_up() -> None:
    registry = Registry(StandingClock())
    sink = registry.sink("mqtt")
    sink.announce(of("mqtt"))
    asyncio.get_running_loop().call_later(0.02, sink.report, "lamp", {"on": True})
    assert await registry.wait_for("lamp", lambda values: values.get("on") is True, 2)
    assert not await registry.wait_for("lamp", lambda values: values.get("on") is False, 0.01)


def test_five_hundred_entities_are_merged_in_a_blink() -> None:
    registry = Registry(StandingClock())
    sink = registry.sink("mqtt")
    started = time.perf_counter()
    for number in range(500):
        sink.announce(entity(f"lamp_{number}", "light", {"on": Toggle()}))
        sink.report(f"lamp_{number}", {"on": True})
    assert len(registry.home().entities) == 500
    assert time.perf_counter() - started < 0.5


def test_rooms_of_one_name_are_one_and_the_first_gateway_names_them() -> None:
    registry = Registry(StandingClock(), priority=("homeassistant",))
    mqtt, assistant = registry.sink("mqtt"), registry.sink("homeassistant")
    mqtt.announce_area(Area("living_room", "living room"))
    mqtt.announce(Entity("lamp", "lamp", "light", {"on": Toggle()}, area="living_room", gateway="mqtt"))
    mqtt.announce_satellite(Satellite("living_room"))
    assistant.announce_area(Area("salon_2", "Salon", aliases=("Living Room",)))
    home = registry.home()
    assert set(home.areas) == {"salon_2"}
    assert home.entities["lamp"].area == "salon_2"
    assert home.satellites == (Satellite("salon_2"),)
    assistant.withdraw_area("salon_2")
    assert registry.home().entities["lamp"].area == "living_room"


def test_two_rooms_of_one_name_in_one_gateway_stay_two() -> None:
    registry = Registry(StandingClock())
    sink = registry.sink("mqtt")
    sink.announce_area(Area("bath", "bathroom"))
    sink.announce_area(Area("bath_2", "bathroom"))
    assert set(registry.home().areas) == {"bath", "bath_2"}


def test_who_was_known_keeps_id_and_role_and_is_where_a_gateway_says() -> None:
    mia = Person("mia", "Mia", Role.CHILD)
    registry = Registry(StandingClock(), home=Home(persons={"mia": mia}))
    sink = registry.sink("homeassistant")
    sink.announce_person(Person("person.mia", "mia", at_home=False))
    sink.announce_person(Person("person.ada", "Ada", at_home=True))
    persons = registry.home().persons
    assert persons["mia"] == Person("mia", "Mia", Role.CHILD, at_home=False)
    assert set(persons) == {"mia", "person.ada"}
    sink.withdraw_person("person.ada")
    assert set(registry.home().persons) == {"mia"}


def test_a_device_is_known_by_any_of_its_identities() -> None:
    registry = Registry(StandingClock(), priority=("homeassistant",))
    mqtt, assistant = registry.sink("mqtt"), registry.sink("homeassistant")
    mqtt.announce_device(Device("0x1", "lamp", identities=("mqtt:0x1", "mqtt:z2m_0x1")))
    mqtt.announce(of("mqtt", "0x1_light", "0x1"))
    assistant.announce_device(Device("abc", "Moonlamp", identities=("mqtt:z2m_0x1",)))
    assert not registry.home().entities
    assistant.withdraw_device("abc")
    assert set(registry.home().entities) == {"0x1_light"}
