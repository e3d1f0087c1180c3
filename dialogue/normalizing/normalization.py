"""From what was heard to the words that were meant: no hesitation, no stutter, no politeness, repairs carried out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dialogue.normalizing.hesitations import (
    drop_cut_off,
    drop_hesitations,
    drop_openers,
    drop_stutters,
    join_clitics,
    start_of,
)
from dialogue.normalizing.politeness import drop_politeness
from dialogue.normalizing.repairs import repair
from dialogue.normalizing.superlatives import shorten
from dialogue.normalizing.wrappings import unwrap
from dialogue.token_edits import Tokens
from dialogue.tokens import Token, is_punctuated, tokenize


@dataclass(frozen=True, slots=True)
class Normalized:
    """The tokens that carry what was meant; offsets point into ``text``, the original.

    ``repaired``: something was taken back in mid-sentence. ``wish``: it was put as "I want" or "I need", which became
    "give me"; so did "can I get". After a repair tokens may stand in another order than in ``text``.
    """

    text: str
    tokens: tuple[Token, ...]
    polite: bool = False
    repaired: bool = False
    wish: bool = False

    @property
    def words(self) -> str:
        """The tokens in one line."""
        return " ".join(token.text for token in self.tokens)


def normalize(
    text: str, language: str = "en", names: Sequence[str] = (), paused: Callable[[Tokens], Tokens] | None = None
) -> Normalized:
    """The words that were meant. ``names`` are further names the hub is called by. Never raises.

    ``paused`` puts the pauses into what was said without any punctuation.
    """
    tokens = join_clitics(tokenize(text), language)
    tokens = drop_hesitations(drop_cut_off(tokens, text, language), language)
    if paused is not None and not is_punctuated(text):
        tokens = paused(tokens)
    tokens = drop_openers(tokens, language, names)
    tokens = drop_stutters(tokens, language)
    tokens, repaired = repair(start_of(tokens), language)
    tokens = shorten(tokens, language)
    tokens = start_of(unwrap(drop_stutters(tokens, language), language))
    plain = drop_politeness(tokens, language)
    return Normalized(text, start_of(plain.tokens), plain.polite, repaired, plain.wish)
