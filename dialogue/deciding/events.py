"""Commands that wait for something to happen: "when I leave the house turn on the oven", "… as soon as it rains".

The hub has clocks but watches for nothing. Such a command is neither done at once nor passed over: it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.interpretation import Clause, Request
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.requests import read_request
from dialogue.response import Kind
from dialogue.timing.times import find_times
from dialogue.tokens import Token
from teaching.concepts import TimeName
from teaching.lexicon import Sort


def refuse_event(row: Sequence[Token], mind: Mind) -> Decision | None:
    """Says that nothing is watched for; ``None`` when no command waits for an event."""
    if _before_command(row, mind) or _behind_command(row, mind, "event_conditions") or _asks_notice(row, mind):
        return _refused(mind)
    return None


def refuse_waiting(row: Sequence[Token], mind: Mind) -> Decision | None:
    """The same for what could also be a time to ask for or a lesson; only when nothing else was made of it."""
    if _behind_command(row, mind, "event_openers"):
        return _refused(mind)
    term = _fixed_term(row, mind)
    return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_builtin", term=term)) if term else None


def time_behind(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "when it's bedtime turn off the lights" → "turn off the lights at bedtime": a time that opens like an event."""
    book = mind.situation.book
    body = _opener_end(row, 0, book, "event_openers")
    if body is None:
        return row
    for cut in range(body + 1, len(row)):
        if not _may_begin_command(row, cut, book) or not _is_time(row[:cut], body, mind):
            continue
        if not _commands(read_request(row[cut:], book, mind.situation.now), alone=not row[cut].comma_before):
            continue
        when = row[:cut]
        if not any(start == 0 for start, _, _ in find_times(when, mind.situation.now)):
            fillers = book.vocabulary.words("event_fillers")
            while len(when) > 1 and (len(when) > cut - body or when[0].text in fillers):
                when = when[1:]
            when = (replace(row[0], text=book.vocabulary.written["at_time"]), *when)
        return (replace(row[cut], comma_before=False), *row[cut + 1 :], *when)
    return row


def _refused(mind: Mind) -> Decision:
    return Decision(
        Kind.REFUSES,
        lead=mind.wording.say("cannot_watch"),
        reasons=("nothing here tells me when that happens",),
        understood=False,
    )


def _before_command(row: Sequence[Token], mind: Mind) -> bool:
    """ "when I leave, lights off"."""
    book = mind.situation.book
    body = _opener_end(row, 0, book, "event_openers")
    if body is None or _is_courtesy(row, body, book):
        return False
    for cut in range(body + (not _stands_alone(row[:body], book)), len(row)):
        if not (cut == body or _may_begin_command(row, cut, book)) or _is_time(row[:cut], body, mind):
            continue
        commands = read_request(row[cut:], book, mind.situation.now)
        if _commands(commands, alone=not row[cut].comma_before):
            return True
    return not _tells(row, body, book) and any(
        _names_and_does(row, cut, mind) for cut in range(body + 2, len(row) - 1) if not _is_time(row[:cut], body, mind)
    )


def _names_and_does(row: Sequence[Token], cut: int, mind: Mind) -> bool:
    """Whether a command without a verb begins there: "… lights off"."""
    book = mind.situation.book
    before = row[cut - 1].text
    if any(before in book.vocabulary.words(key) for key in ("functions", "determiners", "before_infinitives")):
        return False
    return _switches(read_request(row[cut:], book, mind.situation.now))


def _switches(request: Request) -> bool:
    return request.complete and any(
        clause.particle in ("on", "off") and clause.targets and not clause.leftovers for clause in request.clauses
    )


def _tells(row: Sequence[Token], body: int, book: Phrasebook) -> bool:
    return any(token.text in book.vocabulary.words("telling_verbs") for token in row[body : body + 4])


def _behind_command(row: Sequence[Token], mind: Mind, openers: str) -> bool:
    """ "close the blinds if it rains"."""
    book = mind.situation.book
    for start in range(2, len(row) - 1):
        body = _opener_end(row, start, book, openers) or _comings_end(row, start, book)
        if body is None or _is_courtesy(row, body, book) or _is_time(row[start:], 1, mind):
            continue
        if body == len(row) and not _stands_alone(row[start:body], book):
            continue
        if row[0].text in mind.words("question_auxiliaries") and row[0].text not in mind.words("plain_do"):
            return False
        request = read_request(row[:start], book, mind.situation.now)
        if _commands(request, alone=True) or (openers == "event_conditions" and _switches(request)):
            return True
    return False


