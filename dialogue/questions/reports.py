"""Answers questions about the home from its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.capabilities import Value
from devices.home import Entity
from dialogue.decision import Decision
from dialogue.interpretation import NounPhrase, Question
from dialogue.mind import Mind
from dialogue.questions.not_known import away as told_away
from dialogue.questions.not_known import is_there, not_known
from dialogue.resolving.untargeted import NOT_EVERYTHING
from dialogue.response import Kind
from teaching.grounding import COVERS

MEASURED: dict[str, tuple[str, ...]] = {
    "temperature": ("current_temperature", "temperature", "target_temperature"),
    "humidity": ("current_humidity", "humidity", "target_humidity"),
    "target_temperature": ("target_temperature",),
    "speed": ("speed", "percentage"),
    "level": ("volume", "brightness", "position", "target_temperature"),
    "remaining_min": ("remaining_min",),
    "color": ("color", "color_temp"),
    "state": ("state", "on", "mode", "locked", "position"),
}
SHOWN = (
    "on",
    "state",
    "mode",
    "locked",
    "position",
    "brightness",
    "color",
    "target_temperature",
    "current_temperature",
    "temperature",
    "humidity",
    "target_humidity",
    "volume",
    "speed",
    "content",
    "remaining_min",
    "date",
    "time",
    "value",
)
_NO_PLACES = frozenset({"away", "home"})
_OPPOSITES = {"off": "on", "closed": "open", "locked": "unlocked"}
_OF_ALL = frozenset({"closed", "locked", "off", "idle"})
"""What is asked of several is asked of each: "are the doors locked"."""
RESTING = frozenset({"idle", "docked", "paused", "off"})


def report(question: Question, mind: Mind) -> Decision | None:
    """The answer; ``None`` when the question isn't one about this home after all."""
    match question.form:
        case "person" | "who":
            return _people(question, mind)
        case "anything":
            return _anything(question, mind)
        case "state":
            return _state(question, mind)
        case "measure":
            return _measure(question, mind)
        case "where":
            return _where(question, mind)
        case _:
            return _what(question, mind)


def _answer(mind: Mind, text: str, focus: Sequence[str] = ()) -> Decision:
    return Decision(Kind.ANSWERS, lead=text[:1].upper() + text[1:], focus=tuple(focus) or None)


def _entities(question: Question, mind: Mind) -> list[Entity]:
    """What the question is about; several when it is about a room or a kind."""
    situation, home = mind.situation, mind.situation.home
    phrase = question.target
    areas = question.areas or _scope(question, mind)
    if phrase is None:
        return []
    if phrase.pronoun is not None and areas:
        return []
    if phrase.pronoun in ("it", "them"):
        return [home.entities[e] for e in situation.focus if e in home.entities]
    found = [home.entities[e] for e in (phrase.named or phrase.fitting) if e in home.entities]
    if areas and not phrase.areas:
        found = [e for e in found if e.area in areas] or found
    elif len(found) > 1 and not phrase.every and not phrase.areas:
        found = _nearest(phrase, found, mind)
    return found


def _nearest(phrase: NounPhrase, found: list[Entity], mind: Mind) -> list[Entity]:
    for area in (mind.situation.area, mind.situation.focus_area):
        here = [e for e in found if area is not None and e.area == area]
        if here:
            return here
    return found


def _scope(question: Question, mind: Mind) -> tuple[str, ...]:
    if question.scope == "here" and mind.situation.area:
        return (mind.situation.area,)
    if question.scope == "there" and mind.situation.focus_area:
        return (mind.situation.focus_area,)
    return ()


def _people(question: Question, mind: Mind) -> Decision:
    home = mind.situation.home
    if question.person is not None:
        person = home.persons.get(question.person)
        key = "person_unknown"
        if person is not None and person.at_home is not None:
            key = "person_home" if person.at_home else "person_away"
        place = mind.situation.states.get(question.person, "location")
        if key == "person_away" and isinstance(place, str) and place not in _NO_PLACES:
            return _answer(
                mind, mind.wording.say("person_at", person=mind.wording.person(question.person), place=place)
            )
        return _answer(mind, mind.wording.say(key, person=mind.wording.person(question.person)))
    wanted = question.predicate != "away"
    told = [p for p in home.persons.values() if p.at_home is not None]
    if not told:
        return _answer(mind, mind.wording.say("nobody_known"))
    names = [p.name for p in told if p.at_home is wanted]
    return _answer(mind, mind.wording.join(names) or mind.wording.piece("nobody"))


