"""Teaching in one sentence: "X means Y", "when I say X do Y", "X is Y"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.asides.comment_words import comment_words
from dialogue.decision import Decision
from dialogue.defining.steps import commanded
from dialogue.dialogue_state import MissingQuestion
from dialogue.lessons.definitions import (
    Contradicted,
    Defined,
    NotADefinition,
    Undefined,
    VagueTime,
    phrase_entities,
)
from dialogue.lessons.fixed_words import is_builtin, known_words_only
from dialogue.lessons.learning import learn
from dialogue.lessons.meaning_questions import ask_about, contradicted
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.chunks import chunk
from dialogue.reading.numbers import read_number, read_quantity
from dialogue.reading.requests import read_request
from dialogue.reading.statements import Statement
from dialogue.response import Kind
from dialogue.tokens import Token, places
from teaching.concepts import (
    ActionName,
    Meaning,
    Routine,
    Selector,
    Step,
    ValueName,
)
from teaching.lexicon import split

LONGEST_TERM = 4
MEASURED = frozenset({"target_temperature", "target_humidity", "volume", "position", "speed"})
"""What a bare number may be of besides a brightness."""
LONGEST_ACTION = 3
"""How many words stand before the thing that an action is done to: "warm up a bit" and a room."""


def teach_statement(statement: Statement, mind: Mind) -> Decision | None:
    if "when" in statement.slots:
        return teach_when(statement.slots["when"], mind, scope=own_scope(statement.slots["when"], mind))
    term = mind.clean_term(" ".join(token.text for token in _without_teller(statement.slots["term"], mind)))
    paused = _is_broken(statement.slots["term"])
    if (
        term in mind.words("referring_words")
        or paused
        or _only_restricts(term, mind)
        or (term and split(term)[0] in mind.words("question_pronouns"))
    ):
        return None
    tokens = _plainly_told(statement.slots.get("definition") or statement.slots.get("definition_verb") or (), mind)
    scope = mind.utterance.person if "mine" in statement.slots else None
    if "object" in statement.slots and set(split(term)) & mind.situation.book.vocabulary.words("never_terms"):
        return None  # "pretend the lamp is off", "maybe the lamp is on"
    if "object" in statement.slots and split(term)[0] in mind.situation.book.vocabulary.words("subjects"):
        return None  # "I meant the bedroom is the den"
    if "object" in statement.slots and (_is_direction(term, mind) or split(term)[-1] in mind.words("term_joints")):
        term = f"{term} {statement.words('object')}"  # "out the door", "gentle as a lamb"
    elif "object" in statement.slots:
        if len(split(term)) > LONGEST_ACTION:
            return None  # "let the neighbours all know the power is out"
        of_any = _teach_open(f"{term} {statement.words('object')}", tokens, mind, "told", scope)
        if of_any is not None:
            return of_any
    return teach(term, tokens, mind, how="told", named=True, scope=scope)


def _without_teller(term: Sequence[Token], mind: Mind) -> Sequence[Token]:
    """ "my gran says cosy (means ten percent)" → "cosy": who uses a word so is no part of it."""
    saying = comment_words().saying | mind.words("say_verbs")
    at = next((i for i in range(1, min(4, len(term) - 1)) if term[i].text in saying), None)
    return term if at is None else term[at + 1 :]


def _is_direction(term: str, mind: Mind) -> bool:
    """Whether nothing is done to a thing by it: "out", "up", "over"."""
    entries = mind.situation.book.vocabulary.index.get(split(term))
    return bool(entries) and all(word.label in ("particle", "preposition", "state", "adverb") for word in entries)


def _only_restricts(term: str, mind: Mind) -> bool:
    """ "just means turn it off": said of a word that was named before, and no word by itself."""
    return set(split(term)) <= mind.situation.book.vocabulary.words("restricting") | mind.words("beside_restricting")


def _is_broken(term: Sequence[Token]) -> bool:
    """Whether a pause is in it, so that it is no term."""
    return any(token.comma_before or token.sentence_start for token in term[1:])


def teach(
    term: str, tokens: Sequence[Token], mind: Mind, *, how: str, named: bool, scope: str | None = None
) -> Decision | None:
    """ "X means Y": learns X, or asks about what is unknown in Y."""
    if not tokens:
        return None
    if not can_be_taught(term, mind):
        return _fixed(term, tokens, mind)
    verb = _teach_open(term, tokens, mind, how, scope) or _teach_verb(term, tokens, mind, how, scope)
    if verb is not None:
        return verb
    if _holds(tokens, split(term)):
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle", term=term))
    found = mind.definer.define_any(tokens, term)
    match found:
        case Defined():
            cyclic = [u for u in found.uses if mind.lexicon.concept(u).term == term]
            if cyclic:
                return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle", term=term))
            meaning = as_for_others(term, found.meaning, tokens, mind) if scope is not None else found.meaning
            learned = learn(term, meaning, mind, how=how, scope=scope)
            return replace_used(says_untimed(learned, found, mind), found.uses)
        case Undefined():
            mine = [span for span in found.unknowns if split(span.text) != split(term)]
            if not mine or not named:
                return None
            return ask_about(mine, mind.utterance.text, mind)
        case Contradicted():
            return contradicted(found, term, "scene", mind.utterance.text, mind, None)
        case VagueTime():
            question = MissingQuestion("time_of", mind.utterance.text, term, "time", None, mind.situation.area)
            return Decision(Kind.ASKS_FOR, lead=mind.wording.say("asks_time"), question=question)
        case NotADefinition():
            return None


def _fixed(term: str, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """ "off means red": the refusal, where both say something of a home; ``None`` for words of no such use."""
    meant = " ".join(token.text for token in tokens)
    if not is_builtin(term, mind) or split(term) == split(meant) or set(split(term)) <= mind.words("unclear_terms"):
        return None
    if not (is_builtin(meant, mind) or isinstance(mind.definer.define_any(tokens, ""), Defined)):
        return None
    return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_builtin", term=term), reasons=("a built-in word",))


def _teach_verb(term: str, tokens: Sequence[Token], mind: Mind, how: str, scope: str | None) -> Decision | None:
    """ "nudging a light means …": learns the verb; ``None`` when the term is no verb with an object."""
    verb = _without_object(term, mind)
    if verb is None:
        return None
    for targets in _fit_for(split(term)[-1], mind):
        action = mind.definer.define("action", tokens, targets, verb)
        meaning = action.meaning if isinstance(action, Defined) else None
        if isinstance(meaning, ValueName):  # not in the reach of one of them: "make it red"
            meaning = ActionName(settings=meaning.settings)
        if isinstance(meaning, ActionName):
            return learn(verb, meaning, mind, how=how, scope=scope)
    return None


def _fit_for(noun: str, mind: Mind) -> list[tuple[str, ...]]:
    """Things that an action word can be said of, those that can do the most first: of the noun's kind, or of any."""
    kinds = {kind for kind, nouns in mind.situation.book.vocabulary.kinds.items() if noun in nouns.nouns}
    things = sorted(mind.situation.home.spoken, key=lambda e: -len(e.capabilities))
    lights = tuple(e.id for e in things if e.kind == "light") or tuple(mind.situation.focus)
    others = [tuple(e.id for e in things if e.kind == kind) for kind in dict.fromkeys(e.kind for e in things)]
    return [tuple(e.id for e in things if e.kind in kinds)] if kinds else [lights, *others]


