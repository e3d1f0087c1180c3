"""The words of a language, read from ``dialogue/language/<code>/*.yaml``.

Code asks for a section and a key and gets typed tables back; whatever is missing or malformed is a
``LanguageDataError`` that names the file and the key. Every scalar is read as text, so ``on``, ``off`` and ``no`` stay
words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from devices.word_files import read_word_file
from dialogue.errors import LanguageDataError
from dialogue.tokens import Token

FOLDER: Final = Path(__file__).parent / "language"


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that there are words for."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if len(folder.name) == len("en")))


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Phrases of one or more words, each with what it stands for; the longest phrase wins."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, str]]) -> PhraseTable:
        """Build from pairs of phrase and meaning."""
        by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, meaning in phrases:
            words = tuple(phrase.lower().split())
            if words:
                by_first.setdefault(words[0], []).append((words, meaning))
        longest_first = {first: tuple(sorted(found, key=lambda p: -len(p[0]))) for first, found in by_first.items()}
        return cls(longest_first)

    def at(self, tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
        """Meaning and end of the longest phrase that starts at token ``i``."""
        if not 0 <= i < len(tokens) or (phrases := self.by_first.get(tokens[i].text)) is None:
            return None
        for words, meaning in phrases:
            end = i + len(words)
            if len(words) == 1:
                return meaning, end
            if end <= len(tokens) and all(tokens[i + k].text == word for k, word in enumerate(words)):
                return meaning, end
        return None

    def end(self, tokens: Sequence[Token], i: int) -> int:
        """End of the longest phrase at ``i``; ``i`` itself when there is none."""
        if not 0 <= i < len(tokens) or tokens[i].text not in self.by_first:
            return i
        found = self.at(tokens, i)
        return i if found is None else found[1]


@dataclass(frozen=True, slots=True)
class Section:
    """One mapping of a language file, with the place it came from for error messages."""

    source: str
    data: Mapping[str, object]

    def _value(self, key: str) -> object:
        if key not in self.data:
            raise LanguageDataError(f"{self.source}: {key!r} is missing")
        return self.data[key]

    def text(self, key: str) -> str:
        """One piece of text."""
        value = self._value(key)
        if not isinstance(value, str):
            raise LanguageDataError(f"{self.source}: {key!r} must be text")
        return value

    def list(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise LanguageDataError(f"{self.source}: {key!r} must be a list of words")
        return tuple(value)

    def lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        value = self._value(key)
        if not isinstance(value, list):
            raise LanguageDataError(f"{self.source}: {key!r} must be a list of lists")
        return tuple(Section(f"{self.source}: {key}", {str(i): item}).list(str(i)) for i, item in enumerate(value))

    def words(self, key: str) -> frozenset[str]:
        """A list of single words, as a set."""
        return frozenset(self.list(key))

    def phrases(self, key: str) -> PhraseTable:
        """A list of phrases; each stands for itself."""
        return PhraseTable.of((phrase, phrase) for phrase in self.list(key))

    def section(self, key: str) -> Section:
        """A mapping below this one."""
        value = self._value(key)
        if not isinstance(value, dict):
            raise LanguageDataError(f"{self.source}: {key!r} must be a mapping")
        return Section(f"{self.source}: {key}", value)

    def names(self) -> tuple[str, ...]:
        """Names of its entries, in the order of the file."""
        return tuple(self.data)

    def numbers(self, key: str) -> dict[str, float]:
        """A mapping of words to numbers."""
        section = self.section(key)
        try:
            return {word: float(section.text(word)) for word in section.names()}
        except ValueError as error:
            raise LanguageDataError(f"{section.source}: {error}") from error

    def texts(self, key: str) -> dict[str, str]:
        """A mapping of words to texts."""
        section = self.section(key)
        return {word: section.text(word) for word in section.names()}

    def table(self, key: str) -> PhraseTable:
        """A mapping of meanings to lists of phrases, turned round: phrase to meaning."""
        section = self.section(key)
        return PhraseTable.of((phrase, meaning) for meaning in section.names() for phrase in section.list(meaning))


@cache
def section(name: str, language: str = "en") -> Section:
    """The file ``<name>.yaml`` of a language. Raises ``LanguageDataError``."""
    return read_section(FOLDER / language / f"{name}.yaml")


def read_section(path: Path) -> Section:
    """A language file from anywhere. Raises ``LanguageDataError``."""
    try:
        data = read_word_file(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LanguageDataError(f"{path}: {error}") from error
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise LanguageDataError(f"{path}: must be a mapping of names")
    return Section(str(path), data)
