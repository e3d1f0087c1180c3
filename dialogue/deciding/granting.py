"""Refuses what would give somebody a right, or take it: "Mia's allowed to unlock the door from now on"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from devices.safety import Tier, tier_of
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.response import Kind
from dialogue.tokens import Token, begun_in, places
from dialogue.word_forms import word_forms

Row = tuple[Token, ...]
LONGEST_NAME = 3


def refuse_grant(row: Row, mind: Mind) -> Decision | None:
    """The refusal that says where rights are set; ``None`` when nobody is given one.

    Words for rights ("allowed to") count with whatever is of the home behind them. "May", "can" and "let" are also
    how people ask for something on somebody's behalf, so that they count only before what is dangerous.
    """
    phrases = mind.situation.book.vocabulary.phrases
    rights = [rest for _, rest in _behind_named(row, phrases("having_rights"), mind)]
    for _, rest in _before_named(row, phrases("giving_rights"), mind):
        right = mind.situation.book.vocabulary.opening(rest, "rights")
        rights += [rest[right:]] if right else []
    if any(_is_of_home(rest, mind) for rest in rights):
        return _refusal(row, mind)
    may = [*_behind_named(row, phrases("may"), mind), *_before_named(row, phrases("letting"), mind)]
    may += _said_of_somebody(row, mind)
    return (
        _refusal(row, mind) if any(_is_command(rest, mind) and _moves_danger(rest, mind) for _, rest in may) else None
    )


def _behind_named(row: Row, phrases: Sequence[tuple[str, ...]], mind: Mind) -> Iterator[tuple[int, Row]]:
    """What stands behind such words, with somebody's name right before them."""
    words = _words(row)
    for phrase in begun_in(words, phrases):
        for start in places(words, phrase):
            lengths = range(1, min(LONGEST_NAME, start) + 1)
            if any(_is_somebody(row[start - n : start], mind, short=True) for n in lengths):
                yield start, row[start + len(phrase) :]


def _before_named(row: Row, phrases: Sequence[tuple[str, ...]], mind: Mind) -> Iterator[tuple[int, Row]]:
    """What stands behind somebody's name, with such words right before it."""
    words = _words(row)
    for phrase in begun_in(words, phrases):
        for start in places(words, phrase):
            end = start + len(phrase)
            length = next((n for n in range(LONGEST_NAME, 0, -1) if _is_somebody(row[end : end + n], mind)), 0)
            if length:
                yield start, row[end + length :]


def _said_of_somebody(row: Row, mind: Mind) -> Iterator[tuple[int, Row]]:
    """ "Mia can open the garage", where the name was taken for a call and "can" for politeness: by what was said."""
    vocabulary, said = mind.situation.book.vocabulary, mind.utterance.text.lower()
    if not any(" ".join(may) in said for may in vocabulary.phrases("may")):
        return
    told = tuple(normalize(mind.utterance.text).tokens)
    yield from _behind_named(told, vocabulary.phrases("may"), mind)
    people = vocabulary.words("people_under_rights")
    if any(f"{who} {' '.join(may)} " in said for who in people for may in vocabulary.phrases("may")):
        yield 0, row[1:] if (row[0].text,) in vocabulary.phrases("may") else row


def _words(row: Row) -> tuple[str, ...]:
    return tuple(token.text for token in row)


def _is_somebody(row: Row, mind: Mind, *, short: bool = False) -> bool:
    """Whether words name a person or people of a kind, ``short`` with "is" drawn to them: "Mia's allowed"."""
    words = _words(row)
    named = word_forms().bare(" ".join(words)) if short else " ".join(words)
    people = mind.situation.book.vocabulary.words("people_under_rights")
    return bool(words) and (mind.situation.book.person_named(named) is not None or named in people)


def _is_command(row: Row, mind: Mind) -> bool:
    index = mind.situation.book.vocabulary.index
    return any(word.label == "verb" for _, entries in index.matches(_words(row), 0) for word in entries)


def _is_of_home(row: Row, mind: Mind) -> bool:
    book = mind.situation.book
    return bool(row) and any(book.is_item(piece) for piece in chunk(row, mind.lexicon, book.vocabulary))


def _moves_danger(row: Row, mind: Mind) -> bool:
    entities = mind.situation.home.entities
    request = read_request(row, mind.situation.book, mind.situation.now)
    named = [e for c in request.clauses for p in c.targets for e in (p.named or p.fitting)]
    return any(tier_of(entities[e]) >= Tier.DANGER for e in named)


def _refusal(row: Row, mind: Mind) -> Decision:
    """Told as the answer when it was asked."""
    kind = (
        Kind.ANSWERS
        if row[0].text in mind.words("question_auxiliaries") | mind.words("question_pronouns")
        else Kind.REFUSES
    )
    return Decision(kind, lead=mind.wording.say("refuses_grant"), reasons=("rights aren't given by talk",))
