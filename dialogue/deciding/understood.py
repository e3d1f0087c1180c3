"""Decides about a question or request that was read: done, asked about, or left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.asides.bystanders import holds_still
from dialogue.asides.suggestions import is_only_suggested
from dialogue.deciding.acting import act
from dialogue.deciding.asking import ask_if_worth, guess_name, teachable, worth_asking
from dialogue.deciding.number_or_time import ask_number_or_time
from dialogue.deciding.relevance import home_directed
from dialogue.deciding.repeats import swap
from dialogue.deciding.stray import Stray, weigh
from dialogue.decision import Decision
from dialogue.interpretation import Clause, Question, Request
from dialogue.lessons.meaning_questions import ask_about
from dialogue.mind import Mind
from dialogue.ports import Parse
from dialogue.questions.reports import report
from dialogue.reading.chunks import Chunk
from dialogue.reading.frames import question_threshold
from dialogue.reading.requests import read_request
from dialogue.response import Kind
from dialogue.timing.clock import read_clock_face
from dialogue.tokens import Token

PLAYABLE = 0.15


MODES = frozenset({"mode", "preset", "fan_mode", "swing", "effect", "sound_mode"})
"""What words like "sleep" and "away" are values of: where somebody goes is none of them."""

CERTAINLY = 0.97
SURELY = 0.9


GENERIC = frozenset(
    {None, "set", "on", "off", "open", "close", "start", "stop", "scene", "up", "down", "lock", "press", "toggle"}
)


def asked_of_home(
    asked: Question,
    mind: Mind,
    parse: Parse,
    row: Sequence[Token],
    pieces: Sequence[Chunk],
    text: str,
    *,
    deed: bool = False,
) -> Decision | None:
    """The answer, a question about the thing asked after, or nothing. ``deed``: asked by what somebody did."""
    if asked.unknowns and not teachable(asked.unknowns, mind):
        return None
    if asked.unknowns:
        stray = weigh(row, pieces, mind.situation.book)
        guess = guess_name(asked.unknowns, mind, text)
        if guess is not None and not stray.narrative:
            return guess
        if worth_asking(stray, parse, question_threshold(asked, row, mind.situation.book.vocabulary, deed=deed)):
            return ask_about(asked.unknowns[:1], text, mind)
        return None
    return report(asked, mind)


def decide_request(
    request: Request, mind: Mind, parse: Parse, row: Sequence[Token], pieces: Sequence[Chunk], text: str
) -> Decision:
    nothing = Decision(Kind.IGNORES, understood=False)
    if request.negated and not any(clause.acts for clause in request.clauses):
        known_thing = any(_anchored(piece, mind) for piece in pieces)
        return Decision(Kind.ANSWERS, lead=mind.wording.say("wont")) if known_thing else nothing
    if not request.clauses:
        return (
            nothing if not request.unknowns else ask_if_worth(request.unknowns, request, mind, parse, row, pieces, text)
        )
    if is_only_suggested(request, text, mind.situation.book) or _sends_away(request, mind) or _is_hour(row):
        return nothing
    if all(holds_still(clause, mind.situation.book) for clause in request.clauses):
        return nothing
    stray = weigh(row, pieces, mind.situation.book)
    timed = _timed_parts(row, mind, text) if len(request.times) > 1 else None
    if timed is not None:
        return timed
    if request.unknowns:
        return ask_if_worth(request.unknowns, request, mind, parse, row, pieces, text)
    if any(clause.verb == "swap" for clause in request.clauses):
        swapped = swap(mind)
        if swapped is not None:
            return swapped
    if _vague(request, mind):
        if (
            any(p.pronoun in ("it", "them") for c in request.clauses for p in c.targets)
            and home_directed(parse) >= SURELY
        ):
            return act(request, mind, text=text)
        return nothing
    if not _meant(request, mind, parse, stray):
        return nothing
    decision = ask_number_or_time(request, row, mind) or act(request, mind, text=text)
    unsure = not (stray.anchors or mind.situation.focus) and home_directed(parse) < CERTAINLY
    return nothing if unsure and decision.kind in (Kind.ASKS_FOR, Kind.ASKS_WHICH) else decision


def _is_hour(row: Sequence[Token]) -> bool:
    """ "half nine", said by itself: when something is, and no share of anything."""
    face = read_clock_face(row, 0)
    return len(row) > 1 and face is not None and face.end == len(row) and face.form in ("phrase", "exact")


def _meant(request: Request, mind: Mind, parse: Parse, stray: Stray) -> bool:
    """Whether a request whose words are all known is meant for the hub."""
    if stray.past and any(c.scenes for c in request.clauses):
        return False
    if not request.asides and not any(c.complaint or c.scenes for c in request.clauses):
        if stray.narrative or any(_tells(c, mind) for c in request.clauses):
            return False
    if not any(c.acts for c in request.clauses):
        named = any(c.targets for c in request.clauses)
        return named and home_directed(parse) >= 0.5 and any(c.verb for c in request.clauses)
    return (
        any(c.targets or c.areas or c.scope for c in request.clauses)
        or stray.anchors > 0
        or home_directed(parse) >= 0.5
        or bool(mind.situation.focus and stray.unknown == 0)
        or (any(c.content for c in request.clauses) and home_directed(parse) >= PLAYABLE)
    )


def _timed_parts(row: Sequence[Token], mind: Mind, text: str) -> Decision | None:
    """Two commands with a time each are two requests: "the tv on at nine and off at ten"."""
    for cut in range(1, len(row) - 1):
        if row[cut].text not in mind.words("step_conjunctives") and not row[cut].comma_before:
            continue
        second = row[cut + 1 :] if row[cut].text in mind.words("step_conjunctives") else row[cut:]
        halves = [read_request(part, mind.situation.book, mind.situation.now) for part in (row[:cut], second)]
        if not all(h.times and h.complete and any(c.acts for c in h.clauses) for h in halves):
            continue
        first = act(halves[0], mind, text=text)
        there = mind.with_situation(replace(mind.situation, focus=first.focus or mind.situation.focus))
        following = act(halves[1], there, text=text)
        if {first.kind, following.kind} <= {Kind.ACTS, Kind.SCHEDULES}:
            kind = Kind.SCHEDULES if Kind.SCHEDULES in (first.kind, following.kind) else Kind.ACTS
            return replace(
                first,
                kind=kind,
                lead=f"{first.lead} {following.lead}".strip(),
                plans=(*first.plans, *following.plans),
                schedules=(*first.schedules, *following.schedules),
                focus=(*(first.focus or ()), *(following.focus or ())),
            )
    return None


def _anchored(piece: Chunk, mind: Mind) -> bool:
    return mind.situation.book.is_item(piece)


def _vague(request: Request, mind: Mind) -> bool:
    """ "stop", "shut down": a verb that could mean anything, said of nothing."""
    if mind.situation.focus:
        return False
    return all(
        not (
            any(p.pronoun in (None, "everything") for p in c.targets)
            or c.areas
            or c.values
            or c.content
            or c.scenes
            or c.complaint
            or c.liking
            or c.action
            or c.attribute
        )
        and (c.scope is None or c.scope == "house")
        and {c.verb, c.particle} <= GENERIC
        for c in request.clauses
    )


def _says_how_far(clause: Clause) -> bool:
    """ "start again from the top": an extreme sets nothing by a verb that only starts or stops."""
    bare = not (clause.targets or clause.areas or clause.scope or clause.attribute)
    return bare and clause.verb in ("start", "stop", "pause", "resume") and any(t.extreme for t in clause.values)


def _sends_away(request: Request, mind: Mind) -> bool:
    """ "go away", "get out of here": where somebody goes is no mode of an alarm."""
    goings = mind.situation.book.vocabulary.words("goings")
    return any(_says_how_far(clause) for clause in request.clauses) or any(
        clause.verb_text in goings
        and not (clause.targets or clause.areas or clause.attribute)
        and (
            (clause.particle == "off" and not mind.words("out_word").isdisjoint(clause.text.split()[1:]))
            or any(attribute in MODES for term in clause.values for attribute, _ in term.options)
        )
        for clause in request.clauses
    )


def _tells(clause: Clause, mind: Mind) -> bool:
    """ "the lamp was on": words of telling in a clause without a verb of doing."""
    words = mind.situation.book.vocabulary.words
    left = {word for text in clause.leftovers for word in text.split()}
    return bool(left & words("telling")) and not clause.verb_first and not left & words("ought")
