"""What is said of the lists that the home keeps: "add apples to the shopping list", "what's on it", "tick milk off"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from devices.commands import Command
from devices.home import Entity
from devices.listing import ADDED, COMPLETED, REMOVED, lines_of
from dialogue.deciding.due_dates import due_behind, with_due
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.lessons.definitions import phrase_entities
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.lexicon import split

LIST = "todo_list"
_SHORTEST = 3
_OPENING = (
    "buying",
    "doing",
    "ticking_off",
    "verbs",
    "ticking",
    "taking",
    "clearing",
    "reading",
    "asking",
    "counting",
    "emptying",
)


def read_list(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What is to be done with a list, or told of it; ``None`` when the sentence isn't about one of this home."""
    if len(row) < _SHORTEST or row[0].text not in _openers(*(mind.words(f"list_{name}") for name in _OPENING)):
        return None
    found = _of_named(row, mind)
    if found is not None:
        return found
    rest, due = due_behind(row, mind)
    if due is not None and row[0].text in mind.words("list_verbs"):
        found = _of_named(rest, mind)
        if found is not None:
            return with_due(found, due, mind)
    return _needed(row, mind) or _ticked(row, mind)


def _of_named(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What is said of a list that the sentence names to its end."""
    for start in range(1, len(row)):
        found = _list_of(row[start:], mind)
        if found is not None:
            return (
                _cleared(row[:start], found, mind)
                or _changed(row[:start], found, mind)
                or _told(row[:start], found, mind)
            )
    return None


@cache
def _openers(*lists: frozenset[str]) -> frozenset[str]:
    """The words that something about a list begins with."""
    return frozenset(phrase.split()[0] for phrases in lists for phrase in phrases)


def _needed(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "What do I need to buy": on the list that things are bought from."""
    vocabulary = mind.situation.book.vocabulary
    for sort in ("buying", "doing"):
        if vocabulary.opening(row, f"list_{sort}") != len(row):
            continue
        names = mind.words(f"list_of_{sort}")
        lists = [e for e in mind.situation.home.spoken if e.kind == LIST and names & set(split(e.name))]
        return _answer(lists[0], _all_of(lists[0], mind), mind) if len(lists) == 1 else None
    return None


def _ticked(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Tick off bread", where one list has it."""
    length = mind.situation.book.vocabulary.opening(row, "list_ticking_off")
    item = " ".join(token.text for token in _bare(row[length:], mind)) if length else ""
    if not item:
        return None
    having = [
        entity
        for entity in mind.situation.home.spoken
        if entity.kind == LIST
        and COMPLETED in entity.capabilities
        and item in {line.casefold() for line in lines_of(mind.situation.states.get(entity.id, "listing")) or ()}
    ]
    return _plan(having[0], COMPLETED, row[length:], mind) if len(having) == 1 else None


def _list_of(name: Sequence[Token], mind: Mind) -> Entity | None:
    """The list that a row of words names to its end; a bare "the list" where there is one only."""
    if name[0].text not in mind.words("list_determiners"):
        entities = mind.situation.home.entities
        found = [entities[e] for e in phrase_entities(name, mind.situation)]
        return found[0] if len(found) == 1 and found[0].kind == LIST and _is_whole_name(name, found[0]) else None
    entities = mind.situation.home.entities
    bare = [token for token in name if token.text not in mind.words("list_determiners")]
    is_list = bool(bare) and bare[-1].text in mind.words("list_noun")
    for words in (name, name[:-1] if is_list and len(bare) > 1 else ()):
        lists = [entities[e] for e in (phrase_entities(words, mind.situation) if words else ())]
        if len(lists) == 1 and lists[0].kind == LIST:
            return lists[0]
    if not is_list or len(bare) != 1:
        return None
    lists = [entity for entity in mind.situation.home.spoken if entity.kind == LIST]
    called = [entity for entity in lists if entity.name.casefold().split()[-1] in mind.words("list_noun")]
    return next((found[0] for found in (lists, called) if len(found) == 1), None)


def _is_whole_name(row: Sequence[Token], found: Entity) -> bool:
    said = tuple(token.text for token in row)
    return any(tuple(split(name)) == said for name in (found.name, *found.aliases))


def _cleared(row: Sequence[Token], on: Entity, mind: Mind) -> Decision | None:
    """ "Clear the list", "delete everything from it": asked about first, since nothing brings it back."""
    body = [token for token in row if token.text not in mind.words("list_emptying_fillers")]
    if not body or any(token.text not in mind.words("list_emptying") for token in body):
        return None
    there = lines_of(mind.situation.states.get(on.id, "listing"))
    if not there or REMOVED not in on.capabilities:
        return None
    if not any(token.text in mind.words("everything_word") for token in row) and len(row) > 1:
        return None
    name = mind.wording.definite(on.name)
    commands = tuple(Command(on.id, {REMOVED: line}) for line in there)
    return Decision(
        Kind.ASKS_CONFIRM,
        lead=mind.wording.say("asks_confirm_list", name=name, what=mind.wording.listed(there)),
        question=ConfirmQuestion("act", commands=commands, request=mind.utterance.text),
        focus=(on.id,),
    )


def _changed(row: Sequence[Token], on: Entity, mind: Mind) -> Decision | None:
    """Something is added, done with or taken away."""
    vocabulary = mind.situation.book.vocabulary
    if row[-1].text not in mind.words("list_prepositions") | mind.words("list_off") | mind.words("source_prepositions"):
        return None
    is_off = row[-1].text in mind.words("list_off")
    body = row[:-1]
    if body and row[0].text in mind.words("list_verbs") and not is_off:
        return _plan(on, ADDED, body[1:], mind)
    ticking = vocabulary.opening(body, "list_ticking")
    taking = vocabulary.opening(body, "list_taking")
    clearing = vocabulary.opening(body, "list_clearing")
    rest = [t for t in body[clearing:] if t.text not in mind.words("list_determiners")]
    if clearing and rest and all(token.text in mind.words("list_done") for token in rest):
        return _done(on, {"clear_completed": True}) if "clear_completed" in on.capabilities else None
    if ticking and (is_off or ticking > 1):
        return _plan(on, COMPLETED, body[ticking:], mind)
    if taking:
        return _plan(on, REMOVED, body[taking:], mind)
    if ticking:
        return _marked(on, body[ticking:], mind)
    return None


def _marked(on: Entity, row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "mark milk as done on the shopping list", "check milk off on the list"."""
    words = [token.text for token in row]
    for mark in (*mind.situation.book.vocabulary.phrases("list_done_marks"), *((w,) for w in mind.words("list_off"))):
        if tuple(words[-len(mark) :]) == mark:
            return _plan(on, COMPLETED, row[: -len(mark)], mind)
    return None


def _plan(on: Entity, attribute: str, row: Sequence[Token], mind: Mind) -> Decision | None:
    items = _items(row, mind)
    if not items or attribute not in on.capabilities:
        return None
    there = lines_of(mind.situation.states.get(on.id, "listing"))
    if there is not None:
        known = {line.casefold(): line for line in there}
        amiss = [item for item in items if (item in known) is (attribute == ADDED)]
        items = [known.get(item, item) for item in items if item not in amiss]
        if amiss:
            key = "list_has_already" if attribute == ADDED else "list_lacks"
            kind = Kind.ANSWERS if attribute == ADDED else Kind.REFUSES
            name, what = mind.wording.definite(on.name), mind.wording.join(amiss)
            lead = mind.wording.say(key, name=name, item=what)
            plans = _plans(on, attribute, items)
            return Decision(Kind.ACTS if plans else kind, lead=lead, plans=plans, focus=(on.id,))
    return Decision(Kind.ACTS, plans=_plans(on, attribute, items), focus=(on.id,))


def _plans(on: Entity, attribute: str, items: Sequence[str]) -> tuple[Planned, ...]:
    return tuple(Planned(on.id, {attribute: item}) for item in items)


def _done(on: Entity, settings: dict[str, bool]) -> Decision:
    return Decision(Kind.ACTS, plans=(Planned(on.id, settings),), focus=(on.id,))


def _items(row: Sequence[Token], mind: Mind) -> list[str]:
    """What is said to be on a list; several things where commas stand between them."""
    row = _bare(row, mind)
    if not any(token.comma_before for token in row[1:]):
        return [" ".join(token.text for token in row)] if row else []
    starts = [0, *(i for i, token in enumerate(row) if i and _parts(token, mind)), len(row)]
    parts = [_bare([t for t in row[a:b] if not _joins(t, mind)], mind) for a, b in pairwise(starts)]
    return [" ".join(token.text for token in part) for part in parts if part]


def _bare(row: Sequence[Token], mind: Mind) -> Sequence[Token]:
    while row and row[0].text in mind.words("list_determiners"):
        row = row[1:]
    return row


def _parts(token: Token, mind: Mind) -> bool:
    return token.comma_before or _joins(token, mind)


def _joins(token: Token, mind: Mind) -> bool:
    return token.text in mind.words("and_conjunction")


def _told(row: Sequence[Token], on: Entity, mind: Mind) -> Decision | None:
    """What is on the list, whether something is, and how much."""
    vocabulary, fillers = mind.situation.book.vocabulary, mind.words("list_fillers")
    counting = vocabulary.opening(row, "list_counting")
    if counting and all(token.text in fillers for token in row[counting:]):
        return _answer(on, _count(on, mind), mind)
    reading = vocabulary.opening(row, "list_reading")
    if reading and all(token.text in fillers for token in row[reading:]):
        return _answer(on, _all_of(on, mind), mind)
    if row[0].text in mind.words("list_asking") and row[-1].text in mind.words("list_prepositions"):
        items = _bare([token for token in row[1:-1] if token.text not in mind.words("list_subjects")], mind)
        if items:
            return _answer(on, _whether(" ".join(token.text for token in items), on, mind), mind)
        return _answer(on, _all_of(on, mind), mind)
    return None


def _answer(on: Entity, lead: str, _mind: Mind) -> Decision:
    return Decision(Kind.ANSWERS, lead=lead, focus=(on.id,))


def _all_of(on: Entity, mind: Mind) -> str:
    items = lines_of(mind.situation.states.get(on.id, "listing"))
    if items is None:
        return _count(on, mind)
    if not items:
        return mind.wording.say("list_empty", name=mind.wording.definite(on.name))
    return mind.wording.say("list_holds", name=mind.wording.definite(on.name), what=mind.wording.listed(items))


def _count(on: Entity, mind: Mind) -> str:
    count = mind.situation.states.get(on.id, "items")
    if not isinstance(count, int | float):
        return mind.wording.say("state_unknown", thing=mind.wording.definite(on.name))
    key = "list_empty" if not count else "list_counts_one" if count == 1 else "list_counts"
    return mind.wording.say(key, name=mind.wording.definite(on.name), count=f"{count:g}")


def _whether(item: str, on: Entity, mind: Mind) -> str:
    items = lines_of(mind.situation.states.get(on.id, "listing"))
    if items is None:
        return mind.wording.say("state_unknown", thing=mind.wording.definite(on.name))
    is_there = item in {one.casefold() for one in items}
    return mind.wording.say("list_has" if is_there else "list_has_not", name=mind.wording.definite(on.name), item=item)
