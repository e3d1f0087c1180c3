"""All sentences an interpreter learns from: public ones, generated ones and those of this household's lessons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from random import Random
from typing import Final

import yaml

from dialogue.reading.masking import UNKNOWN, tokens
from dialogue.training.annotated import Annotated, plain, read_lines
from dialogue.training.examples import Example
from dialogue.training.templates import read_templates

FUNCTION_WORDS: Final = 160
"""So many of the most frequent words are never hidden: they carry the form of a sentence."""


def base_examples(language: str = "en") -> Sequence[Example]:
    """The shipped and the generated sentences of a language, the same on every call."""
    folder = files("dialogue.training") / language
    templates = read_templates(yaml.safe_load((folder / "templates.yaml").read_text(encoding="utf-8")))
    generated = list(templates.examples())
    public = read_lines((folder / "public.txt").read_text(encoding="utf-8").splitlines())
    function_words = frequent(example.text for example in generated)
    return [*generated, *_of_public(public, function_words)]


def regression_examples(language: str = "en") -> Sequence[Example]:
    """Sentences that no newer model may understand worse (``regression.yaml``)."""
    text = (files("dialogue.training") / language / "regression.yaml").read_text(encoding="utf-8")
    read = yaml.safe_load(text).items()
    return [Example(" ".join(tokens(sentence)), intent) for intent, sentences in read for sentence in sentences]


def sample(examples: Sequence[Example], most: Mapping[str, int], otherwise: int) -> Sequence[Example]:
    """So many of each class, spread evenly over them, in their order."""
    counts = Counter(example.intent for example in examples)
    steps = {intent: min(1.0, most.get(intent, otherwise) / count) for intent, count in counts.items()}
    taken: list[Example] = []
    owed: Counter[str] = Counter()
    shares = dict.fromkeys(steps, 0.0)
    for example in examples:
        shares[example.intent] += steps[example.intent]
        if shares[example.intent] >= owed[example.intent] + 1:
            owed[example.intent] += 1
            taken.append(example)
    return taken


def frequent(texts: Iterable[str], count: int = FUNCTION_WORDS) -> frozenset[str]:
    """The most frequent words."""
    counted = Counter(word for text in texts for word in text.split() if word != UNKNOWN)
    return frozenset(word for word, _ in counted.most_common(count))


def _of_public(sentences: Sequence[Annotated], function_words: frozenset[str]) -> Iterator[Example]:
    rng = Random(11)  # noqa: S311 (sentences, not secrets)
    seen: set[tuple[str, str]] = set()
    for sentence in sentences:
        for annotated in (sentence.masked(), sentence.varied(rng, function_words)):
            text = plain(annotated)
            if text and (text, sentence.intent) not in seen:
                seen.add((text, sentence.intent))
                yield Example(text, sentence.intent, annotated if annotated != text else "")
