"""What the running program needs to be kept, besides what a turn needs (``dialogue.ports.TurnStore``)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from devices.home import Person
from dialogue.ports import Forget, JournalEntry
from teaching.concepts import Concept
from teaching.ports import ConceptQuery
from teaching.schedules import Schedule, ScheduleStatus


@dataclass(frozen=True, slots=True)
class Token:
    """An API token as it is kept: never its secret. ``scope`` is read, talk or admin, each including the former."""

    id: str
    name: str
    scope: str
    digest: str
    created: datetime
    last_used: datetime | None = None
    revoked: datetime | None = None


def account_key(name: str) -> str:
    """What two spellings of one account's name have in common."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in to the web admin. ``password`` is its Argon2 hash; ``person`` is who it is at home."""

    id: str
    name: str
    role: str
    password: str = field(repr=False)
    created: datetime
    person: str | None = None
    last_login: datetime | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """A browser that is logged in: the digest of its cookie, never the cookie; ``csrf`` goes into its forms."""

    digest: str
    account_id: str
    csrf: str = field(repr=False)
    created: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what when, and to what: ids alone, no words that anybody has said."""

    id: str
    at: datetime
    who: str
    action: str
    object: str = ""
    address: str = ""


class AccountStore(Protocol):
    """Keeps accounts of the web admin and the browsers that are logged in."""

    async def accounts(self) -> Sequence[Account]:
        """All accounts, by name."""
        ...

    async def put_account(self, account: Account) -> None:
        """Add it, or replace the one of the same id. Raises ``HubError`` when another has its name."""
        ...

    async def delete_account(self, account_id: str) -> None:
        """Remove it with its logins; no error when it is gone."""
        ...

    async def login(self, digest: str) -> tuple[Login, Account] | None:
        """The login of that digest, with its account."""
        ...

    async def put_login(self, login: Login) -> None:
        """Add it."""
        ...

    async def see_login(self, digest: str, at: datetime) -> None:
        """Note when it was last seen; nothing when it has ended."""
        ...

    async def end_logins(
        self, *, digest: str | None = None, account_id: str | None = None, unseen_since: datetime | None = None
    ) -> None:
        """Remove one login, all of an account, or all that were not seen since then."""
        ...


class AuditStore(Protocol):
    """Keeps the audit log."""

    async def note(self, line: AuditLine) -> None:
        """Write it down."""
        ...

    async def audit_page(self, *, after: AuditLine | None = None, limit: int = 50) -> Sequence[AuditLine]:
        """Lines, newest first; with ``after`` those that are older than that one."""
        ...

    async def audit_line(self, line_id: str) -> AuditLine | None:
        """One line."""
        ...


class DerivedStore(Protocol):
    """A place outside of the database that holds something derived from talk: a trained model, a cache, an export."""

    @property
    def name(self) -> str:
        """For the report and the log."""
        ...

    async def forget(self, forget: Forget) -> int:
        """Remove what is meant, or everything when it cannot be told apart; how many pieces went.

        Runs after the database has forgotten, may run again for the same wish, and must not fail when nothing is
        there.
        """
        ...


class ScheduleStore(Protocol):
    """Keeps schedules for the scheduler."""

    async def schedules(self, *, pending_only: bool = True) -> Sequence[Schedule]:
        """Schedules by due time."""
        ...

    async def claim_schedule(
        self, schedule: Schedule, *, status: ScheduleStatus, next_due: datetime | None = None
    ) -> bool:
        """Take a pending schedule before it runs: True for one hub only.

        Holds only while the stored one is still pending and due at ``schedule.due``. With ``next_due`` it stays
        pending for then; otherwise it takes ``status``.
        """
        ...

    async def set_schedule_status(self, schedule_id: str, status: ScheduleStatus) -> bool:
        """Note what became of it; False when there is none of that id."""
        ...

    async def cancel_schedule(self, schedule_id: str) -> Schedule | None:
        """Cancel it if it is still pending; the cancelled one, or ``None``."""
        ...


class TokenStore(Protocol):
    """Keeps API tokens."""

    async def tokens(self) -> Sequence[Token]:
        """All tokens, oldest first."""
        ...

    async def put_token(self, token: Token) -> None:
        """Add it, or replace the one of the same id."""
        ...


class JournalStore(Protocol):
    """Hands out the journal."""

    async def journal(self, *, conversation_id: str | None = None, limit: int = 50) -> Sequence[JournalEntry]:
        """Turns, newest first."""
        ...

    async def purge_journal(self, now: datetime) -> int:
        """Remove the turns that are past the limits; how many went."""
        ...

    async def journal_entry(self, turn_id: str) -> JournalEntry | None:
        """One turn."""
        ...


class PersonStore(Protocol):
    """Keeps the people that the hub was told of."""

    async def people(self) -> Sequence[Person]:
        """Everybody the hub was told of."""
        ...

    async def put_person(self, person: Person) -> None:
        """Add the person, or replace the one of the same id."""
        ...

    async def delete_person(self, person_id: str) -> None:
        """Remove the person (not what they taught); no error when they are gone already."""
        ...


class HouseholdStore(PersonStore, ScheduleStore, TokenStore, JournalStore, Protocol):
    """Everything the doors and the scheduler keep and read."""

    async def concepts(self, query: ConceptQuery) -> Sequence[Concept]:
        """Concepts by id order."""
        ...

    async def concept(self, concept_id: str) -> Concept | None:
        """One concept."""
        ...

    async def put_concepts(self, concepts: Sequence[Concept]) -> None:
        """Add or replace, in one transaction."""
        ...

    async def delete_concepts(self, concept_ids: Sequence[str]) -> None:
        """Remove for good, in one transaction."""
        ...

    def register(self, *derived: DerivedStore) -> None:
        """Have more places forget whenever the store does, before those that are known."""
        ...

    async def forget(self, what: Forget) -> int:
        """Remove it from every place that holds it; how many records went."""
        ...

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        ...
