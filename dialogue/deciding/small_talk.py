"""Short remarks: never mind, why, say that again; and news like "I'm off to the gym"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.asides.leads import announcement, without_leads
from dialogue.asides.outings import outing
from dialogue.deciding.acting import act
from dialogue.deciding.relevance import WITHOUT_ANCHOR, home_directed
from dialogue.deciding.stray import weigh
from dialogue.decision import Decision
from dialogue.dialogue_state import LessonMark
from dialogue.lessons.demonstrations import keep_snapshot
from dialogue.lessons.lasting import for_good
from dialogue.lessons.learning import known
from dialogue.lessons.meaning_questions import ask_about
from dialogue.lessons.plans import cancel_schedules
from dialogue.lessons.queries import read_query
from dialogue.lessons.told import comma_parts
from dialogue.lessons.within import changed_within
from dialogue.mind import Mind
from dialogue.ports import Parse
from dialogue.questions.whys import read_why
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.reading.statements import is_answer
from dialogue.response import Kind, LearnedReport, UnknownSpan
from dialogue.tokens import Token
from teaching.concepts import Routine
from teaching.grounding import is_switchable
from teaching.lexicon import Sort

LONGEST_OCCASION = 4


def small_talk(row: Sequence[Token], mind: Mind) -> Decision | None:
    """Never mind, why, say that again; unless all that was said is a taught word ("ta ta")."""
    if mind.lexicon.concepts_named(" ".join(token.text for token in row)):
        return None
    say, statements = mind.wording.say, mind.statements
    comma = next((position for position in range(1, len(row)) if row[position].comma_before), None)
    parts = comma_parts(tuple(row))
    if (
        (parts and all(is_answer(part, "cancel", statements) for part in parts))
        or is_answer(row, "cancel", statements)
        or (
            comma is not None
            and mind.pending
            and row[0].text in mind.words("cancel_verb")
            and is_answer(row[:comma], "cancel", statements)
        )
    ):
        mine = [s for s in mind.pending if s.conversation_id == mind.utterance.conversation_id]
        if mine and (any(t.text in mind.words("cancel_verbs") for t in row) or mind.state.last_kind == Kind.SCHEDULES):
            newest = max(mine, key=lambda s: s.created or s.due)
            return cancel_schedules([s for s in mine if s.turn_id == newest.turn_id], mind)
        return Decision(Kind.CANCELS, lead=say("cancelled"))
    if is_answer(row, "yes", statements) or is_answer(row, "no", statements):
        if mind.state.last_kind == Kind.REFUSES:
            return Decision(Kind.REFUSES, lead=mind.state.last_speech)
        return Decision(Kind.IGNORES)
    once = _only_that_once(row, mind)
    if once is not None:
        return once
    lasting = changed_within(tuple(row), mind) or for_good(tuple(row), mind)
    if lasting is not None:
        return lasting
    if is_answer(row, "repeat", statements):
        return Decision(Kind.ANSWERS, lead=mind.state.last_speech or say("repeat_nothing"))
    if is_answer(row, "why", statements) and mind.state.last_turn_id:
        things = mind.wording.join([mind.wording.name(e) for e in mind.situation.focus])
        if mind.state.last_reasons:
            reasons = mind.wording.join([*mind.state.last_reasons, *([f"so it was the {things}"] if things else [])])
            return Decision(Kind.ANSWERS, lead=say("why", reasons=reasons))
        return Decision(Kind.ANSWERS, lead=say("why_nothing"))
    if is_answer(row, "abilities", statements):
        return Decision(Kind.ANSWERS, lead=say("abilities", thing=_example(mind)))
    plain = without_leads(tuple(row), mind.situation.book)
    return tell_clock(row, mind) or read_why(tuple(row), mind) or read_query(plain, mind) or keep_snapshot(plain, mind)


def _example(mind: Mind) -> str:
    """The name of something that can be switched, of this room where there is one."""
    switched = [entity for entity in mind.situation.home.spoken if is_switchable(entity)]
    here = [entity for entity in switched if entity.area == mind.situation.area]
    lights = [entity for entity in here or switched if entity.kind == "light"]
    return next((entity.name for entity in lights or here or switched), mind.wording.piece("it"))


def tell_clock(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What time it is, or which day, for who asks."""
    if is_answer(row, "date", mind.statements):
        return Decision(Kind.ANSWERS, lead=mind.wording.say("date", day=mind.wording.date(mind.situation.now.date())))
    if not is_answer(row, "clock", mind.statements):
        return None
    return Decision(Kind.ANSWERS, lead=mind.wording.say("clock", time=f"{mind.situation.now:%H:%M}"))


