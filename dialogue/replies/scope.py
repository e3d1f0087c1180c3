"""The answer to "only now, or always?"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.dialogue_state import (
    ScopeQuestion,
)
from dialogue.lessons.definitions import Defined
from dialogue.lessons.learning import taken
from dialogue.mind import Mind
from dialogue.reading.requests import read_request
from dialogue.reading.statements import is_answer, strip_answer, without_remarks
from dialogue.replies.reply import Reply
from dialogue.replies.verdict import verdict
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import ValueName


def answer_scope(reply: Reply, question: ScopeQuestion) -> Decision | None:
    mind = reply.mind
    row = strip_answer(reply.tokens, mind.statements)
    given = verdict(reply.tokens, mind)
    rest = given.rest if given is not None else ()
    limited = any(_says(part, "only_now", mind) for part in (reply.tokens, row, rest))
    lasting = any(_says(part, "always", mind) for part in (reply.tokens, row, rest))
    if given is not None and not limited and not lasting:
        limited, lasting = given.said == "no", given.said == "yes" and not _acts(rest, mind)
    concept = mind.lexicon.concepts.get(question.concept_id)
    meaning = _for_good(reply, question)
    if concept is not None and (meaning is not None or (lasting and not limited)):
        changed = concept.changed(meaning or question.meaning, mind.provenance("corrected"))
        return taken(changed, concept, mind, changed=True)
    if limited and not _acts(rest, mind):
        return Decision(Kind.ANSWERS, lead=mind.wording.say("scope_only_now"))
    return None


def _says(row: Sequence[Token], kind: str, mind: Mind) -> bool:
    """Whether the first or the last of the words say it, up to a pause."""
    pauses = [i for i in range(1, len(row)) if row[i].comma_before]
    parts = (row, row[: pauses[0]] if pauses else (), row[pauses[-1] :] if pauses else ())
    return any(part and is_answer(part, kind, mind.statements) for part in parts)


def _acts(row: Sequence[Token], mind: Mind) -> bool:
    request = read_request(row, mind.situation.book, mind.situation.now)
    return request.complete and any(c.acts and (c.targets or c.areas) for c in request.clauses)


def _for_good(reply: Reply, question: ScopeQuestion) -> ValueName | None:
    """ "always thirty, from now on": the value once more, and that it stays."""
    mind = reply.mind
    rest = without_remarks(reply.tokens, mind.statements)
    value = [token for token in rest if not is_answer((token,), "always", mind.statements)]
    if len(value) == len(reply.tokens) or not value:
        return None
    found = mind.definer.define("value", value, mind.situation.focus)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    fresh = {setting.attribute for setting in found.meaning.settings}
    kept = question.meaning.settings if isinstance(question.meaning, ValueName) else ()
    return ValueName((*(s for s in kept if s.attribute not in fresh), *found.meaning.settings))
