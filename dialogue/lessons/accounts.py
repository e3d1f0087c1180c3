"""What the hub says about what it knows: meanings, where they come from, lists, earlier versions."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogue.decision import Decision
from dialogue.lessons.definitions import phrase_entities
from dialogue.lessons.learning import known
from dialogue.lessons.meaning_questions import ask_about
from dialogue.mind import Mind
from dialogue.reading.statements import Statement
from dialogue.response import Kind, UnknownSpan
from dialogue.tokens import places
from dialogue.word_forms import word_forms
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Chosen,
    Concept,
    Routine,
    Status,
    TimeName,
    ValueName,
)
from teaching.lexicon import split

LONGEST_ASKED = 3


def explain(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term") or statement.words("concept"))
    concept = known(term, mind)
    if concept is not None and isinstance(concept.meaning, AreaName) and _said_on(term, mind):
        return None  # "what's on upstairs" asks what is on there
    if concept is None and term in mind.words("neuter_pronouns") and mind.state.focus_concept in mind.lexicon.concepts:
        concept = mind.lexicon.concept(mind.state.focus_concept or "")
    concept = concept or _somebodys(term, mind)
    if concept is None:
        return None
    if isinstance(concept.meaning, TimeName):
        said = mind.wording.say("time_is", term=concept.term, time=concept.meaning.time)
    else:
        said = mind.wording.say("explained", term=concept.term, meaning=mind.wording.meaning(concept.meaning))
    if concept.heard_as and not isinstance(concept.meaning, Chosen):
        heard = mind.wording.join([f'"{words}"' for words in concept.heard_as], "or")
        said = mind.wording.say("also_heard", explained=said, heard=heard)
    return Decision(Kind.ANSWERS, lead=said, focus_concept=concept.id)


def explain_time(statement: Statement, mind: Mind) -> Decision | None:
    """ "when does curfew start": when that is, or what nobody has told of a time that a home keeps."""
    told = explain(statement, mind)
    term = mind.clean_term(statement.words("term"))
    if told is not None or known(term, mind) is not None or len(split(term)) > LONGEST_ASKED:
        return told
    kept = term in mind.words("kept_times") or split(term)[-1] in mind.words("kept_times")
    if not kept or split(term)[0] in mind.situation.book.vocabulary.words("not_before_time"):
        return None
    first, last = statement.slots["term"][0], statement.slots["term"][-1]
    return ask_about([UnknownSpan(term, "time", first.start, last.end)], mind.utterance.text, mind)


def _said_on(term: str, mind: Mind) -> bool:
    words, named = split(mind.utterance.text), split(term)
    return any(next(places(words, (on, *named)), None) is not None for on in mind.words("plain_on"))


def explain_measure(statement: Statement, mind: Mind) -> Decision | None:
    """ "how bright is cosy": what it sets, where the word is for what is set and not for a place or a thing."""
    concept = known(statement.words("concept"), mind)
    sets = concept is not None and isinstance(concept.meaning, ValueName | ActionName | Routine | TimeName)
    return explain(statement, mind) if sets else None


def _somebodys(term: str, mind: Mind) -> Concept | None:
    """ "what's Sam's cosy": what a word means to that person."""
    words = term.split()
    at = next((i for i, word in enumerate(words, 1) if word.endswith(word_forms().possessive)), len(words))
    whose, word = word_forms().bare(" ".join(words[:at])), " ".join(words[at:])
    person = mind.situation.book.person_named(whose) if word else None
    if person is None:
        return None
    found = [c for c in mind.lexicon.concepts_named(word) if c.scope in (None, person)]
    return max(found, key=lambda concept: concept.scope is not None, default=None)


def explain_origin(statement: Statement, mind: Mind) -> Decision | None:
    term = statement.words("term")
    concept = known(term, mind) if term else None
    if (
        concept is None
        and set(split(term)) <= mind.words("nameless_terms")
        and mind.state.focus_concept in mind.lexicon.concepts
    ):
        concept = mind.lexicon.concept(mind.state.focus_concept or "")
    if concept is None:
        return None
    who = concept.taught_by.person
    name = mind.wording.person(who) if who else mind.wording.piece("somebody_here")
    speaker = mind.wording.piece("you_by_name", name=name) if who is not None and who == mind.utterance.person else name
    when = _ago(concept.taught_by.at, mind)
    return Decision(
        Kind.ANSWERS,
        lead=mind.wording.say("taught_by", who=speaker, term=concept.term, when=when),
        focus_concept=concept.id,
    )


def _ago(at: datetime, mind: Mind) -> str:
    days = (mind.situation.now.date() - at.date()).days
    if days == 0:
        return mind.wording.piece("today_at", time=f"{at:%H:%M}")
    return mind.wording.piece("yesterday" if days == 1 else "on_date", date=f"{at:%d %B %Y}")


def list_preferences(statement: Statement, mind: Mind) -> Decision | None:
    who = word_forms().bare(statement.words("who"))
    who = "i" if who in mind.words("speaker_forms") else "we" if who in mind.words("speakers_forms") else who
    person = (
        mind.situation.book.person_named(who)
        if who and who not in mind.words("speaker_subjects")
        else mind.utterance.person
    )
    if who and who not in mind.words("speaker_subjects") and person is None:
        return None
    theirs = (None, person) if who not in mind.words("plural_speaker") else (None, *mind.situation.home.persons)
    mine = [c for c in mind.lexicon.of_type("preference") if c.scope in theirs]
    if not mine and known(who, mind) is not None:
        return explain(Statement("explain", {"term": statement.slots["who"]}), mind)
    if not mine:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("list_nothing"))
    return Decision(
        Kind.ANSWERS,
        lead=mind.wording.say(
            "list_learned", terms=mind.wording.listed([mind.wording.meaning(c.meaning) for c in mine])
        ),
    )


def names_of(statement: Statement, mind: Mind) -> Decision | None:
    """ "what else do we call the floor lamp": the names it was given."""
    entities = phrase_entities(statement.slots["target"], mind.situation)
    if not entities or len(entities) > 3:
        return None
    entity = mind.situation.home.entities[entities[0]]
    given = [
        c.term
        for c in mind.lexicon.of_type("alias")
        if isinstance(c.meaning, Alias)
        and entities[0] in c.meaning.entities
        and c.scope in (None, mind.utterance.person)
    ]
    thing = mind.wording.name(entity.id)
    names = list(dict.fromkeys((*entity.aliases, *given)))
    if not names:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("no_names", thing=thing))
    return Decision(Kind.ANSWERS, lead=mind.wording.say("other_names", thing=thing, names=mind.wording.join(names)))


def taught_before(statement: Statement, mind: Mind) -> Decision | None:
    """ "did I ever teach you cosy?"."""
    term = mind.clean_term(statement.words("term"))
    told = explain(Statement("explain", {"term": statement.slots["term"]}), mind)
    if told is not None or len(split(term)) > LONGEST_ASKED:
        return told
    return Decision(Kind.ANSWERS, lead=mind.wording.say("not_taught", term=term))


def look_up(statement: Statement, mind: Mind) -> Decision:
    """What a word was taught to mean; what nobody taught is said to be unknown, without a question what it means."""
    told = explain(statement, mind)
    term = mind.clean_term(statement.words("term"))
    return told or Decision(Kind.REFUSES, lead=mind.wording.say("unknown_term", term=term))


def meant_before(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None:
        return None
    if "called" in statement.slots:
        old = next((v.term for v in reversed(concept.versions) if v.term != concept.term), None)
        if old is None:
            return explain(Statement("explain", {"concept": statement.slots["concept"]}), mind)
        return Decision(Kind.ANSWERS, lead=mind.wording.say("called_before", old=old), focus_concept=concept.id)
    earlier = concept.versions[-2] if len(concept.versions) > 1 else concept.versions[-1]
    said = mind.wording.say("explained", term=concept.term, meaning=mind.wording.meaning(earlier.meaning))
    return Decision(Kind.ANSWERS, lead=said, focus_concept=concept.id)


def time_range(spoken: str, mind: Mind) -> tuple[datetime | None, datetime]:
    """When "this morning" or "today" begins and ends; without such words everything up to now."""
    name = next((n for n, phrases in mind.statements.ranges.items() if spoken in phrases), "")
    now = mind.situation.now
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    ranges: dict[str, tuple[datetime | None, datetime]] = {
        "today": (midnight, now), "yesterday": (midnight - timedelta(days=1), midnight),
        "this morning": (midnight, midnight + timedelta(hours=12)),
        "this evening": (midnight + timedelta(hours=17), now),
        "last hour": (now - timedelta(hours=1), now), "this week": (midnight - timedelta(days=now.weekday()), now),
    }  # fmt: skip
    return ranges.get(name, (None, now))


def list_learned(statement: Statement, mind: Mind) -> Decision:
    active = [
        c
        for c in mind.lexicon.concepts.values()
        if c.status is Status.ACTIVE and c.scope in (None, mind.utterance.person)
    ]
    if not active:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("list_nothing"))
    newest = active[-20:]
    terms = [f"{c.term} ({mind.wording.meaning(c.meaning)})" if len(newest) <= 5 else c.term for c in newest]
    return Decision(Kind.ANSWERS, lead=mind.wording.say("list_learned", terms=mind.wording.listed(terms)))


def list_taught(statement: Statement, mind: Mind) -> Decision | None:
    """ "what did Sam teach you today?": what one of the household taught, in that time."""
    who = statement.words("who")
    own = who in mind.words("speaker_pronouns")
    person = mind.utterance.person if own else mind.situation.book.person_named(who)
    if person is None:
        return list_learned(statement, mind) if own else None
    theirs = [c for c in mind.lexicon.active() if c.taught_by.person == person and c.scope in (None, person)]
    since, until = time_range(statement.words("range"), mind)
    terms = [
        f"{c.term} ({mind.wording.meaning(c.meaning)})"
        for c in theirs
        if (since is None or c.taught_by.at >= since) and c.taught_by.at <= until
    ]
    if not terms:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("list_nothing"))
    return Decision(Kind.ANSWERS, lead=mind.wording.say("list_learned", terms=mind.wording.listed(terms[-20:])))
