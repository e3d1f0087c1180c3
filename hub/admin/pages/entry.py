"""First run, log-in and log-out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from hub.admin.access import COOKIE, PRESENT, MayTalk, TheDoor, is_from_elsewhere, visitor_of
from hub.admin.door import Locked, must_be_same
from hub.admin.logins import LONGEST, PROVED_FOR, Visitor
from hub.admin.views import Typed, back, path, render
from hub.errors import HubError
from hub.web.access import address_of

router = APIRouter()

# Fields of a form that are never carried through a log-in: what proves something must be typed again.
_NOT_KEPT: Final = frozenset({"csrf", "password", "current", "again", "code", "next", PRESENT})
_KEPT_PREFIX: Final = "kept."
# What people type themselves, by the field; the other fields of a form go along unseen.
_LABELS: Final = {
    "text": "Your sentence",
    "term": "Word or phrase",
    "meaning": "What it means",
    "what": "What is to be done",
    "name": "Name",
    "also": "Also called",
    "value": "Value",
}


@router.get("/")
async def entrance(request: Request, door: TheDoor) -> Response:
    """On to where the visitor belongs: first run, log-in or the conversation."""
    await door.look()
    if door.first_run.code is not None:
        return back(request, "/welcome")
    return back(request, "/talk" if await visitor_of(request) else "/login")


@router.get("/welcome")
async def welcome(request: Request, door: TheDoor) -> Response:
    """The page that makes the first account."""
    await door.look()
    if door.first_run.code is None:
        return back(request, "/login")
    return render(request, None, "welcome.html", error="", name="")


@router.post("/welcome")
async def open_first(
    request: Request, door: TheDoor, code: Typed = "", name: Typed = "", password: Typed = "", again: Typed = ""
) -> Response:
    """Make the first account."""
    try:
        _refuse_foreign(request)
        must_be_same(password, again)
        secret = await door.open_first(code, name, password, address_of(request))
    except HubError as error:
        return render(request, None, "welcome.html", status=_status(error), error=str(error), name=name)
    return _let_in(request, secret, "/talk")


@router.get("/login")
async def login(request: Request, door: TheDoor, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """The page to log in at."""
    await door.look()
    if door.first_run.code is not None:
        return back(request, "/welcome")
    return login_page(request, next)


@router.post("/login")
async def log_in(
    request: Request,
    door: TheDoor,
    name: Typed = "",
    password: Typed = "",
    next: Annotated[str, Form(max_length=2000)] = "",  # noqa: A002
    form: Typed = "",
) -> Response:
    """Log in, and on to where the visitor wanted to be; with what they had typed there, when that was a ``form``."""
    kept = None
    if form:
        sent = (await request.form()).multi_items()
        fields = [(field, str(value)) for field, value in sent if field.startswith(_KEPT_PREFIX)]
        kept = [(field.removeprefix(_KEPT_PREFIX), value) for field, value in fields]
    try:
        _refuse_foreign(request)
        secret = await door.log_in(name, password, address_of(request))
    except HubError as error:
        return login_page(request, next, error=error, name=name, kept=kept)
    if (former := request.cookies.get(COOKIE)) is not None:
        await door.logins.end(former)
    if kept is None:
        return _let_in(request, secret, _ours(next))
    visitor = await door.logins.visitor(secret, address_of(request))
    page = render(request, visitor, "resume.html", target=_ours(next), kept=kept, labels=_LABELS)
    _give_cookie(request, page, secret)
    return page


@router.post("/logout")
async def log_out(request: Request, door: TheDoor, _visitor: MayTalk) -> Response:
    """Log out here."""
    await door.logins.end(request.cookies.get(COOKIE, ""))
    response = back(request, "/login")
    response.delete_cookie(COOKIE, path=path(request, "/"))
    return response


@router.get("/account")
async def account(request: Request, visitor: MayTalk) -> Response:
    """One's own account."""
    return render(request, visitor, "account.html", error="")


