"""What somebody says about habits, and whether the hub may ask."""

from __future__ import annotations

from dialogue.decision import Decision
from dialogue.lessons.definitions import Defined, phrase_entities
from dialogue.lessons.preferences import state_preference
from dialogue.mind import Mind
from dialogue.reading.statements import Statement
from dialogue.response import Kind
from teaching.concepts import (
    ValueName,
)


def no_questions(statement: Statement, mind: Mind) -> Decision | None:
    """Teaching can't take away a confirmation."""
    return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_silence"))


def habit(statement: Statement, mind: Mind) -> Decision | None:
    """ "the radio always comes on at fifteen": the household's preference."""
    entities = phrase_entities(statement.slots["target"], mind.situation)
    here = tuple(e for e in entities if mind.situation.home.entities[e].area == mind.situation.area)
    entities = here or entities
    if len(entities) != 1:
        return None
    found = mind.definer.define("value", statement.slots["definition"], entities)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    return state_preference(found.meaning.settings, entities, None, None, None, mind, household=True)
