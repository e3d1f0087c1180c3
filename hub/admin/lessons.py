"""Lessons by form: what is typed is said to the hub, in a conversation of its own, so it is checked as talk is."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from devices.home import Entity, Home
from dialogue.requests import Requests, load_requests
from dialogue.response import Response
from hub.admin.chats import Chats, Exchange
from hub.admin.logins import Visitor
from hub.errors import HubError
from hub.places import if_known, person_named
from hub.running import Hub
from teaching.concepts import (
    ActionName,
    Alias,
    Chosen,
    Concept,
    Meaning,
    Preference,
    Status,
    TimeName,
    ValueName,
)
from teaching.ports import ConceptQuery

_KEY: Final = re.compile(r"[0-9a-f]{16}")


def conversation_of(visitor: Visitor) -> str:
    """The conversation of a log-in."""
    return f"web-{visitor.login.digest[:16]}"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson and what the hub answered. ``key`` finds its conversation again."""

    key: str
    response: Response

    @property
    def asks_back(self) -> bool:
        """Whether the hub wants to know more."""
        return self.response.expects_reply

    @property
    def concept_ids(self) -> tuple[str, ...]:
        """What it has learned or changed."""
        return tuple(learned.concept_id for learned in self.response.learned)

    @property
    def refusal(self) -> str:
        """Why nothing was learned, in the hub's words; empty when something was, or when it asks back."""
        if self.asks_back or self.response.learned:
            return ""
        return self.response.speech or "The hub made nothing of that. Say it in other words."


async def teach(hub: Hub, visitor: Visitor, term: str, meaning: str, scope: str | None = None) -> Lesson:
    """Teach a word, for the household or for a person. Raises ``HubError`` when one of both is missing, ``HubBusy``."""
    if not term.strip() or not meaning.strip():
        raise HubError("It needs both: the word or phrase, and what it means.")
    said = _requests(hub)
    pattern, name = (said.teach, "") if scope is None else (said.teach_for, _name(hub, scope))
    sentence = pattern.format(person=name, term=_line(term), meaning=_line(meaning))
    return await _say(hub, visitor, secrets.token_hex(8), sentence, speaker_of(hub, visitor))


async def give_meaning(hub: Hub, visitor: Visitor, concept: Concept, meaning: str) -> Lesson:
    """Say what a concept means from now on. Raises ``HubError`` for one that is not used, ``HubBusy``."""
    if concept.status is not Status.ACTIVE:
        raise HubError("Restore it first: it is not used now.")
    if not meaning.strip():
        raise HubError("Say in words what it means.")
    said, speaker = _requests(hub), speaker_of(hub, visitor)
    if concept.scope is not None:
        pattern, name = said.change_for, _name(hub, concept.scope)
    else:
        pattern, name = said.change, ""
        if speaker is not None and await _has_own(hub, speaker, concept.term):
            # Out of their mouth the word would mean their own.
            speaker = None
    sentence = pattern.format(person=name, term=_line(concept.term), meaning=_line(meaning))
    return await _say(hub, visitor, secrets.token_hex(8), sentence, speaker)


async def reply(hub: Hub, visitor: Visitor, key: str, text: str) -> Lesson:
    """Answer what the hub asked back. Raises ``HubBusy``."""
    return await _say(hub, visitor, key, text, speaker_of(hub, visitor))


def exchanges(chats: Chats, visitor: Visitor, key: str) -> tuple[Exchange, ...]:
    """What was said in a lesson of this log-in; nothing when there is none of that key."""
    return chats.of(_conversation(visitor, key)) if _KEY.fullmatch(key) else ()


def sentence_with(hub: Hub, concept: Concept) -> str:
    """Something to say that uses a concept, on a thing that can do it; else the question what it means."""
    said = _requests(hub)
    thing = next(_things_for(concept.meaning, hub.registry.home()), None)
    pattern = said.explain if thing is None else said.try_it[concept.meaning.type]
    return pattern.format(term=concept.term, thing=thing.name if thing is not None else "")


def _things_for(meaning: Meaning, home: Home) -> Iterator[Entity]:
    """Things of the home on which a word of that meaning can be tried."""
    match meaning:
        case Alias(entities=entities):
            return (one for one in home.spoken if one.id in entities and "on" in one.capabilities)
        case Chosen(entity=entity):
            return (one for one in home.spoken if one.id == entity and "on" in one.capabilities)
        case Preference(entities=entities, kind=kind):
            liked = (one for one in home.spoken if one.id in entities or one.kind == kind)
            return (one for one in liked if "on" in one.capabilities)
        case ValueName(settings=settings) | ActionName(settings=settings):
            wanted = {setting.attribute for setting in settings}
            return (one for one in home.spoken if (wanted or {"on"}) <= one.capabilities.keys())
        case TimeName():
            return (one for one in home.spoken if "on" in one.capabilities)
        case _:
            return iter(home.spoken)


async def _say(hub: Hub, visitor: Visitor, key: str, text: str, person: str | None) -> Lesson:
    if not _KEY.fullmatch(key):
        raise HubError("There is no such lesson.")
    response = await hub.sessions.say(
        text,
        conversation_id=_conversation(visitor, key),
        person=person,
        language=hub.settings.language,
        channel="web",
        role=visitor.home_role,
    )
    return Lesson(key, response)


async def _has_own(hub: Hub, person: str, term: str) -> bool:
    own = await hub.store.concepts(ConceptQuery(term=term, scope=person, limit=1))
    return bool(own)


def _conversation(visitor: Visitor, key: str) -> str:
    return f"{conversation_of(visitor)}-{key}"


def speaker_of(hub: Hub, visitor: Visitor) -> str | None:
    """Who of the house a visitor is, as far as the home knows them."""
    return if_known(person_named, hub.registry.home(), visitor.account.person)


def _name(hub: Hub, person: str) -> str:
    known = hub.registry.home().persons.get(person)
    return known.name if known is not None else person


def _line(text: str) -> str:
    return " ".join(text.split())


def _requests(hub: Hub) -> Requests:
    return load_requests(hub.settings.language)
