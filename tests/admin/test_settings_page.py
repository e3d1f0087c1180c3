"""The page of settings: seen with their source, changed where that is safe, locked where something else wins."""

from __future__ import annotations

import re

import pytest

from hub.adjustments import CHANGEABLE
from hub.admin.pages.settings import NAMES
from hub.config import load_settings
from hub.running import Hub
from tests.admin.conftest import Visit


def part(page: str, name: str) -> str:
    """The part of the page that is about one setting."""
    return page.split(f'id="{name}"', 1)[1].split("</section>", 1)[0]


def kept(hub: Hub) -> tuple[bool, int]:
    """Whether the hub keeps a journal now, and for how many days."""
    return hub.settings.journal, hub.settings.journal_days


def test_every_setting_that_may_be_changed_has_a_name_for_people() -> None:
    assert NAMES.keys() == CHANGEABLE.keys()


async def test_the_journal_is_switched_off_at_once_and_stays_off(admin: Visit, hub: Hub) -> None:
    assert "Counts at once" in part((await admin.get("/settings")).text, "journal")
    assert (await admin.post("/settings/journal", value="no")).headers["location"] == "/settings"
    assert kept(hub) == (False, 30)
    assert "nothing that is said is written down" in (await admin.get("/privacy")).text
    shown = part((await admin.get("/settings")).text, "journal")
    assert "changed here" in shown
    assert "<option selected>no" in shown
    assert not load_settings().journal
    await admin.post("/settings/journal/default")
    assert kept(hub) == (True, 30)
    assert "changed here" not in part((await admin.get("/settings")).text, "journal")
    assert load_settings().journal


async def test_the_journal_is_switched_on_privacy_too(admin: Visit, hub: Hub) -> None:
    assert (await admin.post("/privacy/keep/journal", value="no")).headers["location"] == "/privacy"
    assert kept(hub) == (False, 30)
    await admin.post("/privacy/keep/journal_days", value="3")
    assert kept(hub) == (False, 3)
    wrong = await admin.post("/privacy/keep/journal_days", value="many")
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    assert (await admin.post("/privacy/keep/quiet", value="yes")).status_code == 422


async def test_what_is_changed_for_the_next_start_says_what_counts_until_then(admin: Visit, hub: Hub) -> None:
    await admin.post("/settings/time_zone", value="Europe/Berlin")
    shown = part((await admin.get("/settings")).text, "time_zone")
    assert "Counts at the next start" in shown
    assert "Until the next start: not set" in shown
    assert load_settings().time_zone == "Europe/Berlin"
    await admin.post("/settings/time_zone", value="  ")
    assert load_settings().time_zone is None


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("journal_days", "4000", "less than or equal to 3650"), ("time_zone", "Mars", "Europe/Berlin"), ("quiet", "", "")],
)
async def test_a_value_that_cannot_be_is_refused_and_shown_again(
    admin: Visit, hub: Hub, name: str, value: str, told: str
) -> None:
    before = hub.settings
    answer = await admin.post(f"/settings/{name}", value=value)
    assert answer.status_code == 422
    assert re.search(rf'role="alert">{name}: .*{told}', answer.text)
    if value:
        assert f'value="{value}"' in part(answer.text, name)
    assert hub.settings == before


@pytest.mark.parametrize("name", ["api_host", "data_dir", "no_such"])
async def test_what_is_not_safe_to_change_is_not_changed_here(admin: Visit, name: str) -> None:
    assert (await admin.post(f"/settings/{name}", value="x")).status_code == 404
    assert (await admin.post(f"/settings/{name}/default")).status_code == 404


async def test_what_the_environment_says_is_shown_as_locked(
    admin: Visit, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEACHABLE_HUB_QUIET", "true")
    hub.adjustments.settings = load_settings()
    shown = part((await admin.get("/settings")).text, "quiet")
    assert "Locked" in shown
    assert "<form" not in shown
    answer = await admin.post("/settings/quiet", value="no")
    assert answer.status_code == 422
    assert "set by the environment" in answer.text


async def test_two_who_change_one_setting_put_nothing_over_each_other_s(admin: Visit, hub: Hub) -> None:
    seen = re.findall(r'name="seen" value="(\w+)"', part((await admin.get("/settings")).text, "journal_days"))[0]
    await admin.post("/settings/journal_days", value="9", seen=seen)
    late = await admin.post("/settings/journal_days", value="5", seen=seen)
    assert late.status_code == 409
    assert "now it is: Days the journal is kept: 9" in late.text
    assert 'value="5"' in part(late.text, "journal_days")
    assert kept(hub) == (True, 9)
    again = re.findall(r'name="seen" value="(\w+)"', part(late.text, "journal_days"))[0]
    assert (await admin.post("/privacy/keep/journal_days", value="5", seen=again)).status_code == 303
    assert kept(hub) == (True, 5)


async def test_who_changed_a_setting_is_in_the_audit_log(admin: Visit, hub: Hub) -> None:
    await admin.post("/settings/journal", value="no")
    await admin.post("/privacy/keep/journal_days", value="many")
    await admin.post("/privacy/keep/journal_days", value="9")
    lines = [(one.who, one.action, one.object) for one in await hub.audit.page()]
    assert sorted(lines) == [
        ("the admin", "change what is kept, refused", "journal_days"),
        ("the admin", "setting changed to 9", "journal_days"),
        ("the admin", "setting changed to no", "journal"),
    ]
