"""Sound is kept only when told to, within its limit, and forgotten with the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.voice.sound import read_sound
from hub.voice.sound_debug import FOLDER, SoundDebug
from tests.voice.sounds import recording

CANARY = b"zwitscherling!" * 10_000


def ticking() -> Callable[[], datetime]:
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def tick() -> datetime:
        nonlocal now
        now += timedelta(seconds=1)
        return now

    return tick


def test_nothing_is_kept_unless_a_setting_says_so(tmp_path: Path) -> None:
    kept = SoundDebug(tmp_path / FOLDER, 0, ticking())
    kept.keep(CANARY)
    assert not (tmp_path / FOLDER).exists()
    assert kept.mark == ""


async def test_where_none_can_be_kept_none_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    kept = SoundDebug(tmp_path / FOLDER, 1, ticking())
    kept.keep(recording(1))
    assert kept.mark == f"Sound can't be kept: {tmp_path / FOLDER} is no folder."
    assert not (await kept.health()).works


def test_what_is_kept_can_be_listened_to(tmp_path: Path) -> None:
    kept = SoundDebug(tmp_path / FOLDER, 1, ticking())
    kept.keep(recording(1))
    (file,) = (tmp_path / FOLDER).iterdir()
    assert read_sound(file).samples == recording(1)


def test_only_the_latest_within_the_limit_are_kept(tmp_path: Path) -> None:
    kept = SoundDebug(tmp_path / FOLDER, 1, ticking())
    for _ in range(20):
        kept.keep(CANARY)
    files = sorted((tmp_path / FOLDER).iterdir())
    assert len(files) == 7
    assert files[-1].name > "20260101-000020"
    assert sum(file.stat().st_size for file in files) <= 1_000_000


def test_switching_it_off_removes_what_was_kept(tmp_path: Path) -> None:
    SoundDebug(tmp_path / FOLDER, 1, ticking()).keep(CANARY)
    SoundDebug(tmp_path / FOLDER, 0, ticking()).tidy()
    assert list((tmp_path / FOLDER).iterdir()) == []
