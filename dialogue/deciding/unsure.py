"""Asks back, once, before something is done that was not heard clearly enough for what it would do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from devices.safety import Tier
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.lessons.risks import reach
from dialogue.mind import Mind
from dialogue.replies.verdict import verdict
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token, places
from dialogue.utterance import Utterance
from teaching.concepts import Chosen
from teaching.lexicon import split
from teaching.schedules import ScheduleStatus

# The recogniser's confidence in its least certain word from which on something is done without asking back.
NEEDED: Final[Mapping[Tier, float]] = MappingProxyType({Tier.COMFORT: 0.5, Tier.ROUTINE: 0.65, Tier.DANGER: 0.85})
# So little above the noise a recogniser is sure of words that nobody said.
NOISY_DB: Final = 15
# What a word means is changed without its being named: an odd sound must never overwrite a lesson.
NEEDED_UNNAMED: Final = 0.9
# A yes is one word of two: it is told from a no much sooner than a sentence from another.
NEEDED_OF_YES: Final[Mapping[Tier, float]] = MappingProxyType({Tier.COMFORT: 0.4, Tier.ROUTINE: 0.5, Tier.DANGER: 0.7})


def heard_well(decision: Decision, mind: Mind, tokens: Sequence[Token]) -> Decision:
    """The decision, or the question whether that was said. What does nothing is never asked back."""
    tier = tier_needed(decision, mind)
    utterance = mind.utterance
    if utterance.channel != "voice" or tier is None or _is_clear(decision, utterance, tier):
        return decision
    if not mind.ask_when_unsure and tier < Tier.DANGER:
        return decision
    question = mind.state.question
    behind, prompts = question, 0
    if isinstance(question, ConfirmQuestion):
        given = verdict(tokens, mind)
        if given is not None and given.said == "yes":
            return decision if utterance.confidence >= NEEDED_OF_YES[tier] else _yes_again(question, mind)
        if question.about == "heard_term":
            return decision  # it has been asked about, and a word that the model lacks is never heard well
        behind = question.behind
        if question.about == "heard":
            if tier < Tier.DANGER and split(utterance.text) == split(question.request):
                return decision  # heard twice alike
            prompts = question.prompts + 1
    if prompts > 1:
        return _give_up(mind)
    assert not isinstance(behind, ConfirmQuestion)
    return Decision(
        Kind.ASKS_CONFIRM,
        lead=mind.wording.say("asks_heard", said=_as_meant(utterance.text, mind)),
        question=ConfirmQuestion("heard", request=utterance.text, behind=behind, prompts=prompts),
        reasons=(_why_unclear(decision, utterance, tier),),
    )


def _is_clear(decision: Decision, utterance: Utterance, tier: Tier) -> bool:
    return utterance.confidence >= _needed(decision, utterance, tier) and not (
        tier is Tier.DANGER and _is_noisy(utterance)
    )


def _needed(decision: Decision, utterance: Utterance, tier: Tier) -> float:
    said = split(utterance.text)
    unnamed = any(
        report.change == "changed" and next(places(said, split(report.term)), None) is None
        for report in decision.learned
    )
    return max(NEEDED[tier], NEEDED_UNNAMED if unnamed else 0.0)


def _is_noisy(utterance: Utterance) -> bool:
    """Speech hardly stood above the noise, or there were words where no speech was found at all."""
    ear = utterance.ear
    if ear is None or ear.snr_db is None:
        return ear is not None and ear.speech_s is not None
    return ear.snr_db < NOISY_DB


def _why_unclear(decision: Decision, utterance: Utterance, tier: Tier) -> str:
    needed = _needed(decision, utterance, tier)
    if utterance.confidence < needed:
        return f"heard with a confidence of {utterance.confidence:.2f}, and this needs {needed:.2f}"
    return f"what is dangerous is asked back when speech stands less than {NOISY_DB} dB above the noise"


def tier_needed(decision: Decision, mind: Mind) -> Tier | None:
    """The most care that anything it would do needs; ``None`` when it does nothing."""
    return max(_tiers(decision, mind), default=None)


def _tiers(decision: Decision, mind: Mind) -> Iterator[Tier]:
    """How much care each thing that it would do needs; what makes things safer needs none."""
    if decision.plans:
        yield mind.highest_tier(decision.plans)
    for schedule in decision.schedules:
        if schedule.status is ScheduleStatus.PENDING:
            yield mind.highest_tier([Planned(c.entity_id, c.settings) for c in schedule.commands])
        else:
            yield Tier.COMFORT
    lessons = [concept for concept in decision.put if not isinstance(concept.meaning, Chosen)]
    for concept in lessons:
        yield max(Tier.ROUTINE, reach(concept.meaning, mind))
    if decision.deleted and not decision.plans:
        yield Tier.ROUTINE
    if decision.forget is not None:
        yield Tier.DANGER  # nothing brings it back


def _as_meant(text: str, mind: Mind) -> str:
    """With the word itself in place of what a recogniser is known to make of it."""
    for concept in mind.lexicon.active():
        for heard in concept.heard_as if not isinstance(concept.meaning, Chosen) else ():
            text = concept.term.join(re.split(rf"\b{re.escape(heard)}\b", text, flags=re.IGNORECASE))
    return text


def _yes_again(question: ConfirmQuestion, mind: Mind) -> Decision:
    if question.prompts:
        return _give_up(mind)
    asked = replace(question, prompts=question.prompts + 1)
    return Decision(Kind.ASKS_CONFIRM, lead=mind.wording.say("help_confirm"), question=asked, understood=False)


def _give_up(mind: Mind) -> Decision:
    return Decision(Kind.CANCELS, lead=mind.wording.say("gave_up_hearing"), understood=False)
