"""Cuts a sentence into the fewest stretches that the vocabulary and the household's words explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from dialogue.reading.numbers import Quantity, read_quantity
from dialogue.reading.vocabulary import Vocabulary, Word
from dialogue.tokens import Token
from teaching.lexicon import Lexicon, Name, Sort
from teaching.phrases import stems

KNOWN_COST = 1.0
UNKNOWN_COST = 1.6
NAME_BONUS = 0.05
LONGER_NAME = 0.001
"""So "kitchen light" + "up" explains more than "kitchen" + "light up"."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words ``start`` to ``end`` and everything they may be; nothing at all when unknown."""

    start: int
    end: int
    text: str
    words: tuple[Word, ...] = ()
    names: tuple[Name, ...] = ()
    quantity: Quantity | None = None
    comma_before: bool = False

    @property
    def known(self) -> bool:
        """Whether anything explains it."""
        return bool(self.words or self.names or self.quantity)

    def word(self, label: str) -> str | None:
        """The name of its sense with that label, ``None`` when it has none."""
        for word in self.words:
            if word.label == label:
                return word.name
        return None

    def all_words(self, label: str) -> tuple[str, ...]:
        """The names of all its senses with that label."""
        return tuple(word.name for word in self.words if word.label == label) if self.words else ()

    def named(self, sort: Sort) -> tuple[str, ...]:
        """Ids of what it names of that sort."""
        return tuple(name.id for name in self.names if name.sort is sort) if self.names else ()


# One turn asks about the same words again and again; what is known goes with the turn's view of the lexicon.
_cut: WeakKeyDictionary[Lexicon, dict[tuple[Token, ...], tuple[Chunk, ...]]] = WeakKeyDictionary()


def chunk(tokens: Sequence[Token], lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[Chunk, ...]:
    """The cheapest cut of the sentence: long known stretches before short ones, names before mere words."""
    if not lexicon.is_view:
        return _chunks(tokens, lexicon, vocabulary)
    row = tuple(tokens)
    known = _cut.setdefault(lexicon, {})
    cut = known.get(row)
    if cut is None:
        cut = known[row] = _chunks(row, lexicon, vocabulary)
    return cut


def _chunks(tokens: Sequence[Token], lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[Chunk, ...]:
    words = [token.text for token in tokens]
    stemmed = stems(words)
    count = len(words)
    best: list[float] = [0.0] + [float("inf")] * count
    back: list[Chunk | None] = [None] * (count + 1)
    for start in range(count):
        for option in _options(tokens, words, stemmed, start, lexicon, vocabulary):
            cost = best[start] + _cost(option)
            if cost < best[option.end]:
                best[option.end], back[option.end] = cost, option
    chunks: list[Chunk] = []
    position = count
    while position > 0:
        piece = back[position]
        assert piece is not None
        chunks.append(piece)
        position = piece.start
    return _without_options(tuple(reversed(chunks)))


def _without_options(row: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "All lights", "both fans": where a thing follows, no player is to repeat all and no slats to swing both ways."""
    if not any(piece.names and piece.word("quantifier") for piece in row):
        return row
    return tuple(
        replace(piece, names=())
        if piece.word("quantifier") and _is_only_option(piece) and _is_thing(following)
        else piece
        for piece, following in zip(row, (*row[1:], None), strict=True)
    )


def _is_only_option(piece: Chunk) -> bool:
    return all(name.sort is Sort.OPTION for name in piece.names)


def _is_thing(piece: Chunk | None) -> bool:
    return piece is not None and bool(
        piece.word("kind")
        or piece.word("determiner")
        or piece.word("preposition")
        or piece.named(Sort.ENTITY)
        or piece.named(Sort.AREA)
    )


def _cost(option: Chunk) -> float:
    if not option.known:
        return UNKNOWN_COST
    return KNOWN_COST - (NAME_BONUS + LONGER_NAME * (option.end - option.start) if option.names else 0.0)


def _options(
    tokens: Sequence[Token],
    words: Sequence[str],
    stemmed: Sequence[str],
    start: int,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
) -> list[Chunk]:
    comma = tokens[start].comma_before
    found: dict[int, tuple[list[Word], list[Name]]] = {}
    for end, entries in vocabulary.index.matches(words, start):
        found.setdefault(end, ([], []))[0].extend(entries)
    for end, names in lexicon.at(words, stemmed, start):
        found.setdefault(end, ([], []))[1].extend(names)
    quantity = read_quantity(tokens, start)
    if quantity is not None:
        found.setdefault(quantity.end, ([], []))
    options = [
        Chunk(
            start,
            end,
            " ".join(words[start:end]),
            tuple(senses),
            tuple(names),
            quantity if quantity is not None and quantity.end == end else None,
            comma,
        )
        for end, (senses, names) in found.items()
        if not any(tokens[inner].comma_before for inner in range(start + 1, end))
        or (names and not _are_two(tokens, words, stemmed, start, end, lexicon, vocabulary))
    ]
    options.append(Chunk(start, start + 1, words[start], comma_before=comma))
    return options


def _are_two(
    tokens: Sequence[Token],
    words: Sequence[str],
    stemmed: Sequence[str],
    start: int,
    end: int,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
) -> bool:
    """ "lights off in the kitchen, radio on": a pause between what is a name on either side of it parts them."""
    pause = next(inner for inner in range(start + 1, end) if tokens[inner].comma_before)
    if pause == end - 1 and words[end : end + 1] and words[end] in vocabulary.words("core_pronouns"):
        return True  # "back door, lock it"
    before = any(stop == pause for stop, _ in lexicon.at(words, stemmed, start))
    after = any(stop == end for stop, _ in lexicon.at(words, stemmed, pause)) or any(
        stop == end and any(word.label == "kind" for word in entries)
        for stop, entries in vocabulary.index.matches(words, pause)
    )
    return before and after


def acts_only(chunk: Chunk) -> bool:
    """Whether all that is known of a word is that it can be done: "shift", "change"."""
    labels = {word.label for word in chunk.words}
    return "verb" in labels and labels <= {"verb", "particle", "state"} and not chunk.names
