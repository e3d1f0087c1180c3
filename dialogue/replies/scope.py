"""The answer to "only now, or always?"."""

from __future__ import annotations

from dialogue.decision import Decision
from dialogue.definitions import Defined
from dialogue.dialogue_state import (
    ScopeQuestion,
)
from dialogue.learning import taken
from dialogue.replies.reply import Reply
from dialogue.response import Kind
from dialogue.statements import is_answer, without_remarks
from teaching.concepts import ValueName


def answer_scope(reply: Reply, question: ScopeQuestion) -> Decision | None:
    mind = reply.mind
    if is_answer(reply.tokens, "always", mind.statements):
        concept = mind.lexicon.concepts.get(question.concept_id)
        if concept is None:
            return None
        return taken(concept.changed(question.meaning, mind.provenance("corrected")), concept, mind, changed=True)
    meaning = _for_good(reply)
    concept = mind.lexicon.concepts.get(question.concept_id)
    if meaning is not None and concept is not None:
        fresh = {s.attribute for s in meaning.settings}
        kept = question.meaning.settings if isinstance(question.meaning, ValueName) else ()
        changed = ValueName((*(s for s in kept if s.attribute not in fresh), *meaning.settings))
        return taken(concept.changed(changed, mind.provenance("corrected")), concept, mind, changed=True)
    if is_answer(reply.tokens, "only_now", mind.statements):
        return Decision(Kind.ANSWERS, lead=mind.wording.say("scope_only_now"))
    return None


def _for_good(reply: Reply) -> ValueName | None:
    """ "always thirty, from now on": the value once more, and that it stays."""
    mind = reply.mind
    rest = without_remarks(reply.tokens, mind.statements)
    value = [token for token in rest if not is_answer((token,), "always", mind.statements)]
    if len(value) == len(reply.tokens) or not value:
        return None
    found = mind.definer.define("value", value, mind.situation.focus)
    return found.meaning if isinstance(found, Defined) and isinstance(found.meaning, ValueName) else None
