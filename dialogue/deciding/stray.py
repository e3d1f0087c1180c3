"""Signs that a sentence isn't said to the hub: it tells something, or nothing of the home is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.asides.comment_words import comment_words
from dialogue.deciding.relevance import WITH_ANCHOR, WITHOUT_ANCHOR
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from dialogue.word_forms import without, word_forms
from teaching.concepts import Routine, ValueName
from teaching.lexicon import Sort

LONG = 14
SHORTEST_PAST = 4
LONGEST_DESCRIPTION = 4


@dataclass(frozen=True, slots=True)
class Stray:
    """``anchors`` counts words of the home's own, ``narrative`` marks telling; a model must reach ``threshold``.

    ``past``: it tells what was or what isn't so, so that even a routine named in it isn't called.
    """

    anchors: int
    unknown: int
    narrative: bool
    threshold: float
    past: bool = False


def weigh(row: Sequence[Token], pieces: Sequence[Chunk], book: Phrasebook) -> Stray:
    """What speaks for and against a sentence being meant for the hub."""
    listed = book.vocabulary.words
    row, pieces = _behind_remark(row, pieces, book)
    anchors = sum(1 for piece in pieces if _is_anchor(piece, book))
    unknown = sum(1 for piece in pieces if not piece.known)
    words = [token.text for token in row]
    while words and words[0] in listed("stray_leads"):
        words.pop(0)
    subjects = listed("subjects")
    first = words[0] if words else ""
    wishes = any(tuple(words[: len(phrase)]) == phrase for phrase in book.vocabulary.beginning("wishes", first))
    starts_with_subject = first in subjects and not wishes
    announced = (
        starts_with_subject
        and len(words) > 1
        and words[1] in listed("announced_lately")
        and words[0] in listed("announcing_subjects")
    )
    tells = any(word in listed("telling_verbs") for word in words[:4]) and (
        starts_with_subject or _subject_inside(words, subjects)
    )
    tells = tells or _tells_of_somebody(row, pieces, book) or _untrue(row, pieces, book)
    tells = tells or _has_enough(row, pieces, book) or _does_oneself(row, book) or _is_unreal(row, pieces, book)
    asking = bool(words) and words[0] in listed("asking_words")
    narrative = not asking and (
        (starts_with_subject and not announced and unknown > 0) or tells or (len(words) > LONG and unknown > LONG // 2)
    )
    return Stray(anchors, unknown, narrative, WITH_ANCHOR if anchors else WITHOUT_ANCHOR, tells and not asking)


def _tells_of_somebody(row: Sequence[Token], pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    """ "the kids loved movie night", "movie night was long": somebody, or a routine, and what they did or were."""
    kin, determiners = comment_words().kin, comment_words().determiners
    texts = [token.text for token in row]
    start = int(texts[0] in determiners) if texts else 0
    first = next((piece for piece in pieces if piece.start == start), None)
    if first is None:
        return False
    if first.text.endswith(word_forms().possessive):  # "Ben's a bright spark"
        return (
            bool(first.named(Sort.PERSON))
            and first.end < len(texts)
            and texts[first.end] in book.words("describing_articles")
        )
    if book.vocabulary.opening(row, "others_things"):
        return True
    named = first.named(Sort.PERSON) or first.named(Sort.CONCEPT) or book.is_item(first)
    if start and start + 2 < len(texts) and not named and texts[start + 1] in comment_words().saying:
        return True  # "the recipe says set the oven to 180"
    end = first.end if named else start + int(texts[start] in kin)
    while start < end < len(texts) and texts[end] in comment_words().adverbs:
        end += 1
    if not start < end < len(texts):
        return False
    if book.is_item(first) and any(piece.start == end and _is_way(piece, book) for piece in pieces):
        return False  # "the big light toasted", where that is a taught word for how it shall be
    telling = book.vocabulary.words("thing_telling" if book.is_item(first) else "people_telling")
    return texts[end] in telling or _is_past(texts[end], book)


def _is_way(piece: Chunk, book: Phrasebook) -> bool:
    meanings = (book.lexicon.concept(concept).meaning for concept in piece.named(Sort.CONCEPT))
    return any(isinstance(meaning, ValueName | Routine) for meaning in meanings)


def _is_past(word: str, book: Phrasebook, *, ever: bool = False) -> bool:
    """ "slept", "loved": not "closed", which also says how a thing shall be, unless it is a past form wherever."""
    if word in book.vocabulary.words("telling_verbs") or (
        ever and (word in book.words("perfect_be") or word.endswith(word_forms().past))
    ):
        return True
    return (
        len(word) > SHORTEST_PAST
        and word.endswith(word_forms().past)
        and not any(book.vocabulary.index.matches([word], 0))
    )


def _does_oneself(row: Sequence[Token], book: Phrasebook) -> bool:
    """ "I'll turn the lamp off", "(thanks) for turning it off": somebody does it, will or did."""
    words = book.vocabulary.words
    end = book.vocabulary.opening(row, "own_deeds") or int(
        bool(row) and row[0].text in words("beneficiary_prepositions")
    )
    while 0 < end < len(row) and row[end].text in comment_words().adverbs:
        end += 1
    verbs = words("turning_verbs") | words("home_verbs") | words("entrance_verbs") | words("bidden_verbs")
    said = row[end].text if 0 < end < len(row) else ""
    return said in verbs or (said.endswith(word_forms().past) and without(said, word_forms().past) in verbs)


def _is_unreal(row: Sequence[Token], pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    """ "the lamp should have been off", "it might be on", "suppose we did", "turn it off he said"."""
    words, told = book.vocabulary.words, comment_words()
    texts = [token.text for token in row]
    supposing = book.vocabulary.opening(row, "supposing")
    named = bool(pieces) and bool(pieces[0].names) and pieces[0].end > supposing  # "picture show" is one word
    if (supposing and not named) or (
        not book.words("infinitive_marker").isdisjoint(texts[:1]) and not book.words("hearer").isdisjoint(texts[3:])
    ):
        return True
    if len(texts) > 2 and texts[-1] in told.saying and texts[-2] in told.subjects - told.own:
        return True
    for at in range(len(texts) - 2):
        if texts[at] not in words("unreal_modals"):
            continue
        if texts[at + 1] in book.words("plain_have") and _is_past(texts[at + 2], book, ever=True):
            return True
        if (
            texts[at] in book.words("might_word")
            and texts[at + 1] in book.words("infinitive_be")
            and texts[at + 2] in words("wanted_states")
        ):
            return True
    strange = len(texts) > 3 and texts[0] in told.determiners and not any(book.vocabulary.index.matches(texts, 1))
    return strange and _is_past(texts[2], book, ever=True) and texts[3] in told.determiners


def _has_enough(row: Sequence[Token], pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    """ "enough light", "no more biscuits": what is meant by it of a thing of the home has been read before."""
    if book.vocabulary.opening(row, "sated"):
        return True
    ended = book.vocabulary.opening(row, "ended")
    if not ended or any(token.comma_before for token in row[1:ended]) or any(book.is_item(piece) for piece in pieces):
        return False
    return any(piece.start >= ended and not piece.known for piece in pieces[:LONGEST_DESCRIPTION])


def _untrue(row: Sequence[Token], pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    """ "it's nearly bedtime", "if it was movie night": a taught word that is said not to be so, or only wished."""
    if any(piece.named(Sort.CONCEPT) and _is_over(row[piece.end :], book) for piece in pieces[:2]):
        return True
    end = book.vocabulary.opening(row, "untrue_openers")
    following = [piece for piece in pieces if piece.start >= end][:LONGEST_DESCRIPTION]
    return bool(end) and any(
        piece.named(Sort.CONCEPT) and not any(p.comma_before for p in following[: number + 1])
        for number, piece in enumerate(following)
    )


def _is_over(rest: Sequence[Token], book: Phrasebook) -> bool:
    """ "(movie night) is over", "has finished now": it is no more, and nobody calls for it."""
    if len(rest) < 2 or rest[0].text not in book.vocabulary.words("ending_copulas"):
        return False
    while len(rest) > 2 and rest[-1].text in book.words("late_closers"):
        rest = rest[:-1]
    return rest[-1].text in book.vocabulary.words("endings") - book.vocabulary.words("not_over")


def _behind_remark(
    row: Sequence[Token], pieces: Sequence[Chunk], book: Phrasebook
) -> tuple[Sequence[Token], Sequence[Chunk]]:
    """ "it's freezing, shove the heating to embers": what is told in front says nothing about the command behind it."""
    if not row or row[0].text not in book.vocabulary.words("subjects"):
        return row, pieces
    for number, piece in enumerate(pieces):
        if number and piece.comma_before and piece.word("verb") and any(_is_anchor(p, book) for p in pieces[number:]):
            return row[piece.start :], pieces[number:]
    return row, pieces


def _subject_inside(words: Sequence[str], subjects: frozenset[str]) -> bool:
    return any(word in subjects for word in words[1:3])


def _is_anchor(piece: Chunk, book: Phrasebook) -> bool:
    if piece.named(Sort.CONCEPT) or piece.named(Sort.ENTITY) or piece.named(Sort.AREA) or piece.named(Sort.PERSON):
        return True
    kinds = book.kinds_named(piece)
    return any(entity.kind in book.widened(kinds) for entity in book.home.spoken) if kinds else False
