"""The embedded model: numbers learnt by scikit-learn, applied with numpy alone, so that a hub that runs stays small."""

from __future__ import annotations

import hashlib
import io
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dialogue.reading.masking import hide_unknown
from dialogue.training.errors import ModelFileError
from dialogue.training.features import features

Floats: TypeAlias = NDArray[np.float32]

_MAGIC: Final = b"teachable-hub-model-1\n"
_DIGEST: Final = 32


@dataclass(frozen=True, slots=True)
class IntentModel:
    """TF-IDF and a logistic regression over the classes.

    ``weights`` has a row per feature and a column per class; ``temperature`` above 1 makes probabilities more modest.
    """

    classes: tuple[str, ...]
    vocabulary: frozenset[str]
    index: Mapping[str, int]
    idf: Floats
    weights: Floats
    bias: Floats
    temperature: float

    def probabilities(self, masked_text: str) -> dict[str, float]:
        """Each class with its probability; they add up to 1."""
        counts = Counter(features(hide_unknown(masked_text, self.vocabulary)))
        rows = [(row, count) for name, count in counts.items() if (row := self.index.get(name)) is not None]
        scores = self.bias.astype(np.float64)
        if rows:
            where = np.fromiter((row for row, _ in rows), dtype=np.intp, count=len(rows))
            weight = np.fromiter((1.0 + log(count) for _, count in rows), dtype=np.float32, count=len(rows))
            weight *= self.idf[where]
            scores = scores + (weight @ self.weights[where]) / float(np.sqrt(weight @ weight))
        return dict(zip(self.classes, softmax(scores / self.temperature).tolist(), strict=True))


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores along the last axis as probabilities."""
    shares: NDArray[np.float64] = np.exp(scores - scores.max(axis=-1, keepdims=True))
    total: NDArray[np.float64] = shares.sum(axis=-1, keepdims=True)
    return np.divide(shares, total)


def write_model(model: IntentModel, path: Path) -> None:
    """Write it whole or not at all, with a checksum."""
    buffer = io.BytesIO()
    names = sorted(model.index, key=model.index.__getitem__)
    np.savez(
        buffer,
        classes=_bytes(model.classes),
        vocabulary=_bytes(tuple(sorted(model.vocabulary))),
        names=_bytes(tuple(names)),
        idf=model.idf,
        weights=model.weights,
        bias=model.bias,
        temperature=np.float32(model.temperature),
    )
    payload = buffer.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(_MAGIC + hashlib.sha256(payload).digest() + payload)
    part.replace(path)


def read_model(path: Path) -> IntentModel:
    """Read a model. Raises ``ModelFileError`` when the file is missing, cut off, changed or of another kind."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelFileError(path, str(error)) from error
    start = len(_MAGIC) + _DIGEST
    payload = content[start:]
    if content[: len(_MAGIC)] != _MAGIC or hashlib.sha256(payload).digest() != content[len(_MAGIC) : start]:
        raise ModelFileError(path, "the checksum does not fit")
    with np.load(io.BytesIO(payload), allow_pickle=False) as data:
        names = _strings(data["names"])
        return IntentModel(
            classes=_strings(data["classes"]),
            vocabulary=frozenset(_strings(data["vocabulary"])),
            index={name: row for row, name in enumerate(names)},
            idf=data["idf"],
            weights=data["weights"],
            bias=data["bias"],
            temperature=float(data["temperature"]),
        )


def _bytes(strings: tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(strings).encode(), dtype=np.uint8)


def _strings(array: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode().split("\n"))
