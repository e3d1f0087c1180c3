"""Names that sound or look close to what was said: they propose, they never act."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from dialogue.situation import Situation

CLOSE = 84.0
SHORTEST = 5


def close_name(text: str, situation: Situation) -> str | None:
    """The one entity whose name is close to ``text``; ``None`` when none or several are."""
    wanted = text.replace(" ", "").replace("-", "")
    if len(wanted) < SHORTEST:
        return None
    names = situation.book.lexicon.names.run_together
    found = process.extract(wanted, names.keys(), scorer=fuzz.ratio, limit=2, score_cutoff=CLOSE)
    if not found:
        return None
    best, score, _ = found[0]
    if len(found) > 1 and found[1][1] >= score - 2 and names[found[1][0]] != names[best]:
        return None
    return names[best]
