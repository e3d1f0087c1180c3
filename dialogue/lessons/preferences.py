"""Reads and keeps how people like things: "I like the bedroom lamp low at night", "I like it at twenty two"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from devices.safety import Tier, tier_of
from dialogue.deciding.stray import weigh
from dialogue.decision import Decision
from dialogue.dialogue_state import LessonMark
from dialogue.interpretation import Clause
from dialogue.lessons.definitions import phrase_entities
from dialogue.lessons.learning import taken
from dialogue.lessons.meaning_questions import ask_about
from dialogue.lessons.risks import risky
from dialogue.lessons.suiting import suited
from dialogue.mind import Mind
from dialogue.reading.numbers import read_number
from dialogue.reading.requests import read_request
from dialogue.reading.statements import without_remarks
from dialogue.response import Kind, UnknownSpan
from dialogue.timing.times import find_time
from dialogue.timing.when import Moment
from dialogue.tokens import Token, begun_in, places
from dialogue.word_forms import word_forms
from teaching.concepts import Condition, Preference, Setting, ValueName

TEMPERATURES = range(10, 31)
LAST_SMALL_HOUR = 6
LAST_AFTERNOON = 4
HALF_DAY = 12
"""What comes before six in the morning is night: "before six", "after four in the morning"."""


def read_preference(tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """What a sentence says of somebody's taste; ``None`` when it says nothing about this home."""
    told = without_remarks(tokens, mind.statements)
    suiting = suited(told, mind)
    if suiting is not None and not suiting:
        return Decision(Kind.IGNORES, understood=False)
    plain = _plainly(list(suiting or told), mind)
    row, part = without_condition(_without_occasion(plain, mind), mind)
    if not row or weigh(row, (), mind.situation.book).narrative:
        return None
    if _disliked(row, mind):
        return Decision(Kind.IGNORES, understood=False)
    before = list(row)
    habitual = part is not None and any(
        token.text in mind.situation.book.vocabulary.words("habitual_parts") for token in told
    )
    person, row = _who(row, mind, habitual=habitual)
    if not row:
        return _habit(before, part, mind)
    row = [token for token in row if token.text not in mind.words("preference_emphasis")]
    book = mind.situation.book
    request = read_request(row, book, mind.situation.now)
    if not request.clauses:
        return None
    clauses = _joined(request.clauses)
    entities, kind = _about(clauses[0], mind)
    if not entities and kind is None and not clauses[0].values:
        return None
    unknown = [span for span in request.unknowns if span.role in ("value", "scene")]
    candidates = entities or _of_kind(kind, mind)
    level = _bare_level(row, candidates, mind)
    if not entities and level is not None and _says_number(_settings(clauses[0], entities, kind, mind)):
        level = None
    if (unknown or level is not None) and candidates:
        span = unknown[0] if unknown else UnknownSpan(level or "", "preference")
        targets = entities or candidates[:1]
        return ask_about((replace(span, role="preference"),), mind.utterance.text, mind, targets=targets)
    if request.unknowns:
        return None
    decisions = [_taste(clause, part, person, mind) for clause in clauses]
    taken_up = [decision for decision in decisions if decision is not None]
    return together(taken_up) if len(taken_up) == len(decisions) else None


def _without_occasion(row: list[Token], mind: Mind) -> list[Token]:
    """ "when I'm knitting I like the lamp at ninety": what one does then is no more kept than "for knitting" is."""
    words = [token.text for token in row]
    openers = mind.situation.book.vocabulary.words("doing_openers")
    for at, word in enumerate(words):
        if word not in openers:
            continue
        doing = at + 1 + mind.situation.book.vocabulary.opening(row, "being_at_it", at + 1)
        if doing >= len(words) or not words[doing].endswith(word_forms().gerund):
            continue
        end = next((i for i in range(doing + 1, len(words)) if words[i] in mind.words("speaker_subjects")), len(words))
        if at == 0 and end < len(words):
            return row[end:]
        if at > 0 and end == len(words) and doing + 1 == end:
            return row[:at]
    return row


def _disliked(row: Sequence[Token], mind: Mind) -> bool:
    """ "Sam hates bright light": says nothing of how it should be."""
    words = [token.text for token in row]
    at = next((i for i, word in enumerate(words[:4]) if word in mind.situation.book.vocabulary.words("disliking")), 0)
    return at > 0 and _subject(row, at - 1, mind)[1]


