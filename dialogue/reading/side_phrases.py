"""Phrases beside the command: "just this once", "like I like it", "when it's bedtime"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.reading.chunks import acts_only, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.numbers import read_quantity
from dialogue.response import UnknownSpan
from dialogue.tokens import Token, begun_in, places
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

MIN_BEFORE = 2
LONGEST_NAME = 3


def without_phrase(row: tuple[Token, ...], book: Phrasebook, key: str) -> tuple[tuple[Token, ...], bool]:
    words = [token.text for token in row]
    for phrase in begun_in(words, book.vocabulary.phrases(key)):
        for start in places(words, phrase):
            return (*row[:start], *row[start + len(phrase) :]), True
    return row, False


def without_lasting_time(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "porch light on all night": nothing is to be done later. In "the all night lamp" it belongs to a name."""
    words = [token.text for token in row]
    for phrase in begun_in(words, book.vocabulary.phrases("lasting_times")):
        for start in places(words, phrase):
            end = start + len(phrase)
            if start > 0 and (end == len(row) or row[end].comma_before):
                return (*row[:start], *row[end:])
    return row


def without_purpose(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """Without "… so that I can read": why somebody wants it changes nothing."""
    words = [token.text for token in row]
    for start in range(2, len(words)):
        for phrase in book.vocabulary.beginning("purposes", words[start]):
            if tuple(words[start : start + len(phrase)]) == phrase and start + len(phrase) < len(words):
                return row[:start]
    return row


def without_readying(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """Without "… for when I'm back", "… ready for when the kids get in": somebody's coming that it is ready for."""
    words = [token.text for token in row]
    for start in range(MIN_BEFORE, len(words) - 3):
        if tuple(words[start : start + 2]) not in book.vocabulary.phrases("for_when") or not _is_somebody(
            row[start + 2 :], book
        ):
            continue
        end = next(
            (i for i in range(start + 3, len(row)) if row[i].comma_before or words[i] in book.words("and_conjunction")),
            len(row),
        )
        begin = start - (start > MIN_BEFORE and words[start - 1] in book.words("ready_word"))
        return (*row[:begin], *row[end:])
    return row


def _is_somebody(row: Sequence[Token], book: Phrasebook) -> bool:
    """Whether a clause about people begins here: "I'm back", "the kids get in", "Sam is up"."""
    lists = book.vocabulary.words
    if row[0].text in lists("event_movers") - book.words("neuter_subjects"):
        return True
    if row[0].text in lists("determiners"):
        return len(row) > 1 and row[1].text in lists("relations") | lists("children") | lists("group_nouns")
    return book.person_named(word_forms().bare(row[0].text)) is not None


def read_liking(row: tuple[Token, ...], book: Phrasebook) -> tuple[tuple[Token, ...], str | None, UnknownSpan | None]:
    """ "… the way Ana likes it": whose liking, as a person's id or "me"."""
    words = [token.text for token in row]
    for at in range(1, len(words)):
        length = book.vocabulary.opening(row, "own_likings", at)
        if length and at + length == len(row) and words[at - 1] not in book.words("before_own_ways"):
            return row[:at], "me", None  # "heating my way"
    likings = book.vocabulary.words("likings")
    for end in range(len(words)):
        if words[end] not in likings:
            continue
        for opener in book.vocabulary.liking_openers:
            for start in range(max(0, end - 4 - len(opener)), end - len(opener) + 1):
                if tuple(words[start : start + len(opener)]) != opener:
                    continue
                who = words[start + len(opener) : end]
                stop = (
                    end + 1 if end + 1 >= len(words) or words[end + 1] not in book.words("usual_objects") else end + 2
                )
                rest = (*row[:start], *row[stop:])
                if not who:
                    continue
                person, unknown = _who(who, row[start + len(opener) : end], book)
                return rest, person, unknown
    return row, None, None


def _who(words: list[str], tokens: Sequence[Token], book: Phrasebook) -> tuple[str | None, UnknownSpan | None]:
    bare = [word for word in words if word not in book.words("habit_fillers")]
    if len(bare) == 1 and bare[0] in book.words("likers"):
        return "me", None
    for end, names in book.lexicon.at(bare, bare, 0) if bare else ():
        if end == len(bare):
            for name in names:
                if name.sort is Sort.PERSON:
                    return name.id, None
                if name.sort is Sort.CONCEPT:
                    meaning = book.lexicon.concept(name.id).meaning
                    if meaning.type == "person":
                        return meaning.person, None
    return None, UnknownSpan(" ".join(bare), "person", tokens[0].start, tokens[-1].end)


def _unknown_follows(row: Sequence[Token], book: Phrasebook) -> bool:
    pieces = chunk(row, book.lexicon, book.vocabulary)
    if not pieces:
        return False
    taught = pieces[0].named(Sort.CONCEPT)  # "after dinner" is another time than dinner
    return (
        any(not piece.known for piece in pieces[:2])
        or (len(pieces) > 1 and all(acts_only(p) for p in pieces))
        or any(book.lexicon.concept(concept).meaning.type == "time" for concept in taught)
    )


def _what_comes(row: tuple[Token, ...], book: Phrasebook) -> UnknownSpan | None:
    """ "blinds up come reveille": "come" with strange words behind it that end the sentence, in places of the row."""
    place = next((i for i in range(MIN_BEFORE, len(row) - 1) if row[i].text in book.words("come_verb")), None)
    if place is None or row[place].comma_before:
        return None
    pieces = [p for p in chunk(row[place + 1 :], book.lexicon, book.vocabulary) if not p.word("determiner")]
    if len(pieces) > LONGEST_NAME or any(piece.known and not piece.word("tail") for piece in pieces):
        return None
    first = place + 1 + pieces[0].start
    return UnknownSpan(" ".join(t.text for t in row[first:]), "time", first, len(row))


LONGEST_HOUR = 3


def read_subordinate(row: tuple[Token, ...], book: Phrasebook) -> tuple[tuple[Token, ...], UnknownSpan | None]:
    """ "… when the match starts": a time that nothing explains, and the row without it."""
    words = [token.text for token in row]
    coming = _what_comes(row, book)
    if coming is not None:
        return row[: coming.start - 1], UnknownSpan(
            coming.text, "time", row[coming.start].start, row[coming.end - 1].end
        )
    subordinators = book.vocabulary.phrases("subordinators")
    for start in range(len(words)):
        for phrase in subordinators:
            if tuple(words[start : start + len(phrase)]) != phrase or start + len(phrase) >= len(words):
                continue
            if start == 0:
                stop = next((i for i in range(1, len(row)) if row[i].comma_before), None)
                if stop is None or words[1] in book.words("singular_speaker"):
                    return row, None
                span = UnknownSpan(" ".join(words[:stop]), "time", row[0].start, row[stop - 1].end)
                return row[stop:], span
            if phrase[0] in book.words("event_limits") and not _unknown_follows(row[start + 1 :], book):
                continue
            if words[start + 1] in book.words("counting_on"):
                continue  # "last rounds once more"
            if start > 1 and tuple(words[start - 2 : start]) in book.vocabulary.phrases("tell_me"):
                return row[: start - 2], None
            if book.lexicon.concepts_named(" ".join(words[start:])):
                continue  # a time that has been taught
            begin = start
            while begin > 0 and (
                words[begin - 1] in book.words("length_units") or read_quantity(row, begin - 1) is not None
            ):
                begin -= 1
            apart = begin < start or (phrase[0] in book.words("after_word") and _names_hour(words[start + 1 :], book))
            apart = apart and phrase[0] in book.words("occasion_openers")  # "half an hour after vespers"
            named = start + int(apart or phrase[0] in book.words("until_words"))
            span = UnknownSpan(" ".join(words[named:]), "time", row[named].start, row[-1].end)
            return row[:begin], span
    return row, None


def _names_hour(words: Sequence[str], book: Phrasebook) -> bool:
    """ "(after) badger hour": a time by its last word, which is known by itself as well."""
    heads = book.words("occasion_heads") | book.words("time_noun")
    return len(words) > 1 and words[-1] in heads and len(words) <= LONGEST_HOUR
