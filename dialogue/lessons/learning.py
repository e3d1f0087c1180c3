"""Decides about lessons: what is learned, whether it may be, and what is done at once with it."""

from __future__ import annotations

from dataclasses import replace

from devices.safety import Tier
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion, LessonMark, MeaningQuestion
from dialogue.lessons.fixed_words import is_builtin, names_something
from dialogue.lessons.moving import moved_schedules, told_moved
from dialogue.lessons.risks import dangerous, reach
from dialogue.mind import Mind
from dialogue.response import Kind, LearnedReport
from dialogue.tokens import places
from dialogue.word_forms import word_forms
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Chosen,
    Concept,
    Meaning,
    PersonName,
    Preference,
    Routine,
    TimeName,
    ValueName,
)
from teaching.lexicon import split

LEARNED_KEYS = {
    ValueName: "learned_value", Alias: "learned_alias", AreaName: "learned_alias", PersonName: "learned_alias",
    Routine: "learned_routine", ActionName: "learned_action", TimeName: "learned_time",
    Preference: "learned_preference", Chosen: "learned_alias",
}  # fmt: skip


def learn(
    term: str, meaning: Meaning, mind: Mind, *, how: str, certain: bool = False, scope: str | None = None
) -> Decision:
    """Takes a meaning for a term: checks rights, safety and conflicts, and stores it (or a new version of it)."""
    term = mind.clean_term(term)
    refusal = _refusal(term, meaning, mind)
    if refusal is not None:
        return refusal
    old = known(term, mind, same_sort_as=meaning)
    if scope is not None and (old is None or old.scope != scope):
        own = (c for c in mind.lexicon.concepts_named(term) if c.scope == scope and c.meaning.type == meaning.type)
        old = next(own, None)
    misheard = old if old is not None and _only_heard(term, old) else None
    if misheard is not None:
        old = None
    if (
        old is not None
        and how == "told"
        and not certain
        and old.meaning != meaning
        and _surprising(old, term, meaning, mind)
    ):
        changed = old.changed(meaning, mind.provenance(how))
        said = mind.wording.say(
            "conflict", term=term, old=mind.wording.meaning(old.meaning), new=mind.wording.meaning(meaning)
        )
        return Decision(
            Kind.ASKS_CONFIRM, lead=said, question=ConfirmQuestion("lesson", concepts=(changed,), request=term)
        )
    provenance = mind.provenance(how)
    concept = old.changed(meaning, provenance) if old is not None else mind.new_concept(term, meaning, how, scope)
    if not certain:
        asked = dangerous(concept, mind)
        if asked is not None:
            return asked
    learned = taken(concept, old, mind, changed=old is not None)
    return learned if misheard is None else replace(learned, put=(*learned.put, _without_heard(misheard, term)))


def _only_heard(term: str, concept: Concept) -> bool:
    """Whether a concept goes by that term only because a recogniser made it of its own."""
    heard = {split(words) for words in concept.heard_as}
    return split(term) in heard and split(term) != split(concept.term) and not isinstance(concept.meaning, Chosen)


def _without_heard(concept: Concept, term: str) -> Concept:
    """What was misheard for its word is a word of its own from now on."""
    return replace(concept, heard_as=tuple(words for words in concept.heard_as if split(words) != split(term)))


def _surprising(old: Concept, term: str, meaning: Meaning, mind: Mind) -> bool:
    """Whether a second teaching may be a slip: another kind of meaning, or said without "now" or "from now on".

    Before the term and around its definition such a word is said of the teaching: what is to be made purple in a
    routine is part of its meaning.
    """
    if old.meaning.type != meaning.type:
        return True
    words, named = split(mind.utterance.text), split(term)
    start = next(places(words, named), 0)
    behind = words[start + len(named) :] if words[start : start + len(named)] == named else words
    said = {*words[:start], *behind[-1:]}
    said |= set(behind) if behind is words else set(behind[:1]) - mind.words("redoing_verbs")
    return not mind.words("changing_words") & said


def taken(
    concept: Concept, old: Concept | None, mind: Mind, *, changed: bool = False, key: str | None = None
) -> Decision:
    """The decision that stores a concept and says so."""
    said = mind.wording.meaning(concept.meaning)
    name = key or ("changed" if changed else LEARNED_KEYS[type(concept.meaning)])
    if isinstance(concept.meaning, Preference):
        name = "learned_preference"
    elif concept.scope is not None and key is None:
        name = "learned_own"
    moved = moved_schedules(concept, old, mind) if changed else ()
    who = (
        mind.wording.piece("you")
        if concept.scope == mind.utterance.person
        else mind.wording.person(concept.scope or "")
    )
    return Decision(
        Kind.CONFIRMS,
        lead=mind.wording.say(name, term=concept.term, meaning=said, who=who),
        tail=told_moved(moved, mind),
        schedules=moved,
        put=(concept,),
        lessons=(LessonMark(mind.utterance.turn_id, old, concept),),
        learned=(LearnedReport(concept.id, concept.term, concept.meaning.type, "changed" if changed else "added"),),
        focus=concept.meaning.entities if isinstance(concept.meaning, Alias) else None,
        focus_concept=concept.id,
    )


def _just_spoken_of(concept: Concept, mind: Mind) -> bool:
    """Whether the last turn was about the word itself, so that "it" can mean the word and not a thing."""
    lessons = mind.state.lessons
    taught = bool(lessons) and lessons[-1].turn_id == mind.state.last_turn_id
    return taught or mind.state.last_speech.lower().startswith(concept.term) or mind.state.last_kind == "acts"


