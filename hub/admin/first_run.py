"""The one-time code with which the first account is made: printed by the hub, known to nobody else."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def _made() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


@dataclass(slots=True)
class FirstRun:
    """Open while there is no account; ``code`` is new at every start and goes with the first account."""

    code: str | None = field(default_factory=_made)

    def fits(self, typed: str) -> bool:
        """Whether it is the code, however it is spaced."""
        if self.code is None:
            return False
        letters = "".join(letter for letter in typed.upper() if letter.isalnum())
        return hmac.compare_digest(letters.encode(), self.code.replace("-", "").encode())

    def close(self) -> None:
        """There is an account now."""
        self.code = None
