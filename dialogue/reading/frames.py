"""Shapes of sentences that are said to a home by their shape alone, with one gap for a name nobody has taught yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dialogue.interpretation import Clause, Question, Request
from dialogue.reading.vocabulary import Vocabulary
from dialogue.response import UnknownSpan
from dialogue.tokens import Token

# How likely the home must be meant when the shape speaks for it; measured on talk that isn't for a home.
COMMANDED: Final = 0.2
"""A verb of doing and one unknown thing, and nothing else: "shut the cat flap", "get the crockpot going"."""
OPENED: Final = 0.4
"""The same for "open" and for verbs of setting, which are said of many other things."""
SET_TO: Final = 0.02
"""One unknown thing and an amount: "rayburn to two hundred"."""
VALUED: Final = 0.25
"""A thing of this home and an unknown value: "heating to shearing weather"."""
NAMED_TO: Final = 0.01
""" "arc lamp to game day": a thing by its own name, "to" (or "on" and several words), and nothing else."""
PAIRED: Final = 0.25
""" "do movie and munchies": a verb of doing and a name of two words, and nothing else."""
LOOKED_AFTER: Final = 0.1
"""How an unknown thing is or how warm an unknown place: "is betsy still on", "how warm is it in the lean-to"."""
DEED: Final = 0.01
""" "did anyone lock the side gate": what is only done to doors and switches."""
RUN: Final = 0.04
""" "run the early shift", "do the guest welcome": a verb of running, a name of several words, and nothing else."""
CALLED: Final = 0.5
""" "start night shift": a verb of running and a bare name of some words."""
PLEADED: Final = 0.15
""" "night shift please": a bare name of some words, and a plea."""
LETS: Final = 0.02
""" "let's have" or "let's do" and a bare name of several words: "let's have knit and natter"."""

DONE: Final = 0.5
""" "do the …" and a name of several words, and nothing else: "do the bedtime boogie"."""

COME: Final = 0.015
""" "has the au pair come home": somebody, and that they are in or out."""

MOST_AROUND: Final = 3
"""Words around the name: "give me …", "the … still on"."""
COMMANDS: Final = frozenset({"on", "off", "close", "lock", "unlock", "arm", "dim", "brighten"})
STATES: Final = frozenset({"running", "on", "off", "locked", "unlocked"})
ENDED: Final = frozenset({"idle"})
PRESENT: Final = frozenset({"home", "away"})
MEASURED: Final = frozenset({"temperature", "humidity"})


def request_threshold(request: Request, row: Sequence[Token], said: str, vocabulary: Vocabulary) -> float | None:
    """How sure a model must be of a request with this shape; ``None`` when the shape says nothing."""
    if len(request.clauses) != 1 or len(request.unknowns) != 1 or request.asides or request.times:
        return None
    clause, span = request.clauses[0], request.unknowns[0]
    words = [token.text for token in row]
    if clause.leftovers or clause.areas or not vocabulary.words("hearers_own").isdisjoint(words):
        return None
    if span.role == "scene":
        named = " " in span.text and len(words) - len(span.text.split()) <= MOST_AROUND
        if named and words in ([*done, *span.text.split()] for done in vocabulary.phrases("do_the")):
            return DONE
        if (
            not vocabulary.words("and_conjunction").isdisjoint(span.text.split()[1:-1])
            and words[1:] == span.text.split()
            and clause.verb == "scene"
        ):
            return PAIRED
        return LETS if named and any(phrase in said.lower() for phrase in vocabulary.words("proposals")) else None
    if span.role == "value":
        if _is_named_to(clause, words, span.text.split(), vocabulary) or _is_wished(clause, row, span, vocabulary):
            return NAMED_TO
        return VALUED if any(target.fitting for target in clause.targets) and not clause.values else None
    if span.role != "device" or any(target.unknown is None for target in clause.targets):
        return None
    return _of_device(clause)


def _is_named_to(clause: Clause, words: Sequence[str], value: Sequence[str], vocabulary: Vocabulary) -> bool:
    if clause.verb is not None or clause.values or len(clause.targets) != 1 or not clause.targets[0].named:
        return False
    name = clause.targets[0].text.split()
    start = int(words[0] in vocabulary.words("definite_article"))
    said = list(words[start:])
    links = vocabulary.words("goal_prepositions" if len(value) == 1 else "setting_prepositions")
    return len(name) > 1 and any(said == [*name, to, *value] for to in links)


def _is_wished(clause: Clause, row: Sequence[Token], span: UnknownSpan, vocabulary: Vocabulary) -> bool:
    """ "I'd be happier with the thermostat at sweater weather": one known thing, and what it is to be at."""
    value = span.text.split()
    words = [token.text for token in row]
    at = len(words) - len(value) - 1
    if len(clause.targets) != 1 or not clause.targets[0].named or clause.values or words[at + 1 :] != value:
        return False
    return bool(vocabulary.opening(row, "wishing_to_have")) and words[at] in vocabulary.words("point_prepositions")


def _of_device(clause: Clause) -> float | None:
    amounts = [term for term in clause.values if term.amount is not None]
    if not clause.verb_first:
        return SET_TO if len(amounts) == len(clause.values) == 1 and amounts[0].introduced == "to" else None
    if clause.values:
        return None
    if clause.verb in COMMANDS or (clause.verb == "set" and clause.particle in ("on", "off", "start")):
        return COMMANDED
    return OPENED if clause.verb in ("open", "start") else None


def question_threshold(
    question: Question, row: Sequence[Token], vocabulary: Vocabulary, *, deed: bool = False
) -> float | None:
    """How sure a model must be of a question with this shape; ``None`` when the shape says nothing.

    ``deed``: it was asked what somebody did, like locking or leaving on.
    """
    if len(question.unknowns) != 1:
        return None
    words = [token.text for token in row]
    span = question.unknowns[0].text.split()
    if deed and question.form == "state" and question.predicate in PRESENT:
        return COME
    if question.form == "state" and question.predicate in ENDED and _is_name_behind_has(words, span, vocabulary):
        return LOOKED_AFTER
    if question.form == "state" and question.predicate in STATES and words[0] in vocabulary.words("plain_copulas"):
        if deed and question.predicate in {"on", "off", "locked", "unlocked"}:
            return DEED
        around = [word for word in words[1:] if word not in span]
        return LOOKED_AFTER if len(around) <= MOST_AROUND else None
    if question.form == "anything" and question.kinds and question.unknowns[0].role == "area":
        return LOOKED_AFTER  # "is there a light on in the workshop"
    if question.form == "measure" and question.attribute in MEASURED:
        start = next((i for i in range(1, len(words)) if words[i : i + len(span)] == span), 0)
        return (
            LOOKED_AFTER
            if words[start - 1] in vocabulary.words("definite_article") and start + len(span) == len(words)
            else None
        )
    return None


def _is_name_behind_has(words: Sequence[str], span: Sequence[str], vocabulary: Vocabulary) -> bool:
    """ "has bubbles finished yet": a bare word, as a name is, and not the school or the match."""
    bare = words[0] in vocabulary.words("perfect_have") and list(span) == list(words[1 : 1 + len(span)])
    ends = vocabulary.words("ending_by_itself") | vocabulary.words("relations")
    return bare and len(span) == 1 and len(words) <= len(span) + MOST_AROUND and not ends & set(span)
