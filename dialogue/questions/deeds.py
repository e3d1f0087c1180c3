"""Questions put as what somebody did: "did anyone lock the side gate" asks whether the side gate is locked."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogue.normalizing.polite_frames import polite_frames
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from teaching.lexicon import Sort

Row = tuple[Token, ...]
MIN_THING: Final = 3


def as_state_question(row: Row, book: Phrasebook, language: str = "en") -> Row:
    """The question how the thing is; any other sentence as it is."""
    if len(row) > MIN_THING and tuple(t.text for t in row[-2:]) in book.vocabulary.phrases("or_not"):
        return (
            Token(book.vocabulary.written["being"], row[0].start, row[0].start),
            *(replace(t, comma_before=False) for t in row[:-2]),
        )
    start = _doer_end(row, book)
    if not 0 < start < len(row) - 1:
        return row
    words = book.vocabulary.words
    while start < len(row) - 2 and row[start].text in words("deed_adverbs"):
        start += 1
    verb = polite_frames(language).command(row[start].text) or row[start].text
    thing = list(row[start + 1 :])
    while len(thing) > 1 and thing[-1].text in words("deed_adverbs"):
        thing.pop()
    state = next((t for t in (thing[-1], thing[0]) if t.text in book.vocabulary.predicates), None)
    if verb in words("leaving_verbs") and state is not None and len(thing) > 1:
        thing.remove(state)
        found = state.text
    elif verb in book.vocabulary.deeds:
        found = book.vocabulary.deeds[verb]
        thing = thing[int(thing[0].text in words("vertical_particles")) :]
        if len(thing) > 1 and thing[-1].text in words("vertical_particles"):
            thing.pop()
    else:
        return row
    if not thing or thing[0].text in words("neuter_objects") or thing[0].comma_before:
        return row
    named = tuple(replace(token, comma_before=False) for token in thing)
    return (replace(row[0], text=book.vocabulary.written["being"]), *named, Token(found, row[-1].start, row[-1].end))


def _doer_end(row: Row, book: Phrasebook) -> int:
    """Where "did anyone", "has Sam", "who" end; 0 when nobody is asked after."""
    if len(row) < 3:
        return 0
    if row[0].text in book.vocabulary.words("deed_askers"):
        return 1
    if row[0].text not in book.vocabulary.words("deed_auxiliaries"):
        return 0
    if row[1].text in book.vocabulary.words("doers"):
        return 2
    first = chunk(row[1:], book.lexicon, book.vocabulary)[0]
    return 1 + first.end if first.named(Sort.PERSON) else 0
