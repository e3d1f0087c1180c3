"""``make home-assistant`` as somebody runs it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.tools import ROOT, require

pytestmark = [pytest.mark.home_assistant, pytest.mark.slow]


def test_it_says_where_to_log_in_answers_there_and_ends_with_control_c(tmp_path: Path, models: Path) -> None:
    require("home-assistant")
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "models").symlink_to(models)
    command = [sys.executable, "-m", "deploy.home_assistant", "--folder", str(tmp_path), "--port", "0"]
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
        assert "log in as robin, password: a made-up one" in said
        found = re.search(r"Home Assistant\s+(http://127\.0\.0\.1:\d+)", said)
        assert found is not None
        address = found.group(1)
        assert "Home Assistant" in httpx.get(address, follow_redirects=True, trust_env=False).text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=40) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)


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
