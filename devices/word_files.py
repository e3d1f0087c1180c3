"""YAML files of words: every scalar stays text ("on" and "no" are words), and a key may stand only once."""

from __future__ import annotations

from collections.abc import Hashable

import yaml
from yaml.constructor import ConstructorError

# libyaml reads the words of a language in a tenth of the time; PyYAML without it has no such loader.
_Loader: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _TextLoader(_Loader):  # type: ignore[misc, valid-type]
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        keys = [key.value for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ConstructorError(None, None, f"these stand twice: {sorted(twice)}", node.start_mark)
        made: dict[Hashable, object] = super().construct_mapping(node, deep)
        return made


def read_word_file(text: str) -> object:
    """Text, lists and mappings of a YAML text. Raises ``yaml.YAMLError``, also for a key that stands twice."""
    return yaml.load(text, _TextLoader)  # noqa: S506 - it makes nothing but text, lists and mappings
