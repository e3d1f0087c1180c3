"""Finds what is meant: which entities, and the settings each of them gets. Pure; every choice leaves a reason.

The order is fixed: what the sentence says, the focus of the conversation, the satellite's room, what only one
candidate's state or type allows, preferences; then the person is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from devices.capabilities import Value
from devices.home import Entity
from dialogue.effects import PLAYERS, effects_of
from dialogue.interpretation import Clause, NounPhrase
from dialogue.media_words import FILM_WORDS, MUSIC_WORDS
from dialogue.situation import Situation
from teaching.grounding import COVERS, Grounded, is_switchable, settable

NOT_EVERYTHING = (
    frozenset({"lock", "alarm_panel", "thermostat", "sensor", "binary_sensor", "person", "humidifier", "valve", "appliance", "vacuum", "lawn_mower"})
    | COVERS
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One entity and what it would be set to."""

    entity_id: str
    settings: Mapping[str, Value]
    lacking: tuple[str, ...] = ()
    fault: str | None = None
    faulty_attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """Everything is clear."""

    plans: tuple[Planned, ...]
    reasons: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several would do, and nothing says which."""

    options: tuple[str, ...]
    mention: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impossible:
    """Understood, but it can't be: ``code`` names the wording, ``names`` fills it."""

    code: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A piece is missing: ``what`` is target or value."""

    what: str
    target: tuple[str, ...] = ()


Resolution: TypeAlias = Resolved | Ambiguous | Impossible | Incomplete


def resolve(clause: Clause, situation: Situation, earlier: Sequence[str] = ()) -> Resolution:
    """What a clause means here. ``earlier`` are the entities of the clause before it in the same sentence."""
    return _Resolver(clause, situation, tuple(earlier)).run()


class _Resolver:
    def __init__(self, clause: Clause, situation: Situation, earlier: tuple[str, ...]) -> None:
        self._clause = clause
        self._situation = situation
        self._home = situation.home
        self._earlier = earlier
        self._reasons: list[str] = []
        self._cache: dict[str, Grounded | None] = {}
        self._concepts: list[str] = list(clause.concepts)
        self._candidates_here = False

    def run(self) -> Resolution:
        chosen: list[str] = []
        spot = self._place()
        targets = self._clause.targets
        if targets:
            for phrase in targets:
                found = self._phrase(phrase, spot)
                if not isinstance(found, tuple):
                    return found
                chosen.extend(found)
        else:
            found = self._untargeted(spot)
            if not isinstance(found, tuple):
                return found
            chosen.extend(found)
        chosen = [entity_id for entity_id in dict.fromkeys(chosen) if entity_id not in self._excepted()]
        return self._planned(chosen)

    # -- places

    def _place(self) -> tuple[str, ...] | None:
        """Areas the clause restricts itself to; ``()`` for the whole house, ``None`` when it says nothing."""
        clause, situation = self._clause, self._situation
        if clause.areas:
            return clause.areas
        if clause.scope == "here" and situation.area is not None:
            self._reasons.append("here is the room of the satellite")
            return (situation.area,)
        if clause.scope == "there" and situation.focus_area is not None:
            self._reasons.append("there is the room talked about before")
            return (situation.focus_area,)
        if clause.scope == "house":
            return ()
        return None

    def _excepted(self) -> frozenset[str]:
        out: set[str] = set()
        for phrase in self._clause.exceptions:
            if phrase.pronoun in ("it", "them"):
                out.update(self._situation.focus)
            pool = phrase.named or phrase.fitting
            if phrase.areas and not pool:
                out.update(e.id for area in phrase.areas for e in self._home.by_area.get(area, ()))
            out.update(pool)
        for area in self._clause.exception_areas:
            out.update(entity.id for entity in self._home.by_area.get(area, ()))
        return frozenset(out)

    # -- what fits

    def _effects(self, entity_id: str) -> Grounded | None:
        if entity_id not in self._cache:
            entity = self._home.entities.get(entity_id)
            self._cache[entity_id] = (
                None if entity is None else self._effects_on(entity, self._situation.states.of(entity_id))
            )
        return self._cache[entity_id]

    def _effects_on(self, entity: Entity, current: Mapping[str, Value]) -> Grounded | None:
        clause = self._clause
        if clause.liking is not None:
            person = self._situation.person if clause.liking == "me" else clause.liking
            known = self._situation.preference_for(entity, person)
            if known is None:
                return None
            return Grounded({setting.attribute: setting.value for setting in known[1].settings})
        grounded = effects_of(clause, entity, current)
        if grounded is not None and _only_switches_on(grounded.settings):
            known = self._situation.preference_for(entity, self._situation.person)
            if known is not None:
                self._reasons.append(f"a preference of {known[0].scope or 'the household'} counts")
                if known[0].id not in self._concepts:
                    self._concepts.append(known[0].id)
                wanted = {
                    setting.attribute: setting.value
                    for setting in known[1].settings
                    if settable(entity, setting.attribute)
                }
                return Grounded({**grounded.settings, **wanted})
        return grounded

    def _able(self, entity_ids: Iterable[str]) -> list[str]:
        return [entity_id for entity_id in entity_ids if self._effects(entity_id) is not None]

    def _in(self, entity_ids: Iterable[str], areas: Sequence[str]) -> list[str]:
        return [e for e in entity_ids if self._home.entities[e].area in areas]

    # -- phrases

    def _phrase(self, phrase: NounPhrase, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:
        if phrase.pronoun is not None:
            return self._pronoun(phrase, spot)
        phrase = self._owned(phrase)
        bound = self._situation.bound.get(phrase.text)
        if bound is not None:
            self._reasons.append(f"{phrase.text} was chosen")
            return (bound,)
        if phrase.named:
            return self._among_named(phrase, spot)
        if not phrase.fitting:
            kind = phrase.kinds[0] if phrase.kinds else phrase.text
            place = phrase.areas[0] if phrase.areas else (spot[0] if spot else "")
            return Impossible("no_such_thing", {"thing": phrase.text, "kind": kind, "area": self._area_name(place)})
        pool = list(phrase.fitting)
        if spot:
            inside = self._in(pool, spot)
            if not inside:
                if phrase.areas:
                    inside = pool
                else:
                    return Impossible("not_there", {"thing": phrase.text, "area": self._area_name(spot[0])})
            pool = inside
        placed = bool(spot) or bool(phrase.areas)
        able = self._able(pool)
        if able and len(able) < len(pool):
            pool = able
        if len(pool) == 1:
            return (pool[0],)
        return self._several(phrase, pool, placed=placed, spot=spot)

    def _owned(self, phrase: NounPhrase) -> NounPhrase:
        """"my lamp": the speaker's own, when one bears their name."""
        if not phrase.mine or self._situation.person is None:
            return phrase
        own = self._situation.book.of_person(self._situation.person)
        mine = tuple(e for e in phrase.fitting if e in own)
        if not mine:
            return phrase
        self._reasons.append(f"{phrase.text}: the speaker's own")
        return replace(phrase, fitting=mine, named=mine if len(mine) == 1 else ())

    def _among_named(self, phrase: NounPhrase, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:
        pool = list(phrase.named)
        if phrase.every or len(pool) == 1:
            return tuple(pool)
        if spot:
            pool = self._in(pool, spot) or pool
        pool = self._able(pool) or pool
        if len(pool) == 1:
            return (pool[0],)
        if phrase.plural:
            return tuple(pool)
        return self._choose(phrase, pool)

    def _several(
        self, phrase: NounPhrase, pool: list[str], *, placed: bool, spot: tuple[str, ...] | None
    ) -> tuple[str, ...] | Resolution:
        """Several fit: all of them, those of this room, or one."""
        many = phrase.every or phrase.plural or phrase.rest
        if many or phrase.mass:
            pool = self._affected(pool)
        if phrase.rest:
            pool = [e for e in pool if e not in self._situation.focus] or pool
        if placed and (many or phrase.mass):
            return tuple(pool)
        if spot == () and many:
            return tuple(pool)
        if phrase.every:
            return tuple(pool)
        if many or phrase.mass:
            return self._room_share(phrase, pool, many=many)
        return self._choose(phrase, pool)

    def _affected(self, pool: list[str]) -> list[str]:
        """"dim the lights": those that are on, when some are."""
        if not self._relative():
            return pool
        running = [e for e in pool if self._situation.running(self._home.entities[e])]
        return running or pool

    def _room_share(self, phrase: NounPhrase, pool: list[str], *, many: bool) -> tuple[str, ...] | Resolution:
        """ "the lights": those of this room, or else of the room talked about, or else the only room that has any."""
        for area, reason in (
            (self._situation.area, "of the room of the satellite"),
            (self._situation.focus_area, "of the room talked about before"),
        ):
            inside = self._in(pool, (area,)) if area is not None else []
            exact = [e for e in inside if e in phrase.literal]
            if exact and not many and len(exact) < len(inside):
                inside = exact
            if inside:
                self._reasons.append(f"{phrase.text}: {reason}")
                return tuple(inside)
        areas = {self._home.entities[e].area for e in pool}
        if len(areas) == 1:
            return tuple(pool)
        return self._choose(phrase, pool)

    def _choose(self, phrase: NounPhrase, pool: list[str]) -> tuple[str, ...] | Resolution:
        """One of several, in the order of resolution; else the question which one."""
        situation = self._situation
        self._candidates_here = any(self._home.entities[e].area == situation.area for e in pool)
        focused = [e for e in (*self._earlier, *situation.focus) if e in pool]
        if focused and phrase.pronoun is None and len(set(focused)) == 1 and self._same_room(focused[0]):
            self._reasons.append(f"{phrase.text}: the one talked about before")
            return (focused[0],)
        inside = self._in(pool, (situation.area,)) if situation.area is not None else []
        exact = [e for e in inside or pool if e in phrase.literal]
        if exact and inside:
            inside = exact
        elif exact:
            pool = exact
            if len(pool) == 1:
                return (pool[0],)
        if len(inside) == 1:
            self._reasons.append(f"{phrase.text}: the only one in this room")
            return (inside[0],)
        candidates = inside or pool
        changing = [e for e in candidates if self._would_change(e)]
        if len(changing) == 1:
            self._reasons.append(f"{phrase.text}: the only one this changes")
            return (changing[0],)
        return Ambiguous(tuple(candidates), phrase.text, tuple(self._reasons))

    def _same_room(self, entity_id: str) -> bool:
        area = self._home.entities[entity_id].area
        if self._situation.area is not None and area != self._situation.area:
            return not self._candidates_here
        return self._situation.area is None or area == self._situation.area or area == self._situation.focus_area

    def _would_change(self, entity_id: str) -> bool:
        grounded = self._effects(entity_id)
        if grounded is None:
            return False
        current = self._situation.states.of(entity_id)
        entity = self._home.entities[entity_id]
        if self._relative() and not self._situation.running(entity):
            return False
        return any(current.get(attribute) != value for attribute, value in grounded.settings.items())

    def _relative(self) -> bool:
        clause = self._clause
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
            )
            or any(term.direction for term in clause.values)
            or clause.complaint
            or clause.particle in ("up", "down")
        )

    # -- pronouns

    def _pronoun(self, phrase: NounPhrase, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:
        situation = self._situation
        if phrase.pronoun == "everything":
            return self._everything(spot)
        focus = [e for e in (self._earlier or situation.focus) if e in self._home.entities]
        if "both" in self._clause.text.split() and len(focus) == 1:
            kind = self._home.entities[focus[0]].kind
            focus += [e for e in situation.recent if e not in focus and e in self._home.entities and self._home.entities[e].kind == kind][:1]
        if phrase.pronoun == "other":
            return self._other(phrase, focus)
        if not focus:
            return self._untargeted(spot)
        able = self._able(focus)
        if spot:
            able = self._in(able, spot) or able
        if not able:
            wider = self._untargeted(spot)
            if isinstance(wider, tuple) and wider:
                return wider
            return tuple(focus)
        self._reasons.append(f"{phrase.text}: what was talked about before")
        return tuple(able)

    def _other(self, phrase: NounPhrase, focus: list[str]) -> tuple[str, ...] | Resolution:
        if not focus:
            return Incomplete("target")
        first = self._home.entities[focus[0]]
        sisters = [e.id for e in self._home.spoken if e.kind == first.kind and e.id not in focus]
        near = self._in(sisters, (first.area,)) if first.area is not None else []
        pool = near or sisters
        if len(pool) == 1:
            return (pool[0],)
        return Ambiguous(tuple(pool), phrase.text, tuple(self._reasons)) if pool else Incomplete("target")

    def _everything(self, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:
        areas = spot
        if areas is None and self._clause.text.split()[:1] not in (["everything"], ["all"]) and False:
            areas = (self._situation.area,) if self._situation.area else ()
        entities = self._home.spoken if not areas else tuple(e for a in areas for e in self._home.by_area.get(a, ()))
        turning_off = "off" in (self._clause.particle, self._clause.verb) or self._clause.verb == "stop"
        chosen = [
            e.id
            for e in entities
            if e.kind not in NOT_EVERYTHING and is_switchable(e) and (not turning_off or self._situation.running(e))
        ]
        if self._relative() and not turning_off:
            return Incomplete("target")
        if not turning_off:
            chosen = [e for e in self._able(chosen) if self._home.entities[e].kind == "light" or self._clause.values]
        return tuple(chosen)

    # -- no target said

    def _untargeted(self, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:
        """ "brighter", "warm white in the kitchen", "bedroom off": found by what can do it."""
        clause = self._clause
        if not clause.acts:
            return Incomplete("value" if spot else "target")
        if clause.content is not None:
            return self._player(spot)
        if spot is not None:
            return self._of_area(spot)
        situation = self._situation
        focus = [e for e in (self._earlier or situation.focus) if e in self._home.entities]
        if clause.complaint is None or not situation.area:
            able = self._able(focus)
            if able:
                self._reasons.append("what was talked about before")
                return tuple(able)
        if situation.area is not None:
            found = self._of_area((situation.area,), soft=True)
            if isinstance(found, tuple) and found:
                self._reasons.append("in the room of the satellite")
                return found
            if isinstance(found, Ambiguous):
                return found
        running = [e.id for e in self._home.spoken if situation.running(e) and self._effects(e.id) is not None]
        if clause.verb not in ("on",) and len(running) == 1:
            self._reasons.append("the only one that is on")
            return (running[0],)
        able = self._able(e.id for e in self._home.spoken)
        if len(able) == 1 or (able and clause.complaint is not None and clause.complaint[0] == "target_temperature"):
            thermostats = [e for e in able if self._home.entities[e].kind == "thermostat"]
            pick = thermostats if clause.complaint is not None and thermostats else able
            if len(pick) == 1:
                self._reasons.append("the only one that can do it")
                return (pick[0],)
        if clause.liking is not None and able:
            return tuple(able)
        return Incomplete("target")

    def _of_area(self, areas: Sequence[str], *, soft: bool = False) -> tuple[str, ...] | Resolution:
        entities = [e for area in areas for e in self._home.by_area.get(area, ())] if areas else list(self._home.spoken)
        clause = self._clause
        switching = {clause.verb, clause.particle} & {"on", "off"} and not clause.values
        if switching and clause.attribute is None:
            if soft:
                return ()
            if "off" in (clause.verb, clause.particle):
                return tuple(
                    e.id
                    for e in entities
                    if e.kind not in NOT_EVERYTHING and is_switchable(e) and self._situation.running(e)
                ) or tuple(e.id for e in entities if e.kind == "light")
            return tuple(e.id for e in entities if e.kind == "light")
        able = [
            e for e in entities if self._effects(e.id) is not None and not (e.kind in ("lock", "alarm_panel") and soft)
        ]
        if not able:
            return () if soft else Impossible("nothing_there", {"area": self._area_name(areas[0] if areas else "")})
        return self._fewest(able)

    def _fewest(self, able: Sequence[Entity]) -> tuple[str, ...] | Resolution:
        """Of the things in a room that could do it: those of the likeliest kind, the running ones for a change."""
        clause = self._clause
        by_kind: dict[str, list[Entity]] = {}
        for entity in able:
            by_kind.setdefault(
                "cover" if entity.kind in COVERS else "media" if entity.kind in PLAYERS else entity.kind, []
            ).append(entity)
        if self._relative() or {clause.verb, clause.particle} & {"off", "stop", "pause", "mute"}:
            running = {kind: [e for e in es if self._situation.running(e)] for kind, es in by_kind.items()}
            running = {kind: es for kind, es in running.items() if es}
            if len(running) >= 1:
                by_kind = running
        order = ("light", "media", "thermostat", "cover", "fan", "humidifier", "oven")
        kind = next((k for k in order if k in by_kind), next(iter(by_kind)))
        entities = by_kind[kind]
        if len(by_kind) > 1 and not self._prefers(kind):
            return Ambiguous(tuple(e.id for es in by_kind.values() for e in es), "it", tuple(self._reasons))
        if kind == "light" or len(entities) == 1:
            return tuple(e.id for e in entities)
        running_ones = [e for e in entities if self._situation.running(e)]
        if len(running_ones) == 1:
            self._reasons.append("the only one that is on")
            return (running_ones[0].id,)
        return Ambiguous(tuple(e.id for e in entities), "it", tuple(self._reasons))

    def _prefers(self, kind: str) -> bool:
        """Whether the words by themselves speak of this kind: colours of lights, loudness of players, warmth of heating."""
        clause = self._clause
        if clause.complaint is not None:
            wanted = {
                "brightness": "light",
                "volume": "media",
                "target_temperature": "thermostat",
                "target_humidity": "humidifier",
            }
            return wanted.get(clause.complaint[0]) == kind
        attributes = {
            a.rstrip("-")
            for t in clause.values
            for a in (*t.attributes, *(o[0] for o in t.options), *(s.attribute for s in t.settings))
        }
        if clause.attribute:
            attributes.add(clause.attribute)
        if clause.verb in ("dim", "brighten"):
            attributes.add("brightness")
        by_kind = {
            "light": {"brightness", "color", "color_temp"},
            "media": {"volume", "source", "content"},
            "thermostat": {"target_temperature", "temperature"},
        }
        if kind == "light" and any(t.unit in ("percent", "kelvin") or t.extreme for t in clause.values):
            return True
        return bool(attributes & by_kind.get(kind, set()))

    def _player(self, spot: tuple[str, ...] | None) -> tuple[str, ...] | Resolution:
        situation, content = self._situation, set((self._clause.content or "").split())
        areas = spot if spot else ((situation.area,) if situation.area else ())
        players = [e for e in self._home.spoken if e.kind in PLAYERS and self._effects(e.id) is not None]
        film, music = bool(content & FILM_WORDS), bool(content & MUSIC_WORDS) or self._clause.verb_text == "listen to"
        film = film or self._clause.verb_text == "watch"
        inside = [e for e in players if e.area in areas] if areas else []
        if spot and not inside:
            return Impossible("nothing_there", {"area": self._area_name(spot[0])})
        pool = inside
        if not pool:
            focused = [e for e in players if e.id in situation.focus]
            running = [e for e in players if situation.running(e)]
            pool = focused or (running if len(running) == 1 else players)
        screens = [e for e in pool if e.kind == "tv"]
        speakers = [e for e in pool if e.kind == "speaker"]
        if film:
            if not screens:
                screens = [e for e in players if e.kind == "tv"]
            pool = screens
            self._reasons.append("only a screen can show it")
        elif music and speakers:
            pool = speakers
        elif screens and inside:
            pool = screens
            self._reasons.append("this room has a screen")
        if len(pool) == 1:
            return (pool[0].id,)
        return Ambiguous(tuple(e.id for e in pool), "player", tuple(self._reasons)) if pool else Incomplete("target")

    # -- the plan

    def _planned(self, chosen: Sequence[str]) -> Resolution:
        clause = self._clause
        plans: list[Planned] = []
        unable: list[str] = []
        for entity_id in chosen:
            grounded = self._effects(entity_id)
            if grounded is None:
                unable.append(entity_id)
            else:
                plans.append(
                    Planned(entity_id, grounded.settings, grounded.lacking, grounded.fault, grounded.faulty_attribute)
                )
        if plans:
            return Resolved(tuple(plans), tuple(self._reasons), tuple(dict.fromkeys(self._concepts)))
        if not unable:
            if clause.targets and clause.targets[0].pronoun == "everything":
                return Resolved((), tuple(self._reasons))
            return Incomplete("target")
        if not clause.acts:
            return Incomplete("value", tuple(unable))
        names = " and ".join(self._home.entities[e].name for e in unable[:3])
        if clause.liking is not None:
            return Impossible("no_preference", {"thing": names})
        return Impossible("cannot", {"thing": names, "what": clause.text})

    def _area_name(self, area_id: str) -> str:
        area = self._home.areas.get(area_id)
        return area.name if area is not None else area_id or "home"


def _only_switches_on(settings: Mapping[str, Value]) -> bool:
    return (
        bool(settings)
        and all(key in ("on", "mode") for key in settings)
        and settings.get("on", True) is True
        and settings.get("mode") not in ("off", "away", "disarmed")
    )


Judge: TypeAlias = Callable[[Entity], bool]
