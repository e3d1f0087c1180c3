"""Finds what is meant: which entities, and the settings each of them gets. Pure; every choice leaves a reason.

The order is fixed: what the sentence says, the focus of the conversation, the satellite's room, what only one
candidate's state or type allows, preferences; then the person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.interpretation import Clause
from dialogue.resolving.left_out import excepted
from dialogue.resolving.outcomes import Ambiguous, Impossible, Incomplete, Planned, Resolution, Resolved
from dialogue.resolving.phrases import find_phrase
from dialogue.resolving.search import Search
from dialogue.resolving.untargeted import find_untargeted
from dialogue.situation import Situation
from teaching.grounding import settable

__all__ = ["Ambiguous", "Impossible", "Incomplete", "Planned", "Resolution", "Resolved", "resolve"]


def resolve(clause: Clause, situation: Situation, earlier: Sequence[str] = ()) -> Resolution:
    """What a clause means here. ``earlier`` are the entities of the clause before it in the same sentence."""
    return _found(Search(clause, situation, tuple(earlier)))


def _found(search: Search) -> Resolution:
    chosen: list[str] = []
    spot = _place(search)
    targets = search.clause.targets
    if search.clause.either and len(targets) + len(search.clause.areas) > 1:
        return _one_of(search, spot)
    if targets:
        for phrase in targets:
            found = find_phrase(search, phrase, spot)
            if not isinstance(found, tuple):
                return found
            chosen.extend(found)
    else:
        found = find_untargeted(search, spot)
        if not isinstance(found, tuple):
            return found
        chosen.extend(found)
    out = excepted(search, tuple(dict.fromkeys(chosen)))
    if not isinstance(out, frozenset):
        return out
    return _planned(search, [entity_id for entity_id in dict.fromkeys(chosen) if entity_id not in out])


def _one_of(search: Search, spot: tuple[str, ...] | None) -> Resolution:
    """ "the lamp or the fan": the one that was chosen, else whatever of them it can be done with, to choose from."""
    mention = "/".join(phrase.text for phrase in search.clause.targets) or search.clause.text
    bound = search.situation.bound.get(mention)
    if bound is not None:
        search.reasons.append(f"{mention} was chosen")
        return _planned(search, [bound])
    options: list[str] = []
    for phrase in search.clause.targets or (None,):
        found = find_untargeted(search, spot) if phrase is None else find_phrase(search, phrase, spot)
        if isinstance(found, tuple):
            options.extend(found)
        elif isinstance(found, Ambiguous):
            options.extend(found.options)
        else:
            return found
    options = search.able(dict.fromkeys(options)) or list(dict.fromkeys(options))
    return Ambiguous(tuple(options), mention, tuple(search.reasons)) if len(options) > 1 else _planned(search, options)


def _place(search: Search) -> tuple[str, ...] | None:
    """Areas the clause restricts itself to; ``()`` for the whole house, ``None`` when it says nothing."""
    clause, situation = search.clause, search.situation
    if clause.areas:
        return clause.areas
    if clause.scope == "here" and situation.area is not None:
        search.reasons.append("here is the room of the satellite")
        return (situation.area,)
    if clause.scope == "there" and situation.focus_area is not None:
        search.reasons.append("there is the room talked about before")
        return (situation.focus_area,)
    if clause.scope == "house":
        return ()
    return None


def _planned(search: Search, chosen: Sequence[str]) -> Resolution:
    clause = search.clause
    plans: list[Planned] = []
    unable: list[str] = []
    for entity_id in chosen:
        grounded = search.effects(entity_id)
        if grounded is None:
            unable.append(entity_id)
        else:
            plans.append(
                Planned(
                    entity_id,
                    grounded.settings,
                    grounded.lacking,
                    grounded.fault,
                    grounded.faulty_attribute,
                    grounded.instead,
                )
            )
    if plans:
        concepts = tuple(dict.fromkeys(search.concepts))
        return Resolved(tuple(plans), tuple(search.reasons), concepts, _named_singly(clause, unable))
    if not unable:
        if clause.targets and clause.targets[0].pronoun == "everything":
            return Resolved((), tuple(search.reasons))
        return Incomplete("target")
    if not clause.acts or _says_only_roughly(search, unable):
        return Incomplete("value", tuple(unable))
    names = " and ".join(search.home.entities[e].name for e in unable[:3])
    if clause.liking is not None:
        return Impossible("no_preference", {"thing": names})
    return Impossible("cannot", {"thing": names, "what": clause.text})


def _says_only_roughly(search: Search, unable: Sequence[str]) -> bool:
    """ "lights low", "lamp to medium": which brightness that is, people differ about."""
    rough = search.situation.words("brightness_levels")
    entities = [search.home.entities[entity_id] for entity_id in unable]
    dimmable = all(entity.kind == "light" and settable(entity, "brightness") for entity in entities)
    return dimmable and bool(search.clause.values) and all(term.text in rough for term in search.clause.values)


def _named_singly(clause: Clause, unable: Sequence[str]) -> tuple[str, ...]:
    """Those of which somebody thought that it could be done: called by their own name, not one of a group."""
    own = {e for p in clause.targets if len(p.named) == 1 and p.concept_id is None and not p.every for e in p.named}
    return tuple(entity_id for entity_id in unable if entity_id in own)
