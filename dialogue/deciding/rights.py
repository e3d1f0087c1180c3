"""Who may move what."""

from __future__ import annotations

from collections.abc import Sequence

from devices.safety import Tier
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind


def check_rights(plans: Sequence[Planned], mind: Mind) -> Decision | None:
    """A refusal when a child or guest would move something dangerous."""
    if mind.may_do_dangerous or mind.highest_tier(plans) < Tier.DANGER:
        return None
    return rights_refused(mind)


def rights_refused(mind: Mind) -> Decision:
    """Says that it takes a grown-up of this home."""
    return Decision(
        Kind.REFUSES, lead=mind.wording.say("refuses_rights"), reasons=("children and guests may not move this",)
    )