def _is_open(entity: Entity, mind: Mind) -> bool | None:
    """Whether something stands open; a lock is open when it is unlocked, and a valve when it lets through."""
    state = mind.situation.states.of(entity.id)
    for attribute in ("position", "open", "opening"):
        value = state.get(attribute)
        if isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return value > 0
    flows = state.get("on") if entity.kind == "valve" else None
    if isinstance(flows, bool):
        return flows
    locked = state.get("locked")
    return not locked if isinstance(locked, bool) else None


def _holds(entity: Entity, predicate: str, mind: Mind) -> bool | None:
    """Whether a predicate is true of an entity; ``None`` when it can't be reached or its state doesn't say."""
    return _held(entity, predicate, mind) if is_there(entity, mind) else None


def _held(entity: Entity, predicate: str, mind: Mind) -> bool | None:
    """The same as it last said."""
    state = mind.situation.states.of(entity.id)
    match predicate:
        case "on" | "running" | "off":
            if all(state.get(key) is None for key in ("on", "state", "mode", "position")):
                return None
            running = mind.situation.running(entity)
            if predicate == "on" and state.get("on") is True:
                running = True
            return running if predicate != "off" else not running
        case "idle":
            value = state.get("state")
            if value is None and isinstance(state.get("on"), bool):
                return state["on"] is False  # "percolator done?"
            return None if value is None else value in RESTING
        case "open" | "closed":
            opened = _is_open(entity, mind)
            return None if opened is None else opened is (predicate == "open")
        case "locked" | "unlocked":
            locked = state.get("locked")
            return None if not isinstance(locked, bool) else (locked if predicate == "locked" else not locked)
        case "armed" | "disarmed":
            mode = state.get("mode")
            return None if mode is None else ((mode != "disarmed") if predicate == "armed" else mode == "disarmed")
        case "muted":
            muted = state.get("muted")
            return muted if isinstance(muted, bool) else None
        case _:
            value = state.get("state")
            return None if value is None else value == predicate


def _state(question: Question, mind: Mind) -> Decision | None:
    predicate = question.predicate or "on"
    entities = _entities(question, mind)
    if not entities and question.areas:
        return _anything(question, mind)
    if not entities:
        return None
    answers = [(entity, _holds(entity, predicate, mind)) for entity in entities]
    known = [(entity, truth) for entity, truth in answers if truth is not None]
    focus = [entity.id for entity in entities]
    if not known:
        return not_known(entities, mind)
    away = [entity for entity in entities if not is_there(entity, mind)]
    told = [_truth(question, known, predicate, mind), *([told_away(away, mind)] if away else [])]
    return _answer(mind, " ".join(told), focus)


def _truth(question: Question, known: Sequence[tuple[Entity, bool]], predicate: str, mind: Mind) -> str:
    """Of which of these a predicate is true."""
    if len(known) == 1:
        entity, truth = known[0]
        return mind.wording.say("state_yes" if truth else "state_no", what=_now(entity, predicate, mind))
    true_ones = [entity.name for entity, truth in known if truth]
    amiss = [_now(entity, predicate, mind) for entity, truth in known if not truth]
    if amiss and true_ones and (_is_of_all(question) or predicate in _OF_ALL):
        return mind.wording.say("state_no", what=mind.wording.listed(amiss))
    if not true_ones:
        return mind.wording.say("state_no", what=mind.wording.piece("none_of_them", what=predicate))
    return mind.wording.say("state_yes", what=mind.wording.being(true_ones, predicate, short=True))


def _is_of_all(question: Question) -> bool:
    return question.target is not None and question.target.every


