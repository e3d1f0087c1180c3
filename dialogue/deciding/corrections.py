"""Takes "no, the other one", "I meant …", "too much" as corrections of the last act or lesson."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogue.asides.leads import without_leads
from dialogue.deciding.acting import act
from dialogue.deciding.asking import SURE
from dialogue.deciding.choices import correct_choice
from dialogue.deciding.repeats import as_before, on_other_target, rescheduled
from dialogue.decision import Decision
from dialogue.defining.comments import without_comments
from dialogue.dialogue_state import Act, ScopeQuestion
from dialogue.interpretation import Request
from dialogue.lessons.amendments import change
from dialogue.lessons.definitions import Defined
from dialogue.lessons.kinds import state as lead_to
from dialogue.lessons.learning import known, taken
from dialogue.lessons.naming import named_again
from dialogue.lessons.restated import definition_of
from dialogue.lessons.retimes import read_retime, read_time_again
from dialogue.lessons.told import lesson_behind
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.chunks import chunk
from dialogue.reading.denied_things import denied_alone, with_plain_offs
from dialogue.reading.requests import read_request
from dialogue.reading.statements import find_statements, is_answer
from dialogue.reading.that_one import with_that_one
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.times import find_time
from dialogue.token_edits import stretches
from dialogue.tokens import Token, begun_in, holds_any, places
from teaching.concepts import ActionName, Alias, AreaName, Preference, Routine, Setting, ValueName
from teaching.grounding import taught_settings
from teaching.lexicon import Sort

AMENDING = frozenset({"drop_step", "amend_part", "amend_add", "amend_remove", "amend_swap", "rename"})
TAKING_BACK = frozenset({"undo", "undo_all", "forget", "revert", "cancel_schedule"}) | AMENDING


def read_correction(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """What a correction leads to; ``None`` when nothing is corrected."""
    if _is_none_of_it(row, mind):
        return None
    rest, rejected = _without_lead(row, mind)
    if _is_behind_lesson(mind):
        rest, rejected = _without_contrast(rest, mind, rejected or _says_meant(mind))
    corrected = len(rest) < len(row)
    moved = read_retime(rest, mind) or rescheduled(row, mind)
    if moved is not None:
        return moved
    ended = _ended(row, mind) or (_ended(rest, mind) if rest else None)
    if ended is not None:
        return ended
    retimed = read_time_again(rest, mind, corrected=corrected)
    if retimed is not None:
        return retimed
    if not rest and mind.words("excess_degrees") & {token.text for token in row}:
        return _half_back(mind)
    if len(rest) == len(row) or not rest:
        return None
    again = named_again(rest, mind) if rejected else None
    if again is not None:
        return again
    for statement in find_statements(
        rest, mind.statements, lambda term: known(term, mind) is not None, groups=TAKING_BACK
    ):
        decision = lead_to(statement, mind)
        if decision is not None:
            return decision
    return lesson_behind(row, mind, SURE) or _corrected(rest, rejected, mind)


def read_value_again(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """ "sorry, not purple, blue", right behind a lesson: its value, put right, and done if it had been done."""
    bare = _bare_value(row, mind) if _is_behind_lesson(mind) else None
    return _correct_lesson(bare, mind) if bare is not None else None


def _ended(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "no more Bertha": the word is done with; "no" is no rejection there."""
    if len(row) < 2 or row[1].comma_before:
        return None
    statements = find_statements(row, mind.statements, lambda term: known(term, mind) is not None, groups=("forget",))
    decisions = (lead_to(statement, mind) for statement in statements)
    return next((decision for decision in decisions if decision and decision.kind is Kind.FORGETS), None)


