"""Decides about lessons: what is learned, whether it may be, and what is done at once with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from devices.safety import Tier, heats, is_dangerous_direction, is_safe_direction, tier_of
from dialogue.deciding.planning import routine_plans
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion, LessonMark, MeaningQuestion, MissingQuestion
from dialogue.lessons.definitions import Contradicted
from dialogue.lessons.moving import moved_schedules, told_moved
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.resolving.outcomes import Planned, Resolved
from dialogue.resolving.resolution import resolve
from dialogue.response import Kind, LearnedReport, UnknownSpan
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
from teaching.lexicon import Sort, split

MAX_DEPTH = 3
LEARNED_KEYS = {
    ValueName: "learned_value", Alias: "learned_alias", AreaName: "learned_alias", PersonName: "learned_alias",
    Routine: "learned_routine", ActionName: "learned_action", TimeName: "learned_time",
    Preference: "learned_preference", Chosen: "learned_alias",
}  # fmt: skip
RAISING = frozenset({"up", "down"})
"""Verbs that say how much, and go with neither on nor off."""


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
        asked = _dangerous(concept, mind)
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


def names_something(term: str, mind: Mind) -> bool:
    """Whether a device, a room or anything else of this home is named in the words."""
    book = mind.situation.book
    pieces = chunk(normalize(term).tokens, mind.lexicon, book.vocabulary)
    return any(piece.named(Sort.ENTITY) or piece.named(Sort.AREA) for piece in pieces)


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


def _is_idiom(words: Sequence[str], mind: Mind) -> bool:
    """ "home run": a word that commands nothing at the end, behind one that isn't a thing, is no way of commanding."""
    index = mind.situation.book.vocabulary.index
    first = {word.label for word in index.get(words[:-1])}
    last = {word.label for word in index.get(words[-1:])}
    return bool(first) and not first & {"verb", "kind", "attribute", "quantifier", "pronoun"} and last == {"verb"}


def is_builtin(term: str, mind: Mind) -> bool:
    """Whether the words have a fixed meaning: a command form, a known value, a device's or room's own name."""
    words = split(mind.clean_term(term))
    vocabulary = mind.situation.book.vocabulary
    if len(words) > 1 and words[0] in vocabulary.words("setting_out") and not _of_this_home(words, mind):
        return False  # "leaving home", "off out"
    if len(words) == 1 and words[0] in vocabulary.words("handling_verbs"):
        return False  # "nudge" says nothing by itself
    position = 0
    labels: set[str] = set()
    while position < len(words):
        end = next((end for end, _ in vocabulary.index.matches(words, position)), None)
        home = next((end for end, _ in mind.lexicon.names.index.matches(words, position)), None)
        if end is None and home is None:
            return False
        if home is not None and home >= (end or 0):
            labels.add("name")
            position = home
            continue
        assert end is not None
        entries = {word.label for word in vocabulary.index.get(words[position:end])}
        if not entries & {
            "verb",
            "particle",
            "kind",
            "value",
            "state",
            "determiner",
            "preposition",
            "extreme",
            "comparative",
            "quantifier",
            "conjunction",
            "pronoun",
            "attribute",
            "adverb",
        }:
            return False
        labels |= entries
        position = end
    if len(words) == 1:
        return bool(
            labels
            & {
                "verb",
                "particle",
                "value",
                "state",
                "extreme",
                "comparative",
                "conjunction",
                "preposition",
                "determiner",
                "pronoun",
                "name",
                "kind",
                "attribute",
            }
        )
    whole = bool(vocabulary.index.get(words))
    if not whole and _is_idiom(words, mind):
        return False
    if not whole and "verb" in labels and labels <= {"verb", "particle", "state", "degree"}:
        return _moves_anything(words[0], mind)
    if not whole and not labels & {"name", "value", "comparative", "extreme", "attribute"}:
        return _commands(words, mind)
    return bool(labels & {"verb", "particle", "value", "name", "state", "comparative"}) and bool(
        labels & {"kind", "name", "verb", "particle"}
    )


def _commands(words: Sequence[str], mind: Mind) -> bool:
    """ "stop it now", "lights out": whether the words alone ask for something of this home, unlike "out the door"."""
    request = read_request(normalize(" ".join(words)).tokens, mind.situation.book, mind.situation.now)
    if words[-1] in mind.situation.book.vocabulary.words("determiners"):
        return True  # "turn off the": cut out of a longer sentence
    acting = [clause for clause in request.clauses if clause.acts]
    if not request.complete or not acting:
        return False
    if any(p.pronoun for c in acting for p in c.targets) or any(c.verb_first and c.targets for c in acting):
        return True
    return any(isinstance(resolve(clause, mind.situation), Resolved) for clause in acting if clause.targets)