def _asks_notice(row: Sequence[Token], mind: Mind) -> bool:
    """ "tell me when the washing machine is done"."""
    book = mind.situation.book
    notice = _opener_end(row, 0, book, "event_notices")
    body = None if notice is None else _opener_end(row, notice, book, "event_notice_openers")
    if body is None or _is_courtesy(row, body, book):
        return False
    return any(book.is_item(piece) for piece in chunk(row[body:], book.lexicon, book.vocabulary))


def _fixed_term(row: Sequence[Token], mind: Mind) -> str | None:
    """The term of "when I say TERM turn off the light", which was no lesson: the words are taken."""
    book = mind.situation.book
    body = _opener_end(row, 0, book, "event_openers")
    if body is None or len(row) < body + 3 or row[body + 1].text not in book.vocabulary.words("event_sayings"):
        return None
    for cut in range(body + 3, len(row)):
        if _may_begin_command(row, cut, book):
            if _commands(read_request(row[cut:], book, mind.situation.now), alone=not row[cut].comma_before):
                return " ".join(token.text for token in row[body + 2 : cut])
    return None


def _opener_end(row: Sequence[Token], start: int, book: Phrasebook, key: str) -> int | None:
    length = book.vocabulary.opening(row, key, start)
    return start + length if length else None


def _comings_end(row: Sequence[Token], start: int, book: Phrasebook) -> int | None:
    """ "… as I leave", "… while we're away": the end of an opener that only people's comings make one."""
    words = [token.text for token in row[start : start + 6]]
    movers, lists = book.vocabulary.words("event_movers"), book.vocabulary.words
    if words[0] in book.words("lasting_openers") and len(words) > 2:
        going = 3 if words[1] in movers else 5 if words[1] in lists("event_things") else 0
        if set(words[2:going]) & lists("event_motions"):
            return start + 1
    if (
        words[0] in book.words("during_conjunctions")
        and words[1] not in book.words("hearer_being")
        and set(words[1:]) & lists("event_absences")
    ):
        return start + 1
    return None


def _stands_alone(opener: Sequence[Token], book: Phrasebook) -> bool:
    """ "on leaving" says what happens by itself."""
    return " ".join(token.text for token in opener) in book.vocabulary.words("event_alone")


def _is_courtesy(row: Sequence[Token], body: int, book: Phrasebook) -> bool:
    """ "if you can", "as soon as possible", and "when I say …", which teaches."""
    words = tuple(token.text for token in row[body:])
    if any(words[: len(p)] == p for p in book.vocabulary.phrases("event_courtesies")):
        return True
    reach = 5 if not book.words("stressing_openers").isdisjoint(words[:1]) else 3  # "when it's me who says …"
    return bool(set(words[1:reach]) & book.vocabulary.words("event_sayings"))


def _is_time(part: Sequence[Token], body: int, mind: Mind) -> bool:
    """Whether the words name a time after all: "after nine", "when it's half past ten", "once it's bedtime"."""
    fillers = mind.situation.book.vocabulary.words("event_fillers")
    for start, end, _ in find_times(part, mind.situation.now):
        lead = part[min(start, body) : start]
        if end == len(part) and start <= body + 2 and all(token.text in fillers for token in part[body:start]):
            return start == 0 or not lead or all(token.text in fillers for token in lead)
    lexicon = mind.lexicon
    return any(
        isinstance(lexicon.concept(concept).meaning, TimeName)
        for piece in chunk(part, lexicon, mind.situation.book.vocabulary)
        for concept in piece.named(Sort.CONCEPT)
    )


def _may_begin_command(row: Sequence[Token], cut: int, book: Phrasebook) -> bool:
    if row[cut].comma_before:
        return True
    vocabulary = book.vocabulary
    before = row[cut - 1].text
    if any(before in vocabulary.words(key) for key in ("functions", "subjects", "determiners", "before_infinitives")):
        return False
    words = [token.text for token in row]
    return any(word.label == "verb" for _, found in vocabulary.index.matches(words, cut) for word in found)


def _commands(request: Request, *, alone: bool) -> bool:
    """Whether it asks for something to be done; ``alone`` when only its verb can say so."""
    return any(
        clause.acts
        and (clause.verb_first or not alone)
        and bool(clause.areas or clause.scope or clause.content or clause.scenes or _known_target(clause))
        for clause in request.clauses
    )


def _known_target(clause: Clause) -> bool:
    return any(
        phrase.unknown is None and (phrase.named or phrase.fitting or phrase.pronoun) for phrase in clause.targets
    )
