"""Words that a recogniser put in place of others: what sounds like a name proposes it, and never acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from rapidfuzz import fuzz, process

from devices.safety import Tier
from dialogue.deciding.unsure import NEEDED, tier_needed
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.hearing.likeness import likeness, run_together, words_of
from dialogue.lessons.fixed_words import is_builtin
from dialogue.mind import Mind
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import Alias, AreaName, Chosen, Concept, Meaning, PersonName, Preference
from teaching.lexicon import split

# How alike, of 100, in sound and letters: a word that the recogniser lacks must have been heard as something else.
LIKE_UNHEARD: Final = 58.0
LIKE_HEARD: Final = 82.0
Stretch: TypeAlias = tuple[int, int, str]

_LONGER: Final = 3
_TRIED: Final = 8
_NEAR: Final = 3
_A_WORD: Final = 4.0
_KEPT: Final = 8
_MAKES_SENSE: Final = frozenset({Kind.ACTS, Kind.SCHEDULES, Kind.ANSWERS, Kind.CONFIRMS, Kind.ASKS_WHICH})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that words may stand for; ``unheard`` when the recogniser lacks a word of it."""

    name: str
    meaning: Meaning
    concept: Concept | None
    unheard: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """Tokens ``start`` to ``end`` sound like a name, so much of 100."""

    candidate: Candidate
    start: int
    end: int
    share: float


def meant_instead(decision: Decision, mind: Mind, tokens: Sequence[Token], read: Callable[[str], Decision]) -> Decision:
    """The decision, or the question whether a name was meant that sounds like what nothing explains.

    Only by voice, only where the sentence makes sense with that name (``read`` decides about a sentence).
    """
    if mind.utterance.channel != "voice" or not _is_open(decision):
        return decision
    for found in _alikes(decision, mind, tokens)[:_TRIED]:
        text = _with_name(found, tokens)
        would = read(text)
        if would.kind in _MAKES_SENSE:
            return _ask(found, text, mind, tokens, whole=not _is_certain(would, mind))
    return decision


def _is_open(decision: Decision) -> bool:
    if decision.kind is Kind.REFUSES:
        return not decision.understood
    return decision.kind in (Kind.ASKS_ABOUT, Kind.IGNORES)


def _is_certain(would: Decision, mind: Mind) -> bool:
    """Whether the other words were heard clearly enough, so that only the name must be asked about."""
    tier = tier_needed(would, mind)
    return tier is None or (tier < Tier.DANGER and mind.utterance.confidence >= NEEDED[tier])


def _ask(found: Likeness, text: str, mind: Mind, tokens: Sequence[Token], *, whole: bool) -> Decision:
    heard = " ".join(token.text for token in tokens[found.start : found.end])
    name, concept = found.candidate.name, found.candidate.concept
    if concept is None:
        kept = mind.new_concept(heard, found.candidate.meaning, "heard")
    else:
        kept = replace(concept, heard_as=(*concept.heard_as, heard)[-_KEPT:])
    return Decision(
        Kind.ASKS_CONFIRM,
        lead=mind.wording.say("asks_heard", said=text) if whole else mind.wording.say("asks_confirm_guess", what=name),
        question=ConfirmQuestion("heard_as", concepts=(kept,), request=text, heard=mind.utterance.text),
        reasons=(f"{heard} sounds like {name}",),
        understood=False,
    )


def _with_name(found: Likeness, tokens: Sequence[Token]) -> str:
    words = [token.text for token in tokens]
    return " ".join((*words[: found.start], found.candidate.name.lower(), *words[found.end :]))


def _alikes(decision: Decision, mind: Mind, tokens: Sequence[Token]) -> list[Likeness]:
    """Names with the stretch of words that is most like each, what the recogniser lacks first."""
    asked = decision.kind is Kind.ASKS_ABOUT
    if not asked and not mind.unheard:
        return []
    stretches = list(_stretches(tokens, mind))
    candidates = list(_candidates(mind))
    found = sorted(_unheard(candidates, stretches), key=_rank, reverse=True)
    if asked:
        unknown = {word for span in decision.spans for word in split(span.text)}
        overlapping = [one for one in stretches if unknown.intersection(split(one[2]))]
        found += sorted(_misheard(candidates, overlapping), key=_rank, reverse=True)
    return found


def _rank(found: Likeness) -> float:
    """More words alike say more than fewer."""
    return found.share + _A_WORD * (found.end - found.start)


def _unheard(candidates: Sequence[Candidate], stretches: Sequence[Stretch]) -> Iterator[Likeness]:
    for candidate in candidates:
        if candidate.unheard:
            for start, end, heard in stretches:
                if end - start <= len(split(candidate.name)) + _LONGER:
                    share = likeness(candidate.name, heard)
                    if share >= LIKE_UNHEARD:
                        yield Likeness(candidate, start, end, share)


def _misheard(candidates: Sequence[Candidate], stretches: Sequence[Stretch]) -> Iterator[Likeness]:
    """Letters first, by a library that compares thousands in a moment."""
    letters = {number: run_together(candidate.name) for number, candidate in enumerate(candidates)}
    least = 3 * LIKE_HEARD - 200
    for start, end, heard in stretches:
        near = process.extract(run_together(heard), letters, scorer=fuzz.ratio, score_cutoff=least, limit=_NEAR)
        for _, _, number in near:
            share = likeness(candidates[number].name, heard)
            if share >= LIKE_HEARD:
                yield Likeness(candidates[number], start, end, share)


def _stretches(tokens: Sequence[Token], mind: Mind) -> Iterator[Stretch]:
    """Neighbouring words that may be another's sound: nothing that has a meaning of its own."""
    common = mind.situation.book.vocabulary.words("commons")
    longest = 4 + _LONGER
    for start in range(len(tokens)):
        for end in range(start + 1, min(len(tokens), start + longest) + 1):
            words = [token.text for token in tokens[start:end]]
            text = " ".join(words)
            if not common.issuperset(words) and not is_builtin(text, mind):
                yield start, end, text


def _candidates(mind: Mind) -> Iterator[Candidate]:
    lacking = mind.unheard
    home = mind.situation.home

    def candidate(name: str, meaning: Meaning, concept: Concept | None = None) -> Candidate:
        return Candidate(name, meaning, concept, bool(lacking) and not lacking.isdisjoint(words_of(name)))

    for entity in home.spoken:
        yield from (candidate(name, Alias((entity.id,))) for name in (entity.name, *entity.aliases))
    for area in home.areas.values():
        yield from (candidate(name, AreaName((area.id,))) for name in (area.name, *area.aliases))
    for person in home.persons.values():
        yield from (candidate(name, PersonName(person.id)) for name in (person.name, *person.aliases))
    for concept in mind.lexicon.active():
        if concept.scope in (None, mind.utterance.person) and not isinstance(concept.meaning, Preference | Chosen):
            yield candidate(concept.term, concept.meaning, concept)
