"""What the people of the house may do on the pages."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Right(StrEnum):
    """What a page asks for; each includes those before it."""

    TALK = "talk"
    SEE = "see"
    TEACH = "teach"
    ADMIN = "admin"


class AccountRole(StrEnum):
    """Who somebody is to the pages."""

    GUEST = "guest"
    CHILD = "child"
    ADULT = "adult"
    ADMIN = "admin"

    def may(self, right: Right) -> bool:
        """Whether the role has that right."""
        rights = list(Right)
        return rights.index(right) <= rights.index(HIGHEST[self])


HIGHEST: Final = {
    AccountRole.GUEST: Right.TALK,
    AccountRole.CHILD: Right.SEE,
    AccountRole.ADULT: Right.TEACH,
    AccountRole.ADMIN: Right.ADMIN,
}
EXPLAINED: Final = {
    AccountRole.GUEST: "talks to the hub",
    AccountRole.CHILD: "talks, and sees what was learned, the home and the schedules",
    AccountRole.ADULT: "sees and changes what was learned, and what the hub did not understand",
    AccountRole.ADMIN: "everything: people, history, settings, privacy, backups",
}
