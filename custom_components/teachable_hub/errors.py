"""What can go wrong between Home Assistant and the hub.

HubError
├── HubUnreachable       no answer at that address
│   ├── HubSlow          none in time
│   └── NotTrusted       its certificate is not trusted
├── HubBusy              it answers later: too many requests, stopping, no database
├── TokenRefused         the token is not known or was revoked
├── TokenTooWeak         the token may not do that
├── RequestRefused       the hub finds the request not valid
└── NotAHub              what answers is no Teachable Hub, or one of another age
"""

from __future__ import annotations


class HubError(Exception):
    """The hub did not do what was asked; the message is for the person who can fix it."""


class HubUnreachable(HubError):
    """Nobody answers at that address."""


class HubSlow(HubUnreachable):
    """The answer did not come in time."""


class NotTrusted(HubUnreachable):
    """The certificate at that address is not trusted here."""


class HubBusy(HubError):
    """The hub can't do it now."""


class TokenRefused(HubError):
    """The token is not known to the hub, or not any more."""


class TokenTooWeak(HubError):
    """The token's scope is too small."""


class RequestRefused(HubError):
    """The hub finds the request not valid."""


class NotAHub(HubError):
    """The answer is none that a hub of this age gives."""
