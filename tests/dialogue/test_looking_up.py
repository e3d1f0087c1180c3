"""What programs ask about words: an answer in any case, and never a question back."""

from __future__ import annotations

from datetime import datetime

import pytest

from dialogue.requests import load_requests
from dialogue.response import Kind
from tests.fakes.clocks import BERLIN
from tests.talk.listening import listener
from tests.talk.stage import home_file, stage_of

EVENING = datetime(2026, 3, 10, 19, tzinfo=BERLIN)


def look_up(term: str) -> str:
    return load_requests("en").look_up.format(term=term)


@pytest.mark.parametrize(
    "term",
    [
        "blorf", "study mode", "cosy mode", "the desk lamp", "kitchen", "80 percent", "Alex", "on", "set",
        "turn on everything", "turn on the lights now please and then off again", "what time is it", "forget cosy",
        "is it", "it", "mode", "Zoë's thing", "movie-night!", "a, b and c",
    ],
)  # fmt: skip
async def test_what_nobody_taught_is_said_to_be_unknown(term: str) -> None:
    async with stage_of(home_file("demo"), listener(), time=EVENING) as stage:
        answer = await stage.say(look_up(term))
        assert (answer.kind, answer.expects_reply, answer.unknown_spans) == (Kind.REFUSES, False, ())
        assert answer.speech.startswith("I don't know")


@pytest.mark.parametrize("term", ["crumb mode", "Crumb Mode", "the big one", "movie night now"])
async def test_what_was_taught_is_told(term: str) -> None:
    async with stage_of(home_file("demo"), listener(), time=EVENING) as stage:
        await stage.say("crumb mode means bright white at 80 percent")
        await stage.say("call the floor lamp the big one")
        await stage.say("movie night now means turn off the tv")
        answer = await stage.say(look_up(term))
        assert (answer.kind, answer.expects_reply) == (Kind.ANSWERS, False)
