"""What every interpreter promises (``dialogue.ports.IntentParser``): run on the embedded one and on a real Rasa."""

from __future__ import annotations

import math

import pytest

from dialogue.deciding.relevance import WITH_ANCHOR, WITHOUT_ANCHOR, home_directed
from dialogue.ports import IntentParser
from dialogue.training.examples import CLASSES

pytestmark = pytest.mark.asyncio(loop_scope="session")

ODD = [
    "",
    " ",
    "?!",
    "€ 🎈 …",
    "Wie geht es dir heute",
    "word " * 20_000,
    "\x00\x1b[31m\n\t",
    "[a](device)",
    "10,5 %",
    "'",
    "{}",
]


@pytest.mark.parametrize("text", ODD)
async def test_any_text_gets_probabilities_of_the_known_classes_that_add_up_to_one(
    parser: IntentParser, text: str
) -> None:
    parse = await parser.parse(text)
    assert set(parse.intents) <= set(CLASSES)
    assert math.isclose(sum(parse.intents.values()), 1.0, abs_tol=1e-3)
    assert parse.interpreter == parser.name


async def test_spans_lie_in_the_text_they_were_found_in(parser: IntentParser) -> None:
    text = "set the gleamotron to frobnication and the xdevice to blorf"
    for span in (await parser.parse(text)).spans:
        assert text[span.start : span.end] == span.text
        assert 0.0 <= span.confidence <= 1.0


@pytest.mark.parametrize(
    "text",
    [
        "turn on the gleamotron",
        "set the xdevice to frobnication",
        "frobnicate the xdevice",
        "xdevice on in the undercroft",
        "gleamotron means turn off the xdevice",
        "is the gleamotron on",
    ],
)
async def test_a_request_to_the_home_with_words_nobody_knows_is_seen_as_said_to_the_home(
    parser: IntentParser, text: str
) -> None:
    assert home_directed(await parser.parse(text)) > WITH_ANCHOR


@pytest.mark.parametrize(
    "text",
    [
        "send an email to my boss",
        "what is the exchange rate between dollars and euros",
        "tell me a joke about frobnication",
        "and then she said that they had found it on the way home",
        "my credit card was declined at the gleamotron",
        "is there a train to frobnication this evening",
    ],
)
async def test_stray_talk_stays_below_the_threshold(parser: IntentParser, text: str) -> None:
    assert home_directed(await parser.parse(text)) < WITHOUT_ANCHOR
