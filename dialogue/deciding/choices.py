"""Remembers which of several somebody meant in a room, so that it isn't asked again, until it is contradicted."""

from __future__ import annotations

from dataclasses import replace

from devices.safety import Tier, tier_of
from dialogue.decision import Decision
from dialogue.dialogue_state import Act, WhichQuestion
from dialogue.mind import Mind
from dialogue.response import Kind, LearnedReport
from teaching.concepts import Chosen, Concept


def remember_choice(decision: Decision | None, question: WhichQuestion, chosen: str, mind: Mind) -> Decision | None:
    """The decision with the answer to "which one?" kept for the next time; never for what can harm or let in."""
    home = mind.situation.home
    if decision is None or not question.lasting or tier_of(home.entities[chosen]) >= Tier.DANGER:
        return decision
    if decision.kind not in (Kind.ACTS, Kind.SCHEDULES):
        return decision
    meaning = Chosen(question.mention, chosen, question.place)
    scope = mind.utterance.person
    old = next((c for c in mind.situation.choices if c.scope == scope and _same_place(c, meaning)), None)
    if old is not None:
        kept = old.changed(meaning, mind.provenance("answered"))
    else:
        kept = _named(mind.new_concept(question.mention, meaning, "answered", scope), meaning, mind)
    return _with(decision, kept, "added" if old is None else "changed")


def _named(concept: Concept, meaning: Chosen, mind: Mind) -> Concept:
    """ "which lamp in the office": its term is no name for a thing, so that "the lamp" stays what it is."""
    terms = mind.wording.variants("choice_terms", mention=meaning.mention)
    place = f" {mind.wording.say('choice_place', area=mind.wording.area(meaning.area)).lower()}" if meaning.area else ""
    term = terms[0] + place
    versions = tuple(replace(version, term=term) for version in concept.versions)
    return replace(concept, term=term, versions=versions, heard_as=terms)


def _same_place(concept: Concept, meaning: Chosen) -> bool:
    old = concept.meaning
    return isinstance(old, Chosen) and (old.mention, old.area) == (meaning.mention, meaning.area)


def _with(decision: Decision, concept: Concept, change: str) -> Decision:
    return replace(
        decision,
        put=(*decision.put, concept),
        used=tuple(dict.fromkeys((*decision.used, concept.id))),
        learned=(*decision.learned, LearnedReport(concept.id, concept.term, concept.meaning.type, change)),
    )


def correct_choice(decision: Decision | None, last: Act, mind: Mind) -> Decision | None:
    """ "no, the floor lamp" about a thing chosen before: that one from now on, or none when it is another sort."""
    if decision is None or decision.kind is not Kind.ACTS or not decision.focus:
        return decision
    entities = mind.situation.home.entities
    meant = decision.focus[0]
    for concept in _choices_of(last, mind):
        meaning = concept.meaning
        if not isinstance(meaning, Chosen) or meaning.entity in decision.focus:
            continue
        alike = meaning.entity in entities and entities[meaning.entity].kind == entities[meant].kind
        if alike and len(decision.focus) == 1 and tier_of(entities[meant]) < Tier.DANGER:
            changed = concept.changed(replace(meaning, entity=meant), mind.provenance("corrected"))
            decision = _with(decision, changed, "changed")
        else:
            decision = replace(decision, deleted=(*decision.deleted, concept.id))
    return decision


def undo_choices(decision: Decision, last: Act, mind: Mind) -> Decision:
    """Takes back with an act what it made the hub remember."""
    for concept in _choices_of(last, mind):
        if concept.provenance.turn_id != last.turn_id:
            continue
        if len(concept.versions) == 1:
            decision = replace(decision, deleted=(*decision.deleted, concept.id))
        else:
            decision = replace(decision, put=(*decision.put, concept.reverted()))
    return decision


def _choices_of(act: Act, mind: Mind) -> list[Concept]:
    known = [mind.lexicon.concepts[c] for c in act.concepts if c in mind.lexicon.concepts]
    return [concept for concept in known if isinstance(concept.meaning, Chosen)]
