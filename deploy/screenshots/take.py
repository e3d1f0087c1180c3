"""Takes the pictures of docs/home-assistant.md from a running ``make home-assistant``.

Needs playwright and a Chromium, neither of which the hub needs, so it has an environment of its own:

    python3 -m venv build/screenshots && build/screenshots/bin/pip install playwright
    make home-assistant                                          # in another terminal
    build/screenshots/bin/python deploy/screenshots/take.py http://127.0.0.1:8123 alex PASSWORD docs/images
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

WIDE: ViewportSize = {"width": 960, "height": 640}
BROAD: ViewportSize = {"width": 1240, "height": 640}
LESSON = ("set the living room light to study mode", "bright white at 80 percent")
SETTLE_MS = 1_200


def log_in(page: Page, address: str, username: str, password: str) -> None:
    """Through the login page."""
    page.goto(address)
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.locator("home-assistant-main").wait_for(timeout=60_000)
    page.wait_for_timeout(3 * SETTLE_MS)


def shoot(page: Page, folder: Path, name: str) -> None:
    """The page as it is now."""
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=folder / f"{name}.png")
    print(f"{name}.png")


def go(page: Page, address: str, path: str) -> None:
    """To a page of the interface."""
    page.goto(address + path)
    page.wait_for_timeout(3 * SETTLE_MS)


def add_the_integration(page: Page, address: str, folder: Path) -> None:
    """The form that asks for the hub's address and token."""
    go(page, address, "/config/integrations/dashboard/add?domain=teachable_hub")
    page.get_by_text("OK", exact=True).or_(page.get_by_text("Yes", exact=True)).last.click()
    page.wait_for_timeout(2 * SETTLE_MS)
    field = page.locator("dialog-data-entry-flow input").first
    field.fill("http://192.168.1.20:8321")
    shoot(page, folder, "add-integration")
    page.keyboard.press("Escape")


def choose_the_agent(page: Page, address: str, folder: Path) -> None:
    """The assistant with the hub as its conversation agent."""
    go(page, address, "/config/voice-assistants/assistants")
    page.get_by_text("Teachable Hub", exact=True).first.click()
    page.wait_for_timeout(2 * SETTLE_MS)
    agent = page.locator("assist-pipeline-detail-conversation")
    agent.scroll_into_view_if_needed()
    shoot(page, folder, "choose-agent")
    page.keyboard.press("Escape")


def say(page: Page, *sentences: str) -> None:
    """In Assist, which is opened."""
    page.keyboard.press("a")
    field = page.locator("ha-voice-command-dialog input").last
    field.wait_for(timeout=20_000)
    for sentence in sentences:
        field.fill(sentence)
        field.press("Enter")
        page.wait_for_timeout(2 * SETTLE_MS)


def first_lesson(page: Page, address: str, folder: Path) -> None:
    """The dialogue in Assist, also when it was held before."""
    say(page, "forget study mode", "turn off the living room light")
    go(page, address, "/")
    say(page, *LESSON)
    shoot(page, folder, "first-lesson")
    page.keyboard.press("Escape")


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("username")
    parser.add_argument("password")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=WIDE)
        log_in(page, arguments.address, arguments.username, arguments.password)
        first_lesson(page, arguments.address, arguments.folder)
        add_the_integration(page, arguments.address, arguments.folder)
        go(page, arguments.address, "/config/integrations/integration/teachable_hub")
        page.set_viewport_size(BROAD)
        page.get_by_text("1 service").first.click()
        shoot(page, arguments.folder, "entities")
        page.set_viewport_size(WIDE)
        choose_the_agent(page, arguments.address, arguments.folder)
        browser.close()


if __name__ == "__main__":
    main()
