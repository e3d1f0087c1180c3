"""The household's words: looked up, put, dropped and laid over one another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogue.reading.vocabulary import load_vocabulary
from teaching.concepts import Alias, Concept, Preference, Setting, Status, ValueName
from teaching.lexicon import Lexicon, Sort, spellings, split
from teaching.phrases import stems
from tests.talk.situations import taught
from tests.talk.stage import home_file

TEN = ValueName((Setting("brightness", 10),))
STUDY = taught("study mode", TEN)


def lexicon(*concepts: Concept, home: str = "demo") -> Lexicon:
    vocabulary = load_vocabulary("en")
    return Lexicon(home_file(home).home, concepts, tails=vocabulary.tails, products=vocabulary.products)


def found(words: Lexicon, text: str) -> list[str]:
    """Ids of what the whole text stands for."""
    row = split(text)
    ids = [name.id for end, names in words.at(row, stems(row), 0) if end == len(row) for name in names]
    return list(dict.fromkeys(ids))


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("Living Room", ("living", "room")),
        ("night_light", ("night", "light")),
        ("Ben’s lamp", ("ben's", "lamp")),
        ("the boys' room", ("the", "boys", "room")),
        ('"TV"', ("tv",)),
        ("", ()),
    ],
)
def test_a_name_is_split_as_people_say_it(phrase: str, words: tuple[str, ...]) -> None:
    assert split(phrase) == words


def test_a_number_in_a_name_may_be_spoken() -> None:
    assert spellings(("hdmi1",)) == (("hdmi1",), ("hdmi", "1"), ("hdmi", "one"))


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("floor lamp", "floor_lamp"), ("standing lamp", "floor_lamp"), ("telly", "tv"), ("washer", "washing_machine"),
        ("coffee maker", "coffee_machine"), ("hoover", "vacuum"), ("lounge", "living_room"), ("alex", "alex"),
    ],
)  # fmt: skip
def test_the_homes_names_are_known(text: str, entity: str) -> None:
    assert found(lexicon(), text) == [entity]


def test_two_things_of_one_name_are_both_found() -> None:
    assert set(found(lexicon(home="elm cottage"), "reading lamp")) == {"parlour_reading", "nursery_reading"}


def test_a_plural_is_not_the_one_thing_of_that_name() -> None:
    assert found(lexicon(), "kitchen lights") == []


@pytest.mark.parametrize("text", ["study mode", "study", "studying mode", "study modes"])
def test_a_taught_word_is_found_in_its_forms(text: str) -> None:
    assert [concept.id for concept in lexicon(STUDY).concepts_named(text)] == ["study_mode"]


def test_what_was_heard_instead_is_found_too() -> None:
    assert found(lexicon(replace(STUDY, heard_as=("steady mode",))), "steady mode") == ["study_mode"]


def test_dropped_is_unknown() -> None:
    words = lexicon(STUDY)
    words.drop("study_mode")
    words.drop("study_mode")
    assert found(words, "study mode") == []
    assert words.concepts_named("study mode") == ()
    assert not words.concepts


def test_put_again_replaces() -> None:
    words = lexicon(STUDY)
    words.put(STUDY.renamed("desk mode", STUDY.provenance))
    assert found(words, "study mode") == []
    assert found(words, "desk mode") == ["study_mode"]


def test_retired_is_kept_but_not_met() -> None:
    retired = replace(STUDY, status=Status.RETIRED)
    words = lexicon(retired)
    assert found(words, "study mode") == []
    assert words.of_type("value") == ()
    assert words.retired_named("study mode") == (retired,)


def test_a_preference_is_chosen_by_what_it_is_about_and_not_by_a_word() -> None:
    words = lexicon(taught("light brightness", Preference((Setting("brightness", 30),), kind="light")))
    assert found(words, "light brightness") == []
    assert len(words.of_type("preference")) == 1
    assert len(words.concepts_named("light brightness")) == 1


def test_a_child_lexicon_knows_more_and_leaves_its_parent_as_it_is() -> None:
    parent = lexicon(STUDY)
    child = parent.with_concepts([taught("bertha", Alias(("floor_lamp",)))])
    assert found(child, "bertha") == ["bertha"]
    assert "study_mode" in found(child, "study mode")
    assert "floor_lamp" in found(child, "floor lamp")
    assert found(parent, "bertha") == []
    assert set(child.concepts) == {"bertha", "study_mode"}
    with pytest.raises(KeyError):
        parent.concept("bertha")


def test_a_child_lexicon_hides_what_it_changes() -> None:
    parent = lexicon(STUDY)
    child = parent.with_concepts([STUDY.renamed("desk mode", STUDY.provenance)])
    assert found(child, "study mode") == []
    assert found(child, "desk mode") == ["study_mode"]
    assert [concept.term for concept in child.of_type("value")] == ["desk mode"]
    assert found(parent, "study mode") == ["study_mode"]


def test_names_follow_the_home_and_lessons_stay() -> None:
    words = lexicon(STUDY)
    words.follow(home_file("elm cottage").home)
    assert found(words, "shelf strip") == ["parlour_strip"]
    assert found(words, "floor lamp") == []
    assert found(words, "study mode") == ["study_mode"]


def test_sorts_tell_what_a_name_is() -> None:
    words = lexicon(STUDY)
    row = split("alex study mode kitchen floor lamp red")
    sorts = {name.sort for start in range(len(row)) for _, names in words.at(row, stems(row), start) for name in names}
    assert {Sort.PERSON, Sort.CONCEPT, Sort.AREA, Sort.ENTITY, Sort.OPTION} <= sorts
