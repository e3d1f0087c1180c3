"""What was said, and what the hub made of it, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from dialogue.ports import JournalEntry
from dialogue.response import Kind
from hub.admin.access import MayAdmin
from hub.admin.logins import Visitor
from hub.admin.views import Asked, back, by_name, render
from hub.running import Hub
from hub.storage.journal import JournalQuery
from hub.web.access import TheHub

router = APIRouter()

KINDS: Final = {
    Kind.ACTS: "did something",
    Kind.SCHEDULES: "planned something",
    Kind.ASKS_ABOUT: "asked about a word",
    Kind.ASKS_WHICH: "asked which one",
    Kind.ASKS_FOR: "asked for something missing",
    Kind.ASKS_CONFIRM: "asked to be sure",
    Kind.ANSWERS: "answered",
    Kind.CONFIRMS: "took in a lesson",
    Kind.REFUSES: "refused",
    Kind.CANCELS: "let it be",
    Kind.FORGETS: "forgot",
    Kind.IGNORES: "left it alone",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the form of the page was sent with."""

    person: str = ""
    area: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    text: str = ""
    missed: str = ""

    def query(self, zone: tzinfo | None, after: str, limit: int) -> JournalQuery:
        """As the journal is asked. Raises ``ValueError`` for a day that is none."""
        return JournalQuery(
            person=self.person or None,
            area=self.area or None,
            kind=self.kind or None,
            missed=bool(self.missed),
            since=day_begins(self.since, zone) if self.since else None,
            until=day_begins(self.until, zone) + timedelta(days=1) if self.until else None,
            text=self.text.strip() or None,
            after=after or None,
            limit=limit,
        )


def day_begins(day: str, zone: tzinfo | None) -> datetime:
    """The first moment of a day as forms write it. Raises ``ValueError``."""
    return datetime.combine(date.fromisoformat(day), time(), zone)


@router.get("/history")
async def history(
    request: Request,
    hub: TheHub,
    visitor: MayAdmin,
    person: Asked = "",
    area: Asked = "",
    kind: Asked = "",
    since: Asked = "",
    until: Asked = "",
    text: Asked = "",
    missed: Asked = "",
    after: Asked = "",
) -> Response:
    """Turns, newest first."""
    filters = Filters(person, area, kind, since, until, text, missed)
    try:
        page = await hub.records.turns(filters.query(hub.clock.now().tzinfo, after, 50))
    except (ValueError, OverflowError):
        return _listed(request, hub, visitor, filters, status=422, error="That is no day of the calendar, or no page.")
    return _listed(
        request, hub, visitor, filters, turns=page.entries, next=page.next, searched_to=page.searched_to, after=after
    )


@router.get("/history/{turn_id}")
async def turn(request: Request, hub: TheHub, visitor: MayAdmin, turn_id: str) -> Response:
    """One turn, with everything that led to the answer."""
    entry = await hub.records.turn(turn_id)
    if entry is None:
        raise HTTPException(404, "That turn is not in the journal (any more).")
    home = hub.registry.home()
    used = [str(one) for one in _items(entry.trace.get("used"))]
    concepts = [(one, await hub.store.concept(one)) for one in used]
    return render(
        request,
        visitor,
        "turn.html",
        turn=entry,
        kinds=KINDS,
        heard=_mapping(entry.trace.get("heard")),
        intents=sorted(_shares(entry.trace.get("intents")).items(), key=lambda item: -item[1]),
        reasons=[str(reason) for reason in _items(entry.trace.get("reasons"))],
        unknown=[_mapping(span) for span in _items(entry.trace.get("unknown"))],
        actions=[_mapping(action) for action in _items(entry.trace.get("actions"))],
        learned=[_mapping(learned) for learned in _items(entry.trace.get("learned"))],
        used=[(concept_id, concept.term if concept is not None else None) for concept_id, concept in concepts],
        home=home,
    )


@router.post("/history/{turn_id}/delete")
async def delete_turn(request: Request, hub: TheHub, _visitor: MayAdmin, turn_id: str) -> Response:
    """Remove one turn from the journal, for good."""
    await hub.records.delete_turn(turn_id)
    return back(request, "/history", done="removed")


def _listed(
    request: Request,
    hub: Hub,
    visitor: Visitor,
    filters: Filters,
    *,
    turns: tuple[JournalEntry, ...] = (),
    status: int = 200,
    error: str = "",
    **more: object,
) -> Response:
    home = hub.registry.home()
    return render(
        request,
        visitor,
        "history.html",
        status=status,
        error=error,
        filters=filters,
        turns=turns,
        kinds=KINDS,
        home=home,
        people=by_name(home.persons.values()),
        areas=by_name(home.areas.values()),
        journal=hub.settings.journal,
        **{"next": None, "searched_to": None, "after": ""} | more,
    )


def _mapping(found: object) -> Mapping[str, object]:
    return found if isinstance(found, Mapping) else {}


def _items(found: object) -> Iterator[object]:
    return iter(found) if isinstance(found, list | tuple) else iter(())


def _shares(found: object) -> Mapping[str, float]:
    return {name: float(share) for name, share in _mapping(found).items() if isinstance(share, int | float)}
