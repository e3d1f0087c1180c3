"""What can go wrong between the hub and the home.

DeviceError
├── UnknownEntity        no entity of that id in the home
├── CommandRefused       the entity cannot do that (capability, range, read-only)
├── EntityUnavailable    the entity or its gateway cannot be reached now
└── HomeFileError        a home file cannot be read
"""

from __future__ import annotations


class DeviceError(Exception):
    """Base of everything raised by this package."""


class UnknownEntity(DeviceError):
    """No entity of that id is in the home."""

    def __init__(self, entity_id: str) -> None:
        super().__init__(f"there is no entity {entity_id!r} in this home")
        self.entity_id = entity_id


class CommandRefused(DeviceError):
    """The entity cannot do what the command asks."""

    def __init__(self, entity_id: str, attribute: str, reason: str) -> None:
        super().__init__(f"{entity_id}.{attribute}: {reason}")
        self.entity_id = entity_id
        self.attribute = attribute
        self.reason = reason


class EntityUnavailable(DeviceError):
    """The entity, or the gateway that owns it, cannot be reached now."""

    def __init__(self, entity_id: str, reason: str = "not reachable") -> None:
        super().__init__(f"{entity_id}: {reason}")
        self.entity_id = entity_id
        self.reason = reason


class HomeFileError(DeviceError):
    """A home file is missing, malformed or contradicts itself."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
