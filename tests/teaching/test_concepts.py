"""A concept keeps all its versions, and the sentences that are made from it hold no meaning."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Chosen,
    Concept,
    Meaning,
    PersonName,
    Preference,
    Provenance,
    Routine,
    Selector,
    Setting,
    Status,
    Step,
    TimeName,
    ValueName,
)
from teaching.training import MOST_CONCEPTS, lesson_sentences
from tests.talk.situations import EVENING, taught

TEN, THIRTY = (ValueName((Setting("brightness", percent),)) for percent in (10, 30))
LATER = Provenance("sam", EVENING + timedelta(days=1), "t9", "corrected")
MEANINGS: tuple[Meaning, ...] = (
    TEN,
    Alias(("floor_lamp",)),
    AreaName(("kitchen",)),
    PersonName("alex"),
    ActionName(verb="on"),
    Routine((Step(Selector(("tv",)), (Setting("on", True),)),)),
    TimeName("22:30"),
)


def test_the_last_version_holds_and_the_first_is_remembered() -> None:
    concept = taught("cosy", TEN).changed(THIRTY, LATER)
    assert (concept.meaning, concept.provenance.person) == (THIRTY, "sam")
    assert concept.taught_by.person == "alex"
    assert [version.meaning for version in concept.versions] == [TEN, THIRTY]


def test_reverting_takes_back_one_version_with_its_name() -> None:
    concept = taught("cosy", TEN).renamed("snug", LATER).changed(THIRTY, LATER)
    assert (concept.reverted().term, concept.reverted().meaning) == ("snug", TEN)
    assert concept.reverted().reverted().term == "cosy"
    assert taught("cosy", TEN).reverted() == taught("cosy", TEN)


def test_a_rename_keeps_the_meaning() -> None:
    renamed = taught("cosy", TEN).renamed("snug", LATER)
    assert (renamed.id, renamed.term, renamed.meaning) == ("cosy", "snug", TEN)


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda meaning: meaning.type)
def test_sentences_for_each_kind_of_meaning_hold_the_word(meaning: Meaning) -> None:
    sentences = lesson_sentences([taught("zorvane", meaning)])
    assert len(sentences) >= 3
    assert all("zorvane" in sentence.text and "{" not in sentence.text for sentence in sentences)
    assert {sentence.intent for sentence in sentences} <= {"command", "query", "scene"}


def test_tastes_and_retired_words_make_no_sentences() -> None:
    preference = taught("light brightness", Preference((Setting("brightness", 30),), kind="light"))
    retired: Concept = replace(taught("cosy", TEN), status=Status.RETIRED)
    assert lesson_sentences([preference, retired]) == ()


def test_what_was_heard_instead_is_learnt_too() -> None:
    concept = replace(taught("study mode", TEN), heard_as=("steady mode",))
    assert any("steady mode" in sentence.text for sentence in lesson_sentences([concept]))


def test_only_the_most_used_are_learnt() -> None:
    many = [replace(taught(f"w{number}", TEN), uses=number) for number in range(MOST_CONCEPTS + 50)]
    chosen = {sentence.concept_id for sentence in lesson_sentences(many)}
    assert len(chosen) == MOST_CONCEPTS
    assert "w0" not in chosen
    assert f"w{MOST_CONCEPTS + 49}" in chosen


def test_a_choice_has_no_sentences() -> None:
    assert not lesson_sentences([taught("which lamp", Chosen("lamp", "desk_lamp", "office"))])
