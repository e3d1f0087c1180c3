"""Lists and forecasts come over subscriptions of their own, and confirm what is done with them."""

from __future__ import annotations

from datetime import date

import pytest

from devices.agenda import Event, events_of
from devices.commands import Assumed, Confirmed, Failed
from devices.forecast import Day, days_of, forecast_of
from devices.home_assistant_agenda import agenda_of_state
from devices.home_assistant_forecast import forecast_from
from devices.listing import lines_of, listing_of
from tests.devices.brokers import until
from tests.devices.home_assistant_contract import Bench, Site, bench_at
from tests.fakes.home_assistant import TOKEN, FakeHomeAssistant, demo_home, running

LIST = "todo.shopping"
WEATHER = "weather.home"
CALENDAR = "calendar.family"


def home_with_a_list() -> FakeHomeAssistant:
    home = demo_home()
    home.add(LIST, "1", "Shopping list", supported_features=7)
    home.lists[LIST] = [
        {"summary": "Bread", "status": "needs_action"},
        {"summary": "Salt", "status": "completed"},
    ]
    home.add(WEATHER, "sunny", "Forecast", supported_features=1, temperature=18)
    home.forecasts[WEATHER] = [
        {"datetime": "2026-03-11T12:00:00", "condition": "rainy", "temperature": 11, "templow": 6},
        {"datetime": "tomorrow", "condition": "rainy"},
    ]
    return home


async def has(bench: Bench, *lines: str) -> None:
    await until(lambda: lines_of(bench.registry.states().get(LIST, "listing")) == lines)


async def test_a_list_tells_what_is_open_on_it_and_confirms_what_is_done() -> None:
    async with running(home_with_a_list()) as home, bench_at(Site(home.url, TOKEN)) as bench:
        await has(bench, "Bread")
        assert isinstance(await bench.perform(LIST, {"add_item": "milk"}), Confirmed)
        await has(bench, "Bread", "milk")
        assert isinstance(await bench.perform(LIST, {"complete_item": "Bread"}), Confirmed)
        assert isinstance(await bench.perform(LIST, {"remove_item": "milk"}), Confirmed)
        await has(bench)


async def test_a_list_that_comes_later_is_followed_too() -> None:
    async with running() as home, bench_at(Site(home.url, TOKEN)) as bench:
        home.lists[LIST] = [{"summary": "Bread", "status": "needs_action"}]
        home.add(LIST, "1", "Shopping list", supported_features=7)
        home.fire("entity_registry_updated")
        await has(bench, "Bread")


async def test_a_home_assistant_without_such_subscriptions_is_taken_at_its_word() -> None:
    home = home_with_a_list()
    home.refused = {"todo/item/subscribe", "weather/subscribe_forecast"}
    async with running(home), bench_at(Site(home.url, TOKEN)) as bench:
        assert isinstance(await bench.perform(LIST, {"add_item": "milk"}), Assumed)
        assert bench.registry.states().get(LIST, "listing") is None


async def test_a_weather_service_tells_the_days_to_come() -> None:
    async with running(home_with_a_list()) as home, bench_at(Site(home.url, TOKEN)) as bench:
        await until(lambda: bool(bench.registry.states().get(WEATHER, "forecast")))
        (day,) = days_of(bench.registry.states().get(WEATHER, "forecast"))
        assert day == Day(date(2026, 3, 11), "rainy", high=11, low=6)
        assert isinstance(await bench.perform(WEATHER, {"condition": "sunny"}), Failed)


async def test_a_calendar_tells_the_days_to_come_and_is_written_into() -> None:
    home = demo_home()
    home.add(CALENDAR, "off", "Family calendar", supported_features=1)
    home.agendas[CALENDAR] = [
        {"start": "2026-03-12", "end": "2026-03-13", "summary": "Bin day"},
        {"start": "2026-03-11T09:00:00+01:00", "end": "2026-03-11T09:30:00+01:00", "summary": "Dentist"},
        {"start": "some day", "end": "2026-03-13", "summary": "What has no sense"},
    ]
    async with running(home), bench_at(Site(home.url, TOKEN)) as bench:
        await until(lambda: bool(bench.registry.states().get(CALENDAR, "agenda")))
        dentist, bins = events_of(bench.registry.states().get(CALENDAR, "agenda"))
        assert (dentist.summary, dentist.is_all_day, dentist.is_on(date(2026, 3, 11))) == ("Dentist", False, True)
        assert (bins.summary, bins.is_all_day, bins.is_on(date(2026, 3, 13))) == ("Bin day", True, False)
        new = Event(date(2026, 3, 16), date(2026, 3, 17), "Bin day")
        assert isinstance(await bench.perform(CALENDAR, {"add_event": new.line()}), Assumed)


def test_the_state_of_a_calendar_tells_the_next_event() -> None:
    timed = {"message": "Swimming", "start_time": "2026-03-10 18:30:00", "end_time": "2026-03-10 19:30:00"}
    (swimming,) = events_of(agenda_of_state(timed))
    assert swimming.day == date(2026, 3, 10)
    whole = {**timed, "all_day": True, "start_time": "2026-03-10 00:00:00", "end_time": "2026-03-11 00:00:00"}
    assert [event.is_all_day for event in events_of(agenda_of_state(whole))] == [True]
    assert agenda_of_state({}) is None


def test_of_two_halves_of_a_day_the_light_one_counts() -> None:
    rows = [
        {"datetime": "2026-03-11T18:00:00", "condition": "rainy", "temperature": 3, "is_daytime": False},
        {"datetime": "2026-03-11T06:00:00", "condition": "sunny", "temperature": 9, "is_daytime": True},
    ]
    assert [day.condition for day in days_of(forecast_from(rows))] == ["sunny"]


@pytest.mark.parametrize("rows", [None, "soon", [None], [{}], [{"datetime": 5}]])
def test_a_forecast_without_sense_is_none(rows: object) -> None:
    assert days_of(forecast_from(rows)) == ()


def test_what_is_written_down_is_read_again() -> None:
    days = days_of(forecast_from([{"datetime": "2026-03-11", "temperature": -1.5}, {"datetime": "2026-03-12"}]))
    assert days_of(forecast_of(days)) == days
    assert days[1] == Day(days[1].date, "")
    assert lines_of(listing_of(["two\nlines", "", " milk "])) == ("two lines", "milk")
