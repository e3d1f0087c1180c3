from __future__ import annotations

import json
import resource
import subprocess
import sys
import wave
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr

from hub.bootstrap.home import demo_home_file
from hub.errors import SoundFileFaulty
from hub.voice.sound import LONGEST_S, RATE, read_sound
from tests.program import environment
from tests.tools import ROOT
from tests.voice.recordings import MODEL, RECORDINGS, SAID, recording

SENTENCE = recording("003")
TEXT = SAID["003.wav"]


def floats() -> np.ndarray[Any, np.dtype[np.float32]]:
    found, _rate = soundfile.read(SENTENCE, dtype="float32")
    return np.asarray(found, dtype=np.float32)


def written(path: Path, *, rate: int = RATE, form: str = "PCM_16", channels: int = 1, gain: float = 1.0) -> Path:
    """The sentence in another form."""
    sound = soxr.resample(floats(), RATE, rate) * gain
    soundfile.write(path, np.repeat(sound[:, None], channels, axis=1), rate, subtype=form)
    return path


def shell(command: str, *arguments: object, data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub", command, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(data, SPEECH_MODEL=str(MODEL), **settings),
        timeout=120,
        check=False,
    )


def lines(result: subprocess.CompletedProcess[str]) -> dict[str, Mapping[str, Any]]:
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {Path(line["file"]).name: line for line in found}


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_any_usual_rate_becomes_the_recognisers(tmp_path: Path, rate: int) -> None:
    sound = read_sound(written(tmp_path / "a.wav", rate=rate))
    assert abs(sound.seconds - len(floats()) / RATE) < 0.01


@pytest.mark.parametrize(
    "form", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW", "IMA_ADPCM"]
)
def test_any_usual_width_becomes_the_recognisers(tmp_path: Path, form: str) -> None:
    sound = np.frombuffer(read_sound(written(tmp_path / "a.wav", form=form)).samples, dtype="<i2")
    kept = min(len(sound), len(floats()))
    assert np.corrcoef(sound[:kept], floats()[:kept])[0, 1] > 0.98


def test_a_file_of_the_recognisers_own_form_is_taken_as_it_is() -> None:
    with wave.open(str(SENTENCE)) as file:
        assert read_sound(SENTENCE).samples == file.readframes(file.getnframes())


def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes_with_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(SENTENCE.read_bytes()[:60_001])
    sound = read_sound(path)
    assert "as far as it goes" in sound.remark
    assert 1.8 < sound.seconds < 1.9
    assert read_sound(SENTENCE).remark == ""


@pytest.mark.parametrize("size", [0x7FFF_F000, 0xFFFF_FFFF])
def test_a_file_that_a_pipe_wrote_promises_gigabytes_and_is_not_cut_off(tmp_path: Path, size: int) -> None:
    content = bytearray(SENTENCE.read_bytes())
    content[40:44] = size.to_bytes(4, "little")
    path = tmp_path / "pipe.wav"
    path.write_bytes(bytes(content))
    sound = read_sound(path)
    assert sound.remark == ""
    assert abs(sound.seconds - len(floats()) / RATE) < 0.01


def test_values_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    sound = floats()
    sound[100:200] = np.nan
    sound[200:300] = np.inf
    soundfile.write(tmp_path / "odd.wav", sound, RATE, subtype="FLOAT")
    assert read_sound(tmp_path / "odd.wav").is_clipped


