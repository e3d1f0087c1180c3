"""Settings that are changed while the hub runs: kept for the next start, below what was told at the start."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from hub.adjustments import CHANGEABLE, Adjustments
from hub.config import Settings, load_settings
from hub.errors import ConfigError, HubError
from hub.kept_changes import FILE


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEACHABLE_HUB_DATA_DIR", str(tmp_path))
    return tmp_path


def test_what_may_be_changed_is_a_setting() -> None:
    assert CHANGEABLE.keys() <= Settings.model_fields.keys()


async def test_a_change_counts_at_once_and_at_the_next_start(data: Path) -> None:
    told: list[Settings] = []

    async def apply(settings: Settings) -> None:
        told.append(settings)

    adjustments = Adjustments(load_settings(), apply)
    await adjustments.change("journal", "no")
    await adjustments.change("follow_up_s", "12.5")
    assert [one.journal for one in told] == [False, False]
    for settings in (adjustments.settings, told[-1], load_settings()):
        assert (settings.journal, settings.source_of("journal")) == (False, "changed here")
        assert (settings.follow_up_s, settings.source_of("follow_up_s")) == (12.5, "changed here")
        assert settings.source_of("quiet") == "default"
    assert adjustments.started.journal
    assert json.loads((data / FILE).read_text()) == {"follow_up_s": 12.5, "journal": False}
    assert stat.S_IMODE((data / FILE).stat().st_mode) == 0o600


async def test_a_change_is_taken_back_to_what_the_file_says_or_the_default(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("journal_days = 7\n")
    adjustments = Adjustments(load_settings(file))
    await adjustments.change("journal_days", 3)
    await adjustments.change("quiet", "yes")
    restarted = Adjustments(load_settings(file))
    assert (restarted.settings.journal_days, restarted.settings.quiet) == (3, True)
    await restarted.take_back("journal_days")
    await restarted.take_back("quiet")
    for settings in (restarted.settings, load_settings(file)):
        assert (settings.journal_days, settings.source_of("journal_days")) == (7, "file")
        assert (settings.quiet, settings.source_of("quiet")) == (False, "default")


async def test_what_the_environment_or_the_command_line_says_wins_and_is_locked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = Adjustments(load_settings())
    await before.change("journal", "no")
    await before.change("quiet", "yes")
    monkeypatch.setenv("TEACHABLE_HUB_JOURNAL", "true")
    adjustments = Adjustments(load_settings(log_level="INFO"))
    assert (adjustments.settings.journal, adjustments.settings.source_of("journal")) == (True, "environment")
    assert adjustments.settings.source_of("log_level") == "command line"
    assert adjustments.settings.quiet
    for name, who in (("journal", "environment"), ("log_level", "command line")):
        assert adjustments.is_locked(name)
        with pytest.raises(HubError, match=f"set by the {who}"):
            await adjustments.change(name, "no")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal", "perhaps"),
        ("journal", ""),
        ("journal_days", "-1"),
        ("journal_days", "1e9"),
        ("follow_up_s", "nan"),
        ("log_level", "LOUD"),
        ("time_zone", "Mars/Olympus"),
        ("api_host", "0.0.0.0"),
        ("no_such", "1"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(data: Path, name: str, value: str) -> None:
    adjustments = Adjustments(load_settings())
    with pytest.raises(HubError):
        await adjustments.change(name, value)
    assert not (data / FILE).exists()
    assert adjustments.settings == adjustments.started


@pytest.mark.parametrize("content", ['{"journal": fal', "[1]", ""])
def test_changes_that_cannot_be_read_are_told_and_not_passed_over(data: Path, content: str) -> None:
    (data / FILE).write_text(content)
    with pytest.raises(ConfigError, match="remove it"):
        load_settings()


def test_a_change_of_a_setting_that_is_none_any_more_keeps_nothing_from_starting(data: Path) -> None:
    (data / FILE).write_text('{"gone": 1, "quiet": true}')
    assert load_settings().quiet
