"""Asks what unknown words mean, and again when the answer can't be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.dialogue_state import MeaningQuestion, MissingQuestion
from dialogue.lessons.definitions import Contradicted
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.chunks import chunk
from dialogue.response import Kind, UnknownSpan
from teaching.lexicon import split

MAX_DEPTH = 3


def ask_about(
    spans: Sequence[UnknownSpan],
    request: str,
    mind: Mind,
    *,
    parent: MeaningQuestion | None = None,
    targets: Sequence[str] = (),
) -> Decision:
    """Asks what unknown words mean, the first one first."""
    depth = 1
    above = parent
    while above is not None:
        depth, above = depth + 1, above.parent
    if depth > MAX_DEPTH:
        return Decision(Kind.CANCELS, lead=mind.wording.say("too_deep"))
    spans = [_without_teaching(span, mind) for span in _run_together(spans)]
    first = spans[0]
    thing = mind.wording.join([mind.wording.name(e) for e in targets]) if targets else ""
    area = _place_said(first, request, mind) or mind.situation.area
    question = MeaningQuestion(first, request, area, tuple(spans[1:]), parent, person=mind.utterance.person)
    return Decision(
        Kind.ASKS_ABOUT,
        lead=question_text(question, mind, thing),
        question=question,
        spans=tuple(spans),
        focus=tuple(targets) or None,
    )


def _run_together(spans: Sequence[UnknownSpan]) -> list[UnknownSpan]:
    """ "mum jump" and a thing "oh" right behind it are one word to whoever said them."""
    found: list[UnknownSpan] = []
    for span in spans:
        last = found[-1] if found else None
        if last is not None and last.role == "value" and span.role == "device" and 0 <= last.end == span.start - 1:
            found[-1] = replace(last, text=f"{last.text} {span.text}", end=span.end)
        else:
            found.append(span)
    return found


def _without_teaching(span: UnknownSpan, mind: Mind) -> UnknownSpan:
    """ "zonked means" → "zonked": what says that a meaning follows is no part of a word."""
    words = span.text.split()
    if len(words) == 1 or words[-1] not in mind.words("meaning_verbs"):
        return span
    end = span.end - len(words[-1]) - 1 if span.end >= 0 else span.end
    return replace(span, text=" ".join(words[:-1]), end=end)


def _place_said(span: UnknownSpan, request: str, mind: Mind) -> str | None:
    """ "party mode in the bedroom": the one room in which something unknown shall happen."""
    if span.role != "scene":
        return None
    pieces = chunk(normalize(request).tokens, mind.lexicon, mind.situation.book.vocabulary)
    rooms = {area for piece in pieces for area in mind.situation.book.areas_named(piece)}
    return next(iter(rooms)) if len(rooms) == 1 and not set(split(span.text)) & _words_of(rooms, mind) else None


def _words_of(areas: Iterable[str], mind: Mind) -> set[str]:
    known = (mind.situation.home.areas[area] for area in areas if area in mind.situation.home.areas)
    return {word for area in known for name in (area.name, *area.aliases) for word in split(name)}


def question_text(question: MeaningQuestion, mind: Mind, thing: str = "") -> str:
    """The question in words."""
    role = question.span.role
    key = f"asks_about_{role}"
    if role in ("value", "action") and not thing:
        key = "asks_about_value_alone"
    elif role == "value" and thing:
        thing = mind.wording.definite(thing)
    return mind.wording.say(key, term=question.span.text, thing=thing or mind.wording.piece("it"))


def contradicted(
    found: Contradicted, term: str, role: str, request: str, mind: Mind, parent: MeaningQuestion | None
) -> Decision:
    """Says at once what can't be, and asks for what should be instead."""
    if found.code == "contradiction" and found.draft is None:
        entity_id, attribute, second = found.options[1]
        names = {"thing": mind.wording.name(entity_id), "a": "off", "b": mind.wording.setting(attribute, second)}
        asked = MissingQuestion("meaning", request, term, role, None, mind.situation.area, parent)
        return Decision(
            Kind.ASKS_FOR, lead=mind.wording.say("contradiction", **names), question=asked, focus=(entity_id,)
        )
    if found.code == "contradiction":
        entity_id, attribute, first = found.options[0]
        second = found.options[1][2]
        names = {
            "thing": mind.wording.name(entity_id),
            "a": mind.wording.setting(attribute, first),
            "b": mind.wording.setting(attribute, second),
        }
        return Decision(
            Kind.ASKS_FOR,
            lead=mind.wording.say("contradiction", **names),
            question=MissingQuestion("contradiction", request, term, role, found.draft, mind.situation.area, parent),
            focus=(entity_id,),
        )
    if found.code == "asks_which":
        return Decision(
            Kind.ASKS_WHICH,
            lead=mind.wording.say("asks_which", **found.names),
            question=MissingQuestion("meaning", request, term, role, None, mind.situation.area, parent),
        )
    kind = Kind.ASKS_FOR if found.code in ("out_of_range", "incapable") else Kind.REFUSES
    return Decision(
        kind,
        lead=mind.wording.say(found.code, **found.names),
        question=MissingQuestion(
            "range" if found.draft is not None else "meaning",
            request,
            term,
            role,
            found.draft,
            mind.situation.area,
            parent,
        ),
        reasons=(found.code,),
    )
