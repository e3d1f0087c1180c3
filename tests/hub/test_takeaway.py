from __future__ import annotations

import io
import zipfile
from pathlib import Path

import httpx
import pytest
import yaml

from hub.tokens import Scope
from tests.hub.conftest import Parts, client_with
from tests.program import hub
from tests.takeaway import homes


async def test_what_was_taught_is_given_out_as_files_for_home_assistant(parts: Parts, admin: httpx.AsyncClient) -> None:
    await parts.store.put_concepts([homes.STUDY_MODE, homes.ELEVENSES])
    answer = await admin.get("/export", params={"format": "custom-sentences"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["custom_sentences/en/teachable_hub.yaml", "packages/teachable_hub.yaml"]
        sentences = archive.read("custom_sentences/en/teachable_hub.yaml").decode()
    assert "TeachableHubStudyMode" in yaml.safe_load(sentences)["intents"]
    assert "#   elevenses: " in sentences


async def test_an_unknown_form_is_refused(admin: httpx.AsyncClient) -> None:
    answer = await admin.get("/export", params={"format": "cuneiform"})
    assert answer.status_code == 422
    assert "format" in answer.json()["detail"]


@pytest.mark.parametrize("scope", [Scope.READ, Scope.TALK])
async def test_only_admins_may_take_it_along(parts: Parts, scope: Scope) -> None:
    async with await client_with(parts, scope) as client:
        assert (await client.get("/export", params={"format": "custom-sentences"})).status_code == 403


def test_the_command_writes_a_folder_and_says_what_stays(data: Path, tmp_path: Path) -> None:
    said = "study mode means eighty percent and cool white\nwelcome home means unlock the front door\nyes\n"
    assert hub("run", data=data, said=said).returncode == 0
    folder = tmp_path / "for home assistant"
    done = hub("export", "--format", "custom-sentences", str(folder), data=data)
    assert done.returncode == 0, done.stderr
    assert "left out welcome home: the hub asks" in done.stdout
    written = yaml.safe_load((folder / "packages" / "teachable_hub.yaml").read_text())
    assert set(written["intent_script"]) == {"TeachableHubStudyMode"}


def test_a_file_is_no_place_for_a_folder(data: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    done = hub("export", "--format", "custom-sentences", str(tmp_path / "there"), data=data)
    assert done.returncode == 2
    assert "is a file" in done.stderr


def test_a_home_that_cannot_be_reached_is_said(data: Path, tmp_path: Path) -> None:
    away = {"HOME_ASSISTANT_URL": "http://127.0.0.1:9", "HOME_ASSISTANT_TOKEN": "secret"}
    done = hub("export", "--format", "custom-sentences", str(tmp_path / "out"), data=data, **away)
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stderr
    assert not (tmp_path / "out").exists()
