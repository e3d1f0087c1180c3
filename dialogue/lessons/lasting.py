"""Takes "always" behind a lesson, or behind the change of what a taught word had set."""

from __future__ import annotations

from dataclasses import replace

from dialogue.decision import Decision
from dialogue.lessons.definitions import Defined
from dialogue.lessons.learning import taken
from dialogue.mind import Mind
from dialogue.reading.statements import is_answer, strip_answer, without_remarks
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import ValueName

LONGEST_VALUE = 5


def for_good(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """Right behind a lesson or a change, that it is for good; ``None`` for anything else."""
    state = mind.state
    changed = _change_for_good(row, mind)
    if changed is not None:
        return changed
    lesson = state.lessons[-1] if state.lessons else None
    if lesson is None or lesson.turn_id != state.last_turn_id or lesson.after is None:
        return None
    concept = mind.lexicon.concepts.get(lesson.after.id)
    if concept is None:
        return None
    kept = Decision(
        Kind.CONFIRMS,
        lead=mind.wording.say("scope_for_good", term=concept.term, meaning=mind.wording.meaning(concept.meaning)),
        focus_concept=concept.id,
    )
    if is_answer(row, "always", mind.statements):
        return kept
    plain = without_remarks(row, mind.statements)
    value = tuple(token for token in plain if not is_answer((token,), "always", mind.statements))
    lasting = len(plain) < len(row) or any(
        token.text not in mind.words("plain_assents") for token in plain if token not in value
    )
    value = strip_answer(value, mind.statements) if value else ()
    if not lasting or not value or len(value) > LONGEST_VALUE or not isinstance(concept.meaning, ValueName):
        return None
    if any(token.text in mind.situation.book.vocabulary.words("defining") for token in value[1:]):
        return None  # "and another: perky means ninety": a lesson of its own
    found = mind.definer.define("value", value, mind.situation.focus)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    fresh = {setting.attribute for setting in found.meaning.settings}
    stay = (s for s in concept.meaning.settings if s.attribute not in fresh)
    meaning = ValueName((*stay, *found.meaning.settings))
    if set(meaning.settings) == set(concept.meaning.settings):
        return kept
    return taken(concept.changed(meaning, mind.provenance("corrected")), concept, mind, changed=True)


def _change_for_good(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """ "make it fifteen", then "always": the word that had set it before means that from now on."""
    acts = mind.state.acts
    if len(acts) < 2 or acts[-1].turn_id != mind.state.last_turn_id or mind.state.question is not None:
        return None
    if not is_answer(row, "always", mind.statements) or is_answer(row, "yes", mind.statements):
        return None
    before, change = acts[-2], acts[-1]
    moved = {command.entity_id for command in change.commands}
    if change.concepts or not moved <= {command.entity_id for command in before.commands}:
        return None
    words = (mind.lexicon.concepts.get(concept_id) for concept_id in before.concepts)
    for concept in words:
        if concept is None or not isinstance(concept.meaning, ValueName):
            continue
        now = {name: value for command in change.commands for name, value in command.settings.items()}
        settings = tuple(replace(s, value=now.get(s.attribute, s.value)) for s in concept.meaning.settings)
        if settings != concept.meaning.settings:
            meaning = replace(concept.meaning, settings=settings)
            return taken(concept.changed(meaning, mind.provenance("corrected")), concept, mind, changed=True)
    return None
