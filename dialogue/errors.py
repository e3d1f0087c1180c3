"""What can go wrong in a turn.

DialogueError
├── InterpreterUnavailable   a statistical interpreter is down, slow or answers nonsense
├── RecogniserUnavailable    the recogniser is down, or not set up
│   └── SpeechModelFaulty    there is no speech model, or it can't be loaded
├── UtteranceTooLong         more words than anybody says
└── LanguageDataError        a wording or language file is missing or malformed
"""

from __future__ import annotations

from pathlib import Path


class DialogueError(Exception):
    """Base of everything raised by this package."""


class InterpreterUnavailable(DialogueError):
    """A statistical interpreter cannot answer now; the other one takes over."""

    def __init__(self, interpreter: str, reason: str) -> None:
        super().__init__(f"{interpreter}: {reason}")
        self.interpreter = interpreter
        self.reason = reason


class RecogniserUnavailable(DialogueError):
    """Speech cannot be heard now. The message says why and what to do."""


class SpeechModelFaulty(RecogniserUnavailable):
    """There is no speech model at ``folder``, or it can't be used."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"The speech model {folder} can't be used: {reason}")
        self.folder = folder
        self.reason = reason


class UtteranceTooLong(DialogueError):
    """More words than anybody says in one breath."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters; the limit is {limit}. Say it in shorter sentences.")
        self.length = length
        self.limit = limit


class LanguageDataError(DialogueError):
    """A language or wording file is missing, malformed or incomplete."""