def _plainly(row: list[Token], mind: Mind) -> list[Token]:
    """ "I'm fond of the lamp at thirty" → "I like the lamp at thirty"."""
    vocabulary, words = mind.situation.book.vocabulary, [token.text for token in row]
    for phrase in begun_in(words, vocabulary.phrases("liking_phrases")):
        for at in places(words, phrase):
            if not 0 < at < len(words) - len(phrase):
                continue
            start = at - 1
            while start > 0 and words[start] in mind.words("before_liking"):
                start -= 1
            named = word_forms().bare(words[start])
            like = replace(row[at], text=vocabulary.written["liking"])
            rest = row[at + len(phrase) :]
            if words[start] in mind.words("personal_copulas") and start > 0:
                return [*row[:start], like, *rest]
            contracted = words[start] in mind.words("contracted_likers")
            if contracted or (named != words[start] and mind.situation.book.person_named(named) is not None):
                return [*row[:start], replace(row[start], text=words[start].split("'")[0]), like, *rest]
    return row


def _taste(clause: Clause, part: str | None, person: str | None, mind: Mind) -> Decision | None:
    """The preference in one clause."""
    entities, kind = _about(clause, mind)
    settings = _settings(clause, entities, kind, mind)
    if not settings:
        return None
    if not entities and kind is None:
        kind = kind_for(settings, mind)
        if kind is None:
            return None
    area = clause.areas[0] if clause.areas else None
    return state_preference(settings, entities, kind, part, area, mind, person=person)


def _says_number(settings: Sequence[Setting]) -> bool:
    """Whether a level has a fixed number after all ("quiet")."""
    return any(isinstance(s.value, int | float) and not isinstance(s.value, bool) for s in settings)


def _of_kind(kind: str | None, mind: Mind) -> tuple[str, ...]:
    """The entities of a kind, those that can do the most first."""
    found = [e for e in mind.situation.home.spoken if kind is not None and e.kind == kind]
    return tuple(e.id for e in sorted(found, key=lambda e: -len(e.capabilities)))


def together(decisions: Sequence[Decision]) -> Decision:
    """Several preferences told in one sentence; a refusal of one refuses all."""
    first, *others = decisions
    refused = next((decision for decision in decisions if decision.kind is not Kind.CONFIRMS), None)
    if refused is not None or not others:
        return refused or first
    return replace(
        first,
        lead=" ".join(decision.lead for decision in decisions),
        put=tuple(concept for decision in decisions for concept in decision.put),
        lessons=tuple(mark for decision in decisions for mark in decision.lessons),
        learned=tuple(report for decision in decisions for report in decision.learned),
    )


def _joined(clauses: Sequence[Clause]) -> list[Clause]:
    """One clause a thing: "my lamp warm and at a quarter, and the blinds down" are two things."""
    joined: list[Clause] = []
    for clause in clauses:
        own = any(phrase.pronoun is None for phrase in clause.targets)
        if not joined or own or clause.verb or clause.scenes or clause.action:
            joined.append(clause)
            continue
        last = joined[-1]
        joined[-1] = replace(
            last,
            values=(*last.values, *clause.values),
            areas=last.areas or clause.areas,
            attribute=last.attribute or clause.attribute,
        )
    return joined


def _who(row: list[Token], mind: Mind, *, habitual: bool = False) -> tuple[str | None, list[Token]]:
    """Whose taste it is, and the rest of the sentence; an empty rest when nobody says a liking.

    ``habitual``: it was said to be so day after day ("in the mornings"), so that a want is a liking.
    """
    words = [token.text for token in row]
    for verb_at, word in enumerate(words):
        if word not in mind.words("liking_verbs") and word not in mind.words("wanting_verbs"):
            continue
        start = verb_at - 1
        while start >= 0 and words[start] in mind.words("before_liking"):
            start -= 1
        if start < 0 or verb_at + 1 >= len(words):
            continue
        lasting = habitual or bool(mind.words("habit_adverbs") & set(words[start:verb_at])) or start > 0
        if word in mind.words("wanting_verbs") and not lasting:
            continue
        person, found, begins = _subject(row, start, mind)
        if not found or (word in mind.words("wanting_verbs") and _is_once(row[:begins], mind)):
            continue
        if start > 0 and row[start].comma_before and _commands(row[:start], mind):
            return None, []  # "make it warm, I want to relax": only why
        if _asks_for_liking(words[:begins], mind):
            return None, []
        rest = row[verb_at + 1 :]
        if rest[0].text in mind.words("liking_links"):
            rest = rest[2:] if rest[0].text in mind.words("infinitive_marker") else rest[1:]
        front = [token for token in row[:begins] if token.text not in mind.words("preference_leads")]
        return person, rest + front
    return None, []


