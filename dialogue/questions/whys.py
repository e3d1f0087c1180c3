"""Answers "why is it warm", "why did the lamp go orange" about what was just done."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.dialogue_state import Act
from dialogue.lessons.definitions import phrase_entities
from dialogue.mind import Mind
from dialogue.reading.requests import read_request
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import Concept, Preference, Routine, ValueName

LONGEST_SUBJECT = 5
LONGEST_STATE = 3


def read_why(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """The reason of a state: of the last move of the thing it is asked of, or that the hub didn't move it."""
    row, before = _without_when(row, mind)
    state = _asked_state(row, mind)
    if state is None or not _is_state(state[1], mind):
        return None
    subject = set(state[0])
    acts = [act for act in mind.state.acts if act.commands]
    moved = [act for act in acts if subject & {c.entity_id for c in act.commands}] if subject else acts
    if moved:
        return Decision(Kind.ANSWERS, lead=_reason(_meant(moved, state[1], mind, before=before), mind))
    if not subject:
        return None
    things = mind.wording.join([mind.wording.name(entity_id) for entity_id in state[0]])
    return Decision(Kind.ANSWERS, lead=mind.wording.say("why_unmoved", things=things))


def _without_when(row: tuple[Token, ...], mind: Mind) -> tuple[tuple[Token, ...], bool]:
    """ "why was it so dim earlier" is about what was before the last move."""
    last = row[-1].text if row else ""
    for phrase in mind.situation.book.vocabulary.ending("earlier_moves", last):
        if len(row) > len(phrase) + 1 and tuple(token.text for token in row[-len(phrase) :]) == phrase:
            return row[: -len(phrase)], True
    return row, False


def _meant(moved: Sequence[Act], said: Sequence[Token], mind: Mind, *, before: bool) -> Act:
    """The last act that made things so; else the last one, or the one before it where it isn't so any more."""
    made_so = [act for act in moved if _made(act, said, mind)]
    if made_so:
        return made_so[-1]
    things = {command.entity_id for command in moved[-1].commands}
    earlier = [act for act in moved[:-1] if things & {command.entity_id for command in act.commands}]
    return earlier[-1] if before and earlier else moved[-1]


def _made(act: Act, said: Sequence[Token], mind: Mind) -> bool:
    """Whether it made things so: of "at twenty five" the act that set that, whatever was done since."""
    request = read_request(tuple(said), mind.situation.book, mind.situation.now)
    wanted = [term.amount for clause in request.clauses for term in clause.values if term.exact]
    named = [value for clause in request.clauses for term in clause.values for _, value in term.options]
    values = [value for command in act.commands for value in command.settings.values()]
    return any(value in values for value in (*wanted, *named))


def _is_state(said: Sequence[Token], mind: Mind) -> bool:
    """ "bright", "off", "at thirty": how something is, and nothing unknown in it."""
    book = mind.situation.book
    if len(said) == 1 and (said[0].text in book.vocabulary.measures or said[0].text in book.vocabulary.predicates):
        return True
    request = read_request(tuple(said), book, mind.situation.now)
    return bool(request.clauses) and not request.unknowns and any(c.acts or c.verb for c in request.clauses)


def _asked_state(row: tuple[Token, ...], mind: Mind) -> tuple[tuple[str, ...], tuple[Token, ...]] | None:
    """What the question is about (nothing for a pronoun), and how it is said to be."""
    vocabulary = mind.situation.book.vocabulary
    start = vocabulary.opening(row, "asking_reasons")
    if not start:
        return None
    row = _first_question(row, mind)
    words = [token.text for token in row]
    if start < len(words) and words[start] in vocabulary.words("why_auxiliaries"):
        start += 1
    elif 0 < len(row) - start <= LONGEST_STATE and not any(token.comma_before for token in row[start:]):
        return (), tuple(row[start:])  # "why so dim", "why thirty"
    if start < len(words) and words[start] in vocabulary.words("why_pronouns"):
        return (), _state(row[start + 1 :], mind)
    for end in range(min(start + LONGEST_SUBJECT, len(row) - 1), start, -1):
        named = phrase_entities(row[start:end], mind.situation)
        if named:
            return named, _state(row[end:], mind)
    return None


def _first_question(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "why is it so dim, who told you that": the answer to the one answers the other."""
    pause = next((at for at in range(2, len(row)) if row[at].comma_before), len(row))
    asked = pause < len(row) and row[pause].text in mind.words("question_pronouns")
    return row[:pause] if asked else row


def _state(row: Sequence[Token], mind: Mind) -> tuple[Token, ...]:
    """Without what only links it: "did it go so warm" is about warm."""
    links = mind.situation.book.vocabulary.words("why_links")
    return tuple(token for token in row if token.text not in links)


def _reason(last: Act, mind: Mind) -> str:
    """Because of a taught word, a liking or a choice; or only because it was asked for."""
    say = mind.wording.say
    for concept_id in last.concepts:
        concept = mind.lexicon.concepts.get(concept_id)
        if concept is not None and isinstance(concept.meaning, ValueName | Routine):
            return say("why_word", term=concept.term, meaning=mind.wording.meaning(concept.meaning))
        if concept is not None and isinstance(concept.meaning, Preference):
            return say("why_liking", who=_teller(concept, mind), meaning=mind.wording.meaning(concept.meaning))
    reasons = mind.state.last_reasons if last is mind.state.acts[-1] else ()
    return say("why", reasons=mind.wording.join(list(reasons))) if reasons else say("why_nothing")


def _teller(concept: Concept, mind: Mind) -> str:
    """Who told the hub of a liking, as the speaker is told."""
    who = concept.taught_by.person
    return "you" if who is None or who == mind.utterance.person else mind.wording.person(who)
