"""Taking back the last act or lesson, and going back a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.capabilities import Value
from dialogue.deciding.choices import undo_choices
from dialogue.decision import Decision
from dialogue.dialogue_state import Act, LessonMark
from dialogue.lessons.learning import known, taken
from dialogue.lessons.moving import moved_schedules, told_moved
from dialogue.lessons.plans import cancel_schedules
from dialogue.mind import Mind
from dialogue.reading.statements import Statement
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind, LearnedReport


def undo(statement: Statement, mind: Mind) -> Decision:
    state = mind.state
    act = state.acts[-1] if state.acts else None
    lesson = state.lessons[-1] if state.lessons else None
    if lesson is not None and act is not None and act.commands and lesson.turn_id == act.turn_id:
        back = _back(act)
        return replace(
            _undo_turn(lesson.turn_id, mind), plans=back, focus=tuple(p.entity_id for p in back), drop_act=True
        )
    named = "lesson" in statement.slots
    if lesson is not None and (named or act is None or lesson.turn_id == act.turn_id or state.newest == "lesson"):
        return _undo_turn(lesson.turn_id, mind)
    if act is not None and not act.commands:
        planned = [s for s in mind.pending if s.id in act.schedules]
        return (
            cancel_schedules(planned, mind)
            if planned
            else Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_undo"))
        )
    if act is None:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_undo"))
    plans = _back(act)
    focus = tuple(plan.entity_id for plan in plans)
    undone = Decision(Kind.ACTS, plans=plans, focus=focus, drop_act=True, reasons=("undone",))
    return undo_choices(undone, act, mind)


def undo_all(statement: Statement, mind: Mind) -> Decision | None:
    """ "undo both": the last two lessons, or all that one turn taught, taken back."""
    lessons = mind.state.lessons
    if not lessons:
        return None
    marks = [mark for mark in lessons if mark.turn_id == lessons[-1].turn_id]
    marks = marks if len(marks) > 1 else list(lessons[-2:])
    if len(marks) < 2:
        return None
    return _undo_lessons(marks, mind)


def _undo_turn(turn_id: str, mind: Mind) -> Decision:
    """Everything that one turn taught, taken back."""
    return _undo_lessons([mark for mark in mind.state.lessons if mark.turn_id == turn_id], mind)


def _undo_lessons(marks: Sequence[LessonMark], mind: Mind) -> Decision:
    """The newest lessons taken back, the last one first."""
    undone = [_undo_lesson(mark, mind) for mark in reversed(marks)]
    first = undone[0]
    return (
        first
        if len(undone) == 1
        else replace(
            first,
            lead=" ".join(decision.lead for decision in undone),
            put=tuple(concept for decision in undone for concept in decision.put),
            deleted=tuple(concept for decision in undone for concept in decision.deleted),
            learned=tuple(report for decision in undone for report in decision.learned),
            drop_lessons=len(marks),
        )
    )


def _back(act: Act) -> tuple[Planned, ...]:
    """What brings everything that an act moved back to how it was."""
    back: dict[str, dict[str, Value]] = {}
    for entity_id, attribute, value in act.before:
        if value is not None:
            back.setdefault(entity_id, {})[attribute] = value
    return tuple(Planned(e, {"on": False} if s.get("on") is False else s) for e, s in back.items())


def _undo_lesson(lesson: LessonMark, mind: Mind) -> Decision:
    before, after = lesson.before, lesson.after
    if before is None and after is not None:
        return Decision(
            Kind.FORGETS,
            lead=mind.wording.say("forgotten", term=after.term),
            deleted=(after.id,),
            drop_lessons=1,
            learned=(LearnedReport(after.id, after.term, after.meaning.type, "undone"),),
        )
    assert before is not None
    moved = moved_schedules(before, after, mind)
    return Decision(
        Kind.CONFIRMS,
        lead=mind.wording.say("undone", what=f"{before.term} is {mind.wording.meaning(before.meaning)}"),
        tail=told_moved(moved, mind),
        schedules=moved,
        put=(before,),
        drop_lessons=1,
        learned=(LearnedReport(before.id, before.term, before.meaning.type, "undone"),),
    )


def revert(statement: Statement, mind: Mind) -> Decision | None:
    """ "go back to the old one": the concept as it was a version ago, as a new version."""
    said = statement.words("concept")
    concept = known(said, mind) if said else mind.lexicon.concepts.get(mind.state.focus_concept or "")
    if concept is None or len(concept.versions) < 2:
        return None
    earlier = next((v.term for v in reversed(concept.versions) if v.term != concept.term), None)
    if mind.words("name_nouns") & set(mind.utterance.text.lower().split()) and earlier is not None:
        renamed = concept.renamed(earlier, mind.provenance("corrected"))
        return replace(
            taken(renamed, concept, mind, changed=True),
            lead=mind.wording.say("renamed", old=concept.term, term=earlier),
        )
    return taken(
        concept.changed(concept.versions[-2].meaning, mind.provenance("corrected")), concept, mind, changed=True
    )
