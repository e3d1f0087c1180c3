"""What can be wrong with what gateways publish.

DiscoveryError
├── RejectedPayload     a discovery payload that can't be used
└── IgnoredMessage      a state message that says nothing (empty, not for us, wrong form)
"""

from __future__ import annotations

from devices.errors import DeviceError


class DiscoveryError(DeviceError):
    """Base of what is raised while reading discovery."""


class RejectedPayload(DiscoveryError):
    """A discovery payload breaks a rule; the message says which."""


class IgnoredMessage(DiscoveryError):
    """A state message carries nothing for this entity."""
