"""The peer's side of the bench: hassil with Home Assistant's sentences, in an environment of its own.

Speaks JSON lines like ``hub_side``: first the home, then rows of sentences. It recognises as Home Assistant's own agent
does: the names that occur in the sentence as slot list, the room as context, and after a miss a second pass with
unmatched entities. Only recognising is measured; what can be made beforehand is made beforehand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any

from hassil.intents import Intents, TextSlotList, TextSlotValue  # type: ignore[import-not-found]
from hassil.recognize import recognize_all, recognize_best  # type: ignore[import-not-found]
from hassil.trie import Trie  # type: ignore[import-not-found]
from home_assistant_intents import get_intents  # type: ignore[import-not-found]


class Peer:
    """Recognises sentences about one home."""

    def __init__(self, home: Mapping[str, Any]) -> None:
        self._intents = Intents.from_dict(get_intents("en"))
        self._areas = TextSlotList.from_tuples(home["areas"], allow_template=False, name="area")
        self._floors = TextSlotList.from_tuples([], allow_template=False, name="floor")
        self._names = Trie()
        for name, domain in home["names"]:
            value = TextSlotValue.from_tuple((name, name, {"domain": domain}), allow_template=False)
            self._names.insert(name.lower(), value)
        self._context = {"area": home["area"]}

    def recognises(self, text: str) -> bool:
        """Whether something matches in full."""
        found = [value for _, _, value in self._names.find(text.strip().lower())]
        slots = {"area": self._areas, "floor": self._floors, "name": TextSlotList(name="name", values=found)}
        options: dict[str, Any] = {"slot_lists": slots, "intent_context": self._context, "language": "en"}
        if recognize_best(text, self._intents, best_slot_name="name", **options) is not None:
            return True
        for _ in recognize_all(text, self._intents, allow_unmatched_entities=True, **options):
            pass  # its agent looks at all of these to say what was not found
        return False


def answer(peer: Peer, sentences: Iterable[str]) -> dict[str, list[Any]]:
    """Milliseconds and success of each."""
    took, understood = [], []
    for sentence in sentences:
        start = perf_counter()
        understood.append(peer.recognises(sentence))
        took.append((perf_counter() - start) * 1000)
    return {"ms": took, "understood": understood}


def main() -> None:
    """Answer until the input ends."""
    peer = Peer(json.loads(sys.stdin.readline()))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(peer, json.loads(line)["say"])), flush=True)


if __name__ == "__main__":
    main()
