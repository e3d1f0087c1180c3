"""Names that sound or look close to what was said: they propose, they never act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from dialogue.hearing.likeness import likeness
from dialogue.situation import Situation
from teaching.lexicon import split

CLOSE = 84.0
SHORTEST = 5
SHORTEST_SWAPPED = 4
"""Two neighbours that changed places are told from another word even in a short one."""
SHORTEST_IN_FOCUS = 3
"""What was just spoken of is told from few letters: "van" behind "fan"."""
SHORTEST_SLIP = 6
"""A slip of two letters leaves too little of a shorter word."""
SLIP = 2
SEVERAL = 2
WORD_ALIKE = 74.0
WORDS_ALIKE = 82.0
ONE_ALIKE = 88.0
"""Of 100: each word, all that differ together, and the only one that does."""


def close_name(text: str, situation: Situation, *, clear: bool = False) -> str | None:
    """The one entity whose name is close to ``text``; ``None`` when none or several are.

    ``clear``: the rest of the sentence is a command that only lacks its thing, so two wrong letters will do.
    """
    wanted = _run_together(text)
    names = situation.book.lexicon.names.run_together
    found = _spelled_alike(wanted, names) if len(wanted) >= SHORTEST else []
    if found:
        return nearest_name(text, situation)
    near = {names[name] for name in _misspelt(wanted, names, clear=clear)} or _alike(text, situation)
    return near.pop() if len(near) == 1 else None


def nearest_name(text: str, situation: Situation) -> str | None:
    """The one entity whose name is spelled most like ``text``; ``None`` when none or several are."""
    names = situation.book.lexicon.names.run_together
    found = _spelled_alike(_run_together(text), names)
    if not found or (len(found) > 1 and found[1][1] >= found[0][1] - 2 and names[found[1][0]] != names[found[0][0]]):
        return None
    return names[found[0][0]]


def _spelled_alike(wanted: str, names: Mapping[str, str]) -> list[tuple[str, float, int]]:
    return process.extract(wanted, names.keys(), scorer=fuzz.ratio, limit=2, score_cutoff=CLOSE)


def _alike(text: str, situation: Situation) -> set[str]:
    """ "bedsight lamb": a name each word of which sounds and looks like what was said, in several or in one."""
    said = split(text)
    if len(said) < SEVERAL:
        return set()
    return {
        entity.id
        for entity in situation.home.spoken
        for name in (entity.name, *entity.aliases)
        if _is_alike(said, split(name))
    }


def _is_alike(said: Sequence[str], name: Sequence[str]) -> bool:
    if len(said) != len(name):
        return False
    shares = [likeness(one, other) for one, other in zip(name, said, strict=True) if one != other]
    if not shares or min(shares) < WORD_ALIKE:
        return False
    return sum(shares) / len(shares) >= (WORDS_ALIKE if len(shares) > 1 else ONE_ALIKE)


def close_in_focus(text: str, situation: Situation) -> str | None:
    """ "the lamb" for the lamp that was just spoken of: the one of these with a word one letter away."""
    if not text.isalpha() or len(text) < SHORTEST_IN_FOCUS:
        return None
    near = [
        entity_id
        for entity_id in situation.focus
        if any(
            text != word and min(len(text), len(word)) >= SHORTEST_IN_FOCUS and OSA.distance(text, word) == 1
            for word in _heads(entity_id, situation)
        )
    ]
    return near[0] if len(near) == 1 else None


def _heads(entity_id: str, situation: Situation) -> set[str]:
    """What a thing is called in a single word."""
    entity = situation.home.entities[entity_id]
    nouns = situation.book.vocabulary.kinds.get(entity.kind)
    return {split(name)[-1] for name in (entity.name, *entity.aliases)} | (nouns.nouns if nouns else set())


def close_area(text: str, situation: Situation) -> str | None:
    """The one area whose name is close to ``text``; one wrong letter only, since rooms are called alike."""
    names = {
        _run_together(name): area.id for area in situation.home.areas.values() for name in (area.name, *area.aliases)
    }
    near = {names[name] for name in _misspelt(_run_together(text), names, clear=True, most=1)}
    return near.pop() if len(near) == 1 else None


def close_noun(text: str, situation: Situation, *, clear: bool = False) -> str | None:
    """The everyday noun ("lamp") for something at home of which ``text`` is a misspelling."""
    kinds = {entity.kind for entity in situation.home.spoken}
    nouns = {n for kind, words in situation.book.vocabulary.kinds.items() if kind in kinds for n in words.nouns}
    near = _misspelt(text, nouns, clear=clear, most=1)
    return near[0] if len(near) == 1 else None


def is_swapped(one: str, other: str) -> bool:
    """Whether two neighbouring letters changed places, and nothing else."""
    return (
        len(one) == len(other)
        and len(one) >= SHORTEST_SWAPPED
        and one != other
        and sorted(one) == sorted(other)
        and OSA.distance(one, other, score_cutoff=1) == 1
    )


def _misspelt(wanted: str, names: Iterable[str], *, clear: bool, most: int = SLIP) -> list[str]:
    """The nearest names: with swapped letters or, in a clear command, with one or two wrong ones."""
    if not wanted.isalpha():
        return []  # "bedroom 2" and "the speaker's" are no slips
    names = [name for name in names if abs(len(name) - len(wanted)) <= most]
    swapped = [name for name in names if is_swapped(wanted, name)]
    if swapped or not clear or len(wanted) < SHORTEST_SLIP:
        return swapped
    near = {name: OSA.distance(wanted, name, score_cutoff=most) for name in names if len(name) >= SHORTEST_SLIP}
    least = min(near.values(), default=most + 1)
    return [name for name, distance in near.items() if distance == least <= most]


def _run_together(text: str) -> str:
    return text.lower().replace(" ", "").replace("-", "")
