"""Corrects what was taught, without talk: one set of checks for the API and the pages."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Final
from uuid import uuid4

from dialogue.requests import load_requests
from dialogue.response import Kind
from dialogue.utterance import Utterance
from hub.errors import ConceptChanged, FixedMeaning, HubError, NotTaught, TaughtAlready
from hub.running import Hub
from hub.storage.concepts import DOCUMENT
from teaching.concepts import Concept, Provenance, Status
from teaching.ports import ConceptQuery

_CHUNK: Final = 500


async def existing(hub: Hub, concept_id: str) -> Concept:
    """The concept of that id. Raises ``NotTaught``."""
    concept = await hub.store.concept(concept_id)
    if concept is None:
        raise NotTaught(concept_id)
    return concept


def mark_of(concept: Concept) -> str:
    """What tells a state of a concept from every other; being used does not change it."""
    state = DOCUMENT.write(replace(concept, uses=0, last_used=None))
    return hashlib.sha256(state.encode()).hexdigest()[:16]


async def unchanged(hub: Hub, concept_id: str, seen: str) -> Concept:
    """The concept, as it was when ``seen`` was its mark. Raises ``ConceptChanged`` when it is another by now."""
    concept = await existing(hub, concept_id)
    if mark_of(concept) != seen:
        raise ConceptChanged(concept.id, concept.term)
    return concept


async def check_name(hub: Hub, term: str) -> None:
    """Raise ``FixedMeaning``, in the hub's words, when no word may be called that. It is weighed as a lesson is."""
    if hub.weigh is None:
        return
    said = load_requests(hub.settings.language)
    text = said.teach.format(term=" ".join(term.split()), meaning=said.any_meaning)
    decision = await hub.weigh(
        Utterance(text, uuid4().hex, uuid4().hex, hub.clock.now(), language=hub.settings.language, channel="web")
    )
    if decision.kind is Kind.REFUSES:
        raise FixedMeaning(decision.lead)


async def add(hub: Hub, concept: Concept) -> None:
    """Keep a new concept. Raises ``TaughtAlready``."""
    async with hub.correcting:
        await _refuse_taken(hub, concept)
        await _keep(hub, concept, "added")


async def change(
    hub: Hub, concept_id: str, how: Callable[[Concept], Concept], told: str, *, seen: str | None = None
) -> Concept:
    """Make it another; the changed one.

    Raises ``NotTaught``; ``TaughtAlready`` when its new name is taken; ``ConceptChanged`` when ``seen`` is not its mark
    any more: somebody else was there first.
    """
    async with hub.correcting:
        before = await existing(hub, concept_id) if seen is None else await unchanged(hub, concept_id, seen)
        after = how(before)
        is_new = after.status is Status.ACTIVE and before.status is not Status.ACTIVE
        if is_new or (after.term.casefold(), after.scope) != (before.term.casefold(), before.scope):
            await _refuse_taken(hub, after)
        if after != before:
            await _keep(hub, after, told)
        return after


async def remove(hub: Hub, concept_id: str, *, seen: str | None = None) -> None:
    """Remove it and all its versions for good. Raises as ``change`` does."""
    async with hub.correcting:
        concept = await existing(hub, concept_id) if seen is None else await unchanged(hub, concept_id, seen)
        await hub.store.delete_concepts((concept_id,))
        await _tell(hub, concept, "removed")


def retired(concept: Concept) -> Concept:
    """The same, kept but not used."""
    return replace(concept, status=Status.RETIRED)


def restored(concept: Concept) -> Concept:
    """The same, used again."""
    return replace(concept, status=Status.ACTIVE)


def back_to(concept: Concept, number: int, provenance: Provenance) -> Concept:
    """The concept as it was in its version of that number (from 1), as a new version. Raises ``HubError``."""
    if not 1 <= number < len(concept.versions):
        raise HubError(f"“{concept.term}” has no former version {number}.")
    former = concept.versions[number - 1]
    changed = concept
    if former.meaning != concept.meaning:
        changed = changed.changed(former.meaning, provenance)
    if former.term != concept.term:
        changed = changed.renamed(former.term, provenance)
    return changed


async def named(hub: Hub, term: str) -> AsyncIterator[Concept]:
    """Every concept of that name, whoever it is for, retired ones too."""
    after = None
    while True:
        query = ConceptQuery(term=term.strip(), include_retired=True, after_id=after, limit=_CHUNK)
        found = await hub.store.concepts(query)
        for concept in found:
            yield concept
        if len(found) < _CHUNK:
            return
        after = found[-1].id


async def _refuse_taken(hub: Hub, wanted: Concept) -> None:
    async for concept in named(hub, wanted.term):
        is_used = concept.status is Status.ACTIVE and concept.scope == wanted.scope
        if is_used and concept.id != wanted.id:
            raise TaughtAlready(concept.id, wanted.term)


async def _keep(hub: Hub, concept: Concept, change: str) -> None:
    await hub.store.put_concepts((concept,))
    await _tell(hub, concept, change)


async def _tell(hub: Hub, concept: Concept, change: str) -> None:
    await hub.follow()
    hub.feed.note_concept(concept.id, concept.term, concept.meaning.type, change)
