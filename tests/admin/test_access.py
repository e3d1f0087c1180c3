from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from html import unescape

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route, WebSocketRoute

from devices.home import Role
from hub.admin.access import COOKIE, Allowed
from hub.admin.app import PAGES, create_pages
from hub.admin.door import Door
from hub.admin.roles import AccountRole, Right
from hub.running import Hub
from hub.web.access import Allowed as TokenAllowed
from hub.web.api import MODULES
from tests.admin.conftest import PASSWORD, Visit, browser
from tests.hub.conftest import Parts

Enter = Callable[[AccountRole], Awaitable[Visit]]

# The doors themselves: what must answer before anybody is logged in, and that the API answers.
OPEN = {("GET", "/"), ("GET", "/welcome"), ("POST", "/welcome"), ("GET", "/login"), ("POST", "/login")}


def rights() -> Iterator[tuple[str, str, Right | None]]:
    """Every page route with the right it asks for: from the routers, so that a new one can't be forgotten."""
    for page in PAGES:
        for route in page.router.routes:
            if isinstance(route, APIRoute):
                asked = [one.call for one in route.dependant.dependencies if isinstance(one.call, Allowed)]
                for method in sorted(route.methods or ()):
                    yield method, route.path, asked[0].right if asked else None


RIGHTS = list(rights())


def test_every_page_asks_who_looks_but_the_doors_themselves() -> None:
    assert {(method, path) for method, path, right in RIGHTS if right is None} == OPEN


def test_nothing_is_served_beside_the_pages_but_their_files(hub: Hub, door: Door) -> None:
    beside = [route for route in create_pages(hub, door).routes if isinstance(route, Route | Mount | WebSocketRoute)]
    assert [route.path for route in beside if not isinstance(route, APIRoute)] == ["/static"]


def test_the_one_connection_that_no_dependency_guards_is_the_microphone_s_which_has_tests_of_its_own() -> None:
    sockets = [route.path for page in PAGES for route in page.router.routes if isinstance(route, WebSocketRoute)]
    assert sockets == ["/talk/listen"]


def test_every_route_of_the_api_asks_for_a_token_but_whether_it_is_up() -> None:
    free = set()
    for module in MODULES:
        for route in module.router.routes:
            if isinstance(route, APIRoute):
                if not any(isinstance(one.call, TokenAllowed) for one in route.dependant.dependencies):
                    free.add(route.path)
    assert free == {"/health"}


@pytest.mark.parametrize("role", [None, *AccountRole])
async def test_each_role_gets_what_is_its_own_and_nothing_more(
    stranger: Visit, as_role: Enter, role: AccountRole | None
) -> None:
    visit = stranger if role is None else await as_role(role)
    for method, path, right in RIGHTS:
        if right is None or path in {"/live", "/logout"}:
            continue
        place = path.replace("{", "no-such-").replace("}", "")
        answer = await (visit.get(place) if method == "GET" else visit.post(place))
        who = f"{method} {path} as {role}"
        if role is None:
            is_form = method == "POST"
            assert answer.status_code == (401 if is_form else 303), who
            assert is_form or answer.headers["location"].startswith("/login"), who
        elif role.may(right):
            assert answer.status_code not in {401, 403, 500}, who
        else:
            assert answer.status_code == 403, who


