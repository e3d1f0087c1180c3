"""Changes a taught word by what is said of it: "make it fifty in vibe mode from now on", "in haze it is blue"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.lessons.amendments import change
from dialogue.lessons.definitions import Defined
from dialogue.lessons.learning import taken
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.requests import read_request
from dialogue.reading.statements import strip_answer, without_remarks
from dialogue.response import Kind
from dialogue.tokens import Token, holds_any
from teaching.concepts import Concept, Routine, ValueName
from teaching.lexicon import Sort

Row = tuple[Token, ...]
LONGEST = 16


def changed_within(row: Row, mind: Mind) -> Decision | None:
    """The word with the new value, where it is said to be for good; ``None`` for anything else."""
    if not 4 < len(row) <= LONGEST or not _is_lasting(row, mind):
        return None
    pieces = chunk(row, mind.lexicon, mind.situation.book.vocabulary)
    at = next((i for i, piece in enumerate(pieces) if i and _taught_by(piece, mind) is not None), None)
    concept = _taught_by(pieces[at], mind) if at is not None else None
    if at is None or concept is None:
        return None
    start = at - 1 - int(at > 1 and pieces[at - 1].word("determiner") is not None)
    if pieces[start].text not in mind.words("term_adjuncts"):
        return None
    rest = (*row[: pieces[start].start], *row[pieces[at].end :])
    if isinstance(concept.meaning, Routine):
        described = not start and any(token.text in mind.words("equating_verbs") for token in rest)
        decision = change(concept, _begun(rest), mind) if described else None
        return decision if decision is not None and decision.kind is Kind.CONFIRMS else None
    return _changed(concept, _plain(rest, mind), mind)


def _is_lasting(row: Row, mind: Mind) -> bool:
    words = [token.text for token in row]
    if not mind.words("should_word").isdisjoint(words) or not mind.words("always_word").isdisjoint(words):
        return True
    lesson = mind.state.lessons[-1] if mind.state.lessons else None
    behind = lesson is not None and lesson.turn_id == mind.state.last_turn_id
    return behind or holds_any(words, mind.statements.lasting)


def _taught_by(piece: Chunk, mind: Mind) -> Concept | None:
    named = (mind.lexicon.concept(concept_id) for concept_id in piece.named(Sort.CONCEPT))
    return next((concept for concept in named if isinstance(concept.meaning, ValueName | Routine)), None)


def _plain(rest: Sequence[Token], mind: Mind) -> Row:
    """Without "from now on" and what only leads to the value."""
    row = without_remarks(tuple(rest), mind.statements)
    for phrase in mind.statements.lasting:
        row = _without(row, phrase)
    row = tuple(token for token in row if token.text not in mind.words("should_word") | mind.words("always_word"))
    while row and row[0].text in mind.words("bare_value_leads") | mind.words("value_setters"):
        row = row[1:]
    row = tuple(strip_answer(row, mind.statements)) if row else row
    return _begun(row)


def _begun(row: Row) -> Row:
    return (replace(row[0], comma_before=False), *row[1:]) if row else row


def _without(row: Row, phrase: tuple[str, ...]) -> Row:
    words = tuple(token.text for token in row)
    for at in range(len(words) - len(phrase) + 1):
        if words[at : at + len(phrase)] == phrase:
            return (*row[:at], *row[at + len(phrase) :])
    return row


def _changed(concept: Concept, row: Row, mind: Mind) -> Decision | None:
    if not row or not isinstance(concept.meaning, ValueName):
        return None
    request = read_request(row, mind.situation.book, mind.situation.now)
    if request.unknowns or any(p.pronoun is None for c in request.clauses for p in c.targets):
        return None
    found = mind.definer.define("value", row, mind.situation.focus)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    fresh = {setting.attribute for setting in found.meaning.settings}
    meaning = ValueName((*(s for s in concept.meaning.settings if s.attribute not in fresh), *found.meaning.settings))
    return taken(concept.changed(meaning, mind.provenance("corrected")), concept, mind, changed=True)
