"""One taught word: looked at, corrected, retired, removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.exceptions import HTTPException

from hub import corrections
from hub.admin import lessons
from hub.admin.access import MaySee, MayTeach
from hub.admin.forms import Mark, Meaning, Term, add_page, after_lesson, people_of, scope_of, status_of
from hub.admin.logins import Visitor
from hub.admin.portraits import KINDS, clashes_of, how_of, provenance_of, versions_of, wording_of
from hub.admin.shelf import may_see
from hub.admin.views import back, render
from hub.errors import ConceptChanged, HubError, NotTaught, TaughtAlready
from hub.running import Hub
from hub.web.access import TheHub
from teaching.concepts import Concept

router = APIRouter()


@router.get("/learned/{concept_id}")
async def concept_page(request: Request, hub: TheHub, visitor: MaySee, concept_id: str) -> Response:
    """One word with everything that is known of it."""
    try:
        concept = await corrections.existing(hub, concept_id)
    except NotTaught:
        raise HTTPException(404, "This word is not there, or not any more.") from None
    if not may_see(visitor, concept):
        raise HTTPException(403, "This word is somebody else's own.")
    return await _concept_page(request, hub, visitor, concept)


@router.post("/learned/{concept_id}/meaning")
async def change_meaning(
    request: Request, hub: TheHub, visitor: MayTeach, concept_id: str, meaning: Meaning = "", seen: Mark = ""
) -> Response:
    """Say what a word means from now on, in words."""
    typed = {"meaning": meaning}
    try:
        async with hub.correcting:
            concept = await corrections.unchanged(hub, concept_id, seen)
            lesson = await lessons.give_meaning(hub, visitor, concept, meaning)
    except HubError as error:
        return await _refused(request, hub, visitor, concept_id, error, typed)
    if lesson.refusal:
        return await _refused(request, hub, visitor, concept_id, HubError(lesson.refusal), typed)
    is_other = concept_id not in lesson.concept_ids
    return after_lesson(request, lesson, done="saved", shows_lesson=is_other)


@router.post("/learned/{concept_id}/rename")
async def rename(
    request: Request, hub: TheHub, visitor: MayTeach, concept_id: str, term: Term = "", seen: Mark = ""
) -> Response:
    """Give a word another name; the former one is kept among its versions."""
    new = " ".join(term.split())
    try:
        if new:
            await corrections.check_name(hub, new)
    except HubError as error:
        return await _refused(request, hub, visitor, concept_id, error, {"term": term})

    def renamed(concept: Concept) -> Concept:
        if not new:
            raise HubError("It needs a name.")
        return concept if new == concept.term else concept.renamed(new, provenance_of(hub, visitor))

    return await _changed(request, hub, visitor, concept_id, renamed, ("changed", "saved"), seen, {"term": term})


@router.post("/learned/{concept_id}/scope")
async def give_to(
    request: Request, hub: TheHub, visitor: MayTeach, concept_id: str, scope: Term = "", seen: Mark = ""
) -> Response:
    """Make a word the household's, or a person's own."""

    def given(concept: Concept) -> Concept:
        return replace(concept, scope=scope_of(hub, scope))

    return await _changed(request, hub, visitor, concept_id, given, ("changed", "saved"), seen, {"scope": scope})


@router.post("/learned/{concept_id}/retire")
async def retire(request: Request, hub: TheHub, visitor: MayTeach, concept_id: str, seen: Mark = "") -> Response:
    """Use a word no more, but keep it."""
    told = ("retired", "retired")
    return await _changed(request, hub, visitor, concept_id, corrections.retired, told, seen)


@router.post("/learned/{concept_id}/restore")
async def restore(request: Request, hub: TheHub, visitor: MayTeach, concept_id: str, seen: Mark = "") -> Response:
    """Use a word again."""
    told = ("restored", "restored")
    return await _changed(request, hub, visitor, concept_id, corrections.restored, told, seen)


@router.post("/learned/{concept_id}/undo")
async def go_back(
    request: Request,
    hub: TheHub,
    visitor: MayTeach,
    concept_id: str,
    version: Annotated[int, Form(ge=1)],
    seen: Mark = "",
) -> Response:
    """Go back to a former version; what came after it is kept, too."""

    def gone_back(concept: Concept) -> Concept:
        return corrections.back_to(concept, version, provenance_of(hub, visitor))

    return await _changed(request, hub, visitor, concept_id, gone_back, ("changed", "undone"), seen)


@router.post("/learned/{concept_id}/delete")
async def delete(
    request: Request, hub: TheHub, visitor: MayTeach, concept_id: str, sure: Mark = "", seen: Mark = ""
) -> Response:
    """Remove a word for good, with all its versions."""
    if not sure:
        unsure = HubError("Tick that you are sure: it can't be brought back.")
        return await _refused(request, hub, visitor, concept_id, unsure, {})
    try:
        await corrections.remove(hub, concept_id, seen=seen)
    except NotTaught:
        pass
    except HubError as error:
        return await _refused(request, hub, visitor, concept_id, error, {})
    return back(request, "/learned", done="forgotten")


async def _changed(
    request: Request,
    hub: Hub,
    visitor: Visitor,
    concept_id: str,
    how: Callable[[Concept], Concept],
    told: tuple[str, str],
    seen: str,
    typed: dict[str, str] | None = None,
) -> Response:
    """Change it and go back to its page, or show the page again with what was typed."""
    try:
        await corrections.change(hub, concept_id, how, told[0], seen=seen)
    except HubError as error:
        return await _refused(request, hub, visitor, concept_id, error, typed or {})
    return back(request, f"/learned/{concept_id}", done=told[1])


async def _refused(
    request: Request, hub: Hub, visitor: Visitor, concept_id: str, error: HubError, typed: dict[str, str]
) -> Response:
    concept = await hub.store.concept(concept_id)
    if concept is None:
        gone = "Somebody has removed this word in the meantime. What you typed is here: you can teach it anew."
        return add_page(request, hub, visitor, status=409, error=gone, **typed)
    return await _concept_page(
        request,
        hub,
        visitor,
        concept,
        status=status_of(error),
        error=_explained(error),
        typed=typed,
        is_changed=isinstance(error, ConceptChanged),
        other=error.concept_id if isinstance(error, TaughtAlready) else "",
    )


def _explained(error: HubError) -> str:
    match error:
        case ConceptChanged():
            return "Somebody else has changed this word since you opened it. Nothing of yours was put over theirs."
        case TaughtAlready(term=term):
            return f"“{term}” is taught already for the same people. Choose another name, or correct the other one."
        case _:
            return str(error)


async def _concept_page(
    request: Request,
    hub: Hub,
    visitor: Visitor,
    concept: Concept,
    *,
    status: int = 200,
    error: str = "",
    typed: dict[str, str] | None = None,
    is_changed: bool = False,
    other: str = "",
) -> Response:
    home, says = hub.registry.home(), wording_of(hub)
    return render(
        request,
        visitor,
        "concept.html",
        status=status,
        error=error,
        typed=typed or {},
        is_changed=is_changed,
        other=other,
        concept=concept,
        mark=corrections.mark_of(concept),
        kind=KINDS[concept.meaning.type],
        meaning=says.meaning(concept.meaning),
        versions=versions_of(concept, says),
        clashes=await clashes_of(hub, concept, visitor),
        example=lessons.sentence_with(hub, concept),
        people=people_of(home),
        who=lambda person: home.persons[person].name if person in home.persons else person or "",
        how=how_of,
        says=says,
    )
