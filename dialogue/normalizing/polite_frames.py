"""The frames that requests stand in, by grammar: "I wonder, could you …", "would you mind awfully …ing …".

A frame is a pattern over words (``wrappings.yaml``); what follows it is the request itself, with its verb put back into
the form of a command: "would you mind turning", "I'd be glad if somebody turned" → "turn".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from dialogue.language_data import Section, section
from dialogue.tokens import Token
from dialogue.word_forms import word_forms

_LONGEST: Final = 16
"""How many words a frame may take."""


@dataclass(frozen=True, slots=True)
class PoliteFrames:
    """Patterns that open a request, those that need a command behind them, and those that wish for a thing."""

    open: tuple[re.Pattern[str], ...]
    commanding: tuple[re.Pattern[str], ...]
    wishing: tuple[re.Pattern[str], ...]
    asking: tuple[re.Pattern[str], ...]
    firsts: frozenset[str]
    commands: frozenset[str]
    irregular: Mapping[str, str]

    def end(self, tokens: Sequence[Token], i: int) -> int:
        """The end of the longest frame at ``i`` that something follows; ``i`` when there is none."""
        if tokens[i].text not in self.firsts:
            return i
        text, ends = _line(tokens, i)
        found = max((_reach(pattern, text, ends) for pattern in self.open), default=0)
        commanding = max((self._commanding_reach(pattern, text, ends) for pattern in self.commanding), default=0)
        end = i + max(found, commanding)
        return end if end < len(tokens) else i

    def wish_end(self, tokens: Sequence[Token], i: int) -> int:
        """The end of a wish at ``i``: "I should rather like"."""
        return _longest(self.wishing, tokens, i) if tokens[i].text in self.firsts else i

    def asking_end(self, tokens: Sequence[Token], i: int) -> int:
        """The end of a wish put as a question at ``i``: "could we possibly have"."""
        return _longest(self.asking, tokens, i) if tokens[i].text in self.firsts else i

    def command(self, word: str) -> str | None:
        """The command that a form of a verb belongs to: "turning" and "turned" are "turn"."""
        if word in self.commands:
            return word
        if word in self.irregular:
            return self.irregular[word]
        for ending in word_forms().participles:
            root = word.removesuffix(ending)
            if root == word or len(root) < 2:
                continue
            doubled = root[:-1] if root[-1] == root[-2] else root
            for form in (*word_forms().stems(word, ending), doubled):
                if form in self.commands:
                    return form
        return None

    def _commanding_reach(self, pattern: re.Pattern[str], text: str, ends: Mapping[int, int]) -> int:
        """The shortest way a pattern fits with a command right behind it."""
        for place, count in ends.items():
            following = text[place + 1 :].split(" ", 1)[0]
            if following and self.command(following) is not None and pattern.fullmatch(text, 0, place):
                return count
        return 0


@cache
def polite_frames(language: str = "en") -> PoliteFrames:
    """The frames of a language. Raises ``LanguageDataError``."""
    data, fillers = section("wrappings", language), section("fillers", language)
    adverbs = "|".join(map(re.escape, sorted(data.list("frame_adverbs"), key=len, reverse=True)))
    between = f"(?: (?:{adverbs}))*"
    return PoliteFrames(
        open=_patterns(data, "frames", between),
        commanding=_patterns(data, "commanding_frames", between),
        wishing=_patterns(data, "wish_frames", between),
        asking=_patterns(data, "asking_frames", between),
        firsts=data.words("frame_firsts"),
        commands=fillers.words("commands") | data.words("frame_commands"),
        irregular={**fillers.texts("gerunds"), **fillers.texts("participles"), **data.texts("past_forms")},
    )


def _patterns(data: Section, key: str, between: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            line.replace("{you}", data.text("frame_you"))
            .replace("{can}", data.text("frame_can"))
            .replace("{adv}", between)
        )
        for line in data.list(key)
    )


def _line(tokens: Sequence[Token], i: int) -> tuple[str, dict[int, int]]:
    """The words from ``i`` on in one line, and where in it each word ends."""
    words: list[str] = []
    ends: dict[int, int] = {}
    length = -1
    for count, token in enumerate(tokens[i : i + _LONGEST + 1], 1):
        words.append(token.text)
        length += 1 + len(token.text)
        ends[length] = count
    return " ".join(words), ends


def _longest(patterns: Sequence[re.Pattern[str]], tokens: Sequence[Token], i: int) -> int:
    text, ends = _line(tokens, i)
    end = i + max((_reach(pattern, text, ends) for pattern in patterns), default=0)
    return end if end < len(tokens) else i


def _reach(pattern: re.Pattern[str], text: str, ends: Mapping[int, int]) -> int:
    match = pattern.match(text)
    return ends.get(match.end(), 0) if match is not None else 0
