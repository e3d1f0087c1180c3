"""What the hub says: wordings from the language's file, and states, settings and meanings in words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final, cast

from devices.attributes import MANNERS
from devices.capabilities import AND, Quantity, Trigger, Value
from devices.home import Entity, Home
from devices.listing import ADDED, COMPLETED, REMOVED
from dialogue.language_data import section
from dialogue.saying.aloud import aloud
from dialogue.saying.spoken import say_date, say_day, say_duration, say_time, say_when
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Chosen,
    Meaning,
    PersonName,
    Preference,
    Routine,
    Setting,
    Step,
    TimeName,
    ValueName,
)

LONGEST_LIST = 5
"""So many things are told one after the other by voice."""
LONGEST_SHOWN = 24
LONGEST_CHOICE = 12
"""So many are told, or offered, on a screen."""

OPEN = 100
EITHER: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "on": ("is_on", "is_off"),
        "open": ("is_open", "is_closed"),
        "locked": ("is_locked", "is_unlocked"),
        "muted": ("is_muted", "is_unmuted"),
    }
)
_DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "next": "is_skipped",
        "previous": "is_gone_back",
        "open": "is_unlatched",
        "stop": "is_stopped",
        "clear_completed": "is_cleared",
        "finish": "is_finished",
        "flash": "is_flashed",
        "clear_playlist": "is_queue_cleared",
    }
)
_LISTED: Final[Mapping[str, str]] = MappingProxyType(
    {ADDED: "is_added", COMPLETED: "is_completed", REMOVED: "is_removed"}
)
LEVELS = frozenset({"volume", "speed", "percentage"})
UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("brightness", "volume", "position", "percentage"), " %"),
        **dict.fromkeys(("target_humidity", "current_humidity", "humidity"), " %"),
        **dict.fromkeys(("target_temperature", "current_temperature", "temperature"), " °C"),
        "color_temp": " K",
    }
)


@lru_cache(maxsize=8)
def load_wordings(language: str = "en") -> Mapping[str, tuple[str, ...]]:
    """The wordings of a language; raises ``LanguageDataError``."""
    data = cast("Mapping[str, list[str] | str]", section("responses", language).data)
    return {key: (value,) if isinstance(value, str) else tuple(value) for key, value in data.items()}


class Wording:
    """Says things in one language; ``seed`` (the turn) picks between wordings of the same thing.

    By voice (``channel``) what has a wording for the ear is said in that, and lists are cut short.
    """

    def __init__(self, home: Home, language: str = "en", seed: str = "", channel: str = "text") -> None:
        self._wordings = load_wordings(language)
        self._home = home
        self._language = language
        self._seed = seed
        self._channel = channel

    def say(self, key: str, **slots: str) -> str:
        """One of the wordings of ``key``, filled in, beginning with a capital."""
        variants = self._wordings[key]
        if self._channel == "voice":
            variants = self._wordings.get(f"{key}_aloud", variants)
        chosen = variants[zlib.crc32((self._seed + key).encode()) % len(variants)]
        text = chosen.format(**slots)
        return text[:1].upper() + text[1:]

    def variants(self, key: str, **slots: str) -> tuple[str, ...]:
        """All wordings of ``key``, filled in, as they are written."""
        return tuple(variant.format(**slots) for variant in self._wordings[key])

    def join(self, parts: Iterable[str], word: str = "and") -> str:
        """ "a, b and c"."""
        listed = list(parts)
        if len(listed) < 2:
            return "".join(listed)
        return f"{', '.join(listed[:-1])} {self._wordings[word][0]} {listed[-1]}"

    def piece(self, key: str, **slots: str) -> str:
        """A piece of a sentence: the first wording of ``key``, filled in."""
        return self._wordings[key][0].format(**slots)

    def being(self, names: Sequence[str], what: str, *, short: bool = False) -> str:
        """ "bedroom lamp is on", "bedroom blinds are closed", "lamp and fan are off"."""
        is_many = len(names) > 1 or re.search(self._wordings["plural_name"][0], names[0], re.IGNORECASE) is not None
        together = self.listed(names) if short else self._cut(names, LONGEST_SHOWN)
        return self.piece("is_many" if is_many else "is_one", name=together, what=what)

    def definite(self, name: str) -> str:
        """ "the bedroom lamp"; a name that begins with its owner takes no article."""
        bare = re.match(self._wordings["no_article"][0], name, re.IGNORECASE)
        return name if bare else self.piece("article", name=name)

    def place(self, areas: Sequence[str]) -> str:
        """ "in kitchen and hall"."""
        return self.piece("in_place", place=self.join([self.area(a) for a in areas]))

    def listed(self, parts: Iterable[str]) -> str:
        """The same as ``join``; a long list ends with how many more there are, by voice soon."""
        return self._cut(parts, LONGEST_LIST if self._channel == "voice" else LONGEST_SHOWN)

    def _cut(self, parts: Iterable[str], longest: int) -> str:
        told = list(parts)
        return self.join(told) if len(told) <= longest + 1 else self.join([*told[:longest], self._more(told, longest)])

    def _more(self, told: Sequence[str], longest: int) -> str:
        return self.piece("more", count=str(len(told) - longest))

    def when(self, moment: datetime, now: datetime) -> str:
        """A moment as seen from now."""
        return say_when(moment, now, self._channel, self._language)

    def clock(self, moment: time) -> str:
        """A time of day."""
        return say_time(moment, self._channel, self._language)

    def length(self, seconds: float) -> str:
        """A length of time."""
        return say_duration(timedelta(seconds=round(seconds)), self._channel, self._language)

    def day(self, day: date, now: datetime) -> str:
        """A day as seen from now: "today", "tomorrow", "on Friday"."""
        return say_day(day, now.date(), self._language)

    def date(self, day: date) -> str:
        """A date by itself: "Friday 3 April"."""
        return say_date(day, self._language)

    def weather(self, condition: str) -> str:
        """A condition of the weather in words."""
        key = f"weather_{condition.replace('-', '_')}"
        return self.piece(key) if key in self._wordings else condition.replace("-", " ")

    def finished(self, speech: str) -> str:
        """A whole answer as it goes out: by voice with numbers, units and times as they are said."""
        return aloud(speech, self._language) if self._channel == "voice" else speech

    # -- things

    def name(self, entity_id: str) -> str:
        """How the entity is called."""
        entity = self._home.entities.get(entity_id)
        return entity.name if entity is not None else entity_id.replace("_", " ")

    def area(self, area_id: str) -> str:
        """How the area is called."""
        area = self._home.areas.get(area_id)
        return area.name if area is not None else area_id.replace("_", " ")

    def person(self, person_id: str | None) -> str:
        """How the person is called."""
        person = self._home.persons.get(person_id or "")
        return person.name if person is not None else person_id or self.piece("somebody")

    def options(self, entity_ids: Sequence[str]) -> str:
        """A short numbered choice; of many the first are offered, and all can be named."""
        names = [self.name(e) for e in entity_ids]
        told = [self._placed(e) if names.count(name) > 1 else name for e, name in zip(entity_ids, names, strict=True)]
        longest = LONGEST_LIST if self._channel == "voice" else LONGEST_CHOICE
        cut = told if len(told) <= longest + 1 else told[:longest]
        more = self._more(told, longest) if cut is not told else ""
        if self._channel == "voice":
            others = [self.piece("one_of", things=more)] if more else []
            return self.join([*(self.definite(name) for name in cut), *others], "or")
        numbered = ", ".join(f"{number}. {name}" for number, name in enumerate(cut, 1))
        return f"{numbered}, {self._wordings['and'][0]} {more}" if more else numbered

    def _placed(self, entity_id: str) -> str:
        """A name with its room, where twins need telling apart."""
        entity = self._home.entities.get(entity_id)
        return (
            f"{self.name(entity_id)} {self.place((entity.area,))}"
            if entity is not None and entity.area
            else self.name(entity_id)
        )

    # -- settings

    def setting(self, attribute: str, value: Value, *, relative: bool = False) -> str:
        """One setting in words: "80 %", "cool white", "closed", "volume 40 %"."""
        if relative and isinstance(value, int | float):
            return self.piece("plus" if value >= 0 else "minus", value=f"{abs(value):g}{self._unit(attribute)}")
        own = self._own_setting(attribute, value)
        if own is not None:
            return own
        if attribute in EITHER:
            return self.piece(EITHER[attribute][0 if value else 1])
        match attribute:
            case "position" if isinstance(value, int | float):
                key = "is_closed" if value == 0 else "is_open" if value == OPEN else "is_open_by"
                return self.piece(key, value=f"{value:g}")
            case "color_temp" if isinstance(value, int | float):
                return next((name for kelvin, name in self._whites() if abs(kelvin - value) < 1), f"{value:g} K")
            case "volume" if isinstance(value, int | float):
                return self.piece("is_volume", value=f"{value:g}")
            case "speed" | "percentage":
                return self.piece("is_speed" if isinstance(value, str) else "is_percentage", value=str(value))
            case "content":
                return self.piece("is_playing", value=str(value))
            case "segment":
                return self.piece("is_cleaning", value=self._rooms(value))
            case _ if isinstance(value, int | float) and not isinstance(value, bool):
                return f"{value:g}{self._unit(attribute)}"
            case _ if attribute == "activate":
                return self.piece("is_activated")
            case _:
                return str(value)

    def _own_setting(self, attribute: str, value: Value) -> str | None:
        """A setting that only a few kinds of things have; ``None`` for another."""
        match attribute:
            case "time":
                return say_time(time.fromisoformat(str(value)), self._channel, self._language)
            case "date":
                return say_day(date.fromisoformat(str(value)), date.min, self._language)
            case "oscillating" | "shuffle" | "away":
                return self.piece(f"is_{attribute}" if value else f"is_not_{attribute}")
            case "repeat":
                return self.piece(f"repeats_{value}")
            case "value" if value == "":
                return self.piece("is_blank")
            case "tilt":
                return self.piece("is_tilted", value=str(value))
            case "duration" if isinstance(value, int | float):
                return self.length(value)
            case "transition" if isinstance(value, int | float):
                return self.piece("over", length=self.length(value))
            case "elapsed" if isinstance(value, int | float):
                return self.piece("is_at_elapsed", value=self.length(value)) if value else self.piece("is_at_beginning")
            case "group":
                names = self.join([self.name(entity_id) for entity_id in str(value or "").split(AND)])
                return self.piece("is_grouped", names=names) if value else self.piece("is_alone")
            case _:
                return None

    def _rooms(self, value: Value) -> str:
        return self.join(str(value).split(AND))

    def settings(self, settings: Mapping[str, Value]) -> str:
        """Several settings, without those that others imply."""
        shown = dict(settings)
        pace = shown.pop("transition", None)
        if isinstance(pace, int | float) and shown:
            return self._fading(shown, self.length(pace))
        if len(shown) > 1 and shown.get("on") is True:
            del shown["on"]
        if "content" in shown and shown.get("state") == "playing":
            del shown["state"]
        if "duration" in shown and (shown.get("state") == "running" or "on" in settings):
            return self.piece("is_running_for", value=self.setting("duration", shown["duration"]))
        if shown.get("segment") is not None and "state" in shown:
            del shown["segment" if shown["state"] != "cleaning" else "state"]
        return self.join([self.setting(a, v) for a, v in shown.items()])

    def _fading(self, settings: Mapping[str, Value], length: str) -> str:
        is_lit = settings.get("on")
        if settings.keys() == {"on"}:
            return self.piece("fades_in" if is_lit else "fades_out", length=length)
        return self.piece("fades_to", what=self.settings(settings), length=length)

    def taught_settings(self, settings: Sequence[Setting]) -> str:
        """The settings of a meaning."""
        is_of_a_room = any(s.attribute == "segment" for s in settings)
        shown = [s for s in settings if not (is_of_a_room and s.attribute == "state")]
        paces = [self.setting(s.attribute, s.value) for s in shown if s.attribute in MANNERS]
        others = [self.setting(s.attribute, s.value, relative=s.relative) for s in shown if s.attribute not in MANNERS]
        return " ".join((self.join(others), *paces))

    def act(self, entity_id: str, settings: Mapping[str, Value]) -> str:
        """What an entity is now: "bedroom lamp is at 80 %"."""
        entity = self._home.entities.get(entity_id)
        if entity is not None and any(isinstance(entity.capabilities.get(a), Trigger) for a in settings):
            done = next((_DONE[a] for a in settings if a in _DONE), "is_activated")
            return f"{self.name(entity_id)} {self.piece(done)}"
        if "add_event" in settings:
            return self.piece("is_noted", name=self.definite(self.name(entity_id)))
        listed = next((attribute for attribute in settings if attribute in _LISTED), None)
        if listed is not None:
            name = self.definite(self.name(entity_id))
            told = self.piece(_LISTED[listed], name=name, value=str(settings[listed]))
            due = settings.get("due")
            return self.piece("is_due", what=told, when=self._due(due)) if isinstance(due, str) else told
        return self.being([self.name(entity_id)], self._level(settings))

    def _due(self, due: str) -> str:
        day, _, clock = due.partition("T")
        on = say_day(date.fromisoformat(day), date.min, self._language)
        return f"{on} {self.piece('at_clock', time=self.clock(time.fromisoformat(clock)))}" if clock else on

    def _level(self, settings: Mapping[str, Value]) -> str:
        """The settings as they stand behind "is": "at 80 %", "cool white and 60 %"."""
        words = self.settings(settings)
        first = next((a for a in settings if a != "on"), None)
        is_level = first in LEVELS or (words[:1].isdigit() and first != "position")
        return self.piece("at", what=words) if is_level else words

    def acts(self, plans: Iterable[tuple[str, Mapping[str, Value]]], *, short: bool = False) -> str:
        """Several: entities with the same settings are said together; ``short``: a long list by voice is cut."""
        join = self.listed if short else self.join
        grouped: dict[str, tuple[list[str], Mapping[str, Value]]] = {}
        for entity_id, settings in plans:
            grouped.setdefault(repr(sorted(settings.items(), key=lambda item: item[0])), ([], settings))[0].append(
                entity_id
            )
        return join(
            self.act(entity_ids[0], settings)
            if len(entity_ids) == 1
            else self.being([self.name(e) for e in entity_ids], self._level(settings), short=short)
            for entity_ids, settings in grouped.values()
        )

    # -- meanings

    def meaning(self, meaning: Meaning) -> str:
        """A meaning in words for a person."""
        match meaning:
            case Alias():
                return self.join([self.name(e) for e in meaning.entities])
            case AreaName():
                return self.join([self.area(a) for a in meaning.areas])
            case PersonName():
                return self.person(meaning.person)
            case ValueName():
                return self.taught_settings(meaning.settings)
            case ActionName():
                return (meaning.verb or "").replace("_", " ") or self.taught_settings(meaning.settings)
            case TimeName():
                return meaning.time
            case Routine():
                return self.join([self.step(step) for step in meaning.steps])
            case Preference():
                return self._preference(meaning)
            case Chosen():
                return self.name(meaning.entity)

    def step(self, step: Step) -> str:
        """One step of a routine."""
        what = self.taught_settings(step.settings)
        if step.target.entities:
            return self.piece("step", thing=self.join([self.name(e) for e in step.target.entities]), what=what)
        kind = step.target.kind
        key = f"step_{'of_kind' if kind else 'everything'}{'' if step.target.areas else '_here'}"
        place = self.join([self.area(a) for a in step.target.areas])
        return self.piece(key, kinds=self.kinds(kind) if kind else "", place=place, what=what)

    def kinds(self, kind: str) -> str:
        """What many things of a kind are called."""
        own = f"plural_kind_{kind}"
        return self.piece(own if own in self._wordings else "plural_kind", kind=kind.replace("_", " "))

    def _preference(self, meaning: Preference) -> str:
        thing = self.join([self.name(e) for e in meaning.entities]) or (meaning.kind or "").replace("_", " ")
        parts = [thing, self.taught_settings(meaning.settings)]
        part = meaning.condition.part_of_day
        if part:
            parts.append(self.piece(f"part_{part}") if f"part_{part}" in self._wordings else part)
        if meaning.condition.area:
            parts.append(self.place((meaning.condition.area,)))
        return " ".join(part for part in parts if part)

    def state(self, entity: Entity, attribute: str, value: Value) -> str:
        """One attribute of an entity as it is."""
        match attribute:
            case "on" | "locked" | "muted" | "position" | "open":
                return self.being([entity.name], self.setting(attribute, value))
            case "current_temperature" | "temperature":
                what = f"{_number(value)} °C"
            case "remaining_min":
                what = self.piece("is_minutes_left", value=_number(value))
            case "current_humidity" | "humidity":
                what = self.piece("is_humidity", value=_number(value))
            case _:
                what = self.setting(attribute, value)
        return self.piece("measured", name=entity.name, what=what)

    def reading(self, entity: Entity, attribute: str, value: Value) -> str:
        """What a sensor reads: "Dryer power: 412 W"."""
        return self.piece("measured", name=entity.name, what=self.measure(entity, attribute, value))

    def measure(self, entity: Entity, attribute: str, value: Value) -> str:
        """A number in the unit that the entity measures in."""
        capability = entity.capabilities.get(attribute)
        if not isinstance(capability, Quantity) or isinstance(value, bool) or not isinstance(value, int | float):
            return self.setting(attribute, value)
        return f"{value:g} {capability.unit}".rstrip()

    def _whites(self) -> Iterator[tuple[int, str]]:
        for white in self._wordings["whites"]:
            kelvin, name = white.split(maxsplit=1)
            yield int(kelvin), name

    def _unit(self, attribute: str) -> str:
        return self.piece("minutes") if attribute == "remaining_min" else UNITS.get(attribute, "")


def _number(value: Value) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
