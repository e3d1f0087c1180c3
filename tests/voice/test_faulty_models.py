from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hub.bootstrap.hearing import listed
from hub.bootstrap.home import demo_home_file
from tests.program import hub
from tests.voice.recordings import MODEL, recording


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(MODEL, tmp_path / "vosk-model-broken"))
    acoustics = folder / "am" / "final.mdl"
    acoustics.write_bytes(acoustics.read_bytes()[:1000])
    return folder


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A model whose words are of no language that the hub speaks."""
    folder = Path(shutil.copytree(MODEL, tmp_path / "vosk-model-foreign"))
    words = folder / "graph" / "words.txt"
    rows = [line.split() for line in words.read_text().splitlines()]
    words.write_text("".join(f"{w if w[0] in '<#![' else w[::-1] + 'ski'} {n}\n" for w, n in rows))
    return folder


def test_a_hub_with_a_broken_speech_model_says_so_and_serves_text(data: Path, broken: Path) -> None:
    run = hub("run", data=data, said="turn on the desk lamp\n", SPEECH_MODEL=str(broken))
    assert run.returncode == 0, run.stderr
    assert "I can't hear" in run.stdout
    assert str(broken) in run.stdout.replace("\n", "")
    assert "Desk lamp is on" in run.stdout


def test_check_says_what_is_wrong_with_a_speech_model_and_what_to_do(data: Path, broken: Path, tmp_path: Path) -> None:
    checked = hub("check", data=data, SPEECH_MODEL=str(broken))
    assert checked.returncode == 1
    assert "wrong  hearing:" in checked.stdout
    assert "Unpack the model again" in checked.stdout
    missing = hub("check", data=data, SPEECH_MODEL=str(tmp_path / "nowhere"))
    assert missing.returncode == 1
    assert "no such folder" in missing.stdout


def test_check_is_content_with_a_whole_model_and_with_none(data: Path, tmp_path: Path) -> None:
    checked = hub("check", data=data, SPEECH_MODEL=str(MODEL))
    assert checked.returncode == 0, checked.stdout
    assert "ok  hearing: vosk-model-hub-en" in checked.stdout
    without = hub("check", data=data, SPEECH_MODEL="")
    assert without.returncode == 0
    assert "note  hearing:" in without.stdout
    assert "voice fetch" in without.stdout


def test_a_model_of_another_language_is_recognised_as_one(data: Path, foreign: Path) -> None:
    checked = hub("check", data=data, SPEECH_MODEL=str(foreign))
    assert checked.returncode == 1
    assert "another language" in checked.stdout
    run = hub("run", data=data, said="turn on the desk lamp\n", SPEECH_MODEL=str(foreign))
    assert "another language" in run.stdout
    assert "Desk lamp is on" in run.stdout


def test_hearing_and_checking_with_a_model_of_another_language_say_so(data: Path, foreign: Path) -> None:
    file = str(recording("003"))
    home = str(demo_home_file())
    heard = hub("hear", "--home", home, file, data=data, SPEECH_MODEL=str(foreign))
    assert "another language" in heard.stdout
    as_json = hub("hear", "--json", "--home", home, file, data=data, SPEECH_MODEL=str(foreign))
    assert "another language" in as_json.stderr
    assert json.loads(as_json.stdout)["file"] == file
    written = hub("transcribe", file, data=data, SPEECH_MODEL=str(foreign))
    assert "another language" in written.stderr
    checked = hub("voice", "check", "--file", file, "--home", home, data=data, SPEECH_MODEL=str(foreign))
    assert checked.returncode == 1
    assert "has all of them" not in checked.stdout


def test_a_language_without_words_is_told_in_one_sentence(data: Path) -> None:
    done = hub("hear", str(recording("003")), data=data, LANGUAGE="de")
    assert done.returncode != 0
    assert "does not speak 'de' yet, only en" in done.stderr
    assert "No such file" not in done.stderr


def test_missing_words_are_listed_with_how_many_more_there_are() -> None:
    assert listed(["b", "a"]) == "a, b"
    assert listed(f"word{n:02}" for n in range(12)).endswith("word09 and 2 more")


def test_hear_without_a_usable_model_ends_with_one_sentence(data: Path, broken: Path) -> None:
    result = hub("hear", str(recording("003")), data=data, SPEECH_MODEL=str(broken))
    assert result.returncode == 1
    assert "Unpack the model again" in result.stderr + result.stdout
    assert "Traceback" not in result.stderr