@pytest.mark.parametrize(("method", "path", "right"), [one for one in RIGHTS if one[0] == "POST" and one[2]])
async def test_a_form_that_is_not_from_our_own_page_changes_nothing(
    admin: Visit, method: str, path: str, right: Right
) -> None:
    place = path.replace("{", "no-such-").replace("}", "")
    without = await admin.client.post(place, data={"csrf": "guessed"})
    assert without.status_code == 403
    foreign = await admin.client.post(place, data={"csrf": admin.csrf}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert "Go back, reload" in foreign.text


async def test_the_first_account_is_made_with_the_code_and_only_once(hub: Hub, door: Door) -> None:
    async with browser(hub) as client:
        assert (await client.get("/")).headers["location"] == "/welcome"
        assert (await client.get("/login")).headers["location"] == "/welcome"
        form = {"code": "WRONG", "name": "Alex", "password": PASSWORD, "again": PASSWORD}
        assert "not the code" in (await client.post("/welcome", data=form)).text
        form["code"] = door.first_run.code or ""
        assert "not the same" in (await client.post("/welcome", data=form | {"again": "else"})).text
        made = await client.post("/welcome", data=form)
        assert made.headers["location"] == "/talk"
        assert "HttpOnly" in made.headers["set-cookie"]
        assert "SameSite=lax" in made.headers["set-cookie"]
        assert (await client.get("/talk")).status_code == 200
        assert (await client.get("/welcome")).headers["location"] == "/login"
        again = await client.post("/welcome", data=form | {"name": "Mallory"})
        assert again.status_code == 422
    assert [account.name for account in await door.accounts.accounts()] == ["Alex"]


async def test_the_cookie_changes_with_each_log_in_and_ends_with_log_out(stranger: Visit) -> None:
    form = {"name": "Alex", "password": PASSWORD, "next": "/account"}
    first = await stranger.client.post("/login", data=form)
    assert first.headers["location"] == "/account"
    former = stranger.client.cookies[COOKIE]
    await stranger.client.post("/login", data=form)
    latter = stranger.client.cookies[COOKIE]
    assert former != latter
    stranger.client.cookies.clear()
    stranger.client.cookies.set(COOKIE, former)
    assert (await stranger.get("/talk")).status_code == 303
    stranger.client.cookies.clear()
    stranger.client.cookies.set(COOKIE, latter)
    stranger.csrf = (await stranger.get("/account")).text.split('name="csrf" value="')[1].split('"')[0]
    await stranger.post("/logout")
    stranger.client.cookies.set(COOKIE, latter)
    assert (await stranger.get("/talk")).status_code == 303


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""])
async def test_nobody_is_sent_elsewhere_after_log_in(stranger: Visit, wanted: str) -> None:
    form = {"name": "Alex", "password": PASSWORD, "next": wanted}
    assert (await stranger.client.post("/login", data=form)).headers["location"] == "/talk"


async def test_a_login_ends_after_a_week_unseen_and_after_a_month_whatever_happens(
    admin: Visit, parts: Parts, door: Door
) -> None:
    for _ in range(6):
        parts.clock.move(days=5)
        assert (await admin.get("/talk")).status_code == 200
    parts.clock.move(days=2)
    assert (await admin.get("/talk")).status_code == 303


async def test_what_was_typed_is_kept_when_the_login_has_ended(stranger: Visit) -> None:
    sent = await stranger.client.post("/talk", data={"csrf": "old", "text": 'dim <the> "lamp"', "area": "office"})
    assert sent.status_code == 401
    assert 'name="kept.text" value="dim &lt;the&gt; &#34;lamp&#34;"' in sent.text
    form = {"name": "Alex", "password": PASSWORD, "next": "/talk", "form": "yes", "kept.text": 'dim <the> "lamp"'}
    resumed = await stranger.client.post("/login", data=form)
    assert resumed.status_code == 200
    assert "dim &lt;the&gt; &#34;lamp&#34;</textarea>" in resumed.text
    assert 'action="/talk"' in resumed.text


def log_in_on(page: str) -> dict[str, str | list[str]]:
    """The form of a page to log in at, filled in."""
    form: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        form.setdefault(unescape(name), []).append(unescape(value))
    return {"name": ["Alex"], "password": [PASSWORD], **form}


async def test_every_tick_of_a_form_is_kept_when_the_login_has_ended(stranger: Visit) -> None:
    fields = {"what": "turn off the lamp", "time": "07:00", "weekday": ["0", "1", "5"]}
    sent = await stranger.client.post("/schedules", data=fields)
    wrong = await stranger.client.post("/login", data={**log_in_on(sent.text), "password": "something else"})
    resumed = (await stranger.client.post("/login", data=log_in_on(wrong.text))).text
    assert re.findall(r'name="weekday" value="(\w+)"', resumed) == ["0", "1", "5"]
    assert 'name="time" value="07:00"' in resumed
    assert "What is to be done <textarea" in resumed


async def test_a_button_alone_goes_on_after_a_login_that_had_ended(stranger: Visit) -> None:
    sent = await stranger.client.post("/privacy/backups", data={"csrf": "old"})
    assert "Nothing was done yet: log in" in sent.text
    resumed = await stranger.client.post("/login", data=log_in_on(sent.text))
    assert resumed.status_code == 200
    assert 'action="/privacy/backups"' in resumed.text


