"""The files that go into Home Assistant's configuration folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from hub.storage.files import write_privately
from hub.takeaway.models import Block, Takeaway
from hub.takeaway.sentences import AMOUNT_LIST

_HOW = """\
# What was taught to a Teachable Hub, for Home Assistant itself. Two files that belong together:
#   custom_sentences/{language}/teachable_hub.yaml  what can be said
#   packages/teachable_hub.yaml  what is done then
# Copy both into the folder of configuration.yaml, have it read the second one by
#   homeassistant:
#     packages:
#       teachable_hub: !include packages/teachable_hub.yaml
# and restart Home Assistant. Exporting again replaces both.
"""
_NOTHING = "# Everything that was taught is in these files.\n"
_LEFT = "# What Home Assistant can't have, and why:\n"


def files_of(takeaway: Takeaway) -> dict[str, str]:
    """Path and text of each file."""
    how = _HOW.format(language=takeaway.language)
    sentences = how + "#\n" + _left_out(takeaway) + _yaml(_sentences(takeaway))
    return {
        f"custom_sentences/{takeaway.language}/teachable_hub.yaml": sentences,
        "packages/teachable_hub.yaml": how + _yaml(_scripts(takeaway)),
    }


def write_folder(takeaway: Takeaway, folder: Path) -> tuple[Path, ...]:
    """Write the files below a folder; existing ones of these names are replaced."""
    written = []
    for name, text in files_of(takeaway).items():
        path = folder / name
        with write_privately(path) as file:
            file.write(text.encode())
        written.append(path)
    return tuple(written)


def zipped(takeaway: Takeaway) -> bytes:
    """The files as one archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files_of(takeaway).items():
            archive.writestr(name, text)
    return content.getvalue()


def _left_out(takeaway: Takeaway) -> str:
    if not takeaway.left_out:
        return _NOTHING
    lines = [f"#   {_one_line(left.term)}: {_one_line(left.reason)}\n" for left in takeaway.left_out]
    return _LEFT + "".join(lines)


def _sentences(takeaway: Takeaway) -> dict[str, object]:
    intents = {intent.name: {"data": [_block(block) for block in intent.blocks]} for intent in takeaway.intents}
    lists: dict[str, object] = {
        name: {"values": [{"in": said, "out": meant} for said, meant in values]}
        for name, values in takeaway.lists.items()
    }
    if any(AMOUNT_LIST in sentence for i in takeaway.intents for b in i.blocks for sentence in b.sentences):
        lists[AMOUNT_LIST] = {"range": {"from": 0, "to": 100}}
    return {"language": takeaway.language, "intents": intents, **({"lists": lists} if lists else {})}


def _block(block: Block) -> dict[str, object]:
    found: dict[str, object] = {"sentences": list(block.sentences)}
    if block.slots:
        found["slots"] = dict(block.slots)
    if block.rooms:
        found["requires_context"] = {"area": list(block.rooms)}
    return found


def _scripts(takeaway: Takeaway) -> dict[str, object]:
    scripts: Mapping[str, object] = {
        intent.name: {"action": list(intent.actions), "speech": {"text": takeaway.answer}}
        for intent in takeaway.intents
    }
    return {"intent_script": dict(scripts)}


def _yaml(document: Mapping[str, object]) -> str:
    # The safe dumper in C, where PyYAML was built with it: a large household has megabytes of sentences.
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(dict(document), Dumper=dumper, sort_keys=False, allow_unicode=True, width=110))


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
