from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hub.bootstrap.home import demo_home_file
from tests.program import environment, hub
from tests.servers import mosquitto, postgres
from tests.tools import ROOT


@pytest.mark.mosquitto
@pytest.mark.postgres
def test_it_talks_to_a_home_on_mosquitto_and_keeps_lessons_in_postgresql(data: Path) -> None:
    with mosquitto(username="hub", password="open sesame") as broker, postgres() as database:
        url = f"mqtt://hub:open%20sesame@{broker.host}:{broker.port}"
        settings = {"MQTT_URL": url, "DATABASE_URL": database.new_database(driver="asyncpg")}
        simulate = [sys.executable, "-m", "hub", "simulate", str(demo_home_file())]
        with subprocess.Popen(
            simulate, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment(data, **settings)
        ) as home:
            try:
                assert home.stdout is not None
                assert "devices are on" in home.stdout.readline()
                taught = hub("run", data=data, said="cosy means thirty percent and warm white\n", **settings)
                assert taught.returncode == 0, taught.stderr
                assert "open sesame" not in taught.stdout + taught.stderr
                used = hub("run", data=data, said="make the desk lamp cosy\n", **settings)
                assert "Desk lamp is in cosy" in used.stdout or "brightness 30" in used.stdout
                assert "✓" in used.stdout
                assert not (data / "hub.db").exists()
                checked = hub("check", data=data, **settings)
                assert checked.returncode == 0, checked.stdout
                assert "announcements" in checked.stdout
                broker.stop()
                away = hub("run", data=data, said="turn on the desk lamp\n", **settings)
                assert away.returncode == 0, away.stderr
                assert "does not answer" in away.stdout
            finally:
                home.terminate()
                home.wait(timeout=15)
        assert home.returncode == 0
