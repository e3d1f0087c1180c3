"""The same for another thing: "do the strip like that too", "same for the desk lamp"."""

from __future__ import annotations

from dataclasses import replace

from devices.capabilities import Value
from dialogue.deciding.acting import act
from dialogue.decision import Decision
from dialogue.interpretation import NounPhrase, ValueTerm
from dialogue.mind import Mind
from dialogue.reading.requests import read_request
from dialogue.reading.statements import Statement
from dialogue.response import Kind
from teaching.concepts import Setting


def likewise(statement: Statement, mind: Mind) -> Decision | None:
    """What was set on one thing just now, on another; ``None`` when nothing was, or the other is no thing."""
    settings = _set_just_now(mind)
    target = statement.slots["target"]
    if not settings or not target:
        return None
    request = read_request(target, mind.situation.book, mind.situation.now)
    if request.unknowns or request.times or not request.clauses:
        return None
    if any(c.acts or c.verb or c.leftovers or c.content or _is_pronoun(c.targets) for c in request.clauses):
        return None
    if not any(c.targets or c.areas for c in request.clauses):
        return None
    term = ValueTerm("", target[0].start, target[-1].end, settings=settings)
    clauses = tuple(replace(clause, verb="set", values=(term,)) for clause in request.clauses)
    decision = act(replace(request, clauses=clauses), mind, text=mind.utterance.text)
    if decision.kind is not Kind.ACTS:
        return decision
    return replace(decision, used=(*decision.used, *_words_used(mind)))


def _is_pronoun(targets: tuple[NounPhrase, ...]) -> bool:
    return any(phrase.pronoun is not None for phrase in targets)


def _set_just_now(mind: Mind) -> tuple[Setting, ...]:
    """What the last acts set on the thing that was spoken of last."""
    acts = mind.state.acts
    if not acts or not acts[-1].commands:
        return ()
    thing = acts[-1].commands[0].entity_id
    done: dict[str, Value] = {}
    for earlier in reversed(acts):
        command = next((c for c in earlier.commands if c.entity_id == thing), None)
        if command is None:
            break
        if done and done.get("on") is not None and command.settings.get("on") != done["on"]:
            break
        done = {**command.settings, **done}
    if "color" in done:
        done.pop("color_temp", None)
    return tuple(Setting(attribute, value) for attribute, value in done.items())


def _words_used(mind: Mind) -> tuple[str, ...]:
    """The taught words that the last act was asked for with."""
    return tuple(c for c in mind.state.acts[-1].concepts if c in mind.lexicon.concepts)
