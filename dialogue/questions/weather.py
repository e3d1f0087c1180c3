"""What is asked of the weather: "what's the weather tomorrow", "will it rain on Sunday", "how windy is it"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from devices.forecast import Day, days_of
from devices.home import Entity
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.response import Kind
from dialogue.timing.words import time_words
from dialogue.tokens import Token
from teaching.lexicon import Sort

WEATHER: Final = "weather"
_KINDS_OF_WEATHER: Final = ("rain", "snow", "sun", "wind", "fog", "storm")


def read_weather(row: Sequence[Token], mind: Mind) -> Decision | None:
    """The answer; ``None`` when nothing is asked of the weather."""
    words = {token.text for token in row}
    ahead = _days_ahead(words, mind)
    whether = next((kind for kind in _KINDS_OF_WEATHER if words & mind.words(f"weather_of_{kind}")), None)
    is_named = bool(words & mind.words("weather_nouns"))
    is_warmth = bool(words & mind.words("weather_warmth"))
    days_said = ahead or words & (mind.words("weather_future") | mind.words("weather_today"))
    is_air = bool(words & (mind.words("weather_of_humidity") | mind.words("weather_of_pressure")))
    is_outside = bool(words & mind.words("weather_outside"))
    if not (is_named or whether or (is_warmth and (days_said or is_outside)) or (is_air and is_outside)):
        return None
    first = row[0].text
    is_asked = first in mind.words("question_pronouns") | mind.words("weather_auxiliaries")
    if not (is_asked or words <= mind.words("weather_alone") | mind.words("weather_nouns")):
        return None
    if not words <= _sayable(mind) or _names_another(row, mind):
        return None
    weather = next(entity for entity in mind.situation.home.spoken if entity.kind == WEATHER)
    is_yes_no = whether is not None and first in mind.words("weather_auxiliaries")
    if is_air:
        return _told_of_air(weather, words, mind)
    span = _span(words, mind)
    if span is not None:
        return _told_of_days(weather, span, whether if is_yes_no else None, mind)
    if ahead or words & mind.words("weather_future"):
        return _told_of_day(weather, ahead, whether if is_yes_no else None, mind)
    return _told_of_now(weather, whether, mind, is_yes_no=is_yes_no)


def _span(words: set[str], mind: Mind) -> tuple[date, date] | None:
    """The weekend, or the days of a week."""
    today = mind.situation.now.date()
    if words & mind.words("weather_weekend"):
        saturday = today + timedelta(days=max(5 - today.weekday(), 0))
        return saturday, saturday + timedelta(days=6 - saturday.weekday())
    if words & mind.words("weather_weeks"):
        monday = today if not words & mind.words("next_words") else today + timedelta(days=7 - today.weekday())
        return monday, monday + timedelta(days=6 - monday.weekday())
    return None


def _told_of_days(weather: Entity, span: tuple[date, date], whether: str | None, mind: Mind) -> Decision:
    wording = mind.wording
    days = [day for day in days_of(mind.situation.states.get(weather.id, "forecast")) if span[0] <= day.date <= span[1]]
    if not days:
        return _answer(weather, wording.say("no_forecast", day=_name(span[0], mind)))
    so = [day for day in days if whether and day.condition in mind.words(f"conditions_of_{whether}")]
    told = [wording.piece("day_told", day=_name(d.date, mind), what=_in_words(d, mind)) for d in so or days]
    key = "state_plain" if whether is None else "state_yes" if so else "state_no"
    return _answer(weather, wording.say(key, what=wording.join(told)))


def _told_of_air(weather: Entity, words: set[str], mind: Mind) -> Decision | None:
    """How humid it is outside, or under what pressure, where the service tells it."""
    for attribute in ("humidity", "pressure"):
        value = mind.situation.states.get(weather.id, attribute)
        if words & mind.words(f"weather_of_{attribute}") and value is not None:
            what = mind.wording.piece(f"air_{attribute}", value=f"{value:g} {_unit(weather, attribute)}".strip())
            return _answer(weather, mind.wording.say("state_plain", what=what))
    return None


def _unit(weather: Entity, attribute: str) -> str:
    return str(getattr(weather.capabilities.get(attribute), "unit", ""))


def _names_another(row: Sequence[Token], mind: Mind) -> bool:
    """ "What's the outside temperature", where a sensor is called that, or a place is called outside."""
    entities = mind.situation.home.entities
    for piece in chunk(row, mind.lexicon, mind.situation.book.vocabulary):
        named = [entities[e] for e in piece.named(Sort.ENTITY) if e in entities]
        if piece.named(Sort.AREA) or (named and all(entity.kind != WEATHER for entity in named)):
            return True
    return False


def _sayable(mind: Mind) -> frozenset[str]:
    """Words that a question about the weather is made of; with any other it is about something else."""
    kinds = (mind.words(f"weather_of_{kind}") for kind in _KINDS_OF_WEATHER)
    air = (mind.words("weather_of_humidity"), mind.words("weather_of_pressure"))
    own = ("nouns", "weekend", "weeks", "alone", "auxiliaries", "warmth", "outside", "future", "fillers", "days")
    lists = (mind.words(f"weather_{name}") for name in own)
    asking = mind.words("question_pronouns") | mind.words("weekdays")
    return frozenset().union(asking, *air, *kinds, *lists)


def _days_ahead(words: set[str], mind: Mind) -> int:
    if words & mind.words("weather_tomorrow"):
        return 2 if words & mind.words("weather_day_after") else 1
    days = time_words().weekdays
    named = next((days[word] for word in words if word in days), None)
    return 0 if named is None else (int(named) - mind.situation.now.weekday()) % 7


def _told_of_now(weather: Entity, whether: str | None, mind: Mind, *, is_yes_no: bool) -> Decision:
    state, wording = mind.situation.states.of(weather.id), mind.wording
    condition = state.get("condition")
    if condition is None:
        return _answer(weather, wording.say("state_unknown", thing=weather.name))
    parts = [wording.weather(str(condition))]
    temperature, wind = state.get("temperature"), state.get("wind_speed")
    if isinstance(temperature, int | float):
        parts.append(wording.piece("degrees", value=f"{temperature:g}"))
    if whether == "wind" and isinstance(wind, int | float):
        parts.append(wording.piece("wind", value=f"{wind:g} {_unit(weather, 'wind_speed')}".strip()))
    told = ", ".join(parts)
    if is_yes_no and whether is not None:
        is_so = str(condition) in mind.words(f"conditions_of_{whether}")
        return _answer(weather, wording.say("state_yes" if is_so else "state_no", what=told))
    return _answer(weather, wording.say("state_plain", what=told))


def _told_of_day(weather: Entity, ahead: int, whether: str | None, mind: Mind) -> Decision:
    wording = mind.wording
    wanted = mind.situation.now.date() + timedelta(days=ahead)
    days = days_of(mind.situation.states.get(weather.id, "forecast"))
    day = next((day for day in days if day.date == wanted), None)
    if day is None:
        return _answer(weather, wording.say("no_forecast", day=_name(wanted, mind)))
    told = wording.piece("day_told", day=_name(wanted, mind), what=_in_words(day, mind))
    if whether is None:
        return _answer(weather, wording.say("state_plain", what=told))
    is_so = day.condition in mind.words(f"conditions_of_{whether}")
    return _answer(weather, wording.say("state_yes" if is_so else "state_no", what=told))


def _in_words(day: Day, mind: Mind) -> str:
    wording = mind.wording
    parts = [wording.weather(day.condition)] if day.condition else []
    if day.high is not None and day.low is not None:
        parts.append(wording.piece("degrees_between", low=f"{day.low:g}", high=f"{day.high:g}"))
    elif day.high is not None:
        parts.append(wording.piece("degrees", value=f"{day.high:g}"))
    if day.rain:
        is_snow = day.condition in mind.words("conditions_of_snow")
        parts.append(wording.piece("snow_likely" if is_snow else "rain_likely", value=f"{day.rain:g}"))
    return ", ".join(parts)


def _name(day: date, mind: Mind) -> str:
    return mind.wording.day(day, mind.situation.now)


def _answer(weather: Entity, lead: str) -> Decision:
    return Decision(Kind.ANSWERS, lead=lead, focus=(weather.id,))
