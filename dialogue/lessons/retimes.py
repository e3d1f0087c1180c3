"""Takes a taught time's new time, wherever in a sentence it is said: "they're older now: bedtime is ten to nine"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.lessons.definitions import Defined
from dialogue.lessons.learning import known, learn, taken
from dialogue.mind import Mind
from dialogue.reading.statements import without_remarks
from dialogue.timing.spans import read_length
from dialogue.timing.times import read_clock
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import Concept, TimeName

LONGEST_NAME = 5
DAY = 24 * 60


def read_retime(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """The lesson; ``None`` when no taught time is said to be at a clock time."""
    if not mind.lexicon.has_type("time") and mind.state.focus_concept is None:
        return None  # no word that could have another time
    row = without_remarks(row, mind.statements)
    words = mind.situation.book.vocabulary.words
    for start in range(len(row)):
        if start and not (row[start].comma_before or row[start - 1].text in words("retime_leads")):
            continue
        front = start
        while front < len(row) - 1 and row[front].text in words("retime_openers"):
            front += 1
        moved = row[front].text in words("retime_verbs")
        for concept, end in _times_at(row, front + moved, mind):
            clock = next(filter(None, (_time_in(rest, concept, mind, moved=moved) for rest in _rests(row, end))), None)
            if clock is None:
                continue
            if any(token.text in words("speakers_own") for token in row[start:front]) and _is_anothers(concept, mind):
                return learn(concept.term, clock, mind, how="corrected", scope=mind.utterance.person)
            return taken(concept.changed(clock, mind.provenance("corrected")), concept, mind, changed=True)
    return None


def _rests(row: Sequence[Token], start: int) -> list[Sequence[Token]]:
    """What stands behind a taught time: all of it, and what a remark behind a pause leaves ("to nine, she's tired")."""
    pauses = [i for i in range(start + 1, len(row)) if row[i].comma_before]
    return [row[start:], *(row[start:pause] for pause in reversed(pauses))]


def _time_in(rest: Sequence[Token], concept: Concept, mind: Mind, *, moved: bool) -> TimeName | None:
    return _clock(rest, concept, mind, moved=moved) or _shifted(rest, concept, mind, moved=moved)


def read_time_again(row: tuple[Token, ...], mind: Mind, *, corrected: bool) -> Decision | None:
    """ "no, make that six", right after a time was taught: a bare number is a time too, as it was then."""
    lesson = mind.state.lessons[-1] if mind.state.lessons else None
    if lesson is None or lesson.after is None or lesson.turn_id != mind.state.last_turn_id:
        return None
    concept = mind.lexicon.concepts.get(lesson.after.id)
    words = mind.situation.book.vocabulary.words
    moved = bool(row) and row[0].text in words("retime_verbs")
    row = row[1:] if moved else row
    while len(row) > 1 and row[0].text in words("retime_again"):
        moved, row = True, row[1:]
    if concept is None or not isinstance(concept.meaning, TimeName) or not (moved or corrected):
        return None
    clock = _clock(row, concept, mind, moved=True)
    if clock is None:
        return None
    return taken(concept.changed(clock, mind.provenance("corrected")), concept, mind, changed=True)


def _is_anothers(concept: Concept, mind: Mind) -> bool:
    """Whether "my bedtime" is another one than the bedtime that is known: somebody else has told that one."""
    person = mind.utterance.person
    return person is not None and concept.scope is None and concept.taught_by.person not in (None, person)


def _times_at(row: Sequence[Token], start: int, mind: Mind) -> list[tuple[Concept, int]]:
    """Taught times named from here on, and where the rest begins; a clitic "is" belongs to the rest."""
    found: list[tuple[Concept, int]] = []
    for end in range(min(len(row) - 1, start + LONGEST_NAME), start, -1):
        text = " ".join(token.text for token in row[start:end])
        concept = known(text, mind)
        contracted = text.endswith(word_forms().possessive)
        if concept is None and contracted:
            concept = known(word_forms().bare(text), mind)
        if concept is not None and isinstance(concept.meaning, TimeName):
            found.append((concept, end - 1 if contracted and known(text, mind) is not None else end))
    return found


def _shifted(rest: Sequence[Token], concept: Concept, mind: Mind, *, moved: bool) -> TimeName | None:
    """ "half an hour later", behind a taught time that is moved: the time that it comes to."""
    words, meaning = mind.situation.book.vocabulary.words, concept.meaning
    row = tuple(rest)
    while row and row[0].text in words("retime_links") - words("retime_later") - words("retime_earlier"):
        moved, row = True, row[1:]
    while len(row) > 1 and row[-1].text in words("retime_closers"):
        row = row[:-1]
    if not moved or len(row) < 2 or not isinstance(meaning, TimeName):
        return None
    ways = words("retime_later") | words("retime_earlier")
    way = next((token.text for token in (row[0], row[-1]) if token.text in ways), None)
    row = tuple(
        token for token in row if token.text not in ways and token.text not in mind.words("difference_prepositions")
    )
    length = read_length(row, 0) if row else None
    if way is None or length is None or length[1] < len(row):
        return None
    hours, minutes = (int(part) for part in meaning.time.split(":"))
    moved_by = int(length[0].total_seconds() // 60)
    after = hours * 60 + minutes + (moved_by if way in words("retime_later") else -moved_by)
    return TimeName(f"{after // 60:02}:{after % 60:02}") if 0 <= after < DAY else None


def _clock(rest: Sequence[Token], concept: Concept, mind: Mind, *, moved: bool) -> TimeName | None:
    """The clock time behind "is" or "to", when nothing else stands there."""
    words = mind.situation.book.vocabulary.words
    row = tuple(rest)
    linked = bool(row) and row[0].text.endswith(word_forms().possessive)
    row = row[1:] if linked else row
    while row and row[0].text in words("retime_links"):
        linked, row = True, row[1:]
    while len(row) > 1 and row[-1].text in words("retime_closers"):
        row = row[:-1]
    if not (linked or moved) or not row or read_clock(row, mind.situation.now, concept.term) is None:
        return None
    found = mind.definer.define("time", row, (), concept.term)
    return found.meaning if isinstance(found, Defined) and isinstance(found.meaning, TimeName) else None
