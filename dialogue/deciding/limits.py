"""Refuses what only a rule could keep: "never turn the heating above twenty", "keep the radio under thirty"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.response import Kind
from dialogue.tokens import Token, begun_in, holds_any, places
from teaching.lexicon import Sort, split

Row = tuple[Token, ...]
LONGEST_SUBJECT = 5


def refuse_limit(row: Row, mind: Mind) -> Decision | None:
    """The refusal, with what can be taught instead; ``None`` where nothing is to be kept."""
    words, vocabulary = [token.text for token in row], mind.situation.book.vocabulary
    keeping = vocabulary.opening(row, "limit_keepers")
    limit = _limit_end(words, mind)
    lasting = vocabulary.phrases("lasting_bans")
    places_of = [at for ban in begun_in(words, lasting) for at in places(words, ban)]
    if not places_of and words[0] in vocabulary.words("prohibiting_words"):
        places_of = [0] * holds_any(split(mind.utterance.text), lasting)  # "you must never" is "don't" by now
    banned = bool(places_of)
    if limit is not None:
        places_of += [at for at, word in enumerate(words) if word in vocabulary.words("limit_negations")]
        places_of += [0] if keeping else []
    if not places_of or vocabulary.opening(row, "not_bans"):
        return None
    pieces = chunk(row, mind.lexicon, vocabulary)
    things = [entity for piece in pieces if mind.situation.book.is_item(piece) for entity in piece.named(Sort.ENTITY)]
    kinds = any(mind.situation.book.kinds_named(piece) for piece in pieces)
    if not (things or kinds) or not _is_told(row, min(places_of), keeping, mind):
        return None
    limited = limit is not None and any(piece.quantity is not None and piece.end > limit for piece in pieces)
    if limited and things:
        lead = mind.wording.say("refuses_limit", thing=mind.wording.name(things[0]))
        return Decision(Kind.REFUSES, lead=lead, reasons=("no limit is kept",), focus=tuple(things[:1]))
    if limited or banned:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_ban"), reasons=("no rule is kept",))
    return None


def _limit_end(words: Sequence[str], mind: Mind) -> int | None:
    """Behind "above", "louder than"."""
    limits = begun_in(words, mind.situation.book.vocabulary.phrases("limit_words"))
    return max((at + len(phrase) for phrase in limits for at in places(words, phrase)), default=None)


def _is_told(row: Row, banned: int, keeping: int, mind: Mind) -> bool:
    """Whether the hub is told it: "never turn it …", "you must never …", "the heating must never …", nobody else."""
    book = mind.situation.book
    if any(token.comma_before for token in row[1 : banned + 1]):
        return False
    before = row[min(keeping, banned) : banned]
    if not before:
        return True
    if before[0].text in book.words("hearer"):
        return len(before) == 1 and row[banned].text not in book.words("prohibiting_words")
    pieces = chunk(before, book.lexicon, book.vocabulary)
    plain = all(book.is_item(piece) or piece.word("determiner") or piece.word("adverb") for piece in pieces)
    return plain and len(before) <= LONGEST_SUBJECT
