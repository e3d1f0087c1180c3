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
        self._entries: dict[tuple[str, ...], list[T]] = {}
        self._lengths: dict[str, dict[int, int]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, words: Sequence[str], entry: T) -> None:
        """Let ``words`` stand for ``entry`` as well."""
        key = tuple(words)
        if not key:
            return
        entries = self._entries.setdefault(key, [])
        if entry in entries:
            return
        if not entries:
            lengths = self._lengths.setdefault(key[0], {})
            lengths[len(key)] = lengths.get(len(key), 0) + 1
        entries.append(entry)

    def discard(self, words: Sequence[str], entry: T) -> None:
        """Take that back; no error when it was not there."""
        key = tuple(words)
        entries = self._entries.get(key, [])
        if entry not in entries:
            return
        entries.remove(entry)
        if not entries:
            del self._entries[key]
            lengths = self._lengths[key[0]]
            lengths[len(key)] -= 1
            if not lengths[len(key)]:
                del lengths[len(key)]

    def get(self, words: Sequence[str]) -> Sequence[T]:
        """What exactly these words stand for."""
        return self._entries.get(tuple(words), ())

    def matches(self, words: Sequence[str], start: int) -> Iterator[tuple[int, Sequence[T]]]:
        """``(end, entries)`` for every phrase that begins at ``start``, longest first."""
        lengths = self._lengths.get(words[start])
        if not lengths:
            return
        for length in sorted(lengths, reverse=True):
            end = start + length
            if end <= len(words):
                entries = self._entries.get(tuple(words[start:end]))
                if entries:
                    yield end, entries
