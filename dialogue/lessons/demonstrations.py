"""Teaching by showing: "remember this as X", "watch me"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from devices.capabilities import Value, is_readonly
from dialogue.decision import Decision
from dialogue.dialogue_state import MissingQuestion
from dialogue.lessons.fixed_words import is_builtin
from dialogue.lessons.learning import learn
from dialogue.lessons.pet_names import is_for_person
from dialogue.lessons.snapshots import Snapshot, read_snapshot
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.statements import Statement
from dialogue.response import Kind
from dialogue.timing.times import find_time
from dialogue.tokens import Token
from teaching.concepts import (
    Routine,
    Selector,
    Setting,
    Step,
    ValueName,
)
from teaching.grounding import COVERS
from teaching.lexicon import split

DEMONSTRATED = frozenset({"light", "tv", "speaker", "fan", "switch"}) | COVERS


LASTING = (
    "on",
    "brightness",
    "color",
    "color_temp",
    "position",
    "speed",
    "percentage",
    "volume",
    "target_temperature",
    "source",
    "mode",
)


RECENT = timedelta(minutes=15)


def remember_state(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term"))
    steps = _present(mind)
    if not steps or not _can_name(term, mind):
        return None
    return learn(term, Routine(steps), mind, how="shown")


def keep_snapshot(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """ "remember how it is now in the hall as X", in whatever order it is said."""
    snapshot = read_snapshot(row, mind)
    if snapshot is None:
        return None
    term = mind.clean_term(" ".join(token.text for token in snapshot.term))
    steps = _steps_of(_of_those(snapshot, mind), mind) if _is_limited(snapshot, mind) else _present(mind)
    if not steps or not _can_name(term, mind):
        return None
    return learn(term, Routine(steps), mind, how="shown")


def _is_limited(snapshot: Snapshot, mind: Mind) -> bool:
    """Whether it is of some things only, or of another room than the one whose things were just set."""
    elsewhere = any(area != mind.situation.area for area in snapshot.areas)
    return bool(snapshot.kinds or snapshot.things or elsewhere or (snapshot.areas and not _touched_here(mind)))


def _of_those(snapshot: Snapshot, mind: Mind) -> list[str]:
    """The things whose state is kept."""
    if snapshot.things:
        return list(snapshot.things)
    home, here = mind.situation.home, (mind.situation.area,) if mind.situation.area is not None else ()
    found = [e for area in snapshot.areas or here for e in home.by_area.get(area, ()) if e.kind in DEMONSTRATED]
    return [e.id for e in found if not snapshot.kinds or e.kind in snapshot.kinds]


def _can_name(term: str, mind: Mind) -> bool:
    """Whether a state can be called so: no word that has its meaning, no time ("remember the lights for tomorrow").

    "That's our nickname for Leo" is told of a name.
    """
    tokens = normalize(term).tokens
    if not tokens or tokens[0].text in mind.words("naming_nouns") or is_for_person(tuple(tokens), mind):
        return False
    found = find_time(tokens, mind.situation.now)
    told_when = found is not None and found[:2] == (0, len(tokens))
    return not told_when and not is_builtin(term, mind)


def _touched_here(mind: Mind) -> bool:
    """Whether this conversation set anything, and only in the room it is held in."""
    touched = [command.entity_id for act in mind.state.acts for command in act.commands]
    return bool(touched) and all(_here(entity_id, mind) for entity_id in touched)


def _present(mind: Mind) -> tuple[Step, ...]:
    """The present state as steps: what this conversation or somebody's hand set just now, or else the room."""
    since = mind.situation.now - RECENT
    touched = [command.entity_id for act in mind.state.acts for command in act.commands]
    touched += [c.entity_id for c in mind.history if c.at >= since and _here(c.entity_id, mind)]
    home = mind.situation.home
    chosen = [e for e in dict.fromkeys(touched) if e in home.entities and home.entities[e].kind in DEMONSTRATED]
    if not chosen and mind.situation.area is not None:
        chosen = [e.id for e in home.by_area.get(mind.situation.area, ()) if e.kind in DEMONSTRATED]
    return _steps_of(chosen, mind)


