"""Reads "put apples on the shopping list": words to be added to a list that the home keeps."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.lessons.definitions import phrase_entities
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token


def read_list_item(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What to add to which list; ``None`` when the sentence isn't about a list of this home."""
    words = [token.text for token in row]
    if len(words) < 4 or words[0] not in mind.words("list_verbs"):
        return None
    for place in range(len(words) - 2, 1, -1):
        if words[place] not in mind.words("list_prepositions"):
            continue
        name = row[place + 1 :]
        if len(name) > 1 and name[-1].text in mind.words("list_noun"):
            name = name[:-1]
        entities = [
            entity_id
            for entity_id in phrase_entities(name, mind.situation)
            if "add_item" in mind.situation.home.entities[entity_id].capabilities
        ]
        if len(entities) == 1:
            item = " ".join(words[1:place])
            return Decision(Kind.ACTS, plans=(Planned(entities[0], {"add_item": item}),), focus=(entities[0],))
    return None
