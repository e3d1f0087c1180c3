"""Two words of one request are unknown, and the answer tells of the one that was not asked about first."""

from __future__ import annotations

from dataclasses import replace

from dialogue.dialogue_state import MeaningQuestion
from dialogue.reading.statements import find_statements
from dialogue.replies.reply import Reply
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import split

TELLING = frozenset({"teach", "is_definition", "name"})


def told_of_other(reply: Reply, question: MeaningQuestion) -> tuple[MeaningQuestion, tuple[Token, ...]] | None:
    """ "custard is yellow", asked what Doris is: the question about custard, and what it means; ``None`` for others."""
    if not question.others:
        return None
    mind = reply.mind
    others = {split(mind.clean_term(span.text)): span for span in question.others}
    for statement in find_statements(reply.tokens, mind.statements, lambda _: False):
        if statement.group not in TELLING:
            continue
        term = mind.clean_term(statement.words("term"))
        asked = others.get(split(term)) or others.get(split(word_forms().bare(term)))
        told = statement.slots.get("definition") or statement.slots.get("target")
        if asked is not None and told:
            rest = tuple(span for span in question.others if span is not asked)
            return replace(question, span=asked, others=(question.span, *rest)), tuple(told)
    return None
