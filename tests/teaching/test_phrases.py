"""Known phrases in a row of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teaching.phrases import PhraseIndex, stem, stems

WORDS = st.lists(st.sampled_from("a b c d".split()), min_size=1, max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("lights", "light"), ("studying", "study"), ("boxes", "box"), ("batteries", "battery"), ("blinds", "blind"),
        ("sitting", "sit"), ("glass", "glass"), ("bus", "bus"), ("tv", "tv"), ("bertha's", "bertha's"),
        ("ring", "ring"),
    ],
)  # fmt: skip
def test_stems_join_the_same_thing_said_in_two_ways(word: str, expected: str) -> None:
    assert stem(word) == expected


@given(st.text(max_size=20))
def test_a_stem_is_never_longer_and_never_empty(word: str) -> None:
    assert len(stem(word)) <= len(word)
    assert bool(stem(word)) == bool(word)


def test_the_longest_phrase_comes_first() -> None:
    index: PhraseIndex[str] = PhraseIndex()
    index.add(("study",), "room")
    index.add(("study", "mode"), "value")
    assert list(index.matches(("the", "study", "mode"), 1)) == [(3, ("value",)), (2, ("room",))]
    assert list(index.matches(("the", "study", "mode"), 0)) == []


def test_several_things_may_share_a_phrase() -> None:
    index: PhraseIndex[str] = PhraseIndex()
    for thing in ("here", "there", "here"):
        index.add(("reading", "lamp"), thing)
    assert list(index.get(("reading", "lamp"))) == ["here", "there"]
    index.discard(("reading", "lamp"), "here")
    assert list(index.get(("reading", "lamp"))) == ["there"]


def test_what_is_not_there_may_be_discarded() -> None:
    index: PhraseIndex[str] = PhraseIndex()
    index.discard(("a",), "x")
    index.add((), "x")
    assert len(index) == 0


@given(st.lists(st.tuples(st.booleans(), WORDS, st.integers(0, 2)), max_size=25), WORDS)
def test_an_index_finds_what_a_plain_list_would(
    changes: list[tuple[bool, tuple[str, ...], int]], row: tuple[str, ...]
) -> None:
    index: PhraseIndex[int] = PhraseIndex()
    plain: dict[tuple[str, ...], list[int]] = {}
    for adds, words, entry in changes:
        if adds:
            index.add(words, entry)
            if entry not in plain.setdefault(words, []):
                plain[words].append(entry)
        else:
            index.discard(words, entry)
            if entry in plain.get(words, []):
                plain[words].remove(entry)
    expected = [(end, plain[row[:end]]) for end in range(len(row), 0, -1) if plain.get(row[:end])]
    assert [(end, list(found)) for end, found in index.matches(row, 0)] == expected
    assert len(index) == sum(bool(entries) for entries in plain.values())


def test_stems_of_a_row() -> None:
    assert stems(("the", "lights")) == ("the", "light")
