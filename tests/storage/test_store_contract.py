"""What every store does, the fake as well as the real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from devices.home import Person, Role
from dialogue.dialogue_state import DialogueState, WhichQuestion
from dialogue.ports import Forget, TurnRecord, TurnStore
from hub.ports import HouseholdStore, Token
from hub.storage.address import database_address
from hub.storage.journal import JournalQuery, JournalSettings
from hub.storage.store import SqlStore
from teaching.concepts import Chosen, PersonName, Routine, Status, TimeName
from teaching.ports import ConceptQuery
from teaching.schedules import ScheduleStatus
from tests.fakes.store import FakeStore
from tests.storage.samples import DIM, MORNING, a_concept, a_schedule, a_state, a_turn, later, taught

AnyStore: TypeAlias = SqlStore | FakeStore


def test_every_store_is_what_turns_and_doors_ask_for(tmp_path: Path) -> None:
    sql = SqlStore(database_address(None, tmp_path))
    fake = FakeStore()
    turn_stores: tuple[TurnStore, ...] = (sql, fake)
    household_stores: tuple[HouseholdStore, ...] = (sql, fake)
    assert len(turn_stores) == len(household_stores)


async def test_a_conversation_nobody_had_has_no_state(store: AnyStore) -> None:
    assert await store.recall("nobody") is None


async def test_a_kept_state_is_recalled_with_its_open_question(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state()))
    assert await store.recall("c1") == a_state()


async def test_the_next_state_replaces_the_one_before(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state()))
    await store.keep(TurnRecord(DialogueState("c1", last_speech="Fine.")))
    assert await store.recall("c1") == DialogueState("c1", last_speech="Fine.")


async def test_what_a_turn_learned_is_there_at_once(store: AnyStore) -> None:
    revision = await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
    assert await store.changed_since(0) == (revision, [a_concept()], [])
    assert await store.concept("k1") == a_concept()


async def test_a_choice_and_the_parts_of_a_routine_come_back_as_they_were_kept(store: AnyStore) -> None:
    choice = a_concept("k1", "which lamp in the office", meaning=Chosen("lamp", "desk_lamp", "office"), scope="anna")
    routine = a_concept("k2", "bliss", meaning=Routine((), parts=("k9",)))
    question = WhichQuestion(("desk_lamp", "floor_lamp"), "lamp", "dim the lamp", place="office", lasting=True)
    await store.keep(TurnRecord(DialogueState("c1", question=question), concepts_put=(choice, routine)))
    assert [await store.concept("k1"), await store.concept("k2")] == [choice, routine]
    assert await store.recall("c1") == DialogueState("c1", question=question)
    await store.keep(TurnRecord(DialogueState("c1"), forget=Forget(person="anna")))
    assert await store.concept("k1") is None


async def test_a_turn_that_learns_nothing_leaves_the_revision(store: AnyStore) -> None:
    before = await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
    assert await store.keep(TurnRecord(a_state())) == before


async def test_a_turn_that_learns_several_things_raises_the_revision_by_one(store: AnyStore) -> None:
    before = await store.keep(TurnRecord(a_state()))
    lesson = TurnRecord(a_state(), concepts_put=(a_concept("a"), a_concept("b")), concepts_deleted=("a",))
    assert await store.keep(lesson) == before + 1


async def test_only_what_changed_since_is_handed_out(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept("a"), a_concept("b"))))
    seen, _, _ = await store.changed_since(0)
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept("c"),), concepts_deleted=("a",)))
    newest, put, deleted = await store.changed_since(seen)
    assert newest > seen
    assert [concept.id for concept in put] == ["c"]
    assert list(deleted) == ["a"]


async def test_nothing_is_handed_out_when_nothing_changed(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
    seen, _, _ = await store.changed_since(0)
    newest, put, deleted = await store.changed_since(seen)
    assert (newest, list(put), list(deleted)) == (seen, [], [])


async def test_a_concept_put_again_after_its_deletion_is_back(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
    seen, _, _ = await store.changed_since(0)
    await store.keep(TurnRecord(a_state(), concepts_deleted=("k1",)))
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
    _, put, deleted = await store.changed_since(seen)
    assert (list(put), list(deleted)) == ([a_concept()], [])


async def test_deleting_what_is_not_there_is_no_error(store: AnyStore) -> None:
    await store.delete_concepts(["nothing"])
    assert (await store.changed_since(0))[0] == 0


async def test_a_changed_concept_keeps_its_versions(store: AnyStore) -> None:
    concept = a_concept()
    await store.put_concepts([concept])
    changed = concept.changed(DIM, taught("ben", at=later(5), turn_id="t2"))
    await store.put_concepts([changed])
    assert await store.concept("k1") == changed


async def test_an_undone_change_takes_its_version_away(store: AnyStore) -> None:
    concept = a_concept()
    changed = concept.changed(DIM, taught(at=later(5)))
    await store.put_concepts([changed])
    await store.changed_since(0)
    await store.put_concepts([changed.reverted()])
    assert await store.concept("k1") == concept


async def test_uses_are_counted(store: AnyStore) -> None:
    await store.put_concepts([a_concept()])
    for _ in range(2):
        await store.keep(TurnRecord(a_state(at=later(1)), concepts_used=("k1",)))
    used = await store.concept("k1")
    assert used is not None
    assert (used.uses, used.last_used) == (2, later(1))


async def test_an_older_copy_does_not_count_uses_down(store: AnyStore) -> None:
    await store.put_concepts([a_concept()])
    await store.keep(TurnRecord(a_state(), concepts_used=("k1",)))
    await store.put_concepts([replace(a_concept(), status=Status.RETIRED)])
    retired = await store.concept("k1")
    assert retired is not None
    assert (retired.status, retired.uses) == (Status.RETIRED, 1)


async def test_concepts_are_listed_by_id_a_page_at_a_time(store: AnyStore) -> None:
    await store.put_concepts([a_concept(f"k{number}") for number in (3, 1, 2)])
    first = await store.concepts(ConceptQuery(limit=2))
    rest = await store.concepts(ConceptQuery(limit=2, after_id=first[-1].id))
    assert [concept.id for concept in (*first, *rest)] == ["k1", "k2", "k3"]


async def test_concepts_are_found_by_a_part_of_the_term(store: AnyStore) -> None:
    await store.put_concepts([a_concept("a", "Study Mode"), a_concept("b", "100% cosy"), a_concept("c", "Über_hell")])
    assert [one.id for one in await store.concepts(ConceptQuery(text="study"))] == ["a"]
    assert [one.id for one in await store.concepts(ConceptQuery(text="0%"))] == ["b"]
    assert [one.id for one in await store.concepts(ConceptQuery(term="STUDY mode"))] == ["a"]
    assert [one.id for one in await store.concepts(ConceptQuery(term="study"))] == []
    assert [one.id for one in await store.concepts(ConceptQuery(text="über_"))] == ["c"]


async def test_concepts_are_found_by_type_and_scope(store: AnyStore) -> None:
    await store.put_concepts([a_concept("a", scope="anna"), a_concept("b", "bedtime", meaning=TimeName("22:30"))])
    assert [one.id for one in await store.concepts(ConceptQuery(type="time"))] == ["b"]
    assert [one.id for one in await store.concepts(ConceptQuery(scope="anna"))] == ["a"]


async def test_retired_concepts_are_listed_only_when_asked_for(store: AnyStore) -> None:
    await store.put_concepts([replace(a_concept(), status=Status.RETIRED)])
    assert list(await store.concepts(ConceptQuery())) == []
    assert len(await store.concepts(ConceptQuery(include_retired=True))) == 1


async def test_schedules_come_by_due_time_and_know_their_zone(store: AnyStore) -> None:
    spring = a_schedule("a")
    soon = a_schedule("b", due=MORNING)
    await store.keep(TurnRecord(a_state(), schedules_put=(spring, soon)))
    assert await store.schedules() == [soon, spring]
    due = (await store.schedules())[1].due
    # Daylight saving begins in Berlin on 29 March: half past seven stays half past seven.
    assert (due + timedelta(days=2)).isoformat() == "2026-03-30T07:30:00+02:00"


async def test_a_schedule_is_claimed_by_one_only(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state(), schedules_put=(a_schedule(),)))
    claims = [await store.claim_schedule(a_schedule(), status=ScheduleStatus.DONE) for _ in range(2)]
    assert claims == [True, False]
    assert list(await store.schedules()) == []
    assert [one.status for one in await store.schedules(pending_only=False)] == [ScheduleStatus.DONE]


async def test_a_recurring_schedule_is_claimed_for_one_day_at_a_time(store: AnyStore) -> None:
    today = a_schedule()
    tomorrow = replace(today, due=today.due + timedelta(days=1))
    await store.keep(TurnRecord(a_state(), schedules_put=(today,)))
    assert await store.claim_schedule(today, status=ScheduleStatus.DONE, next_due=tomorrow.due)
    assert not await store.claim_schedule(today, status=ScheduleStatus.DONE, next_due=tomorrow.due)
    assert await store.schedules() == [tomorrow]


async def test_a_cancelled_schedule_is_not_pending_any_more(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state(), schedules_put=(a_schedule(),)))
    cancelled = await store.cancel_schedule("s1")
    assert cancelled is not None
    assert cancelled.status is ScheduleStatus.CANCELLED
    assert await store.cancel_schedule("s1") is None
    assert await store.cancel_schedule("nothing") is None
    assert list(await store.schedules()) == []


async def test_what_became_of_a_schedule_is_noted(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state(), schedules_put=(a_schedule(),)))
    assert await store.set_schedule_status("s1", ScheduleStatus.FAILED)
    assert not await store.set_schedule_status("nothing", ScheduleStatus.FAILED)
    assert [one.status for one in await store.schedules(pending_only=False)] == [ScheduleStatus.FAILED]


async def test_a_noted_turn_is_read_back_whole(store: AnyStore) -> None:
    await store.note(a_turn())
    assert await store.journal_entry("t1") == a_turn()
    assert await store.journal_entry("t2") is None


async def test_a_turn_noted_twice_is_there_once(store: AnyStore) -> None:
    await store.note(a_turn())
    await store.note(a_turn(text="again"))
    assert [entry.text for entry in await store.journal()] == ["again"]


async def test_the_journal_is_read_newest_first_a_page_at_a_time(store: AnyStore) -> None:
    # Several turns of one moment show that no page repeats or leaves out any.
    for number in range(7):
        await store.note(a_turn(f"t{number}", at=later(number // 3)))
    found: list[str] = []
    after = None
    for _ in range(4):
        page = await store.journal_page(JournalQuery(limit=2, after=after))
        found.extend(entry.turn_id for entry in page.entries)
        after = page.next
    assert found == ["t6", "t5", "t4", "t3", "t2", "t1", "t0"]
    assert after is None


async def test_the_journal_is_filtered_by_conversation_person_kind_time_and_text(store: AnyStore) -> None:
    await store.note(a_turn("t1"))
    await store.note(a_turn("t2", person="ben", kind="answers", conversation_id="c2", at=later(60), text="Is it ON"))
    for query in (
        JournalQuery(conversation_id="c2"),
        JournalQuery(person="ben"),
        JournalQuery(kind="answers"),
        JournalQuery(since=later(60)),
        JournalQuery(text="it on"),
    ):
        assert [entry.turn_id for entry in (await store.journal_page(query)).entries] == ["t2"]
    assert [entry.turn_id for entry in (await store.journal_page(JournalQuery(until=later(59)))).entries] == ["t1"]
    assert [entry.turn_id for entry in await store.journal(conversation_id="c1")] == ["t1"]


@pytest.mark.parametrize("mark", ["", "rubbish", "MjAyNi0wMy0wMiB0MQ==", "ä"])
async def test_a_page_mark_that_is_none_is_said_so(store: AnyStore, mark: str) -> None:
    with pytest.raises(ValueError, match="page mark"):
        await store.journal_page(JournalQuery(after=mark))


async def test_a_journal_that_is_switched_off_notes_nothing(store: AnyStore) -> None:
    store.journal_settings = JournalSettings(enabled=False)
    await store.note(a_turn())
    assert list(await store.journal()) == []


async def test_the_journal_keeps_within_its_limits(store: AnyStore) -> None:
    for number in range(10):
        await store.note(a_turn(f"t{number}", at=MORNING + timedelta(days=number)))
    store.journal_settings = JournalSettings(days=6, rows=3)
    assert await store.purge_journal(MORNING + timedelta(days=9)) == 7
    assert [entry.turn_id for entry in await store.journal()] == ["t9", "t8", "t7"]


async def test_tokens_are_kept_oldest_first(store: AnyStore) -> None:
    new = Token("b", "phone", "talk", "d" * 64, later(1))
    old = Token("a", "admin", "admin", "e" * 64, MORNING)
    await store.put_token(new)
    await store.put_token(old)
    assert await store.tokens() == [old, new]


async def test_a_revoked_token_is_not_brought_back_by_an_older_copy(store: AnyStore) -> None:
    token = Token("a", "phone", "talk", "d" * 64, MORNING)
    await store.put_token(replace(token, revoked=later(1)))
    await store.put_token(replace(token, last_used=later(2)))
    assert await store.tokens() == [replace(token, revoked=later(1), last_used=later(2))]


async def test_people_are_kept(store: AnyStore) -> None:
    await store.put_person(Person("ben", "Ben", Role.CHILD, ("Benny",)))
    await store.put_person(Person("ben", "Benjamin", Role.CHILD, ("Benny",)))
    assert await store.people() == [Person("ben", "Benjamin", Role.CHILD, ("Benny",))]


async def test_odd_characters_do_not_break_a_turn(store: AnyStore) -> None:
    odd = "nul \x00, bell \x07, half \ud83d, \u2028 and ✨"
    await store.keep(TurnRecord(a_state(word=odd), concepts_put=(a_concept(term=odd),)))
    await store.note(replace(a_turn(text=odd), trace={"unknown": [odd]}))
    assert await store.recall("c1") is not None
    assert await store.concept("k1") is not None
    assert await store.journal_entry("t1") is not None


async def test_forgetting_a_person_leaves_the_others(store: AnyStore) -> None:
    both = a_concept("both").changed(DIM, taught("ben", at=later(5)))
    hers = a_concept("hers")
    about = a_concept("about", "mummy", meaning=PersonName("anna"), provenance=taught("ben"))
    scoped = a_concept("scoped", "cosy", scope="anna", provenance=taught("ben"))
    await store.put_concepts([both, hers, about, scoped])
    await store.keep(TurnRecord(a_state(), schedules_put=(a_schedule("a"), a_schedule("b", person="ben"))))
    await store.note(a_turn("t1"))
    await store.note(a_turn("t2", person="ben"))
    await store.put_person(Person("anna", "Anna"))
    removed = await store.forget(Forget(person="anna"))
    left = await store.concepts(ConceptQuery())
    assert [(concept.id, concept.versions) for concept in left] == [("both", both.versions[1:])]
    assert [schedule.id for schedule in await store.schedules()] == ["b"]
    assert [entry.turn_id for entry in await store.journal()] == ["t2"]
    assert list(await store.people()) == []
    assert await store.recall("c1") is None
    assert removed == 8


async def test_forgetting_a_time_leaves_the_rest(store: AnyStore) -> None:
    early, middle, late = (a_concept(str(n), provenance=taught(at=later(n))) for n in (0, 10, 20))
    await store.put_concepts([early, middle, late])
    for number in (0, 10, 20):
        await store.note(a_turn(f"t{number}", at=later(number)))
    await store.keep(TurnRecord(a_state("early", at=MORNING)))
    await store.keep(TurnRecord(a_state("late", at=later(30))))
    await store.forget(Forget(since=later(5), until=later(15)))
    assert list(await store.concepts(ConceptQuery())) == [early, late]
    assert [entry.turn_id for entry in await store.journal()] == ["t20", "t0"]
    assert await store.recall("early") is not None
    assert await store.recall("late") is None


async def test_forgetting_everything_leaves_only_the_tokens(store: AnyStore) -> None:
    token = Token("a", "phone", "talk", "d" * 64, MORNING)
    await store.put_token(token)
    await store.put_person(Person("ben", "Ben"))
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),), schedules_put=(a_schedule(),)))
    await store.note(a_turn())
    seen, _, _ = await store.changed_since(0)
    assert await store.forget(Forget(everything=True)) == 5
    assert list((await store.changed_since(seen))[2]) == ["k1"]
    assert list(await store.schedules(pending_only=False)) == []
    assert list(await store.journal()) == []
    assert list(await store.people()) == []
    assert await store.tokens() == [token]


async def test_an_empty_wish_forgets_nothing(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
    assert await store.forget(Forget()) == 0
    assert await store.concept("k1") == a_concept()


async def test_a_turn_can_forget_and_keeps_nothing_of_it_in_its_state(store: AnyStore) -> None:
    await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
    await store.keep(TurnRecord(a_state(), forget=Forget(person="anna")))
    assert await store.concept("k1") is None
    assert await store.recall("c1") == DialogueState("c1", updated=MORNING)


async def test_an_answering_store_answers_a_ping(store: AnyStore) -> None:
    await store.ping()
