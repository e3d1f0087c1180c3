"""Makes ``en/public.txt`` from the public evaluation data: ``python -m dialogue.training.import_public DEV_FOLDER``.

Kept out for honest figures: a fifth of the home sentences and half of the others, by a hash of their ids. Sources,
licences and changes are in ``README.md``.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from dialogue.reading.masking import Explained, tokens, without_overlap
from dialogue.training.annotated import write_line
from dialogue.training.household import Household

HERE: Final = Path(__file__).parent
HOME_DOMAINS: Final = frozenset(
    [
        "light",
        "switch",
        "climate",
        "cover",
        "fan",
        "lock",
        "media",
        "volume",
        "vacuum",
        "appliance",
        "valve",
        "sensor",
        "scene",
        "generic",
        "smart_home",
    ]
)
"""Domains of the public data that are said to a home; alarms, lists, the weather and the like are not counted."""
_ERRANDS: Final = frozenset(("list", "reminder", "weather", "time"))
_HEADER: Final = "# Public sentences, CC-BY-4.0 and others: see ../README.md for sources, licences and changes."
_LEFT_OUT: Final = frozenset(
    ("music_likeness", "music_dislikeness", "HassRespond", "HassBroadcast", "update_playlist", "date", "hi")
)
_QUESTION: Final = re.compile(
    r"^(is|are|was|were|did|do|does|has|have (?:i|we|you|they)|what|what's|whats|which|how|when|where|who|why|any"
    r"|check if|check whether|check to see|see if|see whether|tell me|show me|let me know|inform me|find out"
    r"|i want to know|i need to know"
    r"|i'd like to know|report|determine|(can|could) you tell)\b"
)
_SLOT_ROLES: Final = {
    "device": "device",
    "device_type": "device",
    "name": "device",
    "area": "area",
    "floor": "area",
    "house_place": "area",
    "color_type": "value",
}
_FOREIGN: Final = frozenset(
    [
        "de",
        "la",
        "el",
        "las",
        "los",
        "luz",
        "luces",
        "le",
        "les",
        "du",
        "des",
        "au",
        "der",
        "die",
        "das",
        "und",
        "im",
        "ein",
        "eine",
        "na",
        "da",
        "do",
        "das",
        "il",
        "lo",
        "della",
        "por",
        "favor",
    ]
)


def held_out(item_id: str, one_of: int) -> bool:
    """Whether a public sentence is kept for figures."""
    return int(hashlib.sha1(item_id.encode(), usedforsecurity=False).hexdigest(), 16) % one_of == 0


def home_held_out(item_id: str) -> bool:
    """A fifth of the home sentences."""
    return held_out(item_id, 5)


def stray_held_out(item_id: str) -> bool:
    """The half of the other sentences that training never sees."""
    return not held_out(item_id, 2)


def intent_of(row: Mapping[str, Any]) -> str | None:
    """Our class for a public sentence; ``None`` to leave it out."""
    domain, label, text = row["domain"], str(row["intent"]), row["text"].lower()
    if label in _LEFT_OUT or (row["source"] == "ha-datasets" and _FOREIGN & set(tokens(text))):
        return None
    if domain in _ERRANDS or label == "play_game":
        return _errand(text)
    if domain == "scene":
        return "scene"
    return "query" if _asks(label, text) else "command"


def lines(dev: Path) -> Iterator[str]:
    """All lines of the sentence file."""
    household = read_household()
    home, stray = _rows(dev / "public/smart_home.jsonl"), _rows(dev / "public/out_of_domain.jsonl")
    kept = {_plain(row) for row in home if home_held_out(row["id"])}
    kept |= {_plain(row) for row in stray if stray_held_out(row["id"])}
    seen: set[str] = set()
    labelled = [(intent_of(row), row) for row in home] + [("chat", row) for row in stray]
    for intent, row in labelled:
        plain = _plain(row)
        if intent is None or plain in kept or plain in seen:
            continue
        seen.add(plain)
        text = re.sub(r"[\[\]()\t\n]", " ", row["text"]).lower()
        yield write_line(intent, text, [*_spans(row, household)])


def _spans(row: Mapping[str, Any], household: Household) -> Iterator[Explained]:
    """What the source says is a device or a room, then what a household would explain beside it."""
    taken = []
    for slot in row["slots"]:
        role = _SLOT_ROLES.get(slot["name"])
        if role is not None and slot["start"] is not None:
            taken.append(Explained(role, slot["start"], slot["end"]))
    taken = list(without_overlap(taken))
    yield from taken
    for span in household.explains(row["text"]):
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            yield span


def read_household() -> Household:
    """The household of ``en/household.yaml``."""
    return Household(yaml.safe_load((HERE / "en/household.yaml").read_text()))


def _errand(text: str) -> str | None:
    if re.search(r"\bwhat time is it( now)?$|\bthe time$|\bwhat's the time", text):
        return "query"
    return "chat"


def _asks(label: str, text: str) -> bool:
    if re.search(r"(GetState|get_state|\.state|\.power|GetTemperature|TimerStatus|_query|what_song)$", label):
        return True
    return bool(_QUESTION.match(text)) and not re.search(r"set_|\.set|TurnO|Turn o", label)


def _plain(row: Mapping[str, Any]) -> str:
    return " ".join(tokens(row["text"]))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _write(content: Iterable[str], path: Path) -> int:
    kept = sorted(content)
    path.write_text("\n".join([_HEADER, *kept, ""]))
    return len(kept)


if __name__ == "__main__":
    print(_write(lines(Path(sys.argv[1])), HERE / "en/public.txt"), "sentences")  # noqa: T201 (a command line)
