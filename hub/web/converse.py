"""``POST /converse``: one turn of talk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from devices.capabilities import Value
from dialogue.response import Kind, Response
from hub.languages import language_spoken
from hub.places import Find, area_named, if_known, person_named
from hub.running import Hub
from hub.web.access import MayTalk, TheHub

router = APIRouter(tags=["talk"])

Name = Annotated[str, Field(min_length=1, max_length=200)]


class Whereabouts(BaseModel):
    """In which conversation, by whom and where."""

    model_config = ConfigDict(extra="forbid")

    conversation_id: Name | None = Field(None, description="As answered by the turn before; absent: a new one.")
    area: Name | None = Field(None, description="Id or name of the room it is said in.")
    person: Name | None = Field(None, description="Id or name of who speaks.")
    satellite: Name | None = Field(None, description="Id of the satellite that listened.")
    language: str | None = Field(None, pattern=r"^[a-z]{2}(-[A-Za-z]{2})?$", description="Absent: the hub's own.")
    strict: bool = Field(True, description="Refuse a room, person or language not known; otherwise leave it out.")


class Saying(Whereabouts):
    """What is said, by whom and where."""

    text: Annotated[str, Field(max_length=20_000, description="What the person said, one utterance.")]


class SpanOut(BaseModel):
    """Words nothing explains."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    role: str
    start: int
    end: int


class ActionOut(BaseModel):
    """One command and what became of it: confirmed, assumed, unconfirmed or failed."""

    model_config = ConfigDict(from_attributes=True)

    entity_id: str
    native_id: str = Field("", description="What its gateway calls it; not `entity_id` once it was renamed there.")
    name: str
    settings: Mapping[str, Value]
    outcome: str
    reason: str


class LearnedOut(BaseModel):
    """One concept that was added, changed or removed."""

    model_config = ConfigDict(from_attributes=True)

    concept_id: str
    term: str
    type: str
    change: str


class Answer(BaseModel):
    """What the hub says and did. ``kind`` is defined in docs/behaviour.md."""

    model_config = ConfigDict(from_attributes=True)

    conversation_id: str
    turn_id: str
    speech: str
    kind: Kind
    expects_reply: bool
    unknown_spans: list[SpanOut]
    actions: list[ActionOut]
    learned: list[LearnedOut]
    scheduled: list[str]
    reasons: list[str]
    interpreter: str
    timings_ms: Mapping[str, float]

    @classmethod
    def of(cls, response: Response) -> Answer:
        """The response of a turn, as JSON says it."""
        return cls.model_validate(response, from_attributes=True)


@router.post("/converse")
async def converse(saying: Saying, hub: TheHub, _token: MayTalk) -> Answer:
    """Say something to the home. Turns of one conversation are taken in order."""
    return await taken(hub, saying.text, saying)


async def taken(hub: Hub, text: str, there: Whereabouts) -> Answer:
    """The turn that this text makes there. Raises ``NotInHome`` and ``NotSpoken`` for what is strange, ``HubBusy``."""
    home = hub.registry.home()

    def found(find: Find, named: str | None) -> str | None:
        return find(home, named) if there.strict else if_known(find, home, named)

    response = await hub.sessions.say(
        text,
        conversation_id=there.conversation_id,
        area=found(area_named, there.area),
        person=found(person_named, there.person),
        satellite=there.satellite,
        language=language_spoken(there.language if there.strict else None, hub.settings.language),
        channel="voice" if there.satellite else "text",
    )
    return Answer.of(response)
