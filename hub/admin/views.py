"""Pages out of templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from devices.capabilities import Value
from devices.home import Area, Person
from dialogue.saying.wording import Wording
from hub.admin.logins import Visitor
from hub.admin.roles import Right
from hub.admin.things import told_settings
from hub.running import Hub

Named = TypeVar("Named", Area, Person)

_FOLDER: Final = Path(__file__).parent
NOTE_COOKIE: Final = "teachable_hub_note"

Typed = Annotated[str, Form(max_length=400)]
Asked = Annotated[str, Query(max_length=400)]

# Name, path, and the right it takes, in the order of the menu.
MENU: Final = (
    ("Talk", "/talk", Right.TALK),
    ("Learned", "/learned", Right.SEE),
    ("Not understood", "/not-understood", Right.TEACH),
    ("Home", "/home", Right.SEE),
    ("Schedules", "/schedules", Right.SEE),
    ("History", "/history", Right.ADMIN),
    ("Insight", "/insight", Right.ADMIN),
    ("People", "/people", Right.ADMIN),
    ("Tokens", "/tokens", Right.ADMIN),
    ("Settings", "/settings", Right.ADMIN),
    ("Health", "/health", Right.ADMIN),
    ("Privacy", "/privacy", Right.ADMIN),
)


def _moment(at: datetime | None, zone: datetime) -> Markup | str:
    """A time as people of this house write it, with the exact one for machines."""
    if at is None:
        return "never"
    local = at.astimezone(zone.tzinfo)
    shown = f"{local:%H:%M}" if local.date() == zone.date() else f"{local:%-d %b %H:%M}"
    if local.year != zone.year:
        shown = f"{local:%-d %b %Y %H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="seconds"), shown)


_templates: Final = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["menu"] = MENU


def _is_here(target: str, here: str) -> bool:
    """Whether a page of the menu is the present one, or the present one belongs to it."""
    return here == target or here.startswith(f"{target}/") or (target == "/home" and here.startswith("/things/"))


_templates.tests["is_here"] = _is_here


def path(request: Request, target: str, **query: object) -> str:
    """A path of ours as the browser must ask for it: behind the prefix of a proxy, with a query."""
    wanted = {name: str(value) for name, value in query.items() if value not in (None, "")}
    prefix = str(request.scope.get("root_path", "")).rstrip("/")
    return prefix + target + (f"?{urlencode(wanted, quote_via=quote)}" if wanted else "")


def by_name(things: Iterable[Named]) -> list[Named]:
    """People or rooms in the order of their names, for a list to choose from."""
    return sorted(things, key=lambda one: one.name)


def render(
    request: Request, visitor: Visitor | None, template: str, *, status: int = 200, **context: object
) -> HTMLResponse:
    """The page of ``template``; a note that the page before left is shown, once."""
    hub = request.app.state.hub
    now = hub.clock.now()
    note = request.cookies.get(NOTE_COOKIE, "")
    text = _templates.get_template(template).render(
        visitor=visitor,
        here=request.scope["path"],
        is_answer=request.method not in {"GET", "HEAD"},
        home_name=hub.home_name,
        version=hub.identity.version,
        now=now,
        path=lambda target, **query: path(request, target, **query),
        moment=lambda at: _moment(at, now),
        in_words=lambda entity_id, settings: _in_words(hub, entity_id, settings),
        csrf_field=lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(
            visitor.csrf if visitor else ""
        ),
        done=NOTES.get(note, ""),
        **context,
    )
    response = HTMLResponse(text, status)
    if note:
        response.delete_cookie(NOTE_COOKIE, path=path(request, "/"))
    return response


def _in_words(hub: Hub, entity_id: str, settings: Mapping[str, Value]) -> str:
    home = hub.registry.home()
    return told_settings(home.entities.get(entity_id), settings, Wording(home, hub.settings.language))


# What a page may say after it has done something: by name, so that a cookie can put no words into our mouth.
NOTES: Final = {
    "saved": "Saved.",
    "removed": "Removed.",
    "forgotten": "Forgotten.",
    "added": "Added.",
    "undone": "Undone.",
    "restored": "Restored.",
    "retired": "Retired: it is kept, and not used any more.",
    "cancelled": "Cancelled.",
    "revoked": "Revoked: it is refused from now on.",
    "ignored": "It will not be asked about again.",
    "password": "The password is changed. Log in again.",
    "done": "Done.",
    "confirmed": "Done: its own state says so.",
    "unconfirmed": "It was sent, but no state has come back yet that says so.",
    "assumed": "It was sent. It reports no state, so nobody can tell.",
}


def back(request: Request, target: str, *, done: str = "", **query: object) -> RedirectResponse:
    """On to another page after a form was taken; ``done`` is a name out of ``NOTES`` that is shown there."""
    response = RedirectResponse(path(request, target, **query), 303)
    if done:
        response.set_cookie(NOTE_COOKIE, done, max_age=60, httponly=True, samesite="lax", path=path(request, "/"))
    return response
