"""Suggestions to one another that only sound like commands: "we should run away together", "let's close the deal"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.interpretation import Clause, Request
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token, tokenize


def is_only_suggested(request: Request, said: str, book: Phrasebook) -> bool:
    """Whether people speak of what they might do together: no thing of this home is in it."""
    words = [token.text for token in tokenize(said)]
    leads = book.vocabulary.words("stray_leads")
    while words and words[0] in leads:
        words.pop(0)
    first = words[0] if words else ""
    if any(tuple(words[: len(own)]) == own for own in book.vocabulary.beginning("asking_oneself", first)):
        return True
    for opener in book.vocabulary.beginning("joint_suggestions", first):
        if tuple(words[: len(opener)]) == opener:
            proposing = " ".join(opener) in book.vocabulary.words("scene_suggestions") and any(
                span.role == "scene" for span in request.unknowns
            )
            return not proposing and not any(_is_of_home(clause) for clause in request.clauses)
    return False


def _is_of_home(clause: Clause) -> bool:
    known = any(p.unknown is None and (p.named or p.fitting or p.pronoun) for p in clause.targets)
    said = bool(clause.areas or clause.scope or clause.scenes or clause.concepts or clause.content or clause.complaint)
    said = said or clause.attribute is not None
    return known or said or any(term.amount is not None or term.concept_id for term in clause.values)


def as_request(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "how about some light in the cellar" → "give me some light in the cellar"."""
    opener = book.vocabulary.opening(row, "suggestions")
    rest = row[opener:]
    if not opener or not rest or not _some_of(rest, book):
        return row
    inner = replace(row[0], comma_before=False, sentence_start=False)
    verb, *others = book.vocabulary.written["giving"].split()
    return (replace(row[0], text=verb), *(replace(inner, text=word) for word in others), *rest)


def _some_of(rest: Sequence[Token], book: Phrasebook) -> bool:
    """ "some light in the cellar", "a bit of music": as much of it as there is when its things are on."""
    start = book.vocabulary.opening(rest, "some_of")
    if not start or start >= len(rest):
        return False
    pieces = chunk(rest[start:], book.lexicon, book.vocabulary)
    mass = any(pieces[0].text in book.vocabulary.kinds[kind].mass for kind in book.kinds_named(pieces[0]))
    return mass and (len(pieces) == 1 or bool(pieces[1].word("preposition") or pieces[1].word("here")))