async def test_who_sent_a_file_after_the_end_of_a_login_comes_back_to_where_it_is_chosen(stranger: Visit) -> None:
    for referer, wanted in (
        ("http://hub/privacy", "/privacy"),
        ("http://elsewhere/people", "/privacy"),
        ("", "/privacy"),
    ):
        sent = await stranger.client.post(
            "/privacy/backups/take-in", files={"file": b"backup"}, headers={"Referer": referer}
        )
        assert "choose it again" in sent.text
        assert (await stranger.client.post("/login", data=log_in_on(sent.text))).headers["location"] == wanted
        stranger.client.cookies.clear()


async def test_what_proves_something_is_never_carried_through_a_log_in(stranger: Visit) -> None:
    sent = await stranger.client.post("/account/password", data={"password": "secret words", "again": "secret words"})
    assert "secret words" not in sent.text


async def test_changes_are_written_into_the_audit_log_without_words(admin: Visit, hub: Hub, door: Door) -> None:
    await admin.client.post("/login", data={"name": "the admin", "password": "something wrong"})
    await admin.client.post("/login", data={"name": "hunter2 typed here", "password": "x"})
    lines = [(line.who, line.action, line.address) for line in await hub.audit.page()]
    assert ("the admin", "log-in failed", "192.0.2.7") in lines
    assert "hunter2" not in str(lines)


async def test_what_is_taken_out_of_the_house_is_written_down_and_what_fails_is_told_as_such(
    admin: Visit, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await admin.get("/privacy/export")
    await admin.post("/learned/nothing/retire")
    monkeypatch.setattr(type(hub.shelf), "make", None)
    assert (await admin.post("/privacy/backups")).status_code == 500
    lines = [(line.action, line.object) for line in await hub.audit.page()]
    assert sorted(lines) == [("export", ""), ("make backup, failed", ""), ("retire, refused", "nothing")]


async def test_a_trusted_proxy_shows_the_pages_under_a_prefix_and_by_https(hub: Hub, door: Door) -> None:
    proxied = {"X-Ingress-Path": "/hub", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.4"}
    await door.add("Alex", PASSWORD, AccountRole.ADMIN)
    from dataclasses import replace

    trusting = replace(hub, settings=hub.settings.model_copy(update={"web_proxies": ("192.0.2.0/24",)}))
    async with browser(trusting) as client:
        for where in ("/login", "/hub/login"):
            page = await client.get(where, headers=proxied)
            assert 'action="/hub/login"' in page.text
            assert 'href="/hub/static/hub.css"' in page.text
            assert "Strict-Transport-Security" in page.headers
        let_in = await client.post("/login", data={"name": "Alex", "password": PASSWORD}, headers=proxied)
        assert let_in.headers["location"] == "/hub/talk"
        assert "Secure" in let_in.headers["set-cookie"]
        assert "Path=/hub/" in let_in.headers["set-cookie"]
    async with browser(trusting, address="203.0.113.1") as client:
        page = await client.get("/login", headers=proxied)
        assert 'action="/login"' in page.text
        assert "Strict-Transport-Security" not in page.headers
    assert any(line.address == "198.51.100.4" for line in await hub.audit.page())


async def test_every_answer_has_strict_headers(stranger: Visit) -> None:
    for path in ("/login", "/static/hub.css", "/nothing", "/api/v1/health"):
        headers = (await stranger.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


async def test_markup_in_names_is_shown_and_not_run(hub: Hub, door: Door, admin: Visit) -> None:
    answer = await admin.post("/talk", text="<script>alert(1)</script>")
    assert answer.status_code == 303
    page = (await admin.get("/talk")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("text", ["x" * 2001, "x" * 70_000])
async def test_a_sentence_that_is_too_long_is_refused(admin: Visit, text: str) -> None:
    answer = await admin.post("/talk", text=text)
    assert answer.status_code in {413, 422}


@pytest.mark.parametrize("role", [AccountRole.GUEST, AccountRole.CHILD])
async def test_who_is_a_guest_on_the_pages_is_one_to_the_home(hub: Hub, as_role: Enter, role: AccountRole) -> None:
    said = []
    hub.sessions.on_turn(lambda utterance, _response: said.append((utterance.role, utterance.person)))
    await (await as_role(role)).post("/talk", text="unlock the front door")
    assert said == [(Role(role), None)]
