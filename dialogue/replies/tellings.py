"""A meaning told as what somebody does: "it's when you tell the robot to go home" is telling the robot to go home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from dialogue.asides.needed import as_commands
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.tokens import Token
from dialogue.word_forms import without, word_forms
from teaching.lexicon import split

Row = tuple[Token, ...]


def as_told(row: Row, mind: Mind) -> Row:
    """The command in what is told; the row itself where there is none."""
    start = _command_begins(row, mind)
    if start is None:
        return row
    first = _base(row[start], mind)
    said = mind.utterance.text
    if first is None or said[first.start : first.end].lower() != row[start].text:
        return row
    rest = as_commands(normalize(first.text + said[first.end :]).tokens, mind.situation.book)
    moved = first.end - len(first.text)
    told = tuple(replace(token, start=token.start + moved, end=token.end + moved) for token in rest)
    request = read_request(told, mind.situation.book, mind.situation.now)
    whole = request.complete and bool(request.clauses) and all(c.acts and c.targets for c in request.clauses)
    return told if whole else row


def _command_begins(row: Row, mind: Mind) -> int | None:
    """Where the verb stands behind "it's when you": a lead, somebody, or both."""
    vocabulary = mind.situation.book.vocabulary
    words = tuple(token.text for token in row)
    lead = vocabulary.opening(row, "telling_leads")
    at = lead
    while at < len(words) and words[at] in vocabulary.words("telling_subjects"):
        at += 1
    while at > lead and at < len(words) and words[at] in vocabulary.words("step_adverbs"):
        at += 1
    return at if 0 < at < len(row) - 1 else None


def in_plain_form(row: Row, term: str) -> Row:
    """ "stoking means …", asked what "stoke" is: the word as it was asked about."""
    asked = {form: word for word in split(term) for form in _said_of(word)}
    return tuple(replace(token, text=asked.get(token.text, token.text)) for token in row)


def _said_of(verb: str) -> Iterator[str]:
    """ "stoke" → "stoking", "stokes"; "zap" → "zapping"."""
    forms = word_forms()
    dropped = next((verb.removesuffix(letter) for letter in forms.dropped if verb.endswith(letter)), verb)
    for ending in forms.gerund:
        yield verb + ending
        yield dropped + ending
        yield verb + verb[-1] + ending
    yield from (verb + ending for ending in forms.third_person)


def with_plain_verbs(row: Row, mind: Mind) -> str:
    """ "just locks the door and turns the lamp off" → "lock the door and turn the lamp off"; empty when it does not."""
    adverbs = mind.situation.book.vocabulary.words("step_adverbs")
    while row and row[0].text in adverbs:
        row = row[1:]
    told = row[0].text if row else ""
    first = _base(row[0], mind) if told.endswith(word_forms().plural) else None
    if first is None or first.text == told:
        return ""
    words = [first.text]
    for before, token in pairwise(row):
        base = (
            _base(token, mind)
            if before.text in mind.words("step_conjunctives") and token.text.endswith(word_forms().plural)
            else None
        )
        words.append((base or token).text)
    return " ".join(words)


def _base(token: Token, mind: Mind) -> Token | None:
    """The verb as a command has it: "sending" is send."""
    text = token.text
    root = without(text, word_forms().gerund)
    told = (text, *(text.removesuffix(ending) for ending in word_forms().third_person))
    forms = (text, *word_forms().stems(root, ""), root[:-1]) if root != text else told
    return next((replace(token, text=form) for form in forms if _is_verb(replace(token, text=form), mind)), None)


def _is_verb(token: Token, mind: Mind) -> bool:
    vocabulary = mind.situation.book.vocabulary
    if token.text in vocabulary.words("sending_verbs"):
        return True
    return chunk((token,), mind.lexicon, vocabulary)[0].word("verb") is not None
