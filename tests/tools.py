"""Where the programs are that some tests need: servers, voices and Rasa's own Python."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal, NoReturn, TypeAlias

import pytest

from deploy.home_assistant.environment import find_home_assistant_python

Tool: TypeAlias = Literal["mosquitto", "postgres", "rasa", "espeak-ng", "flite", "chromium", "home-assistant", "hassil"]

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / ".tools" / "bin"


def find_mosquitto() -> Path | None:
    """The Mosquitto broker of this machine, or the one unpacked into ``.tools``."""
    return find_program("mosquitto")


def find_program(name: str) -> Path | None:
    """A program of this machine, or the one unpacked into ``.tools``."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", str(UNPACKED)))
    found = shutil.which(name, path=path)
    return Path(found) if found else None


def find_chromium() -> Path | None:
    """Chromium, as Debian or Ubuntu name it."""
    return find_program("chromium") or find_program("chromium-browser")


def find_postgres_bindir() -> Path | None:
    """The folder that holds ``initdb`` and ``postgres``; the newest version where there are several."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    for folder in (*reversed(debian), UNPACKED):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def find_rasa_python() -> Path | None:
    """The interpreter of Rasa's environment, once its set-up has finished."""
    environment = ROOT / ".venv-rasa"
    return environment / "bin" / "python" if (environment / "setup-stamp").exists() else None


def find_hassil_python() -> Path | None:
    """The interpreter of the environment that the bench keeps for the newest hassil."""
    environment = ROOT / ".venv-bench"
    return environment / "bin" / "python" if (environment / "setup-stamp").exists() else None


_FINDERS: dict[Tool, tuple[Callable[[], Path | None], str]] = {
    "mosquitto": (find_mosquitto, "Mosquitto is not installed here (deploy/setup/servers)"),
    "postgres": (find_postgres_bindir, "PostgreSQL is not installed here (deploy/setup/servers)"),
    "espeak-ng": (partial(find_program, "espeak-ng"), "espeak-ng is not installed here (deploy/setup/servers)"),
    "flite": (partial(find_program, "flite"), "flite is not installed here (deploy/setup/servers)"),
    "chromium": (find_chromium, "Chromium is not installed here (deploy/setup/browser)"),
    "home-assistant": (
        find_home_assistant_python,
        "Home Assistant's environment is not set up here (make home-assistant-env, needs Python 3.13)",
    ),
    "hassil": (find_hassil_python, "hassil's environment is not set up here (deploy/setup/bench)"),
    "rasa": (find_rasa_python, "Rasa's environment is not set up here (make rasa)"),
}


def require(tool: Tool) -> Path:
    """The tool's path. Without it the test is skipped, and fails where ``CI`` is set."""
    find, reason = _FINDERS[tool]
    found = find()
    if found is None:
        absent(reason)
    return found


def absent(reason: str) -> NoReturn:
    """Ends a test for want of what ``reason`` names: skipped on a laptop, failed where ``CI`` is set."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and under CI nothing may be skipped")
    pytest.skip(reason)
