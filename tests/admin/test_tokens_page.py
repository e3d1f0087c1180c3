"""The page of API tokens: made and shown once, listed without secrets, revoked at once."""

from __future__ import annotations

import re

import pytest

from hub.running import Hub
from hub.tokens import Scope, digest_of
from tests.admin.conftest import Visit
from tests.hub.conftest import Parts, client_with


def secret_on(page: str) -> str:
    found = re.search(r'value="(thub_[^"]+)" readonly', page)
    assert found is not None, page
    return found[1]


@pytest.mark.parametrize(("scope", "may_list"), [(Scope.READ, 403), (Scope.TALK, 403), (Scope.ADMIN, 200)])
async def test_a_token_is_made_shown_once_and_works(
    admin: Visit, hub: Hub, parts: Parts, scope: Scope, may_list: int
) -> None:
    answer = await admin.post("/tokens", name="  the hall's <b>panel</b> ", scope=scope)
    assert answer.status_code == 201
    secret = secret_on(answer.text)
    (token,) = await hub.store.tokens()
    assert (token.name, token.scope, token.digest) == ("the hall's <b>panel</b>", scope, digest_of(secret))
    async with await client_with(parts, None) as program:
        program.headers["Authorization"] = f"Bearer {secret}"
        assert (await program.get("/hub")).status_code == 200
        assert (await program.get("/tokens")).status_code == may_list
    page = (await admin.get("/tokens")).text
    assert secret not in page
    assert "the hall&#39;s &lt;b&gt;panel&lt;/b&gt;" in page


async def test_a_token_that_is_revoked_is_refused_at_once(admin: Visit, hub: Hub, parts: Parts) -> None:
    secret = secret_on((await admin.post("/tokens", name="panel", scope="talk")).text)
    (token,) = await hub.store.tokens()
    async with await client_with(parts, None) as program:
        program.headers["Authorization"] = f"Bearer {secret}"
        assert (await program.get("/hub")).status_code == 200
        assert (await admin.post(f"/tokens/{token.id}/revoke")).headers["location"] == "/tokens"
        assert (await program.get("/hub")).status_code == 401
    page = (await admin.get("/tokens")).text
    assert "<h2>Revoked</h2>" in page
    assert "There is none." in page
    assert (await admin.post("/tokens/nope/revoke")).status_code == 404


@pytest.mark.parametrize(
    ("name", "scope", "told"),
    [("  ", "talk", "needs a name"), ("x" * 81, "talk", "needs a name"), ("panel", "all", "Choose")],
)
async def test_a_token_without_a_name_or_a_scope_is_not_made_and_nothing_typed_is_lost(
    admin: Visit, hub: Hub, name: str, scope: str, told: str
) -> None:
    answer = await admin.post("/tokens", name=name, scope=scope)
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{name}"' in answer.text
    assert await hub.store.tokens() == []


async def test_who_made_and_revoked_a_token_is_in_the_audit_log_without_its_secret(admin: Visit, hub: Hub) -> None:
    secret = secret_on((await admin.post("/tokens", name="panel", scope="admin")).text)
    (token,) = await hub.store.tokens()
    await admin.post(f"/tokens/{token.id}/revoke")
    lines = await hub.audit.page()
    assert sorted((one.who, one.action, one.object) for one in lines) == [
        ("the admin", "revoke token", token.id),
        ("the admin", "token made, scope admin", token.id),
    ]
    assert secret not in str(lines)
