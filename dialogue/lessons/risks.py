"""Tells what a lesson would set off, and asks before one is kept that lets somebody in or heats with nobody by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.safety import Tier, heats, is_dangerous_direction, is_safe_direction, tier_of
from dialogue.deciding.planning import routine_plans
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import places
from teaching.concepts import (
    Alias,
    Concept,
    Meaning,
    Preference,
    Routine,
)
from teaching.lexicon import split


def reach(meaning: Meaning, mind: Mind) -> Tier:
    """The highest safety tier that a meaning reaches."""
    return _reach(meaning, mind)[0]


def _reach(meaning: Meaning, mind: Mind) -> tuple[Tier, list[Planned]]:
    """The highest tier a meaning reaches, and what it would do."""
    home = mind.situation.home
    if isinstance(meaning, Routine):
        plans = routine_plans(meaning.steps, mind)
        return mind.highest_tier(plans), plans
    if isinstance(meaning, Alias):
        tiers = [tier_of(home.entities[e]) for e in meaning.entities if e in home.entities]
        return max(tiers, default=Tier.COMFORT), []
    if isinstance(meaning, Preference):
        plans = [
            Planned(e, {s.attribute: s.value for s in meaning.settings}) for e in meaning.entities if e in home.entities
        ]
        return mind.highest_tier(plans), plans
    return Tier.COMFORT, []


def dangerous(concept: Concept, mind: Mind) -> Decision | None:
    """Asks before storing what lets somebody in, or heats while people leave."""
    if not isinstance(concept.meaning, Routine):
        return None
    _, plans = _reach(concept.meaning, mind)
    home = mind.situation.home
    what = mind.wording.meaning(concept.meaning)
    if any(is_dangerous_direction(home.entities[p.entity_id], p.settings) for p in plans):
        return Decision(
            Kind.ASKS_CONFIRM,
            lead=mind.wording.say("asks_confirm_lesson", term=concept.term, what=what),
            question=ConfirmQuestion("lesson", concepts=(_guarded(concept),), request=concept.term),
            reasons=("it may let somebody in",),
        )
    hot = any(heats(home.entities[p.entity_id], p.settings) and mind.highest_tier([p]) >= Tier.DANGER for p in plans)
    if hot and (_leaves(concept.term, mind) or _nobody_by(plans, mind)):
        return Decision(
            Kind.ASKS_CONFIRM,
            lead=mind.wording.say("asks_confirm_heat", what=what),
            question=ConfirmQuestion("lesson", concepts=(_guarded(concept),), request=concept.term),
            reasons=("heat would run unattended",),
        )
    return None


def risky(preference: Concept, mind: Mind) -> Decision | None:
    """Asks before a liking is kept of what heats, and refuses one that lets somebody in; ``None`` for any other."""
    _, plans = _reach(preference.meaning, mind)
    home = mind.situation.home
    if any(is_dangerous_direction(home.entities[p.entity_id], p.settings) for p in plans):
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_liking"), reasons=("it may let somebody in",))
    if not any(heats(home.entities[p.entity_id], p.settings) and mind.highest_tier([p]) >= Tier.DANGER for p in plans):
        return None
    return Decision(
        Kind.ASKS_CONFIRM,
        lead=mind.wording.say("asks_confirm_liking", what=mind.wording.meaning(preference.meaning)),
        question=ConfirmQuestion("lesson", concepts=(preference,), request=preference.term),
        reasons=("it heats",),
    )


def _guarded(concept: Concept) -> Concept:
    """The routine that asks every time it is to run."""
    if not isinstance(concept.meaning, Routine):
        return concept
    guarded = replace(concept.meaning, confirm_always=True)
    return replace(concept, versions=(*concept.versions[:-1], replace(concept.versions[-1], meaning=guarded)))


def _leaves(term: str, mind: Mind) -> bool:
    """Whether a routine is called by what people say when they go, or go to sleep."""
    words = split(term)
    return any(
        next(places(words, phrase), None) is not None for phrase in mind.situation.book.vocabulary.phrases("leaving")
    )


def _nobody_by(plans: Sequence[Planned], mind: Mind) -> bool:
    """Whether what goes with the heat tells of nobody by it: its room goes dark, or the house is locked or armed."""
    home = mind.situation.home
    entities = [(home.entities[p.entity_id], p.settings) for p in plans]
    warmed = {entity.area for entity, settings in entities if heats(entity, settings)}
    return any(
        (entity.kind == "light" and settings.get("on") is False and entity.area in warmed)
        or settings.get("locked") is True
        or (entity.kind == "alarm_panel" and is_safe_direction(entity, settings))
        for entity, settings in entities
    )
