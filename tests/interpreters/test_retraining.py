"""Lessons become training sentences, in the background, and are forgotten with their models."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dialogue.ports import Forget, Parse
from dialogue.training.errors import TrainingError
from dialogue.training.examples import Example
from dialogue.training.promotion import lost, understood
from dialogue.training.retraining import Retrainer, household_examples
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Concept,
    Meaning,
    PersonName,
    Preference,
    Provenance,
    Routine,
    Setting,
    Status,
    TimeName,
    ValueName,
    Version,
)
from teaching.training import MOST_CONCEPTS, lesson_sentences

FROM = Provenance(person="ana", at=datetime(2026, 3, 1, tzinfo=UTC), turn_id="t1")
MEANINGS: tuple[Meaning, ...] = (
    Alias(("lamp",)),
    AreaName(("study",)),
    PersonName("ana"),
    ValueName((Setting("brightness", 80),)),
    ActionName(verb="turn_off"),
    Routine(()),
    TimeName("22:30"),
)


def concept(term: str, meaning: Meaning, **changes: object) -> Concept:
    fields = {"id": term, "term": term, "versions": (Version(meaning, FROM, term),), **changes}
    return Concept(**fields)  # type: ignore[arg-type]


@dataclass
class FakeTrainee:
    name: str = "fake"
    delay: float = 0.0
    fails: bool = False
    lessons: list[Sequence[Example]] = field(default_factory=list)
    forgotten: int = 0

    async def retrain(self, extra: Sequence[Example], regression: Sequence[Example]) -> bool:
        assert regression
        await asyncio.sleep(self.delay)
        if self.fails:
            raise TrainingError("the disk is full")
        self.lessons.append(extra)
        return True

    async def forget_household(self) -> int:
        self.forgotten += 1
        return 1


def test_every_kind_of_meaning_but_a_preference_gives_sentences_with_its_term() -> None:
    for meaning in MEANINGS:
        sentences = lesson_sentences([concept("Bertha {0}", meaning)])
        assert len(sentences) >= 3
        assert all("Bertha {0}" in sentence.text for sentence in sentences)
    assert not lesson_sentences([concept("reading", Preference((Setting("brightness", 80),)))])


def test_what_a_recogniser_made_of_a_term_is_learnt_too() -> None:
    texts = [sentence.text for sentence in lesson_sentences([concept("cosy", MEANINGS[3], heard_as=("cozy",))])]
    assert any("cozy" in text for text in texts)


def test_retired_concepts_are_not_learnt() -> None:
    assert not lesson_sentences([concept("cosy", MEANINGS[3], status=Status.RETIRED)])


def test_of_very_many_concepts_the_most_used_are_learnt() -> None:
    many = [concept(f"word{number}", MEANINGS[5], uses=number) for number in range(MOST_CONCEPTS + 10)]
    learnt = {sentence.concept_id for sentence in lesson_sentences(many)}
    assert len(learnt) == MOST_CONCEPTS
    assert "word0" not in learnt


def test_training_sentences_hold_the_term_but_never_what_it_means() -> None:
    texts = {
        example.text
        for example in household_examples([concept("Cosy Corner!", ValueName((Setting("brightness", 37),)))])
    }
    assert "set the xdevice to cosy corner" in texts
    assert not any("37" in text or "ana" in text.split() for text in texts)


async def test_many_lessons_in_a_row_are_one_training() -> None:
    trainee = FakeTrainee()

    async def concepts() -> Sequence[Concept]:
        return [concept("cosy", MEANINGS[3])]

    retrainer = Retrainer([trainee], concepts, quiet=0.05)
    running = asyncio.create_task(retrainer.run())
    for _ in range(5):
        retrainer.request()
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)
    running.cancel()
    await asyncio.wait([running])
    assert len(trainee.lessons) == 1


async def test_one_interpreter_that_cannot_be_trained_does_not_keep_the_other_from_it() -> None:
    broken, well = FakeTrainee("rasa", fails=True), FakeTrainee("embedded")

    async def concepts() -> Sequence[Concept]:
        return []

    assert await Retrainer([broken, well], concepts).train_now() == {"rasa": False, "embedded": True}


async def test_forgetting_ends_a_training_that_still_knows_and_trains_anew() -> None:
    trainee, known = FakeTrainee(delay=0.3), [concept("secret", MEANINGS[5])]

    async def concepts() -> Sequence[Concept]:
        return list(known)

    retrainer = Retrainer([trainee], concepts, quiet=0.01)
    running = asyncio.create_task(retrainer.run())
    retrainer.request()
    await asyncio.sleep(0.1)
    known.clear()
    assert await retrainer.forget(Forget(person="ana")) == 1
    await asyncio.sleep(0.6)
    running.cancel()
    await asyncio.wait([running])
    assert trainee.lessons == [()]


async def test_a_model_that_loses_a_sentence_it_was_sure_of_is_found_out() -> None:
    examples = [Example("one", "chat"), Example("two", "scene")]

    async def before(text: str) -> Parse:
        return Parse({"chat": 0.9, "scene": 0.1} if text == "one" else {"chat": 0.4, "scene": 0.6})

    async def after(_text: str) -> Parse:
        return Parse({"chat": 0.3, "scene": 0.7})

    surely = await understood(before, examples, 0.7)
    assert lost(surely, await understood(after, examples)) == (examples[0],)
