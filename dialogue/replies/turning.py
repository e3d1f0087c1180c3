"""A no, or a "never mind", that turns to something else: "no, forget that. Call the desk lamp Dora"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.asides.leads import without_leads
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion, MeaningQuestion, OpenQuestion, ScopeQuestion
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.reading.requests import read_request
from dialogue.reading.statements import is_answer
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import Alias
from teaching.lexicon import split

Row = tuple[Token, ...]
LONGEST_OPENING = 9


def behind_refusal(row: Row, question: OpenQuestion, mind: Mind) -> Row | None:
    """What is said behind the no; ``None`` where nothing is, or no no is said."""
    rest = row
    while (opening := _opening(rest, _closing_kinds(question), mind)) and opening < len(rest):
        rest = without_leads(rest[opening:], mind.situation.book)
    return start_of((replace(rest[0], comma_before=False), *rest[1:])) if 1 < len(rest) < len(row) else None


def behind_ending(row: Row, mind: Mind) -> Row | None:
    """ "Enough. Send the robot home": the command behind what ends something else; ``None`` where there is none."""
    end = _opening(row, ("cancel", "done"), mind)
    if not end or end >= len(row) or not row[end].comma_before:
        return None
    rest = start_of((replace(row[end], comma_before=False), *row[end + 1 :]))
    request = read_request(rest, mind.situation.book, mind.situation.now)
    asks = all(c.acts and any(p.named or p.fitting for p in c.targets) for c in request.clauses)
    return rest if request.clauses and request.complete and asks else None


def _opening(row: Row, kinds: Sequence[str], mind: Mind) -> int:
    """Where the longest no at the beginning ends."""
    ends = range(min(len(row), LONGEST_OPENING), 0, -1)
    return next((end for end in ends if any(is_answer(row[:end], kind, mind.statements) for kind in kinds)), 0)


def turned_to(question: OpenQuestion, mind: Mind) -> Mind:
    """With what the hub asked about in mind: "no, call it Dora instead"."""
    meaning = question.concepts[0].meaning if isinstance(question, ConfirmQuestion) and question.concepts else None
    if not isinstance(meaning, Alias):
        return mind
    return mind.with_situation(replace(mind.situation, focus=meaning.entities))


def teaches_other(learned: Decision, question: OpenQuestion) -> bool:
    """Whether a lesson was taken that is about another word than the hub's question."""
    terms = {split(concept.term) for concept in learned.put}
    return learned.kind is Kind.CONFIRMS and bool(terms) and _word_in_question(question) not in terms


def _closing_kinds(question: OpenQuestion) -> tuple[str, ...]:
    if isinstance(question, ConfirmQuestion | ScopeQuestion):
        return ("no", "cancel")
    return ("cancel",)


def _word_in_question(question: OpenQuestion) -> tuple[str, ...]:
    if isinstance(question, MeaningQuestion):
        return split(question.span.text)
    if isinstance(question, ConfirmQuestion) and question.concepts:
        return split(question.concepts[0].term)
    return ()
