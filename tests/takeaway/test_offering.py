"""Taught names and routines are put into Home Assistant on request, and can be taken back; nothing else is touched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from devices.adapters.home_assistant.registrar import rest_url
from hub.bootstrap.takeaway import offering as offering_to
from hub.config import Settings
from hub.errors import HubError
from hub.takeaway.changes import Plan, in_words
from hub.takeaway.ledger import LEDGER_FILE
from hub.takeaway.offering import Wish
from teaching.concepts import Alias, Concept, Routine, Selector, Setting, Step
from tests.fakes.home_assistant import TOKEN
from tests.takeaway import homes
from tests.takeaway.grounds import Ground, a_ground

ALL = Wish()
FAN_OFF = Step(Selector(entities=("fan.bedroom",)), (Setting("on", value=False),))


def evening(*steps: Step) -> Concept:
    return homes.taught("evening", Routine(steps))


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with a_ground(tmp_path, [homes.MOONLAMP, homes.DEN, homes.MOVIE_NIGHT]) as ground:
        yield ground


async def offered(ground: Ground, wish: Wish = ALL, *, withdraw: bool = False) -> Plan:
    plan = await ground.offering.plan(wish, withdraw=withdraw)
    await ground.offering.carry_out(plan)
    return plan


async def test_a_plan_tells_what_would_change_and_changes_nothing(ground: Ground) -> None:
    plan = await ground.offering.plan(ALL)
    assert [in_words(change) for change in plan.changes] == [
        'Bed Light: also called "moonlamp"',
        'room Living Room: also called "den"',
        "script movie night: new",
    ]
    assert ground.aliases("light.bed") == []
    assert ground.scripts == {}
    assert not (ground.offering.folder / LEDGER_FILE).exists()


async def test_names_become_aliases_beside_those_that_were_there(ground: Ground) -> None:
    ground.house.entries["light.bed"]["aliases"] = ["night light"]
    await offered(ground)
    assert ground.aliases("light.bed") == ["night light", "moonlamp"]
    assert ground.house.areas["living_room"]["aliases"] == ["lounge", "den"]


async def test_offering_again_changes_nothing(ground: Ground) -> None:
    await offered(ground)
    assert (await ground.offering.plan(ALL)).changes == ()


async def test_what_is_withdrawn_is_ours_and_nothing_else(ground: Ground) -> None:
    ground.house.entries["light.bed"]["aliases"] = ["night light"]
    ground.scripts["by_hand"] = {"alias": "movie night"}
    await offered(ground)
    ground.house.entries["light.bed"]["aliases"].append("added later")
    plan = await offered(ground, withdraw=True)
    assert [in_words(change) for change in plan.changes] == [
        'Bed Light: no longer called "moonlamp"',
        'room Living Room: no longer called "den"',
        "script movie night: removed",
    ]
    assert ground.aliases("light.bed") == ["night light", "added later"]
    assert ground.house.areas["living_room"]["aliases"] == ["lounge"]
    assert list(ground.scripts) == ["by_hand"]
    assert (await ground.offering.plan(ALL, withdraw=True)).changes == ()


async def test_a_name_that_people_gave_there_themselves_stays(ground: Ground) -> None:
    ground.house.entries["light.bed"]["aliases"] = ["Moonlamp"]
    await offered(ground)
    await offered(ground, withdraw=True)
    assert ground.aliases("light.bed") == ["Moonlamp"]


async def test_a_name_that_people_gave_between_plan_and_change_is_theirs(ground: Ground) -> None:
    plan = await ground.offering.plan(ALL)
    ground.house.entries["light.bed"]["aliases"] = ["moonlamp"]
    await ground.offering.carry_out(plan)
    await offered(ground, withdraw=True)
    assert ground.aliases("light.bed") == ["moonlamp"]


async def test_what_is_taught_no_more_is_taken_back_with_the_next_offer(ground: Ground) -> None:
    await offered(ground)
    ground.taught[:] = [replace(homes.MOONLAMP, term="moony")]
    plan = await offered(ground)
    assert 'Bed Light: also called "moony", no longer called "moonlamp"' in [in_words(c) for c in plan.changes]
    assert ground.aliases("light.bed") == ["moony"]
    assert ground.scripts == {}


async def test_a_null_is_never_written_to_an_old_version(ground: Ground) -> None:
    ground.house.entries["light.bed"]["aliases"] = [None, "night light"]
    await offered(ground)
    assert ground.aliases("light.bed") == ["night light", "moonlamp"]


@pytest.mark.parametrize("version", ["2026.4.0", "2026.11.2", "2027.1.0b1"])
async def test_a_null_stays_where_it_stands_for_the_own_name(ground: Ground, version: str) -> None:
    ground.version = version
    ground.house.entries["light.bed"]["aliases"] = [None, "night light"]
    await offered(ground)
    assert ground.aliases("light.bed") == [None, "night light", "moonlamp"]
    await offered(ground, withdraw=True)
    assert ground.aliases("light.bed") == [None, "night light"]


async def test_an_own_name_that_was_taken_away_there_does_not_come_back(ground: Ground) -> None:
    ground.version = "2026.4.0"
    await offered(ground)
    assert ground.aliases("light.bed") == ["moonlamp"]


async def test_a_routine_becomes_a_script_and_follows_what_it_means(ground: Ground) -> None:
    await offered(ground, Wish(aliases=False))
    ((script_id, script),) = ground.scripts.items()
    assert script_id.startswith("teachable_hub_")
    assert script["alias"] == "movie night"
    assert [step["action"] for step in script["sequence"]] == [
        "light.turn_on", "light.turn_on", "media_player.volume_set", "fan.turn_off",
    ]  # fmt: skip
    shorter = Routine((Step(Selector(entities=("light.bed",)), (Setting("on", value=True),)),))
    ground.taught[:] = [homes.MOVIE_NIGHT.changed(shorter, homes.MOVIE_NIGHT.provenance)]
    plan = await offered(ground)
    told = [in_words(change) for change in plan.changes]
    assert "script movie night: removed" in told
    assert "scene movie night: new" in told
    assert ground.scripts == {}
    assert ground.scenes == {
        script_id: {"id": script_id, "name": "movie night", "entities": {"light.bed": {"state": "on"}}}
    }


async def test_a_routine_that_is_only_how_things_shall_be_becomes_a_scene(ground: Ground) -> None:
    cosy = (Setting("brightness", 20), Setting("color_temp", 2700))
    ground.taught[:] = [evening(Step(Selector(entities=("light.bed", "light.reading")), cosy), FAN_OFF)]
    await offered(ground)
    ((_, scene),) = ground.scenes.items()
    assert scene["name"] == "evening"
    assert scene["entities"] == {
        "light.bed": {"state": "on", "brightness": 51, "color_temp_kelvin": 2700},
        "light.reading": {"state": "on", "brightness": 51},
        "fan.bedroom": {"state": "off"},
    }
    ground.scenes[next(iter(ground.scenes))]["icon"] = "mdi:sofa"
    assert (await ground.offering.plan(ALL)).changes == ()
    plan = await offered(ground, withdraw=True)
    assert [in_words(change) for change in plan.changes] == ["scene evening: removed"]
    assert ground.scenes == {}


@pytest.mark.parametrize(
    "step",
    [
        Step(Selector(entities=("fan.bedroom",)), (Setting("on", value=True),)),  # on after off: an order
        Step(Selector(entities=("script.cats",)), (Setting("activate", value=True),)),
        Step(Selector(entities=("light.bed",)), (Setting("brightness", 10, relative=True),)),
        Step(Selector(entities=("lamp_7",)), (Setting("on", value=True),)),  # that Home Assistant doesn't have
    ],
    ids=["an order", "something done", "a change", "a thing of another gateway"],
)
async def test_what_is_more_than_that_becomes_a_script(ground: Ground, step: Step) -> None:
    ground.taught[:] = [evening(FAN_OFF, step)]
    await offered(ground)
    assert ground.scenes == {}
    assert len(ground.scripts) == 1


async def test_what_was_renamed_there_is_meant_by_its_name_of_now(tmp_path: Path) -> None:
    taught = [homes.MOONLAMP, homes.MOVIE_NIGHT]
    async with a_ground(tmp_path, taught, renamed={"light.bed": "light.attic"}) as ground:
        await offered(ground)
        assert ground.aliases("light.attic") == ["moonlamp"]
        packed = await ground.offering.packing.packed()
        written = f"{ground.scripts} {packed}"
        assert "light.attic" in written
        assert "light.bed'" not in written
        await offered(ground, withdraw=True)
        assert ground.aliases("light.attic") == []


async def test_one_sort_can_be_offered_alone(ground: Ground) -> None:
    assert all(in_words(c).startswith("script") for c in (await ground.offering.plan(Wish(aliases=False))).changes)
    assert not any(in_words(c).startswith("script") for c in (await ground.offering.plan(Wish(scenes=False))).changes)


async def test_what_cannot_be_offered_is_said_with_the_reason(ground: Ground) -> None:
    ground.taught[:] = [
        homes.SPARKLES,
        homes.HER_OWN,
        homes.WELCOME,
        homes.LIGHTS_OUT,
        homes.taught("reading lamp", Alias(("light.bed",))),
        homes.taught("desky", Alias(("lamp_7",))),
        homes.taught("ghost", Alias(("light.gone",))),
        homes.taught("mine", Alias(("light.bed",)), scope="person.ada"),
    ]
    plan = await ground.offering.plan(ALL)
    assert plan.changes == ()
    reasons = {left.term: left.reason for left in plan.left_out}
    assert "several" in reasons["the sparkles"]
    assert "something else" in reasons["reading lamp"]
    assert "doesn't come from Home Assistant" in reasons["desky"]
    assert "no longer" in reasons["ghost"]
    assert "Ada" in reasons["mine"]
    assert "asks" in reasons["welcome"]
    assert "room" in reasons["lights out"]


async def test_no_word_is_kept_with_what_was_offered(ground: Ground) -> None:
    await offered(ground)
    kept = (ground.offering.folder / LEDGER_FILE).read_text().casefold()
    assert "light.bed" in kept
    assert not any(word in kept for word in ("moonlamp", 'den"', "movie"))


async def test_what_was_made_before_a_failure_is_known_afterwards(ground: Ground) -> None:
    plan = await ground.offering.plan(ALL)
    del ground.house.areas["living_room"]
    with pytest.raises(Exception, match="no area living_room"):
        await ground.offering.carry_out(plan)
    assert ground.aliases("light.bed") == ["moonlamp"]
    await offered(ground, withdraw=True)
    assert ground.aliases("light.bed") == []


async def test_a_home_assistant_that_does_not_read_its_scripts_is_said(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.adapters.home_assistant.registrar._LOADED_S", 0.05)
    ground.reads_scripts = False
    with pytest.raises(Exception, match=r"scripts\.yaml"):
        await offered(ground, Wish(aliases=False))
    await offered(ground, Wish(aliases=False), withdraw=True)
    assert ground.scripts == {}


async def test_what_home_assistant_refuses_is_said_to_who_can_act(ground: Ground, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, home_assistant_url=ground.house.url, home_assistant_token="old")
    packing = ground.offering.packing
    offering = offering_to(settings, packing)
    assert offering is not None
    with pytest.raises(HubError, match=r"127\.0\.0\.1:\d+: it refuses the token"):
        await offering.plan(ALL)
    offering = offering_to(settings.model_copy(update={"home_assistant_token": SecretStr(TOKEN)}), packing)
    assert offering is not None
    plan = await offering.plan(Wish(scenes=False))
    ground.house.refused = {"config/entity_registry/update"}
    with pytest.raises(HubError, match="only an administrator"):
        await offering.carry_out(plan)


async def test_a_damaged_ledger_stops_everything(ground: Ground) -> None:
    (ground.offering.folder / LEDGER_FILE).write_text("{")
    with pytest.raises(HubError, match="can't be read"):
        await ground.offering.plan(ALL)


@pytest.mark.parametrize(
    ("websocket", "rest"),
    [
        ("ws://ha.local:8123/api/websocket", "http://ha.local:8123/api"),
        ("wss://ha.example/under/api/websocket", "https://ha.example/under/api"),
        ("ws://supervisor/core/websocket", "http://supervisor/core/api"),
    ],
)
def test_both_of_its_interfaces_are_at_one_address(websocket: str, rest: str) -> None:
    assert rest_url(websocket) == rest
