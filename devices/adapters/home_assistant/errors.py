"""What can go wrong with a Home Assistant.

HomeAssistantError
├── Unreachable      no Home Assistant answers at the address, or it went away
├── TokenRefused     it doesn't accept the token
├── Denied           it refuses this machine
└── CommandFailed    it answered a command with an error
"""

from __future__ import annotations


class HomeAssistantError(Exception):
    """Base of everything raised by this package."""


class Unreachable(HomeAssistantError):
    """No Home Assistant answers at the address, or it went away."""


class TokenRefused(HomeAssistantError):
    """The token is wrong, expired or revoked."""

    def __init__(self) -> None:
        super().__init__(
            "it refuses the token. In Home Assistant, open your profile, Security, make a long-lived access token and "
            "put it into the setting home_assistant_token"
        )


class Denied(HomeAssistantError):
    """It refuses this machine before asking for a token."""

    def __init__(self) -> None:
        super().__init__(
            "it refuses this machine (HTTP 403). It may be banned after wrong tokens: see ip_bans.yaml in the "
            "configuration folder of Home Assistant"
        )


class CommandFailed(HomeAssistantError):
    """It answered a command with an error; ``code`` is its word for it, ``reason`` its sentence."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
