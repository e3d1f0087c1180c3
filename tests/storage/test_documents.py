"""Whatever can be taught or talked about comes back from its JSON text as it was."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlalchemy import text

from devices.commands import Command
from dialogue.dialogue_state import DialogueState
from dialogue.ports import TurnRecord
from hub.storage.address import database_address
from hub.storage.concepts import DOCUMENT as CONCEPT
from hub.storage.dialogues import DOCUMENT as STATE
from hub.storage.documents import Document, DocumentUnreadable
from hub.storage.schedules import DOCUMENT as SCHEDULE
from hub.storage.store import SqlStore
from teaching.concepts import Concept, Setting
from teaching.schedules import Schedule
from tests.storage.samples import a_concept, a_schedule, a_state

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words
moments = st.datetimes(timezones=st.just(UTC))

st.register_type_strategy(str, words)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


st.register_type_strategy(datetime, moments)


@settings(max_examples=150, deadline=None)
@given(st.from_type(Concept).filter(lambda one: bool(one.versions)))
def test_every_concept_comes_back_as_it_was(concept: Concept) -> None:
    assert CONCEPT.read(CONCEPT.write(concept)) == concept
    assert CONCEPT.read_many([CONCEPT.write(concept)]) == [concept]


@settings(max_examples=60, deadline=None)
@given(st.from_type(DialogueState))
def test_every_dialogue_state_comes_back_as_it_was(state: DialogueState) -> None:
    assert STATE.read(STATE.write(state)) == state


@settings(max_examples=60, deadline=None)
@given(st.from_type(Schedule))
def test_every_schedule_comes_back_as_it_was(schedule: Schedule) -> None:
    assert SCHEDULE.read(SCHEDULE.write(schedule)) == schedule


@given(values)
def test_a_value_keeps_its_kind(value: object) -> None:
    document = Document(Setting)
    setting = document.read(TypeAdapter(dict[str, object]).dump_json({"attribute": "a", "value": value}).decode())
    assert (setting.value, type(setting.value)) == (value, type(value))


def test_a_mapping_that_is_no_dict_is_written_all_the_same() -> None:
    schedule = replace(a_schedule(), commands=(Command("light.desk", MappingProxyType({"on": True, "level": 1.0})),))
    assert SCHEDULE.read(SCHEDULE.write(schedule)) == schedule


def test_a_document_that_does_not_fit_is_said_so_without_its_words() -> None:
    with pytest.raises(DocumentUnreadable, match="versions: ") as caught:
        CONCEPT.read('{"id": "a", "term": "b", "versions": {"secret": "word"}}')
    assert "secret" not in str(caught.value)


async def test_an_unreadable_state_is_no_state_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await store.keep(TurnRecord(a_state()))
        async with store.writing() as kept:
            await kept.connection.execute(text("""UPDATE dialogues SET document = '{"hidden": "words"}'"""))
        with caplog.at_level(logging.WARNING):
            assert await store.recall("c1") is None
    assert "c1" in caplog.text
    assert "words" not in caplog.text


async def test_one_unreadable_concept_does_not_hide_the_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await store.put_concepts([a_concept("a"), a_concept("b")])
        async with store.writing() as kept:
            await kept.connection.execute(text("UPDATE concepts SET document = '{}' WHERE id = 'a'"))
        _, put, _ = await store.changed_since(0)
    assert put == [a_concept("b")]
    assert "concept a" in caplog.text
