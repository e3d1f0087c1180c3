"""What is kept and for how long; taking it along, forgetting it, backups, and who changed what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import UploadFile

from dialogue.ports import Forget
from hub.admin.access import MayAdmin, MayAdminForSure
from hub.admin.forms import Mark, status_of
from hub.admin.logins import Visitor
from hub.admin.pages.history import day_begins
from hub.admin.pages.settings import change, changing
from hub.admin.views import Typed, back, by_name, render
from hub.errors import HubError
from hub.running import Hub
from hub.storage.errors import ArchiveUnusable
from hub.storage.figures import KEPT_DAYS
from hub.storage.inventory import FILES, TABLES, Place, Way
from hub.web.access import TheHub

router = APIRouter()

FORGET: Final = "forget"
RESTORE: Final = "restore"
KEEPING: Final = ("journal", "journal_days")
HELD: Final = {
    "concepts": "words and phrases that were taught",
    "turns": "turns of the journal",
    "schedules": "schedules",
    "people": "people the hub was told of",
    "ignored": "words that are not to be asked about again",
    "accounts": "accounts of these pages",
    "tokens": "API tokens",
    "audit": "lines of the audit log",
}
"""What people know of what a backup holds, by the table it is in."""
_PART: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ForgetForm:
    """What was typed into the form, so that nothing of it is lost when it is not taken."""

    what: str = "today"
    person: str = ""
    since: str = ""
    until: str = ""

    def wish(self, now: datetime) -> Forget:
        """What is to go. Raises ``HubError``."""
        zone = now.tzinfo
        match self.what:
            case "today":
                return Forget(since=now.replace(hour=0, minute=0, second=0, microsecond=0), until=now)
            case "person" if self.person:
                return Forget(person=self.person)
            case "range" if self.since or self.until:
                since, until = _day(self.since, zone), _day(self.until, zone, days=1)
                if since is not None and until is not None and until <= since:
                    raise HubError("The last day is before the first.")
                return Forget(since=since, until=None if until is None else until - timedelta(microseconds=1))
            case "everything":
                return Forget(everything=True)
            case _:
                raise HubError("Say what to forget: whose, or the days.")


@router.get("/privacy")
async def privacy(request: Request, hub: TheHub, visitor: MayAdmin) -> Response:
    """Everything about what is kept."""
    return await _page(request, hub, visitor, ForgetForm(person=visitor.account.person or ""))


@router.get("/privacy/export")
async def export(hub: TheHub, _visitor: MayAdminForSure) -> Response:
    """Everything that was taught, scheduled and told of people, as one file."""
    document = await hub.transfer.give()
    name = f"teachable-hub-{hub.clock.now():%Y%m%d}.json"
    return Response(
        document, media_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.post("/privacy/keep/{name}")
async def change_what_is_kept(
    request: Request,
    hub: TheHub,
    visitor: MayAdmin,
    name: Literal["journal", "journal_days"],
    value: Typed = "",
    seen: Mark = "",
) -> Response:
    """Whether what is said is written down, and for how long: the same switches as under Settings."""
    try:
        await change(hub, request, name, value, seen)
    except HubError as error:
        return await _page(request, hub, visitor, status=status_of(error), error=str(error), typed={name: value})
    return back(request, "/privacy", done="saved")


@router.post("/privacy/forget")
async def forget(
    request: Request,
    hub: TheHub,
    visitor: MayAdminForSure,
    what: Typed = "",
    person: Typed = "",
    since: Typed = "",
    until: Typed = "",
    confirm: Typed = "",
) -> Response:
    """Forget somebody, some days, or everything."""
    form = ForgetForm(what, person, since, until)
    try:
        wish = form.wish(hub.clock.now())
        _must_be_typed(FORGET, confirm)
    except HubError as error:
        return await _page(request, hub, visitor, form, status=422, error=str(error))
    await hub.store.forget(wish)
    await hub.follow()
    return back(request, "/privacy", done="forgotten")


@router.post("/privacy/backups")
async def make_backup(request: Request, hub: TheHub, _visitor: MayAdmin) -> Response:
    """Make a backup now."""
    await hub.shelf.make(hub.clock.now())
    return back(request, "/privacy", done="saved")


@router.post("/privacy/backups/take-in")
async def take_in_backup(request: Request, hub: TheHub, visitor: MayAdmin) -> Response:
    """Take in a backup from elsewhere: checked, put beside the others, and not yet restored."""
    async with request.form() as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            return await _page(request, hub, visitor, status=422, error="Choose a file first.")
        try:
            name = await hub.shelf.take_in(_parts(sent))
        except ArchiveUnusable as error:
            return await _page(request, hub, visitor, status=422, error=f"Nothing was taken in: {error.reason}.")
    return back(request, f"/privacy/backups/{name}", done="added")


@router.get("/privacy/backups/{name}")
async def backup(request: Request, hub: TheHub, visitor: MayAdmin, name: str) -> Response:
    """What a backup holds."""
    return await _backup_page(request, hub, visitor, name)


@router.get("/privacy/backups/{name}/file")
async def download_backup(hub: TheHub, _visitor: MayAdminForSure, name: str) -> Response:
    """The backup as a file."""
    return FileResponse(hub.shelf.path_of(name), media_type="application/gzip", filename=name)


@router.post("/privacy/backups/{name}/restore")
async def restore_backup(
    request: Request, hub: TheHub, visitor: MayAdminForSure, name: str, confirm: Typed = ""
) -> Response:
    """Put a backup in place of everything; what is there now is backed up first."""
    try:
        _must_be_typed(RESTORE, confirm)
        before, report = await hub.shelf.restore(name, hub.clock.now())
    except HubError as error:
        return await _backup_page(request, hub, visitor, name, status=422, error=str(error))
    except ArchiveUnusable as error:
        return await _backup_page(request, hub, visitor, name, status=422, error=f"Not restored: {error.reason}.")
    await hub.follow()
    return render(request, visitor, "restored.html", name=name, before=before, report=report)


@router.post("/privacy/backups/{name}/delete")
async def delete_backup(request: Request, hub: TheHub, _visitor: MayAdminForSure, name: str) -> Response:
    """Remove a backup."""
    await hub.shelf.remove(name)
    return back(request, "/privacy", done="removed")


@router.get("/privacy/audit")
async def audit(
    request: Request, hub: TheHub, visitor: MayAdmin, after: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """Who changed what, newest first."""
    lines = await hub.audit.page(after or None, 51)
    return render(
        request, visitor, "audit.html", lines=lines[:50], next=lines[49].id if len(lines) > 50 else None, after=after
    )


async def _page(
    request: Request,
    hub: Hub,
    visitor: Visitor,
    form: ForgetForm = ForgetForm(),
    *,
    status: int = 200,
    error: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    home = hub.registry.home()
    return render(
        request,
        visitor,
        "privacy.html",
        status=status,
        error=error,
        form=form,
        word=FORGET,
        people=by_name(home.persons.values()),
        settings=hub.settings,
        changing=[changing(hub, name, typed) for name in KEEPING],
        figure_days=KEPT_DAYS,
        places=(("In the database", _with_words(TABLES)), ("In the data folder", _with_words(FILES))),
        backups=await hub.shelf.backups(),
    )


def _must_be_typed(word: str, typed: str) -> None:
    if typed.strip().casefold() != word:
        raise HubError(f"Type “{word}” to confirm: there is no way back.")


def _with_words(places: tuple[Place, ...]) -> list[tuple[str, str]]:
    found = dict.fromkeys((place.holds, str(place.way)) for place in places if place.way is not Way.WORDLESS)
    return list(found)


async def _backup_page(
    request: Request, hub: Hub, visitor: Visitor, name: str, *, status: int = 200, error: str = ""
) -> Response:
    path = hub.shelf.path_of(name)
    content = None
    try:
        content = await hub.shelf.content(name)
    except ArchiveUnusable as fault:
        status, error = 422, error or f"It can't be used: {fault.reason}."
    return render(
        request,
        visitor,
        "backup.html",
        status=status,
        error=error,
        name=path.name,
        content=content,
        word=RESTORE,
        holds=HELD,
    )


async def _parts(sent: UploadFile) -> AsyncIterator[bytes]:
    while part := await sent.read(_PART):
        yield part


def _day(day: str, zone: tzinfo | None, *, days: int = 0) -> datetime | None:
    try:
        return day_begins(day, zone) + timedelta(days=days) if day else None
    except (ValueError, OverflowError) as error:
        raise HubError("That is no day of the calendar.") from error
