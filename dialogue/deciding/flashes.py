""" "Flash the hall light", "make the lamp blink": what some lamps do by themselves, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dialogue.decision import Decision
from dialogue.lessons.definitions import phrase_entities
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.grounding import settable

FLASH: Final = "flash"


def read_flash(row: Sequence[Token], mind: Mind) -> Decision | None:
    """Which lamps flash; ``None`` when something else is said, or one of them can't."""
    words = mind.words("flashing_verbs")
    at = next((i for i, token in enumerate(row) if token.text in words), None)
    if at is None or (at > 0 and row[0].text not in mind.words("flashing_makers")):
        return None
    if mind.lexicon.concepts_named(row[at].text):
        return None  # the household means something of its own by it
    rest = [token for token in row[1:] if token.text not in words | mind.words("flashing_tails")]
    named = phrase_entities(rest, mind.situation) if rest else ()
    entities = mind.situation.home.entities
    able = tuple(e for e in named if settable(entities[e], FLASH))
    if not able:
        return None
    unable = mind.wording.join([entities[e].name for e in named if e not in able])
    tail = mind.wording.say("cannot", thing=unable) if unable else ""
    return Decision(Kind.ACTS, plans=tuple(Planned(e, {FLASH: True}) for e in able), focus=able, tail=tail)
