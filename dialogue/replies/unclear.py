"""What the hub says when it doesn't understand an answer."""

from __future__ import annotations

from dataclasses import replace

from dialogue.decision import Decision
from dialogue.dialogue_state import (
    ConfirmQuestion,
    GuidedQuestion,
    MeaningQuestion,
    MissingQuestion,
    OpenQuestion,
    WhichQuestion,
)
from dialogue.lessons.meaning_questions import question_text
from dialogue.replies.reply import Reply
from dialogue.resolving.outcomes import Resolved
from dialogue.resolving.resolution import resolve
from dialogue.response import Kind

MAX_PROMPTS = 1


def help_with(reply: Reply, question: OpenQuestion) -> str:
    home = reply.mind.situation.home
    example = ""
    key = "help_which"
    if isinstance(question, MeaningQuestion):
        role = question.span.role
        key = f"help_{role}"
        if role == "area":
            example = next((area.name for area in home.areas.values()), "")
        elif role == "person":
            example = next((person.name for person in home.persons.values()), "")
        else:
            example = next(
                (e.name for e in home.spoken if e.area == reply.mind.situation.area),
                next((e.name for e in home.spoken), ""),
            )
    elif isinstance(question, MissingQuestion | GuidedQuestion):
        key = "help_time" if isinstance(question, MissingQuestion) and "time" in question.what else "help_value"
    return reply.mind.wording.say(key, example=example)


def targets_of(reply: Reply, question: MeaningQuestion) -> tuple[str, ...]:
    """The entities the request with the unknown word was about; a nested question's are those of the outer one."""
    request = reply.read(question.request)
    own = [clause for clause in request.clauses if any(s.text == question.span.text for s in clause.unknowns)]
    for clause in own or request.clauses:
        if clause.targets or clause.areas or clause.scope:
            ids: list[str] = []
            for phrase in clause.targets:
                if phrase.pronoun in ("it", "them"):
                    ids.extend(reply.mind.situation.focus)
                elif phrase.unknown is None:
                    found = resolve(
                        replace(clause, targets=(phrase,), values=(), verb="on", particle=None, unknowns=()),
                        reply.mind.situation,
                    )
                    ids.extend(p.entity_id for p in found.plans) if isinstance(found, Resolved) else ids.extend(
                        (phrase.named or phrase.fitting)[:1]
                    )
            if not ids and clause.areas:
                ids.extend(
                    e.id
                    for area in clause.areas
                    for e in reply.mind.situation.home.by_area.get(area, ())
                    if e.kind == "light"
                )
            if ids:
                return tuple(dict.fromkeys(ids))
    if question.parent is not None:
        return targets_of(reply, question.parent)
    return tuple(reply.mind.situation.focus)


def unclear(reply: Reply, question: OpenQuestion) -> Decision | None:
    """Not understood as an answer: once more, then a way out. Stray talk leaves the question open."""
    if not reply.again.meant_for_hub(reply.tokens):
        return Decision(Kind.IGNORES, keep_question=True, understood=False)
    say = reply.mind.wording.say
    if isinstance(question, MeaningQuestion):
        if question.prompts >= MAX_PROMPTS:
            return Decision(Kind.CANCELS, lead=say("gave_up", term=question.span.text), understood=False)
        asked = replace(question, prompts=question.prompts + 1)
        thing = reply.mind.wording.join([reply.mind.wording.name(e) for e in targets_of(reply, question)])
        return Decision(
            Kind.ASKS_ABOUT,
            lead=say("reprompt", question=question_text(asked, reply.mind, thing)),
            question=asked,
            spans=(question.span,),
            understood=False,
        )
    if question.type in ("scope", "guided") or getattr(question, "prompts", 0) >= MAX_PROMPTS:
        return None
    if isinstance(question, WhichQuestion | ConfirmQuestion | MissingQuestion):
        key = "help_confirm" if isinstance(question, ConfirmQuestion) else "help_which"
        kind = {"which": Kind.ASKS_WHICH, "confirm": Kind.ASKS_CONFIRM}.get(question.type, Kind.ASKS_FOR)
        return Decision(kind, lead=say(key), question=replace(question, prompts=question.prompts + 1), understood=False)
    return None