def _moves_anything(verb: str, mind: Mind) -> bool:
    """Whether a verb says what is to be done to whatever it is said of: "turn", unlike "brew" or "play"."""
    vocabulary = mind.situation.book.vocabulary
    entries = vocabulary.index.get((verb,))
    if any(w.label == "verb" and w.name in RAISING for w in entries):
        return False  # "lift off", "drop out"
    return any(w.label != "verb" or w.name not in vocabulary.words("own_verbs") for w in entries)


def reach(meaning: Meaning, mind: Mind) -> Tier:
    """The highest safety tier that a meaning reaches."""
    return _reach(meaning, mind)[0]


def _of_this_home(words: Sequence[str], mind: Mind) -> bool:
    """Whether a thing, a kind of thing or a room is in it."""
    tokens = normalize(" ".join(words)).tokens
    book = mind.situation.book
    return any(book.is_item(piece) or piece.word("attribute") for piece in chunk(tokens, mind.lexicon, book.vocabulary))


def _reach(meaning: Meaning, mind: Mind) -> tuple[Tier, list[Planned]]:
    """The highest tier a meaning reaches, and what it would do."""
    home = mind.situation.home
    if isinstance(meaning, Routine):
        plans = routine_plans(meaning.steps, mind)
        return mind.highest_tier(plans), plans
    if isinstance(meaning, Alias):
        tiers = [tier_of(home.entities[e]) for e in meaning.entities if e in home.entities]
        return max(tiers, default=Tier.COMFORT), []
    if isinstance(meaning, Preference):
        plans = [
            Planned(e, {s.attribute: s.value for s in meaning.settings}) for e in meaning.entities if e in home.entities
        ]
        return mind.highest_tier(plans), plans
    return Tier.COMFORT, []


def _dangerous(concept: Concept, mind: Mind) -> Decision | None:
    """Asks before storing what lets somebody in, or heats while people leave."""
    if not isinstance(concept.meaning, Routine):
        return None
    _, plans = _reach(concept.meaning, mind)
    home = mind.situation.home
    what = mind.wording.meaning(concept.meaning)
    if any(is_dangerous_direction(home.entities[p.entity_id], p.settings) for p in plans):
        return Decision(
            Kind.ASKS_CONFIRM,
            lead=mind.wording.say("asks_confirm_lesson", term=concept.term, what=what),
            question=ConfirmQuestion("lesson", concepts=(_guarded(concept),), request=concept.term),
            reasons=("it may let somebody in",),
        )
    hot = any(heats(home.entities[p.entity_id], p.settings) and mind.highest_tier([p]) >= Tier.DANGER for p in plans)
    if hot and (_leaves(concept.term, mind) or _nobody_by(plans, mind)):
        return Decision(
            Kind.ASKS_CONFIRM,
            lead=mind.wording.say("asks_confirm_heat", what=what),
            question=ConfirmQuestion("lesson", concepts=(_guarded(concept),), request=concept.term),
            reasons=("heat would run unattended",),
        )
    return None


def risky(preference: Concept, mind: Mind) -> Decision | None:
    """Asks before a liking is kept of what heats, and refuses one that lets somebody in; ``None`` for any other."""
    _, plans = _reach(preference.meaning, mind)
    home = mind.situation.home
    if any(is_dangerous_direction(home.entities[p.entity_id], p.settings) for p in plans):
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_liking"), reasons=("it may let somebody in",))
    if not any(heats(home.entities[p.entity_id], p.settings) and mind.highest_tier([p]) >= Tier.DANGER for p in plans):
        return None
    return Decision(
        Kind.ASKS_CONFIRM,
        lead=mind.wording.say("asks_confirm_liking", what=mind.wording.meaning(preference.meaning)),
        question=ConfirmQuestion("lesson", concepts=(preference,), request=preference.term),
        reasons=("it heats",),
    )


def _guarded(concept: Concept) -> Concept:
    """The routine that asks every time it is to run."""
    if not isinstance(concept.meaning, Routine):
        return concept
    guarded = replace(concept.meaning, confirm_always=True)
    return replace(concept, versions=(*concept.versions[:-1], replace(concept.versions[-1], meaning=guarded)))


def _leaves(term: str, mind: Mind) -> bool:
    """Whether a routine is called by what people say when they go, or go to sleep."""
    words = split(term)
    return any(
        next(places(words, phrase), None) is not None for phrase in mind.situation.book.vocabulary.phrases("leaving")
    )


def _nobody_by(plans: Sequence[Planned], mind: Mind) -> bool:
    """Whether what goes with the heat tells of nobody by it: its room goes dark, or the house is locked or armed."""
    home = mind.situation.home
    entities = [(home.entities[p.entity_id], p.settings) for p in plans]
    warmed = {entity.area for entity, settings in entities if heats(entity, settings)}
    return any(
        (entity.kind == "light" and settings.get("on") is False and entity.area in warmed)
        or settings.get("locked") is True
        or (entity.kind == "alarm_panel" and is_safe_direction(entity, settings))
        for entity, settings in entities
    )


# -- questions