def _asks_for_liking(front: Sequence[str], mind: Mind) -> bool:
    """ "warm it up how (I like it)" bids what is liked; "nineteen is how (I like it)" tells it."""
    for opener in mind.situation.book.vocabulary.liking_openers:
        at = len(front) - len(opener)
        if at > 0 and tuple(front[at:]) == opener:
            return not any(
                word_forms().bare(word) != word or word in mind.words("equating_verbs") for word in front[:at]
            )
    return False


def _is_once(front: Sequence[Token], mind: Mind) -> bool:
    """ "tomorrow morning at six I need the fan on": wanted at one time, which is no taste."""
    found = find_time(front, mind.situation.now) if front else None
    return found is not None and found[:2] == (0, len(front)) and isinstance(found[2].when, Moment)


def _commands(row: Sequence[Token], mind: Mind) -> bool:
    request = read_request(row, mind.situation.book, mind.situation.now)
    return request.complete and any(clause.verb_first and clause.acts for clause in request.clauses)


def _habit(row: list[Token], part: str | None, mind: Mind) -> Decision | None:
    """ "after nine the bedside lamp should come on at fifteen percent"."""
    words = [token.text for token in row]
    mine = tuple(words[:2]) in mind.situation.book.vocabulary.phrases("for_me")
    if mine:
        row, words = row[2:], words[2:]
    if part is None or mind.words("should_word").isdisjoint(words):
        return None
    place = next(i for i, word in enumerate(words) if word in mind.words("should_word"))
    request = read_request(row[:place], mind.situation.book, mind.situation.now)
    entities = _about(request.clauses[0], mind)[0] if request.clauses and not request.unknowns else ()
    rest = row[place + 1 :]
    while rest and rest[0].text in mind.words("preference_fillers"):
        rest = rest[1:]
    if not entities or not rest:
        return None
    found = mind.definer.define("value", rest, entities)
    meaning = getattr(found, "meaning", None)
    if not isinstance(meaning, ValueName):
        return None
    return state_preference(meaning.settings, entities, None, part, None, mind, household=not mine)


def _subject(row: Sequence[Token], at: int, mind: Mind) -> tuple[str | None, bool, int]:
    """Who is spoken of in the words that end there, whether anybody is, and where they begin."""
    if row[at].text in mind.words("singular_speaker"):
        return mind.utterance.person, True, at
    if row[at].text in mind.words("household_subjects"):
        return None, True, at
    for begins in range(max(0, at - 2), at + 1):
        person = mind.situation.book.person_named(" ".join(token.text for token in row[begins : at + 1]))
        if person is not None:
            return person, True, begins
    return None, False, at


def without_condition(row: list[Token], mind: Mind) -> tuple[list[Token], str | None]:
    """The words without what says when they count, and the part of the day that it is."""
    words = [token.text for token in row]
    for part, phrases in mind.statements.conditions.items():
        for phrase in begun_in(words, phrases):
            for start in places(words, phrase):
                small, hours = _without_clock(row, mind)
                if (
                    part == "morning"
                    and hours in ("night", "small_hours")
                    and next(places([t.text for t in small], phrase), None) is None
                ):
                    return small, hours  # "before six in the morning"
                rest, clock = _without_clock(row[:start] + row[start + len(phrase) :], mind)
                return rest, clock if part == "night" and clock in ("evening", "night", "small_hours") else part
    return _without_clock(row, mind)


def _without_part(row: list[Token], mind: Mind) -> tuple[list[Token], str | None]:
    """ "of an evening", "most nights", "once it's dark": a part of the day by its name."""
    words = [token.text for token in row]
    before = mind.situation.book.vocabulary.words("part_leads")
    for part, phrases in mind.statements.part_words.items():
        for phrase in begun_in(words, phrases):
            for at in places(words, phrase):
                if at == 0 or words[at - 1] not in before:
                    continue
                start = at - 1
                while start > 0 and words[start - 1] in before:
                    start -= 1
                return row[:start] + row[at + len(phrase) :], part
    return row, None


