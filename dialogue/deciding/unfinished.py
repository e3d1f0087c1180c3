"""Hears that a request broke off ("turn off all the lights in the"), and asks for its end instead of doing more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dialogue.decision import Decision
from dialogue.dialogue_state import MissingQuestion
from dialogue.mind import Mind
from dialogue.normalizing.homophones import is_switched_of
from dialogue.reading.chunks import Chunk, chunk
from dialogue.response import Kind
from dialogue.tokens import Token, tokenize

SHOWN: Final = 2
REACH: Final = 4
BREAKING: Final = ("breaking_determiners", "breaking_joints", "breaking_prepositions")
UNSETTLED: Final = frozenset({Kind.IGNORES, Kind.ASKS_ABOUT, Kind.REFUSES})
SETTLED: Final = frozenset({Kind.ANSWERS, Kind.CANCELS, Kind.FORGETS})


def ask_for_rest(decision: Decision, mind: Mind) -> Decision:
    """``decision``, or the question for the rest where the sentence it was made from has none."""
    text = mind.utterance.text
    if decision.kind in SETTLED or not _may_be_broken(text, mind):
        return decision
    said = tokenize(text)
    pieces = chunk(said, mind.lexicon, mind.situation.book.vocabulary)
    if pieces[-1].names or _is_drawn_to(said, decision, mind) or not _is_broken(said, mind):
        return decision  # "line in"
    if decision.kind in UNSETTLED and not _is_bidden(pieces, mind):
        return decision
    end = " ".join(token.text for token in said[-SHOWN:])
    return Decision(
        Kind.ASKS_FOR,
        lead=mind.wording.say("asks_rest", end=end),
        question=MissingQuestion("rest", text, area=mind.situation.area),
    )


def with_rest(request: str, rest: str) -> str:
    """The whole sentence; what ``rest`` repeats of the end of ``request`` stands once."""
    said, more = request.split(), rest.split()
    again = next((n for n in range(min(len(said), len(more), REACH), 0, -1) if said[-n:] == more[:n]), 0)
    return " ".join((*said, *more[again:]))


def _may_be_broken(text: str, mind: Mind) -> bool:
    last = text.rstrip(" .,…-").rsplit(None, 1)[-1:]
    return bool(last) and _breaks_off(last[0].lower(), mind)


def _breaks_off(word: str, mind: Mind) -> bool:
    return any(word in mind.words(name) for name in BREAKING)


def _is_bidden(pieces: Sequence[Chunk], mind: Mind) -> bool:
    """Whether something of the home is to be moved; nothing is by "let my mates in" and "send a hi to"."""
    plain = all(piece.known for piece in pieces) and any(mind.situation.book.is_item(piece) for piece in pieces)
    return plain and pieces[0].word("verb") is not None


def _is_drawn_to(said: Sequence[Token], decision: Decision, mind: Mind) -> bool:
    """ "Pull the curtains to": closed."""
    if any("elapsed" in plan.settings for plan in decision.plans):
        return True  # "jump to two minutes in"
    closes = any(plan.settings.get("position") == 0 for plan in decision.plans)
    return closes and said[-1].text in mind.words("goal_prepositions")


def _is_broken(said: Sequence[Token], mind: Mind) -> bool:
    texts = [token.text for token in said]
    if not mind.words("question_pronouns").isdisjoint(texts) or texts[0] in mind.words("question_auxiliaries"):
        return False
    if is_switched_of(texts, mind.situation.book.vocabulary):
        return False
    if texts[-1] in mind.words("breaking_determiners"):
        return len(texts) > 1 and _governs(said[:-1], mind)
    if texts[-1] in mind.words("breaking_joints"):
        return True
    # "The lamp I'm looking at", "when we come in": there the preposition is where it belongs.
    return mind.words("breaking_subjects").isdisjoint(texts[-REACH:-1])


def _governs(said: Sequence[Token], mind: Mind) -> bool:
    """Whether a noun has to follow; not behind "lamp", where the last word is a sound taken for one."""
    if _breaks_off(said[-1].text, mind):
        return True
    piece = chunk(said, mind.lexicon, mind.situation.book.vocabulary)[-1]
    return not piece.names and (piece.word("verb") or piece.word("particle") or piece.word("preposition")) is not None
