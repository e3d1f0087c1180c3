from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from dialogue.adapters.vosk import recogniser as adapter
from dialogue.adapters.vosk.frames import Frame, Sort, frame
from dialogue.adapters.vosk.process import DecodingProcess
from dialogue.adapters.vosk.recogniser import STREAMS, VoskRecogniser
from dialogue.errors import RecogniserUnavailable, SpeechModelFaulty
from dialogue.hearing.ear import Ear
from dialogue.ports import Listening
from dialogue.transcript import Transcript
from tests.voice.recordings import MODEL, SAID, heard, pieces, recording, samples

SENTENCE = samples(recording("003"))
TEXT = SAID["003.wav"]


@contextlib.asynccontextmanager
async def kept_alive(*, answer_s: float = 5.0) -> AsyncIterator[VoskRecogniser]:
    async with VoskRecogniser(MODEL, answer_s=answer_s) as recogniser:
        keeping = asyncio.create_task(recogniser.run())
        try:
            yield recogniser
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the model that may be damaged."""
    return Path(shutil.copytree(MODEL, tmp_path / "vosk-model-copy"))


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in range(0, min(len(content), 4096), 7):
        content[place] ^= 0xFF
    path.write_bytes(bytes(content))


async def fault(folder: Path, record: Path | None = None) -> str:
    with pytest.raises(SpeechModelFaulty) as raised:
        async with VoskRecogniser(folder, record):
            pass
    return str(raised.value)


async def test_a_missing_folder_an_empty_one_and_the_folder_above_each_get_their_sentence(tmp_path: Path) -> None:
    assert "no such folder" in await fault(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "no Vosk model" in await fault(tmp_path / "empty")
    (tmp_path / "above").mkdir()
    (tmp_path / "above" / MODEL.name).symlink_to(MODEL)
    assert "Did you mean" in await fault(tmp_path / "above")


@pytest.mark.parametrize("file", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt"])
async def test_an_empty_file_is_named(copy: Path, file: str) -> None:
    (copy / file).write_bytes(b"")
    assert f"{file} is empty" in await fault(copy)


@pytest.mark.parametrize("damage", [cut, flipped])
@pytest.mark.parametrize("file", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt"])
async def test_a_damaged_file_is_found_before_anything_is_heard(
    copy: Path, file: str, damage: Callable[[Path], None]
) -> None:
    damage(copy / file)
    assert "Unpack the model again" in await fault(copy)


async def test_words_of_another_build_are_found_by_their_numbers(copy: Path) -> None:
    words = copy / "graph" / "words.txt"
    words.write_text("".join(words.read_text().splitlines(keepends=True)[:2000]))
    assert "not of one model" in await fault(copy)


async def test_a_file_that_changes_alone_after_the_first_use_is_found_and_a_whole_new_model_is_not(
    copy: Path, tmp_path: Path
) -> None:
    record = tmp_path / "speech-models.json"
    async with VoskRecogniser(copy, record):
        pass
    acoustics = copy / "am" / "final.mdl"
    good = acoustics.read_bytes()
    acoustics.write_bytes(good[:-9] + bytes([good[-9] ^ 1]) + good[-8:])
    said = await fault(copy, record)
    assert "am/final.mdl" in said
    assert str(record) in said
    acoustics.write_bytes(good)
    async with VoskRecogniser(copy, record):
        pass
    # Another model in the same folder: every vital file is another, so nothing is wrong.
    for file in ("graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt", "am/final.mdl"):
        (copy / file).write_bytes((copy / file).read_bytes() + b"\n")
    with contextlib.suppress(SpeechModelFaulty):
        async with VoskRecogniser(copy, record):
            pass
    assert "changed since" not in await faults_or_nothing(copy, record)


async def faults_or_nothing(folder: Path, record: Path) -> str:
    try:
        async with VoskRecogniser(folder, record):
            return ""
    except SpeechModelFaulty as error:
        return str(error)


async def test_a_record_that_cannot_be_read_or_written_costs_no_hearing(tmp_path: Path) -> None:
    record = tmp_path / "speech-models.json"
    record.write_text("no JSON")
    async with VoskRecogniser(MODEL, record) as recogniser:
        assert (await heard(recogniser, SENTENCE)).text == TEXT
    async with VoskRecogniser(MODEL, tmp_path / "nowhere" / "speech-models.json") as recogniser:
        assert recogniser.is_up


async def test_other_readings_of_a_sentence_are_found_after_it() -> None:
    async with kept_alive() as recogniser:
        spoken = [one async for one in Ear(recogniser).hear(pieces(samples(recording("008"))))]
        transcript = spoken[-1]
        assert isinstance(transcript, Transcript)
        assert (transcript.text, transcript.alternatives) == ("what is study mode", ())
        assert transcript.find_alternatives is not None
        assert await transcript.find_alternatives() == ("what does study mode",)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
async def test_a_process_that_dies_in_a_sentence_is_back_for_the_next_one_with_its_vocabulary(
    how: signal.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    async with kept_alive() as recogniser:
        await recogniser.follow(("hey hub", "[unk]"))
        speaking = asyncio.create_task(heard(recogniser, SENTENCE, pause_s=0.05))
        await asyncio.sleep(0.4)
        assert recogniser.pid is not None
        with caplog.at_level(logging.ERROR):
            os.kill(recogniser.pid, how)
            with pytest.raises(RecogniserUnavailable, match="say it again"):
                await speaking
            # The next sentence begins while the process is being started: it waits, and is heard.
            assert (await heard(recogniser, SENTENCE)).text == TEXT
        assert recogniser.starts == 2
        assert [record.getMessage() for record in caplog.records] == [
            f"The recogniser ended unexpectedly (signal {how.value}) and is started again"
        ]
        only_phrase = await heard(recogniser, SENTENCE, listening=Listening(home=True))
        assert set(only_phrase.text.split()) <= {"hey", "hub", "[unk]"}


async def test_a_process_that_hangs_is_noticed_and_replaced(caplog: pytest.LogCaptureFixture) -> None:
    async with kept_alive(answer_s=1.5) as recogniser:
        assert recogniser.pid is not None
        speaking = asyncio.create_task(heard(recogniser, SENTENCE, pause_s=0.05))
        await asyncio.sleep(0.3)
        with caplog.at_level(logging.ERROR):
            os.kill(recogniser.pid, signal.SIGSTOP)
            async with asyncio.timeout(10):
                with pytest.raises(RecogniserUnavailable):
                    await speaking
                assert (await heard(recogniser, SENTENCE)).text == TEXT
        assert recogniser.starts >= 2
        assert any("did not answer" in record.getMessage() for record in caplog.records)


async def test_a_process_that_is_busy_is_not_taken_for_hung() -> None:
    async with kept_alive() as recogniser:
        texts = await asyncio.gather(*(heard(recogniser, SENTENCE * 4) for _ in range(8)))
        assert recogniser.starts == 1
        assert len({transcript.text for transcript in texts}) == 1


@pytest.mark.parametrize("garbage", [b"\xff" * 64, b"\x0b\0\0\0\0\xff\xff\xff\xff"])
async def test_garbage_from_the_process_ends_it(
    garbage: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stands in for the worker: says it is ready, then nonsense."""
    ready = frame(Sort.READY).encoded()
    fake = tmp_path / "python"
    script = f"import sys,time;o=sys.stdout.buffer;o.write({ready + garbage!r});o.flush();time.sleep(60)"
    fake.write_text(f"#!{sys.executable}\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setattr("dialogue.adapters.vosk.process.sys.executable", str(fake))
    frames: list[Frame | None] = []
    process = await DecodingProcess.start(MODEL, frames.append)
    try:
        async with asyncio.timeout(10):
            assert "no frame" in await process.wait()
            while frames != [None]:  # noqa: ASYNC110 - the list has no event
                await asyncio.sleep(0.01)
        with pytest.raises(RecogniserUnavailable):
            process.send(Frame(Sort.FINISH, 1))
    finally:
        await process.stop()


async def test_as_many_as_may_speak_at_once_are_heard_as_alone_and_one_more_is_told_to_wait() -> None:
    names = [f"{number:03}" for number in range(1, STREAMS + 1)]
    async with kept_alive() as recogniser:
        together = asyncio.gather(*(heard(recogniser, samples(recording(name)), pause_s=0.001) for name in names))
        await asyncio.sleep(0.05)
        with pytest.raises(RecogniserUnavailable, match="in a moment"):
            await heard(recogniser, SENTENCE)
        texts = [transcript.text for transcript in await together]
        alone = [(await heard(recogniser, samples(recording(name)))).text for name in names]
        assert texts == alone
        assert recogniser.starts == 1


async def test_an_utterance_left_in_the_middle_makes_room_for_others() -> None:
    async def never_ending() -> AsyncIterator[bytes]:
        yield SENTENCE
        await asyncio.Event().wait()

    async def listen(recogniser: VoskRecogniser) -> None:
        async for _hearing in recogniser.hear(never_ending()):
            pass

    async with kept_alive() as recogniser:
        for _round in range(2):
            speaking = [asyncio.create_task(listen(recogniser)) for _ in range(STREAMS)]
            await asyncio.sleep(0.2)
            for task in speaking:
                task.cancel()
            await asyncio.wait(speaking)
        assert (await heard(recogniser, SENTENCE)).text == TEXT


async def test_a_speaker_who_never_stops_is_heard_for_a_minute_and_not_kept() -> None:
    async with kept_alive() as recogniser:
        transcript = await heard(recogniser, SENTENCE + bytes(int(adapter.LONGEST_S) * 32_000) + SENTENCE)
    assert transcript.text == TEXT


async def test_what_fails_in_the_source_of_the_sound_is_not_swallowed() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield SENTENCE[:3200]
        raise ConnectionResetError("the satellite is gone")

    async with kept_alive() as recogniser:
        with pytest.raises(ConnectionResetError):
            async for _hearing in recogniser.hear(broken()):
                pass
        assert (await heard(recogniser, SENTENCE)).text == TEXT


async def test_the_process_ends_with_the_hub() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        pid = recogniser.pid
        assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
