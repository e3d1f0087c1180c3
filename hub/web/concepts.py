"""What the household has taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from hub.running import Hub
from hub.web.access import MayAdmin, MayRead, TheHub
from hub.web.meanings import meaning_from_json, meaning_to_json
from teaching.concepts import Concept, Provenance, Status, Version
from teaching.ports import ConceptQuery

router = APIRouter(prefix="/concepts", tags=["concepts"])

Term = Annotated[str, Field(min_length=1, max_length=200)]


class ConceptIn(BaseModel):
    """A concept to be taught."""

    model_config = ConfigDict(extra="forbid")

    term: Term
    meaning: dict[str, JsonValue] = Field(description="With its `type`; see docs/api.md.")
    scope: str | None = Field(None, description="Id of the person it is for; absent: the household.")


class ConceptChange(BaseModel):
    """What is to be another: only the parts that are given."""

    model_config = ConfigDict(extra="forbid")

    term: Term | None = None
    meaning: dict[str, JsonValue] | None = None


class VersionOut(BaseModel):
    """One state of a concept, with who taught it."""

    term: str
    meaning: dict[str, JsonValue]
    person: str | None
    at: datetime
    turn_id: str
    how: str


class ConceptOut(BaseModel):
    """A taught word or phrase; the last version holds."""

    id: str
    term: str
    meaning: dict[str, JsonValue]
    scope: str | None
    status: Status
    heard_as: list[str]
    uses: int
    last_used: datetime | None
    versions: list[VersionOut]


class ConceptPage(BaseModel):
    """Concepts by id; ask on with ``after=next`` while it is there."""

    concepts: list[ConceptOut]
    next: str | None


@router.get("")
async def list_concepts(
    hub: TheHub,
    _token: MayRead,
    *,
    text: str | None = None,
    type: str | None = None,  # noqa: A002
    scope: str | None = None,
    retired: bool = False,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ConceptPage:
    """Concepts, page by page; ``retired`` adds those that no longer count."""
    query = ConceptQuery(text=text, type=type, scope=scope, include_retired=retired, after_id=after, limit=limit)
    found = await hub.store.concepts(query)
    return ConceptPage(
        concepts=[_concept_out(concept) for concept in found],
        next=found[-1].id if len(found) == limit else None,
    )


@router.get("/{concept_id}")
async def read_concept(concept_id: str, hub: TheHub, _token: MayRead) -> ConceptOut:
    """One concept with its versions."""
    return _concept_out(await _existing(hub, concept_id))


@router.post("", status_code=201)
async def create_concept(wanted: ConceptIn, hub: TheHub, token: MayAdmin) -> ConceptOut:
    """Teach a concept without talking."""
    meaning = meaning_from_json(wanted.meaning, hub.registry.home())
    if wanted.scope is not None and wanted.scope not in hub.registry.home().persons:
        raise HTTPException(422, f"There is no person {wanted.scope!r} in this home.")
    await _refuse_taken(hub, wanted.term, wanted.scope)
    provenance = _provenance(hub, token.name)
    concept = Concept(
        uuid4().hex, wanted.term.strip(), (Version(meaning, provenance, wanted.term.strip()),), scope=wanted.scope
    )
    await _keep(hub, concept, "added")
    return _concept_out(concept)


@router.patch("/{concept_id}")
async def change_concept(concept_id: str, change: ConceptChange, hub: TheHub, token: MayAdmin) -> ConceptOut:
    """Rename a concept or give it another meaning; the former version is kept."""
    concept = await _existing(hub, concept_id)
    provenance = _provenance(hub, token.name)
    if change.meaning is not None:
        concept = concept.changed(meaning_from_json(change.meaning, hub.registry.home()), provenance)
    if change.term is not None and change.term.strip() != concept.term:
        await _refuse_taken(hub, change.term, concept.scope, but=concept.id)
        concept = concept.renamed(change.term.strip(), provenance)
    await _keep(hub, concept, "changed")
    return _concept_out(concept)


@router.post("/{concept_id}/retire")
async def retire_concept(concept_id: str, hub: TheHub, _token: MayAdmin) -> ConceptOut:
    """Stop using a concept, but keep it."""
    return await _with_status(hub, concept_id, Status.RETIRED, "retired")


@router.post("/{concept_id}/restore")
async def restore_concept(concept_id: str, hub: TheHub, _token: MayAdmin) -> ConceptOut:
    """Use a retired concept again."""
    concept = await _existing(hub, concept_id)
    await _refuse_taken(hub, concept.term, concept.scope, but=concept.id)
    return await _with_status(hub, concept_id, Status.ACTIVE, "restored")


@router.delete("/{concept_id}", status_code=204)
async def delete_concept(concept_id: str, hub: TheHub, _token: MayAdmin) -> None:
    """Remove a concept and all its versions for good."""
    concept = await _existing(hub, concept_id)
    await hub.store.delete_concepts((concept_id,))
    await _tell(hub, concept, "removed")


async def _existing(hub: Hub, concept_id: str) -> Concept:
    concept = await hub.store.concept(concept_id)
    if concept is None:
        raise HTTPException(404, f"There is no concept {concept_id!r}.")
    return concept


async def _with_status(hub: Hub, concept_id: str, status: Status, change: str) -> ConceptOut:
    concept = replace(await _existing(hub, concept_id), status=status)
    await _keep(hub, concept, change)
    return _concept_out(concept)


async def _keep(hub: Hub, concept: Concept, change: str) -> None:
    await hub.store.put_concepts((concept,))
    await _tell(hub, concept, change)


async def _tell(hub: Hub, concept: Concept, change: str) -> None:
    await hub.follow()
    hub.feed.note_concept(concept.id, concept.term, concept.meaning.type, change)


async def _refuse_taken(hub: Hub, term: str, scope: str | None, *, but: str | None = None) -> None:
    wanted = term.strip().casefold()
    same: Sequence[Concept] = await hub.store.concepts(ConceptQuery(text=term.strip(), limit=500))
    for concept in same:
        if concept.term.casefold() == wanted and concept.scope == scope and concept.id != but:
            raise HTTPException(409, f"{term!r} is taught already (concept {concept.id}).")


def _provenance(hub: Hub, who: str) -> Provenance:
    return Provenance(person=None, at=hub.clock.now(), turn_id="", how=f"api: {who}")


def _concept_out(concept: Concept) -> ConceptOut:
    return ConceptOut(
        id=concept.id,
        term=concept.term,
        meaning=meaning_to_json(concept.meaning),
        scope=concept.scope,
        status=concept.status,
        heard_as=list(concept.heard_as),
        uses=concept.uses,
        last_used=concept.last_used,
        versions=[
            VersionOut(
                term=version.term,
                meaning=meaning_to_json(version.meaning),
                person=version.provenance.person,
                at=version.provenance.at,
                turn_id=version.provenance.turn_id,
                how=version.provenance.how,
            )
            for version in concept.versions
        ],
    )
