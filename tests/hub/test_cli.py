from __future__ import annotations

import json
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from hub.bootstrap.home import demo_home_file
from tests.program import hub, serving

JOURNEY = """\
set the living room light to study mode
um, about eighty percent and cool white
put the bedroom lamp in study mode too
"""


def test_help_is_given_without_loading_anything_heavy(data: Path) -> None:
    answer = hub("--help", data=data)
    assert answer.returncode == 0
    assert "simulate" in answer.stdout
    heavy = "import sys, hub.cli; print({'fastapi', 'sklearn', 'spacy', 'sqlalchemy', 'vosk'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "set()"


def test_run_without_input_greets_and_ends(data: Path) -> None:
    answer = hub("run", data=data)
    assert answer.returncode == 0, answer.stderr
    assert "Hello" in answer.stdout
    assert "http://127.0.0.1:" in answer.stdout
    assert answer.stderr == ""
    assert re.search(r"ready in [\d.]+ s", answer.stdout)
    token = data / "admin-token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert stat.S_IMODE((data / "hub.db").stat().st_mode) == 0o600


def test_run_plays_what_is_piped_in_and_remembers_it_after_a_restart(data: Path) -> None:
    first = hub("run", data=data, said=JOURNEY)
    assert first.returncode == 0, first.stderr
    hub_lines = [line for line in first.stdout.splitlines() if line.startswith("hub  ")]
    assert '"study mode"' in hub_lines[1]
    assert "study mode is 80 % and cool white" in hub_lines[2]
    assert hub_lines[3] == "hub  Bedroom lamp is in study mode."
    again = hub("run", data=data, said="set the desk lamp to study mode\n")
    assert "hub  Desk lamp is in study mode." in again.stdout


def test_a_lesson_survives_a_kill(data: Path) -> None:
    with serving(data) as process:
        address = (data / "api-address").read_text().strip()
        token = (data / "admin-token").read_text().strip()
        with httpx.Client(base_url=f"{address}/api/v1", headers={"Authorization": f"Bearer {token}"}) as client:
            said = "set the living room light to study mode"
            asked = client.post("/converse", json={"text": said, "conversation_id": "c"}).json()
            assert asked["kind"] == "asks_about"
        process.kill()
        process.wait()
        (data / "api-address").unlink()
    with serving(data):
        address = (data / "api-address").read_text().strip()
        with httpx.Client(base_url=f"{address}/api/v1", headers={"Authorization": f"Bearer {token}"}) as client:
            answer = client.post("/converse", json={"text": "eighty percent", "conversation_id": "c"}).json()
            assert answer["kind"] == "confirms", answer
            assert answer["actions"][0]["outcome"] == "confirmed"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(data: Path, number: signal.Signals) -> None:
    with serving(data) as process:
        process.send_signal(number)
        assert process.wait(timeout=15) == 0
        said = (data / "hub.log").read_text()
        assert "Traceback" not in said
        assert "ready" in said
    assert not (data / "api-address").exists()


def test_talk_reaches_the_running_hub(data: Path) -> None:
    with serving(data):
        answer = hub("talk", data=data, said="turn on the desk lamp\n")
        assert answer.returncode == 0, answer.stderr
        assert "esk lamp is on" in answer.stdout
        checked = hub("check", data=data)
        assert "running hub: http://127.0.0.1:" in checked.stdout
        assert checked.returncode == 0, checked.stdout


def test_talk_with_a_simulated_home_keeps_nothing(data: Path) -> None:
    answer = hub("talk", "--home", str(demo_home_file()), data=data, said="turn on the desk lamp\n")
    assert answer.returncode == 0, answer.stderr
    assert "esk lamp is on" in answer.stdout
    assert not (data / "hub.db").exists()


def test_what_was_taught_goes_out_and_comes_back(data: Path, tmp_path: Path) -> None:
    hub("run", data=data, said=JOURNEY)
    export, backup = tmp_path / "taught.json", tmp_path / "hub.backup"
    assert "1 concepts" in hub("export", str(export), data=data).stdout
    assert json.loads(export.read_text())["concepts"][0]["term"] == "study mode"
    assert hub("backup", str(backup), data=data).returncode == 0
    assert hub("forget", "--all", data=data).returncode == 2
    assert hub("forget", "--all", "--yes", data=data).returncode == 0
    assert "0 concepts" in hub("export", str(tmp_path / "empty.json"), data=data).stdout
    assert "1 concepts added" in hub("import", str(export), data=data).stdout
    assert hub("migrate", data=data).returncode == 0
    restored = hub("restore", str(backup), data=data)
    assert "forgotten" in restored.stdout


def test_tokens_and_schedules(data: Path) -> None:
    made = hub("token", "create", "tablet", "--scope", "read", data=data)
    assert made.stdout.startswith("thub_")
    assert "read" in made.stderr
    listed = hub("token", "list", data=data).stdout
    assert "tablet" in listed
    assert made.stdout.strip() not in listed
    token_id = re.search(r"^ (\w+) +tablet", listed, re.MULTILINE)
    assert token_id is not None
    assert hub("token", "revoke", token_id[1], data=data).returncode == 0
    assert hub("token", "revoke", "none", data=data).returncode == 1
    assert hub("schedules", data=data).stdout == "Nothing is scheduled.\n"
    assert hub("schedules", "cancel", "none", data=data).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "told"),
    [
        (["fly"], {}, 2, "invalid choice"),
        (["run"], {"API_PORT": "seventy"}, 2, "api_port"),
        (["run"], {"MQTT_URL": "ftp://x"}, 2, "mqtt"),
        (["run", "--home", "none.json"], {}, 1, "none.json"),
        (["run", "--area", "moon base"], {}, 1, "moon base"),
        (["run"], {"DATABASE_URL": "postgresql://me:hunter22@127.0.0.1:1/hub"}, 1, "database"),
        (["run"], {"NLU": "rasa", "RASA_PYTHON": "none/python", "RASA_URL": "127.0.0.1"}, 2, "rasa_url"),
        (["talk"], {}, 1, "No hub is running"),
        (["talk", "--url", "http://127.0.0.1:1"], {"API_TOKEN": "x"}, 1, "does not answer"),
        (["import", "none.json"], {}, 1, "none.json"),
        (["restore", "none.backup"], {}, 1, "none.backup"),
        (["simulate", "none.json"], {}, 2, "--broker"),
        (["forget"], {}, 2, "--person"),
        (["forget", "--since", "yesterday"], {}, 2, "2026-01-31"),
    ],
)
def test_errors_are_a_sentence(
    data: Path, arguments: list[str], settings: dict[str, str], code: int, told: str
) -> None:
    answer = hub(*arguments, data=data, **settings)
    assert answer.returncode == code, answer.stderr + answer.stdout
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr + answer.stdout
    assert "hunter22" not in answer.stderr + answer.stdout


def test_a_taken_port_that_was_asked_for_is_told(data: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        answer = hub("run", data=data, API_PORT=port)
    assert answer.returncode == 1
    assert port in answer.stderr


def test_check_says_what_to_do(data: Path) -> None:
    good = hub("check", data=data)
    assert good.returncode == 0, good.stdout
    bad = hub("check", data=data, MQTT_URL="mqtt://127.0.0.1:1", API_PROT="1")
    assert bad.returncode == 1
    assert "TEACHABLE_HUB_API_PROT is no setting" in bad.stdout
    assert "Is it running" in bad.stdout
