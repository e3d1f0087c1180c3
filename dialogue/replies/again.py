"""What replies need of the policy."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.dialogue_state import (
    MeaningQuestion,
    OpenQuestion,
)
from dialogue.mind import Mind
from dialogue.tokens import Token


class Again:
    """What replies need of the policy: taking up a request once more."""

    def after_lesson(self, learned: Decision, question: MeaningQuestion, mind: Mind) -> Decision:
        """The decision of a lesson and of the request that waited for it."""
        raise NotImplementedError

    def take_up(
        self,
        request: str,
        mind: Mind,
        *,
        bound: tuple[str, str] | None = None,
        bound_all: tuple[str, tuple[str, ...]] | None = None,
        lesson: Decision | None = None,
    ) -> Decision | None:
        """The decision about a request with its open mention settled."""
        raise NotImplementedError

    def said_again(
        self,
        text: str,
        mind: Mind,
        *,
        behind: OpenQuestion | None = None,
        lesson: Decision | None = None,
        sure: bool = True,
    ) -> Decision:
        """The decision about a sentence as if it had been said now, with another question open, or none."""
        raise NotImplementedError

    def meant_for_hub(self, tokens: Sequence[Token]) -> bool:
        """Whether words that are no answer were at least said to the hub."""
        raise NotImplementedError
