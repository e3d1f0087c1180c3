"""Reads requests for a scene nobody has taught yet: "night shift mode please", "do your lullaby routine"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.asides.comment_words import comment_words
from dialogue.reading.chunks import Chunk, acts_only, chunk
from dialogue.reading.frames import CALLED, LETS, PLEADED
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.response import UnknownSpan
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

LONGEST_NAME = 4
SHORTEST_ACTIVITY = 2
LONGEST_ACTIVITY = 3
SHORTEST_DOING = 6
LONGEST_CLAUSE = 6
LONGEST_HEADED = 2
LONGEST_PLEA = 2


def clause_as_scene(row: Sequence[Token], book: Phrasebook) -> UnknownSpan | None:
    """ "do the in-laws are coming", "run the guests are here thing": a scene that goes by a whole sentence."""
    vocabulary = book.vocabulary
    words = tuple(token.text for token in row)
    start = asked = vocabulary.opening(row, "clause_requesters")
    while start < len(row) - 1 and words[start] in vocabulary.words("determiners") | vocabulary.words("hearers_own"):
        start += 1
    end = len(row) - (words[-1] in vocabulary.words("scene_nouns"))
    name = row[start:end]
    if not asked or not 1 < len(name) <= LONGEST_CLAUSE or any(t.comma_before for t in row[1:]):
        return None
    if name[0].text in vocabulary.words("no_scene_subjects") or not _is_clause(name, book):
        return None
    if any(token.text in vocabulary.words("no_scene_links") for token in name):
        return None
    pieces = chunk(row[start:], book.lexicon, vocabulary)
    if any(piece.named(Sort.CONCEPT) or book.is_item(piece) for piece in pieces):
        return None
    return UnknownSpan(" ".join(words[start:]), "scene", row[start].start, row[-1].end)


def _is_clause(name: Sequence[Token], book: Phrasebook) -> bool:
    """Whether somebody is said to be or to do something: "company's coming", "everyone is asleep"."""
    for at, token in enumerate(name[:-1]):
        verb = token.text in book.words("personal_copulas") and at > 0
        clitic = token.text.endswith(word_forms().being)
        said = name[at + 1].text
        if (verb or clitic) and (said.endswith(word_forms().gerund) or said in book.vocabulary.words("whereabouts")):
            return True
    return False


def unknown_scene(row: Sequence[Token], book: Phrasebook) -> UnknownSpan | None:
    """The name in a sentence that is nothing but a name and a noun for scenes, with or without a verb of asking."""
    vocabulary = book.vocabulary
    row = _without_place(row, book)
    words = tuple(token.text for token in row)
    if len(words) < 2 or words[-1] not in vocabulary.words("scene_nouns") or any(t.comma_before for t in row[1:]):
        return None
    start = asked = vocabulary.opening(row, "scene_requesters")
    while start < len(row) - 1 and words[start] in vocabulary.words("determiners") | vocabulary.words("before_scenes"):
        start += 1
    name = row[start:-1]
    if not 0 < len(name) <= LONGEST_NAME or (not asked and words[0] in vocabulary.words("subjects")):
        return None
    pieces = chunk(name, book.lexicon, vocabulary)
    if all(piece.known for piece in pieces) and len(name) == 1:
        return None
    called = bool(asked) and words[-1] in vocabulary.words("routine_nouns")  # "run our lights out routine"
    items = any(piece.names if called else book.is_item(piece) for piece in pieces)
    if items or any(piece.named(Sort.CONCEPT) or piece.word("pronoun") for piece in pieces):
        return None
    if chunk(row[start:], book.lexicon, vocabulary)[-1].named(Sort.ENTITY):
        return None  # "turn on guest mode", where a switch is called that
    if any(piece.named(Sort.OPTION) for piece in pieces) or any(
        t.text in vocabulary.words("no_scene_words") for t in name
    ):
        return None
    text = " ".join(token.text for token in row[start:])
    return UnknownSpan(text, "scene", row[start].start, row[-1].end)


def activity_scene(row: Sequence[Token], book: Phrasebook) -> UnknownSpan | None:
    """ "sock sorting", "piano practice": what people do, in two or three strange words, and nothing else said."""
    vocabulary = book.vocabulary
    words = tuple(token.text for token in row)
    if not SHORTEST_ACTIVITY <= len(words) <= LONGEST_ACTIVITY or any(token.comma_before for token in row[1:]):
        return None
    doing = words[-1].endswith(word_forms().gerund) and len(words[-1]) >= SHORTEST_DOING
    doing = doing and not words[0].endswith((*word_forms().gerund, *word_forms().verbal))
    if not (doing and words[-1] not in vocabulary.words("happenings")) and words[-1] not in vocabulary.words(
        "activities"
    ):
        return None
    others = vocabulary.words("commons") | vocabulary.words("functions") | vocabulary.words("subjects")
    if set(words) & (others | comment_words().kin) or any(word.endswith(word_forms().adverb) for word in words):
        return None
    if any(piece.known for piece in chunk(row, book.lexicon, vocabulary)):
        return None
    return UnknownSpan(" ".join(words), "scene", row[0].start, row[-1].end)


def _without_place(row: Sequence[Token], book: Phrasebook) -> Sequence[Token]:
    """ "rugby mode in the lounge" → "rugby mode": where it shall be is no part of its name."""
    nouns = book.vocabulary.words("scene_nouns")
    at = next((i for i in range(1, len(row) - 1) if row[i].text in nouns), None)
    if at is None or row[at + 1].text not in book.words("room_prepositions"):
        return row
    place = [p for p in chunk(row[at + 2 :], book.lexicon, book.vocabulary) if not p.word("determiner")]
    return row[: at + 1] if place and all(book.areas_named(piece) for piece in place) else row


def run_scene(row: Sequence[Token], book: Phrasebook) -> UnknownSpan | None:
    """The name in "run the early shift", "do the guest welcome": all that stands behind a verb of running.

    Words in it that are verbs or settings elsewhere belong to the name, as it was said.
    """
    vocabulary = book.vocabulary
    words = tuple(token.text for token in row)
    start = asked = vocabulary.opening(row, "scene_runners")
    end = len(row)
    if not asked or any(token.comma_before for token in row[1:]) or book.lexicon.concepts_named(" ".join(words)):
        return None
    while start < end and words[start] in vocabulary.words("determiners"):
        start += 1
    while end > start and words[end - 1] in vocabulary.words("closers"):
        end -= 1
    called = end - start > LONGEST_HEADED and words[end - 1] in vocabulary.words("loose_scene_nouns")
    end -= called
    pieces = chunk(row[start:end], book.lexicon, vocabulary)
    timely = words[:asked][-2:] in vocabulary.phrases("time_for") and words[end - 1] not in vocabulary.words(
        "everyday_purposes"
    )
    if not 1 - int(timely) < end - start <= LONGEST_NAME or (all(p.known for p in pieces) and not called):
        return None
    headed = _names_by_head(pieces, vocabulary.opening(row, "scene_doers"), book)
    named = any((p.names or book.is_item(p)) and not (headed and p is pieces[0]) for p in pieces)
    plain = named or any(p.quantity or p.word("pronoun") or p.word("determiner") for p in pieces)
    joined = any(p.word("preposition") and p.text not in vocabulary.words("particles_in_scenes") for p in pieces)
    done = bool(vocabulary.opening(row, "scene_doers")) and not pieces[0].known
    ends_open = bool(pieces[-1].word("value") or (pieces[-1].word("particle") and not done)) and not called
    if plain or joined or ends_open or {p.text for p in pieces} & vocabulary.words("subjects"):
        return None
    return UnknownSpan(" ".join(words[start:end]), "scene", row[start].start, row[end - 1].end)


def _names_by_head(pieces: Sequence[Chunk], done: int, book: Phrasebook) -> bool:
    """ "do curtain call", "do light show": a strange noun behind a kind of thing, never done to a thing."""
    named = any(p.named(sort) for p in pieces for sort in (Sort.AREA, Sort.PERSON, Sort.CONCEPT))
    named = named or any(p.named(Sort.ENTITY) and not (book.kinds_named(p) and p.end == p.start + 1) for p in pieces)
    return bool(done) and len(pieces) == LONGEST_HEADED and not named and not pieces[-1].known


def called_scene(row: Sequence[Token], said: str, book: Phrasebook) -> UnknownSpan | None:
    """The name in "night shift please", "start night shift", "let's have sofa sunday on": a bare name of some words.

    Without a verb of running it must be pleaded for, as nobody does who only talks. ``said`` is the whole sentence.
    """
    vocabulary = book.vocabulary
    words = tuple(token.text for token in row)
    spoken = said.lower()
    start = vocabulary.opening(row, "scene_callers")
    end = len(row) - _is_put_on(row, said, book)
    while end > start and words[end - 1] in vocabulary.words("closers"):
        end -= 1
    if not start and not set(spoken.replace(",", " ").rstrip(".!? ").split()) & vocabulary.words("pleading"):
        return None
    name = row[start:end]
    if not 0 < len(name) <= LONGEST_NAME or any(token.comma_before for token in row[1:]):
        return None
    texts = {token.text for token in name}
    if texts & (vocabulary.words("functions") | vocabulary.words("subjects")) or texts <= vocabulary.words("commons"):
        return None
    pieces = chunk(name, book.lexicon, vocabulary)
    if any(book.is_item(p) or p.names or p.quantity for p in pieces) or pieces[-1].word("particle"):
        return None
    if len(name) == 1 and (start or pieces[0].known or len(spoken.split()) > LONGEST_PLEA):
        return None  # "will you retry please" asks somebody to do something
    if not start and all(acts_only(piece) for piece in pieces):
        return None  # "shut down please"
    if any(word.label not in ("tail", "verb") for piece in pieces for word in piece.words):
        return None
    return UnknownSpan(" ".join(words[start:end]), "scene", row[start].start, row[end - 1].end)


def called_threshold(row: Sequence[Token], said: str, book: Phrasebook) -> float:
    """How sure a model must be that the home is meant, by how the name is called."""
    if _is_put_on(row, said, book):
        return LETS
    return CALLED if book.vocabulary.opening(row, "scene_callers") else PLEADED


def _is_put_on(row: Sequence[Token], said: str, book: Phrasebook) -> bool:
    """ "Let's have sofa sunday on", "could we have granny mode on": proposed or a scene by its noun, and on."""
    proposed = any(phrase in said.lower() for phrase in book.vocabulary.words("proposals"))
    proposed = proposed or (len(row) > 1 and row[-2].text in book.vocabulary.words("scene_nouns"))
    return proposed and row[-1].text in book.words("plain_on") and book.vocabulary.opening(row, "scene_callers") > 1
