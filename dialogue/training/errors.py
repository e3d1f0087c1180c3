"""What can go wrong when interpreters are trained.

DialogueError
└── TrainingError       a model could not be made
    ├── ModelFileError  a model file is missing or damaged
    └── ModelRefused    a server does not take a model that was made for it
"""

from __future__ import annotations

from pathlib import Path

from dialogue.errors import DialogueError


class TrainingError(DialogueError):
    """A model could not be made; the one in use stays."""


class ModelFileError(TrainingError):
    """A model file is missing or damaged; it is made anew."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


class ModelRefused(TrainingError):
    """A server does not take a model that was made for it; the one it had stays."""