def _teach_open(term: str, tokens: Sequence[Token], mind: Mind, how: str, scope: str | None) -> Decision | None:
    """ "blitz a room", "rehearsal for a lamp": a word for any room or thing; ``None`` when it is for none."""
    vocabulary, words = mind.situation.book.vocabulary, split(term)
    if len(words) < 3 or words[-2] not in mind.words("kind_determiners"):
        return None
    before = " ".join(words[:-2])
    placed = len(words) > 3 and words[-3] in mind.words("in_preposition")
    if words[-1] in vocabulary.words("room_nouns"):
        return _teach_for_rooms(" ".join(words[:-3] if placed else words[:-2]), tokens, mind, how, scope)
    value, _, preposition = before.rpartition(" ")
    if not value or preposition not in mind.words("taught_links") or not can_be_taught(value, mind):
        return None
    kinds = {kind for kind, nouns in vocabulary.kinds.items() if words[-1] in nouns.nouns}
    targets = tuple(e.id for e in mind.situation.home.spoken if e.kind in kinds)
    found = mind.definer.define("value", tokens, targets, term) if targets else NotADefinition()
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    if len(found.meaning.settings) > 1:
        kept = tuple(s for s in found.meaning.settings if s.attribute != "on" or s.value is False)
        return learn(value, ValueName(kept), mind, how=how, scope=scope)
    return learn(value, found.meaning, mind, how=how, scope=scope)


