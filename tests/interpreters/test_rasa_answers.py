"""Nothing a Rasa server answers is believed unseen."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from dialogue.adapters.rasa_api import RasaApi
from dialogue.errors import InterpreterUnavailable
from dialogue.training.errors import TrainingError
from tests.interpreters.fake_rasa import FakeRasa

GOOD = {"intent_ranking": [{"name": "command", "confidence": 0.9}, {"name": "chat", "confidence": 0.1}], "entities": []}


def body(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


async def test_a_right_answer_is_read() -> None:
    entity = {"entity": "device", "start": 8, "end": 15, "confidence_entity": 0.8}
    async with FakeRasa(body(entities=[entity])).served() as place, httpx.AsyncClient(trust_env=False) as client:
        parse = await RasaApi(place, client).parse("turn on __oov__", 1.0)
    assert parse.probability("command") == pytest.approx(0.9)
    assert parse.spans[0].text == "__oov__"


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"<html>welcome</html>",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b'{"intent_ranking": null}',
        b'{"intent_ranking": []}',
        b'{"intent_ranking": [{"name": "command", "confidence": "very"}]}',
        b'{"intent_ranking": [{"name": "command", "confidence": NaN}]}',
        b'{"intent_ranking": [{"name": "command", "confidence": 7}]}',
        b'{"intent_ranking": [{"name": "launch_rocket", "confidence": 1.0}]}',
        body(entities=[{"entity": "device", "start": 5, "end": 900}]),
        body(entities="all of them"),
    ],
)
async def test_garbage_makes_it_unavailable(garbage: bytes) -> None:
    async with FakeRasa(garbage).served() as place, httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(InterpreterUnavailable):
            await RasaApi(place, client).parse("turn on __oov__", 1.0)


@pytest.mark.parametrize("status", ["500 Oh No", "409 Conflict", "401 Unauthorized", "302 Found"])
async def test_a_refusal_makes_it_unavailable(status: str) -> None:
    async with FakeRasa(body(), status=status).served() as place, httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(InterpreterUnavailable, match=re.escape(status[:3])):
            await RasaApi(place, client).parse("turn on __oov__", 1.0)


async def test_silence_makes_it_unavailable_within_the_patience() -> None:
    async with FakeRasa(body(), delay=0.5).served() as place, httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(InterpreterUnavailable, match="ReadTimeout"):
            await RasaApi(place, client).parse("turn on __oov__", 0.05)


async def test_a_server_that_is_not_there_makes_it_unavailable() -> None:
    place = FakeRasa(b"", url="http://127.0.0.1:9")
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(InterpreterUnavailable):
            await RasaApi(place, client).parse("turn on __oov__", 1.0)


async def test_a_model_that_is_refused_is_said_to_be() -> None:
    async with FakeRasa(b"{}", status="400 Bad").served() as place, httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(TrainingError):
            await RasaApi(place, client).load("/nowhere/model.tar.gz")
        with pytest.raises(TrainingError):
            await RasaApi(place, client).train("nonsense")
