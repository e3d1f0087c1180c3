from __future__ import annotations

import re
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.admin.conftest import PASSWORD
from tests.program import hub, serving


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of one's own, with its key."""
    key, made = tmp_path / "hub.key", tmp_path / "hub.pem"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    name = ("-subj", "/CN=hub.local", "-addext", "subjectAltName=DNS:hub.local")
    subprocess.run(
        ["openssl", "req", "-x509", *curve, *name, "-keyout", str(key), "-out", str(made), "-days", "2"],
        check=True,
        capture_output=True,
    )
    return made, key


def test_the_first_start_prints_the_code_with_which_the_first_account_is_made(data: Path) -> None:
    with serving(data):
        address = (data / "api-address").read_text().strip()
        found = re.search(
            r"Web admin: (\S+) · one-time code for the first account: (\S+)", (data / "hub.log").read_text()
        )
        assert found is not None
        assert found[1] == f"{address}/"
        with httpx.Client(base_url=address) as client:
            form = {"code": found[2], "name": "Alex", "password": PASSWORD, "again": PASSWORD}
            assert client.post("/welcome", data=form).headers["location"] == "/talk"
            assert client.get("/talk").status_code == 200
            given = hub("account", "password", "alex", data=data)
            assert given.returncode == 0, given.stderr
            client.cookies.clear()
            form = {"name": "Alex", "password": given.stdout.strip()}
            assert client.post("/login", data=form).headers["location"] == "/talk"
    (data / "hub.log").unlink()
    with serving(data):
        assert "one-time code" not in (data / "hub.log").read_text()


def test_accounts_are_looked_after_at_the_command_line(data: Path) -> None:
    made = hub("account", "add", "Sam", "--role", "child", data=data)
    assert made.returncode == 0, made.stderr
    assert len(made.stdout.strip()) >= 10
    assert re.search(r"Sam\s+child", hub("account", "list", data=data).stdout)
    assert hub("account", "add", "SAM", data=data).returncode != 0
    missing = hub("account", "remove", "Nobody", data=data)
    assert "account list" in missing.stderr
    assert hub("account", "remove", "sam", data=data).returncode == 0
    assert "no account yet" in hub("account", "list", data=data).stdout


def test_pages_and_api_are_served_by_tls_with_a_certificate_of_ones_own(
    data: Path, certificate: tuple[Path, Path]
) -> None:
    made, key = certificate
    secure = {"api_tls_cert": str(made), "api_tls_key": str(key)}
    with serving(data, **secure):
        address = (data / "api-address").read_text().strip()
        assert address.startswith("https://")
        trusting = ssl.create_default_context(cafile=made)
        trusting.check_hostname = False
        with httpx.Client(base_url=address, verify=trusting) as client:
            page = client.get("/welcome")
            assert page.status_code == 200
            assert "Strict-Transport-Security" in page.headers
        said = hub("talk", data=data, said="what can you do\n", **secure)
        assert said.returncode == 0, said.stderr
        with pytest.raises(httpx.ConnectError):
            httpx.get(address)


def test_a_certificate_that_cannot_be_used_is_said(data: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")
    answer = hub("run", "--serve", data=data, api_tls_cert=str(broken), api_tls_key=str(broken))
    assert answer.returncode != 0
    assert "cannot be used" in answer.stderr
    assert "PEM" in answer.stderr


def test_the_web_admin_can_be_switched_off(data: Path) -> None:
    with serving(data, web="false"):
        address = (data / "api-address").read_text().strip()
        assert httpx.get(f"{address}/login").status_code == 404
        assert httpx.get(f"{address}/api/v1/health").status_code == 200
