"""Takes the frame off a question that is put indirectly: "remind me what cosy is" → "what cosy is"."""

from __future__ import annotations

from dialogue.lessons.learning import known
from dialogue.mind import Mind
from dialogue.reading.statements import find_statements
from dialogue.tokens import Token, opening


def asked_directly(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """The question alone, when it is about words; else the row as it is."""
    frame = opening([token.text for token in row], mind.statements.askings)
    if not frame or len(row) < frame + 3 or row[frame].text not in mind.words("question_pronouns"):
        return row
    rest = row[frame:]
    found = find_statements(rest, mind.statements, lambda term: known(term, mind) is not None)
    return rest if any(statement.group in ABOUT_WORDS for statement in found) else row


ABOUT_WORDS = frozenset(
    {
        "explain", "explain_measure", "meaning_of_time", "names_of", "provenance", "before", "list_taught",
        "list_learned", "list_preferences",
    }
)  # fmt: skip
