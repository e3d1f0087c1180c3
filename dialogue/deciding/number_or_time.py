"""Asks where a number may be a clock time or what a thing is to be set to: "put the oven on at two thirty"."""

from __future__ import annotations

from collections.abc import Sequence

from devices.capabilities import Quantity
from dialogue.decision import Decision
from dialogue.dialogue_state import MissingQuestion
from dialogue.interpretation import Request
from dialogue.mind import Mind
from dialogue.response import Kind
from dialogue.timing.times import Moment, find_time
from dialogue.tokens import Token
from teaching.grounding import settable

HALF_DAY = 12
HUNDRED = 100
HEAT = "target_temperature"


def ask_number_or_time(request: Request, row: Sequence[Token], mind: Mind) -> Decision | None:
    """The question which of the two it is; ``None`` where the number can be only one of them."""
    if len(request.times) != 1 or request.times[0].certain or len(request.clauses) != 1:
        return None
    when, clause = request.times[0].when, request.clauses[0]
    things = {entity for phrase in clause.targets for entity in (phrase.named or phrase.fitting)}
    found = find_time(row, mind.situation.now)
    if not isinstance(when, Moment) or clause.values or len(things) != 1 or found is None or found[2].when != when:
        return None
    entity = mind.situation.home.entities[next(iter(things))]
    heat = entity.capabilities.get(HEAT)
    if not isinstance(heat, Quantity) or not settable(entity, HEAT):
        return None
    hour = when.clock.hour % HALF_DAY or HALF_DAY
    number = hour * HUNDRED + when.clock.minute
    if not heat.minimum <= number <= heat.maximum:
        return None
    start, end, _ = found
    rest = " ".join(token.text for token in (*row[:start], *row[end:]))
    clock = f"{hour}:{when.clock.minute:02}"
    lead = mind.wording.say("asks_number_or_time", value=mind.wording.setting(HEAT, number), time=clock)
    question = MissingQuestion("number_or_time", request=rest, term=str(number), area=mind.situation.area)
    return Decision(Kind.ASKS_FOR, lead=lead, question=question, focus=(entity.id,))