def _now(entity: Entity, predicate: str, mind: Mind) -> str:
    state = mind.situation.states.of(entity.id)
    for attribute in {
        "locked": ("locked",),
        "unlocked": ("locked",),
        "open": ("position", "open", "locked", "on"),
        "closed": ("position", "open", "locked", "on"),
        "armed": ("mode",),
        "disarmed": ("mode",),
        "muted": ("muted",),
    }.get(predicate, ("state", "on", "mode", "position")):
        if attribute in state and state[attribute] is not None:
            if attribute == "state":
                return mind.wording.being([entity.name], str(state[attribute]))
            if attribute == "mode":
                key = "is_set_to" if entity.kind == "alarm_panel" else "is_on_mode"
                return mind.wording.being([entity.name], mind.wording.piece(key, value=str(state[attribute])))
            return mind.wording.state(entity, attribute, state[attribute])
    return entity.name


def _anything(question: Question, mind: Mind) -> Decision:
    home, situation = mind.situation.home, mind.situation
    areas = question.areas or _scope(question, mind)
    predicate = question.predicate or "on"
    pool = [e for area in areas for e in home.by_area.get(area, ())] if areas else list(home.spoken)
    if question.kinds:
        wide = situation.book.widened(question.kinds)
        pool = [e for e in pool if e.kind in wide]
    if predicate in ("on", "running"):
        pool = [
            e for e in pool if e.kind not in COVERS and e.kind not in ("sensor", "binary_sensor", "lock", "alarm_panel")
        ]
        if not question.kinds:
            pool = [e for e in pool if e.kind != "thermostat"]
    found = [e for e in pool if _holds(e, predicate, mind)]
    away = [e for e in pool if not is_there(e, mind) and _held(e, predicate, mind)]
    tail = f" {told_away(away, mind)}" if away else ""
    place = " " + mind.wording.place(areas) if areas else ""
    if question.everything and question.predicate in _OPPOSITES:
        whole = _of_everything(question.predicate, pool, place, mind)
        return replace(whole, lead=whole.lead + tail)
    if predicate == "playing" and found:
        titles = [mind.wording.being([e.name], _playing(e, mind)) for e in found]
        told = mind.wording.say("state_plain", what=mind.wording.listed(titles))
        return _answer(mind, told + tail, [e.id for e in found])
    if question.counted:
        key = "counted_so" if found else "counted_none"
        names = mind.wording.listed([e.name for e in found])
        told = mind.wording.say(key, count=str(len(found)), what=names)
        return _answer(mind, told + tail, [e.id for e in found])
    if not found and away:
        return not_known(away, mind)
    if not found and predicate == "open":
        return _answer(mind, mind.wording.say("all_closed", place=place))
    if not found:
        return _answer(mind, mind.wording.say("nothing_on", predicate=predicate, place=place))
    told = mind.wording.being([e.name for e in found], predicate + place, short=True)
    return _answer(mind, mind.wording.say("state_plain", what=told) + tail, [e.id for e in found])


def _of_everything(predicate: str, pool: Sequence[Entity], place: str, mind: Mind) -> Decision:
    """ "Is everything off": what isn't is named."""
    opposite = _OPPOSITES[predicate]
    kept_on = NOT_EVERYTHING if predicate == "off" else frozenset[str]()
    amiss = [e for e in pool if e.kind not in kept_on and _holds(e, opposite, mind)]
    if not amiss:
        return _answer(mind, mind.wording.say("all_so", predicate=predicate, place=place))
    told = mind.wording.being([e.name for e in amiss], opposite + place, short=True)
    return _answer(mind, mind.wording.say("state_no", what=told), [e.id for e in amiss])


def _playing(entity: Entity, mind: Mind) -> str:
    content = mind.situation.states.get(entity.id, "content")
    key = "is_playing" if content else "is_playing_something"
    return mind.wording.piece(key, value=str(content))


