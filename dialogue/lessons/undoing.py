"""Taking back the last act or lesson, and going back a version."""

from __future__ import annotations

from devices.capabilities import Value
from dialogue.choices import undo_choices
from dialogue.decision import Decision
from dialogue.dialogue_state import LessonMark
from dialogue.learning import known, taken
from dialogue.lessons.plans import cancel_schedules
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind, LearnedReport
from dialogue.statements import Statement


def undo(statement: Statement, mind: Mind) -> Decision:
    state = mind.state
    act = state.acts[-1] if state.acts else None
    lesson = state.lessons[-1] if state.lessons else None
    if lesson is not None and (act is None or lesson.turn_id == act.turn_id or state.newest == "lesson"):
        return _undo_lesson(lesson, mind)
    if act is not None and not act.commands:
        planned = [s for s in mind.pending if s.id in act.schedules]
        return (
            cancel_schedules(planned, mind)
            if planned
            else Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_undo"))
        )
    if act is None:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_undo"))
    back: dict[str, dict[str, Value]] = {}
    for entity_id, attribute, value in act.before:
        if value is not None:
            back.setdefault(entity_id, {})[attribute] = value
    plans = tuple(Planned(e, {"on": False} if s.get("on") is False else s) for e, s in back.items())
    undone = Decision(Kind.ACTS, plans=plans, focus=tuple(back), drop_act=True, reasons=("undone",))
    return undo_choices(undone, act, mind)


def _undo_lesson(lesson: LessonMark, mind: Mind) -> Decision:
    before, after = lesson.before, lesson.after
    if before is None and after is not None:
        return Decision(
            Kind.FORGETS,
            lead=mind.wording.say("forgotten", term=after.term),
            deleted=(after.id,),
            drop_lesson=True,
            learned=(LearnedReport(after.id, after.term, after.meaning.type, "undone"),),
        )
    assert before is not None
    return Decision(
        Kind.CONFIRMS,
        lead=mind.wording.say("undone", what=f"{before.term} is {mind.wording.meaning(before.meaning)}"),
        put=(before,),
        drop_lesson=True,
        learned=(LearnedReport(before.id, before.term, before.meaning.type, "undone"),),
    )


def revert(statement: Statement, mind: Mind) -> Decision | None:
    """ "go back to the old one": the concept as it was a version ago, as a new version."""
    said = statement.words("concept")
    concept = known(said, mind) if said else mind.lexicon.concepts.get(mind.state.focus_concept or "")
    if concept is None or len(concept.versions) < 2:
        return None
    return taken(
        concept.changed(concept.versions[-2].meaning, mind.provenance("corrected")), concept, mind, changed=True
    )
