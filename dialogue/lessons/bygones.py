"""Words that the hub has heard of and does not know: forgotten, taken back, renamed, or never explained."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion, MeaningQuestion
from dialogue.lessons.learning import known, thing_called
from dialogue.lessons.meaning_questions import ask_about
from dialogue.mind import Mind
from dialogue.response import Kind, UnknownSpan
from dialogue.tokens import Token
from teaching.concepts import Concept
from teaching.lexicon import split

ROLES = {
    "value": "value", "alias": "device", "area": "area", "routine": "scene", "action": "action", "time": "time",
    "person": "person", "preference": "preference", "choice": "device",
}  # fmt: skip
"""As what a word is asked about that meant a thing of that type."""
NAMELESS = frozenset({"preference", "choice", "time", "person"})


def words_in_play(decision: Decision) -> tuple[str, ...]:
    """The words of a turn that the hub may have to ask about when they are said again."""
    terms = [mark.before.term for mark in decision.lessons if mark.before is not None and not _nameless(mark.before)]
    terms += [report.term for report in decision.learned if report.change in ("undone", "forgotten")]
    match decision.question:
        case ConfirmQuestion(about="lesson", concepts=concepts):
            terms += [concept.term for concept in concepts if not _nameless(concept)]
        case MeaningQuestion(span=span) if span.role == "scene":
            terms.append(span.text)
        case _:
            pass
    return tuple(dict.fromkeys(terms))


def spans_in_play(decision: Decision) -> tuple[UnknownSpan, ...]:
    """What a turn asks about, and what it takes a word's meaning from: somebody may ask what that is."""
    gone = [mark.before for mark in decision.lessons if mark.before is not None and mark.after is None]
    gone = [concept for concept in gone if not _nameless(concept)]
    spans = [UnknownSpan(concept.term, ROLES[concept.meaning.type]) for concept in gone]
    reports = (r for r in decision.learned if r.change == "undone" and r.type not in NAMELESS)
    spans += [UnknownSpan(report.term, ROLES[report.type]) for report in reports]
    if isinstance(decision.question, MeaningQuestion) and decision.question.span.role not in NAMELESS:
        spans.append(decision.question.span)
    return tuple(spans)


def unlearned(term: str, mind: Mind) -> UnknownSpan | None:
    """A word the hub asked about and was never told, or knew once; ``None`` for one it knows or never heard."""
    if known(term, mind) is not None:
        return None
    words = split(mind.clean_term(term))
    spans = (span for span in reversed(mind.state.asked_about) if split(mind.clean_term(span.text)) == words)
    return next(spans, None)


def _nameless(concept: Concept) -> bool:
    return concept.meaning.type in NAMELESS


def ask_again(row: Sequence[Token], mind: Mind) -> Decision | None:
    """Asks what a word means that is said alone, or as a scene is asked for, when it was heard before."""
    vocabulary = mind.situation.book.vocabulary
    openers = {
        key
        for key, entries in vocabulary.index.matches([t.text for t in row], 0)
        if any(word.label == "verb" and word.name == "scene" for word in entries)
    }
    for start in sorted({0, *openers}):
        rest = [token for token in row[start:] if token.text not in vocabulary.words("late_closers")]
        term = mind.clean_term(" ".join(token.text for token in rest))
        if known(term, mind) is None and not mind.may_do_dangerous and split(term) in map(split, mind.state.refused):
            return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_rights"))
        if known(term, mind) is not None or known(thing_called(term, mind), mind) is not None:
            continue
        if term and (_in_play(term, mind) or mind.lexicon.retired_named(term)):
            return ask_about([UnknownSpan(term, "scene", rest[0].start, rest[-1].end)], mind.utterance.text, mind)
    return None


def _in_play(term: str, mind: Mind) -> bool:
    return any(split(term) == split(heard) for heard in mind.state.heard_of)
