"""What can go wrong with a Home Assistant that is started for trying.

TrialError
├── ServerFailed      it ended, or was not ready in time
├── RequestRefused    it refused a request
└── FlowRefused       a config flow did not end in an entry
"""

from __future__ import annotations

from collections.abc import Mapping


class TrialError(Exception):
    """Any of the below."""


class ServerFailed(TrialError):
    """``program`` ended, or was not ready in time; ``log`` is the end of what it wrote."""

    def __init__(self, program: str, reason: str, log: str) -> None:
        super().__init__(f"{program} {reason}:\n{log}")
        self.log = log


class RequestRefused(TrialError):
    """Home Assistant refused ``what`` with a code and a message."""

    def __init__(self, what: str, code: str, message: str) -> None:
        super().__init__(f"Home Assistant refused {what}: {code} {message}")
        self.code = code


class FlowRefused(TrialError):
    """The config flow of ``domain`` stopped at ``step``."""

    def __init__(self, domain: str, step: str, errors: Mapping[str, str]) -> None:
        super().__init__(f"the config flow of {domain} stopped at {step}: {dict(errors)}")
        self.errors = errors
