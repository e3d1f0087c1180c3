"""The role that its place in the sentence gives to words nothing explains."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.reading.drafts import Draft
from dialogue.reading.vocabulary import Vocabulary
from dialogue.word_forms import word_forms


def starts_like_place(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether unknown words end in a noun for a place ("game room", "back garden")."""
    return bool(words) and words[-1] in vocabulary.words("place_nouns")


def role_after_preposition(  # noqa: C901 - one alternative after the other, in the order that decides
    preposition: str,
    words: Sequence[str],
    draft: Draft,
    vocabulary: Vocabulary,
    *,
    determiner: bool,
    owned: bool = False,
) -> tuple[str, bool]:
    """``(role, whether the preposition belongs to the span)`` of unknown words behind a preposition.

    An empty role means that the words add nothing ("for the party") to a command that is complete without them.
    ``owned``: "our" or "my" stands before them.
    """
    explicit = bool((draft.verb and draft.verb != "set") or draft.particle or draft.values or draft.content is not None)
    last = words[-1]
    if last in vocabulary.words("value_nouns") and preposition in vocabulary.words("value_noun_prepositions"):
        return "value", False
    if (
        preposition in vocabulary.words("difference_prepositions")
        and explicit
        and not determiner
        and not starts_like_place(words, vocabulary)
    ):
        return "time", False
    if preposition in vocabulary.words("positions"):
        return "area", True
    if preposition in vocabulary.words("point_prepositions"):
        if determiner:
            return "area", last in vocabulary.words("spots")  # "at the back", but the steading of "at the steading"
        if len(words) > 1 and last in vocabulary.words("clock_ends"):
            return "time", False  # "at gin o'clock"
        return ("time", False) if explicit else ("value", False)
    if preposition in vocabulary.words("room_prepositions"):
        if determiner or starts_like_place(words, vocabulary) or _possessive(words):
            return "area", False
        return ("area", False) if explicit or not draft.has_target else ("value", False)
    if preposition in vocabulary.words("surface_prepositions"):
        if determiner:
            known = draft.verb == "set" and bool(draft.targets) and all(t.unknown is None for t in draft.targets)
            if known and not explicit and not starts_like_place(words, vocabulary):
                return "value", False  # "put the lamp on a gentle hush"
            placed = explicit and (draft.has_target or draft.particle) and not draft.values
            placed = placed or (explicit and starts_like_place(words, vocabulary))  # "some light on the patio"
            return ("area", False) if placed else ("device", False)
        if starts_like_place(words, vocabulary):
            return "area", False
        return ("area", False) if explicit and draft.particle else ("value", False)
    if preposition in vocabulary.words("value_links"):
        if draft.verb == "dock":
            return "", False
        return "value", False
    if preposition in vocabulary.words("beneficiary_prepositions"):
        return purpose_role(words, vocabulary, owned=owned, determiner=determiner, complete=explicit), False
    if preposition in vocabulary.words("source_prepositions"):
        if preposition in vocabulary.words("genitive") and draft.attribute and draft.has_target:
            return "value", False  # "the lamp to be the colour of heather"
        return ("device", False) if draft.attribute else ("area", False)
    return "value", False


def purpose_role(words: Sequence[str], vocabulary: Vocabulary, *, owned: bool, determiner: bool, complete: bool) -> str:
    """Who or what something is done for: somebody nobody has told of, an occasion, or a reason of every day.

    Reasons of every day are empty behind a complete command: "put the telly on for the kids".
    """
    last = words[-1]
    everyday = vocabulary.words("everyday_purposes") | vocabulary.words("relations")
    titled = len(words) > 1 and words[0] in vocabulary.words("honorifics")
    if last in vocabulary.words("value_nouns"):
        return "value"  # "the lamp on for my crossword setting"
    if titled or (owned and last not in everyday | vocabulary.words("gatherings")):
        return "person"
    if not complete:
        return "value"
    if last in everyday or last.endswith(word_forms().doing):
        return ""
    if last in vocabulary.words("gatherings") or (len(words) > 1 and not determiner):
        return "value"
    several = last.endswith(word_forms().plural) or last in vocabulary.words("group_nouns")
    return "person" if several or not determiner else ""


def _possessive(words: Sequence[str]) -> bool:
    return any(word.endswith(word_forms().owners) for word in words)
