"""Whether a lesson is taken: rights, safety, fixed words, conflicts and depth."""

from __future__ import annotations

import pytest

from dialogue.dialogue_state import MeaningQuestion
from dialogue.lessons.fixed_words import is_builtin
from dialogue.lessons.learning import known, learn
from dialogue.lessons.meaning_questions import MAX_DEPTH, ask_about
from dialogue.response import Kind, UnknownSpan
from teaching.concepts import Alias, Routine, Selector, Setting, Step, TimeName, ValueName
from tests.talk.situations import mind, situation, taught

TEN = ValueName((Setting("brightness", 10),))
UNLOCK = Routine((Step(Selector(("back_door_lock",)), (Setting("locked", False),)),))
LOCK = Routine((Step(Selector(("back_door_lock",)), (Setting("locked", True),)),))
OVEN = Routine((Step(Selector(("oven",)), (Setting("on", True),)),))
TV = Routine((Step(Selector(("tv",)), (Setting("on", True),)),))


@pytest.mark.parametrize(
    "term", ["on", "off", "light", "the", "kitchen", "floor lamp", "turn on the light", "everything", "warm", "alex"]
)
def test_words_with_a_fixed_meaning_can_not_be_taught(term: str) -> None:
    there = mind(situation())
    assert is_builtin(term, there)
    decision = learn(term, TEN, there, how="told")
    assert (decision.kind, decision.put) == (Kind.REFUSES, ())


@pytest.mark.parametrize("term", ["study mode", "bertha", "movie night", "cosy", "lumosify", "zorvane"])
def test_new_words_can(term: str) -> None:
    there = mind(situation(person="alex"))
    assert not is_builtin(term, there)
    decision = learn(term, TEN, there, how="told")
    assert decision.kind is Kind.CONFIRMS
    (concept,) = decision.put
    assert (concept.term, concept.meaning, concept.provenance.person) == (term, TEN, "alex")


def test_the_id_of_a_concept_says_nothing_of_the_word() -> None:
    (concept,) = learn("study mode", TEN, mind(situation()), how="told").put
    assert "study" not in concept.id


def test_a_word_is_kept_without_the_words_around_it() -> None:
    (concept,) = learn("the desk gang please", Alias(("desk_lamp",)), mind(situation()), how="told").put
    assert concept.term == "desk gang"


def test_a_correction_makes_a_new_version() -> None:
    there = mind(situation(taught("cosy", TEN)))
    (concept,) = learn("cosy", ValueName((Setting("brightness", 30),)), there, how="corrected").put
    assert concept.id == "cosy"
    assert [version.meaning for version in concept.versions] == [TEN, ValueName((Setting("brightness", 30),))]


def test_another_kind_of_meaning_is_asked_about() -> None:
    there = mind(situation(taught("cosy", TEN)))
    decision = learn("cosy", TV, there, how="told")
    assert (decision.kind, decision.put) == (Kind.ASKS_CONFIRM, ())
    assert "10 %" in decision.lead


def test_what_lets_somebody_in_is_asked_about_and_asks_ever_after() -> None:
    decision = learn("sesame", UNLOCK, mind(situation(person="alex")), how="told")
    assert (decision.kind, decision.put) == (Kind.ASKS_CONFIRM, ())
    question = decision.question
    assert question is not None
    assert question.type == "confirm"
    (concept,) = question.concepts
    assert isinstance(concept.meaning, Routine)
    assert concept.meaning.confirm_always


def test_the_safe_direction_is_taken_at_once() -> None:
    decision = learn("fort knox", LOCK, mind(situation(person="alex")), how="told")
    assert decision.kind is Kind.CONFIRMS


def test_heat_while_people_leave_is_asked_about() -> None:
    assert learn("leaving home", OVEN, mind(situation(person="alex")), how="told").kind is Kind.ASKS_CONFIRM
    assert learn("pizza party", OVEN, mind(situation(person="alex")), how="told").kind is Kind.CONFIRMS


@pytest.mark.parametrize(("home", "person"), [("demo", "robin"), ("elm cottage", "gus")])
def test_children_and_guests_teach_nothing_dangerous(home: str, person: str) -> None:
    there = mind(situation(home=home, person=person))
    hot = OVEN if home == "demo" else Routine((Step(Selector(("cooker",)), (Setting("on", True),)),))
    assert learn("pizza party", hot, there, how="told").kind is Kind.REFUSES
    assert learn("cosy", TEN, there, how="told").kind is Kind.CONFIRMS


def test_ones_own_word_comes_before_the_households() -> None:
    ours, mine = taught("cosy", TEN, concept_id="ours"), taught("cosy", TEN, concept_id="mine", scope="alex")
    for person, expected in (("alex", "mine"), ("sam", "ours"), (None, "ours")):
        found = known("the cosy", mind(situation(ours, mine, person=person)))
        assert found is not None
        assert found.id == expected


def test_somebody_elses_own_word_is_not_known() -> None:
    assert known("cosy", mind(situation(taught("cosy", TEN, scope="alex"), person="sam"))) is None


def test_questions_nest_so_deep_and_no_deeper() -> None:
    there = mind(situation())
    parent: MeaningQuestion | None = None
    for depth in range(MAX_DEPTH):
        decision = ask_about((UnknownSpan(f"w{depth}", "value"),), "set it", there, parent=parent)
        assert decision.kind is Kind.ASKS_ABOUT
        assert isinstance(decision.question, MeaningQuestion)
        parent = decision.question
    assert ask_about((UnknownSpan("one more", "value"),), "set it", there, parent=parent).kind is Kind.CANCELS


@pytest.mark.parametrize("role", ["value", "device", "area", "action", "scene", "time", "person", "preference"])
def test_each_role_has_a_question_that_names_the_word(role: str) -> None:
    decision = ask_about((UnknownSpan("zorvane", role),), "zorvane", mind(situation()), targets=("floor_lamp",))
    assert "zorvane" in decision.lead
    assert decision.lead.endswith((".", "?"))
    assert "{" not in decision.lead


@pytest.mark.parametrize("meaning", [TEN, TV, Alias(("floor_lamp",)), TimeName("22:30")])
def test_what_was_learned_is_said_back(meaning: ValueName | Routine | Alias | TimeName) -> None:
    decision = learn("zorvane", meaning, mind(situation()), how="answered")
    assert "zorvane" in decision.lead
    assert "{" not in decision.lead
