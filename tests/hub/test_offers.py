from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from hub.tokens import Scope
from tests.fakes.home_assistant import TOKEN, running
from tests.hub.conftest import Parts, client_with
from tests.program import hub
from tests.takeaway import homes
from tests.takeaway.grounds import a_ground


async def test_an_offer_is_planned_made_and_withdrawn_over_the_api(parts: Parts, tmp_path: Path) -> None:
    async with a_ground(tmp_path, [homes.MOONLAMP, homes.SPARKLES]) as ground:
        with_one = replace(parts.hub, offering=ground.offering)
        async with await client_with(parts, Scope.ADMIN, hub=with_one) as client:
            planned = (await client.post("/home-assistant/offer", json={"dry_run": True})).json()
            assert planned["made"] is False
            assert planned["changes"][0]["text"] == 'Bed Light: also called "moonlamp"'
            assert planned["left_out"][0]["term"] == "the sparkles"
            assert ground.aliases("light.bed") == []
            made = (await client.post("/home-assistant/offer", json={})).json()
            assert made["made"] is True
            assert ground.aliases("light.bed") == ["moonlamp"]
            taken = (await client.post("/home-assistant/withdraw", json={"scenes": False})).json()
            assert taken["changes"][0]["removed"] == ["moonlamp"]
            assert ground.aliases("light.bed") == []


async def test_without_a_home_assistant_there_is_none_to_offer_to(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/home-assistant/offer", json={})
    assert answer.status_code == 409
    assert "home_assistant_url" in answer.json()["detail"]


@pytest.mark.parametrize("route", ["offer", "withdraw"])
async def test_only_admins_may_change_home_assistant(parts: Parts, route: str) -> None:
    async with await client_with(parts, Scope.TALK) as client:
        assert (await client.post(f"/home-assistant/{route}", json={})).status_code == 403


async def test_the_command_shows_what_it_would_change_and_asks(data: Path) -> None:
    async with running() as house:
        there = {"HOME_ASSISTANT_URL": house.url, "HOME_ASSISTANT_TOKEN": TOKEN}

        async def call(*arguments: str, said: str = "") -> str:
            done = await asyncio.to_thread(hub, *arguments, data=data, said=said, **there)
            return f"{done.returncode} {done.stdout}{done.stderr}"

        assert (await call("run", said="call the bed light moonlamp\n")).startswith("0")
        shown = await call("home-assistant", "offer", "--aliases", "--dry-run")
        assert shown.startswith('0 Bed Light: also called "moonlamp"')
        assert "Nothing was changed" in shown
        assert (await call("home-assistant", "offer", "--aliases")).startswith("2")
        assert house.entries["light.bed_light"]["aliases"] == []
        assert "Changed in Home Assistant: 1." in await call("home-assistant", "offer", "--aliases", "--yes")
        assert house.entries["light.bed_light"]["aliases"] == ["moonlamp"]
        assert "needs no change" in await call("home-assistant", "offer", "--aliases", "--yes")
        assert 'no longer called "moonlamp"' in await call("home-assistant", "withdraw", "--aliases", "--yes")
        assert house.entries["light.bed_light"]["aliases"] == []


def test_without_a_home_assistant_the_command_says_what_to_set(data: Path) -> None:
    done = hub("home-assistant", "offer", data=data)
    assert done.returncode == 2
    assert "HOME_ASSISTANT_URL" in done.stderr
