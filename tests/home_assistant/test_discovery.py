"""A real Home Assistant finds the hub by itself, by multicast DNS in a network that is only this test's."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.tools import ROOT, absent, require

pytestmark = [pytest.mark.home_assistant, pytest.mark.slow]

OWN_NETWORK: Final = ("unshare", "--map-root-user", "--net", "sh", "-c")
# Home Assistant does not look at loopback addresses, so the one interface there is gets another one.
LAY_OUT: Final = """
set -e
ip link set lo up multicast on
ip address add 10.77.0.1/24 dev lo
ip route add default dev lo
exec "$@"
"""


def own_network() -> list[str]:
    """What runs a command in a network of its own; without it the test says what is missing."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        absent("unshare and ip (util-linux, iproute2) are not installed here")
    command = [*OWN_NETWORK, LAY_OUT, "sh"]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        absent(f"this machine lets nobody make a network of their own ({tried.stderr.strip()})")
    return command


def test_it_is_discovered_as_a_hub_and_as_a_wyoming_service_and_added_with_a_token(
    tmp_path: Path, models: Path
) -> None:
    require("home-assistant")
    command = [*own_network(), sys.executable, "-m", "tests.home_assistant.discovery_process"]
    done = subprocess.run(
        [*command, str(tmp_path), str(models)], cwd=ROOT, capture_output=True, text=True, timeout=150, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["teachable_hub: Teachable Hub, loaded", "wyoming: Teachable Hub, loaded"]
