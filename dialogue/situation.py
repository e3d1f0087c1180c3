"""Everything a turn may use to find out what somebody means: the home, its state, the room, the person, the focus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from devices.home import Entity, Home, Role
from devices.state import States
from dialogue.reading.noun_phrases import Phrasebook
from teaching.concepts import Chosen, Concept, Preference
from teaching.grounding import COVERS

PARTS_OF_DAY = (("night", 0, 5), ("morning", 5, 11), ("day", 11, 17), ("evening", 17, 21), ("night", 21, 24))
SMALL_HOURS = 6
IDLE_STATES = frozenset({"idle", "docked", "paused", "returning", "error", "off", "standby", None})


@dataclass(frozen=True)
class Situation:
    """What holds while a turn is decided.

    ``bound`` are mentions a person has chosen an entity for ("the lamp" → study_lamp); ``choices`` the ones chosen
    before, by room. ``lasting``: it is for later times as well, so that "everything off" isn't only what is on now.
    """

    book: Phrasebook
    states: States
    now: datetime
    area: str | None = None
    person: str | None = None
    role: Role = Role.ADULT
    focus: tuple[str, ...] = ()
    focus_area: str | None = None
    focus_attribute: str | None = None
    bound: Mapping[str, str] = field(default_factory=dict)
    preferences: tuple[Concept, ...] = ()
    choices: tuple[Concept, ...] = ()
    recent: tuple[str, ...] = ()
    lasting: bool = False

    @property
    def home(self) -> Home:
        """The home as it is now."""
        return self.book.home

    @cached_property
    def reached(self) -> States:
        """The states of what can be reached: what the others last said of themselves is no news."""
        gone = self.states.unavailable
        return replace(self.states, values={key: told for key, told in self.states.values.items() if key not in gone})

    def words(self, name: str) -> frozenset[str]:
        """A plain word list of the language file."""
        return self.book.vocabulary.words(name)

    @cached_property
    def part_of_day(self) -> str:
        """morning, day, evening or night."""
        return next(name for name, start, end in PARTS_OF_DAY if start <= self.now.hour < end)

    def _is_part(self, part: str | None) -> bool:
        """Whether it is that part of the day; an evening goes on into the night, its small hours end at six."""
        if part == "small_hours":
            return self.now.hour < SMALL_HOURS
        return part in (None, self.part_of_day) or (part == "evening" and self.part_of_day == "night")

    def running(self, entity: Entity) -> bool:
        """Whether it is doing something: lit, playing, cleaning, heating, open."""
        state = self.states.of(entity.id)
        if entity.kind in COVERS:
            position = state.get("position")
            return isinstance(position, int | float) and position > 0
        if "on" in state and state["on"] is False:
            return False
        if "state" in entity.capabilities and "state" in state:
            working = state["state"] not in IDLE_STATES
            return working or (entity.kind == "tv" and state.get("on") is True)
        if "on" in state:
            return state["on"] is True
        if entity.kind == "thermostat":
            return state.get("mode") not in ("off", None)
        return False

    def chosen_before(self, mention: str, area: str | None) -> tuple[Concept, str] | None:
        """The entity that was chosen for a mention in that room: the person's choice before the household's."""
        found = [
            (concept, concept.meaning.entity)
            for concept in self.choices
            if concept.scope in (None, self.person)
            and isinstance(concept.meaning, Chosen)
            and (concept.meaning.mention, concept.meaning.area) == (mention, area)
        ]
        return max(found, key=lambda one: one[0].scope is not None, default=None)

    @cached_property
    def _preferences_about(self) -> Mapping[str, Sequence[tuple[Concept, Preference]]]:
        """Preferences by entity id, by kind ("kind light"), and those about anything ("")."""
        index: dict[str, list[tuple[Concept, Preference]]] = {}
        for concept in self.preferences:
            meaning = concept.meaning
            if isinstance(meaning, Preference):
                about = meaning.entities or ((f"kind {meaning.kind}",) if meaning.kind else ("",))
                for key in about:
                    index.setdefault(key, []).append((concept, meaning))
        return index

    def liking_of_kind(self, entity: Entity, person: str | None) -> tuple[Concept, Preference] | None:
        """How a person likes another thing of the kind, or this one at another time: for when they ask for it."""
        alike = [
            (concept, meaning)
            for found in self._preferences_about.values()
            for concept, meaning in found
            if concept.scope == person
            and (meaning.kind == entity.kind or any(self._is_kind(e, entity.kind) for e in meaning.entities))
            and any(setting.attribute in entity.capabilities for setting in meaning.settings)
        ]
        return max(alike, key=lambda one: (entity.id in one[1].entities, one[0].provenance.at), default=None)

    def _is_kind(self, entity_id: str, kind: str) -> bool:
        entity = self.home.entities.get(entity_id)
        return entity is not None and entity.kind == kind

    def preference_for(self, entity: Entity, person: str | None) -> tuple[Concept, Preference] | None:
        """The preference that counts for this entity now: the person's before the household's, narrow before wide."""
        best: tuple[int, Concept, Preference] | None = None
        index = self._preferences_about
        for concept, meaning in (*index.get(entity.id, ()), *index.get(f"kind {entity.kind}", ()), *index.get("", ())):
            if concept.scope not in (None, person):
                continue
            if not self._is_part(meaning.condition.part_of_day):
                continue
            if meaning.condition.area not in (None, entity.area):
                continue
            if not all(setting.attribute in entity.capabilities for setting in meaning.settings):
                continue
            weight = (
                4 * (concept.scope is not None)
                + 2 * bool(meaning.entities)
                + (meaning.condition.part_of_day is not None)
            )
            if best is None or weight >= best[0]:
                best = (weight, concept, meaning)
        return (best[1], best[2]) if best is not None else None
