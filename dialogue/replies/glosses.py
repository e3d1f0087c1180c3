"""Takes what a word is out of what it means: "it's Welsh, it means off", "hard to say, it means forty percent"."""

from __future__ import annotations

from dataclasses import replace

from dialogue.mind import Mind
from dialogue.reading.requests import read_request
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import split

Row = tuple[Token, ...]
FARTHEST = 8


def without_gloss(row: Row, term: str, mind: Mind) -> Row:
    """The answer without what only leads to it; as it is when nothing else is said."""
    row = _from_meaning(row, mind)
    if not any(word_forms().bare(token.text) in mind.words("languages") for token in row):
        return row
    return _without_origin(_without_adjunct(row, mind), term, mind)


def _from_meaning(row: Row, mind: Mind) -> Row:
    """ "it's hard to say, it means forty" → "it means forty": what stands before holds nothing that could be meant."""
    for at in range(1, len(row) - 1):
        opened = row[at].comma_before and mind.situation.book.vocabulary.opening(row, "meaning_openers", at)
        if not opened or at + opened >= len(row):
            continue
        before = read_request(row[:at], mind.situation.book, mind.situation.now)
        named = any(phrase.pronoun is None for clause in before.clauses for phrase in clause.targets)
        told = named or any(clause.acts or clause.areas or clause.values for clause in before.clauses)
        return row if told else _begun(row[at:])
    return row


def _without_adjunct(row: Row, mind: Mind) -> Row:
    """ "that's good night in Welsh. Lock up" → "lock up"; "it means off in Welsh" → "it means off"."""
    left: list[Token] = []
    for number, part in enumerate(parts := stretches(row)):
        of_language = len(part) > 2 and part[-1].text in mind.words("languages")
        if not of_language or part[-2].text not in mind.words("in_preposition"):
            left.extend(part)
            continue
        rest = tuple(token for later in parts[number + 1 :] for token in later)
        request = read_request(rest, mind.situation.book, mind.situation.now) if rest else None
        if request is None or not request.complete or not any(clause.acts for clause in request.clauses):
            left.extend(part[:-2])
    return _begun(tuple(left)) if left else row


def _without_origin(row: Row, term: str, mind: Mind) -> Row:
    """ "it's Welsh, it means off", "Welsh for off" → "it means off", "off"."""
    of, leads = mind.words("languages"), mind.words("gloss_leads") | set(split(term))
    at = next((i for i, token in enumerate(row[:FARTHEST]) if word_forms().bare(token.text) in of), None)
    if at is None or any(word_forms().bare(token.text) not in leads for token in row[:at]):
        return row
    end = at + 1
    while end < len(row) and row[end].text in mind.words("gloss_tails") and not row[end].comma_before:
        end += 1
    return _begun(row[end:]) if end < len(row) and (row[end].comma_before or end > at + 1) else row


def _begun(row: Row) -> Row:
    return (replace(row[0], comma_before=False), *row[1:])
