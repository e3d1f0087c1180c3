"""Names for people told in passing: "that's our chickpea for Zoe" is "chickpea is Zoe"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.tokens import Token

Row = tuple[Token, ...]
SHORTEST: Final = 4
LONGEST: Final = 8


def as_pet_name(row: Row, mind: Mind) -> Row:
    """The name, and whose it is; any other sentence as it is."""
    named = _parted(row, mind)
    if named is None:
        return row
    name, person = named
    nouns = {word for phrase in mind.statements.calling["nouns"] for word in phrase} | mind.words("given_things")
    pieces = chunk(name, mind.lexicon, mind.situation.book.vocabulary)
    if any(piece.known for piece in pieces) or not nouns.isdisjoint(token.text for token in name):
        return row
    being = Token(mind.situation.book.vocabulary.written["being"], name[-1].end, name[-1].end)
    first = replace(name[0], comma_before=False, sentence_start=True)
    return (first, *name[1:], being, *(replace(token, comma_before=False) for token in person))


def is_for_person(term: Row, mind: Mind) -> bool:
    """ "word for Zoe": what is of somebody is nothing that is kept of a home."""
    link = next((at for at in range(1, len(term) - 1) if term[at].text in mind.words("beneficiary_prepositions")), 0)
    name = " ".join(token.text for token in term[link + 1 :])
    return bool(link) and mind.situation.book.person_named(name) is not None


def _parted(row: Row, mind: Mind) -> tuple[Row, Row] | None:
    """The words for somebody, and who it is, in "that's our … for …"."""
    opener = mind.situation.book.vocabulary.opening(row, "pointing_at") if SHORTEST <= len(row) <= LONGEST else 0
    links = [at for at in range(opener + 1, len(row) - 1) if row[at].text in mind.words("beneficiary_prepositions")]
    if (
        not opener
        or len(links) != 1
        or row[opener].text not in mind.words("household_determiners") | mind.words("speakers_own")
    ):
        return None
    name, person = row[opener + 1 : links[0]], row[links[0] + 1 :]
    known = mind.situation.book.person_named(" ".join(token.text for token in person)) is not None
    return (name, person) if name and known else None
