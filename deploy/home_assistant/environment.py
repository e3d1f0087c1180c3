"""Where Home Assistant's own Python is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ENVIRONMENT: Final = ROOT / ".venv-home-assistant"
COMPONENT: Final = ROOT / "custom_components" / "teachable_hub"
OTHER: Final = "TEACHABLE_HUB_HOME_ASSISTANT_VENV"
"""The variable that names an environment with another Home Assistant."""


def find_home_assistant_python() -> Path | None:
    """The interpreter of Home Assistant's environment, once its set-up has finished."""
    if other := os.environ.get(OTHER):
        return Path(other).absolute() / "bin" / "python"
    return ENVIRONMENT / "bin" / "python" if (ENVIRONMENT / "setup-stamp").exists() else None
