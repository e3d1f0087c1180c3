"""Reads "my room" as the room that bears the speaker's name, or as the bedroom they speak in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.home import Area
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.situation import Situation
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import split
from teaching.phrases import stems

LONGEST_THING = 4


def with_own_room(tokens: Sequence[Token], situation: Situation) -> tuple[Token, ...]:
    """The tokens, with the room's own name in place of "my room" where it is clear which one that is."""
    words = situation.book.vocabulary.words
    if situation.book.lexicon.has_type("person"):
        tokens = _with_known_owner(tokens, situation)
    place = next(
        (
            i
            for i in range(len(tokens) - 1)
            if tokens[i].text in words("speakers_own") and tokens[i + 1].text in words("own_rooms")
        ),
        None,
    )
    if place is None or situation.book.lexicon.concepts_named(f"my {tokens[place + 1].text}"):
        return tuple(tokens)
    room = _own_room(tokens[place + 1].text, situation)
    if room is None:
        return tuple(tokens)
    first, last = tokens[place], tokens[place + 1]
    name = [replace(first if i == 0 else last, text=word) for i, word in enumerate(split(room.name))]
    return (*tokens[:place], *name, *tokens[place + 2 :])


def _with_known_owner(tokens: Sequence[Token], situation: Situation) -> tuple[Token, ...]:
    """ "Bean's room" → "Alfie's room", where Bean is what Alfie is called and the room bears that name."""
    rooms, forms = situation.book.vocabulary.words("own_rooms"), word_forms()
    for at in range(len(tokens) - 1):
        owner = tokens[at].text
        if not owner.endswith(forms.possessive) or tokens[at + 1].text not in rooms:
            continue
        person = situation.home.persons.get(situation.book.person_named(forms.bare(owner)) or "")
        named = {split(name) for name in (person.name, *person.aliases)} if person is not None else set()
        area = next((area for area in situation.home.areas.values() if _bears(area, named)), None)
        if area is None or split(forms.bare(owner)) in named:
            continue
        name = [replace(tokens[at], text=word) for word in split(area.name)]
        return (*tokens[:at], *name, *tokens[at + 2 :])
    return tuple(tokens)


def _own_room(noun: str, situation: Situation) -> Area | None:
    person = situation.home.persons.get(situation.person or "")
    if person is not None:
        names = {split(name) for name in (person.name, *person.aliases)}
        bearing = [area for area in situation.home.areas.values() if _bears(area, names)]
        ending = [area for area in bearing if split(area.name)[-1] == noun]
        if bearing:
            return (ending or bearing)[0]
    here = situation.home.areas.get(situation.area or "")
    if here is None or _is_anothers(here, situation) or not situation.book.vocabulary.words("own_rooms") & _words(here):
        return None
    return here


def _bears(area: Area, names: set[tuple[str, ...]]) -> bool:
    """Whether one of its names begins with one of these in the possessive: "Cerys's room"."""
    for words in (split(name) for name in (area.name, *area.aliases)):
        owner = tuple(word_forms().owner(word) for word in words)
        if any(owner[: len(name)] == name and len(words) > len(name) for name in names):
            return True
    return False


def _is_anothers(area: Area, situation: Situation) -> bool:
    return any(
        _bears(area, {split(name) for name in (person.name, *person.aliases)})
        for person in situation.home.persons.values()
        if person.id != situation.person and situation.person is not None
    )


def _words(area: Area) -> set[str]:
    return {word for name in (area.name, *area.aliases) for word in split(name)[-1:]}


def with_rooms_first(tokens: Sequence[Token], book: Phrasebook) -> tuple[Token, ...]:
    """ "the den's lights" → "the den lights": what a room has is named by the room alone."""
    row = list(tokens)
    for at, token in enumerate(row[:-1]):
        if not token.text.endswith(word_forms().possessive) or row[at + 1].comma_before or _is_named_so(row, at, book):
            continue
        bare = replace(token, text=word_forms().bare(token.text))
        if _ends_room([*row[:at], bare], book) and _begins_thing(row[at + 1 :], book):
            row[at] = bare
    return tuple(row)


def _ends_room(row: Sequence[Token], book: Phrasebook) -> bool:
    """Whether the last words are the name of a room."""
    last = chunk(tuple(row), book.lexicon, book.vocabulary)[-1]
    return bool(book.areas_named(last)) and last.end == len(row)


def _begins_thing(row: Sequence[Token], book: Phrasebook) -> bool:
    first = chunk(tuple(row[:LONGEST_THING]), book.lexicon, book.vocabulary)[0]
    return book.is_item(first) or bool(book.partial(row[0].text) and not first.words)


def _is_named_so(row: Sequence[Token], at: int, book: Phrasebook) -> bool:
    """Whether the possessive is part of a longer name: "Cerys's room"."""
    words = [token.text for token in row]
    stemmed = stems(words)
    starts = range(max(0, at - LONGEST_THING), at + 1)
    return any(end > at for start in starts for end, _ in book.lexicon.at(words, stemmed, start))
