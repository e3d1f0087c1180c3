"""A word that different people mean differently: "when I say dusky it's forty, but for the kids it's twenty"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from devices.home import Role
from dialogue.decision import Decision
from dialogue.lessons.learning import learn
from dialogue.lessons.teaching import teach, teach_when
from dialogue.mind import Mind
from dialogue.reading.statements import Statement, find_others
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import Concept

Row = tuple[Token, ...]


def teach_others(statement: Statement, mind: Mind) -> Decision | None:
    """ "when Sam says dusky it's fifty", "for the kids dusky is twenty"."""
    who, said = statement.slots["who"], statement.slots.get("term", ())
    if statement.words("who") in mind.words("speaker_subjects"):
        return None
    while said[1:] and not _people(" ".join(token.text for token in who), mind):
        who, said = (*who, said[0]), said[1:]  # "for the kids dusky is ten"
    lessons: list[Decision] = []
    for person in _people(" ".join(token.text for token in who), mind):
        if "when" in statement.slots:
            lesson = teach_when(statement.slots["when"], mind, scope=person)
        else:
            term = mind.clean_term(" ".join(token.text for token in said))
            lesson = teach(term, statement.slots["definition"], mind, how="told", named=True, scope=person)
        if lesson is None or lesson.kind is not Kind.CONFIRMS:
            return lesson
        lessons.append(lesson)
    return _together(lessons) if lessons else None


def read_each(row: Row, mind: Mind, read: Callable[[Row], Decision | None]) -> Decision | None:
    """A lesson, and behind it what somebody else means by the same word; ``read`` takes the first."""
    joints = mind.situation.book.vocabulary.words("contrasting")
    for cut in range(3, len(row) - 1):
        if row[cut].text not in joints and not row[cut].comma_before:
            continue
        for other in (_with_people(statement, mind) for statement in find_others(row[cut:], mind.statements)):
            people = _people(other.words("who"), mind)
            first = read(row[:cut]) if people else None
            if first is None or first.kind is not Kind.CONFIRMS or len(first.put) != 1:
                continue
            lessons = [_theirs(first.put[0], other, person, mind) for person in people]
            known = [lesson for lesson in lessons if lesson is not None]
            if len(known) == len(people):
                return _together([first, *known])
    return None


def _with_people(statement: Statement, mind: Mind) -> Statement:
    """ "for the kids twenty": as many words as name somebody are whom it is for."""
    who, definition = statement.slots["who"], statement.slots["definition"]
    for end in range(1, len(definition)):
        longer = (*who, *definition[:end])
        if not _people(statement.words("who"), mind) and _people(" ".join(token.text for token in longer), mind):
            return replace(statement, slots={**statement.slots, "who": longer, "definition": definition[end:]})
    return statement


def _theirs(concept: Concept, statement: Statement, person: str, mind: Mind) -> Decision | None:
    found = teach(concept.term, statement.slots["definition"], mind, how="told", named=False, scope=person)
    if found is None or not found.put or found.put[0].meaning.type != concept.meaning.type:
        return None
    return learn(concept.term, found.put[0].meaning, mind, how="told", certain=True, scope=person)


def _people(who: str, mind: Mind) -> tuple[str, ...]:
    """Whom the words name; nobody when the speaker may not say what they mean."""
    words, home, speaker = mind.situation.book.vocabulary.words, mind.situation.home, mind.utterance.person
    if who in words("speakers"):
        return (speaker,) if speaker is not None else ()
    named = mind.situation.book.person_named(who)
    people: tuple[str, ...] = (named,) if named is not None else ()
    for role, key in ((Role.CHILD, "children"), (Role.GUEST, "visitors"), (Role.ADULT, "grown_ups")):
        if who in words(key):
            people = tuple(person.id for person in home.persons.values() if person.role is role)
    return people if mind.may_do_dangerous or people == (speaker,) else ()


def _together(lessons: Sequence[Decision]) -> Decision:
    return replace(
        lessons[0],
        lead=" ".join(lesson.lead for lesson in lessons),
        put=tuple(concept for lesson in lessons for concept in lesson.put),
        lessons=tuple(mark for lesson in lessons for mark in lesson.lessons),
        learned=tuple(report for lesson in lessons for report in lesson.learned),
    )
