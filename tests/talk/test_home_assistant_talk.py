"""Everything that Home Assistant can be told by voice, service by service: what is said, and which services are called.

``pytest -s`` shows it as a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

from devices.adapters.home_assistant.services import service_calls
from devices.adapters.simulated import SimulatedGateway
from devices.commands import Command
from tests.talk.listening import listener
from tests.talk.stage import HOMES, home_file, stage_of

HOME = "home assistant"
ROOM = "kitchen"
NOW = datetime(2026, 3, 10, 19, 0)  # noqa: DTZ001 - the stage gives it the zone of its house
TABLE = Path(__file__).parent / "home_assistant_services.yaml"


@dataclass(frozen=True, slots=True)
class Happening:
    """What came of a sentence."""

    calls: tuple[str, ...]
    speech: str
    kind: str


@dataclass(slots=True)
class Listening:
    """Notes the services that the commands of a gateway would call."""

    attributes: Mapping[str, Mapping[str, object]]
    gateway: SimulatedGateway
    calls: list[str] = field(default_factory=list)

    async def send(self, command: Command) -> None:
        entity = self.gateway._home.entities[command.entity_id]
        for call in service_calls(entity, command, self.attributes[command.entity_id]):
            data = ", ".join(f"{key}: {value}" for key, value in call.data.items())
            self.calls.append(f"{call.domain}.{call.service} {command.entity_id}{f' {data}' if data else ''}")
        await SimulatedGateway.send(self.gateway, command)


@cache
def attributes() -> Mapping[str, Mapping[str, object]]:
    home: Mapping[str, list[dict[str, Mapping[str, object]]]] = yaml.safe_load(HOMES[HOME].read_text(encoding="utf-8"))
    return {str(entity["id"]): entity.get("attributes", {}) for entity in home["entities"]}


async def happens(say: str) -> Happening:
    async with stage_of(home_file(HOME), listener(), time=NOW) as stage:
        listening = Listening(attributes(), stage.gateway)
        stage.gateway.send = listening.send  # type: ignore[method-assign]
        response = await stage.say(say, room=ROOM)
        return Happening(tuple(listening.calls), response.speech, response.kind.value)


def rows() -> list[dict[str, str | list[str]]]:
    found: list[dict[str, str | list[str]]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row["say"]))
async def test_it_can_be_told(row: dict[str, str | list[str]]) -> None:
    happened = await happens(str(row["say"]))
    shown = "; ".join(happened.calls) or happened.speech
    print(f"\n{row['say']:56} {shown}")
    if "calls" in row:
        assert list(happened.calls) == row["calls"], happened.speech
    else:
        assert (happened.speech, happened.calls) == (row["answer"], ())


def test_every_domain_that_can_be_commanded_is_spoken_of() -> None:
    called = {call.partition(".")[0] for row in rows() for call in row.get("calls", ())}
    assert called >= {entity_id.partition(".")[0] for entity_id in attributes()} - ONLY_TOLD


ONLY_TOLD = {"sensor", "binary_sensor", "weather", "person", "device_tracker", "zone", "update"}
