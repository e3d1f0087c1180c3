"""Fits the embedded model: ``python -m dialogue.training.fit OUT [EXTRA]``, run in a process of its own.

scikit-learn needs 120 MB and a few seconds of one core; both are gone when the process ends. ``EXTRA`` is JSON lines
of a household's own sentences: ``{"text", "intent"}``.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dialogue.reading.masking import hide_unknown
from dialogue.training.corpus import base_examples
from dialogue.training.examples import CLASSES, Example
from dialogue.training.model import IntentModel, softmax, write_model

RARE: Final = 3
"""A word seen in fewer sentences is learnt as an unknown one."""
RARE_FEATURE: Final = 3
STRENGTH: Final = 8.0
TEMPERATURES: Final = np.arange(0.6, 2.5, 0.1)


def fit(examples: Sequence[Example]) -> IntentModel:
    """A model of these sentences; a trial on half of them calibrates its probabilities on some of the other half."""
    trial = _fit(examples[1::2])
    temperature = _temperature(trial, examples[::8])
    return _fit(examples, temperature)


def _fit(examples: Sequence[Example], temperature: float = 1.0) -> IntentModel:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 (heavy, and only here)
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    from dialogue.training.features import features  # noqa: PLC0415

    seen = Counter(word for example in examples for word in set(example.text.split()))
    vocabulary = frozenset(word for word, count in seen.items() if count >= RARE)
    vectorizer = TfidfVectorizer(analyzer=features, min_df=RARE_FEATURE, sublinear_tf=True, dtype=np.float32)
    matrix = vectorizer.fit_transform([hide_unknown(example.text, vocabulary) for example in examples])
    regression = LogisticRegression(C=STRENGTH, max_iter=150, class_weight=_weights(examples))
    regression.fit(matrix, [example.intent for example in examples])
    return IntentModel(
        classes=tuple(str(name) for name in regression.classes_),
        vocabulary=vocabulary,
        index={str(name): int(row) for name, row in vectorizer.vocabulary_.items()},
        idf=vectorizer.idf_.astype(np.float32),
        weights=np.ascontiguousarray(regression.coef_.T, dtype=np.float32),
        bias=regression.intercept_.astype(np.float32),
        temperature=temperature,
    )


def _weights(examples: Sequence[Example]) -> dict[str, float]:
    """Small classes count for more, but not so much that they are seen everywhere."""
    counts = Counter(example.intent for example in examples)
    return {intent: (len(examples) / len(CLASSES) / count) ** 0.5 for intent, count in counts.items()}


def _temperature(model: IntentModel, unseen: Sequence[Example]) -> float:
    columns = {name: column for column, name in enumerate(model.classes)}
    logits = np.log(np.array([list(model.probabilities(example.text).values()) for example in unseen]) + 1e-9)
    truth = np.array([columns[example.intent] for example in unseen])
    losses = [_loss(logits / temperature, truth) for temperature in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _loss(scores: NDArray[np.float64], truth: NDArray[np.intp]) -> float:
    chosen = softmax(scores)[np.arange(len(truth)), truth]
    return float(-np.log(chosen + 1e-12).mean())


def _extra(path: Path) -> list[Example]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Example(str(row["text"]), str(row["intent"])) for row in rows]


def main(arguments: Sequence[str]) -> None:
    """Fit and write, politely: whoever talks to the hub meanwhile comes first."""
    os.nice(5)
    extra = [example for name in arguments[1:] for example in _extra(Path(name))]
    write_model(fit([*base_examples(), *extra]), Path(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