def ask_about(
    spans: Sequence[UnknownSpan],
    request: str,
    mind: Mind,
    *,
    parent: MeaningQuestion | None = None,
    targets: Sequence[str] = (),
) -> Decision:
    """Asks what unknown words mean, the first one first."""
    depth = 1
    above = parent
    while above is not None:
        depth, above = depth + 1, above.parent
    if depth > MAX_DEPTH:
        return Decision(Kind.CANCELS, lead=mind.wording.say("too_deep"))
    spans = [_without_teaching(span, mind) for span in _run_together(spans)]
    first = spans[0]
    thing = mind.wording.join([mind.wording.name(e) for e in targets]) if targets else ""
    area = _place_said(first, request, mind) or mind.situation.area
    question = MeaningQuestion(first, request, area, tuple(spans[1:]), parent, person=mind.utterance.person)
    return Decision(
        Kind.ASKS_ABOUT,
        lead=question_text(question, mind, thing),
        question=question,
        spans=tuple(spans),
        focus=tuple(targets) or None,
    )


def _run_together(spans: Sequence[UnknownSpan]) -> list[UnknownSpan]:
    """ "mum jump" and a thing "oh" right behind it are one word to whoever said them."""
    found: list[UnknownSpan] = []
    for span in spans:
        last = found[-1] if found else None
        if last is not None and last.role == "value" and span.role == "device" and 0 <= last.end == span.start - 1:
            found[-1] = replace(last, text=f"{last.text} {span.text}", end=span.end)
        else:
            found.append(span)
    return found


def _without_teaching(span: UnknownSpan, mind: Mind) -> UnknownSpan:
    """ "zonked means" → "zonked": what says that a meaning follows is no part of a word."""
    words = span.text.split()
    if len(words) == 1 or words[-1] not in mind.words("meaning_verbs"):
        return span
    end = span.end - len(words[-1]) - 1 if span.end >= 0 else span.end
    return replace(span, text=" ".join(words[:-1]), end=end)


def _place_said(span: UnknownSpan, request: str, mind: Mind) -> str | None:
    """ "party mode in the bedroom": the one room in which something unknown shall happen."""
    if span.role != "scene":
        return None
    pieces = chunk(normalize(request).tokens, mind.lexicon, mind.situation.book.vocabulary)
    rooms = {area for piece in pieces for area in mind.situation.book.areas_named(piece)}
    return next(iter(rooms)) if len(rooms) == 1 and not set(split(span.text)) & _words_of(rooms, mind) else None


def _words_of(areas: Iterable[str], mind: Mind) -> set[str]:
    known = (mind.situation.home.areas[area] for area in areas if area in mind.situation.home.areas)
    return {word for area in known for name in (area.name, *area.aliases) for word in split(name)}


def question_text(question: MeaningQuestion, mind: Mind, thing: str = "") -> str:
    """The question in words."""
    role = question.span.role
    key = f"asks_about_{role}"
    if role in ("value", "action") and not thing:
        key = "asks_about_value_alone"
    elif role == "value" and thing:
        thing = mind.wording.definite(thing)
    return mind.wording.say(key, term=question.span.text, thing=thing or mind.wording.piece("it"))


def contradicted(
    found: Contradicted, term: str, role: str, request: str, mind: Mind, parent: MeaningQuestion | None
) -> Decision:
    """Says at once what can't be, and asks for what should be instead."""
    if found.code == "contradiction" and found.draft is None:
        entity_id, attribute, second = found.options[1]
        names = {"thing": mind.wording.name(entity_id), "a": "off", "b": mind.wording.setting(attribute, second)}
        asked = MissingQuestion("meaning", request, term, role, None, mind.situation.area, parent)
        return Decision(
            Kind.ASKS_FOR, lead=mind.wording.say("contradiction", **names), question=asked, focus=(entity_id,)
        )
    if found.code == "contradiction":
        entity_id, attribute, first = found.options[0]
        second = found.options[1][2]
        names = {
            "thing": mind.wording.name(entity_id),
            "a": mind.wording.setting(attribute, first),
            "b": mind.wording.setting(attribute, second),
        }
        return Decision(
            Kind.ASKS_FOR,
            lead=mind.wording.say("contradiction", **names),
            question=MissingQuestion("contradiction", request, term, role, found.draft, mind.situation.area, parent),
            focus=(entity_id,),
        )
    if found.code == "asks_which":
        return Decision(
            Kind.ASKS_WHICH,
            lead=mind.wording.say("asks_which", **found.names),
            question=MissingQuestion("meaning", request, term, role, None, mind.situation.area, parent),
        )
    kind = Kind.ASKS_FOR if found.code in ("out_of_range", "incapable") else Kind.REFUSES
    return Decision(
        kind,
        lead=mind.wording.say(found.code, **found.names),
        question=MissingQuestion(
            "range" if found.draft is not None else "meaning",
            request,
            term,
            role,
            found.draft,
            mind.situation.area,
            parent,
        ),
        reasons=(found.code,),
    )
