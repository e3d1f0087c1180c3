"""Automations of the home, by name: "run the dusk automation", "disable the leak alarm automation", "is it enabled".

Their names are no words of the grammar: "the porch light" is the lamp, never the automation that is called after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from devices.capabilities import Value
from devices.home import Entity
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.lexicon import split

AUTOMATION: Final = "automation"
_DEEDS: Final[tuple[tuple[str, dict[str, Value]], ...]] = (
    ("automation_disabling", {"on": False}),
    ("automation_enabling", {"on": True}),
    ("automation_running", {"activate": True}),
)


def read_automation(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What is done with one of them, or told of it; ``None`` when none is named as one."""
    said = {token.text for token in row}
    if said.isdisjoint(mind.words("automation_nouns")):
        return None
    if row[0].text in mind.words("question_auxiliaries"):
        return _told(row[1:], mind)
    body, deed = _deed(row, mind)
    if deed is None:
        return None
    named = _named(body, mind)
    if named is None:
        return None
    if not named:
        return Decision(Kind.REFUSES, lead=mind.wording.say("no_automation"), understood=False)
    if len(named) > 1:
        return _several(named, mind)
    return Decision(Kind.ACTS, plans=(Planned(named[0].id, deed),), focus=(named[0].id,))


def _deed(row: Sequence[Token], mind: Mind) -> tuple[Sequence[Token], dict[str, Value] | None]:
    """What is to be done, and the rest: "turn off the …", "turn the … off"."""
    vocabulary = mind.situation.book.vocabulary
    for name, deed in _DEEDS:
        length = vocabulary.opening(row, name)
        if length:
            return row[length:], deed
    is_turned = row[0].text in mind.words("automation_turning")
    particle = row[-1].text if is_turned and len(row) > 2 else ""
    way = next((w for w, word in (("off", "off"), ("on", "switched_on")) if vocabulary.written[word] == particle), None)
    if way is None:
        return row, None
    body = row[1:-1]
    return (body[:-1] if body[-1].text in mind.words("automation_tails") else body), {"on": way == "on"}


def _named(row: Sequence[Token], mind: Mind) -> list[Entity] | None:
    """The one that is called so, else all that have every word in their name; ``None`` where no word is left."""
    bare = mind.words("list_determiners")
    words = [token.text for token in row if token.text not in bare]
    nouns = mind.words("automation_nouns")
    without = [word for word in words if word not in nouns]
    if not without:
        return None
    automations = mind.situation.home.unspoken.get(AUTOMATION, ())
    names = {e.id: [[w for w in split(name) if w not in bare] for name in (e.name, *e.aliases)] for e in automations}
    exact = [e for e in automations if any(name in (words, without) for name in names[e.id])]
    return exact or [e for e in automations if any(set(without) <= set(name) for name in names[e.id])]


def _several(named: Sequence[Entity], mind: Mind) -> Decision:
    options = mind.wording.join([e.name for e in named], "or")
    return Decision(Kind.REFUSES, lead=mind.wording.say("say_whole_name", options=options))


def _told(row: Sequence[Token], mind: Mind) -> Decision | None:
    """Whether one is enabled."""
    if not row or row[-1].text not in mind.words("automation_states"):
        return None
    named = _named(row[:-1], mind)
    if not named or len(named) > 1:
        return None
    on = mind.situation.states.get(named[0].id, "on")
    if not isinstance(on, bool):
        return Decision(Kind.ANSWERS, lead=mind.wording.say("state_unknown", thing=named[0].name))
    asked_off = row[-1].text in mind.words("automation_states_off")
    key = "state_yes" if on is not asked_off else "state_no"
    what = mind.wording.state(named[0], "on", on)
    return Decision(Kind.ANSWERS, lead=mind.wording.say(key, what=what), focus=(named[0].id,))
