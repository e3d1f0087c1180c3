"""Finds the lesson in a sentence, with everything that may stand around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dialogue.asides.leads import without_closers, without_leads
from dialogue.asides.reported import is_reporting
from dialogue.deciding.relevance import home_directed
from dialogue.deciding.stray import weigh
from dialogue.decision import Decision
from dialogue.lessons.callings import read_callings
from dialogue.lessons.demonstrations import keep_snapshot
from dialogue.lessons.each_own import read_each
from dialogue.lessons.elsewhere import read_elsewhere
from dialogue.lessons.for_things import read_for_things
from dialogue.lessons.kinds import state
from dialogue.lessons.learning import known
from dialogue.lessons.naming import first_named, named_again
from dialogue.lessons.retimes import read_retime
from dialogue.mind import Mind
from dialogue.ports import Parse
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.reading.statements import find_statements, without_remarks
from dialogue.response import Kind
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

CUT_SHORT = frozenset(
    {
        "forget", "forget_preference", "undo", "cancel_schedule", "list_schedules", "list_learned", "explain", "retire",
        "restore", "rename", "undo_all", "forget_likings", "forget_taught", "forget_person",
        "forget_range", "revert", "watched",
    }
)  # fmt: skip
"""Sure enough to be heard between commas."""
AFTER_A_REMARK = frozenset(
    {
        "teach",
        "name",
        "amend_add",
        "amend_remove",
        "amend_change",
        "amend_part",
        "remember_state",
        "watch",
        "personal",
        "personal_when",
    }
)
"""Lessons that may follow something said to nobody in particular: "opposite day! …"."""
AFTER_A_STORY = frozenset({"amend_change", "personal"})
"""Of those, the ones about a word that is known: "they're eleven now, bedtime is ten to nine from now on"."""
BEFORE_NAMES = frozenset({"is_definition", "teach", "teach_for", "no_questions", "habit"})
"""Looser readings than that of a name being given."""


def said_of_words(row: Sequence[Token], mind: Mind, parse: Parse) -> Decision | None:
    """What a sentence says about words: a lesson, a question about one, or what to do with one."""
    kept = keep_snapshot(tuple(row), mind)
    if kept is not None:
        return kept
    retimed = read_retime(tuple(row), mind)
    if retimed is not None:
        return retimed
    if row and row[-1].text in mind.words("substitution_adverbs"):
        again = named_again(tuple(row), mind)
        if again is not None:
            return again
    each = read_each(tuple(row), mind, lambda part: _lesson(part, mind, parse, None))
    elsewhere = each or read_elsewhere(tuple(row), mind, lambda part: _lesson(part, mind, parse, None))
    if elsewhere is not None:
        return elsewhere
    for_things = read_for_things(tuple(row), mind)
    if for_things is not None:
        return for_things
    book = mind.situation.book
    plain = without_remarks(row, mind.statements)
    rows = [without_leads(plain, book)] if len(plain) < len(row) else []
    rows += [tuple(row), without_closers(tuple(row), book)]
    for words in dict.fromkeys(rows):
        decision = _lesson(words, mind, parse, None)
        if decision is not None:
            return decision
    parts = comma_parts(tuple(row))
    for number, part in enumerate(parts):
        if number and is_reporting(parts[number - 1]):
            continue
        named = _named_before(part, tuple(row), mind)
        decision = _lesson(without_leads(named, book), mind, parse, CUT_SHORT)
        if decision is not None:
            return decision
    return lesson_behind(tuple(row), mind, parse)


def _named_before(part: tuple[Token, ...], row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "dozy's no good, forget it" → "forget dozy": the word that "it" stands for, when one was named before."""
    if len(part) < 2 or part[-1].text not in mind.words("resumed_singulars") or part is row:
        return part
    bare = tuple(replace(token, text=word_forms().bare(token.text)) for token in row[: row.index(part[0])])
    for piece in chunk(bare, mind.lexicon, mind.situation.book.vocabulary):
        if piece.named(Sort.CONCEPT) and bare:
            return (*part[:-1], *(replace(t, comma_before=False) for t in bare[piece.start : piece.end]))
    return part


def lesson_behind(row: tuple[Token, ...], mind: Mind, parse: Parse) -> Decision | None:
    """The lesson behind a remark: what stands before the pause asks for nothing."""
    for comma in (i for i in range(1, len(row)) if row[i].comma_before):
        before = read_request(row[:comma], mind.situation.book, mind.situation.now)
        told = weigh(row[:comma], (), mind.situation.book).narrative
        named = any(c.areas or any(p.pronoun is None for p in c.targets) for c in before.clauses)
        if named or (not told and any(c.acts or c.targets for c in before.clauses)):
            return None
        rest = without_leads(without_remarks(row[comma:], mind.statements), mind.situation.book)
        decision = _lesson(rest, mind, parse, AFTER_A_STORY if told else AFTER_A_REMARK)
        if decision is not None:
            return decision
    return None


def _lesson(words: tuple[Token, ...], mind: Mind, parse: Parse, groups: frozenset[str] | None) -> Decision | None:
    for decision in _decisions(words, mind, groups):
        if decision.kind is not Kind.ASKS_ABOUT or home_directed(parse) >= 0.5:
            return decision
    return None


def _decisions(words: tuple[Token, ...], mind: Mind, groups: frozenset[str] | None) -> Iterator[Decision]:
    named = groups is not None and "name" not in groups
    for statement in find_statements(words, mind.statements, lambda term: known(term, mind) is not None):
        if not named and statement.group in BEFORE_NAMES:
            named = True
            yield from _names(words, mind)
        if groups is not None and statement.group not in groups:
            continue
        decision = state(statement, mind)
        if decision is not None:
            yield decision
    if not named:
        yield from _names(words, mind)


def _names(words: tuple[Token, ...], mind: Mind) -> Iterator[Decision]:
    decision = first_named(read_callings(words, mind), mind)
    if decision is not None:
        yield decision


def comma_parts(row: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """The stretches between the commas; nothing when there is no comma."""
    parts = stretches(row)
    return parts if len(parts) > 1 else []
