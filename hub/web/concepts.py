"""What the household has taught."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from hub import corrections
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
    return _concept_out(await corrections.existing(hub, concept_id))


@router.post("", status_code=201)
async def create_concept(wanted: ConceptIn, hub: TheHub, token: MayAdmin) -> ConceptOut:
    """Teach a concept without talking."""
    meaning = meaning_from_json(wanted.meaning, hub.registry.home())
    if wanted.scope is not None and wanted.scope not in hub.registry.home().persons:
        raise HTTPException(422, f"There is no person {wanted.scope!r} in this home.")
    await corrections.check_name(hub, wanted.term)
    provenance = _provenance(hub, token.name)
    concept = Concept(
        uuid4().hex, wanted.term.strip(), (Version(meaning, provenance, wanted.term.strip()),), scope=wanted.scope
    )
    await corrections.add(hub, concept)
    return _concept_out(concept)


@router.patch("/{concept_id}")
async def change_concept(concept_id: str, wanted: ConceptChange, hub: TheHub, token: MayAdmin) -> ConceptOut:
    """Rename a concept or give it another meaning; the former version is kept."""
    provenance = _provenance(hub, token.name)
    meaning = None if wanted.meaning is None else meaning_from_json(wanted.meaning, hub.registry.home())

    if wanted.term is not None and wanted.term.strip() != (await corrections.existing(hub, concept_id)).term:
        await corrections.check_name(hub, wanted.term)

    def changed(concept: Concept) -> Concept:
        if meaning is not None:
            concept = concept.changed(meaning, provenance)
        if wanted.term is not None and wanted.term.strip() != concept.term:
            concept = concept.renamed(wanted.term.strip(), provenance)
        return concept

    return _concept_out(await corrections.change(hub, concept_id, changed, "changed"))


@router.post("/{concept_id}/retire")
async def retire_concept(concept_id: str, hub: TheHub, _token: MayAdmin) -> ConceptOut:
    """Stop using a concept, but keep it."""
    return _concept_out(await corrections.change(hub, concept_id, corrections.retired, "retired"))


@router.post("/{concept_id}/restore")
async def restore_concept(concept_id: str, hub: TheHub, _token: MayAdmin) -> ConceptOut:
    """Use a retired concept again."""
    return _concept_out(await corrections.change(hub, concept_id, corrections.restored, "restored"))


@router.delete("/{concept_id}", status_code=204)
async def delete_concept(concept_id: str, hub: TheHub, _token: MayAdmin) -> None:
    """Remove a concept and all its versions for good."""
    await corrections.remove(hub, concept_id)


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
