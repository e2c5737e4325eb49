"""Learns the weights of the support checker from the suite `support-dev`, and says how well it does on what it has not seen.

    python -m evals.support_training      prints the cross-validation and writes assistant/advice/support.json

A logistic regression whose weights have a sign (alignment.GOOD, BAD). Situations stay whole: no sentence is judged by weights
that saw another one of the same evidence. The threshold is the score below which four fifths of the wrong sentences fall.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.advice import support
from assistant.advice.alignment import BAD, GOOD, measure
from assistant.settings import from_environment
from corpus.documents import Embedder
from evals import cases
from evals.cases import Case

SUITE = "support-dev"
STOPPED = 0.8  # of the wrong sentences
STRENGTH = 0.03  # inverse of the regularisation
FOLDS, ROUNDS = 8, 4
NAMES = (*GOOD, support.MEANING, *BAD)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Measures (sentences, NAMES), labels, the situation of each, and whether a number, a name or foreign words stop it already."""

    values: Floats
    supported: NDArray[np.bool_]
    groups: tuple[str, ...]
    stopped: NDArray[np.bool_]


def table(rows: Sequence[Case], embedder: Embedder) -> Table:
    """Measures all sentences; `brief` of a row names its situation."""
    texts = [support.context(row.given["evidence"], str(row.given.get("user", ""))) for row in rows]
    every = list(dict.fromkeys([*(row.question for row in rows), *texts]))
    vectors = dict(zip(every, embedder.embed(every), strict=True))
    values, stopped = [], []
    for row, text in zip(rows, texts, strict=True):
        found = measure(row.question, row.given["evidence"], str(row.given.get("user", "")))
        found[support.MEANING] = float(vectors[row.question] @ vectors[text])
        values.append([found[name] for name in NAMES])
        stopped.append(bool(support.foreign(row.question, text)) or found["covered"] < support.WORDS)
    return Table(
        np.array(values), np.array([row.kind == "supported" for row in rows]),
        tuple(str(row.notes.get("brief", row.id)) for row in rows), np.array(stopped),
    )  # fmt: skip


def fit(values: Floats, supported: NDArray[np.bool_]) -> tuple[Floats, float]:
    """(weights of the plain values, intercept); both classes weigh the same, weights keep to their sign."""
    from scipy.optimize import minimize

    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    scaled, sign = (values - mean) / spread, np.where(supported, 1.0, -1.0)
    share = np.where(supported, 0.5 / supported.sum(), 0.5 / (~supported).sum()) * len(supported)

    def loss(b: Floats) -> tuple[float, Floats]:
        margin = sign * (scaled @ b[:-1] + b[-1])
        slope = -sign * share / (1 + np.exp(margin))
        value = float((share * np.logaddexp(0, -margin)).sum() + (b[:-1] ** 2).sum() / (2 * STRENGTH))
        return value, np.append(scaled.T @ slope + b[:-1] / STRENGTH, slope.sum())

    bounds = [(None, 0.0) if name in BAD else (0.0, None) for name in NAMES] + [(None, None)]
    found = minimize(loss, np.zeros(len(NAMES) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ mean)


def unseen(data: Table) -> Floats:
    """Scores by cross-validation over the situations, the mean of several divisions; 0 for what is stopped already."""
    names = sorted(set(data.groups))
    total = np.zeros(len(data.supported))
    for seed in range(ROUNDS):
        order = dict(zip(names, np.random.default_rng(seed).permutation(len(names)), strict=True))
        fold = np.array([order[group] % FOLDS for group in data.groups])
        for number in range(FOLDS):
            seen = (fold != number) & ~data.stopped
            weights, intercept = fit(data.values[seen], data.supported[seen])
            total[fold == number] += 1 / (1 + np.exp(-(data.values[fold == number] @ weights + intercept)))
    return np.where(data.stopped, 0.0, total / ROUNDS)


def learn(embedder: Embedder, path: Path) -> list[str]:
    """Writes the weights; gives back what cross-validation found, in lines."""
    rows = cases.read(cases.find(SUITE, from_environment(model="none").home)).cases
    data = table(rows, embedder)
    scores = unseen(data)
    threshold = float(np.quantile(scores[~data.supported], STOPPED)) + 1e-6
    free = ~data.stopped
    weights, intercept = fit(data.values[free], data.supported[free])
    kept, caught = (
        float((scores[data.supported] >= threshold).mean()),
        float((scores[~data.supported] < threshold).mean()),
    )
    document = {
        "suite": SUITE, "sentences": len(rows), "embedder": embedder.fingerprint, "threshold": round(threshold, 4),
        "intercept": round(intercept, 4),
        "weights": {name: round(float(w), 4) for name, w in zip(NAMES, weights, strict=True) if abs(w) >= 5e-5},
    }  # fmt: skip
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    errors = [str(row.notes.get("error", "supported")) for row in rows]
    of, dropped = Counter(errors), Counter(e for e, s in zip(errors, scores, strict=True) if s < threshold)
    return [
        f"{len(rows)} sentences, {len(set(data.groups))} situations, cross-validated: balanced accuracy {(kept + caught) / 2:.3f},"
        f" {kept:.1%} of the supported stand, {caught:.1%} of the wrong are stopped",
        "stopped: " + ", ".join(f"{error} {dropped[error]} of {count}" for error, count in of.most_common()),
    ]


def main() -> None:
    """The command."""
    from assistant.models.embedder import build_embedder

    path = Path(support.__file__).with_name(support.WEIGHTS)
    print("\n".join(learn(build_embedder(from_environment(model="none")), path)))


if __name__ == "__main__":
    main()
