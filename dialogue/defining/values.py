"""Definitions that say how much, how warm, which colour: values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from devices.capabilities import Value
from dialogue.defining.answer import LONG_ANSWER, chunks_of, name_of, request_in, words_unknown
from dialogue.defining.routines import define_routine
from dialogue.defining.settings import free_settings, settings_of
from dialogue.interpretation import Clause, NounPhrase, Request
from dialogue.lessons.definitions import Contradicted, Defined, Definition, NotADefinition, Undefined, phrase_entities
from dialogue.response import UnknownSpan
from dialogue.situation import Situation
from dialogue.tokens import Token
from teaching.concepts import (
    Setting,
    ValueName,
)
from teaching.grounding import settable

SHARED = ("brightness", "color", "color_temp", "volume", "speed", "position", "target_temperature", "target_humidity")

MOST_NAMED = 3


def define_value(situation: Situation, row: Sequence[Token], targets: Sequence[str]) -> Definition:
    request = request_in(situation, row)
    clauses = [
        c
        for c in request.clauses
        if c.values or c.particle or (c.verb and c.verb != "set") or c.action_settings or c.scenes
    ]
    named = [p for c in clauses for p in c.targets if p.pronoun is None and (p.named or p.fitting)]
    foreign = [p for p in named if targets and not set(p.named or p.fitting) & set(targets)]
    if foreign or (named and len(clauses) > 1):
        return define_routine(situation, row)
    if request.unknowns:
        nested = _strange_value(situation, request, row)
        if isinstance(nested, Undefined):
            spans = (replace(s, role="value" if s.role in ("device", "scene") else s.role) for s in nested.unknowns)
            return Undefined(tuple(spans))
    if not clauses:
        return words_unknown(situation, request, row)
    settings: dict[str, Setting] = {}
    uses: list[str] = []
    for clause in clauses:
        uses.extend(clause.concepts)
        bare = replace(clause, targets=(), areas=(), scope=None)
        outcome = settings_of(situation, bare, targets)
        if isinstance(outcome, Contradicted):
            return outcome
        for setting in outcome:
            settings[setting.attribute] = setting
    if not settings:
        return _incapable(situation, clauses, targets) or NotADefinition()
    clash = _off_and_more(settings)
    if clash is not None and targets:
        return Contradicted(
            "contradiction",
            {"thing": name_of(situation, targets[0])},
            ((targets[0], "on", False), (targets[0], *clash)),
        )
    return Defined(ValueName(tuple(settings.values())), tuple(dict.fromkeys(uses)), once=request.once)


def _incapable(situation: Situation, clauses: Sequence[Clause], targets: Sequence[str]) -> Contradicted | None:
    """A value that is understood, said of things that have nothing of the kind: a colour for a plain light."""
    meant = [term.text for clause in clauses for term in clause.values if free_settings(term, clause.attribute)]
    if not meant or not targets:
        return None
    things = " and ".join(name_of(situation, entity_id) for entity_id in targets[:MOST_NAMED])
    return Contradicted("incapable", {"thing": things, "what": " and ".join(meant)})


def define_as_another(situation: Situation, tokens: Sequence[Token], targets: Sequence[str]) -> Definition:
    """ "Same as the hall light": what another thing is set to now."""
    words = tuple(token.text for token in tokens)
    begins = next(
        (
            start + len(phrase)
            for start in range(min(4, len(words)))
            for phrase in situation.book.vocabulary.phrases("references")
            if words[start : start + len(phrase)] == phrase
        ),
        None,
    )
    named = phrase_entities(tokens[begins:], situation) if begins is not None else ()
    if len(named) != 1 or named[0] in targets:
        return NotADefinition()
    entities = [situation.home.entities[e] for e in targets if e in situation.home.entities]
    shown = situation.states.of(named[0])
    if shown.get("on") is False:
        return NotADefinition()
    settings = tuple(
        Setting(attribute, value)
        for attribute, value in shown.items()
        if attribute in SHARED and entities and all(settable(entity, attribute) for entity in entities)
    )
    return Defined(ValueName(settings)) if settings else NotADefinition()


def define_for_kind(situation: Situation, request: Request) -> Definition | None:
    """ "a light at forty percent, warm": what any thing of a kind is set to; ``None`` when it is about certain things.

    It is a value, so that it can be asked of one thing, and said alone it is for that kind in the room.
    """
    phrases = [phrase for clause in request.clauses for phrase in clause.targets if phrase.pronoun is None]
    terms = [term for clause in request.clauses for term in clause.values]
    if not phrases or not terms or request.unknowns or request.times:
        return None
    if not all(_is_any_of_kind(phrase, situation) for phrase in phrases) or len({p.kinds for p in phrases}) > 1:
        return None
    if any(_is_bound(clause) for clause in request.clauses) or any(t.direction or t.factor for t in terms):
        return None
    model = max((situation.home.entities[e] for e in phrases[0].fitting), key=lambda e: len(e.capabilities))
    settings: dict[str, Setting] = {}
    for clause in request.clauses:
        outcome = settings_of(situation, replace(clause, targets=(), areas=(), scope=None), (model.id,))
        if isinstance(outcome, Contradicted):
            return outcome
        settings.update((setting.attribute, setting) for setting in outcome)
    uses = tuple(dict.fromkeys(c for clause in request.clauses for c in clause.concepts))
    return Defined(ValueName(tuple(settings.values())), uses, once=request.once) if settings else None


def _is_any_of_kind(phrase: NounPhrase, situation: Situation) -> bool:
    """ "a light", "lamps", "the lights": a noun for a kind, and nothing that picks one of them."""
    if phrase.named or phrase.areas or phrase.every or phrase.rest or phrase.mine or phrase.unknown is not None:
        return False
    nouns = {noun for kind in phrase.kinds for noun in situation.book.vocabulary.kinds[kind].nouns}
    return bool(phrase.kinds) and len(phrase.fitting) > 1 and phrase.text in nouns


def _is_bound(clause: Clause) -> bool:
    """Whether a clause says where, or does more than setting values."""
    return bool(
        clause.areas
        or clause.scope
        or clause.exceptions
        or clause.scenes
        or clause.action
        or clause.liking
        or clause.content
        or clause.particle not in (None, "on")
        or clause.verb not in (None, "set", "on")
    )


def _strange_value(situation: Situation, request: Request, row: Sequence[Token]) -> Definition | None:
    """Unknown words inside a value ("candy pink"): asked first, unless the answer is a long story with a value."""
    pieces = chunks_of(situation, row)
    if len(row) > LONG_ANSWER:
        named = next((span for span in request.unknowns if _says_how(situation, span, row)), None)
        return None if named is None else Undefined((named,))
    for span in request.unknowns:
        position = next((i for i, p in enumerate(pieces) if row[p.start].start == span.start), None)
        last = next((i for i, p in enumerate(pieces) if row[p.end - 1].end == span.end), position)
        if position is not None and last is not None and last + 1 < len(pieces) and pieces[last + 1].word("value"):
            text = f"{span.text} {pieces[last + 1].text}"
            return Undefined((UnknownSpan(text, "value", span.start, row[pieces[last + 1].end - 1].end),))
    return Undefined(request.unknowns[:1])


def _says_how(situation: Situation, span: UnknownSpan, row: Sequence[Token]) -> bool:
    """ "the colour should be taper", "red, with a bit of fizz": unknown words that say how something is to be."""
    end = next((i for i, token in enumerate(row) if token.start == span.start), 0)
    links = situation.book.vocabulary.words("attribute_links")
    while end and row[end - 1].text in links:
        end -= 1
    if end and row[end - 1].text in situation.words("with_preposition"):
        return True
    before = chunks_of(situation, row[max(0, end - 2) : end])
    return bool(before) and before[-1].word("attribute") is not None


def _off_and_more(settings: Mapping[str, Setting]) -> tuple[str, Value] | None:
    """Off, and at the same time something that needs it on."""
    on = settings.get("on")
    if on is None or on.value is not False:
        return None
    return next(
        (
            (s.attribute, s.value)
            for s in settings.values()
            if s.attribute in ("brightness", "color", "color_temp", "speed")
        ),
        None,
    )
