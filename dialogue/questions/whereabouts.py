"""Where people are, and what they carry: "is Ben at work", "how many of us are home", "when did Ana get back"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from dialogue.decision import Decision
from dialogue.language_data import PhraseTable, section
from dialogue.mind import Mind
from dialogue.questions.readings import read_reading
from dialogue.questions.subjects import person_in
from dialogue.reading.chunks import Chunk, chunk
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.lexicon import Sort, split

PERSON: Final = "person"
_HOME: Final = "home"
_AWAY: Final = "away"
_NOWHERE: Final = frozenset({_HOME, _AWAY})
_ZONE: Final = "zone."
_TRACKER: Final = "device_tracker."


@dataclass(frozen=True, slots=True)
class WhereWords:
    """The words that such questions are made of."""

    openers: frozenset[str]
    asking_who: frozenset[str]
    asking_where: frozenset[str]
    asking_when: frozenset[str]
    asking_count: PhraseTable
    everyone: PhraseTable
    anyone: PhraseTable
    no_one: PhraseTable
    empty_house: PhraseTable
    home: PhraseTable
    away: PhraseTable
    coming: PhraseTable
    leaving: PhraseTable
    fillers: frozenset[str]


@cache
def _words(language: str = "en") -> WhereWords:
    data = section("readings", language).section("whereabouts")
    sets = {key: data.words(key) for key in ("openers", "asking_who", "asking_where", "asking_when", "fillers")}
    tables = ("asking_count", "everyone", "anyone", "no_one", "empty_house", "home", "away", "coming", "leaving")
    return WhereWords(**sets, **{key: data.phrases(key) for key in tables})  # type: ignore[arg-type]


@dataclass(slots=True)
class _Said:
    """What a question names: people, a place ("home", "away" or one of the map), how many of them are meant."""

    people: list[str]
    place: str | None = None
    everyone: bool = False
    anyone: bool = False
    no_one: bool = False
    areas: tuple[str, ...] = ()


def read_whereabouts(row: Sequence[Token], mind: Mind) -> Decision | None:
    """The answer; ``None`` when it is asked of something else, or of one person's being at home."""
    words = _words()
    if len(row) < 2 or row[0].text not in words.openers:
        return None
    if row[0].text in words.asking_when:
        return _told_when(row[1:], mind, words)
    counted = words.asking_count.end(row, 0)
    said = _said(row[counted:] if counted else row, mind, words)
    if said is None:
        return None
    if row[0].text in words.asking_where:
        people = said.people or (_household(mind) if said.everyone else [])
        return _answer("state_plain", people, mind) if said.place is None and people else None
    if said.place is None or (said.areas and not said.people):
        if said.areas and (said.anyone or row[0].text in words.asking_who):
            asked = row if said.anyone else _whether_anybody(row, mind)
            return read_reading(asked, mind) or Decision(Kind.ANSWERS, lead=mind.wording.say("no_measure"))
        return None
    return _about_place(row, said, counted, mind, words)


def _about_place(row: Sequence[Token], said: _Said, counted: int, mind: Mind, words: WhereWords) -> Decision | None:
    """Who is at a place, or whether somebody is."""
    assert said.place is not None
    home = mind.situation.home
    if len(said.people) == 1 and said.place in _NOWHERE and said.people[0] in home.persons:
        return None
    if said.people:
        at = [person for person in said.people if _is_at(person, said.place, mind)]
        return _answer("state_yes" if len(at) == len(said.people) else "state_no", said.people, mind)
    household = _household(mind)
    there = [person for person in household if _is_at(person, said.place, mind)]
    if not household:
        return _told(mind.wording.say("nobody_known"), ())
    if counted:
        named = mind.wording.join([_name(person, mind) for person in there])
        return _told(
            mind.wording.say("counted_so" if there else "counted_none", count=str(len(there)), what=named), there
        )
    if row[0].text in words.asking_who:
        return _names(there, mind)
    rest = [person for person in household if person not in there]
    if said.everyone:
        return _answer("state_no" if rest else "state_yes", rest or there, mind)
    if said.no_one:
        return _answer("state_no" if there else "state_yes", there or rest, mind)
    return _answer("state_yes" if there else "state_no", there or rest, mind) if said.anyone else None


def _said(row: Sequence[Token], mind: Mind, words: WhereWords) -> _Said | None:
    """What is named; ``None`` when any other word is said."""
    said = _Said([])
    places = _places(mind)
    at = 0
    pieces = {piece.start: piece for piece in chunk(row, mind.lexicon, mind.situation.book.vocabulary)}
    while at < len(row):
        place = next((name for name in places if _stands(row, at, name)), None)
        piece = pieces.get(at)
        person = _person(piece, mind) if piece is not None else None
        if person is not None and piece is not None:
            said.people.append(person)
            at = piece.end
        elif place is not None:
            if piece is not None:
                said.areas = mind.situation.book.areas_named(piece)
            said.place, at = place, at + len(split(place))
        elif (end := _in_general(row, at, said, words)) > at:
            at = end
        elif piece is not None and mind.situation.book.areas_named(piece):
            said.areas, at = mind.situation.book.areas_named(piece), piece.end
        elif row[at].text in words.fillers | words.openers:
            at += 1
        else:
            return None
    return said