def _without_clock(row: list[Token], mind: Mind) -> tuple[list[Token], str | None]:
    """ "after ten", "once it's gone ten at night": a part of the day by the clock."""
    vocabulary = mind.situation.book.vocabulary
    connecting, leading = vocabulary.words("clock_leads"), vocabulary.words("part_leads")
    for position, token in enumerate(row[:-1]):
        if token.text not in connecting:
            continue
        number = read_number(row, position + 1)
        if number is None or not 1 <= number.value <= 24:
            continue
        start, end = position, number.end
        while start > 0 and row[start - 1].text in leading:
            start -= 1
        tail = []
        while end < len(row) and row[end].text in vocabulary.words("clock_tails") and not _names_begin(row, end, mind):
            tail.append(row[end].text)
            end += 1
        if end < len(row) and row[end].text in vocabulary.words("plain_units"):
            continue
        part = (
            _part_before(int(number.value), tail, mind)
            if token.text in vocabulary.words("before_word")
            else _part_from(int(number.value), tail, mind)
        )
        return row[:start] + row[end:], part
    return _without_part(row, mind)


def _part_from(hour: int, tail: Sequence[str], mind: Mind) -> str:
    """ "after ten": the part of the day that begins there, of the later half of the day unless the morning is named."""
    early = not mind.words("early_words").isdisjoint(tail)
    hour = hour if hour > HALF_DAY or early else hour + HALF_DAY
    if hour >= 21 or (early and hour < LAST_SMALL_HOUR):
        return "night"
    return "evening" if hour >= 17 else "morning" if early else "day"


def _part_before(hour: int, tail: Sequence[str], mind: Mind) -> str:
    """ "before six": what ends there. Without more that is a hour of getting up, and what ends with six is no whole
    night; of the afternoon only what begins behind noon.
    """
    late = bool(mind.words("late_tails") & set(tail))
    early = not late and hour <= HALF_DAY and (bool(mind.words("early_tails") & set(tail)) or hour > LAST_AFTERNOON)
    hour = hour if early or hour > HALF_DAY else hour + HALF_DAY
    if hour <= LAST_SMALL_HOUR:
        return "small_hours"
    return "morning" if hour <= HALF_DAY else "day" if hour <= 18 else "evening" if hour <= 22 else "night"


def _names_begin(row: Sequence[Token], start: int, mind: Mind) -> bool:
    """ "after seven the night light": whether a thing is named there, and not the time gone on with."""
    ends = range(start + 2, min(start + 5, len(row)) + 1)
    return row[start].text in mind.words("definite_determiners") and any(
        phrase_entities(row[start:end], mind.situation) for end in ends
    )


def _about(clause: Clause, mind: Mind) -> tuple[tuple[str, ...], str | None]:
    """The entities or the kind a preference is about."""
    for phrase in clause.targets:
        if phrase.pronoun in ("it", "them"):
            return (), None
        if phrase.pronoun is not None:
            continue
        if phrase.named and len(phrase.named) == 1:
            return phrase.named, None
        if phrase.mine and mind.utterance.person is not None:
            own = mind.situation.book.of_person(mind.utterance.person)
            mine = tuple(e for e in phrase.fitting if e in own)
            if len(mine) == 1:
                return mine, None
        if phrase.fitting:
            areas = clause.areas or phrase.areas
            ids = tuple(e for e in phrase.fitting if not areas or mind.situation.home.entities[e].area in areas)
            here = tuple(e for e in phrase.named or () if mind.situation.home.entities[e].area == mind.situation.area)
            if len(ids) == 1 or len(here) == 1:
                return here if len(here) == 1 else ids, None
            return (ids, None) if areas else ((), phrase.kinds[0] if phrase.kinds else None)
    return (), None


def _bare_level(row: Sequence[Token], entities: Sequence[str], mind: Mind) -> str | None:
    """ "low", "bright": a level without a number, which needs one on things that have a scale."""
    word = next((token.text for token in reversed(row) if token.text in mind.words("bare_levels")), None)
    if word is None:
        return None
    for entity_id in entities:
        entity = mind.situation.home.entities[entity_id]
        if "brightness" in entity.capabilities and word in mind.words("brightness_levels"):
            return word
        if "target_temperature" in entity.capabilities and word in mind.words("temperature_levels"):
            return word
        if "volume" in entity.capabilities and word in mind.words("volume_levels"):
            return word
    return None


