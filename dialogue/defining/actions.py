"""Definitions that say what to do: action words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.defining.answer import LONG_ANSWER, entities_of, request_in, words_unknown
from dialogue.defining.routines import define_routine
from dialogue.defining.values import define_value
from dialogue.interpretation import Clause, Request
from dialogue.lessons.definitions import Defined, Definition, Undefined
from dialogue.resolving.effects import awake, changes_by, effects_of
from dialogue.situation import Situation
from dialogue.tokens import Token
from teaching.concepts import (
    ActionName,
    Setting,
)
from teaching.grounding import DIRECTIONS

PLAIN_VERBS = frozenset(
    {
        "on",
        "off",
        "open",
        "close",
        "lock",
        "unlock",
        "start",
        "stop",
        "pause",
        "resume",
        "mute",
        "unmute",
        "next",
        "previous",
        "dock",
        "clean",
        "toggle",
        "arm",
        "disarm",
    }
)


def define_bare_verb(situation: Situation, request: Request) -> Definition | None:
    """ "zap means turn it off": a verb class and nothing it is done to."""
    if len(request.clauses) != 1 or not request.complete:
        return None
    clause = request.clauses[0]
    if clause.values or clause.complaint or clause.content is not None:
        return None
    verb = clause.particle or clause.verb
    return Defined(ActionName(verb=verb)) if verb in PLAIN_VERBS or verb in DIRECTIONS else None


def define_action(situation: Situation, row: Sequence[Token], targets: Sequence[str]) -> Definition:
    request = request_in(situation, row)
    clauses = [clause for clause in request.clauses if clause.acts or clause.verb]
    if not clauses:
        return words_unknown(situation, request, row)
    things = [c for c in clauses if any(p.pronoun is None and (p.kinds or p.named) for p in c.targets)]
    if len(clauses) > 1 and len(things) > 1 and request.complete:
        return define_routine(situation, row)
    named = {e for c in clauses for p in c.targets if p.pronoun is None for e in p.named or p.fitting}
    if named and not named & set(targets) and request.complete:
        return define_routine(situation, row)  # "send the vacuum out", asked of a room
    clause = clauses[0]
    if not clause.values and not clause.action_settings:
        verb = clause.particle or clause.verb
        if clause.action is not None:
            verb = clause.verb
        if request.complete and verb is not None and verb != "set":
            return Defined(ActionName(verb=verb), clause.concepts)
        return words_unknown(situation, request, row)
    if not request.complete and len(row) <= LONG_ANSWER:
        return Undefined(request.unknowns)
    settings: dict[str, Setting] = {}
    concepts: list[str] = []
    for clause in clauses:
        found = _relative_settings(situation, clause, targets)
        if found is None:
            return define_value(situation, row, targets)
        settings.update({setting.attribute: setting for setting in found})
        concepts.extend(clause.concepts)
    return Defined(ActionName(settings=tuple(settings.values())), tuple(dict.fromkeys(concepts)))


def _relative_settings(situation: Situation, clause: Clause, targets: Sequence[str]) -> tuple[Setting, ...] | None:
    """Settings of an action word, changes kept as changes ("plus one")."""
    settings: list[Setting] = []
    for entity in entities_of(situation, targets):
        current = dict(situation.states.of(entity.id))
        for term in clause.values:
            single = replace(clause, values=(term,), targets=(), areas=())
            grounded = effects_of(single, entity, current)
            if grounded is None or grounded.fault is not None:
                return None
            relative = bool(term.direction) or term.introduced == "by"
            for attribute, value in grounded.settings.items():
                if term.exact and term.share is None:
                    relative = changes_by(term, attribute, single)
                if relative and attribute == "on":
                    continue
                now = awake(entity, current).get(attribute)
                if relative and term.amount is not None:
                    settings.append(Setting(attribute, term.amount * (term.direction or _sign(clause)), relative=True))
                elif (
                    relative
                    and isinstance(value, int | float)
                    and isinstance(now, int | float)
                    and not isinstance(value, bool)
                ):
                    settings.append(Setting(attribute, value - now, relative=True))
                else:
                    settings.append(Setting(attribute, value))
        break
    else:
        return None
    return tuple(dict.fromkeys(settings)) or None


def _sign(clause: Clause) -> int:
    for word in (clause.particle, clause.verb):
        if word is not None and word in DIRECTIONS:
            return DIRECTIONS[word][1]
    return 1
