"""The pages of the house: home, schedules, people, settings, health."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from devices.commands import Command
from devices.home import Role
from hub.admin.door import Door
from hub.admin.pages.settings import shown_settings
from hub.admin.roles import AccountRole
from hub.config import Settings, load_settings
from hub.health import Health, PartHealth
from hub.running import Hub
from teaching.schedules import Schedule, ScheduleStatus
from tests.admin.conftest import Visit
from tests.hub.conftest import Parts

Enter = Callable[[AccountRole], Awaitable[Visit]]


async def test_the_rooms_show_how_their_things_are(admin: Visit) -> None:
    page = (await admin.get("/home")).text
    assert "living room" in page
    assert "target temperature 21 °C" in page
    found = (await admin.get("/home?q=kettle")).text
    assert "kettle" in found
    assert "thermostat" not in found


async def test_the_rooms_tell_in_words_what_matters_now(admin: Visit, hub: Hub) -> None:
    await hub.dispatcher.perform(
        [Command("desk_lamp", {"on": True, "brightness": 40}), Command("kettle", {"on": True})]
    )

    def told(page: str, thing: str) -> str:
        row = re.search(rf'href="/things/{thing}".*?</li>', page, re.DOTALL)
        assert row is not None
        return " ".join(re.sub(r"<[^>]+>", " ", row[0].split(">", 1)[1]).split())

    page = (await admin.get("/home")).text
    assert told(page, "desk_lamp").startswith("desk lamp light on, 40 %")
    assert told(page, "kettle") == "kettle kettle on"
    assert told(page, "front_door_lock") == "front door lock lock locked"
    await hub.dispatcher.perform([Command("desk_lamp", {"on": False})])
    assert told((await admin.get("/home")).text, "desk_lamp") == "desk lamp light off"
    thing = (await admin.get("/things/front_door_lock")).text
    assert ">Locked</button>" in thing
    assert ">Unlocked</button>" in thing


async def test_two_who_edit_one_person_or_account_put_nothing_over_each_other_s(
    admin: Visit, hub: Hub, door: Door
) -> None:
    person = next(iter(hub.registry.home().persons.values()))
    place = f"/people/{person.id}"

    def mark(page: str, form: str) -> str:
        return str(re.findall(r'name="seen" value="(\w+)"', page.split(f'action="{form}"')[1])[0])

    seen = mark((await admin.get(place)).text, f"{place}/change")
    await admin.post(f"{place}/change", name=person.name, role="adult", also="theirs", seen=seen)
    late = await admin.post(f"{place}/change", name=person.name, role="guest", also="mine", seen=seen)
    assert late.status_code == 409
    assert "theirs" in late.text
    assert 'name="also" value="mine"' in late.text
    assert hub.registry.home().persons[person.id].aliases == ("theirs",)
    seen = mark(late.text, f"{place}/change")
    await admin.post(f"{place}/change", name=person.name, role="guest", also="mine", seen=seen)
    assert hub.registry.home().persons[person.id].aliases == ("mine",)

    await door.add("Pat", "some plain words", AccountRole.GUEST)
    account = next(one for one in await door.accounts.accounts() if one.name == "Pat")
    form = f"/people/accounts/{account.id}/change"
    seen = mark((await admin.get("/people")).text, form)
    await admin.post(form, role="child", seen=seen)
    assert (await admin.post(form, role="admin", seen=seen)).status_code == 409
    assert [one.role for one in await door.accounts.accounts() if one.name == "Pat"] == ["child"]


async def test_a_guest_has_a_short_menu_and_an_admin_all_of_it(admin: Visit, as_role: Enter) -> None:
    talk = (await admin.get("/talk")).text
    assert re.search(r"<details>\s*<summary>More</summary>", talk)
    assert re.search(r"<details open>\s*<summary>More</summary>", (await admin.get("/privacy/audit")).text)
    adult = await as_role(AccountRole.ADULT)
    assert "More</summary>" not in (await adult.get("/talk")).text


async def test_a_thing_says_what_it_is_and_who_reaches_it(admin: Visit) -> None:
    page = (await admin.get("/things/oven")).text
    assert "can harm, or let somebody in" in page
    assert "simulated" in page
    assert (await admin.get("/things/no-such-thing")).status_code == 404


async def test_a_command_is_tried_and_its_effect_is_seen(admin: Visit, hub: Hub) -> None:
    answer = await admin.post("/things/desk_lamp", attribute="brightness", value="33")
    assert (answer.status_code, answer.headers["location"]) == (303, "/things/desk_lamp")
    assert hub.registry.states().get("desk_lamp", "brightness") == 33
    page = (await admin.get("/things/desk_lamp")).text
    assert "its own state says so" in page
    assert "→ 33" in page


@pytest.mark.parametrize(
    ("attribute", "value", "told"),
    [("brightness", "300", "it goes from 0 to 100"), ("brightness", "much", "number"), ("taste", "sweet", "no taste")],
)
async def test_a_command_that_makes_no_sense_is_refused(
    admin: Visit, hub: Hub, attribute: str, value: str, told: str
) -> None:
    before = hub.registry.states().of("desk_lamp")
    answer = await admin.post("/things/desk_lamp", attribute=attribute, value=value)
    assert answer.status_code == 422
    assert told in answer.text
    assert hub.registry.states().of("desk_lamp") == before


@pytest.mark.parametrize(("thing", "attribute", "value"), [("front_door_lock", "locked", "no"), ("oven", "on", "yes")])
async def test_what_could_harm_or_let_somebody_in_is_asked_about_first(
    admin: Visit, hub: Hub, thing: str, attribute: str, value: str
) -> None:
    before = hub.registry.states().get(thing, attribute)
    asked = await admin.post(f"/things/{thing}", attribute=attribute, value=value)
    assert "Really?" in asked.text
    assert hub.registry.states().get(thing, attribute) == before
    await admin.post(f"/things/{thing}", attribute=attribute, value=value, sure="yes")
    assert hub.registry.states().get(thing, attribute) is (value == "yes")


async def test_locking_asks_nothing(admin: Visit) -> None:
    assert (await admin.post("/things/front_door_lock", attribute="locked", value="yes")).status_code == 303


async def test_a_child_sees_the_home_and_commands_nothing_here(as_role: Enter) -> None:
    child = await as_role(AccountRole.CHILD)
    page = (await child.get("/things/desk_lamp")).text
    assert "Try a command" not in page
    answer = await child.post("/things/desk_lamp", attribute="on", value="yes")
    assert answer.status_code == 403


async def test_a_schedule_is_listed_and_cancelled(admin: Visit, parts: Parts) -> None:
    due = parts.clock.now() + timedelta(hours=2)
    schedule = Schedule("s1", due, (Command("desk_lamp", {"on": False}),), "<b>lamp</b> off", (0, 1, 2, 3, 4))
    async with parts.store.writing() as kept:
        await kept.schedules.put(schedule)
    page = (await admin.get("/schedules")).text
    assert "&lt;b&gt;lamp&lt;/b&gt; off" in page
    assert "every weekday" in page
    assert (await admin.post("/schedules/s1/cancel")).status_code == 303
    assert [one.status for one in await parts.store.schedules(pending_only=False)] == [ScheduleStatus.CANCELLED]
    assert (await admin.post("/schedules/s1/cancel")).status_code == 404
    assert "every weekday" not in (await admin.get("/schedules")).text
    assert "cancelled" in (await admin.get("/schedules?over=true")).text


async def test_somebody_new_is_known_in_the_home_at_once(admin: Visit, hub: Hub) -> None:
    answer = await admin.post("/people", name="  Noor ", role="child", also="Nono, Noorie")
    assert answer.status_code == 303
    noor = hub.registry.home().persons["noor"]
    assert (noor.name, noor.role, noor.aliases) == ("Noor", Role.CHILD, ("Nono", "Noorie"))
    twice = await admin.post("/people", name="nono", role="adult", also="")
    assert twice.status_code == 422
    assert "is called nono already" in twice.text
    assert 'value="nono"' in twice.text


async def test_what_is_said_here_of_a_person_counts_over_what_the_home_tells(admin: Visit, hub: Hub) -> None:
    assert hub.registry.home().persons["sam"].role is Role.ADULT
    await admin.post("/people/sam/change", name="Sam", role="guest", also="")
    assert hub.registry.home().persons["sam"].role is Role.GUEST
    await admin.post("/people/sam/remove")
    assert hub.registry.home().persons["sam"].role is Role.ADULT


async def test_people_are_there_again_after_a_restart(admin: Visit, hub: Hub) -> None:
    await admin.post("/people", name="Noor", role="child", also="")
    hub.registry.know_household(())
    assert "noor" not in hub.registry.home().persons
    await hub.household.follow()
    assert hub.registry.home().persons["noor"].role is Role.CHILD


async def test_an_account_is_made_changed_and_removed(admin: Visit, door: Door) -> None:
    await admin.post("/people/accounts", name="Robin", role="child", person="robin", password="four words of nonsense")
    robin = next(one for one in await door.accounts.accounts() if one.name == "Robin")
    assert (robin.role, robin.person) == (AccountRole.CHILD, "robin")
    weak = await admin.post(f"/people/accounts/{robin.id}/password", password="short")
    assert weak.status_code == 422
    assert (await admin.post(f"/people/accounts/{robin.id}/password", password="other words for it")).status_code == 303
    await door.log_in("Robin", "other words for it", "192.0.2.8")
    await admin.post(f"/people/accounts/{robin.id}/change", role="adult", person="")
    changed = next(one for one in await door.accounts.accounts() if one.id == robin.id)
    assert (changed.role, changed.person) == (AccountRole.ADULT, None)
    await admin.post(f"/people/accounts/{robin.id}/remove")
    assert all(one.id != robin.id for one in await door.accounts.accounts())


async def test_the_last_admin_stays(admin: Visit, door: Door) -> None:
    (alone,) = await door.accounts.accounts()
    answer = await admin.post(f"/people/accounts/{alone.id}/remove")
    assert answer.status_code == 409
    assert "the only admin" in answer.text
    assert (await admin.post(f"/people/accounts/{alone.id}/change", role="guest", person="")).status_code == 409


def test_settings_are_shown_with_their_source_and_without_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEACHABLE_HUB_MQTT_URL", "mqtt://somebody:hunter2@broker.example")
    monkeypatch.setenv("TEACHABLE_HUB_JOURNAL", "false")
    shown = {one.name: one for group in shown_settings(load_settings(api_port=9)).values() for one in group}
    assert set(shown) == set(Settings.model_fields)
    assert (shown["mqtt_url"].value, shown["mqtt_url"].source) == ("••••••", "environment")
    assert (shown["journal"].value, shown["journal"].source) == ("no", "environment")
    assert (shown["api_port"].source, shown["quiet"].source) == ("command line", "default")
    assert shown["quiet"].variable == "TEACHABLE_HUB_QUIET"


async def test_a_part_that_fails_says_since_when_and_why(admin: Visit, parts: Parts) -> None:
    works = True

    async def probe() -> PartHealth:
        return PartHealth(works=works, detail="" if works else "no answer from 192.0.2.1")

    health: Health = parts.hub.health
    health.now = parts.clock.now
    health.add("broker", probe)
    assert "no answer" not in (await admin.get("/health")).text
    began = health.since("broker")
    parts.clock.move(minutes=5)
    await health.parts()
    assert health.since("broker") == began
    works = False
    page = (await admin.get("/health")).text
    assert "no answer from 192.0.2.1" in page
    assert "does not work" in page
    assert health.since("broker") == parts.clock.now()


async def test_a_thing_belongs_to_home_in_the_menu(admin: Visit) -> None:
    page = (await admin.get("/things/desk_lamp")).text
    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == ["/home"]
