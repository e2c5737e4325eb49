"""Card situations as vectors, and a linear classifier that learns from them which card a story asks for.

Trained in a second when the index is built (ridge regression to one-hot targets, closed form), so that it fits whatever
cards are in the library. Measured by `make bench-retrieval`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from corpus.documents import Card, Caution, Citation, Embedder, Stance, Vectors
from corpus.files import write_atomically

NEAREST = 3  # a card's situations count by the mean of its best three
RIDGE = 1.0  # tuned on the development questions
_KINDS = ("situation", "step", "span")


@dataclass(frozen=True, slots=True)
class CardScores:
    """Similarities of one query to every card, shape (cards,) each; `learned` is the classifier's margin."""

    situation: Vectors
    nearest: Vectors
    step: Vectors
    span: Vectors
    learned: Vectors


class CardIndex:
    """Cards with the vectors of their situations, steps and spans, and the classifier's weights."""

    def __init__(
        self, cards: tuple[Card, ...], texts: list[str], owners: Vectors, kinds: Vectors, vectors: Vectors
    ) -> None:
        self.cards = cards
        self._texts, self._owners, self._kinds, self._vectors = texts, owners.astype(int), kinds.astype(int), vectors
        self._weights = _train(vectors[self._kinds == 0], self._owners[self._kinds == 0], len(cards))
        self._rows = {kind: self._table(k) for k, kind in enumerate(_KINDS)}

    def score(self, vector: Vectors) -> CardScores:
        """Scores of one unit vector, shape (dimension,)."""
        similarity = self._vectors @ vector if len(self.cards) else np.zeros(0, np.float32)
        return CardScores(
            situation=self._per_card("situation", similarity, NEAREST),
            nearest=self._per_card("situation", similarity, 1),
            step=self._per_card("step", similarity, 1),
            span=self._per_card("span", similarity, 1),
            learned=np.asarray(self._weights @ np.append(vector, 1.0), dtype=np.float32),
        )

    def _table(self, kind: int) -> Vectors:
        """Rows of each card's vectors of a kind, shape (cards, most of any card), filled up with the row after the last."""
        rows = [np.flatnonzero((self._kinds == kind) & (self._owners == card)) for card in range(len(self.cards))]
        table = np.full((len(rows), max(map(len, rows), default=0)), len(self._vectors))
        for card, found in enumerate(rows):
            table[card, : len(found)] = found
        return table

    def _per_card(self, kind: str, similarity: Vectors, best: int) -> Vectors:
        """Mean of each card's best so many, 0 for one that has none."""
        values = np.append(similarity, -np.inf)[self._rows[kind]]
        top = np.sort(values, axis=1)[:, ::-1][:, :best]
        there = np.isfinite(top)
        found = np.where(there, top, 0.0).sum(axis=1) / np.maximum(1, there.sum(axis=1))
        return np.asarray(found, dtype=np.float32)

    def save(self, folder: Path, embedder: str) -> None:
        """Stores cards, vectors and who made them; the classifier is trained again on loading, faster than it is read."""
        folder.mkdir(parents=True, exist_ok=True)
        document = {"embedder": embedder, "cards": [asdict(card) for card in self.cards], "texts": self._texts}
        np.savez(folder / "vectors.npz", owners=self._owners, kinds=self._kinds, vectors=self._vectors)
        write_atomically(folder / "cards.json", json.dumps(document, ensure_ascii=False).encode())

    @classmethod
    def load(cls, folder: Path, embedder: str) -> CardIndex:
        """Reads what `save` wrote; raises OSError, ValueError, KeyError or TypeError when it is not whole or not of `embedder`."""
        document = json.loads((folder / "cards.json").read_bytes())
        if document["embedder"] != embedder:
            raise ValueError("the card index is of another embedder")
        with np.load(folder / "vectors.npz") as data:
            owners, kinds, vectors = data["owners"], data["kinds"], data["vectors"]
        if not len(document["texts"]) == len(owners) == len(kinds) == len(vectors):
            raise ValueError("the card index is not whole")
        return cls(tuple(map(_card, document["cards"])), document["texts"], owners, kinds, vectors)

    @classmethod
    def build(cls, cards: tuple[Card, ...], embedder: Embedder, known: CardIndex | None = None) -> CardIndex:
        """Embeds what is new; vectors of texts that `known` (made by the same embedder) has are taken over."""
        rows = [(owner, kind, text) for owner, card in enumerate(cards) for kind, text in card_texts(card)]
        texts = [text for _, _, text in rows]
        old = dict(zip(known._texts, known._vectors, strict=True)) if known else {}
        new = sorted({text for text in texts if text not in old})
        if new:
            old.update(zip(new, embedder.embed(new), strict=True))
        vectors = np.stack([old[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)
        return cls(cards, texts, np.array([row[0] for row in rows]), np.array([row[1] for row in rows]), vectors)


def card_texts(card: Card) -> list[tuple[int, str]]:
    """What is embedded of a card, each with its kind (an index of _KINDS)."""
    told = [(0, text) for text in (*card.situations, card.choice) if text]
    return [*told, (1, card.step), (2, " ".join(span.quote for span in card.spans))]


def _train(vectors: Vectors, owners: Vectors, count: int) -> Vectors:
    """Weights, shape (cards, dimension + 1), of a ridge regression from situation vectors to one-hot cards."""
    if not count or not len(vectors):
        return np.zeros((count, (vectors.shape[1] if vectors.ndim == 2 else 0) + 1), np.float32)
    inputs = np.hstack([vectors, np.ones((len(vectors), 1), np.float32)]).astype(np.float64)
    targets = np.zeros((len(vectors), count))
    targets[np.arange(len(vectors)), owners] = 1.0
    gram = inputs.T @ inputs + RIDGE * np.eye(inputs.shape[1])
    return np.asarray(np.linalg.solve(gram, inputs.T @ targets).T, dtype=np.float32)


def _card(row: dict[str, object]) -> Card:
    fields = dict(row)
    fields["spans"] = tuple(Citation(**span) for span in row["spans"])  # type: ignore[attr-defined]
    fields["situations"], fields["topics"] = tuple(row["situations"]), tuple(row["topics"])  # type: ignore[arg-type]
    fields["stance"] = Stance(**row["stance"]) if row["stance"] else None  # type: ignore[arg-type]
    caution = row["caution"]
    fields["caution"] = Caution(caution["say"], tuple(caution["not_for"])) if caution else None  # type: ignore[index]
    return Card(**fields)  # type: ignore[arg-type]
