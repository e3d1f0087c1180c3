"""What a recogniser makes of a lesson: a new word that it can't hear is remarked on, and what it hears is kept."""

from __future__ import annotations

from dataclasses import replace

from dialogue.decision import Decision
from dialogue.errors import RecogniserUnavailable
from dialogue.hearing.spelling import spoken_words
from dialogue.mind import Mind
from dialogue.ports import HeardWords
from teaching.concepts import Chosen, Concept, Preference


async def with_ears(decision: Decision, mind: Mind, words: HeardWords) -> Decision:
    """The decision with what hearing adds to its lessons; unchanged while the recogniser is away."""
    changes = {report.concept_id: report.change for report in decision.learned}
    new = [c for c in decision.put if changes.get(c.id) in ("added", "renamed") and _is_said(c)]
    if not new:
        return decision
    try:
        lacking = await words.lacking(concept.term for concept in new)
    except RecogniserUnavailable:
        return decision
    deaf = [concept for concept in new if not lacking.isdisjoint(spoken_words(concept.term))]
    if not deaf:
        return decision
    kept = {c.id: _with_old_name(c) if changes[c.id] == "renamed" else c for c in deaf}
    decision = replace(
        decision,
        put=tuple(kept.get(concept.id, concept) for concept in decision.put),
        lessons=tuple(
            replace(lesson, after=kept.get(lesson.after.id, lesson.after)) if lesson.after is not None else lesson
            for lesson in decision.lessons
        ),
    )
    if _said_before(mind) or decision.question is not None or all(concept.heard_as for concept in kept.values()):
        return decision
    remark = mind.wording.say("may_mishear", term=deaf[0].term)
    return replace(decision, tail=f"{decision.tail} {remark}".strip())


def _is_said(concept: Concept) -> bool:
    return not isinstance(concept.meaning, Chosen | Preference)


def _with_old_name(concept: Concept) -> Concept:
    """The name it had is what was heard: it goes on being heard."""
    old = concept.versions[-2].term
    return replace(concept, heard_as=tuple(dict.fromkeys((*concept.heard_as, old))))


def _said_before(mind: Mind) -> bool:
    """Whether an earlier lesson of this conversation had such a word too: once is enough."""
    return any(
        lesson.after is not None and not mind.unheard.isdisjoint(spoken_words(lesson.after.term))
        for lesson in mind.state.lessons
    )
