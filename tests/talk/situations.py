"""Situations to try the parts of the grammar in, without a store and without a turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from devices.capabilities import Value
from devices.home_file import EntityStates
from devices.state import States
from dialogue.dialogue_state import DialogueState
from dialogue.interpretation import Clause, Request
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.requests import read_request
from dialogue.reading.statements import load_statements
from dialogue.reading.vocabulary import load_vocabulary
from dialogue.resolving.outcomes import Resolution, Resolved
from dialogue.resolving.resolution import resolve
from dialogue.saying.wording import Wording
from dialogue.situation import Situation
from dialogue.tokens import Token
from dialogue.utterance import Utterance
from teaching.concepts import Concept, Meaning, Preference, Provenance, Version
from teaching.lexicon import Lexicon
from tests.fakes.clocks import BERLIN
from tests.talk.stage import home_file

EVENING = datetime(2026, 3, 10, 19, 0, tzinfo=BERLIN)


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text as a turn reads them."""
    return normalize(text).tokens


def taught(term: str, meaning: Meaning, *, concept_id: str = "", scope: str | None = None) -> Concept:
    """A concept that somebody taught."""
    version = Version(meaning, Provenance("alex", EVENING, "t0"), term)
    return Concept(concept_id or term.replace(" ", "_"), term, (version,), scope=scope)


def situation(
    *concepts: Concept,
    home: str = "demo",
    area: str | None = None,
    person: str | None = None,
    focus: tuple[str, ...] = (),
    now: datetime = EVENING,
    start: EntityStates = MappingProxyType({}),
) -> Situation:
    """A situation in one of the test homes."""
    file = home_file(home).with_setup(start)
    vocabulary = load_vocabulary("en")
    lexicon = Lexicon(
        file.home,
        concepts,
        tails=vocabulary.tails,
        products=vocabulary.products,
        collectives=vocabulary.collectives,
        qualities=vocabulary.words("value_qualities"),
    )
    role = file.home.persons[person].role if person is not None else None
    known = Situation(
        book=Phrasebook(vocabulary, lexicon),
        states=States(file.states),
        now=now,
        area=area,
        person=person,
        focus=focus,
        focus_area=file.home.entities[focus[0]].area if focus else None,
        preferences=tuple(concept for concept in concepts if isinstance(concept.meaning, Preference)),
    )
    return known if role is None else Situation(**{**vars(known), "role": role})


def mind(there: Situation, text: str = "", *, state: DialogueState | None = None) -> Mind:
    """The mind of a turn in a situation."""
    return Mind(
        utterance=Utterance(text, "talk", "t1", there.now, area=there.area, person=there.person),
        state=state or DialogueState("talk"),
        situation=there,
        statements=load_statements("en"),
        wording=Wording(there.home, "en", "t1"),
    )


def request(text: str, there: Situation | None = None) -> Request:
    """What a sentence asks for."""
    there = there or situation()
    return read_request(tokens(text), there.book, there.now)


def clause(text: str, there: Situation | None = None) -> Clause:
    """The only command of a sentence."""
    (only,) = request(text, there).clauses
    return only


def resolved(text: str, there: Situation | None = None) -> Resolution:
    """What the only command of a sentence leads to."""
    there = there or situation()
    return resolve(clause(text, there), there)


def effects(text: str, there: Situation | None = None) -> dict[str, Mapping[str, Value]]:
    """Entities and settings that the only command of a sentence means; fails when it isn't clear."""
    found = resolved(text, there)
    assert isinstance(found, Resolved), found
    return {plan.entity_id: dict(plan.settings) for plan in found.plans}


def spans(text: str, there: Situation | None = None) -> Sequence[tuple[str, str]]:
    """Unknown words of a sentence, each with its role."""
    return [(span.text, span.role) for span in request(text, there).unknowns]
