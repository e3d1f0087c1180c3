"""The answer to "only now, or always?"."""

from __future__ import annotations

from dialogue.decision import Decision
from dialogue.dialogue_state import (
    ScopeQuestion,
)
from dialogue.learning import taken
from dialogue.replies.reply import Reply
from dialogue.response import Kind
from dialogue.statements import is_answer


def answer_scope(reply: Reply, question: ScopeQuestion) -> Decision | None:
    mind = reply.mind
    if is_answer(reply.tokens, "always", mind.statements):
        concept = mind.lexicon.concepts.get(question.concept_id)
        if concept is None:
            return None
        return taken(concept.changed(question.meaning, mind.provenance("corrected")), concept, mind, changed=True)
    if is_answer(reply.tokens, "only_now", mind.statements):
        return Decision(Kind.ANSWERS, lead=mind.wording.say("scope_only_now"))
    return None
