"""A store in memory, which behaves as the SQL store does; see ``tests/storage/test_store_contract.py``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from devices.home import Person
from dialogue.dialogue_state import DialogueState
from dialogue.ports import Forget, JournalEntry, TurnRecord
from hub.ports import DerivedStore, Token
from hub.storage.figures import is_missed
from hub.storage.journal import JournalPage, JournalQuery, JournalSettings, journal_page, read_position
from hub.storage.oblivion import covers, covers_anything, covers_time, remaining
from teaching.concepts import Concept, Status
from teaching.ports import ConceptQuery
from teaching.schedules import Schedule, ScheduleStatus


@dataclass(slots=True)
class FakeStore:
    """``dialogue.ports.TurnStore`` and ``hub.ports.HouseholdStore`` without a database."""

    journal_settings: JournalSettings = field(default_factory=JournalSettings)
    derived: list[DerivedStore] = field(default_factory=list)
    states: dict[str, DialogueState] = field(default_factory=dict)
    entries: dict[str, JournalEntry] = field(default_factory=dict)
    _concepts: dict[str, tuple[int, Concept]] = field(default_factory=dict)
    _deleted: dict[str, int] = field(default_factory=dict)
    _schedules: dict[str, Schedule] = field(default_factory=dict)
    _tokens: dict[str, Token] = field(default_factory=dict)
    _people: dict[str, tuple[datetime, Person]] = field(default_factory=dict)
    _revision: int = 0

    async def recall(self, conversation_id: str) -> DialogueState | None:
        return self.states.get(conversation_id)

    async def keep(self, record: TurnRecord) -> int:
        revision = self._revision + 1
        state = record.state
        if record.forget is not None:
            self._forget(record.forget, revision)
            state = DialogueState(conversation_id=state.conversation_id, updated=state.updated)
        self._delete(record.concepts_deleted, revision)
        self._put(record.concepts_put, revision)
        for concept_id in record.concepts_used:
            if concept_id in self._concepts:
                at, concept = self._concepts[concept_id]
                used = replace(concept, uses=concept.uses + 1, last_used=state.updated or datetime.now(UTC))
                self._concepts[concept_id] = (at, used)
        for schedule in record.schedules_put:
            self._schedules[schedule.id] = schedule
        self.states[state.conversation_id] = state
        return self._revision

    async def note(self, entry: JournalEntry) -> None:
        if self.journal_settings.enabled:
            self.entries[entry.turn_id] = entry

    async def delete_person(self, person_id: str) -> None:
        self._people.pop(person_id, None)

    async def changed_since(self, revision: int) -> tuple[int, Sequence[Concept], Sequence[str]]:
        put = sorted(
            (changed, concept.id, concept) for changed, concept in self._concepts.values() if changed > revision
        )
        deleted = [concept_id for concept_id, changed in self._deleted.items() if revision and changed > revision]
        return self._revision, [concept for _, _, concept in put], deleted

    async def schedules(self, *, pending_only: bool = True) -> Sequence[Schedule]:
        found = sorted(
            self._schedules.values(), key=lambda schedule: (schedule.due, schedule.created or schedule.due, schedule.id)
        )
        return [one for one in found if not pending_only or one.status is ScheduleStatus.PENDING]

    async def claim_schedule(
        self, schedule: Schedule, *, status: ScheduleStatus, next_due: datetime | None = None
    ) -> bool:
        stored = self._schedules.get(schedule.id)
        if stored is None or stored.status is not ScheduleStatus.PENDING or stored.due != schedule.due:
            return False
        after = replace(schedule, status=status) if next_due is None else replace(schedule, due=next_due)
        self._schedules[schedule.id] = after
        return True

    async def set_schedule_status(self, schedule_id: str, status: ScheduleStatus) -> bool:
        if schedule_id not in self._schedules:
            return False
        self._schedules[schedule_id] = replace(self._schedules[schedule_id], status=status)
        return True

    async def cancel_schedule(self, schedule_id: str) -> Schedule | None:
        stored = self._schedules.get(schedule_id)
        if stored is None or stored.status is not ScheduleStatus.PENDING:
            return None
        self._schedules[schedule_id] = replace(stored, status=ScheduleStatus.CANCELLED)
        return self._schedules[schedule_id]

    async def concepts(self, query: ConceptQuery | None = None) -> Sequence[Concept]:
        query = query or ConceptQuery()
        found = [
            concept
            for _, (_, concept) in sorted(self._concepts.items())
            if (query.text or "").casefold() in concept.term.casefold()
            and (query.term is None or query.term.casefold() == concept.term.casefold())
            and query.type in {None, concept.meaning.type}
            and query.scope in {None, concept.scope}
            and (query.include_retired or concept.status is Status.ACTIVE)
            and (query.after_id is None or concept.id > query.after_id)
        ]
        return found[: query.limit]

    async def concept(self, concept_id: str) -> Concept | None:
        return self._concepts[concept_id][1] if concept_id in self._concepts else None

    async def put_concepts(self, concepts: Sequence[Concept]) -> None:
        self._put(concepts, self._revision + 1)

    async def delete_concepts(self, concept_ids: Sequence[str]) -> None:
        self._delete(concept_ids, self._revision + 1)

    async def journal(self, *, conversation_id: str | None = None, limit: int = 50) -> Sequence[JournalEntry]:
        return (await self.journal_page(JournalQuery(conversation_id=conversation_id, limit=limit))).entries

    async def journal_page(self, query: JournalQuery | None = None) -> JournalPage:
        query = query or JournalQuery()
        position = read_position(query.after)
        found = [
            entry
            for entry in self._newest_first()
            if query.conversation_id in {None, entry.conversation_id}
            and query.person in {None, entry.person}
            and query.kind in {None, entry.kind}
            and query.area in {None, entry.area}
            and (not query.missed or is_missed(entry))
            and (query.since is None or entry.at >= query.since)
            and (query.until is None or entry.at <= query.until)
            and (query.text or "").lower() in entry.text.lower()
            and (position is None or (entry.at, entry.turn_id) < position)
        ]
        return journal_page(found, query.limit)

    async def journal_entry(self, turn_id: str) -> JournalEntry | None:
        return self.entries.get(turn_id)

    async def purge_journal(self, now: datetime) -> int:
        days, rows = self.journal_settings.days, self.journal_settings.rows
        left = [entry for entry in self._newest_first() if days is None or entry.at >= now - timedelta(days=days)]
        before, self.entries = len(self.entries), {entry.turn_id: entry for entry in left[:rows]}
        return before - len(self.entries)

    async def tokens(self) -> Sequence[Token]:
        return sorted(self._tokens.values(), key=lambda token: (token.created, token.id))

    async def put_token(self, token: Token) -> None:
        stored = self._tokens.get(token.id)
        revoked = stored.revoked if stored is not None and stored.revoked is not None else token.revoked
        self._tokens[token.id] = replace(token, revoked=revoked)

    async def people(self) -> Sequence[Person]:
        return [person for _, (_, person) in sorted(self._people.items())]

    async def put_person(self, person: Person) -> None:
        since = self._people[person.id][0] if person.id in self._people else datetime.now(UTC)
        self._people[person.id] = (since, person)

    def register(self, *derived: DerivedStore) -> None:
        self.derived[:0] = derived

    async def forget(self, what: Forget) -> int:
        return self._forget(what, self._revision + 1)

    async def ping(self) -> None:
        return

    def _newest_first(self) -> list[JournalEntry]:
        return sorted(self.entries.values(), key=lambda entry: (entry.at, entry.turn_id), reverse=True)

    def _put(self, concepts: Sequence[Concept], revision: int) -> None:
        for given in concepts:
            concept = given
            if given.id in self._concepts:
                stored = self._concepts[given.id][1]
                times = [at for at in (stored.last_used, given.last_used) if at is not None]
                concept = replace(given, uses=max(stored.uses, given.uses), last_used=max(times, default=None))
            self._concepts[concept.id] = (revision, concept)
            self._deleted.pop(concept.id, None)
            self._revision = revision

    def _delete(self, concept_ids: Sequence[str], revision: int) -> None:
        for concept_id in concept_ids:
            if self._concepts.pop(concept_id, None) is not None:
                self._deleted[concept_id] = revision
                self._revision = revision

    def _forget(self, what: Forget, revision: int) -> int:
        if not covers_anything(what):
            return 0
        rest = {concept.id: remaining(concept, what) for _, concept in self._concepts.values()}
        changed = [left for left in rest.values() if left is not None and left is not self._concepts[left.id][1]]
        gone = [concept_id for concept_id, left in rest.items() if left is None]
        self._put(changed, revision)
        self._delete(gone, revision)
        turns = [entry for entry in self.entries.values() if covers(what, person=entry.person, at=entry.at)]
        due = [one for one in self._schedules.values() if covers(what, person=one.person, at=one.created)]
        who = [
            person.id
            for created, person in self._people.values()
            if (what.everything or what.person is not None) and covers(what, person=person.id, at=created)
        ]
        talk = [
            state.conversation_id
            for state in self.states.values()
            if covers_time(Forget(since=what.since), state.updated)
        ]
        for entry in turns:
            del self.entries[entry.turn_id]
        for schedule in due:
            del self._schedules[schedule.id]
        for person_id in who:
            del self._people[person_id]
        for conversation_id in talk:
            del self.states[conversation_id]
        return len(changed) + len(gone) + len(turns) + len(due) + len(who) + len(talk)
