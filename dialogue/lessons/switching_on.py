"""Takes how something shall be whenever it is switched on: "bench light at seventy when I turn it on"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.lessons.definitions import Defined, phrase_entities
from dialogue.lessons.preferences import state_preference, together
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.tokens import Token
from teaching.concepts import ValueName

LONGEST_NAME = 4


def read_switching_on(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """The liking of a thing that is switched on; ``None`` when the sentence waits for something else."""
    for start, token in enumerate(row):
        for phrase in mind.situation.book.vocabulary.beginning("switching_openers", token.text):
            if tuple(t.text for t in row[start : start + len(phrase)]) != phrase:
                continue
            found = _switched(row, start + len(phrase), mind)
            if found is not None:
                entities, end = found
                return _likings((*row[:start], *row[end:]), entities, mind)
    return None


def _switched(row: Sequence[Token], start: int, mind: Mind) -> tuple[tuple[str, ...], int] | None:
    """What "I turn the lamp on" switches on (nothing for a pronoun), and where it ends."""
    vocabulary = mind.situation.book.vocabulary
    named: tuple[str, ...] = ()
    asked = vocabulary.opening(row, "asking_for", start)
    verb = on = bool(asked)
    start += asked
    place = start
    while place < len(row) and not (place > start and row[place].comma_before and on):
        text = row[place].text
        doing = text in vocabulary.words("switching_verbs") and not verb
        subject = text in vocabulary.words("switchers") - vocabulary.words("determiners")
        end = 0 if named or doing or subject else _name_end(row, place, mind)
        if doing:
            verb = True
        elif text in vocabulary.words("plain_on") and verb:
            on = True
        elif end:
            named, place = phrase_entities(row[place:end], mind.situation), end
            if asked:
                place += place < len(row) and row[place].text in vocabulary.words("plain_on")
                break
            continue
        elif text not in (vocabulary.words("determiners") if on else vocabulary.words("switchers")):
            break
        place += 1
    return (named, place) if on and (named or not asked) else None


def _name_end(row: Sequence[Token], start: int, mind: Mind) -> int:
    """Where the name of a thing that begins here ends; 0 when none does."""
    subjects = mind.situation.book.vocabulary.words("switchers")
    ends = range(min(start + LONGEST_NAME, len(row)), start, -1)
    fitting = (end for end in ends if row[end - 1].text not in subjects | mind.words("plain_on"))
    return next((end for end in fitting if _only_names(row[start:end], mind)), 0)


def _only_names(row: Sequence[Token], mind: Mind) -> bool:
    """Whether a stretch is a name and no more: "out put the oven" holds one, and is none."""
    book = mind.situation.book
    pieces = chunk(row, book.lexicon, book.vocabulary)
    plain = all(book.is_item(p) or not p.known or p.word("determiner") for p in pieces)
    return plain and bool(phrase_entities(row, mind.situation))


def _likings(row: tuple[Token, ...], named: tuple[str, ...], mind: Mind) -> Decision | None:
    """One liking, or two: "… cool white when I turn the spots on, and warm white for the lamp"."""
    whole = _liking(row, named, mind)
    joints = () if whole is not None else range(1, len(row) - 1)
    for at in joints:
        if row[at].text not in mind.words("plain_joiners"):
            continue
        first, second = _liking(row[:at], named, mind), _liking(row[at + 1 :], (), mind)
        if first is not None and second is not None:
            return together((first, second))
    return whole


def _liking(row: tuple[Token, ...], named: tuple[str, ...], mind: Mind) -> Decision | None:
    leads = mind.situation.book.vocabulary.words("switched_leads")
    while row and row[0].text in leads:
        row = row[1:]
    request = read_request(row, mind.situation.book, mind.situation.now)
    spoken = [p for c in request.clauses for p in c.targets if p.pronoun is None]
    if not row or request.unknowns or request.times:
        return None
    there = {e for phrase in spoken for e in (phrase.named or phrase.fitting)}
    here = tuple(e for e in there if mind.situation.home.entities[e].area == mind.situation.area)
    entities = named or (here if len(here) == 1 else tuple(there))
    if len(entities) != 1 or (there and entities[0] not in there):
        return None
    found = mind.definer.define("value", row, entities)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    settings = tuple(setting for setting in found.meaning.settings if setting.attribute != "on")
    return state_preference(settings, entities, None, None, None, mind) if settings else None
