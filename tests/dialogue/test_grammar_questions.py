"""What a question asks about the home."""

from __future__ import annotations

import pytest

from dialogue.interpretation import Question
from dialogue.questions.questions import read_question
from dialogue.reading.chunks import chunk
from teaching.concepts import Alias
from tests.talk.situations import situation, taught, tokens


def ask(text: str, *, area: str | None = None) -> Question | None:
    book = situation(taught("bertha", Alias(("floor_lamp",))), area=area).book
    return read_question(chunk(tokens(text), book.lexicon, book.vocabulary), book)


def asked(text: str) -> Question:
    found = ask(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("text", "entity", "predicate"),
    [
        ("is the back door locked", "back_door_lock", "locked"),
        ("is the tv on", "tv", "on"),
        ("is bertha on", "floor_lamp", "on"),
        ("did I leave the oven on", "oven", "on"),
        ("tell me if the front door is locked", "front_door_lock", "locked"),
        ("are the bedroom blinds open", "bedroom_blinds", "open"),
    ],
)
def test_yes_or_no(text: str, entity: str, predicate: str) -> None:
    found = asked(text)
    assert found.form == "state"
    assert found.target is not None
    assert (found.target.named or found.target.fitting) == (entity,)
    assert found.predicate == predicate


@pytest.mark.parametrize(
    ("text", "predicate", "areas", "kinds"),
    [
        ("which lights are on", "on", (), ("light",)),
        ("what is on in the kitchen", "on", ("kitchen",), ()),
        ("is anything on in the kitchen", "on", ("kitchen",), ()),
        ("what is playing", "playing", (), ()),
    ],
)
def test_what_is_so(text: str, predicate: str, areas: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    found = asked(text)
    assert found.anything
    assert (found.predicate, found.areas, found.kinds) == (predicate, areas, kinds)


@pytest.mark.parametrize(
    ("text", "attribute", "areas"),
    [
        ("how warm is it in the bedroom", "temperature", ("bedroom",)),
        ("what's the temperature", "temperature", ()),
        ("temperature in the bedroom", "temperature", ("bedroom",)),
        ("how humid is it in the bathroom", "humidity", ("bathroom",)),
        ("how long does the dishwasher need", "remaining_min", ()),
        ("what is the volume of the tv", "volume", ()),
    ],
)
def test_how_much(text: str, attribute: str, areas: tuple[str, ...]) -> None:
    found = asked(text)
    assert (found.form, found.attribute, found.areas) == ("measure", attribute, areas)


@pytest.mark.parametrize(
    ("text", "form", "person"),
    [
        ("where is sam", "person", "sam"),
        ("is sam home", "person", "sam"),
        ("who is home", "who", None),
        ("is anyone at home", "who", None),
    ],
)
def test_who_is_where(text: str, form: str, person: str | None) -> None:
    found = asked(text)
    assert (found.form, found.person) == (form, person)


@pytest.mark.parametrize(
    ("text", "unknown", "role"),
    [
        ("is the zorvane on", "zorvane", "device"),
        ("how warm is it in the blick", "blick", "area"),
        ("is anything on in the blick", "blick", "area"),
    ],
)
def test_an_unknown_in_a_question(text: str, unknown: str, role: str) -> None:
    assert [(span.text, span.role) for span in asked(text).unknowns] == [(unknown, role)]


@pytest.mark.parametrize(
    "text", ["turn on the light", "do the desk lamp in red", "lights on", "study mode", "good night"]
)
def test_a_command_is_no_question(text: str) -> None:
    assert ask(text) is None


def test_a_question_about_here() -> None:
    found = ask("is it warm in here", area="bedroom")
    assert found is not None
    assert (found.attribute, found.scope) == ("temperature", "here")
