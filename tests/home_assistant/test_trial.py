"""``make home-assistant`` as somebody runs it."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from deploy.home_assistant.connection import Connection
from deploy.home_assistant.registries import change_entity, entities, expose
from tests.tools import ROOT, require

pytestmark = [pytest.mark.home_assistant, pytest.mark.slow]


@pytest.fixture
def folder(tmp_path: Path, models: Path) -> Path:
    require("home-assistant")
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "models").symlink_to(models)
    return tmp_path


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The trial; what it has said once it is up. It is ended with Ctrl-C."""
    command = [sys.executable, "-m", "deploy.home_assistant", "--folder", str(folder), "--port", "0"]
    command += ["--hub-port", "0", "--user", "robin", "--password", "a made-up one"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, f"it ended early:\n{said}"
            said += line
        try:
            yield said
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=40) == 0


def address_in(said: str) -> str:
    found = re.search(r"Home Assistant\s+(http://127\.0\.0\.1:\d+)", said)
    assert found is not None
    return found.group(1)


def test_it_says_where_to_log_in_answers_there_and_ends_with_control_c(folder: Path) -> None:
    with running(folder) as said:
        assert "log in as robin, password: a made-up one" in said
        address = address_in(said)
        assert "Home Assistant" in httpx.get(address, follow_redirects=True, trust_env=False).text
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)


def test_the_next_start_goes_on_with_the_home_as_it_was_left(folder: Path) -> None:
    with running(folder) as said:
        asyncio.run(_live_there(address_in(said), folder))
    with running(folder) as said:
        names, exposed = asyncio.run(_how_it_is(address_in(said), folder))
    assert names["light.floor_lamp"] == "Bertha"
    assert "light.star_lamp" not in exposed
    assert "light.floor_lamp" in exposed
    assert "conversation.teachable_hub" in names


def _home(address: str, folder: Path) -> Connection:
    return Connection(address, (folder / "config" / "access-token").read_text(encoding="utf-8"))


async def _live_there(address: str, folder: Path) -> None:
    async with _home(address, folder) as home:
        await change_entity(home, "light.floor_lamp", name="Bertha")
        await expose(home, ["light.star_lamp"], exposed=False)
        lamp, plain = [
            await home.ask("config/entity_registry/get", entity_id=entity_id)
            for entity_id in ("light.floor_lamp", "light.star_lamp")
        ]
        # From 2026.4 on an entity's own name stands among them, as null.
        assert lamp["aliases"] == [*plain["aliases"], "standing lamp"]
        ours = {entity.id for entity in await entities(home) if entity.platform == "teachable_hub"}
        assert "conversation.teachable_hub" in ours


async def _how_it_is(address: str, folder: Path) -> tuple[dict[str, str], set[str]]:
    async with _home(address, folder) as home:
        names = {entity.id: entity.name for entity in await entities(home)}
        listed = (await home.ask("homeassistant/expose_entity/list"))["exposed_entities"]
        return names, {entity_id for entity_id, to in listed.items() if to.get("conversation")}


def test_without_its_environment_it_says_what_to_do(tmp_path: Path) -> None:
    program = (
        "import sys; from deploy.home_assistant import __main__ as trial;"
        "trial.find_home_assistant_python = lambda: None; sys.argv = ['trial', '--folder', sys.argv[1]];"
        "sys.exit(trial.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "make home-assistant-env" in done.stdout
