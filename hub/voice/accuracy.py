"""How well something was heard: word error rate and sentence accuracy against what was said."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.errors import SoundFileFaulty


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Counts over many sentences."""

    sentences: int = 0
    right: int = 0
    words: int = 0
    errors: int = 0

    @property
    def word_error_rate(self) -> float:
        """Substituted, missing and added words, as a share of the words said."""
        return self.errors / self.words if self.words else 0.0

    @property
    def sentence_accuracy(self) -> float:
        """Share of sentences without any error."""
        return self.right / self.sentences if self.sentences else 0.0

    def with_sentence(self, said: str, heard: str) -> Accuracy:
        """One sentence more."""
        errors = word_errors(said.split(), heard.split())
        return Accuracy(
            self.sentences + 1, self.right + (errors == 0), self.words + len(said.split()), self.errors + errors
        )

    def __str__(self) -> str:
        return (
            f"{self.sentences} sentences: word error rate {100 * self.word_error_rate:.2f} % "
            f"({self.errors} of {self.words} words), {self.right} sentences right "
            f"({100 * self.sentence_accuracy:.1f} %)"
        )


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """The least number of words to change, remove or add (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (word != other))
    return row[-1]


def read_transcripts(path: Path) -> Mapping[str, str]:
    """File name to what is said in it, from a table with the columns ``file`` and ``text``, divided by tabs."""
    if not path.is_file():
        raise SoundFileFaulty(f"{path}: there is no such table of transcripts.")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["file"]: row["text"] for row in csv.DictReader(file, delimiter="\t")}
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise SoundFileFaulty(f"{path}: it is no table of transcripts with the columns file and text.") from error
