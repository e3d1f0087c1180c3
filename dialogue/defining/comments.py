"""Takes out of an answer what only comments on it: "twenty percent, my eyes are tired", "dark, really, five"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.defining.answer import chunks_of, request_in
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.numbers import number_words, stands_for_noun
from dialogue.reading.statements import StatementBook, is_answer, strip_answer
from dialogue.situation import Situation
from dialogue.tokens import Token
from teaching.lexicon import Sort

PAIR = 2
SAID_VALUES = frozenset({"value", "extreme"})


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two pauses or conjunctions. ``joined`` when a conjunction leads it on."""

    tokens: tuple[Token, ...]
    joined: bool
    core: tuple[Token, ...]
    clear: bool
    exact: bool
    strange: bool
    numbered: bool


def without_comments(
    situation: Situation, row: tuple[Token, ...], statements: StatementBook, *, glosses: bool
) -> tuple[Token, ...]:
    """The row without comments, as long as something that defines is left.

    ``glosses``: unknown words right before an exact number say the same less exactly.
    """
    plain = _without_reasons(situation, _without_intensifiers(situation, _without_sequence(situation, row)))
    if not plain:
        return row
    pieces = [_read(situation, tokens, statements, joined=joined) for tokens, joined in _pieces(situation, plain)]
    if not any(piece.clear for piece in pieces):
        return row
    pieces = [piece for piece in pieces if piece.exact or not _negates(situation, piece)] or pieces
    kept = [
        piece
        for position, piece in enumerate(pieces)
        if piece.clear
        or (glosses and piece.numbered and not any(other.exact for other in pieces))
        or not (
            (_comments(situation, piece, statements) and (glosses or not _names(situation, piece)))
            or (glosses and _is_rough(situation, piece) and any(other.exact for other in pieces))
            or (
                glosses
                and piece.strange
                and not piece.joined
                and not _names_shade(situation, piece)
                and _exact_follows(pieces[position + 1 :])
            )
        )
    ]
    return tuple(token for piece in kept for token in (_bare(situation, piece) if glosses else piece.tokens))