def test_what_cannot_be_heard_gets_a_sentence_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "text.wav").write_text("this is a letter")
    (tmp_path / "head.wav").write_bytes(SENTENCE.read_bytes()[:44])
    (tmp_path / "part.wav").write_bytes(SENTENCE.read_bytes()[:20])
    (tmp_path / "riff.wav").write_bytes(b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff" + bytes(100))
    expected = {
        "empty.wav": "is empty",
        "text.wav": "no sound file",
        "head.wav": "no sound in it",
        "part.wav": "no sound file",
        "riff.wav": "no sound file",
        "none.wav": "no such file",
        ".": "no file",
    }
    for name, sentence in expected.items():
        with pytest.raises(SoundFileFaulty, match=sentence):
            read_sound(tmp_path / name)


@pytest.mark.parametrize("rate", [16_000, 48_000])
def test_an_hour_is_refused_without_being_kept_in_memory(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "hour.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        for _minute in range(60):
            file.writeframes(bytes(60 * rate * 4))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SoundFileFaulty, match=f"longer than {LONGEST_S:.0f} seconds"):
        read_sound(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kilobytes


def test_bad_files_among_good_ones_get_their_sentence_and_the_others_are_heard(tmp_path: Path, data: Path) -> None:
    noise = np.random.default_rng(7).normal(0, 0.05, 3 * RATE)
    soundfile.write(tmp_path / "noise.wav", noise, RATE)
    soundfile.write(tmp_path / "silent.wav", np.zeros(2 * RATE), RATE)
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "head.wav").write_bytes(SENTENCE.read_bytes()[:44])
    (tmp_path / "broken.wav").write_bytes(b"RIFF" + bytes(200))
    (tmp_path / "cut.wav").write_bytes(SENTENCE.read_bytes()[:-20_000])
    forms = {
        "narrow.wav": written(tmp_path / "narrow.wav", form="PCM_U8"),
        "wide.wav": written(tmp_path / "wide.wav", form="PCM_24"),
        "float.wav": written(tmp_path / "float.wav", form="FLOAT"),
        "stereo.wav": written(tmp_path / "stereo.wav", channels=2, rate=44_100),
        "studio.wav": written(tmp_path / "studio.wav", rate=48_000),
        "clipped.wav": written(tmp_path / "clipped.wav", gain=3),
    }
    bad = [tmp_path / name for name in ("empty.wav", "head.wav", "broken.wav", "missing.wav")]
    odd = [tmp_path / name for name in ("noise.wav", "silent.wav", "cut.wav")]
    result = shell("transcribe", *bad, *odd, *forms.values(), SENTENCE, "--json", data=data)
    assert result.returncode == 1, result.stderr
    heard = lines(result)
    assert {name for name, line in heard.items() if "error" in line} == {path.name for path in bad}
    assert len({line["error"].partition(": ")[2] for line in heard.values() if "error" in line}) >= 3
    assert {name: heard[name]["text"] for name in (*forms, SENTENCE.name)} == dict.fromkeys(
        (*forms, SENTENCE.name), TEXT
    )
    assert heard["noise.wav"]["text"] == heard["silent.wav"]["text"] == ""
    assert "remark" in heard["cut.wav"]
    assert TEXT.startswith(heard["cut.wav"]["text"].rpartition(" ")[0])

    home = ("--home", demo_home_file())
    turns = lines(shell("hear", *home, "--json", *bad, *odd, forms["stereo.wav"], data=data))
    assert {name for name, line in turns.items() if "error" in line} == {path.name for path in bad}
    assert "kind" not in turns["noise.wav"]
    assert "kind" not in turns["silent.wav"]
    assert turns["stereo.wav"]["text"] == TEXT
    assert all(line.get("actions", []) == [] for line in turns.values())
    shown = shell("hear", *home, *bad, SENTENCE, data=data)
    assert shown.returncode == 1
    assert shown.stdout.count("! ") == len(bad)
    assert "study mode" in shown.stdout


def test_telephone_sound_is_heard_without_an_error(tmp_path: Path, data: Path) -> None:
    path = written(tmp_path / "telephone.wav", rate=8_000)
    result = shell("transcribe", path, "--json", data=data)
    assert result.returncode == 0, result.stderr
    assert "study mode" in lines(result)["telephone.wav"]["text"]


def test_transcribe_writes_down_the_recordings_as_bare_vosk_does_word_for_word(data: Path) -> None:
    import vosk

    vosk.SetLogLevel(-1)
    model = vosk.Model(model_path=str(MODEL))
    bare: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(RECORDINGS.glob("*.wav")):
        recognizer = vosk.KaldiRecognizer(model, RATE)
        recognizer.SetWords(True)
        with wave.open(str(path)) as file:
            results = []
            while frames := file.readframes(4000):
                if recognizer.AcceptWaveform(frames):
                    results.append(json.loads(recognizer.Result()))
        results.append(json.loads(recognizer.FinalResult()))
        bare[path.name] = [word for result in results for word in result.get("result", [])]
    table = RECORDINGS / "transcripts.tsv"
    files = sorted(RECORDINGS.glob("*.wav"))
    result = shell("transcribe", *files, "--json", "--reference", table, data=data)
    assert result.returncode == 0, result.stderr
    assert "40 sentences: word error rate 0.00 %" in result.stderr
    for name, line in lines(result).items():
        assert line["text"] == " ".join(word["word"] for word in bare[name])
        ours = [(word["text"], word["start"], word["end"]) for word in line["words"]]
        assert ours == [(word["word"], word["start"], word["end"]) for word in bare[name]]
        assert [word["confidence"] for word in line["words"]] == pytest.approx(
            [word["conf"] for word in bare[name]], abs=0.01
        )


def test_what_a_table_lacks_is_told_and_a_table_that_is_not_there(data: Path, tmp_path: Path) -> None:
    table = tmp_path / "said.tsv"
    table.write_text("file\ttext\nother.wav\tyes\n")
    done = shell("transcribe", SENTENCE, "--reference", table, data=data)
    assert f"Not counted, because {table} has no line for it: {Path(SENTENCE).name}" in done.stderr
    missing = shell("transcribe", SENTENCE, "--reference", tmp_path / "nowhere.tsv", data=data)
    assert missing.returncode == 1
    assert "there is no such table" in missing.stderr
