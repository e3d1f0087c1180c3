"""The answer to "what does X mean?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.deciding.rights import check_rights
from dialogue.decision import Decision
from dialogue.dialogue_state import (
    MeaningQuestion,
    MissingQuestion,
)
from dialogue.lessons.callings import read_callings
from dialogue.lessons.definitions import Contradicted, Defined, Definition, NotADefinition, Undefined, VagueTime
from dialogue.lessons.kinds import state
from dialogue.lessons.learning import known, learn, thing_called
from dialogue.lessons.meaning_questions import ask_about, contradicted
from dialogue.lessons.naming import first_named
from dialogue.lessons.preferences import preference_answer
from dialogue.lessons.teaching import replace_used, says_untimed
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.normalizing.normalization import normalize
from dialogue.reading.requests import read_request
from dialogue.reading.statements import find_statements, is_answer
from dialogue.replies.confirming import asked_for_now
from dialogue.replies.for_once import is_for_once
from dialogue.replies.newcomers import introduce
from dialogue.replies.news import is_new_request
from dialogue.replies.other_words import told_of_other
from dialogue.replies.own_words import own_statement
from dialogue.replies.repetition import asked_once_more, said_alike
from dialogue.replies.reply import Reply
from dialogue.replies.steps_asked import step_told
from dialogue.replies.unclear import targets_of, unclear
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind, UnknownSpan
from dialogue.timing.times import find_times
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import Alias, Routine, ValueName
from teaching.lexicon import split


def answer_meaning(reply: Reply, question: MeaningQuestion) -> Decision | None:
    mind, span = reply.mind, question.span
    if _calls(reply, question):
        return None
    if asked_once_more(reply, question):
        return None
    if said_alike(reply, question):
        return unclear(reply, question)
    other = _told_of_others(reply, question)
    if other is not None:
        return other
    targets = targets_of(reply, question)
    named = _named(reply, question)
    if named is not None:
        return named
    helpful = _lesson_on_the_way(reply, question)
    if helpful is not None:
        return helpful
    if span.role == "person":
        introduced = introduce(reply, question, targets)
        if introduced is not None:
            return introduced
    if is_new_request(reply, question, targets):
        return None
    if span.role == "preference":
        decision = preference_answer(reply.tokens, question.request, targets, normalize(question.request).tokens, mind)
        return decision or unclear(reply, question)
    tokens, term = reply.tokens, span.text
    statement = own_statement(reply, term)
    if statement is not None:
        tokens = statement
    return define_asked(reply, question, tokens, targets)


def _told_of_others(reply: Reply, question: MeaningQuestion) -> Decision | None:
    """ "custard is yellow", asked what Doris is; "Doris is the floor lamp and custard is yellow": both at once."""
    mind, row = reply.mind, reply.tokens
    alone = told_of_other(reply, question)
    if alone is not None:
        return define_asked(reply, alone[0], alone[1], targets_of(reply, alone[0]))
    for at in range(1, len(row) - 1) if question.others else ():
        joined = row[at].text in mind.words("and_conjunction")
        if not (joined or row[at].comma_before):
            continue
        other = told_of_other(replace(reply, tokens=start_of(row[at + joined :])), question)
        found = mind.definer.define(other[0].span.role, other[1], (), other[0].span.text) if other else None
        if other is None or not isinstance(found, Defined):
            continue
        learned = learn(mind.clean_term(other[0].span.text), found.meaning, mind, how="answered")
        if learned.kind is not Kind.CONFIRMS:
            continue
        book = replace(mind.situation.book, lexicon=mind.lexicon.with_concepts(learned.put))
        wiser = mind.with_situation(replace(mind.situation, book=book))
        first = answer_meaning(replace(reply, mind=wiser, tokens=row[:at]), replace(question, others=()))
        return _joined(learned, first) if first is not None and first.put else None
    return None


def _joined(learned: Decision, decision: Decision) -> Decision:
    return replace(
        decision,
        lead=" ".join(part for part in (learned.lead, decision.lead) if part),
        put=(*learned.put, *decision.put),
        lessons=(*learned.lessons, *decision.lessons),
        learned=(*learned.learned, *decision.learned),
    )


def _calls(reply: Reply, question: MeaningQuestion) -> bool:
    """ "nap time" while it is asked what "nap" is: a routine that is called, and no answer."""
    words = tuple(token.text for token in reply.tokens)
    concept = known(" ".join(words), reply.mind)
    asked = split(question.span.text)
    routine = concept is not None and isinstance(concept.meaning, Routine)
    return routine and len(asked) < len(words) and set(asked) <= set(words)


def _named(reply: Reply, question: MeaningQuestion) -> Decision | None:
    """ "We call the hoover Doris" as the answer about "start Doris"."""
    mind = reply.mind
    if question.span.role not in ("scene", "device"):
        return None
    terms = {mind.clean_term(question.span.text), thing_called(mind.clean_term(question.span.text), mind)}
    named = first_named(read_callings(tuple(reply.tokens), mind), mind)
    if named is None or named.kind is not Kind.CONFIRMS or {concept.term for concept in named.put} - terms:
        return None
    return reply.again.after_lesson(named, question, mind) if named.put else None


def _lesson_on_the_way(reply: Reply, question: MeaningQuestion) -> Decision | None:
    """ "Boo is Isla" as the answer about "Boo's lamp": a lesson about a part of it, which may be enough."""
    mind = reply.mind
    words = {word_forms().bare(word) for word in split(question.span.text)}
    for statement in find_statements(reply.tokens, mind.statements, lambda term: known(term, mind) is not None):
        term = split(word_forms().bare(mind.clean_term(statement.words("term"))))
        if statement.group not in ("name", "is_definition", "teach") or not term or not set(term) < words:
            continue
        learned = state(statement, mind)
        if learned is not None and learned.kind is Kind.CONFIRMS and learned.put:
            return reply.again.after_lesson(learned, question, mind)
    return None


def define_asked(
    reply: Reply, question: MeaningQuestion, tokens: Sequence[Token], targets: Sequence[str]
) -> Decision | None:
    span = question.span
    term = reply.mind.clean_term(span.text)
    if span.role == "time" and [token.text for token in tokens] == list(split(term)):
        return unclear(reply, question)  # the words themselves say nothing new about when that is
    return _defined(reply, question, tokens, targets)


def _defined(
    reply: Reply, question: MeaningQuestion, tokens: Sequence[Token], targets: Sequence[str]
) -> Decision | None:
    mind, span = _in_its_room(reply.mind, question), question.span
    term = mind.clean_term(span.text)
    role = _role_said(tokens, span, mind)
    term = _without_at(term, mind) if role == "time" != span.role else term
    found = step_told(tokens, question, targets, mind) or mind.definer.define(role, tokens, targets, term)
    if isinstance(found, NotADefinition) and span.role != "value":
        found = _anything(tokens, role, term, mind)
    match found:
        case Defined():
            if found.once or _once(reply):
                return _only_once(reply, found, targets)
            term = thing_called(term, mind) if isinstance(found.meaning, Alias) else term
            learned = says_untimed(learn(term, found.meaning, mind, how="answered"), found, mind)
            learned = replace_used(learned, found.uses)
            if learned.kind is not Kind.CONFIRMS:
                return learned if question.parent else asked_for_now(learned, question.request, reply)
            return reply.again.after_lesson(learned, question, mind)
        case Undefined():
            spans = [s for s in found.unknowns if split(s.text) != split(span.text)]
            if (
                not spans
                or not reply.again.meant_for_hub(reply.tokens)
                or is_answer(reply.tokens, "yes", mind.statements)
            ):
                return unclear(reply, question)
            if any(split(s.text) == split(above.span.text) for s in spans for above in _parents(question)):
                return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle", term=question.span.text))
            common = mind.situation.book.vocabulary.words("commons")
            spans = [s for s in spans if not set(split(s.text)) <= common]
            if not spans:
                return unclear(reply, question)
            text = " ".join(token.text for token in tokens)
            return ask_about(spans, text, mind, parent=question)
        case Contradicted():
            return contradicted(found, term, span.role, question.request, mind, question)
        case VagueTime():
            asked = MissingQuestion("time_of", question.request, term, "time", None, mind.situation.area, question)
            return Decision(Kind.ASKS_FOR, lead=mind.wording.say("asks_time"), question=asked)
        case NotADefinition():
            return unclear(reply, question)


def _anything(tokens: Sequence[Token], role: str, term: str, mind: Mind) -> Definition:
    """What an answer means that is none for the role: anything, but no bare number for a time."""
    other = mind.definer.define_any(mind.definer.content(tokens, term), term)
    return NotADefinition() if role == "time" and _is_bare_amount(other, tokens, mind) else other


def _is_bare_amount(found: Definition, tokens: Sequence[Token], mind: Mind) -> bool:
    """Whether a number without a unit is all that a meaning comes from: no answer about a time."""
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return False
    terms = [t for c in read_request(tokens, mind.situation.book, mind.situation.now).clauses for t in c.values]
    return all(term.amount is not None and term.unit is None for term in terms)


def _role_said(tokens: Sequence[Token], span: UnknownSpan, mind: Mind) -> str:
    """What the answer takes the words for, where that is something else than was asked."""
    if span.role == "device" and _does_things(tokens, mind):
        return "scene"
    named = next(iter(find_times(tokens, mind.situation.now)), None)
    timed = named is not None and named[2].certain
    return (
        "time"
        if span.role == "area" and timed and not mind.words("point_prepositions").isdisjoint(split(span.text)[:1])
        else span.role
    )


def _without_at(term: str, mind: Mind) -> str:
    words = list(split(term))
    while len(words) > 1 and words[0] in mind.words("point_prepositions") | mind.situation.book.vocabulary.words(
        "determiners"
    ):
        words.pop(0)
    return " ".join(words)


def _does_things(tokens: Sequence[Token], mind: Mind) -> bool:
    """ "bathroom light off and bedroom lamp on": no name for things, but what is to happen with each."""
    request = read_request(tokens, mind.situation.book, mind.situation.now)
    clauses = request.clauses
    named = len(clauses) > 1 and all(any(p.named for p in c.targets) for c in clauses)
    done = [bool(c.acts and (c.particle or c.values or c.verb)) for c in clauses]
    # "Telly on and the lamp bluebird": what one of them shall do is in a word that is asked about next.
    strange = any(done) and all(done[i] or clause.unknowns for i, clause in enumerate(clauses))
    return named and (all(done) if request.complete else strange)


def _in_its_room(mind: Mind, question: MeaningQuestion) -> Mind:
    """What a scene does is said of the room that it was asked for."""
    if question.span.role != "scene" or question.area is None:
        return mind
    return mind.with_situation(replace(mind.situation, area=question.area))


def _once(reply: Reply) -> bool:
    return is_for_once(normalize(reply.mind.utterance.text).tokens, reply.mind.situation.book.vocabulary)


def _only_once(reply: Reply, found: Defined, targets: Sequence[str]) -> Decision:
    """ "just this once": done, and not remembered."""
    if isinstance(found.meaning, ValueName):
        return set_plainly(found.meaning, targets, reply.mind)
    return _done(found.plans, reply.mind)


def set_plainly(meaning: ValueName, targets: Sequence[str], mind: Mind) -> Decision:
    """Sets things to a value that no word is taught for."""
    return _done(tuple(Planned(e, {s.attribute: s.value for s in meaning.settings}) for e in targets), mind)


def _done(plans: Sequence[Planned], mind: Mind) -> Decision:
    refused = check_rights(plans, mind)
    return refused or Decision(Kind.ACTS, plans=tuple(plans), focus=tuple(p.entity_id for p in plans))


def _parents(question: MeaningQuestion) -> list[MeaningQuestion]:
    found = []
    above = question.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found
