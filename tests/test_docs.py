"""What the documentation must name: every setting, command, route, own topic and kind of turn."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from dialogue.response import Kind
from hub.adjustments import CHANGEABLE, From
from hub.cli import build_parser
from hub.config import Settings
from hub.mqtt_topics import TOPICS
from hub.tokens import Scope
from hub.web.api import routes
from tests.tools import ROOT

DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands(parser: argparse.ArgumentParser, prefix: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield f"{prefix}{name}", below
                yield from commands(below, f"{prefix}{name} ")


def test_every_setting_is_documented_and_none_that_is_gone() -> None:
    rows = [line.split("|")[1] for line in read("settings.md").splitlines() if line.startswith("| `")]
    documented = {name for cell in rows for name in re.findall(r"`(\w+)`", cell)}
    assert documented == set(Settings.model_fields)


def test_the_settings_that_may_be_changed_on_the_pages_are_marked() -> None:
    marked = dict(re.findall(r"^\| `(\w+)` ([◆◇])", read("settings.md"), re.MULTILINE))
    assert marked == {name: "◆" if since is From.NOW else "◇" for name, since in CHANGEABLE.items()}


def test_every_command_and_option_is_documented() -> None:
    text = read("cli.md")
    for name, parser in commands(build_parser()):
        if name != "token":
            assert re.search(rf"\| `{name}[ `]", text), name
        options = [option for action in parser._actions for option in action.option_strings]
        for option in options:
            if option.startswith("--") and option != "--help":
                assert option in text, f"{name} {option}"


def test_every_route_is_documented_and_none_that_is_gone() -> None:
    documented = set(re.findall(r"^\| `([A-Z]+ /api/v1\S*)`", read("api.md"), re.MULTILINE))
    assert documented == {f"{method} {path}" for method, path in routes()}


def test_every_own_topic_is_documented() -> None:
    documented = set(re.findall(r"^\| `teachable_hub/(\S+)`", read("mqtt-topics.md"), re.MULTILINE))
    assert documented == set(TOPICS)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_turn_is_documented(kind: Kind) -> None:
    assert f"| `{kind.value}` |" in read("behaviour.md")


@pytest.mark.parametrize("scope", Scope)
def test_every_scope_is_documented(scope: Scope) -> None:
    assert f"`{scope.value}`" in read("api.md")


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md"]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
