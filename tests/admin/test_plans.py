"""Schedules by form: planned with the checks of talk, and nothing else comes of it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Final

from hub.running import Hub
from teaching.ports import ConceptQuery
from teaching.schedules import Schedule
from tests.admin.test_learned import Taught, real  # noqa: F401 - a hub as people run it

AGAIN: Final = ((0,), (0, 4), (0, 2, 4), (1, 2, 3, 5), (5, 6), (0, 1, 2, 3, 4), tuple(range(7)))
NO_PLANS: Final = (
    ("", "07:05", "Say what is to be done"),
    ("turn the desk lamp off", "", "Choose a time"),
    ("turn the desk lamp off", "25:00", "Choose a time"),
    ("set the desk lamp to wibble mode", "07:05", "wibble"),
    ("what is on in the kitchen", "07:05", "nothing that can be planned"),
    ("gloomy means 30 percent", "07:05", "nothing that can be planned"),
    ("forget everything", "07:05", "nothing that can be planned"),
    ("yes", "07:05", "nothing that can be planned"),
    ("<b>turn</b> the moon", "07:05", ""),
)


def day(hub: Hub, ahead: int) -> str:
    return (hub.clock.now().date() + timedelta(days=ahead)).isoformat()


async def planned(hub: Hub) -> list[Schedule]:
    return list(await hub.store.schedules())


async def test_what_is_planned_by_form_is_a_schedule_like_any_other(real: Taught) -> None:  # noqa: F811
    hub, visit = real.hub, real.visit
    answer = await visit.post("/schedules", what=" turn the  desk lamp off ", day=day(hub, 1), time="07:05")
    assert answer.headers["location"] == "/schedules", answer.text
    (one,) = await planned(hub)
    assert (one.due.date().isoformat(), f"{one.due:%H:%M}", one.weekdays) == (day(hub, 1), "07:05", ())
    assert [(command.entity_id, dict(command.settings)) for command in one.commands] == [("desk_lamp", {"on": False})]
    page = (await visit.get("/schedules")).text
    assert "desk lamp is off" in page
    await visit.post(f"/schedules/{one.id}/cancel")
    assert await planned(hub) == []


async def test_each_of_the_next_days_can_be_chosen(real: Taught) -> None:  # noqa: F811
    for ahead in range(2, 7):
        await real.visit.post("/schedules", what="turn the kettle on", day=day(real.hub, ahead), time="18:30")
    found = [(one.due.date().isoformat(), f"{one.due:%H:%M}", one.weekdays) for one in await planned(real.hub)]
    assert found == [(day(real.hub, ahead), "18:30", ()) for ahead in range(2, 7)]


async def test_what_comes_again_comes_on_its_days(real: Taught) -> None:  # noqa: F811
    for again in AGAIN:
        form = {"csrf": real.visit.csrf, "what": "dim the desk lamp to 30 percent", "time": "21:15"}
        answer = await real.visit.client.post("/schedules", data={**form, "weekday": [str(one) for one in again]})
        assert answer.status_code == 303, answer.text
        (one,) = await planned(real.hub)
        assert (tuple(sorted(one.weekdays)), f"{one.due:%H:%M}") == (again, "21:15")
        await real.visit.post(f"/schedules/{one.id}/cancel")


async def test_what_is_no_plan_is_told_and_nothing_comes_of_it(real: Taught) -> None:  # noqa: F811
    before = dict(real.hub.registry.states().values)
    for what, time, told in NO_PLANS:
        answer = await real.visit.post("/schedules", what=what, day=day(real.hub, 1), time=time)
        assert answer.status_code == 422, what
        assert told in unescape(answer.text), what
        assert f'name="time" type="time" value="{time}"' in answer.text
        assert "<b>turn" not in answer.text
    assert await planned(real.hub) == []
    assert dict(real.hub.registry.states().values) == before
    assert await real.hub.store.concepts(ConceptQuery()) == []


async def test_what_heats_is_asked_about_first(real: Taught) -> None:  # noqa: F811
    fields = {"what": "turn the oven on", "day": day(real.hub, 1), "time": "17:00"}
    asked = await real.visit.post("/schedules", **fields)
    assert "Really?" in asked.text
    assert await planned(real.hub) == []
    answer = await real.visit.post("/schedules", **fields, sure="yes")
    assert answer.status_code == 303, answer.text
    (one,) = await planned(real.hub)
    assert one.commands[0].entity_id == "oven"


async def test_a_day_that_cannot_be_chosen_is_refused(real: Taught) -> None:  # noqa: F811
    for wrong in ("2020-01-01", "tomorrow", ""):
        answer = await real.visit.post("/schedules", what="turn the kettle on", day=wrong, time="07:05")
        assert answer.status_code == 422
        assert "next seven days" in answer.text
        assert 'value="turn the kettle on"' in answer.text
