"""Rules that Home Assistant and HACS have for the files of an integration; they stand in for hassfest."""

from __future__ import annotations

import ast
import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import voluptuous as vol
from awesomeversion import AwesomeVersion
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.const import __version__
from homeassistant.helpers.selector import validate_selector
from homeassistant.helpers.service import _SERVICES_SCHEMA
from homeassistant.util.yaml import load_yaml_dict

from custom_components.teachable_hub.const import NOTABLE
from custom_components.teachable_hub.services import SCHEMAS

ROOT = Path(__file__).parents[2]
COMPONENT = ROOT / "custom_components" / "teachable_hub"

BRONZE = """
action-setup appropriate-polling brands common-modules config-flow-test-coverage config-flow dependency-transparency
docs-actions docs-high-level-description docs-installation-instructions docs-removal-instructions entity-event-setup
entity-unique-id has-entity-name runtime-data test-before-configure test-before-setup unique-config-entry
"""
SILVER = """
action-exceptions config-entry-unloading docs-configuration-parameters docs-installation-parameters entity-unavailable
integration-owner log-when-unavailable parallel-updates reauthentication-flow test-coverage
"""
GOLD = """
devices diagnostics discovery-update-info discovery docs-data-update docs-examples docs-known-limitations
docs-supported-devices docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices entity-category
entity-device-class entity-disabled-by-default entity-translations exception-translations icon-translations
reconfiguration-flow repair-issues stale-devices
"""
PLATINUM = "async-dependency inject-websession strict-typing"


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((COMPONENT / name).read_text(encoding="utf-8"))
    return content


def sources() -> Iterator[ast.Module]:
    for path in COMPONENT.glob("*.py"):
        yield ast.parse(path.read_text(encoding="utf-8"))


def used(argument: str) -> set[str]:
    """Texts that are given to that argument in any call."""
    return {
        keyword.value.value
        for source in sources()
        for node in ast.walk(source)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == argument and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
    }


def test_the_manifest_has_what_it_must_in_the_order_it_must() -> None:
    manifest = read("manifest.json")
    keys = list(manifest)
    assert keys == ["domain", "name", *sorted(keys[2:])]
    assert manifest["domain"] == COMPONENT.name
    assert {"codeowners", "documentation", "issue_tracker", "version", "iot_class", "integration_type"} <= set(keys)
    assert manifest["config_flow"] is True
    assert manifest["zeroconf"] == ["_teachable-hub._tcp.local."]
    assert all(owner.startswith("@") for owner in manifest["codeowners"])
    assert manifest["documentation"].startswith("https://")


def test_component_and_hub_are_of_one_version() -> None:
    project = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert project is not None
    assert read("manifest.json")["version"] == project[1]


def test_hacs_finds_one_integration_and_its_oldest_home_assistant() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text(encoding="utf-8"))
    assert hacs["homeassistant"] == "2025.4.0"
    assert [path.name for path in (ROOT / "custom_components").glob("*/manifest.json") for path in [path.parent]] == [
        "teachable_hub"
    ]
    assert AwesomeVersion(__version__) >= AwesomeVersion(hacs["homeassistant"])


def test_the_component_imports_nothing_of_the_hub() -> None:
    imported = {name.split(".")[0] for source in sources() for node in ast.walk(source) for name in _imported(node)}
    assert imported & {"hub", "dialogue", "teaching", "devices", "tests"} == set()
    assert imported & {"requests", "httpx", "urllib"} == set()


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


def test_every_service_is_described_by_the_fields_it_takes() -> None:
    described = _SERVICES_SCHEMA(load_yaml_dict(str(COMPONENT / "services.yaml")))
    named, icons = read("translations/en.json")["services"], read("icons.json")["services"]
    assert set(described) == set(SCHEMAS) == set(named) == set(icons)
    for service, schema in SCHEMAS.items():
        fields = described[service]["fields"]
        assert set(fields) == {str(key) for key in schema.schema} == set(named[service]["fields"])
        required = {str(key) for key in schema.schema if isinstance(key, vol.Required)}
        assert {name for name, field in fields.items() if field.get("required")} == required
        for field in fields.values():
            validate_selector(field["selector"])
        for text in (named[service], *named[service]["fields"].values()):
            assert text["name"]
            assert text["description"].endswith(".")


