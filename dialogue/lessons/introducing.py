"""A lesson that is announced before anything is said of it: "let me tell you what cosy means"."""

from __future__ import annotations

from dialogue.decision import Decision
from dialogue.lessons.fixed_words import is_builtin
from dialogue.lessons.learning import known
from dialogue.lessons.meaning_questions import ask_about
from dialogue.lessons.teaching import can_be_taught, teach
from dialogue.mind import Mind
from dialogue.reading.statements import Statement
from dialogue.response import Kind, UnknownSpan


def introduce_word(statement: Statement, mind: Mind) -> Decision | None:
    """Asks for what it means; behind a pause that has been said already: "I'll teach you cosy: thirty percent"."""
    if "shown" in statement.slots:
        return _taught_behind(statement, mind)
    tokens = statement.slots["term"]
    term = mind.clean_term(statement.words("term"))
    if any(token.comma_before for token in tokens[1:]) or not can_be_taught(term, mind):
        return None
    if is_builtin(term, mind) or known(term, mind) is not None:
        return None
    return ask_about([UnknownSpan(term, "scene", tokens[0].start, tokens[-1].end)], mind.utterance.text, mind)


def _taught_behind(statement: Statement, mind: Mind) -> Decision | None:
    tokens = statement.slots["shown"]
    cut = next((at for at in range(1, len(tokens)) if tokens[at].comma_before), None)
    if cut is None:
        return None
    term = mind.clean_term(" ".join(token.text for token in tokens[:cut]))
    return teach(term, tokens[cut:], mind, how="told", named=True)


def invite(_: Statement, mind: Mind) -> Decision:
    """ "I want to teach you a new word": says that it listens, and how such a lesson goes."""
    return Decision(Kind.ANSWERS, lead=mind.wording.say("invites_lesson"))
