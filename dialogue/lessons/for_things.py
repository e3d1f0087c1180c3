"""A lesson behind what it is for: "for the lamps, dusky means ten percent", "as for the fan, gale is high"."""

from __future__ import annotations

from dialogue.decision import Decision
from dialogue.lessons.definitions import phrase_entities
from dialogue.lessons.teaching import teach_for, teach_when
from dialogue.mind import Mind
from dialogue.reading.statements import Statement, find_statements
from dialogue.token_edits import stretches
from dialogue.tokens import Token


def read_for_things(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """The lesson, read for the things that stand before the pause; ``None`` when none stand there."""
    parts = stretches(row)
    opener = mind.situation.book.vocabulary.opening(row, "fronted_fields")
    if len(parts) == 1 or not 0 < opener < len(parts[0]):
        return None
    things = parts[0][opener:]
    if not phrase_entities(things, mind.situation):
        return None
    behind = row[len(parts[0]) :]
    for statement in find_statements(behind, mind.statements, lambda _: False, groups=("teach", "is_definition")):
        if "when" in statement.slots:
            return teach_when(statement.slots["when"], mind)
        if "term" not in statement.slots or "definition" not in statement.slots:
            continue
        taught = teach_for(Statement("teach_for", {**statement.slots, "target": things}), mind)
        if taught is not None:
            return taught
    return None
