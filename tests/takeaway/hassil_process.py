"""Recognises sentences with hassil as Home Assistant's own agent does, in the environment it is started from.

Reads one JSON object: the text of a file of sentences, and pairs of sentence and room; writes what each was taken for.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import yaml
from hassil.intents import Intents  # type: ignore[import-not-found]
from hassil.recognize import recognize_best  # type: ignore[import-not-found]


def main() -> None:
    task = json.load(sys.stdin)
    intents = Intents.from_dict(yaml.safe_load(task["file"]))
    json.dump([_recognised(intents, text, room) for text, room in task["say"]], sys.stdout)


def _recognised(intents: Intents, text: str, room: str | None) -> dict[str, Any] | None:
    context = {"area": {"value": room, "text": room}} if room else {}
    found = recognize_best(text, intents, intent_context=context, language="en")
    if found is None:
        return None
    return {"intent": found.intent.name, "slots": {name: entity.value for name, entity in found.entities.items()}}


if __name__ == "__main__":
    main()
