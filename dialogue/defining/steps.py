"""Steps that are told instead of commanded: "I close the curtains, then the hall light goes down to ten"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from dialogue.defining.answer import chunks_of
from dialogue.reading.vocabulary import Vocabulary
from dialogue.situation import Situation
from dialogue.tokens import Token

Row = tuple[Token, ...]
LONGEST_LINK = 4


def commanded(situation: Situation, row: Row) -> Row:
    """The steps as commands: "close the curtains, then the hall light to ten"."""
    joiners = situation.book.vocabulary.words("step_joiners")
    starts = [
        i
        for i, token in enumerate(row)
        if i == 0 or token.comma_before or token.sentence_start or (token.text in joiners and i + 1 < len(row))
    ]
    told: list[Token] = []
    for start, end in itertools.pairwise((*starts, len(row))):
        told += _step(situation, row[start:end])
    return tuple(told)


def _step(situation: Situation, part: Row) -> Row:
    vocabulary = situation.book.vocabulary
    lead = 0
    while lead < len(part) - 1 and part[lead].text in vocabulary.words("step_joiners"):
        lead += 1
    begun = _without_subject(situation, part[lead:])
    plain = _active(situation, begun) or begun
    if plain == part[lead:]:
        return part
    first = replace(
        plain[0],
        comma_before=part[0].comma_before if not lead else False,
        sentence_start=part[0].sentence_start if not lead else False,
    )
    return (*part[:lead], first, *plain[1:])


def _without_subject(situation: Situation, part: Row) -> Row:
    """ "I always close the curtains", "then we go round and lock up": the command alone."""
    lists = situation.book.vocabulary.words
    if part[0].text not in lists("step_subjects"):
        return part
    rest = part[1:]
    while len(rest) > 1 and rest[0].text in lists("step_adverbs"):
        rest = rest[1:]
    return rest if rest and _is_verb(situation, rest) else part


def _is_verb(situation: Situation, row: Row) -> bool:
    return chunks_of(situation, row)[0].word("verb") is not None


def _active(situation: Situation, part: Row) -> Row | None:
    """ "the back door gets locked" → "lock the back door"; "the volume wants to be eight" → "the volume to eight"."""
    vocabulary = situation.book.vocabulary
    links = vocabulary.phrases("step_links")
    texts = tuple(token.text for token in part)
    for at in range(1, len(part) - 1):
        if not _is_thing(situation, part[:at]):
            continue
        link = next((p for p in links if texts[at : at + len(p)] == p), None)
        if link is None or at + len(link) >= len(part):
            if texts[at] in vocabulary.words("step_movers"):
                return _moved(part, at, vocabulary)
            continue
        after = at + len(link)
        verb = _base(texts[after], vocabulary)
        if verb is not None:
            return (replace(part[after], text=verb), *part[:at], *part[after + 1 :])
        piece = chunks_of(situation, part[after:])[0]
        if piece.quantity is not None or piece.word("value") or piece.word("extreme"):
            return (*part[:at], replace(part[at], text="to"), *part[after:])
        if piece.word("state") or piece.word("particle"):
            return (*part[:at], *part[after:])
        if texts[after] in vocabulary.words("step_approximations"):
            return (*part[:at], replace(part[at], text="to"), *part[after:])
    return None


def _moved(part: Row, at: int, vocabulary: Vocabulary) -> Row | None:
    """ "the light goes up to eighty" → "the light to eighty"; "it drops to ten" → "it to ten"."""
    following = part[at + 1].text
    if following in ("up", "down") and part[at + 2 : at + 3] and part[at + 2].text == "to":
        return (*part[:at], *part[at + 2 :])
    if following in ("up", "down") and at + 2 < len(part):
        return (replace(part[0], text="turn"), *part[:at], *part[at + 1 :])
    if following in vocabulary.words("step_directions"):
        return (*part[:at], *part[at + 1 :])
    return None


def _is_thing(situation: Situation, row: Row) -> bool:
    """Whether words name a thing of the home or one of its attributes, and nothing else."""
    pieces = chunks_of(situation, row)
    named = any(situation.book.is_item(p) or p.word("attribute") for p in pieces)
    return named and all(
        situation.book.is_item(p) or p.word("attribute") or p.word("determiner") or p.word("quantifier") or not p.known
        for p in pieces
        if p.word("preposition") is None
    )


def _base(word: str, vocabulary: Vocabulary) -> str | None:
    """The verb that a participle is made of: "locked" and "locking" of "lock"; ``None`` for any other word."""
    irregular = vocabulary.participles.get(word)
    if irregular is not None:
        return irregular
    for ending in ("ed", "ing"):
        if not word.endswith(ending) or len(word) < len(ending) + 3:
            continue
        stem = word[: -len(ending)]
        options: Sequence[str] = (stem, stem + "e", *((stem[:-1],) if stem[-1] == stem[-2] else ()))
        for option in options:
            found = (word for end, senses in vocabulary.index.matches([option], 0) if end == 1 for word in senses)
            if any(word.label == "verb" for word in found):
                return option
    return None
