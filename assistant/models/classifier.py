"""A small text classifier: embeddings and hashed word pairs into a logistic regression, trained in seconds from data.

The labelled texts live in the repository as data; weights are worked out on the machine and cached as plain arrays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Embedder, Vectors, digest

WORDS = 2**13  # hashed features
SHAPES = 2**14
VERSION = "1"


def _bag(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TOKEN = re.compile(r"[a-z0-9]+(?:['-][a-z]+)*|[?!]")
# Words that the shape of a sentence keeps; all others become a mark, so that "what does that cost you" and "what does it
# do to the drivers" look alike whatever the trade.
_KEPT = _bag(
    """a an the i you he she it we they me him her us them my your his its our their mine yours this that these those who
    whom whose which what when where why how is am are was were be been being do does did done doing have has had having
    will would shall should can could may might must ought not no yes and or but so if because as than then there here to
    of in on at by for from with about into over after before between through during without under up down out off again
    just only even still also too very really quite more most less least much many few some any all both each every other
    another same such one two three let lets say said saying tell told ask asked show shown see saw seen hear heard sound
    sounds seem seems look looks feel feels felt think thought know knew want wanted wants need needs needed like liked
    love hope hoped matter matters mean means meant happen happens happened cost costs try tried tries use used get got
    gets make makes made take takes took give gives gave go goes went going come put keep kept work works worked i'm i've
    i'd i'll you're you've you'd you'll he's she's it's that's we're we've we'd we'll they're they've don't doesn't
    didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't haven't hasn't hadn't what's who's where's
    how's there's here's let's last next yesterday today tomorrow monday tuesday wednesday thursday friday saturday
    sunday week month year day morning afternoon evening minute minutes hour hours noon always never ever often usually
    sometimes please thanks thank sorry hello hi okay ok well right sure yeah oh um uh hmm ah hey look listen honestly
    frankly actually basically maybe perhaps rather instead better best worse worst good great bad nice glad proud happy
    afraid worried first second third own someone somebody anyone anybody everyone everybody nobody people person thing
    things way point time times call calls meeting customer customers team deal deals number numbers money"""
)


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled texts; `strength` is the inverse of the regularisation, `words` the weight of the word features.

    `shapes` is the weight of features of how a sentence is built: its first and last words, and its function words in
    order. They tell what a sentence is for, whatever it is about.
    """

    name: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    strength: float = 3.0
    words: float = 1.0
    shapes: float = 0.0

    @property
    def hash(self) -> str:
        """Changes with texts, labels and settings."""
        settings = [self.strength, self.words, *([self.shapes] if self.shapes else [])]
        return digest(json.dumps([VERSION, self.texts, self.labels, *settings]))[:16]


class TextClassifier:
    """Probabilities of labels for texts."""

    def __init__(self, labels: Sequence[str], weights: Vectors, words: float, shapes: float = 0.0) -> None:
        self.labels, self._weights, self._words, self._shapes = tuple(labels), weights, words, shapes

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float64]:
        """Shape (texts, labels). `vectors` are the embeddings of the same texts."""
        features = _features(texts, vectors, self._words, self._shapes)
        logits = np.asarray(features @ self._weights[:, :-1].T + self._weights[:, -1], dtype=np.float64)
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))

    def probability(self, label: str, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float64]:
        """Shape (texts,)."""
        return np.asarray(self.probabilities(texts, vectors)[:, self.labels.index(label)])


def train(examples: Examples, embedder: Embedder) -> TextClassifier:
    """Fits a classifier; classes weigh the same whatever their size."""
    from sklearn.linear_model import LogisticRegression

    features = _features(examples.texts, embedder.embed(examples.texts), examples.words, examples.shapes)
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
        list(model.classes_),
        np.hstack([coefficients, intercepts[:, None]]).astype(np.float32),
        examples.words,
        examples.shapes,
    )


def cached(examples: Examples, embedder: Embedder, folder: Path) -> TextClassifier:
    """`train`, or what it made earlier from the same data and embedder."""
    path = folder / f"{examples.name}-{digest(examples.hash + embedder.fingerprint)[:16]}.npz"
    try:
        with np.load(path) as data:
            return TextClassifier(
                [str(label) for label in data["labels"]], data["weights"], examples.words, examples.shapes
            )
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


def _features(texts: Sequence[str], vectors: Vectors, words: float, shapes: float = 0.0) -> Any:
    import scipy.sparse as sparse
    from sklearn.feature_extraction.text import HashingVectorizer

    blocks = [sparse.csr_matrix(vectors * 4.0)]
    if words:
        hashing = HashingVectorizer(n_features=WORDS, ngram_range=(1, 2), alternate_sign=False, norm="l2")
        blocks.append(hashing.transform(texts) * words)
    if shapes:
        hashing = HashingVectorizer(n_features=SHAPES, analyzer=list, alternate_sign=False, norm="l2", dtype=np.float32)
        blocks.append(hashing.transform([_shape(text) for text in texts]) * shapes)
    return sparse.hstack(blocks).tocsr() if len(blocks) > 1 else blocks[0]


def _shape(text: str) -> list[str]:
    """Word pairs, the first four and last three words, and runs of up to four of what remains of a sentence's shape."""
    words = _TOKEN.findall(text.lower().replace("’", "'"))
    shape = ["<"]
    for word in words:
        mark = word if word in _KEPT or word in "?!" else _mark(word)
        if not mark == shape[-1] == "_":
            shape.append(mark)
    shape.append(">")
    found = ["w:" + " ".join(words[i : i + n]) for n in (1, 2) for i in range(len(words) - n + 1)]
    found += ["s:" + " ".join(shape[i : i + n]) for n in (1, 2, 3, 4) for i in range(len(shape) - n + 1)]
    found += ["b:" + " ".join(words[:n]) for n in (1, 2, 3, 4)] + ["e:" + " ".join(words[-n:]) for n in (1, 2, 3)]
    return [*found, "asks" if "?" in text else "plain"]


def _mark(word: str) -> str:
    if word[0].isdigit():
        return "0"
    for ending in ("ed", "ing", "ly", "s"):
        if word.endswith(ending):
            return ending
    return "_"
