"""The answer to "who is gran?" about somebody who has no account: how that person likes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.dialogue_state import MeaningQuestion
from dialogue.lessons.definitions import Defined
from dialogue.lessons.learning import taken
from dialogue.lessons.preferences import state_preference
from dialogue.replies.reply import Reply
from dialogue.response import Kind
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import PersonName, ValueName

LONGEST_DESCRIPTION = 8


def introduce(reply: Reply, question: MeaningQuestion, targets: Sequence[str]) -> Decision | None:
    """ "She's Damo's mum, she likes it at seventy": the person by that name, and the liking, which is done at once.

    When it is only said who it is, asks how that person likes it; ``None`` when the answer names somebody known.
    """
    mind, term = reply.mind, reply.mind.clean_term(question.span.text)
    if not targets or isinstance(mind.definer.define("person", reply.tokens), Defined):
        return None
    liked = _liked(reply.tokens, term, reply)
    if liked is None:
        return _ask_liking(reply, question, targets) if _describes(reply.tokens, term, reply) else None
    found = mind.definer.define("value", liked, targets)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    person = taken(mind.new_concept(term, PersonName(term), "answered"), None, mind)
    about = tuple(dict.fromkeys(targets))
    liking = state_preference(found.meaning.settings, about, None, None, None, mind, person=term)
    if liking.kind is not Kind.CONFIRMS:
        return liking
    both = replace(
        liking,
        lead=mind.wording.say("learned_liking", term=term, meaning=mind.wording.meaning(liking.put[0].meaning)),
        put=(*person.put, *liking.put),
        lessons=(*person.lessons, *liking.lessons),
        learned=(*person.learned, *liking.learned),
    )
    return reply.again.after_lesson(both, question, mind)


def _liked(row: Sequence[Token], term: str, reply: Reply) -> tuple[Token, ...] | None:
    """What stands behind "she likes it", or all of it when it only says a value."""
    vocabulary = reply.mind.situation.book.vocabulary
    subjects = vocabulary.words("introducing") | vocabulary.words("always_word") | {term.rsplit(maxsplit=1)[-1]}
    for place in range(len(row) - 2, 0, -1):
        if row[place].text not in vocabulary.words("liking_verbs") | vocabulary.words("wanting_verbs"):
            continue
        if row[place - 1].text in subjects:
            rest = tuple(row[place + 1 :])
            while len(rest) > 1 and rest[0].text in vocabulary.words("newcomer_fillers"):
                rest = rest[1:]
            return rest
    return None if _describes(row, term, reply) else tuple(row)


def _describes(row: Sequence[Token], term: str, reply: Reply) -> bool:
    """ "she's Damo's mum", "gran is my mother", "my mother": who somebody is."""
    vocabulary = reply.mind.situation.book.vocabulary
    words = [token.text for token in row]
    if not words or len(words) > LONGEST_DESCRIPTION:
        return False
    opens = word_forms().bare(words[0]) in vocabulary.words("introducing") or words[0] == term.split(maxsplit=1)[0]
    return (opens or words[0] in vocabulary.words("definite_determiners")) and bool(
        set(words) & vocabulary.words("relations")
    )


def _ask_liking(reply: Reply, question: MeaningQuestion, targets: Sequence[str]) -> Decision:
    wording = reply.mind.wording
    thing = wording.join([wording.name(e) for e in targets])
    return Decision(
        Kind.ASKS_ABOUT,
        lead=wording.say("asks_liking", term=question.span.text, thing=thing),
        question=replace(question, prompts=question.prompts + 1),
        spans=(question.span,),
    )
