"""What is said of things whose state nobody knows: those that can't be reached, and those that haven't told it yet."""

from __future__ import annotations

from collections.abc import Sequence

from devices.home import Entity
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.response import Kind


def is_there(entity: Entity, mind: Mind) -> bool:
    """Whether it can be reached: what it last said of itself is no news when it can't."""
    return mind.situation.states.is_available(entity.id)


def away(entities: Sequence[Entity], mind: Mind) -> str:
    """That these can't be reached."""
    return mind.wording.say("state_away", thing=mind.wording.listed(mind.wording.definite(e.name) for e in entities))


def not_known(entities: Sequence[Entity], mind: Mind) -> Decision:
    """That nobody knows how these are, and why."""
    gone = [entity for entity in entities if not is_there(entity, mind)]
    text = away(gone, mind) if gone else mind.wording.say("state_unknown", thing=entities[0].name)
    return Decision(
        Kind.ANSWERS, lead=text[:1].upper() + text[1:], focus=tuple(entity.id for entity in entities) or None
    )