def without_pronouns(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "the cool one": the cool; what a word for how it is stands with."""
    said = number_words()
    return tuple(
        token
        for position, token in enumerate(row)
        if not (position and token.text in said.pronoun and stands_for_noun(row, position))
        or row[position - 1].text in book.words("pointing_determiners")
    )


def without_limits(situation: Situation, row: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "not much more than fifteen", "nearer forty": the number alone."""
    limits = situation.book.vocabulary.phrases("number_limits")
    kept: list[Token] = []
    position = 0
    while position < len(row):
        ends = (position + len(p) for p in limits if tuple(t.text for t in row[position : position + len(p)]) == p)
        end = next(ends, position)
        if position < end < len(row) and _is_valued(situation, row, position, end):
            paused = row[position].comma_before
            row = (*row[:end], replace(row[end], comma_before=paused), *row[end + 1 :])
            position = end
        kept.append(row[position])
        position += 1
    return tuple(kept)


def _is_valued(situation: Situation, row: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether a number follows, or behind "something like" a colour or another value."""
    piece = chunks_of(situation, row[end:])[0]
    likened = situation.book.vocabulary.opening(row, "value_likenesses", start) == end - start
    return piece.quantity is not None or (likened and piece.word("value") is not None)


def _bare(situation: Situation, piece: Piece) -> tuple[Token, ...]:
    """Without what opens and closes it: "yes, thirty percent", "I always have it at thirty percent"."""
    core = piece.core
    if piece.numbered and not piece.clear:
        number = next((chunk.start for chunk in chunks_of(situation, core) if chunk.quantity is not None), 0)
        core = core[number:]
    if not core:
        return piece.tokens
    first = replace(core[0], comma_before=piece.tokens[0].comma_before)
    return (*piece.tokens[: int(piece.joined)], first, *core[1:])


def _pieces(situation: Situation, row: Sequence[Token]) -> list[tuple[tuple[Token, ...], bool]]:
    """The stretches between pauses and conjunctions, and whether a conjunction leads them on."""
    negating = situation.book.vocabulary.words("negating")
    conjunctions = {
        chunk.start
        for chunk in chunks_of(situation, row)
        if chunk.text in situation.words("coordinators")
        or (row[chunk.start].text in situation.words("adversative") and row[chunk.end - 1].text in negating)
    }
    cuts = [i for i, token in enumerate(row) if i == 0 or _after_pause(token)]
    cuts = sorted({*cuts, *conjunctions})
    ends = [*cuts[1:], len(row)]
    return [
        (tuple(row[start:end]), start in conjunctions) for start, end in zip(cuts, ends, strict=True) if end > start
    ]


def _read(situation: Situation, tokens: tuple[Token, ...], statements: StatementBook, *, joined: bool) -> Piece:
    core = strip_answer(tokens[1:] if joined else tokens, statements)
    request = request_in(situation, core)
    says = [c for c in request.clauses if c.acts or c.targets or c.areas]
    unknown = bool(request.unknowns) or any(c.leftovers for c in request.clauses)
    exact = any(term.amount is not None and not term.direction for clause in request.clauses for term in clause.values)
    return Piece(
        tokens,
        joined,
        core,
        clear=bool(says) and not unknown,
        exact=exact and not unknown,
        strange=unknown and not any(c.values or c.particle for c in says),
        numbered=exact,
    )


def _comments(situation: Situation, piece: Piece, statements: StatementBook) -> bool:
    """Whether a piece tells something, judges, or says nothing at all."""
    vocabulary = situation.book.vocabulary
    words = [token.text for token in piece.core]
    whole = " ".join(token.text for token in piece.tokens)
    if set(words) <= vocabulary.words("commons") | vocabulary.words("opinions") | vocabulary.words("intensifiers"):
        return True
    if any(is_answer(piece.core, kind, statements) for kind in ("yes", "no", "cancel", "help")):
        return True
    tellers = vocabulary.words("subjects") | vocabulary.words("telling") | vocabulary.words("belonging")
    if any(word in tellers for word in words) or whole.startswith(tuple(t + " " for t in tellers if " " in t)):
        return True
    if piece.strange and piece.tokens[int(piece.joined)].text in vocabulary.words("subjectless_copulas"):
        return True
    if any(chunk.word("attribute") for chunk in chunks_of(situation, piece.core)):
        return False
    return (
        piece.strange
        and words[0] in vocabulary.words("pointing_determiners")
        and words[-1] not in vocabulary.words("stand_in_nouns")
    )


def _negates(situation: Situation, piece: Piece) -> bool:
    """ "None of that blue", "not the hospital white": what it shall not be."""
    words = [token.text for token in piece.tokens]
    while len(words) > 1 and words[0] in situation.words("coordinators"):
        words.pop(0)
    return len(words) > 1 and words[0] in situation.book.vocabulary.words("negating")


def _names(situation: Situation, piece: Piece) -> bool:
    """Whether a thing or a room of this home is in it."""
    book = situation.book
    return any(book.is_item(chunk) or book.areas_named(chunk) for chunk in chunks_of(situation, piece.core))


def _is_rough(situation: Situation, piece: Piece) -> bool:
    """ "super dark" and the like: how it will be, roughly."""
    rough = situation.book.vocabulary.words("qualities")
    words = {token.text for token in piece.core}
    return bool(words & rough) and words <= rough | situation.book.vocabulary.words("intensifiers") | situation.words(
        "degree_joiners"
    )


def _names_shade(situation: Situation, piece: Piece) -> bool:
    """ "murky moss": an adjective and a noun that nothing explains are a shade of something, and no amount."""
    pieces = chunks_of(situation, piece.core)
    said = situation.book.vocabulary.words("qualities") | situation.book.vocabulary.words("intensifiers")
    return len(pieces) == PAIR and not any(p.known or p.text in said for p in pieces)


def _exact_follows(pieces: Sequence[Piece]) -> bool:
    following = next((piece for piece in pieces if piece.clear), None)
    return following is not None and following.exact


def _without_sequence(situation: Situation, row: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "first the lamp goes on": the lamp on."""
    openers, movers = situation.book.vocabulary.words("sequence"), situation.book.vocabulary.words("goes")
    conjunctions = {"and", "then", "but"}
    kept: list[Token] = []
    for position, token in enumerate(row):
        following = row[position + 1] if position + 1 < len(row) else None
        begins = position == 0 or _after_pause(token) or row[position - 1].text in conjunctions
        if following is not None and begins and token.text in openers:
            continue
        if (
            position
            and token.text in movers
            and following is not None
            and following.text in situation.words("moved_to")
        ):
            continue
        dropped_after_pause = bool(kept) and _after_pause(row[position - 1]) and kept[-1] is not row[position - 1]
        kept.append(replace(token, comma_before=True) if dropped_after_pause else token)
    return tuple(kept)


def _without_intensifiers(situation: Situation, row: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "real warm", "proper dark": warm and dark."""
    intensifiers = situation.book.vocabulary.words("intensifiers")
    qualities = situation.book.vocabulary.words("qualities")
    kept: list[Token] = []
    paused = False
    for position, token in enumerate(row):
        paused = paused or token.comma_before
        if token.text in intensifiers and not _says_how_far(situation, row, position):
            after = position + 1
            while (
                after < len(row)
                and row[after].text in intensifiers | situation.words("and_conjunction")
                and not row[after].comma_before
            ):
                after += 1
            rest = chunks_of(situation, row[after:])[:1]
            if (
                rest
                and not rest[0].comma_before
                and ({word.label for word in rest[0].words} & SAID_VALUES or rest[0].text in qualities)
            ):
                continue
        kept.append(replace(token, comma_before=paused))
        paused = False
    return tuple(kept)


def _says_how_far(situation: Situation, row: tuple[Token, ...], position: int) -> bool:
    """ "really bright" is as bright as it goes, where "bright" alone would say nothing exact."""
    return any(piece.start == position and piece.word("extreme") for piece in chunks_of(situation, row))


def _without_reasons(situation: Situation, row: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "ten percent because she's asleep": the reason reaches to the next pause."""
    kept: list[Token] = []
    telling = False
    for position, token in enumerate(row):
        telling = telling and not _after_pause(token)
        for phrase in situation.book.vocabulary.phrases("purposes"):
            end = position + len(phrase)
            if position and end < len(row) and tuple(t.text for t in row[position:end]) == phrase:
                telling = not _says_what(situation, row, end)
        if not telling:
            kept.append(token)
    return tuple(kept)


def _says_what(situation: Situation, row: Sequence[Token], start: int) -> bool:
    """ "so it's | red": no reason, but the value itself, and nothing else up to the pause."""
    end = next((i for i in range(start + 1, len(row)) if _after_pause(row[i])), len(row))
    rough = situation.book.vocabulary.words("qualities")
    return all(
        (piece.quantity is not None or piece.word("value") or piece.named(Sort.OPTION)) and piece.text not in rough
        for piece in chunks_of(situation, row[start:end])
    )


def _after_pause(token: Token) -> bool:
    return token.comma_before or token.sentence_start