def thing_called(term: str, mind: Mind) -> str:
    """What a thing is called in "start Doris up", "run Dave round": nothing is called "Doris up"."""
    if not term:
        return term
    *name, last = term.split()
    return " ".join(name) if name and last in mind.situation.book.vocabulary.words("verb_ends") else term


def known(term: str, mind: Mind, *, same_sort_as: Meaning | None = None) -> Concept | None:
    """The concept that a term names for this speaker: the person's own before the household's."""
    term = mind.clean_term(term)
    if term in mind.words("neuter_pronouns") and mind.state.focus_concept is not None:
        spoken_of = mind.lexicon.concepts.get(mind.state.focus_concept)
        if spoken_of is None or same_sort_as is not None or not _just_spoken_of(spoken_of, mind):
            return None
        return spoken_of
    found = mind.lexicon.concepts_named(term)
    if not found and term.endswith(word_forms().possessive):
        found = mind.lexicon.concepts_named(word_forms().bare(term))
    if not found and same_sort_as is None:
        found = _opened(term, mind)
    found = tuple(c for c in found if c.scope in (None, mind.utterance.person))
    if same_sort_as is not None:
        found = tuple(c for c in found if not isinstance(c.meaning, Preference) or isinstance(same_sort_as, Preference))
    own = [c for c in found if c.scope is not None]
    return own[-1] if own else (found[-1] if found else None)


def _opened(term: str, mind: Mind) -> tuple[Concept, ...]:
    """ "hitting the hay" for "I'm hitting the hay": what a routine is called, without who does it."""
    openers = mind.situation.book.vocabulary.phrases("called_with")
    begun = (" ".join(opener) for opener in openers if mind.lexicon.may_begin(opener[0]))
    rows = (mind.lexicon.concepts_named(f"{opener} {term}") for opener in begun)
    found = {c.id: c for row in rows for c in row if isinstance(c.meaning, Routine)}
    return tuple(found.values()) if len(found) == 1 else ()


def refused_name(term: str, meaning: Meaning, mind: Mind) -> Decision | None:
    """Why nothing of that meaning may be called that: it is no name, or has a fixed meaning."""
    say = mind.wording.say
    if not term or _is_teaching(term, mind):
        return Decision(Kind.ASKS_FOR, lead=say("asks_name"))
    if is_builtin(term, mind) and not _was_asked(term, mind) and not _is_occasion(term, meaning, mind):
        return Decision(Kind.REFUSES, lead=say("refuses_builtin", term=term), reasons=("a built-in word",))
    return None


def _refusal(term: str, meaning: Meaning, mind: Mind) -> Decision | None:
    say = mind.wording.say
    if (refused := refused_name(term, meaning, mind)) is not None:
        return refused
    cyclic = _cycle(term, meaning, mind)
    if cyclic is not None:
        return cyclic
    tier = reach(meaning, mind)
    if tier >= Tier.DANGER and not mind.may_do_dangerous:
        return Decision(
            Kind.REFUSES,
            lead=say("refuses_rights_teach"),
            reasons=("children and guests may not teach this",),
            refused=(term,),
        )
    return None


def _is_teaching(term: str, mind: Mind) -> bool:
    """ "dusky means", "when I say dusky": cut out of a lesson, and no word itself."""
    words = split(term)
    opening = any(
        words[: len(phrase)] == phrase for phrase in mind.situation.book.vocabulary.phrases("saying_openings")
    )
    return len(words) > 1 and (words[-1] in mind.words("meaning_verbs") or opening)


def _was_asked(term: str, mind: Mind) -> bool:
    """Whether the hub itself has just asked what the words mean: together they had no meaning to lose."""
    question = mind.state.question
    above = question if isinstance(question, MeaningQuestion) else getattr(question, "parent", None)
    while above is not None:
        if len(split(term)) > 1 and split(mind.clean_term(above.span.text)) == split(term):
            return True
        above = above.parent
    return False


def _is_occasion(term: str, meaning: Meaning, mind: Mind) -> bool:
    """Whether a time is called by several words that name nothing of this home: they keep what else they mean."""
    return isinstance(meaning, TimeName) and len(split(term)) > 1 and not names_something(term, mind)


def _cycle(term: str, meaning: Meaning, mind: Mind) -> Decision | None:
    """Refuses a routine with a part that it is a part of itself, at whatever remove."""
    itself = known(term, mind, same_sort_as=meaning) if isinstance(meaning, Routine) else None
    if itself is None or not isinstance(meaning, Routine):
        return None
    for part in meaning.parts:
        if itself.id == part:
            return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle", term=term))
        if itself.id in _parts_of(part, mind):
            name = mind.lexicon.concept(part).term
            return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle_through", term=term, part=name))
    return None


def _parts_of(concept_id: str, mind: Mind) -> frozenset[str]:
    """All routines that a routine was made from."""
    seen: set[str] = set()
    open_ends = [concept_id]
    while open_ends:
        concept = mind.lexicon.concepts.get(open_ends.pop())
        meaning = concept.meaning if concept is not None else None
        if isinstance(meaning, Routine):
            open_ends.extend(part for part in meaning.parts if part not in seen)
            seen.update(meaning.parts)
    return frozenset(seen)


# -- questions
