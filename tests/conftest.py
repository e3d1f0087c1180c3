from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.program import hub

settings.load_profile("ci")
"""The same examples in every run. ``--hypothesis-profile=default`` looks for new ones."""

collect_ignore = ["component"]
"""Needs Home Assistant's environment: ``tests/component/run``."""


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the embedded interpreter is trained already, once for all tests that run the program."""
    folder = tmp_path_factory.mktemp("trained")
    assert hub("run", data=folder).returncode == 0
    return folder / "models"


@pytest.fixture
def data(tmp_path: Path, models: Path) -> Path:
    """A data folder with those models."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "models").symlink_to(models)
    return folder