def announced(row: tuple[Token, ...], mind: Mind, parse: Parse, text: str) -> Decision | None:
    """ "I'm off to the gym": a routine by that name, or worth asking for one."""
    readied = _to_be_readied(row, mind)
    row = readied or row
    called = _called_for(row, mind)
    if called:
        return act(read_request(called, mind.situation.book, mind.situation.now), mind, text=text)
    gone = outing(row, mind.situation.book)
    said = gone or announcement(row, mind.situation.book)
    if readied:
        return _ask_about_occasion(readied, text, mind)
    if not said:
        return None
    book = mind.situation.book
    pieces = chunk(row, book.lexicon, book.vocabulary)
    if weigh(row, pieces, book).past:
        return None
    if any(isinstance(book.lexicon.concept(c).meaning, Routine) for piece in pieces for c in piece.named(Sort.CONCEPT)):
        return act(read_request(row, book, mind.situation.now), mind, text=text)
    for words in (row, *(said[start:] for start in range(len(said)))):
        concept = known(" ".join(token.text for token in words), mind)
        if concept is not None and isinstance(concept.meaning, Routine):
            return act(read_request(words, book, mind.situation.now), mind, text=text)
    if (not gone and home_directed(parse) < WITHOUT_ANCHOR) or any(token.comma_before for token in said[1:]):
        return None
    span = UnknownSpan(" ".join(token.text for token in said), "scene", said[0].start, said[-1].end)
    return ask_about((span,), text, mind)


def _to_be_readied(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "we're doing board game night, set it up" → "we're doing board game night"."""
    vocabulary = mind.situation.book.vocabulary
    at = next((i for i in range(2, len(row)) if row[i].comma_before), 0)
    return row[:at] if at and at + vocabulary.opening(row, "readying_tails", at) == len(row) else ()


def _ask_about_occasion(row: tuple[Token, ...], text: str, mind: Mind) -> Decision | None:
    """Asks what shall be done for what somebody is about to do, where its name is new."""
    book = mind.situation.book
    name = row[book.vocabulary.opening(row[:-1], "routine_openers") :]
    pieces = chunk(name, book.lexicon, book.vocabulary)
    named = any(p.named(Sort.CONCEPT) or book.is_item(p) or p.word("pronoun") for p in pieces)
    if len(name) == len(row) or len(name) > LONGEST_OCCASION or named:
        return None
    span = UnknownSpan(" ".join(token.text for token in name), "scene", name[0].start, name[-1].end)
    return ask_about((span,), text, mind)


def _called_for(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "we're doing baking day", "baking day it is": the routine alone that a whole sentence calls for."""
    opener = mind.situation.book.vocabulary.opening(row[:-1], "routine_openers")
    rest = row[opener:]
    closer: tuple[str, ...] | None = None
    closed = False
    while (closer := _closer(rest, mind)) is not None:
        rest, closed = rest[: -len(closer)], True
    concept = known(" ".join(token.text for token in rest), mind) if opener or closed else None
    return rest if concept is not None and isinstance(concept.meaning, Routine) else ()


def _closer(row: Sequence[Token], mind: Mind) -> tuple[str, ...] | None:
    words = tuple(token.text for token in row)
    closers = mind.situation.book.vocabulary.ending("routine_closers", words[-1]) if words else ()
    return next((p for p in closers if words[-len(p) :] == p and len(p) < len(words)), None)


def _only_that_once(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Just this once" behind a correction that changed a word: the word means again what it did."""
    state = mind.state
    lesson = state.lessons[-1] if state.lessons else None
    said = is_answer(row, "only_now", mind.statements) and not is_answer(row, "no", mind.statements)
    if not said:
        return None
    if lesson is None or lesson.turn_id != state.last_turn_id:
        done = bool(state.acts) and state.acts[-1].turn_id == state.last_turn_id and len(row) > 1
        return Decision(Kind.ANSWERS, lead=mind.wording.say("scope_only_now")) if done else None
    before, after = lesson.before, lesson.after
    if before is None or after is None or after.id not in mind.lexicon.concepts:
        return None
    restored = mind.lexicon.concepts[after.id].changed(before.meaning, mind.provenance("corrected"))
    return Decision(
        Kind.ANSWERS,
        lead=mind.wording.say("scope_only_now"),
        put=(restored,),
        lessons=(LessonMark(mind.utterance.turn_id, after, restored),),
        learned=(LearnedReport(restored.id, restored.term, restored.meaning.type, "changed"),),
        focus_concept=restored.id,
    )