def _in_general(row: Sequence[Token], at: int, said: _Said, words: WhereWords) -> int:
    """The end of words for who is meant, or for being at home or away; ``at`` itself where there are none."""
    if (end := words.empty_house.end(row, at)) > at:
        said.place, said.no_one = _HOME, True
    elif (end := words.away.end(row, at)) > at:
        said.place = _AWAY
    elif (end := words.home.end(row, at)) > at and not _leads_on(row, at, end, words):
        said.place = _HOME
    elif (end := words.everyone.end(row, at)) > at:
        said.everyone = True
    elif (end := words.no_one.end(row, at)) > at:
        said.no_one = True
    elif (end := words.anyone.end(row, at)) > at:
        said.anyone = True
    return end


def _leads_on(row: Sequence[Token], at: int, end: int, words: WhereWords) -> bool:
    """ "In the kitchen": where "in" leads to a place of its own."""
    return end - at == 1 and end < len(row) and row[at].text in words.fillers


def _whether_anybody(row: Sequence[Token], mind: Mind) -> tuple[Token, ...]:
    """ "Who is in the hall": a sensor only tells whether there is somebody."""
    written = mind.situation.book.vocabulary.written
    return (replace(row[0], text=written["being"]), replace(row[0], text=written["somebody"]), *row[1:])


def _stands(row: Sequence[Token], at: int, name: str) -> bool:
    words = split(name)
    return tuple(token.text for token in row[at : at + len(words)]) == tuple(words)


def _person(piece: Chunk, mind: Mind) -> str | None:
    """A person, or something that is carried along, that a piece names."""
    person = person_in(piece, mind.situation.book)
    if person is not None:
        return person
    entities = mind.situation.home.entities
    return next((e for e in piece.named(Sort.ENTITY) if e in entities and entities[e].kind == PERSON), None)


def _household(mind: Mind) -> list[str]:
    persons = mind.situation.home.persons
    return [person for person in persons if _place_of(person, mind) is not None]


def _places(mind: Mind) -> list[str]:
    """Names of places of the map, in lower case, the longest first."""
    home, states = mind.situation.home, mind.situation.states
    named = {entity.name for entity in home.entities.values() if entity.id.startswith(_ZONE)}
    named |= {
        str(states.get(e.id, "location")) for e in home.spoken if e.kind == PERSON if states.get(e.id, "location")
    }
    return sorted({name.casefold() for name in named} - _NOWHERE, key=lambda name: -len(name))


def _place_of(person: str, mind: Mind) -> str | None:
    location = mind.situation.states.get(person, "location")
    if isinstance(location, str):
        return location
    known = mind.situation.home.persons.get(person)
    return None if known is None or known.at_home is None else _HOME if known.at_home else _AWAY


def _is_at(person: str, place: str, mind: Mind) -> bool:
    where = _place_of(person, mind)
    if where is None:
        return False
    return where.casefold() != _HOME if place == _AWAY else where.casefold() == place


def _told_when(row: Sequence[Token], mind: Mind, words: WhereWords) -> Decision | None:
    """When somebody came home or left, as far as it was noticed."""
    for at in range(len(row)):
        end = max(words.coming.end(row, at), words.leaving.end(row, at))
        said = _said((*row[:at], *row[end:]), mind, words) if end > at else None
        if said is None or len(said.people) != 1 or (said.place not in (None, _HOME)):
            continue
        is_coming = words.coming.end(row, at) == end
        person = said.people[0]
        moved = [c for c in mind.history if c.entity_id == person and c.attribute == "location" and c.old is not None]
        newest = next((c for c in reversed(moved) if (c.new if is_coming else c.old) == _HOME), None)
        if newest is None:
            return _told(mind.wording.say("not_noticed"), [person])
        key = "person_came" if is_coming else "person_went"
        when = mind.wording.when(newest.at, mind.situation.now)
        return _told(mind.wording.say(key, person=_name(person, mind), when=when), [person])
    return None


def _name(person: str, mind: Mind) -> str:
    return mind.wording.person(person) if person in mind.situation.home.persons else mind.wording.name(person)


def _names(people: Sequence[str], mind: Mind) -> Decision:
    named = mind.wording.join([_name(person, mind) for person in people])
    return _told(mind.wording.say("state_plain", what=named or mind.wording.piece("nobody")), people)


def _answer(key: str, people: Sequence[str], mind: Mind) -> Decision:
    if not people:
        return _told(mind.wording.say("nobody_known"), ())
    return _told(mind.wording.say(key, what=mind.wording.join([_being(person, mind) for person in people])), people)


def _being(person: str, mind: Mind) -> str:
    where = _place_of(person, mind)
    piece = {_HOME: "is_at_home", _AWAY: "is_out", None: "is_out"}.get(where and where.casefold(), "is_at_place")
    return mind.wording.being([_name(person, mind)], mind.wording.piece(piece, place=str(where)))


def _told(lead: str, people: Sequence[str]) -> Decision:
    return Decision(Kind.ANSWERS, lead=lead, focus=tuple(people) or None)
