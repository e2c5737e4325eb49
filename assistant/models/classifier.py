"""A small text classifier: embeddings and hashed word pairs into a logistic regression, trained in seconds from data.

The labelled texts live in the repository as data; weights are worked out on the machine and cached as plain arrays.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Embedder, Vectors, digest

WORDS = 2**13  # hashed features
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled texts; `strength` is the inverse of the regularisation, `words` the weight of the word features."""

    name: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    strength: float = 3.0
    words: float = 1.0

    @property
    def hash(self) -> str:
        """Changes with texts, labels and settings."""
        return digest(json.dumps([VERSION, self.texts, self.labels, self.strength, self.words]))[:16]


class TextClassifier:
    """Probabilities of labels for texts."""

    def __init__(self, labels: Sequence[str], weights: Vectors, words: float) -> None:
        self.labels, self._weights, self._words = tuple(labels), weights, words

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float64]:
        """Shape (texts, labels). `vectors` are the embeddings of the same texts."""
        features = _features(texts, vectors, self._words)
        logits = np.asarray(features @ self._weights[:, :-1].T + self._weights[:, -1], dtype=np.float64)
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))

    def probability(self, label: str, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float64]:
        """Shape (texts,)."""
        return np.asarray(self.probabilities(texts, vectors)[:, self.labels.index(label)])


def train(examples: Examples, embedder: Embedder) -> TextClassifier:
    """Fits a classifier; classes weigh the same whatever their size."""
    from sklearn.linear_model import LogisticRegression

    features = _features(examples.texts, embedder.embed(examples.texts), examples.words)
    model = LogisticRegression(C=examples.strength, max_iter=2000, class_weight="balanced").fit(
        features, examples.labels
    )
    coefficients, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
        coefficients, intercepts = (
            np.vstack([-coefficients, coefficients]) / 2,
            np.hstack([-intercepts, intercepts]) / 2,
        )
    return TextClassifier(
        list(model.classes_), np.hstack([coefficients, intercepts[:, None]]).astype(np.float32), examples.words
    )


def cached(examples: Examples, embedder: Embedder, folder: Path) -> TextClassifier:
    """`train`, or what it made earlier from the same data and embedder."""
    path = folder / f"{examples.name}-{digest(examples.hash + embedder.fingerprint)[:16]}.npz"
    try:
        with np.load(path) as data:
            return TextClassifier([str(label) for label in data["labels"]], data["weights"], examples.words)
    except (OSError, ValueError, KeyError, EOFError):
        pass
    found = train(examples, embedder)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp.npz")
    np.savez_compressed(temporary, labels=np.array(found.labels), weights=found._weights)
    temporary.replace(path)
    for old in folder.glob(f"{examples.name}-*.npz"):
        if old != path:
            old.unlink(missing_ok=True)
    return found


def _features(texts: Sequence[str], vectors: Vectors, words: float) -> Any:
    import scipy.sparse as sparse
    from sklearn.feature_extraction.text import HashingVectorizer

    dense = sparse.csr_matrix(vectors * 4.0)
    if not words:
        return dense
    hashed = HashingVectorizer(n_features=WORDS, ngram_range=(1, 2), alternate_sign=False, norm="l2").transform(texts)
    return sparse.hstack([dense, hashed * words]).tocsr()
