"""Tells which words have a fixed meaning: command forms, known values, names of this home."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.resolving.outcomes import Resolved
from dialogue.resolving.resolution import resolve
from teaching.lexicon import Sort, split

RAISING = frozenset({"up", "down"})
"""Verbs that say how much, and go with neither on nor off."""


def names_something(term: str, mind: Mind) -> bool:
    """Whether a device, a room or anything else of this home is named in the words."""
    book = mind.situation.book
    pieces = chunk(normalize(term).tokens, mind.lexicon, book.vocabulary)
    return any(piece.named(Sort.ENTITY) or piece.named(Sort.AREA) for piece in pieces)


def _is_idiom(words: Sequence[str], mind: Mind) -> bool:
    """ "home run": a word that commands nothing at the end, behind one that isn't a thing, is no way of commanding."""
    index = mind.situation.book.vocabulary.index
    first = {word.label for word in index.get(words[:-1])}
    last = {word.label for word in index.get(words[-1:])}
    return bool(first) and not first & {"verb", "kind", "attribute", "quantifier", "pronoun"} and last == {"verb"}


def is_builtin(term: str, mind: Mind) -> bool:
    """Whether the words have a fixed meaning: a command form, a known value, a device's or room's own name."""
    words = split(mind.clean_term(term))
    vocabulary = mind.situation.book.vocabulary
    if len(words) > 1 and words[0] in vocabulary.words("setting_out") and not _of_this_home(words, mind):
        return False  # "leaving home", "off out"
    if len(words) == 1 and words[0] in vocabulary.words("bare_places"):
        return False  # which rooms are "outside" is for the household to say
    if len(words) == 1 and words[0] in vocabulary.words("handling_verbs"):
        return False  # "nudge" says nothing by itself
    position = 0
    labels: set[str] = set()
    while position < len(words):
        end = next((end for end, _ in vocabulary.index.matches(words, position)), None)
        home = next((end for end, _ in mind.lexicon.names.index.matches(words, position)), None)
        if end is None and home is None:
            return False
        if home is not None and home >= (end or 0):
            labels.add("name")
            position = home
            continue
        assert end is not None
        entries = {word.label for word in vocabulary.index.get(words[position:end])}
        if not entries & {
            "verb",
            "particle",
            "kind",
            "value",
            "state",
            "determiner",
            "preposition",
            "extreme",
            "comparative",
            "quantifier",
            "conjunction",
            "pronoun",
            "attribute",
            "adverb",
        }:
            return False
        labels |= entries
        position = end
    if len(words) == 1:
        return bool(
            labels
            & {
                "verb",
                "particle",
                "value",
                "state",
                "extreme",
                "comparative",
                "conjunction",
                "preposition",
                "determiner",
                "pronoun",
                "name",
                "kind",
                "attribute",
            }
        )
    whole = bool(vocabulary.index.get(words))
    if not whole and _is_idiom(words, mind):
        return False
    if not whole and "verb" in labels and labels <= {"verb", "particle", "state", "degree"}:
        return _moves_anything(words[0], mind)
    if not whole and not labels & {"name", "value", "comparative", "extreme", "attribute"}:
        return _commands(words, mind)
    return bool(labels & {"verb", "particle", "value", "name", "state", "comparative"}) and bool(
        labels & {"kind", "name", "verb", "particle"}
    )


def _commands(words: Sequence[str], mind: Mind) -> bool:
    """ "stop it now", "lights out": whether the words alone ask for something of this home, unlike "out the door"."""
    request = read_request(normalize(" ".join(words)).tokens, mind.situation.book, mind.situation.now)
    if words[-1] in mind.situation.book.vocabulary.words("determiners"):
        return True  # "turn off the": cut out of a longer sentence
    acting = [clause for clause in request.clauses if clause.acts]
    if not request.complete or not acting:
        return False
    if any(p.pronoun for c in acting for p in c.targets) or any(c.verb_first and c.targets for c in acting):
        return True
    return any(isinstance(resolve(clause, mind.situation), Resolved) for clause in acting if clause.targets)


def _moves_anything(verb: str, mind: Mind) -> bool:
    """Whether a verb says what is to be done to whatever it is said of: "turn", unlike "brew" or "play"."""
    vocabulary = mind.situation.book.vocabulary
    entries = vocabulary.index.get((verb,))
    if any(w.label == "verb" and w.name in RAISING for w in entries):
        return False  # "lift off", "drop out"
    return any(w.label != "verb" or w.name not in vocabulary.words("own_verbs") for w in entries)


def _of_this_home(words: Sequence[str], mind: Mind) -> bool:
    """Whether a thing, a kind of thing or a room is in it."""
    tokens = normalize(" ".join(words)).tokens
    book = mind.situation.book
    return any(book.is_item(piece) or piece.word("attribute") for piece in chunk(tokens, mind.lexicon, book.vocabulary))


def known_words_only(term: str, mind: Mind) -> bool:
    """Whether a term is made of everyday words alone."""
    return set(split(term)) <= mind.situation.book.vocabulary.words("commons")
