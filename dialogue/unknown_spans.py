"""The role that its place in the sentence gives to words nothing explains."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.drafts import Draft

PLACE_NOUNS = frozenset(
    "room hall house area floor office den studio cellar attic loft garden yard patio terrace deck lobby"
    " stairs landing corridor hallway basement garage shed bathroom toilet nursery playroom pantry conservatory"
    " wing upstairs downstairs outside space zone place".split()
)
VALUE_NOUNS = frozenset(
    "mode level setting settings program programme preset temperature brightness volume speed style".split()
)
POSITIONAL = frozenset(
    {"by", "near", "under", "over", "behind", "outside", "inside", "around", "next to", "beside", "above", "below"}
)


def starts_like_place(words: Sequence[str]) -> bool:
    """Whether unknown words end in a noun for a place ("game room", "back garden")."""
    return bool(words) and words[-1] in PLACE_NOUNS


def role_after_preposition(
    preposition: str, words: Sequence[str], draft: Draft, *, determiner: bool
) -> tuple[str, bool]:
    """``(role, whether the preposition belongs to the span)`` of unknown words behind a preposition.

    An empty role means that the words add nothing ("for the party") to a command that is complete without them.
    """
    explicit = bool((draft.verb and draft.verb != "set") or draft.particle or draft.values or draft.content is not None)
    last = words[-1]
    if last in VALUE_NOUNS and preposition in ("to", "in", "into", "on", "at", "with", "as"):
        return "value", False
    if preposition in POSITIONAL:
        return "area", True
    if preposition == "at":
        if determiner:
            return "area", True
        return ("time", False) if explicit else ("value", False)
    if preposition in ("in", "inside", "throughout"):
        if determiner or starts_like_place(words) or _possessive(words):
            return "area", False
        return ("area", False) if explicit or not draft.has_target else ("value", False)
    if preposition in ("on", "onto"):
        if determiner:
            return (
                ("area", False)
                if explicit and (draft.has_target or draft.particle) and not draft.values
                else ("device", False)
            )
        if starts_like_place(words):
            return "area", False
        return ("area", False) if explicit and draft.particle else ("value", False)
    if preposition in ("to", "into", "as", "with"):
        if draft.verb in ("dock",):
            return "", False
        return "value", False
    if preposition == "for":
        return ("", False) if explicit else ("value", False)
    if preposition in ("of", "from"):
        return ("device", False) if draft.attribute else ("area", False)
    return "value", False


def _possessive(words: Sequence[str]) -> bool:
    return any(word.endswith(("'s", "s'")) for word in words)