def _here(entity_id: str, mind: Mind) -> bool:
    entity = mind.situation.home.entities.get(entity_id)
    return entity is not None and (mind.situation.area is None or entity.area == mind.situation.area)


def _steps_of(entity_ids: Sequence[str], mind: Mind) -> tuple[Step, ...]:
    steps = []
    touched = {(command.entity_id, a) for act in mind.state.acts for command in act.commands for a in command.settings}
    for entity_id in entity_ids:
        current = mind.situation.states.of(entity_id)
        if current.get("on") is False:
            settings: tuple[Setting, ...] = (Setting("on", False),)
        else:
            entity = mind.situation.home.entities[entity_id]
            settings = tuple(
                Setting(a, current[a])
                for a in LASTING
                if current.get(a) is not None and a in entity.capabilities and not is_readonly(entity.capabilities[a])
            )
            if "muted" in entity.capabilities and (current.get("muted") is True or (entity_id, "muted") in touched):
                settings = (*settings, Setting("muted", current.get("muted") is True))
            if any(s.attribute == "color" and s.value != "white" for s in settings):
                settings = tuple(s for s in settings if s.attribute != "color_temp")
        if settings:
            steps.append(Step(Selector(entities=(entity_id,)), settings))
    return tuple(steps)


def remember_value(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term"))
    word = statement.words("attribute")
    attribute = mind.situation.book.vocabulary.attribute_words.get(word) or mind.state.focus_attribute
    home = mind.situation.home
    ids = [e for e in mind.situation.focus if e in home.entities]
    ids += [e.id for e in home.by_area.get(mind.situation.area, ()) if e.id not in ids]
    for entity_id in ids:
        current = mind.situation.states.of(entity_id)
        names = (attribute,) if attribute != "color" else ("color", "color_temp")
        for name in names:
            value: Value = current.get(name) if name is not None else None
            if name is not None and value is not None and term:
                return learn(term, ValueName((Setting(name, value),)), mind, how="shown")
    return None


def watch(statement: Statement, mind: Mind) -> Decision:
    return Decision(
        Kind.ASKS_FOR,
        lead=mind.wording.say("watching"),
        recording=mind.clean_term(statement.words("term")) if statement.words("term") else "",
    )


def watched(statement: Statement, mind: Mind) -> Decision | None:
    """ "done, call that forty winks": ends the watching and names what was seen."""
    term = mind.clean_term(statement.words("term"))
    if mind.state.recording_since is None or not term or set(split(term)) <= mind.words("referring_words"):
        return None
    if not _steps_of(_touched(mind), mind):
        return Decision(Kind.ASKS_FOR, lead=mind.wording.say("watching"), recording=term)
    return finish_watching(mind, term)


def _touched(mind: Mind) -> list[str]:
    """What was set since "watch me"."""
    since = mind.state.recording_since
    touched = [c.entity_id for c in mind.history if since is not None and c.at >= since]
    touched += [command.entity_id for act in mind.state.acts for command in act.commands]
    return [e for e in dict.fromkeys(touched) if e in mind.situation.home.entities]


def finish_watching(mind: Mind, term: str = "") -> Decision:
    """ "done": what was set since "watch me" becomes a routine."""
    steps = _steps_of(_touched(mind), mind)
    if not steps:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("watched_nothing"), stop_recording=True)
    term = term or mind.state.recording_term or ""
    if not term:
        question = MissingQuestion("name", draft=Routine(steps))
        return Decision(Kind.ASKS_FOR, lead=mind.wording.say("asks_name"), question=question, stop_recording=True)
    return replace(learn(term, Routine(steps), mind, how="shown"), stop_recording=True)