def _measure(question: Question, mind: Mind) -> Decision | None:
    attributes = MEASURED.get(question.attribute or "", (question.attribute or "",))
    home, situation = mind.situation.home, mind.situation
    entities = _entities(question, mind)
    if entities:
        chosen = _first_measured(entities, attributes, mind)
        if chosen is None:
            return _what(question, mind)
        return _measured(*chosen, mind)
    areas = question.areas or _scope(question, mind)
    if not areas:
        hot = [
            e
            for e in home.by_area.get(situation.area, ())
            if e.kind in ("oven", "kettle", "heater") and situation.running(e)
        ]
        chosen = _first_measured(hot, attributes, mind) if attributes[0] == "current_temperature" else None
        if chosen is not None:
            return _measured(*chosen, mind)
        focused = [home.entities[e] for e in situation.focus if e in home.entities]
        chosen = _first_measured(focused, attributes, mind)
        if chosen is not None and question.attribute not in ("temperature", "humidity"):
            return _measured(*chosen, mind)
    for place in (areas, (situation.area,) if situation.area else ()):
        inside = [e for area in place for e in home.by_area.get(area, ())]
        inside.sort(
            key=lambda e: (
                e.kind != "sensor",
                e.kind not in ("thermostat", "humidifier"),
                e.kind == "oven" and not situation.running(e),
            )
        )
        chosen = _first_measured([e for e in inside if e.kind != "oven" or situation.running(e)], attributes, mind)
        if chosen is not None:
            return _measured(*chosen, mind)
        if areas:
            return _not_measured(inside, attributes, mind)
    anywhere = [e for e in home.spoken if e.kind in ("thermostat", "sensor", "humidifier")]
    chosen = _first_measured(sorted(anywhere, key=lambda e: e.kind != "thermostat"), attributes, mind)
    return _measured(*chosen, mind) if chosen is not None else _not_measured(anywhere, attributes, mind)


def _not_measured(entities: Sequence[Entity], attributes: Sequence[str], mind: Mind) -> Decision:
    states = mind.situation.states
    measuring = [e for e in entities if any(states.get(e.id, attribute) is not None for attribute in attributes)]
    if away := [e for e in measuring if not is_there(e, mind) and e.kind != "oven"]:
        return not_known(away, mind)
    return Decision(Kind.ANSWERS, lead=mind.wording.say("no_measure"))


def _first_measured(
    entities: Sequence[Entity], attributes: Sequence[str], mind: Mind
) -> tuple[Entity, str, Value] | None:
    for attribute in attributes:
        for entity in entities:
            value = mind.situation.states.get(entity.id, attribute)
            if value is not None and is_there(entity, mind):
                return entity, attribute, value
    return None


def _measured(entity: Entity, attribute: str, value: Value, mind: Mind) -> Decision:
    return _answer(
        mind, mind.wording.say("state_plain", what=mind.wording.state(entity, attribute, value)), [entity.id]
    )


def _what(question: Question, mind: Mind) -> Decision | None:
    entities = _entities(question, mind)
    if not entities:
        return _anything(question, mind) if question.areas else None
    entity = entities[0]
    state = mind.situation.states.of(entity.id)
    if not is_there(entity, mind) or all(value is None for value in state.values()):
        return not_known([entity], mind)
    off = state.get("on") is False
    parts = []
    for attribute in SHOWN:
        value = state.get(attribute)
        if value is None or (off and attribute not in ("on", "current_temperature", "remaining_min", "locked")):
            continue
        if attribute == "on" and value is True and len(state) > 1:
            continue
        if attribute == "current_temperature":
            parts.append(mind.wording.piece("is_now", value=f"{value:g}"))
        elif attribute == "target_temperature":
            parts.append(mind.wording.piece("is_set_to", value=mind.wording.setting(attribute, value)))
        elif attribute == "remaining_min":
            if value:
                parts.append(mind.wording.piece("is_minutes_left", value=f"{value:g}"))
        else:
            parts.append(mind.wording.setting(attribute, value))
    if parts:
        return _answer(mind, mind.wording.piece("told", name=entity.name, what=", ".join(parts)), [entity.id])
    if entity.kind == "sensor":
        attribute, value = next((a, v) for a, v in state.items() if v is not None)
        return _answer(mind, mind.wording.say("state_plain", what=mind.wording.reading(entity, attribute, value)))
    return _answer(mind, mind.wording.say("state_plain", what=mind.wording.act(entity.id, {"on": True})), [entity.id])


def _where(question: Question, mind: Mind) -> Decision | None:
    entities = _entities(question, mind)
    if not entities:
        return None
    entity = entities[0]
    place = mind.wording.area(entity.area) if entity.area else mind.wording.piece("no_room")
    doing = mind.situation.states.get(entity.id, "state")
    what = " ".join([*([str(doing)] if doing else []), mind.wording.piece("is_in", place=place)])
    return _answer(mind, mind.wording.say("state_plain", what=mind.wording.being([entity.name], what)), [entity.id])