def without_rejection(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "no, the desk lamp on", where there is nothing to correct: what is asked for, when that is clear."""
    book = mind.situation.book
    if _is_none_of_it(row, mind):
        return row
    rest = without_leads(_without_lead(row, mind)[0], book)
    if not rest or len(rest) == len(row):
        return row
    request = read_request(rest, book, mind.situation.now)
    asks = any(c.scenes or (c.acts and (c.targets or c.areas)) for c in request.clauses)
    return rest if request.complete and asks else row


def _is_none_of_it(row: Sequence[Token], mind: Mind) -> bool:
    """ "no movie night tonight": "no" goes with the taught word, and nothing is put right."""
    if len(row) < 2 or row[0].text not in mind.words("plain_no") or row[1].comma_before:
        return False
    book = mind.situation.book
    if with_plain_offs(tuple(row), book)[0].text != row[0].text:
        return True  # "no telly and lights on"
    if denied_alone(tuple(row), book) != tuple(row) and not _is_like_last(row[1:], mind):
        return True  # "no telly", behind the lamp
    first = chunk(row[1:], book.lexicon, book.vocabulary)[0]
    if not first.named(Sort.CONCEPT) or book.is_item(first) or first.end >= len(row) - 1:
        return False
    rest = row[1 + first.end :]
    time = find_time(rest, mind.situation.now)
    rest = (*rest[: time[0]], *rest[time[1] :]) if time is not None else rest
    return all(piece.word("adverb") for piece in chunk(rest, book.lexicon, book.vocabulary))


def _is_like_last(thing: Sequence[Token], mind: Mind) -> bool:
    """Whether a thing is of a kind with what was last moved, so that it may have been meant instead."""
    home, last = mind.situation.home, mind.state.acts[-1] if mind.state.acts else None
    targets = [t for c in read_request(thing, mind.situation.book, mind.situation.now).clauses for t in c.targets]
    kinds = {home.entities[e].kind for t in targets for e in t.fitting if e in home.entities}
    moved = last.commands if last is not None else ()
    return any(home.entities[c.entity_id].kind in kinds for c in moved if c.entity_id in home.entities)


def _corrected(rest: tuple[Token, ...], rejected: bool, mind: Mind) -> Decision | None:
    """What is put right by the words behind "no": the last lesson, or the last act."""
    rest = without_comments(mind.situation, rest, mind.statements, glosses=True)
    state = mind.state
    lesson = state.lessons[-1] if state.lessons else None
    if rejected and lesson is not None and lesson.turn_id == state.last_turn_id and lesson.after is not None:
        decision = _correct_lesson(rest, mind)
        if decision is not None:
            return decision
    last = state.acts[-1] if state.acts else None
    if last is None:
        return None
    request = read_request(rest, mind.situation.book, mind.situation.now)
    if not request.clauses or request.unknowns:
        return None
    clause = request.clauses[0]
    if not clause.acts and (clause.targets or clause.areas):
        if holds_any([token.text for token in rest], mind.situation.book.vocabulary.phrases("also_words")):
            return on_other_target(clause, last, mind, besides=True)
        return correct_choice(on_other_target(clause, last, mind), last, mind)
    if clause.acts:
        return _other_value(request, last, mind)
    return None


def _half_back(mind: Mind) -> Decision | None:
    """ "too much": half of the last change back."""
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None:
        return None
    now = {(c.entity_id, a): v for c in last.commands for a, v in c.settings.items()}
    plans = tuple(
        Planned(entity_id, {attribute: round((before + after) / 2)})
        for entity_id, attribute, before in last.before
        if isinstance(after := now.get((entity_id, attribute)), int | float)
        and isinstance(before, int | float)
        and not isinstance(before, bool)
        and not isinstance(after, bool)
        and before != after
    )
    return Decision(Kind.ACTS, plans=plans, focus=tuple(p.entity_id for p in plans)) if plans else None


def _is_behind_lesson(mind: Mind) -> bool:
    """Whether the last turn taught something, so that it can be put right."""
    lesson = mind.state.lessons[-1] if mind.state.lessons else None
    return lesson is not None and lesson.after is not None and lesson.turn_id == mind.state.last_turn_id


def _bare_value(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...] | None:
    """ "not purple, blue", "scratch that, ten", "blue, I mean", right behind a lesson: the value meant.

    ``None`` when anything else is said, which may be something to do.
    """
    book, marked = mind.situation.book, False
    words = mind.situation.book.vocabulary.words
    said = [part for part in stretches(row, lambda token: token.comma_before or token.sentence_start) if part]
    kept: list[tuple[Token, ...]] = []
    for part in said:
        text = " ".join(token.text for token in part)
        if mind.words("excess_degrees") & {token.text for token in part}:
            continue  # "too much, nineteen" is for this time
        taken_back = is_answer(part, "cancel", mind.statements) or text in words("correction_leads")
        if taken_back or text in words("meaning_to_say") or part[0].text in mind.words("rejecting_words"):
            marked = True
        else:
            kept.append(part)
    marked = marked or _says_meant(mind) or _is_led(mind) or not _has_acted(mind)
    if not marked or len(kept) != 1:
        return None
    row = kept[0]
    while row and row[0].text in mind.words("bare_value_leads"):
        row = row[1:]
    if mind.words("equating_verbs") & {token.text for token in row}:
        return None  # "and super snug is like snug but ten percent" says what another word means
    request = read_request(row, book, mind.situation.now) if row else None
    clause = request.clauses[0] if request is not None and request.complete and len(request.clauses) == 1 else None
    plain = clause is not None and not (
        clause.targets or clause.areas or clause.scope or clause.particle or clause.concepts or clause.liking
    )
    absolute = clause is not None and clause.values and not any(term.direction for term in clause.values)
    return row if plain and clause is not None and absolute and clause.verb in (None, "set") else None


def _has_acted(mind: Mind) -> bool:
    """Whether what was taught last was done as well."""
    last = mind.state.acts[-1] if mind.state.acts else None
    return last is not None and last.turn_id == mind.state.last_turn_id


def _says_meant(mind: Mind) -> bool:
    """ "sorry, I meant fifty": whether it is said that something else was meant."""
    said = mind.utterance.text.lower()
    return any(phrase in said for phrase in mind.situation.book.vocabulary.words("meaning_to_say"))


def _is_led(mind: Mind) -> bool:
    """ "actually, make that thirty five": whether the text begins as a correction, also where that word is dropped.

    "Too much, nineteen" is for this time.
    """
    said = " ".join(re.findall(r"[\w']+", mind.utterance.text.lower()))
    leads = (lead for lead in mind.situation.book.vocabulary.words("correction_leads") if said.startswith(f"{lead} "))
    return any(mind.words("excess_degrees").isdisjoint(lead.split()) for lead in leads)


def _without_contrast(row: tuple[Token, ...], mind: Mind, rejected: bool) -> tuple[tuple[Token, ...], bool]:
    """ "fifty, not forty", "not forty, fifty" → "fifty"; what bids something, is for the things it names."""
    words, book = tuple(token.text for token in row), mind.situation.book
    for phrase in begun_in(words, book.vocabulary.phrases("put_right")):
        behind = next((at for at in range(len(phrase) + 1, len(row)) if row[at].comma_before), None)
        start = next((at for at in places(words, phrase) if at > 0), None)
        left: tuple[Token, ...] = ()
        if words[: len(phrase)] == phrase and behind is not None:
            left = (replace(row[behind], comma_before=False), *row[behind + 1 :])
        elif (
            start is not None and start + len(phrase) < len(row) and words[start - 1] not in mind.words("denied_verbs")
        ):
            left = row[:start]
        if left and (rejected or not any(c.acts for c in read_request(left, book, mind.situation.now).clauses)):
            return left, True
    return row, rejected


def _without_lead(row: tuple[Token, ...], mind: Mind) -> tuple[tuple[Token, ...], bool]:
    phrases = mind.situation.book.vocabulary.phrases
    plain = (*phrases("correction_leads"), *phrases("meaning_to_say"), *phrases("wanted_instead"))
    named = _rejected_thing(row, mind)
    rejected, row = named > 0, row[named:]
    while row:
        words = tuple(token.text for token in row)
        leads = (*plain, *phrases("wanting_instead")) if rejected else plain
        lead = max((lead for lead in leads if lead[0] == words[0] and words[: len(lead)] == lead), key=len, default=())
        ended = mind.situation.book.vocabulary.opening(row, "ended")
        if not lead or (0 < ended < len(row) and not any(token.comma_before for token in row[1:ended])):
            break  # "no more flump on the lamp" takes nothing back
        behind = (i for i in range(1, len(lead)) if mind.situation.book.vocabulary.opening(row[i:], "ended"))
        lead = lead[: next(behind, len(lead))]  # "no, no more flump"
        rejected = rejected or bool(mind.words("rejecting_words") & set(lead))
        row = row[len(lead) :]
    return _without_wanted_behind(row, mind) if rejected else row, rejected


def _rejected_thing(row: Sequence[Token], mind: Mind) -> int:
    """How many words "not the lamp," has in "not the lamp, the fan", where the lamp is what was just moved."""
    pause = next((i for i in range(1, len(row)) if row[i].comma_before), 0)
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None or not pause or row[0].text not in mind.words("rejecting_words"):
        return 0
    clauses = read_request(row[1:pause], mind.situation.book, mind.situation.now).clauses
    named = {e for c in clauses for t in c.targets for e in t.fitting if t.unknown is None and not c.acts}
    return pause if named & {c.entity_id for c in last.commands} else 0


def _without_wanted_behind(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "(nope,) the lounge light I wanted" → "the lounge light"."""
    for phrase in mind.situation.book.vocabulary.ending("wanted_instead", row[-1].text if row else ""):
        if len(row) > len(phrase) and tuple(token.text for token in row[-len(phrase) :]) == phrase:
            return row[: -len(phrase)]
    return row


def _correct_lesson(rest: Sequence[Token], mind: Mind) -> Decision | None:
    """Right after a lesson, "no, …" corrects what was learned, and does it."""
    lesson = mind.state.lessons[-1]
    assert lesson.after is not None
    concept = mind.lexicon.concepts.get(lesson.after.id)
    if concept is None:
        return None
    rest = definition_of(rest, concept, mind)
    focus = mind.situation.focus
    meaning = concept.meaning
    if isinstance(meaning, ValueName | ActionName):
        found = mind.definer.define("value", rest, focus)
        if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
            return None
        fresh = {s.attribute for s in found.meaning.settings}
        settings = (*(s for s in meaning.settings if s.attribute not in fresh), *found.meaning.settings)
        decision = taken(
            concept.changed(replace(meaning, settings=settings), mind.provenance("corrected")),
            concept,
            mind,
            changed=True,
        )
        return replace(decision, plans=_on_focus(settings, focus, mind) if _has_acted(mind) else (), focus=focus)
    if isinstance(meaning, Preference):
        return None
    if isinstance(meaning, Alias | AreaName):
        found = mind.definer.define("device" if isinstance(meaning, Alias) else "area", rest)
        if not isinstance(found, Defined) or not isinstance(found.meaning, Alias | AreaName):
            return None
        decision = taken(concept.changed(found.meaning, mind.provenance("corrected")), concept, mind, changed=True)
        last = mind.state.acts[-1] if mind.state.acts else None
        if last is not None and last.turn_id == mind.state.last_turn_id and isinstance(found.meaning, Alias):
            settings_of = {a: v for c in last.commands for a, v in c.settings.items()}
            plans = tuple(Planned(e, settings_of) for e in found.meaning.entities)
            plans += as_before(last, set(found.meaning.entities))
            return replace(decision, plans=plans, focus=found.meaning.entities)
        return decision
    if isinstance(meaning, Routine):
        return change(concept, rest, mind)
    return change(concept, rest, mind)


def _on_focus(settings: Sequence[Setting], focus: Sequence[str], mind: Mind) -> tuple[Planned, ...]:
    plans = []
    for entity_id in focus:
        entity = mind.situation.home.entities.get(entity_id)
        if entity is not None:
            grounded = taught_settings(entity, settings, mind.situation.states.of(entity_id))
            if grounded.settings:
                plans.append(Planned(entity_id, grounded.settings, grounded.lacking))
    return tuple(plans)


def _other_value(request: Request, last: Act, mind: Mind) -> Decision | None:
    """ "no, make it sixty": does it, and asks whether a taught word that asked for the old value changes for good."""
    entities = tuple(dict.fromkeys(command.entity_id for command in last.commands))
    there = mind.with_situation(replace(mind.situation, focus=entities))
    decision = act(request, there, text=mind.utterance.text)
    if decision.kind is not Kind.ACTS or not last.concepts:
        return decision if decision.kind in (Kind.ACTS, Kind.ASKS_WHICH) else None
    concept = next(
        (
            mind.lexicon.concepts[c]
            for c in last.concepts
            if c in mind.lexicon.concepts and isinstance(mind.lexicon.concept(c).meaning, ValueName)
        ),
        None,
    )
    if concept is None or not decision.plans:
        return decision
    meaning = concept.meaning
    assert isinstance(meaning, ValueName)
    found = mind.definer.define("value", _tokens_of(request, mind), entities)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return decision
    fresh = {s.attribute for s in found.meaning.settings}
    changed = ValueName((*(s for s in meaning.settings if s.attribute not in fresh), *found.meaning.settings))
    tail = mind.wording.say("scope_question", term=concept.term, meaning=mind.wording.meaning(changed))
    return replace(decision, tail=tail, question=ScopeQuestion(concept.id, changed))


def _tokens_of(request: Request, mind: Mind) -> tuple[Token, ...]:
    return _without_lead(with_that_one(normalize(mind.utterance.text).tokens, mind.situation), mind)[0]
