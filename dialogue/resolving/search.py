"""One clause in one situation: what it would do to which entity, and the reasons for a choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from devices.capabilities import AND, Value
from devices.home import Entity
from dialogue.interpretation import Clause
from dialogue.resolving.effects import effects_of
from dialogue.situation import Situation
from teaching.grounding import Grounded, room_of_robot, settable, switched, takes_many_rooms


class Search:
    """One clause in one situation while it is looked for what is meant: what would work, and the reasons so far."""

    def __init__(self, clause: Clause, situation: Situation, earlier: tuple[str, ...]) -> None:
        self.clause = clause
        self.situation = situation
        self.home = situation.home
        self.earlier = earlier
        self.reasons: list[str] = []
        self.concepts: list[str] = list(clause.concepts)
        self.candidates_here = False
        self._cache: dict[str, Grounded | None] = {}

    def effects(self, entity_id: str) -> Grounded | None:
        """What the clause would set on an entity; ``None`` when it cannot be said of it."""
        if entity_id not in self._cache:
            entity = self.home.entities.get(entity_id)
            self._cache[entity_id] = (
                None if entity is None else self._effects_on(entity, self.situation.states.of(entity_id))
            )
        return self._cache[entity_id]

    def _effects_on(self, entity: Entity, current: Mapping[str, Value]) -> Grounded | None:
        clause = self.clause
        if clause.liking is not None:
            person = self.situation.person if clause.liking == "me" else clause.liking
            known = self.situation.preference_for(entity, person) or self.situation.liking_of_kind(entity, person)
            if known is None:
                return None
            return Grounded({s.attribute: s.value for s in known[1].settings if s.attribute in entity.capabilities})
        if clause.verb in ("warm", "cool") and all(term.amount is None for term in clause.values):
            warmth = self._warmth(entity, current)
            if not isinstance(warmth, bool):
                return warmth
            if not warmth:
                return None
        if entity.kind == "light" and self._is_about_air():
            return None
        grounded = effects_of(clause, entity, current)
        if grounded is not None and current.get("on") is False and self._asks_for_less(entity):
            return Grounded({"on": False})
        if grounded is not None and grounded.settings.get("state") == "cleaning":
            return self._in_its_rooms(entity, grounded, self._rooms_said(entity))
        if grounded is not None and _only_switches_on(grounded.settings):
            known = self.situation.preference_for(entity, self.situation.person)
            if known is not None:
                if known[0].id not in self.concepts:
                    self.reasons.append(f"a preference of {known[0].scope or 'the household'} counts")
                    self.concepts.append(known[0].id)
                wanted = {
                    setting.attribute: setting.value
                    for setting in known[1].settings
                    if settable(entity, setting.attribute)
                }
                plainly_on = grounded.settings == switched(entity, True, current)
                on = switched(entity, True, {**current, **wanted}) if plainly_on else None
                return Grounded({**grounded.settings, **(on or {}), **wanted})
        return grounded

    def _warmth(self, entity: Entity, current: Mapping[str, Value]) -> Grounded | bool:
        """ "cool the oven down" switches it off, "heat it up" on; whether it can be said of anything else.

        A light is made warmer by a command to it alone: no room is cooled by one, and "a minute for the lamp to cool
        down" asks for nothing.
        """
        if entity.kind == "light":
            named = any(entity.id in (*p.named, *p.fitting) for p in self.clause.targets) or not (
                self.clause.areas or self.clause.scope == "house"
            )
            return named and self._is_told()
        if entity.kind != "oven" or not settable(entity, "on"):
            return True
        if self.clause.verb == "cool":
            return Grounded({"on": False})
        if current.get("on") is not False:
            return True
        return Grounded({"on": True}) if self._is_told() else False

    def _is_about_air(self) -> bool:
        """ "make it warmer in the bedroom": a room is made warmer by no light, unless one was talked about."""
        clause, entities = self.clause, self.home.entities
        if not clause.areas or any(phrase.named or phrase.fitting for phrase in clause.targets):
            return False
        warmth = any(term.direction and "target_temperature" in term.attributes for term in clause.values)
        return warmth and not any(entities[e].kind == "light" for e in self.situation.focus if e in entities)

    def _is_told(self) -> bool:
        """Whether the clause opens with its verb: "warm the lights up", and not "the oven to heat up"."""
        first = self.situation.book.vocabulary.index.get(self.clause.text.split()[:1])
        return any(word.label == "verb" and word.name == self.clause.verb for word in first)

    def _asks_for_less(self, entity: Entity) -> bool:
        """ "a little dimmer", "down a bit" of what is off: less never turns it on; "dim it" does, low."""
        clause = self.clause
        attribute = {"light": "brightness", "oven": "target_temperature"}.get(entity.kind)
        if attribute is None or not settable(entity, "on") or clause.action_settings or clause.content is not None:
            return False
        if clause.complaint is not None:
            return clause.complaint == (attribute, -1)
        less = [t for t in clause.values if t.direction < 0 and {attribute, "*"} & set(t.attributes)]
        if clause.values:
            return len(less) == len(clause.values) and all(t.amount is None for t in less) and clause.attribute is None
        return "down" in (clause.verb, clause.particle) and clause.attribute in (None, attribute)

    def room_of(self, entity: Entity, area_id: str) -> str | None:
        """What a robot calls an area, if it can be sent there."""
        area = self.home.areas.get(area_id)
        return None if area is None else room_of_robot(entity, (area.name, *area.aliases))

    def _rooms_said(self, entity: Entity) -> tuple[str, ...]:
        clause, here = self.clause, self.situation.area
        said = clause.areas or tuple(area for phrase in clause.targets for area in phrase.areas)
        if clause.scope == "here" and here is not None:
            said = (here,)
        out = {*clause.exception_areas, *(area for phrase in clause.exceptions for area in phrase.areas)}
        if out and not said:
            said = tuple(area for area in self.home.areas if self.room_of(entity, area) is not None)
        # A robot that knows no rooms can leave none out.
        return tuple(area for area in said if area not in out) or tuple(out)

    def _in_its_rooms(self, entity: Entity, grounded: Grounded, areas: Sequence[str]) -> Grounded | None:
        """ "vacuum the kitchen": that room and no other, by a robot that knows it."""
        if not areas:
            return grounded
        rooms = [self.room_of(entity, area) for area in areas]
        known = [room for room in rooms if room is not None]
        if len(known) == len(rooms) and (len(rooms) == 1 or takes_many_rooms(entity)):
            return replace(grounded, settings={**grounded.settings, "segment": AND.join(known)})
        # The whole home is more than was said, and a part of it less.
        return None if known or entity.area not in areas else grounded

    def able(self, entity_ids: Iterable[str]) -> list[str]:
        """Those of which the clause can be said."""
        return [entity_id for entity_id in entity_ids if self.effects(entity_id) is not None]

    def inside(self, entity_ids: Iterable[str], areas: Sequence[str]) -> list[str]:
        """Those that stand in one of these areas, or can be sent there."""
        entities = [self.home.entities[e] for e in entity_ids]
        return [e.id for e in entities if e.area in areas or any(self.room_of(e, area) for area in areas)]

    def relative(self) -> bool:
        """Whether the clause changes what is there: dimming, louder, "two degrees more"."""
        clause = self.clause
        return bool(
            clause.verb
            in (
                "dim",
                "brighten",
                "up",
                "down",
                "louder",
                "quieter",
                "warm",
                "cool",
                "faster",
                "slower",
                "pause",
                "mute",
                "stop",
                "resume",
                "next",
                "previous",
            )
            or any(term.direction for term in clause.values)
            or clause.complaint
            or clause.particle in ("up", "down")
        )

    def area_name(self, area_id: str) -> str:
        """How an area is called."""
        area = self.home.areas.get(area_id)
        return area.name if area is not None else area_id or "home"


def _only_switches_on(settings: Mapping[str, Value]) -> bool:
    return (
        bool(settings)
        and all(key in ("on", "mode") for key in settings)
        and settings.get("on", True) is True
        and settings.get("mode") not in ("off", "away", "disarmed")
    )
