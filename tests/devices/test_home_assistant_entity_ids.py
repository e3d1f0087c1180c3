"""An entity stays the same to the hub, whatever it is called in Home Assistant."""

from __future__ import annotations

import pytest

from devices.adapters.home_assistant.entity_ids import EntityIds, Kept
from devices.adapters.home_assistant.gateway import HOME_ASSISTANT, HomeAssistantGateway
from devices.commands import Command, Confirmed
from devices.dispatch import Dispatcher
from devices.registry import Registry
from tests.devices.brokers import until
from tests.devices.home_assistant_contract import PACE, TIMING, Bench, Site
from tests.fakes.clocks import StandingClock
from tests.fakes.home_assistant import TOKEN, FakeHomeAssistant, running


def followed(ids: EntityIds, **entities: str) -> dict[str, str]:
    """The hub's ids after it was shown these: entity ids of the domain light, with those in the registry."""
    entries = {f"light.{name}": entry for name, entry in entities.items()}
    ids.follow({name: entry for name, entry in entries.items() if entry}, entries.keys())
    return {name: ids.ours(f"light.{name}").removeprefix("light.") for name in entities}


def test_an_id_stays_what_it_was_first() -> None:
    ids = EntityIds()
    assert followed(ids, desk="a", hall="b") == {"desk": "desk", "hall": "hall"}
    assert followed(ids, table="a", hall="b") == {"table": "desk", "hall": "hall"}
    assert ids.theirs("light.desk") == "light.table"
    assert followed(ids, bench="a", hall="b") == {"bench": "desk", "hall": "hall"}
    assert followed(ids, desk="a", hall="b") == {"desk": "desk", "hall": "hall"}


def test_two_that_change_places_stay_who_they_are() -> None:
    ids = EntityIds()
    followed(ids, desk="a", hall="b")
    assert followed(ids, hall="a", desk="b") == {"hall": "desk", "desk": "hall"}


def test_a_newcomer_with_the_id_of_another_gets_one_of_its_own_and_keeps_it() -> None:
    ids = EntityIds()
    followed(ids, desk="a")
    assert followed(ids, table="a", desk="b", desk_2="c") == {"table": "desk", "desk": "desk_3", "desk_2": "desk_2"}
    assert followed(ids, table="a", desk="b") == {"table": "desk", "desk": "desk_3"}
    assert ids.theirs("light.desk_3") == "light.desk"


def test_what_replaces_something_that_was_deleted_stands_for_it() -> None:
    ids = EntityIds()
    followed(ids, desk="a")
    assert followed(ids, desk="b") == {"desk": "desk"}
    assert followed(ids, table="b") == {"table": "desk"}


def test_what_is_not_in_the_registry_goes_by_its_id() -> None:
    ids = EntityIds()
    assert followed(ids, desk="") == {"desk": "desk"}
    assert followed(ids, table="") == {"table": "table"}


def test_what_is_hidden_for_a_while_keeps_its_id() -> None:
    ids = EntityIds()
    followed(ids, desk="a")
    ids.follow({"light.table": "a"}, set())
    assert followed(ids, table="a") == {"table": "desk"}


def test_registries_that_can_not_be_read_cost_nothing() -> None:
    ids = EntityIds()
    followed(ids, desk="a")
    ids.follow({}, set())
    assert followed(ids, table="a") == {"table": "desk"}


async def test_only_what_is_new_is_written_down_and_people_are_not() -> None:
    written: list[Kept] = []
    ids = EntityIds({"a": "light.desk"}, written.append)
    ids.follow({"light.table": "a", "person.ada": "p"}, {"light.table", "person.ada"})
    await ids.save()
    assert not written
    followed(ids, table="a", hall="b")
    await ids.save()
    await ids.save()
    assert written == [{"a": "light.desk", "b": "light.hall"}]
    assert EntityIds(written[0]).ours("light.table") == "light.table"


@pytest.mark.parametrize("is_away", [False, True])
async def test_an_entity_that_is_renamed_is_commanded_by_its_first_id(is_away: bool) -> None:
    async with running() as home:
        site, registry = Site(home.url, TOKEN), Registry(StandingClock())
        ids = EntityIds()
        async with HomeAssistantGateway(registry.sink(HOME_ASSISTANT), site.access, pace=PACE, ids=ids) as gateway:
            assert await gateway.wait_connected()
            bench = Bench(site, gateway, registry, Dispatcher(registry, [gateway], timing=TIMING))
            await _rename(home, site.bed_light, "light.attic", is_away=is_away)
            await until(lambda: _native(registry, site.bed_light) == "light.attic")
            await until(lambda: registry.is_available(site.bed_light))
            home.add(site.bed_light, "off", "Another lamp", supported_color_modes=["onoff"])
            home.entries[site.bed_light]["id"] = "another"
            home.fire("entity_registry_updated")
            await until(lambda: "light.bed_light_2" in registry.home().entities)
            for entity_id, called in ((site.bed_light, "light.attic"), ("light.bed_light_2", site.bed_light)):
                is_on = not registry.states().get(entity_id, "on")
                command = Command(entity_id, {"on": is_on})
                assert isinstance(await bench.perform(entity_id, {"on": is_on}), Confirmed)
                assert home.states[called].word == ("on" if is_on else "off")
                assert gateway.confirms(command)


def _native(registry: Registry, entity_id: str) -> str:
    entity = registry.home().entities.get(entity_id)
    return entity.native_id if entity is not None else "gone"


async def _rename(home: FakeHomeAssistant, entity_id: str, new: str, *, is_away: bool) -> None:
    if is_away:
        await home.stop()
    home.answer("config/entity_registry/update", {"entity_id": entity_id, "new_entity_id": new})
    if is_away:
        await home.start()
