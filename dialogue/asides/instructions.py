"""Tells what explains or only jokes: "to turn the lamp on you press the button", "lamp off, just kidding".

Nothing of it is asked of the hub, although a whole command stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.requests import read_request
from dialogue.tokens import Token


def asks_nothing(tokens: Sequence[Token], book: Phrasebook, now: datetime) -> bool:
    """Whether the whole of what was said explains how somebody does something, or is taken back as a joke."""
    return bool(_ending(tokens, "joking_ends", book)) or _explains(tokens, book, now)


def is_put_off(tokens: Sequence[Token], book: Phrasebook, now: datetime) -> bool:
    """ "turn the lamp off, but not yet": a command that is not to be carried out now."""
    end = _ending(tokens, "not_yet_ends", book)
    if not end:
        return False
    request = read_request(tuple(tokens[:-end]), book, now)
    return request.complete and any(clause.acts for clause in request.clauses)


def _ending(tokens: Sequence[Token], name: str, book: Phrasebook) -> int:
    """How many words the phrase of that list has that everything ends with; 0 where nothing stands before it."""
    words = [token.text for token in tokens]
    endings = book.vocabulary.ending(name, words[-1]) if words else ()
    return next((len(e) for e in endings if words[-len(e) :] == list(e) and len(e) < len(words)), 0)


def _explains(tokens: Sequence[Token], book: Phrasebook, now: datetime) -> bool:
    """ "if you want to turn the lamp on, you press this"; a word that is new would be a lesson."""
    start = book.vocabulary.opening(tokens, "explaining_openers")
    if not start:
        return False
    doing = next(
        (at for at in range(start + 2, len(tokens) - 1) if tokens[at].text in book.vocabulary.words("explained_to")), 0
    )
    if not doing or tokens[doing + 1].text in book.vocabulary.words("explained_courtesy"):
        return False
    request = read_request(tuple(tokens[start:doing]), book, now)
    return request.complete and any(clause.acts for clause in request.clauses)
