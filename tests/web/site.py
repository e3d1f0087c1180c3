"""A hub that serves its pages, in a process of its own, with accounts of every role."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase
from typing import Final

import httpx

from hub.admin.access import COOKIE
from hub.admin.roles import AccountRole
from tests.program import serving

PASSWORD: Final = "four words of nonsense"
NAMES: Final = {
    AccountRole.ADMIN: "Alex",
    AccountRole.ADULT: "Sam",
    AccountRole.CHILD: "Robin",
    AccountRole.GUEST: "Visitor",
}
CODE: Final = re.compile(r"one-time code for the first account: (\S+)")
CSRF: Final = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are, the cookies of those who are logged in, and ids of things that have a page.

    ``database`` is the address of the server that keeps everything, where it is not a file.
    """

    address: str
    folder: Path
    cookies: dict[AccountRole, str] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    database: str | None = None

    @property
    def log(self) -> str:
        """What the hub has said so far."""
        return (self.folder / "hub.log").read_text(encoding="utf-8")

    @property
    def code(self) -> str:
        """The code of the first run."""
        found = CODE.search(self.log)
        assert found, self.log
        return found[1]

    def url(self, path: str) -> str:
        """The address of a page; of one thing, that of the example of it."""
        return self.address + re.sub(r"\{[^}]+\}", lambda part: self.examples[part[0]], path)

    def log_in(self, role: AccountRole) -> None:
        """Log that role in anew."""
        with self.client() as client:
            answer = client.post("/login", data={"name": NAMES[role], "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            self.cookies[role] = str(client.cookies[COOKIE])

    def client(self, role: AccountRole | None = None) -> httpx.Client:
        """A client that keeps cookies, logged in as that role."""
        cookies = {COOKIE: self.cookies[role]} if role is not None else {}
        return httpx.Client(base_url=self.address, cookies=cookies, timeout=30)

    def api(self) -> httpx.Client:
        """A client of the API with the admin's token."""
        token = (self.folder / "admin-token").read_text().strip()
        return httpx.Client(base_url=f"{self.address}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def post(self, visitor: AccountRole, form_at: str, target: str, /, **fields: str) -> httpx.Response:
        """Send a form of the page ``form_at`` as that role."""
        with self.client(visitor) as client:
            found = CSRF.search(client.get(form_at).text)
            assert found, form_at
            return client.post(target, data={"csrf": found[1], **fields})


@contextmanager
def new_site(folder: Path, models: Path, **settings: str) -> Iterator[Site]:
    """A hub that was never used, while the block runs."""
    folder.mkdir(mode=0o700)
    (folder / "models").symlink_to(models)
    with serving(folder, API_RATE_PER_MINUTE="100000", **settings):
        site = Site((folder / "api-address").read_text().strip(), folder, database=settings.get("DATABASE_URL"))
        deadline = time.monotonic() + 10
        while not CODE.search(site.log):
            assert time.monotonic() < deadline, site.log
            time.sleep(0.05)
        yield site


def settle_in(site: Site) -> None:
    """Make an account of each role, and log them in."""
    with site.client() as client:
        form = {"code": site.code, "name": NAMES[AccountRole.ADMIN], "password": PASSWORD, "again": PASSWORD}
        answer = client.post("/welcome", data=form)
        assert answer.status_code == 303, answer.text
        site.cookies[AccountRole.ADMIN] = str(client.cookies[COOKIE])
    persons = {AccountRole.ADULT: "sam", AccountRole.CHILD: "robin", AccountRole.GUEST: ""}
    for role, person in persons.items():
        fields = {"name": NAMES[role], "role": role.value, "person": person, "password": PASSWORD}
        made = site.post(AccountRole.ADMIN, "/people", "/people/accounts", **fields)
        assert made.status_code == 303, made.text
        site.log_in(role)


def new_word() -> str:
    """A word that nothing means yet; of letters alone, for digits and a letter may be a unit."""
    return "".join(secrets.choice(ascii_lowercase) for _ in range(8))
