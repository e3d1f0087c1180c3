"""The microphone of the conversation: a real Chromium that plays a recording into it, a real recogniser that hears."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from hub.admin.roles import AccountRole
from tests.voice.recordings import MODEL, recording, samples
from tests.web.site import Site, new_site, settle_in
from tests.web.tabs import PHONE, Tab, Tabs, chromium

RATE = 16_000
SENTENCE_S = 4.5
LEARNED = "set the living room light to study mode"


def spoken(folder: Path, name: str) -> Path:
    """A recording with silence around it, so that Chromium, which plays it again and again, says it once."""
    file = folder / f"{name}.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", ""))
        sound.writeframes(bytes(RATE * 2) + samples(recording(name)) + bytes(RATE * 2 * 20))
    return file


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Site]:
    """A hub that hears and speaks."""
    folder = tmp_path_factory.mktemp("hearing") / "data"
    with new_site(folder, models, SPEECH_MODEL=str(MODEL), TTS="espeak") as site:
        settle_in(site)
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def speaking(tmp_path: Path, hearing: Site) -> AsyncIterator[Tabs]:
    """Tabs of a browser whose microphone hears a recording."""
    flags = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={spoken(tmp_path, '003')}",
        "--autoplay-policy=no-user-gesture-required",
    )
    async with chromium(*flags) as browser:
        tabs = Tabs(browser, hearing)
        yield tabs
        assert await tabs.close() == []


async def heard(tab: Tab) -> None:
    await tab.page.get_by_text(f"Heard: {LEARNED}").wait_for(timeout=20_000)
    await tab.page.locator("#chat .said", has_text=LEARNED).first.wait_for(timeout=10_000)


async def test_a_sentence_is_spoken_while_the_button_is_held_and_answered_aloud(speaking: Tabs) -> None:
    tab = await speaking.new(AccountRole.ADULT, size=PHONE)
    await tab.page.add_init_script(
        "window.played = 0; const make = AudioContext.prototype.createBufferSource;"
        "AudioContext.prototype.createBufferSource = function () { window.played += 1; return make.call(this); };"
    )
    await tab.open("/talk")
    button = tab.page.locator("#microphone")
    await button.hover()
    await tab.page.mouse.down()
    await tab.page.get_by_text("Speak now.").wait_for()
    assert await button.get_attribute("aria-pressed") == "true"
    await asyncio.sleep(SENTENCE_S)
    partial = await tab.page.locator("#heard").inner_text()
    await tab.page.mouse.up()
    assert await button.get_attribute("aria-pressed") == "false"
    assert "living room" in partial
    await heard(tab)
    await tab.page.wait_for_function("window.played > 0", timeout=10_000)
    assert await tab.overhanging() == []
    await tab.picture("talk-heard")


async def test_the_keyboard_begins_and_ends_a_sentence(speaking: Tabs) -> None:
    tab = await speaking.new(AccountRole.ADULT)
    await tab.open("/talk")
    await tab.page.locator("#microphone").focus()
    await tab.page.keyboard.press("Enter")
    await tab.page.get_by_text("Speak now.").wait_for()
    await asyncio.sleep(SENTENCE_S)
    await tab.page.keyboard.press("Enter")
    await heard(tab)


async def test_a_hub_that_does_not_hear_shows_no_microphone(tabs: Tabs) -> None:
    tab = await tabs.new(AccountRole.ADULT)
    await tab.open("/talk")
    assert await tab.page.locator("#microphone").count() == 0