def test_every_sentence_that_is_used_is_there_and_none_else() -> None:
    texts = read("translations/en.json")
    wording = (COMPONENT / "wording.py").read_text(encoding="utf-8")
    spoken = set(re.findall(r'return "(\w+)"|= "(\w+)"', wording))
    wanted = {first or second for first, second in spoken} | (used("translation_key") - {"token_may_not_teach"})
    assert set(texts["exceptions"]) == wanted
    assert set(texts["device_automation"]["trigger_type"]) == set(NOTABLE)
    assert set(texts["issues"]) == {"token_may_not_teach"}


def test_every_entity_has_a_name_and_an_icon_unless_its_class_brings_one() -> None:
    keys = {
        node.args[1].value
        for source in sources()
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "__init__"
        if len(node.args) == 2 and isinstance(node.args[1], ast.Constant)
    }
    entities, icons = read("translations/en.json")["entity"], read("icons.json")["entity"]
    assert {key for platform in entities.values() for key in platform} == keys
    with_class = {"online", "trouble"}
    assert {key for platform in icons.values() for key in platform} == (keys - with_class) | {"hub"}


@pytest.mark.parametrize("step", ["user", "zeroconf_confirm", "reauth_confirm", "reconfigure"])
def test_every_form_explains_each_of_its_fields(step: str) -> None:
    text = read("translations/en.json")["config"]["step"][step]
    assert set(text["data"]) == set(text["data_description"])
    assert text["title"]
    assert text["description"]


def test_every_error_and_end_of_a_form_has_its_sentence() -> None:
    texts = read("translations/en.json")
    checks = (COMPONENT / "token_check.py").read_text(encoding="utf-8")
    errors = set(re.findall(r'_errors\("(\w+)"\)', checks)) | {"invalid_url"}
    assert set(texts["config"]["error"]) == errors - {"token_may_not_teach"}
    fix = texts["issues"]["token_may_not_teach"]["fix_flow"]
    assert set(fix["error"]) == errors
    flow = (COMPONENT / "config_flow.py").read_text(encoding="utf-8")
    ends = set(re.findall(r'reason="(\w+)"', flow))
    given = {"already_configured", "already_in_progress", "reauth_successful", "reconfigure_successful"}
    assert set(texts["config"]["abort"]) == ends | given


def test_no_sentence_has_a_hole_that_nobody_fills() -> None:
    holes = set(re.findall(r"\{(\w+)\}", (COMPONENT / "translations" / "en.json").read_text(encoding="utf-8")))
    assert holes == {"name", "url", "example", "detail"}


def test_every_rule_of_the_quality_scale_is_answered() -> None:
    rules = load_yaml_dict(str(COMPONENT / "quality_scale.yaml"))["rules"]
    assert list(rules) == [rule for tier in (BRONZE, SILVER, GOLD, PLATINUM) for rule in tier.split()]
    for rule, answer in rules.items():
        status = answer if isinstance(answer, str) else answer["status"]
        assert status in {"done", "todo", "exempt"}, rule
        assert status != "exempt" or answer["comment"].endswith("."), rule


def test_the_page_about_home_assistant_names_what_there_is() -> None:
    page = (ROOT / "docs" / "home-assistant.md").read_text(encoding="utf-8")
    texts = read("translations/en.json")
    labels = texts["options"]["step"]["init"]["data"]
    wanted = {f"*{label}* (`{option}`)" for option, label in labels.items()}
    wanted |= {f"`teachable_hub.{service}`" for service in SCHEMAS} | {f"`teachable_hub_{name}`" for name in NOTABLE}
    for platform in ("binary_sensor", "sensor", "event"):
        wanted |= {f"_{text['name'].lower().replace(' ', '_')}`" for text in texts["entity"][platform].values()}
    assert [name for name in sorted(wanted) if name not in page] == []


@pytest.mark.parametrize(("name", "size"), [("icon.png", 256), ("icon@2x.png", 512)])
def test_the_icon_is_a_square_of_the_size_that_brands_have(name: str, size: int) -> None:
    content = (COMPONENT / "brand" / name).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (size, size)


@pytest.mark.parametrize("path", (ROOT / "blueprints").rglob("*.yaml"), ids=lambda path: path.stem)
def test_blueprints_are_valid(path: Path) -> None:
    blueprint = Blueprint(
        load_yaml_dict(str(path)), expected_domain="automation", path=path.name, schema=AUTOMATION_BLUEPRINT_SCHEMA
    )
    assert blueprint.validate() is None
    assert path.parent.relative_to(ROOT).as_posix() == "blueprints/automation/teachable_hub"