def _teach_for_rooms(verb: str, tokens: Sequence[Token], mind: Mind, how: str, scope: str | None) -> Decision | None:
    """What is done to whatever is in the room that is named with the word."""
    vocabulary = mind.situation.book.vocabulary
    row = tuple(tokens)
    for key in ("open_places", "open_objects"):
        row = _without_phrases(row, vocabulary.phrases(key))
    if not row or not can_be_taught(verb, mind):
        return None
    found = mind.definer.define_any(row, verb)
    if not isinstance(found, Defined):
        return None
    meaning = found.meaning
    free = isinstance(meaning, Routine) and all(step.target.kind is not None for step in meaning.steps)
    return learn(verb, meaning, mind, how=how, scope=scope) if free or isinstance(meaning, ActionName) else None


def _without_phrases(row: tuple[Token, ...], phrases: Sequence[tuple[str, ...]]) -> tuple[Token, ...]:
    words = tuple(token.text for token in row)
    for phrase in phrases:
        for start in places(words, phrase):
            return (*row[:start], *row[start + len(phrase) :])
    return row


def can_be_taught(term: str, mind: Mind) -> bool:
    """Whether words can be a term at all: not one everyday word, and not function words alone."""
    words = split(term)
    if not words or (len(words) == 1 and known_words_only(term, mind)) or is_sum(term, mind):
        return False
    return not set(words) <= mind.situation.book.vocabulary.words("functions")


def is_sum(term: str, mind: Mind) -> bool:
    """ "seven", "four plus five": numbers already have their meaning."""
    tokens, summing = normalize(term).tokens, mind.situation.book.vocabulary.words("summing")
    at = 0
    while at < len(tokens):
        number = read_quantity(tokens, at) or read_number(tokens, at)
        if number is None and not (0 < at < len(tokens) - 1 and tokens[at].text in summing):
            return False
        at = number.end if number is not None else at + 1
    return bool(tokens)


def as_for_others(term: str, meaning: Meaning, tokens: Sequence[Token], mind: Mind) -> Meaning:
    """ "well, for me comfy's nineteen": a bare number is of what the word is of for somebody else."""
    number = read_quantity(tokens, 0) if tokens else None
    bare = number is not None and number.unit is None and not number.fraction and number.end == len(tokens)
    if not isinstance(meaning, ValueName) or len(meaning.settings) != 1 or not bare:
        return meaning
    same = (c.meaning for c in mind.lexicon.whole.concepts_named(term) if isinstance(c.meaning, ValueName))
    others = {tuple(setting.attribute for setting in other.settings) for other in same}
    own = meaning.settings[0]
    if len(others) != 1 or len(named := next(iter(others))) != 1 or own.relative:
        return meaning
    measured = named[0] in MEASURED
    return ValueName((replace(own, attribute=named[0]),)) if measured else meaning


def says_untimed(decision: Decision, found: Defined, mind: Mind) -> Decision:
    """The lesson; where it was told at what time, that this is left out."""
    if not found.untimed or decision.kind is not Kind.CONFIRMS:
        return decision
    tail = " ".join(part for part in (decision.tail, mind.wording.say("untimed")) if part)
    return replace(decision, tail=tail)


def replace_used(decision: Decision, used: Sequence[str]) -> Decision:
    """The decision, counting the concepts that a definition was built from."""
    return replace(decision, used=(*decision.used, *used))


def _without_object(term: str, mind: Mind) -> str | None:
    """ "nudge a light" → "nudge": an action word said with a thing it can be done to; ``None`` for other terms."""
    words = list(split(term))
    if len(words) > 1 and words[-1] in mind.words("any_object"):
        return " ".join(words[:-1])
    kinds = {noun for nouns in mind.situation.book.vocabulary.kinds.values() for noun in nouns.nouns}
    if len(words) > 2 and words[-2] in mind.words("noun_determiners") and words[-1] in kinds:
        return " ".join(words[:-2])
    return None


def teach_for(statement: Statement, mind: Mind) -> Decision | None:
    """ "roast mode for the oven is two hundred": a value, said of the thing it is for."""
    term = mind.clean_term(statement.words("term"))
    entities = phrase_entities(statement.slots["target"], mind.situation)
    if _is_broken(statement.slots["term"]) or _is_broken(statement.slots["target"]):
        return None
    if not term or not entities or set(split(term)) <= mind.situation.book.vocabulary.words("functions"):
        return None
    found = mind.definer.define("value", statement.slots["definition"], entities, term)
    if isinstance(found, Defined):
        return learn(term, found.meaning, mind, how="told")
    if isinstance(found, Contradicted):
        draft = Routine((Step(Selector(entities=entities[:1]), ()),))
        return contradicted(replace(found, draft=draft), term, "value", mind.utterance.text, mind, None)
    return None


