"""Buttons that are called like what they do: "restart the router", "feed the cat", "ring the doorbell"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from devices.home import Entity
from devices.safety import Tier, tier_of
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.lexicon import split

BUTTON: Final = "button"
_SHORTEST: Final = 2


def read_button(row: Sequence[Token], mind: Mind) -> Decision | None:
    """The button that is called so by the whole sentence, or that is pressed by its own verb."""
    plain = mind.words("button_fillers")
    words = [token.text for token in row if token.text not in plain]
    if not words:
        return None
    pressed = words[0] in mind.words("button_verbs")
    nouns = mind.words("button_nouns")
    entities = mind.situation.home.entities
    last = words[-2] if words[-1] in nouns and len(words) > 1 else words[-1]
    called = (entities[e] for e in mind.situation.book.partial(last) if e in entities)
    found = [e for e in called if e.kind == BUTTON and _is_called(e, words, plain, nouns, pressed=pressed)]
    if len(found) != 1 or mind.lexicon.concepts_named(" ".join(token.text for token in row)):
        return None
    return Decision(Kind.ACTS, plans=(Planned(found[0].id, {"activate": True}),), focus=(found[0].id,))


def _is_called(
    button: Entity, words: Sequence[str], plain: frozenset[str], nouns: frozenset[str], *, pressed: bool
) -> bool:
    """A name of one word is no request; what may do harm is pressed in so many words."""
    said = [list(words)]
    if pressed:
        said += [list(words[1:]), [word for word in words[1:] if word not in nouns]]
    for name in (button.name, *button.aliases):
        called = [word for word in split(name) if word not in plain]
        if called in said[1:]:
            return True
        if called == said[0] and len(called) >= _SHORTEST and tier_of(button) < Tier.DANGER:
            return True
    return False
