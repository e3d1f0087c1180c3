"""A recogniser for tests: its "sound" is text, and what it mishears is written down beforehand."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dialogue.hearing.phrases import UNKNOWN
from dialogue.ports import OPENLY, Listening
from dialogue.transcript import HeardWord, Hearing, Partial, Transcript

_PART = re.compile(r"(\S+?)(?:/([\d.]+))?(?:\s|$)")


@dataclass(slots=True)
class FakeRecogniser:
    """``dialogue.ports.Recogniser``. Sound is words in UTF-8; ``words`` is its list, ``None`` for every word there is.

    ``mishears`` maps what is said to what is heard openly, ``contests`` to what a contest with the home gives,
    both as "words with/0.4 certainties"; ``others`` to more readings. ``asked`` keeps how it was asked to listen.
    """

    words: frozenset[str] | None = None
    mishears: Mapping[str, str] = field(default_factory=dict)
    contests: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)
    asked: list[Listening] = field(default_factory=list)
    phrases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``fake``."""
        return "fake"

    async def hear(self, audio: AsyncIterator[bytes], *, listening: Listening = OPENLY) -> AsyncIterator[Hearing]:
        """See ``Recogniser.hear``."""
        self.asked.append(listening)
        allowed = (*(self.phrases if listening.home else ()), *listening.phrases)
        said = ""
        shown = ""
        async for chunk in audio:
            said += chunk.decode()
            if not listening.alternatives and said.strip() and said.strip() != shown:
                shown = said.strip()
                yield Partial(shown)
        said = said.strip()
        if listening.home or listening.phrases:
            heard = transcript_of(self.contests.get(said) or _forced(said, allowed))
            yield Transcript(heard.text, heard.words, "home")
        elif listening.alternatives:
            first = transcript_of(self.mishears.get(said, said)).text
            more = [text for text in self.others.get(said, ()) if text != first]
            yield Transcript(first, alternatives=tuple(more)[: listening.alternatives])
        else:
            yield transcript_of(self.mishears.get(said, said))

    async def follow(self, phrases: Sequence[str]) -> None:
        """See ``Recogniser.follow``."""
        self.phrases = tuple(phrases)

    async def missing(self, words: Iterable[str]) -> frozenset[str]:
        """See ``Recogniser.missing``."""
        return frozenset() if self.words is None else frozenset(words) - self.words


def transcript_of(text: str) -> Transcript:
    """ "turn it/0.4 on" as a transcript whose second word is uncertain."""
    parts = [(match[1], float(match[2] or 1.0)) for match in _PART.finditer(text)]
    words = tuple(HeardWord(word, n * 0.3, n * 0.3 + 0.3, sure) for n, (word, sure) in enumerate(parts))
    return Transcript(" ".join(word for word, _ in parts), words)


async def sound_of(text: str) -> AsyncIterator[bytes]:
    """The words one after the other."""
    for word in text.split():
        yield f"{word} ".encode()


def _forced(said: str, phrases: Sequence[str]) -> str:
    """What is said with the words that are in none of the phrases marked as unknown."""
    known = {word for phrase in phrases for word in phrase.split()}
    return " ".join(word if word in known else UNKNOWN for word in said.split())