def _holds(tokens: Sequence[Token], term: tuple[str, ...]) -> bool:
    """Whether a definition calls the very term it defines."""
    words = tuple(token.text for token in tokens)
    return len(words) > len(term) + 1 and next(places(words, term), None) is not None


def own_scope(tokens: Sequence[Token], mind: Mind) -> str | None:
    """Whose word it becomes: the speaker's own when "I" is stressed ("when *I* say …"), else everybody's."""
    said = mind.utterance.text.lower()
    stressed = any(mark in said for mark in mind.situation.book.vocabulary.words("stressed_self"))
    return mind.utterance.person if stressed else None


def teach_when(tokens: Sequence[Token], mind: Mind, *, scope: str | None = None) -> Decision | None:
    """ "when I say TERM do this": the term ends where a full definition begins."""
    words = [token.text for token in tokens]
    for marker in mind.statements.markers:
        for start in places(words, marker):
            if 0 < start < len(words) - len(marker):
                return _taught_when(words[:start], tokens[start + len(marker) :], mind, scope)
    comma = next((i for i in range(1, len(tokens)) if tokens[i].comma_before), None)
    if comma is not None and _does_to_any(words[:comma], mind):
        return _taught_when(words[:comma], _plainly_told(tokens[comma:], mind), mind, scope)
    candidates = [comma] if comma is not None else []
    book = mind.situation.book
    named = [piece for piece in chunk(tokens, book.lexicon, book.vocabulary) if book.is_item(piece)]
    inside = {i for piece in named for i in range(piece.start + 1, piece.end)}
    rest = [i for i in range(1, min(len(tokens), 7)) if i != comma and i not in inside]
    particles = mind.words("trailing_particles")  # "when I say feet up the lamp's twenty": no verb begins with "up"
    candidates += sorted(rest, key=lambda i: (tokens[i].text in particles, not begins_with_verb(tokens[i:], mind)))
    for split_at in candidates:
        told = _plainly_told(tokens[split_at:], mind)
        found = mind.definer.define_any(told, "")
        if isinstance(found, Defined | Contradicted) and _begins_definition(told, mind):
            return _taught_when(words[:split_at], told, mind, scope)
    for split_at in candidates:
        if begins_with_verb(tokens[split_at:], mind) and isinstance(
            mind.definer.define_any(tokens[split_at:], ""), Undefined
        ):
            return _taught_when(words[:split_at], tokens[split_at:], mind, scope)
    return None


def _does_to_any(words: Sequence[str], mind: Mind) -> bool:
    """ "when I say perk up a lamp, …": a verb and any thing of a kind are all of the term."""
    open_ended = len(words) > 2 and words[-2] in mind.words("indefinite_articles")
    return open_ended and _without_object(" ".join(words), mind) is not None


def _taught_when(term: Sequence[str], tokens: Sequence[Token], mind: Mind, scope: str | None) -> Decision | None:
    """The lesson; "just" and the like before the command are said of the command."""
    words = list(term)
    while len(words) > 1 and words[-1] in mind.situation.book.vocabulary.words("restricting"):
        words.pop()
    return teach(mind.clean_term(" ".join(words)), tokens, mind, how="told", named=True, scope=scope)


def _begins_definition(tokens: Sequence[Token], mind: Mind) -> bool:
    request = read_request(tokens, mind.situation.book, mind.situation.now)
    return bool(request.clauses) and not request.unknowns


def _plainly_told(tokens: Sequence[Token], mind: Mind) -> Sequence[Token]:
    """ "the blinds come down and the lamp goes blue" → "the blinds down and the lamp to blue", where that is all."""
    row = commanded(mind.situation, tuple(tokens)) if tokens else ()
    if row == tuple(tokens):
        return tokens
    request = read_request(row, mind.situation.book, mind.situation.now)
    whole = request.complete and bool(request.clauses) and all(c.acts and c.targets for c in request.clauses)
    return row if whole else tokens


def begins_with_verb(tokens: Sequence[Token], mind: Mind) -> bool:
    index = mind.situation.book.vocabulary.index
    return any(word.label == "verb" for _, entries in index.matches([t.text for t in tokens], 0) for word in entries)
