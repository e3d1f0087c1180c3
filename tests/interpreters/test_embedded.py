"""The interpreter inside the hub: its files, its speed, its retraining."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from shutil import copyfile
from time import perf_counter

import pytest

from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.errors import InterpreterUnavailable
from dialogue.training.corpus import regression_examples
from dialogue.training.errors import ModelFileError, TrainingError
from dialogue.training.examples import CLASSES, Example
from dialogue.training.model import IntentModel, read_model, write_model


@pytest.fixture
def own(embedded: EmbeddedInterpreter, tmp_path: Path) -> EmbeddedInterpreter:
    copy = EmbeddedInterpreter(tmp_path)
    copyfile(embedded.base_file, copy.base_file)
    return copy


async def test_it_refuses_until_it_is_prepared(tmp_path: Path) -> None:
    with pytest.raises(InterpreterUnavailable):
        await EmbeddedInterpreter(tmp_path).parse("hello")


async def test_it_understands_every_regression_sentence(embedded: EmbeddedInterpreter) -> None:
    wrong = []
    for example in regression_examples():
        intents = (await embedded.parse(example.text)).intents
        if max(intents, key=intents.__getitem__) != example.intent:
            wrong.append((example, intents))
    assert not wrong


@pytest.mark.parametrize("damage", [b"", b"teachable-hub-model-1\n", b"\x80\x04pickle"])
def test_a_damaged_model_file_is_never_loaded(own: EmbeddedInterpreter, damage: bytes) -> None:
    own.base_file.write_bytes(damage)
    with pytest.raises(ModelFileError):
        read_model(own.base_file)


def test_a_model_file_with_one_changed_byte_is_never_loaded(own: EmbeddedInterpreter) -> None:
    content = bytearray(own.base_file.read_bytes())
    content[-100] ^= 1
    own.base_file.write_bytes(content)
    with pytest.raises(ModelFileError):
        read_model(own.base_file)


async def test_a_damaged_household_model_gives_way_to_the_shipped_one(own: EmbeddedInterpreter) -> None:
    own.household_file.write_bytes(b"rubbish")
    await own.prepare()
    assert own.ready


def test_a_model_comes_back_from_its_file_as_it_was(own: EmbeddedInterpreter, tmp_path: Path) -> None:
    model = read_model(own.base_file)
    write_model(model, tmp_path / "again.model")
    assert isinstance(model, IntentModel)
    assert read_model(tmp_path / "again.model").probabilities("turn on it") == model.probabilities("turn on it")
    assert set(model.classes) == set(CLASSES)


async def test_a_sentence_takes_less_than_a_millisecond_and_a_half(embedded: EmbeddedInterpreter) -> None:
    took = []
    for _ in range(200):
        begun = perf_counter()
        await embedded.parse("could you please set the xarea xdevice to frobnication before dinner")
        took.append(perf_counter() - begun)
    assert sorted(took)[100] < 0.0015


def test_a_hub_that_runs_loads_neither_scikit_learn_nor_spacy(own: EmbeddedInterpreter) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path\n"
        "from dialogue.adapters.embedded import EmbeddedInterpreter\n"
        f"interpreter = EmbeddedInterpreter(Path({str(own.base_file.parent)!r}))\n"
        "asyncio.run(interpreter.prepare()); asyncio.run(interpreter.parse('hello'))\n"
        "assert not {'sklearn', 'scipy', 'spacy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.slow
async def test_a_household_s_words_are_learnt_promoted_kept_and_forgotten(own: EmbeddedInterpreter) -> None:
    await own.prepare()
    lessons = [Example(text, "scene") for text in ("blorfel", "start blorfel", "blorfel please", "time for blorfel")]
    assert await own.retrain(lessons, regression_examples())
    assert own.household_file.exists()
    again = EmbeddedInterpreter(own.base_file.parent)
    await again.prepare()
    assert "blorfel" in (again._model or pytest.fail("no model")).vocabulary
    assert await again.forget_household() == 1
    assert "blorfel" not in (again._model or pytest.fail("no model")).vocabulary
    assert not any(b"blorfel" in path.read_bytes() for path in own.base_file.parent.rglob("*") if path.is_file())


@pytest.mark.slow
async def test_a_model_that_loses_old_sentences_is_not_promoted(own: EmbeddedInterpreter) -> None:
    await own.prepare()
    before = own._model
    spoilt = [Example(f"{example.text} {number}", "chat") for example in regression_examples() for number in range(60)]
    spoilt += [Example(example.text, "chat") for example in regression_examples() for _ in range(60)]
    assert not await own.retrain(spoilt, regression_examples())
    assert own._model is before
    assert not own.household_file.exists()


async def test_a_training_that_is_cancelled_leaves_nothing_behind(own: EmbeddedInterpreter) -> None:
    await own.prepare()
    training = asyncio.create_task(own.retrain([Example("blorfel", "scene")], []))
    await asyncio.sleep(0.5)
    training.cancel()
    await asyncio.wait([training])
    assert [path.name for path in own.base_file.parent.iterdir()] == [own.base_file.name]


async def test_a_full_disk_leaves_the_model_in_use(own: EmbeddedInterpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    await own.prepare()

    async def fails(*_: object) -> None:
        raise TrainingError("No space left on device")

    monkeypatch.setattr("dialogue.adapters.embedded.fit_in_child", fails)
    with pytest.raises(TrainingError):
        await own.retrain([], [])
    assert own.ready
