"""The store of the hub: what a turn, the doors and the scheduler keep, each in one transaction."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from devices.home import Person
from dialogue.dialogue_state import DialogueState
from dialogue.ports import Forget, JournalEntry, TurnRecord
from hub.ports import DerivedStore, Token
from hub.storage.address import DatabaseAddress
from hub.storage.concepts import SqlConcepts
from hub.storage.database import Database
from hub.storage.dialogues import DOCUMENT_OF, PUT_STATE, SqlDialogues, read_state, row_of
from hub.storage.figures import SqlFigures
from hub.storage.files import remove_leftovers
from hub.storage.forgetting import mark_swept, note_forget, noted_forgets, remove_forgotten
from hub.storage.journal import JournalPage, JournalQuery, JournalSettings, SqlJournal
from hub.storage.journal_writer import JournalWriter
from hub.storage.missed import SqlMissed
from hub.storage.oblivion import covers
from hub.storage.people import SqlPeople
from hub.storage.schedules import SqlSchedules
from hub.storage.schema import upgrade
from hub.storage.shielding import carried_through
from hub.storage.tokens import SqlTokens
from teaching.concepts import Concept
from teaching.ports import ConceptQuery
from teaching.schedules import Schedule, ScheduleStatus

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repositories:
    """Every repository, inside one transaction."""

    connection: AsyncConnection
    concepts: SqlConcepts
    dialogues: SqlDialogues
    schedules: SqlSchedules
    journal: SqlJournal
    people: SqlPeople
    tokens: SqlTokens
    figures: SqlFigures
    missed: SqlMissed


class SqlStore:
    """Keeps everything in SQL; ``dialogue.ports.TurnStore`` and ``hub.ports.HouseholdStore``.

    Entering it brings the schema up to date and finishes a forgetting that a crash cut off. ``derived`` stores are
    told to forget whenever the database has forgotten.
    """

    def __init__(
        self, address: DatabaseAddress, journal: JournalSettings | None = None, *, derived: Sequence[DerivedStore] = ()
    ) -> None:
        self.address = address
        self.journal_settings = journal or JournalSettings()
        self._database = Database(address)
        self._derived = list(derived)
        self._notes = JournalWriter(self._write_notes)
        self._name = secrets.token_hex(8)
        self._seen = 0
        # Two at once would take each other's drafts for left over.
        self._forgetting = asyncio.Lock()
        self.underway: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        """Open it; raises the errors of ``hub/storage/errors.py``."""
        await self._database.__aenter__()
        await upgrade(self.address)
        if self.address.file is not None:
            remove_leftovers(self.address.file.parent)
        await self._finish_forgetting()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish what is under way and close all connections."""
        await self._notes.flush()
        await asyncio.gather(*self.underway, return_exceptions=True)
        await self._database.close()

    def register(self, *derived: DerivedStore) -> None:
        """Have more places forget whenever the database does, before those that are known: who uses a file is told
        before it is removed.
        """
        self._derived[:0] = derived

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Repositories]:
        """All repositories at one moment of the database; nothing may be changed."""
        await self._notes.flush()
        async with self._reading() as kept:
            yield kept

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Repositories]:
        """As ``reading``, without waiting for turns that are still to be written to the journal."""
        async with self._database.reading() as connection:
            yield self._repositories(connection)

    @asynccontextmanager
    async def writing(self, *, synced: bool = True) -> AsyncIterator[Repositories]:
        """All repositories in one transaction: kept at the end of the block, undone when it raises.

        Without ``synced`` it need not outlive a power cut.
        """
        async with self._database.writing(synced=synced) as connection:
            yield self._repositories(connection)

    def _repositories(self, connection: AsyncConnection) -> Repositories:
        return Repositories(
            connection=connection,
            concepts=SqlConcepts(connection, writer=self._name, seen=self._seen),
            dialogues=SqlDialogues(connection),
            schedules=SqlSchedules(connection),
            journal=SqlJournal(connection, self.journal_settings),
            people=SqlPeople(connection),
            tokens=SqlTokens(connection),
            figures=SqlFigures(connection),
            missed=SqlMissed(connection),
        )

    # What a turn needs.

    async def recall(self, conversation_id: str) -> DialogueState | None:
        """The state of that conversation, with its open question."""
        text = await self._database.value_of(DOCUMENT_OF, {"wanted": conversation_id})
        return None if text is None else read_state(text, conversation_id)

    @carried_through
    async def keep(self, record: TurnRecord) -> int:
        """Keep a turn: all or nothing. Returns the newest revision of the concepts.

        A state that comes with a wish to forget is kept empty: it may hold what is to be forgotten. A turn that only
        talked or switched something does not wait for the disk: a power cut may cost its open question.
        """
        state = record.state
        if _is_state_alone(record):
            revision: int = await self._database.value_of(PUT_STATE, row_of(state))
            return revision
        wish = None
        if record.forget is not None:
            await self._notes.flush()
        async with self.writing(synced=_has_news(record)) as kept:
            if record.forget is not None:
                await remove_forgotten(kept.connection, kept.concepts, record.forget)
                wish = await note_forget(kept.connection, record.forget, datetime.now(UTC))
                state = DialogueState(conversation_id=state.conversation_id, updated=state.updated)
            if record.concepts_deleted:
                await kept.concepts.delete_all(record.concepts_deleted)
            if record.concepts_put:
                await kept.concepts.put_all(record.concepts_put)
            if record.concepts_used:
                await kept.concepts.touch(record.concepts_used, state.updated or datetime.now(UTC))
            for schedule in record.schedules_put:
                await kept.schedules.put(schedule)
            revision = await kept.dialogues.put(state)
        if wish is not None:
            await self._finish_forgetting()
        elif record.concepts_deleted:
            await self._database.clear_log()
        return revision

    async def note(self, entry: JournalEntry) -> None:
        """Have the journal line of a turn written behind its answer; does nothing when the journal is switched off."""
        if self.journal_settings.enabled:
            await self._notes.add(entry)

    async def _write_notes(self, entries: Sequence[JournalEntry], since: datetime) -> None:
        if not self.journal_settings.enabled:  # it was switched off while they waited
            return
        async with self.writing(synced=False) as kept:
            # Somebody else on this database may have wished to forget them while they waited.
            wishes = [wish for _, wish in await noted_forgets(kept.connection, since=since)]
            left = [one for one in entries if not any(covers(wish, person=one.person, at=one.at) for wish in wishes)]
            await kept.journal.add_all(left)
            await kept.figures.add_all(left)

    async def changed_since(self, revision: int) -> tuple[int, Sequence[Concept], Sequence[str]]:
        """``(newest revision, concepts put since, ids deleted since)``; revision 0 gives everything."""
        async with self._reading() as kept:
            changes = await kept.concepts.changed_since(revision)
        self._seen = max(self._seen, changes[0])
        return changes

    # What the scheduler needs.

    async def schedules(self, *, pending_only: bool = True) -> Sequence[Schedule]:
        """Schedules by due time."""
        async with self._reading() as kept:
            return await kept.schedules.list(pending_only=pending_only)

    @carried_through
    async def claim_schedule(
        self, schedule: Schedule, *, status: ScheduleStatus, next_due: datetime | None = None
    ) -> bool:
        """Take a pending schedule before it runs: True for one hub only."""
        after = replace(schedule, status=status) if next_due is None else replace(schedule, due=next_due)
        async with self.writing() as kept:
            return await kept.schedules.advance(replace(schedule, status=ScheduleStatus.PENDING), after)

    @carried_through
    async def set_schedule_status(self, schedule_id: str, status: ScheduleStatus) -> bool:
        """Note what became of it; False when there is none of that id."""
        async with self.writing() as kept:
            schedule = await kept.schedules.get(schedule_id)
            if schedule is None:
                return False
            await kept.schedules.put(replace(schedule, status=status))
            return True

    @carried_through
    async def cancel_schedule(self, schedule_id: str) -> Schedule | None:
        """Cancel it if it is still pending; the cancelled one, or ``None``."""
        async with self.writing() as kept:
            return await kept.schedules.cancel(schedule_id)

    # What the doors need.

    async def concepts(self, query: ConceptQuery | None = None) -> Sequence[Concept]:
        """Concepts by id order."""
        async with self.reading() as kept:
            return await kept.concepts.list(query or ConceptQuery())

    async def concept(self, concept_id: str) -> Concept | None:
        """One concept."""
        async with self.reading() as kept:
            return await kept.concepts.get(concept_id)

    @carried_through
    async def put_concepts(self, concepts: Sequence[Concept]) -> None:
        """Add or replace, in one transaction."""
        async with self.writing() as kept:
            await kept.concepts.put_all(concepts)

    @carried_through
    async def delete_concepts(self, concept_ids: Sequence[str]) -> None:
        """Remove for good, in one transaction; the text is swept out of the files, too."""
        async with self.writing() as kept:
            await kept.concepts.delete_all(concept_ids)
        await self._database.clear_log()

    async def journal(self, *, conversation_id: str | None = None, limit: int = 50) -> Sequence[JournalEntry]:
        """Turns, newest first."""
        return (await self.journal_page(JournalQuery(conversation_id=conversation_id, limit=limit))).entries

    async def journal_page(self, query: JournalQuery | None = None) -> JournalPage:
        """A page of turns, newest first; raises ``ValueError`` for a page mark that is none."""
        async with self.reading() as kept:
            return await kept.journal.list(query or JournalQuery())

    async def journal_entry(self, turn_id: str) -> JournalEntry | None:
        """One turn."""
        async with self.reading() as kept:
            return await kept.journal.get(turn_id)

    @carried_through
    async def delete_turn(self, turn_id: str) -> bool:
        """Remove one turn for good; whether there was one. The words are swept out of the log, too."""
        await self._notes.flush()
        async with self.writing() as kept:
            was_there = await kept.journal.delete(turn_id)
        await self._database.clear_log()
        return was_there

    @carried_through
    async def purge_journal(self, now: datetime) -> int:
        """Remove the turns that are past the limits of the journal's settings; how many went. Run it daily."""
        await self._notes.flush()
        async with self.writing() as kept:
            removed = await kept.journal.purge(now)
            await kept.figures.purge(now)
        await self._database.clear_log()
        await self._finish_forgetting()
        return removed

    async def tokens(self) -> Sequence[Token]:
        """All tokens, oldest first."""
        async with self.reading() as kept:
            return await kept.tokens.list()

    @carried_through
    async def put_token(self, token: Token) -> None:
        """Add it, or replace the one of the same id."""
        async with self.writing() as kept:
            await kept.tokens.put(token)

    async def people(self) -> Sequence[Person]:
        """Everybody the hub was told of."""
        async with self.reading() as kept:
            return await kept.people.list()

    @carried_through
    async def put_person(self, person: Person) -> None:
        """Add the person, or replace the one of the same id."""
        async with self.writing() as kept:
            await kept.people.put(person)

    @carried_through
    async def delete_person(self, person_id: str) -> None:
        """Remove the person (not what they taught: that is ``forget``); no error when they are gone already."""
        async with self.writing() as kept:
            await kept.people.delete(person_id)

    @carried_through
    async def forget(self, what: Forget) -> int:
        """Remove it from every place that holds it; how many records went."""
        await self._notes.flush()
        async with self.writing() as kept:
            removed = await remove_forgotten(kept.connection, kept.concepts, what)
            wish = await note_forget(kept.connection, what, datetime.now(UTC))
        return removed.records if wish is None else removed.records + await self._finish_forgetting()

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        async with self._database.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def _finish_forgetting(self) -> int:
        """Have the files and derived stores forget what the tables have; what is unfinished is tried at next start."""
        async with self._forgetting:
            return await self._forget_in_files()

    async def _forget_in_files(self) -> int:
        async with self.reading() as kept:
            wishes = await noted_forgets(kept.connection, unswept_only=True)
        if not wishes:
            return 0
        removed = 0
        for derived in self._derived:
            for _, wish in wishes:
                removed += await derived.forget(wish)
        if await self._database.sweep():
            async with self.writing() as kept:
                await mark_swept(kept.connection, [wish_id for wish_id, _ in wishes])
        return removed


def _has_news(record: TurnRecord) -> bool:
    """Whether the turn leaves something that must outlive a power cut: a lesson, a schedule, a wish to forget."""
    return bool(record.concepts_put or record.concepts_deleted or record.schedules_put or record.forget is not None)


def _is_state_alone(record: TurnRecord) -> bool:
    """Whether nothing but the state of the conversation is to be kept."""
    return not (_has_news(record) or record.concepts_used)
