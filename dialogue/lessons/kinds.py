"""Which lesson each group of statements is."""

from __future__ import annotations

from dialogue.decision import Decision
from dialogue.lessons.accounts import (
    explain,
    explain_measure,
    explain_origin,
    explain_time,
    list_learned,
    list_preferences,
    list_taught,
    look_up,
    meant_before,
    names_of,
    taught_before,
)
from dialogue.lessons.amendments import amend_add, amend_change, amend_part, amend_remove, amend_swap, drop_step
from dialogue.lessons.demonstrations import remember_state, remember_value, watch, watched
from dialogue.lessons.each_own import teach_others
from dialogue.lessons.equations import teach_by_is, teach_somebodys
from dialogue.lessons.forgetting import (
    forget,
    forget_all,
    forget_likings,
    forget_person,
    forget_preference,
    forget_range,
    forget_taught,
    restore,
    retire,
)
from dialogue.lessons.guided import start_guided
from dialogue.lessons.habits import habit, no_questions
from dialogue.lessons.introducing import introduce_word, invite
from dialogue.lessons.likewise import likewise
from dialogue.lessons.naming import group, name, rename
from dialogue.lessons.personal import teach_own, teach_own_when
from dialogue.lessons.plans import cancel_schedule, list_schedules
from dialogue.lessons.teaching import teach_for, teach_statement
from dialogue.lessons.undoing import revert, undo, undo_all
from dialogue.mind import Mind
from dialogue.reading.statements import Statement


def state(statement: Statement, mind: Mind) -> Decision | None:
    """What a statement leads to; ``None`` when it isn't one after all, so that other readings are tried."""
    handler = _HANDLERS.get(statement.group)
    return handler(statement, mind) if handler is not None else None


_HANDLERS = {
    "teach": teach_statement, "teach_for": teach_for, "is_definition": teach_by_is, "name": name,
    "group": group, "likewise": likewise, "amend_part": amend_part,
    "others": teach_others,
    "announced": teach_statement, "introduced": introduce_word, "new_word": invite,
    "remember_state": remember_state,
    "remember_value": remember_value, "watch": watch, "watched": watched,
    "forget_preference": forget_preference, "amend_add": amend_add, "amend_remove": amend_remove,
    "amend_change": amend_change, "rename": rename, "explain": explain,
    "meaning_of_time": explain_time,
    "provenance": explain_origin, "list_learned": list_learned, "list_taught": list_taught,
    "forget": forget, "forget_range": forget_range,
    "forget_person": forget_person, "forget_all": forget_all, "restore": restore, "retire": retire, "undo": undo,
    "no_questions": no_questions, "habit": habit, "list_preferences": list_preferences, "before": meant_before,
    "revert": revert, "undo_all": undo_all,
    "somebodys": teach_somebodys, "amend_swap": amend_swap, "names_of": names_of,
    "forget_taught": forget_taught, "explain_measure": explain_measure,
    "look_up": look_up, "taught_before": taught_before, "forget_likings": forget_likings,
    "personal": teach_own, "personal_when": teach_own_when, "drop_step": drop_step,
    "list_schedules": list_schedules, "cancel_schedule": cancel_schedule, "guided": start_guided,
}  # fmt: skip
