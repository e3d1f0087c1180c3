"""What people say about words and about the conversation itself."""

from __future__ import annotations

import pytest

from dialogue.reading.statements import find_statements, is_answer, load_statements, strip_answer
from tests.talk.situations import tokens

KNOWN = frozenset({"study mode", "movie night", "the desk gang"})


def groups(text: str) -> list[str]:
    return [one.group for one in find_statements(tokens(text), load_statements(), KNOWN.__contains__)]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("study time means eighty percent", "teach"),
        ("when I say cosy turn off the tv", "teach"),
        ("by cosy I mean ten percent", "teach"),
        ("call the floor lamp bertha", "name"),
        ("the floor lamp is called bertha", "name"),
        ("remember how it is now as movie night", "remember_state"),
        ("call this brightness embers", "remember_value"),
        ("watch me", "watch"),
        ("undo", "undo"),
        ("please undo that", "undo"),
        ("forget study mode", "forget"),
        ("forget everything about sam", "forget_person"),
        ("forget what I said today", "forget_range"),
        ("forget everything", "forget_all"),
        ("what is study mode", "explain"),
        ("explain study mode", "explain"),
        ("who taught you study mode", "provenance"),
        ("rename study mode to desk mode", "rename"),
        ("retire study mode", "retire"),
        ("restore study mode", "restore"),
        ("what did study mode mean before", "before"),
        ("go back to the old one", "revert"),
        ("list what you have learned", "list_learned"),
        ("what have you learned so far", "list_learned"),
        ("what are my preferences", "list_preferences"),
        ("learn my preferences", "guided"),
        ("what is planned", "list_schedules"),
        ("cancel the kettle schedule", "cancel_schedule"),
        ("add the kettle to movie night", "amend_add"),
        ("remove the tv from movie night", "amend_remove"),
        ("change study mode to ten percent", "amend_change"),
        ("movie night should also turn off the tv", "amend_add"),
    ],
)
def test_each_kind_of_statement_is_found(text: str, group: str) -> None:
    assert group in groups(text)


@pytest.mark.parametrize("text", ["turn on the light", "lights off in the kitchen", "set the oven to two hundred"])
def test_a_command_is_no_statement(text: str) -> None:
    assert groups(text) == []


def test_slots_hold_the_words() -> None:
    (first, *_) = find_statements(tokens("Change study mode to ten percent"), load_statements(), KNOWN.__contains__)
    assert (first.words("concept"), first.words("definition"), first.words("nothing")) == (
        "study mode",
        "ten percent",
        "",
    )


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("cancel", ["never mind", "forget it", "oh never mind then", "cancel", "leave it"]),
        ("yes", ["yes", "yeah", "sure", "yes please", "exactly", "that's right", "go ahead", "okay do it"]),
        ("no", ["no", "nope", "no thanks", "no not that one", "certainly not"]),
        ("help", ["what do you mean", "huh", "pardon", "for example", "what should I say"]),
        ("why", ["why", "why did you do that", "how come"]),
        ("repeat", ["say that again", "repeat that please"]),
        ("done", ["done", "that's it", "I'm done"]),
        ("only_now", ["only now", "just this once", "no only for today"]),
        ("always", ["always", "from now on", "yes always"]),
    ],
)
def test_short_answers(kind: str, texts: list[str]) -> None:
    for text in texts:
        assert is_answer(tokens(text), kind, load_statements()), text


@pytest.mark.parametrize("kind", ["cancel", "yes", "no", "help", "why", "repeat", "done"])
@pytest.mark.parametrize(
    "text", ["turn on the light", "ten percent", "the floor lamp", "yes turn on the kettle at nine"]
)
def test_what_holds_more_is_no_short_answer(kind: str, text: str) -> None:
    assert not is_answer(tokens(text), kind, load_statements())


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("oh, that's the floor lamp I mean", "the floor lamp"),
        ("well it's about eighty percent", "eighty percent"),
        ("I'd say warm white please", "warm white"),
        ("eighty percent", "eighty percent"),
    ],
)
def test_an_answer_without_what_adds_nothing(text: str, bare: str) -> None:
    assert " ".join(token.text for token in strip_answer(tokens(text), load_statements())) == bare


def test_an_answer_is_never_stripped_to_nothing() -> None:
    assert strip_answer(tokens("okay"), load_statements())


def test_what_is_said_of_a_word_needs_a_word_that_was_taught() -> None:
    assert "retire" in groups("retire study mode")
    assert "retire" not in groups("retire early")
    assert "amend_add" not in groups("add milk to the list")
    assert "amend_change" not in groups("the milk should be cold")
