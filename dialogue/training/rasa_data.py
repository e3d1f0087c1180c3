"""The same sentences as Rasa reads them: one YAML document with pipeline and examples."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from dialogue.reading.masking import STAND_INS, UNKNOWN, hide_unknown
from dialogue.training.corpus import sample
from dialogue.training.examples import Example

PIPELINE: Final = r"""language: en
assistant_id: teachable_hub
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
  max_ngram: 2
  token_pattern: '(?u)\b\w+\b'
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: LogisticRegressionClassifier
  max_iter: 200
- name: CRFEntityExtractor
  features:
  - [low]
  - [low]
  - [low, title, upper, pattern]
  - [bias, low, prefix2, suffix3, digit, upper, title, pattern]
  - [low, title, upper, pattern]
  - [low]
  - [low]
policies: null
"""
MOST: Final = {"chat": 4_000}
MOST_OTHERS: Final = 3_000
"""Sentences of a class that Rasa is given: its training takes four times as long for twice as many."""
RARE: Final = 3
"""A word in fewer sentences is learnt as an unknown one."""

_MARKED: Final = re.compile(r"\[([^\]]+)\]\((\w+)\)")


def vocabulary_of(examples: Sequence[Example]) -> frozenset[str]:
    """Words that are often enough in the sentences to be learnt as themselves."""
    seen = Counter(word for example in examples for word in set(example.text.split()))
    return frozenset(word for word, count in seen.items() if count >= RARE) | {*STAND_INS.values(), UNKNOWN}


def chosen(examples: Sequence[Example]) -> Sequence[Example]:
    """Those that Rasa is given: a share of each class, without requests whose unknown words nobody has given a role.

    Its span model would otherwise learn from these that unknown words play none.
    """
    vocabulary = vocabulary_of(examples)
    told = [
        example
        for example in examples
        if example.annotated
        or example.intent not in ("command", "query")
        or UNKNOWN not in hide_unknown(example.text, vocabulary)
    ]
    return sample(told, MOST, MOST_OTHERS)


def shares_of(examples: Sequence[Example]) -> dict[str, float]:
    """How much of the sentences each class has. Rasa learns as if all had the same, which is put right afterwards."""
    counts = Counter(example.intent for example in examples)
    return {intent: count / len(examples) for intent, count in sorted(counts.items())}


def training_document(examples: Sequence[Example], vocabulary: frozenset[str]) -> str:
    """What ``POST /model/train`` and ``rasa train`` take."""
    by_intent: dict[str, dict[str, None]] = defaultdict(dict)
    for example in examples:
        by_intent[example.intent][_hidden(example, vocabulary)] = None
    blocks = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for intent, texts in sorted(by_intent.items())
    ]
    return f'{PIPELINE}version: "3.1"\nnlu:\n{"".join(blocks)}'


def _hidden(example: Example, vocabulary: frozenset[str]) -> str:
    if not example.annotated:
        return hide_unknown(example.text, vocabulary)
    out, at = [], 0
    for match in _MARKED.finditer(example.annotated):
        out.append(hide_unknown(example.annotated[at : match.start()], vocabulary))
        out.append(f"[{hide_unknown(match[1], vocabulary)}]({match[2]})")
        at = match.end()
    out.append(hide_unknown(example.annotated[at:], vocabulary))
    return " ".join(filter(None, out))