def _settings(clause: Clause, entities: Sequence[str], kind: str | None, mind: Mind) -> tuple[Setting, ...]:
    targets = tuple(entities) or _of_kind(kind, mind)[:1]
    if not targets:
        term = next((t for t in clause.values if t.amount is not None), None)
        if term is not None and term.amount is not None:
            value = int(term.amount) if float(term.amount).is_integer() else term.amount
            if term.unit in ("degrees", "degree", "celsius") or (term.unit is None and term.amount in TEMPERATURES):
                return (Setting("target_temperature", value),)
            if mind.state.focus_attribute and mind.situation.focus:
                return (Setting(mind.state.focus_attribute, value),)
            if term.unit == "percent":
                shades = (o for t in clause.values for o in t.options if o[0] in ("color", "color_temp"))
                return (Setting("brightness", value), *(Setting(*shade) for shade in itertools.islice(shades, 1)))
        return tuple(s for t in clause.values for s in t.settings) or tuple(
            Setting(*t.options[0]) for t in clause.values if t.options
        )
    found = mind.definer.settings_of(replace(clause, targets=(), areas=(), scope=None), targets)
    return found if isinstance(found, tuple) else ()


def kind_for(settings: Sequence[Setting], mind: Mind) -> str | None:
    """The kind of thing that settings are mostly for; ``None`` when the home has none of it."""
    attribute = settings[0].attribute
    kinds = {
        "target_temperature": "thermostat",
        "brightness": "light",
        "color_temp": "light",
        "color": "light",
        "volume": "speaker",
        "target_humidity": "humidifier",
    }
    kind = kinds.get(attribute)
    return kind if kind is not None and any(e.kind == kind for e in mind.situation.home.spoken) else None


def state_preference(
    settings: tuple[Setting, ...],
    entities: tuple[str, ...],
    kind: str | None,
    part: str | None,
    area: str | None,
    mind: Mind,
    *,
    person: str | None = None,
    household: bool = False,
) -> Decision:
    """Stores a preference; a new one of the same thing and conditions replaces the old."""
    home = mind.situation.home
    if not mind.may_do_dangerous and any(
        tier_of(home.entities[e]) >= Tier.DANGER for e in entities or _of_kind(kind, mind)
    ):
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_rights_teach"))
    who = None if household else person if person is not None else mind.utterance.person
    meaning = Preference(settings, entities, kind, Condition(part, area))
    term = " ".join(
        part
        for part in (
            mind.wording.name(entities[0]) if entities else kind or "",
            settings[0].attribute.replace("_", " "),
            part or "",
        )
        if part
    )
    for concept in mind.situation.preferences:
        old = concept.meaning
        if (
            isinstance(old, Preference)
            and concept.scope == who
            and (old.entities, old.kind, old.condition) == (entities, kind, meaning.condition)
            and {s.attribute for s in old.settings} == {s.attribute for s in settings}
        ):
            changed = concept.changed(meaning, mind.provenance("told"))
            return risky(changed, mind) or taken(changed, concept, mind)
    concept = mind.new_concept(term, meaning, "told", scope=who)
    return risky(concept, mind) or replace(
        taken(concept, None, mind), lessons=(LessonMark(mind.utterance.turn_id, None, concept),)
    )


def preference_answer(
    tokens: Sequence[Token], request: str, targets: Sequence[str], row: Sequence[Token], mind: Mind
) -> Decision | None:
    """The number behind "low": makes the preference that the first sentence spoke of."""
    rest, part = without_condition(list(row), mind)
    person, rest = _who(rest, mind)
    said = read_request(rest, mind.situation.book, mind.situation.now)
    clause = said.clauses[0] if said.clauses else None
    entities, kind = _about(clause, mind) if clause is not None else ((), None)
    if not entities and kind is None:
        entities = tuple(targets)
    found = mind.definer.define("value", tokens, entities or _of_kind(kind, mind)[:1])
    meaning = getattr(found, "meaning", None)
    if not isinstance(meaning, ValueName):
        return None
    area = clause.areas[0] if clause is not None and clause.areas and kind is not None else None
    return state_preference(meaning.settings, entities, kind, part, area, mind, person=person)
