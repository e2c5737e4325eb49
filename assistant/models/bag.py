"""A classifier by words and word pairs: TF-IDF weights into a logistic regression (scikit-learn), learnt in seconds.

It sees neither order nor meaning, and so errs elsewhere than a reader of sentences does: the two together are better than
either (assistant/advice/reader.py says by how much). Vocabulary and weights ship as safetensors, about a megabyte.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelUnusable

STRENGTH = 10.0  # inverse of the regularisation
RARE = 2  # texts in which a word or pair must stand to be known


def _counting(**options: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32, **options)


def train(rows: Sequence[tuple[str, str]], path: Path, note: str = "") -> None:
    """Learns from (text, label), of three labels or more, and writes to `path`. `note` is kept in the file."""
    from safetensors.numpy import save_file
    from sklearn.linear_model import LogisticRegression

    counting = _counting(min_df=RARE)
    features = counting.fit_transform([text for text, _ in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=1_000).fit(features, [label for _, label in rows])
    tensors = {
        "weights": np.ascontiguousarray(model.coef_, np.float16),  # safetensors writes memory as it lies
        "bias": model.intercept_.astype(np.float32),
        "rarity": counting.idf_.astype(np.float32),
    }
    words = "\n".join(counting.get_feature_names_out())
    save_file(tensors, str(path), {"words": words, "labels": "\n".join(model.classes_), "note": note})


class BagClassifier:
    """Reads what `train` wrote, at the first text."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._counting: Any = None
        self.labels: tuple[str, ...] = ()

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Shape (texts, labels). Raises ModelUnusable when the file is missing or damaged."""
        with self._lock:
            if self._counting is None:
                self._open()
        logits = np.asarray(self._counting.transform(texts) @ self._weights.T + self._bias, dtype=np.float64)
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))

    def _open(self) -> None:
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(str(self._path), framework="np") as file:
                facts = file.metadata() or {}
                weights, bias, rarity = (file.get_tensor(name) for name in ("weights", "bias", "rarity"))
        except (OSError, SafetensorError) as error:
            raise ModelUnusable(f"{self._path.name} cannot be read; reinstall the program: {error}") from error
        counting = _counting(vocabulary=facts["words"].split("\n"))
        counting.idf_ = rarity
        self._weights, self._bias = weights.astype(np.float32), bias
        self.labels, self._counting = tuple(facts["labels"].split("\n")), counting
