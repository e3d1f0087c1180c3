"""What is done with things of a few kinds only: "arm the alarm at night", "mow the lawn", "find the robot"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from devices.capabilities import Choice, Value
from devices.home import Entity
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import describe
from dialogue.reading.numbers import read_number
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.spans import read_length
from dialogue.tokens import Token
from teaching.grounding import settable

ALARM: Final = "alarm_panel"
MOWER: Final = "lawn_mower"
SIREN: Final = "siren"
VACUUM: Final = "vacuum"
_MODES: Final = ("night", "vacation", "custom", "home", "away")


def read_arming(row: Sequence[Token], mind: Mind) -> Decision | None:
    """In which way an alarm is armed: the way is no time of day."""
    words = [token.text for token in row]
    verbs = mind.words("arming_verbs") | mind.words("arming_only") | mind.words("disarming")
    if not words or words[0] not in verbs:
        return None
    if _says_code(row, mind):
        return Decision(Kind.REFUSES, lead=mind.wording.say("takes_no_code"))
    if not set(words) <= _of_arming(mind):
        return None
    alarms = [entity for entity in mind.situation.home.spoken if entity.kind == ALARM]
    said = next((mode for mode in _MODES if set(words) & mind.words(f"arming_{mode}")), None)
    if said is None and words[0] in mind.words("arming_only"):
        said = "away"
    if said is None or len(alarms) != 1 or (_is_it(words, mind) and words[0] not in mind.words("arming_only")):
        return None
    modes = alarms[0].capabilities.get("mode")
    return _done(alarms[0], {"mode": said}) if isinstance(modes, Choice) and said in modes.options else None


def _says_code(row: Sequence[Token], mind: Mind) -> bool:
    """ "Disarm the alarm, code 1 2 3 4": a code is set in the hub, and never said for everybody to hear."""
    at = next((i for i, token in enumerate(row) if token.text in mind.words("code_nouns")), None)
    if at is None or not any(token.text in mind.words("arming_named") for token in row):
        return False
    return any(read_number(row, i) is not None for i in range(at + 1, len(row)))


def _is_it(words: Sequence[str], mind: Mind) -> bool:
    return not mind.words("arming_named").intersection(words)


def _of_arming(mind: Mind) -> frozenset[str]:
    ways = (mind.words(f"arming_{mode}") for mode in _MODES)
    return frozenset().union(mind.words("arming_only"), mind.words("arming_verbs"), mind.words("arming_fillers"), *ways)


def read_mowing(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Mow the lawn": there is one thing that does it."""
    vocabulary = mind.situation.book.vocabulary
    ways = (("mowing", "mowing"), ("mowing_again", "mowing"), ("mowing_stopped", "paused"))
    wanted = next((state for name, state in ways if row and vocabulary.opening(row, name) == len(row)), None)
    if wanted is None:
        return None
    mowers = [entity for entity in mind.situation.home.spoken if entity.kind == MOWER and settable(entity, "state")]
    states = mowers[0].capabilities.get("state") if len(mowers) == 1 else None
    if not isinstance(states, Choice):
        return None
    wanted = wanted if wanted in states.options else "docked"
    return _done(mowers[0], {"state": wanted}) if wanted in states.options else None


def read_sounding(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Sound the siren for thirty seconds with the fire tone": with the tone and for as long as is said."""
    if not row or row[0].text not in mind.words("sounding_verbs"):
        return None
    length = next((found for at in range(len(row)) if (found := _length_at(row, at)) is not None), None)
    rest = row[1:] if length is None else (*row[1 : length[0]], *row[length[1] :])
    pieces = chunk(rest, mind.lexicon, mind.situation.book.vocabulary)
    items = [piece for piece in pieces if mind.situation.book.is_item(piece)]
    phrase = describe(items, mind.situation.book) if items else None
    named = [mind.situation.home.entities[e] for e in phrase.named or phrase.fitting] if phrase is not None else []
    if len(named) != 1 or named[0].kind != SIREN:
        return None
    tones = named[0].capabilities.get("sound_mode")
    options = tones.options if isinstance(tones, Choice) else ()
    said = [word for piece in pieces if piece not in items for word in piece.text.split()]
    tone = next((option for option in options if option.casefold() in said), None)
    plain = mind.words("sounding_fillers") | ({tone.casefold()} if tone is not None else set())
    if any(word not in plain for word in said):
        return None
    settings: dict[str, Value] = {"on": True}
    if tone is not None:
        settings["sound_mode"] = tone
    if length is not None and settable(named[0], "duration"):
        settings["duration"] = round(length[2])
    return _done(named[0], settings)


def _length_at(row: Sequence[Token], at: int) -> tuple[int, int, float] | None:
    found = read_length(row, at)
    return None if found is None else (at, found[1], found[0].total_seconds())


def read_finding(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Find the robot": it makes itself heard."""
    if not row or row[0].text not in mind.words("finding_verbs"):
        return None
    pieces = chunk(row[1:], mind.lexicon, mind.situation.book.vocabulary)
    items = [piece for piece in pieces if mind.situation.book.is_item(piece)]
    if not items or any(not (piece in items or piece.word("determiner")) for piece in pieces):
        return None
    phrase = describe(items, mind.situation.book)
    named = [mind.situation.home.entities[e] for e in phrase.named or phrase.fitting]
    return _done(named[0], {"locate": True}) if len(named) == 1 and settable(named[0], "locate") else None


def _done(entity: Entity, settings: dict[str, Value]) -> Decision:
    return Decision(Kind.ACTS, plans=(Planned(entity.id, settings),), focus=(entity.id,))
