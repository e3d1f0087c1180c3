"""Indirect speech: "it's too dark in here", "I'm cold", "my eyes are straining over this book"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.reading.chunks import Chunk
from dialogue.reading.drafts import Draft
from dialogue.reading.noun_phrases import Phrasebook, describe
from dialogue.reading.vocabulary import Complaint
from dialogue.tokens import begun_in, places
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

SHORTEST_ADVERB = 4


def read_complaint(segment: Sequence[Chunk], book: Phrasebook) -> Draft | None:
    """What a complaint about the home calls for; ``None`` when the segment isn't one."""
    words = [word for chunk in segment for word in chunk.text.split()]
    if not words or words[0] in book.words("complaint_questions"):
        return None
    said = frozenset(words)
    for complaint in book.vocabulary.complaint_verbs:
        for phrase in begun_in(said, complaint.words):
            if next(places(words, phrase), None) is not None:
                return _draft(segment, book, complaint.attribute, complaint.direction)
    for complaint in book.vocabulary.complaint_things:
        for phrase in begun_in(said, complaint.words):
            start = next(places(words, phrase), 0)
            if start and _explained(segment, (*words[:start], *_behind(words, start + len(phrase), book)), book):
                return _draft(_besides(segment, start, phrase), book, complaint.attribute, complaint.direction)
    for complaint in book.vocabulary.complaints:
        for phrase in sorted(begun_in(said, complaint.words), key=len, reverse=True):
            found = _said_of(segment, words, phrase, complaint, book)
            if found is not None:
                return found
    return None


def _said_of(
    segment: Sequence[Chunk], words: Sequence[str], phrase: tuple[str, ...], complaint: Complaint, book: Phrasebook
) -> Draft | None:
    """ "it's dark in here", "the lamp isn't bright enough": an adjective, with nothing strange around it."""
    start = next(places(words, phrase), None)
    if start is None or (start == 0 and _commands(segment)):
        return None
    before = list(words[:start])
    purpose = _purpose_start(words, start + len(phrase), book)
    if purpose is not None:
        segment = _without_purpose(segment, purpose, book)
        words = [word for chunk in segment for word in chunk.text.split()]
    behind, direction = list(words[start + len(phrase) :]), complaint.direction
    if not book.words("enough_word").isdisjoint(behind[:1]):
        lacking = book.vocabulary.words("not_enough")
        if phrase[0] in book.words("excess_word") or not lacking & set(before):
            return None
        direction, behind = -direction, behind[1:]
        before = [*(word for word in before if word not in lacking), book.vocabulary.written["being"]]
    others = before + behind
    if (
        not book.words("complaining_openers") & set(before)
        and phrase[0] not in book.words("complaining_by_themselves")
        and book.words("here_word").isdisjoint(others)
    ):
        return None
    if not _explained(segment, others, book):
        return None
    return _draft(_besides(segment, start, phrase), book, complaint.attribute, direction)


def _behind(words: Sequence[str], start: int, book: Phrasebook) -> Sequence[str]:
    """What stands behind a phrase, without whom it is too much for."""
    end = _purpose_start(words, start, book)
    return words[start:end] if end is not None else words[start:]


def _commands(segment: Sequence[Chunk]) -> bool:
    """ "dim the lights in here", "warm it up": the adjective is a verb with an object here."""
    if len(segment) < 2 or not segment[0].word("verb"):
        return False
    following = segment[1]
    return bool(following.word("determiner") or following.word("quantifier") or following.word("pronoun")) or any(
        following.named(sort) for sort in (Sort.ENTITY, Sort.AREA)
    )


def _purpose_start(words: Sequence[str], behind: int, book: Phrasebook) -> int | None:
    """Where "… to read", "… for reading" begins."""
    purposes, sufferers = book.vocabulary.words("complaint_purposes"), book.vocabulary.words("complaint_sufferers")
    for at in range(behind, len(words) - 1):
        if words[at] in book.words("beneficiary_prepositions") and all(word in sufferers for word in words[at + 1 :]):
            return at
        if words[at] in book.words("beneficiary_prepositions") or words[at] in book.words("infinitive_marker"):
            return at if words[at + 1] in purposes else None
    return None


def _without_purpose(segment: Sequence[Chunk], start: int, book: Phrasebook) -> list[Chunk]:
    """The chunks before a purpose, and the place behind it: "too dark to read in here"."""
    kept: list[Chunk] = []
    at = 0
    for piece in segment:
        if at < start or piece.word("here") or book.areas_named(piece):
            kept.append(piece)
        at += len(piece.text.split())
    return kept


def _besides(segment: Sequence[Chunk], start: int, phrase: tuple[str, ...]) -> list[Chunk]:
    """The chunks outside a phrase: an oven in "like an oven" is none of this home."""
    kept: list[Chunk] = []
    at = 0
    for piece in segment:
        end = at + len(piece.text.split())
        if end <= start or at >= start + len(phrase):
            kept.append(piece)
        at = end
    return kept


def _explained(segment: Sequence[Chunk], others: Sequence[str], book: Phrasebook) -> bool:
    """Whether everything else in it is the subject, the degree, or something of this home."""
    fillers = book.vocabulary.words("complaint_subjects")
    names = {word for chunk in segment if book.is_item(chunk) for word in chunk.text.split()}
    return all(word in fillers or word in names or _is_adverb(word) for word in others)


def _is_adverb(word: str) -> bool:
    """ "frightfully", "unusually": how much, in a word of any kind."""
    return len(word) > SHORTEST_ADVERB and word.endswith(word_forms().adverb)


def _draft(segment: Sequence[Chunk], book: Phrasebook, attribute: str, direction: int) -> Draft:
    draft = Draft(" ".join(chunk.text for chunk in segment))
    draft.complaint = (attribute, direction)
    for chunk in segment:
        areas = book.areas_named(chunk)
        if areas:
            draft.areas.extend(areas)
        elif book.entities_named(chunk)[0] or (book.kinds_named(chunk) and not chunk.word("adverb")):
            phrase = describe([chunk], book)
            if phrase.unknown is None:
                draft.targets.append(phrase)
    return draft
