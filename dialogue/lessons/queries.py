"""Reads a question about a word, in whatever order: "off to choir, what does it do", "when I say dozy what happens"."""

from __future__ import annotations

from dialogue.decision import Decision
from dialogue.lessons.accounts import explain
from dialogue.lessons.bygones import unlearned
from dialogue.lessons.fixed_words import known_words_only
from dialogue.lessons.learning import known
from dialogue.lessons.meaning_questions import ask_about
from dialogue.mind import Mind
from dialogue.reading.statements import LONGEST_TERM, Statement
from dialogue.response import UnknownSpan
from dialogue.tokens import Token, holds_any
from dialogue.word_forms import word_forms

LONGEST_QUERY = 16


def read_query(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """What the word means, or the question what it means when nobody ever said; ``None`` for other questions.

    It is one when all that stands beside the word only asks for a meaning.
    """
    lists = mind.statements.queries
    words = tuple(token.text for token in row)
    asks, asks_where = holds_any(words, lists["cores"]), holds_any(words, lists["cores_of_unknown"])
    if not 2 <= len(row) <= LONGEST_QUERY or not (asks or asks_where):
        return None
    beside = {phrase[0] for phrase in lists["words"]}
    for length in range(min(LONGEST_TERM, len(row) - 1), 0, -1):
        for start in range(len(row) - length + 1):
            end = start + length
            if not {*words[:start], *words[end:]} <= beside or set(words[start:end]) <= beside:
                continue
            told = _told(row[start:end], mind, explaining=asks)
            if told is not None:
                return told
    return None


def _told(term: tuple[Token, ...], mind: Mind, *, explaining: bool) -> Decision | None:
    words = mind.clean_term(word_forms().bare(" ".join(token.text for token in term)))
    if known(words, mind) is not None:
        return explain(Statement("explain", {"term": term}), mind) if explaining else None
    span = unlearned(words, mind)
    if span is None or known_words_only(words, mind):
        return None
    return ask_about([UnknownSpan(words, span.role, term[0].start, term[-1].end)], mind.utterance.text, mind)
