"""Finds known phrases in a row of words, the longest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

MIN_STEM = 3


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its most common English endings: "studying" → "study", "lights" → "light".

    Deliberately light: it only has to make the same thing said in two ways meet.
    """
    if len(word) > MIN_STEM + 3 and word.endswith("ing"):
        base = word[:-3]
        return base[:-1] if len(base) > MIN_STEM and base[-1] == base[-2] and base[-1] not in "ls" else base
    if len(word) > MIN_STEM + 1 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > MIN_STEM + 1 and word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    if len(word) > MIN_STEM and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")):
        return word[:-1]
    return word


def stems(words: Sequence[str]) -> tuple[str, ...]:
    """Each word's stem."""
    return tuple(stem(word) for word in words)


class PhraseIndex(Generic[T]):
    """Phrases (rows of words) and what they stand for; several things may share a phrase."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, ...], tuple[T, ...]] = {}
        # How long the phrases are that begin with a word, longest first; some of them may be gone again.
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._rows: dict[tuple[int, ...], tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, words: Sequence[str], entry: T) -> None:
        """Let ``words`` stand for ``entry`` as well."""
        key = tuple(words)
        if not key:
            return
        entries = self._entries.get(key, ())
        if entry in entries:
            return
        self._entries[key] = (*entries, entry)
        lengths = self._lengths.get(key[0], ())
        if len(key) not in lengths:
            longer = tuple(sorted((*lengths, len(key)), reverse=True))
            # Nearly all first words share a few of these: tens of thousands of taught words need no row of their own.
            self._lengths[key[0]] = self._rows.setdefault(longer, longer)

    def discard(self, words: Sequence[str], entry: T) -> None:
        """Take that back; no error when it was not there."""
        key = tuple(words)
        left = tuple(other for other in self._entries.get(key, ()) if other != entry)
        if left:
            self._entries[key] = left
        else:
            self._entries.pop(key, None)

    def get(self, words: Sequence[str]) -> tuple[T, ...]:
        """What exactly these words stand for."""
        return self._entries.get(tuple(words), ())

    def matches(self, words: Sequence[str], start: int) -> Iterator[tuple[int, Sequence[T]]]:
        """``(end, entries)`` for every phrase that begins at ``start``, longest first."""
        for length in self._lengths.get(words[start], ()):
            end = start + length
            if end <= len(words):
                entries = self._entries.get(tuple(words[start:end]))
                if entries:
                    yield end, entries
