"""What was taught can be taken along as sentences that Home Assistant's own recogniser understands."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.bootstrap.takeaway import services
from hub.takeaway.files import files_of, zipped
from hub.takeaway.models import Takeaway
from hub.takeaway.sentences import takeaway
from teaching.concepts import Concept
from tests.takeaway import homes
from tests.tools import Tool, require

SENTENCES = "custom_sentences/en/teachable_hub.yaml"
PACKAGE = "packages/teachable_hub.yaml"


def exported(*concepts: Concept) -> Takeaway:
    return takeaway(concepts or homes.EVERYTHING, homes.a_home(), services)


def recognised(python: Path, *say: tuple[str, str | None], concepts: Sequence[Concept] = ()) -> list[Any]:
    """What hassil makes of the sentences."""
    task = {"file": files_of(exported(*concepts))[SENTENCES], "say": say}
    program = Path(__file__).parent / "hassil_process.py"
    done = subprocess.run([python, program], input=json.dumps(task), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.fixture(params=["home-assistant", "hassil"])
def python(request: pytest.FixtureRequest) -> Path:
    """The hassil of Home Assistant 2025.4, and the newest."""
    tool: Tool = request.param
    return require(tool)


def actions(intent: str) -> list[Any]:
    scripts = yaml.safe_load(files_of(exported())[PACKAGE])["intent_script"]
    found: list[Any] = scripts[intent]["action"]
    return found


def reasons() -> dict[str, str]:
    return {left.term: left.reason for left in exported().left_out}


def test_a_taught_value_is_understood_on_every_light_by_every_name_and_in_rooms(python: Path) -> None:
    found = recognised(
        python,
        ("set the ceiling light to study mode", None),
        ("put moonlamp in study mode", None),
        ("set the sparkles to study mode", None),
        ("set the lights in the bedroom to study mode", None),
        ("set the den to study mode", None),
        ("study mode in the lounge", None),
        ("study mode", "Bedroom"),
        ("study mode", None),
        ("set the hi-fi to study mode", None),
    )
    assert [one and one["slots"]["things"] for one in found] == [
        "light.ceiling",
        "light.bed",
        "light.ceiling|Desk Lamp",
        "light.bed",
        "light.ceiling|light.reading",
        "light.ceiling|light.reading",
        "light.bed",
        None,
        None,
    ]
    assert {one["intent"] for one in found if one} == {"TeachableHubStudyMode"}


def test_action_words_names_and_routines_are_understood(python: Path) -> None:
    found = recognised(
        python,
        ("lumosify the bedroom fan", None),
        ("perk up the bed light", None),
        ("turn off the sparkles", None),
        ("set moonlamp to 40 percent", None),
        ("turn off the lights in the den", None),
        ("movie night", None),
        ("it's movie night", None),
        ("lights out", "Living Room"),
        ("lights out", None),
        ("unlock the front door", None),
    )
    assert [one and one["intent"] for one in found] == [
        "TeachableHubLumosify",
        "TeachableHubPerkUp",
        "TeachableHubNamesOff",
        "TeachableHubNamesBrightness",
        "TeachableHubNamesLightsOff",
        "TeachableHubMovieNight",
        "TeachableHubMovieNight",
        "TeachableHubLightsOut",
        None,
        None,
    ]
    assert found[3]["slots"] == {"things": "light.bed", "amount": 40}
    assert found[7]["slots"]["things"] == "light.ceiling|light.reading"


STRANGE = (
    "x|y [z]", "a {b} c", "(foo", "bar>", "<baz", "semi;colon", "back\\slash", "half: time", "r&b!", "d.j. time",
    "50% mode", "don't", "café ölü", "#hash: 'quoted'", "- dash", "{{ states }}", "yes", "2024", "]] }} ))",
)  # fmt: skip


def test_what_is_grammar_elsewhere_stays_a_word(python: Path) -> None:
    said = [re.sub(r"[;:\\]", " ", term) for term in STRANGE]
    values = [homes.taught(term, homes.STUDY_MODE.meaning, number=n) for n, term in enumerate(STRANGE)]
    names = [homes.taught(term, homes.MOONLAMP.meaning, number=n) for n, term in enumerate(STRANGE)]
    as_value = recognised(python, *((f"set the bed light to {term}", None) for term in said), concepts=values)
    as_name = recognised(python, *((f"turn off {term}", None) for term in said), concepts=names)
    for term, value, name in zip(STRANGE, as_value, as_name, strict=True):
        assert value is not None, term
        assert name is not None, term
        assert value["slots"]["things"] == name["slots"]["things"] == "light.bed"
    assert len({value["intent"] for value in as_value}) == len(STRANGE)


def test_each_thing_gets_the_part_that_it_can_do() -> None:
    full, dimmed, by_name = actions("TeachableHubStudyMode")
    assert full["action"] == "light.turn_on"
    assert full["data"] == {"brightness_pct": 80, "color_temp_kelvin": 5000}
    assert '["light.bed", "light.ceiling"]' in full["target"]["entity_id"]
    assert dimmed["data"] == {"brightness_pct": 80}
    assert "selectattr('name', 'in'" in by_name["target"]["entity_id"]
    assert "Desk Lamp" in by_name["target"]["entity_id"]


def test_a_routine_is_its_steps_in_their_order() -> None:
    assert [step["action"] for step in actions("TeachableHubMovieNight")] == [
        "light.turn_on",
        "light.turn_on",
        "media_player.volume_set",
        "fan.turn_off",
    ]
    assert actions("TeachableHubMovieNight")[0]["target"] == {"entity_id": ["light.ceiling"]}


def test_what_people_taught_is_never_a_template() -> None:
    assert actions("TeachableHubJinja")[0]["data"] == {"option": '{{ "{{ states }}" }}'}


def test_what_home_assistant_cannot_have_is_listed_with_the_reason() -> None:
    found = reasons()
    assert "Ada" in found["cosy"]
    assert "times" in found["elevenses"]
    assert "like things" in found["reading light"]
    assert "asks" in found["welcome"]
    assert "service" in found["crank it"]
    text = files_of(exported())[SENTENCES]
    assert all(f"#   {term}: {reason}\n" in text for term, reason in found.items())


def test_a_word_cannot_leave_its_comment() -> None:
    concept = homes.taught("evil\nintents: {}\r\u2028x", homes.ELEVENSES.meaning)
    document = yaml.safe_load(files_of(exported(concept))[SENTENCES])
    assert document == {"language": "en", "intents": {}}


def test_exporting_twice_gives_the_same_files() -> None:
    assert files_of(exported(*homes.EVERYTHING)) == files_of(exported(*reversed(homes.EVERYTHING)))
    assert zipped(exported())[:2] == b"PK"


def test_without_lessons_the_files_are_empty_and_say_so() -> None:
    files = files_of(takeaway((), homes.a_home(), services))
    assert "Everything that was taught" in files[SENTENCES]
    assert yaml.safe_load(files[PACKAGE]) == {"intent_script": {}}
