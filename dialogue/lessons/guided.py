"""The guided conversation: three questions about tastes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.dialogue_state import GuidedQuestion
from dialogue.lessons.definitions import Defined, phrase_entities
from dialogue.lessons.preferences import read_preference, state_preference, without_condition
from dialogue.lessons.switching_on import read_switching_on
from dialogue.mind import Mind
from dialogue.reading.numbers import read_number, read_quantity
from dialogue.reading.statements import Statement, is_answer
from dialogue.response import Kind
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from teaching.concepts import (
    Preference,
    Setting,
    ValueName,
)

SHORT = 6
"""How many words a level may come with, to be asked for its number."""
GUIDED = {
    1: ("target_temperature", "thermostat", None),
    2: ("brightness", "light", "evening"),
    3: ("volume", "speaker", None),
}


def start_guided(statement: Statement, mind: Mind) -> Decision:
    return guided_step(1, mind)


def guided_step(step: int, mind: Mind, lead: str = "") -> Decision:
    """The next question of the guided conversation."""
    if step not in GUIDED:
        return Decision(Kind.CONFIRMS, lead=" ".join(part for part in (lead, mind.wording.say("guided_end")) if part))
    ask = mind.wording.say(f"guided_{step}")
    return Decision(
        Kind.ASKS_FOR,
        lead=" ".join(part for part in (lead, ask) if part),
        question=GuidedQuestion(step, mind.utterance.person),
    )


def guided_answer(step: int, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """Takes the answer to a guided question and asks the next."""
    attribute, kind, part = GUIDED[step]
    entities = tuple(e.id for e in mind.situation.home.spoken if e.kind == kind and attribute in e.capabilities)
    if is_answer(tokens, "skip", mind.statements):
        return guided_step(step + 1, mind)
    told = read_switching_on(tuple(tokens), mind) or read_preference(tokens, mind)
    if told is not None and told.kind is Kind.CONFIRMS:
        concept = told.put[0].meaning if told.put else None
        asked = isinstance(concept, Preference) and any(s.attribute == attribute for s in concept.settings)
        following = guided_step(step + 1 if asked else step, mind, told.lead)
        return replace(following, put=told.put, lessons=told.lessons, learned=told.learned)
    taken_up = [
        state_preference(settings, (), kind, when or part, None, mind)
        for settings, when in _settings_said(tokens, attribute, entities, mind)
    ]
    if not taken_up:
        said = {token.text for token in tokens}
        return guided_step(step, mind) if said & mind.words("bare_levels") and len(tokens) <= SHORT else None
    following = guided_step(step + 1, mind, " ".join(decision.lead for decision in taken_up))
    return replace(
        following,
        put=tuple(concept for decision in taken_up for concept in decision.put),
        lessons=tuple(mark for decision in taken_up for mark in decision.lessons),
        learned=tuple(report for decision in taken_up for report in decision.learned),
    )


def _settings_said(
    tokens: Sequence[Token], attribute: str, entities: Sequence[str], mind: Mind
) -> list[tuple[tuple[Setting, ...], str | None]]:
    """What an answer sets, and in what part of the day: the whole of it, or what is said between its pauses."""
    parts = stretches(tokens, lambda token: token.comma_before or token.text in mind.words("adversative"))
    found = {}
    for part in parts:
        rest, when = without_condition(list(part), mind)
        settings = _setting_in(rest, attribute, entities, mind)
        if settings:
            found[when] = settings
    if not found:
        whole = _setting_in(list(tokens), attribute, entities, mind)
        return [(whole, None)] if whole else []
    return [(settings, when) for when, settings in found.items()]


def _setting_in(row: Sequence[Token], attribute: str, entities: Sequence[str], mind: Mind) -> tuple[Setting, ...]:
    """The value in some words; a bare number among chat counts, since a number was asked for."""
    if not row:
        return ()
    meanings = [mind.definer.define("value", row, entities[:1])]
    if any(phrase_entities(row[a:b], mind.situation) for a in range(len(row)) for b in range(a + 1, len(row) + 1)):
        return ()
    for start in range(len(row)):
        number, amount = read_number(row, start), read_quantity(row, start)
        if amount is not None and amount.unit == "percent" and attribute == "target_temperature":
            return ()
        if number is not None and number.kind != "ordinal":
            meanings.append(mind.definer.define("value", row[start : number.end], entities[:1]))
            break
    for found in meanings:
        if isinstance(found, Defined) and isinstance(found.meaning, ValueName):
            settings = tuple(s for s in found.meaning.settings if s.attribute == attribute)
            if settings and isinstance(settings[0].value, int | float):
                return settings
    return ()
