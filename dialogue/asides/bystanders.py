"""Tells what is said to people from what is said to the home: "sit down", "hold the door", "shut your eyes"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dialogue.interpretation import Clause, Request
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.requests import read_request
from dialogue.response import UnknownSpan
from dialogue.tokens import Token, holds_any
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

Row = tuple[Token, ...]
SWITCHED = frozenset({"on", "off"})
SHORTEST_COMMAND = 3
MOST_CALLS = 2


def moves_people(row: Sequence[Token], book: Phrasebook) -> bool:
    """ "sit down", "calm down now": a verb for what bodies do, and nothing else but where and how."""
    words = tuple(token.text for token in row)
    verb = book.vocabulary.opening(row, "bodily_verbs")
    if not verb or not set(words[verb:]) <= book.vocabulary.words("bodily_companions"):
        return False
    it = words[verb - 1] in book.words("neuter_pronouns") and words[verb : verb + 1]
    if it and it[0] in book.words("switching_particles"):
        return False  # "shut it off"
    pieces = chunk(row, book.lexicon, book.vocabulary)
    return not any(piece.named(Sort.CONCEPT) for piece in pieces)


def judges_deeds(row: Sequence[Token], book: Phrasebook) -> bool:
    """ "having the telly on all day is daft", "lights off … not!": nothing that is to be done."""
    words, lists = [token.text for token in row], book.vocabulary.words
    if len(row) > 2 and words[-1] in lists("jokes_behind") and (row[-1].comma_before or row[-1].sentence_start):
        return True
    if holds_any(words, book.vocabulary.phrases("denied_members")):
        pieces = chunk(row, book.lexicon, book.vocabulary)
        return not any(piece.named(Sort.CONCEPT) for piece in pieces)
    if not words or not words[0].endswith(word_forms().gerund):
        return False
    being = next((i for i in range(len(words) - 1, 1, -1) if words[i] in lists("judging_verbs")), len(words))
    judged = set(words[being + 1 :])
    return bool(judged & lists("deed_judgements")) and judged <= lists("deed_judgements") | lists("judgement_words")


def sends_people(row: Sequence[Token], book: Phrasebook) -> bool:
    """ "turn the lamp off before you go to bed": the one who is to do it is somebody who goes to bed."""
    words = book.vocabulary.words
    for at in range(len(row) - 2):
        if row[at].text not in words("deed_openers") or row[at + 1].text not in words("deed_doers"):
            continue
        if row[at + 2].text in words("no_deeds") or (at and row[at - 1].text in words("before_meanings")):
            continue
        if not at and row[at + 2].text not in words("event_motions"):
            continue
        end = len(row) if at else at + 3
        pieces = chunk(row[at + 2 : end], book.lexicon, book.vocabulary)
        return not any(book.is_item(piece) or piece.named(Sort.CONCEPT) for piece in pieces)
    return False


def of_people(span: UnknownSpan, request: Request, row: Sequence[Token], book: Phrasebook) -> bool:
    """ "close your eyes", "pull up a chair": what is yours or any one that comes is nothing of the home."""
    if span.role != "device":
        return False
    before = [token for token in row if token.end <= span.start]
    determiner = before[-1].text if before else ""
    switched = any(c.verb in SWITCHED or c.particle in SWITCHED or c.values for c in request.clauses)
    return determiner in book.words("hearers_own") or (determiner in book.words("indefinite_articles") and not switched)


def holds_still(clause: Clause, book: Phrasebook) -> bool:
    """ "hold the door": said of what plays and runs it would be a pause, of other things it asks for a hand."""
    things = [book.home.entities[e] for p in clause.targets for e in (p.named or p.fitting)]
    return clause.verb == "pause" and bool(things) and not any("state" in thing.capabilities for thing in things)


def called_upon(row: Row, book: Phrasebook, now: datetime) -> Row:
    """ "somebody get the light" → "get the light": whoever hears it is asked, where the home can do it."""
    opener = book.vocabulary.opening(row, "anybody")
    if not opener or opener + 1 >= len(row):
        return row
    rest = (replace(row[opener], comma_before=False), *row[opener + 1 :])
    request = read_request(rest, book, now)
    does = all(c.verb_first and (c.acts or c.verb == "set") and c.targets for c in request.clauses)
    return rest if request.clauses and does and request.complete else row


def without_call(row: Row, book: Phrasebook, now: datetime) -> Row:
    """ "abeg turn off the telly": one strange word before a whole command is a call, and nothing to be asked about."""
    if not row or chunk(row, book.lexicon, book.vocabulary)[0].known:
        return row  # "church quiet in the den", once that is known
    rest = row
    while len(rest) > SHORTEST_COMMAND and len(row) - len(rest) < MOST_CALLS and _is_call(rest[0], book):
        rest = (replace(rest[1], comma_before=False, sentence_start=True), *rest[2:])
    verb = chunk(rest, book.lexicon, book.vocabulary)[0]
    if rest is row or verb.word("verb") is None or verb.word("particle"):
        return row  # "perk up the lamp"
    clauses = read_request(rest, book, now).clauses
    whole = all(c.verb_first and (c.acts or c.verb == "set" or c.unknowns) for c in clauses)
    named = any(c.areas or any(p.pronoun is None for p in c.targets) for c in clauses[:1])
    return rest if whole and named else row


def _is_call(token: Token, book: Phrasebook) -> bool:
    if token.text in book.vocabulary.words("commons") or book.partial(token.text):
        return False
    if token.text.endswith(word_forms().being_had):
        return False  # "everybody's": somebody is something
    return not chunk((token,), book.lexicon, book.vocabulary)[0].known