@router.post("/account/password")
async def change_password(
    request: Request, door: TheDoor, visitor: MayTalk, current: Typed = "", password: Typed = "", again: Typed = ""
) -> Response:
    """Change one's own password; everywhere else one is logged out."""
    try:
        await door.change_own_password(visitor.account, current, password, again, visitor.address)
    except HubError as error:
        return render(request, visitor, "account.html", status=_status(error), error=str(error))
    return back(request, "/login", done="password")


@router.post("/account/confirm")
async def confirm(
    request: Request,
    door: TheDoor,
    visitor: MayTalk,
    present: Typed = "",
    next: Annotated[str, Form(max_length=2000)] = "",  # noqa: A002
) -> Response:
    """Give the password again, before something is fetched that needs it."""
    try:
        await door.prove(visitor, present)
    except HubError as error:
        return confirm_page(request, visitor, _ours(next), error=error)
    return render(request, visitor, "confirmed.html", target=_ours(next))


def confirm_page(
    request: Request,
    visitor: Visitor,
    target: str,
    *,
    kept: Sequence[tuple[str, str]] | None = None,
    error: HubError | None = None,
) -> Response:
    """The page that asks for the password again; with it ``kept``, what was typed, goes on to ``target``.

    Without ``kept``, ``target`` is something to be fetched.
    """
    return render(
        request,
        visitor,
        "confirm.html",
        status=_status(error) if error else 401,
        error=str(error) if error else "",
        target=target,
        kept=kept,
        minutes=round(PROVED_FOR.total_seconds() / 60),
    )


def fields_to_confirm(form: FormData) -> list[tuple[str, str]]:
    """What was typed, all of it: the answer goes back to who has typed it, and nowhere else."""
    return [
        (name, value) for name, value in form.multi_items() if isinstance(value, str) and name not in {"csrf", PRESENT}
    ]


def login_page(
    request: Request,
    wanted: str,
    *,
    error: HubError | None = None,
    name: str = "",
    kept: Sequence[tuple[str, str]] | None = None,
    is_over: bool = False,
    is_upload: bool = False,
) -> Response:
    """The page to log in at; ``kept`` are fields of a form that waits behind it, ``is_over`` that the login ended.

    Of an ``is_upload`` nothing can be kept: ``wanted`` is then the page it was sent from.
    """
    return render(
        request,
        None,
        "login.html",
        status=_status(error) if error else 401 if is_over else 200,
        error=str(error) if error else "",
        name=name,
        wanted=wanted,
        kept=None if kept is None else [(_KEPT_PREFIX + field, value) for field, value in kept],
        is_over=is_over,
        is_upload=is_upload,
    )


def fields_to_keep(form: FormData) -> list[tuple[str, str]]:
    """What was typed into a form, without what must not be carried along; a field may be there several times."""
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name not in _NOT_KEPT]


def sent_from(request: Request, otherwise: str) -> str:
    """The page of ours that a form was sent from, as the browser tells it."""
    where = urlsplit(request.headers.get("referer", ""))
    prefix = path(request, "")
    is_ours = where.netloc == request.headers.get("host") and where.path.startswith(f"{prefix}/")
    return _ours(where.path.removeprefix(prefix)) if is_ours else otherwise


def _ours(wanted: str) -> str:
    """A path of these pages, whatever the address says."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_ours and wanted not in {"/", "/login", "/logout"} else "/talk"


def _let_in(request: Request, secret: str, target: str) -> RedirectResponse:
    response = RedirectResponse(path(request, target), 303)
    _give_cookie(request, response, secret)
    return response


def _give_cookie(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path=path(request, "/"),
    )


def _refuse_foreign(request: Request) -> None:
    if is_from_elsewhere(request):
        raise HubError("This form came from another site. Open the hub's own page and try again.")


def _status(error: HubError) -> int:
    return 429 if isinstance(error, Locked) else 422
