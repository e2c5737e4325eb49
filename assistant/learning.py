"""`coach library learn`: what retrieval learns from the cards and the labelled texts - the adapter and the shipped vectors."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from assistant.advice import care
from assistant.models import adapter, vectors, weights
from assistant.models.catalogue import EMBEDDER
from assistant.models.embedder import ADAPTER, VECTORS, SentenceEmbedder
from assistant.settings import DEFAULT_EMBEDDER, Settings
from corpus.documents import Card
from corpus.library import Library, Progress


def groups(cards: list[Card]) -> list[list[str]]:
    """Texts that belong together: a card's situations and step; matters of care; what is vague; what is outside."""
    found = [[*card.situations, card.step] for card in cards]
    labelled: dict[str, list[str]] = defaultdict(list)
    for row in care.rows("care"):
        labelled[f"care {row['category']}"].append(row["text"])
    for row in care.rows("unanswerable"):
        labelled[f"outside {row['near']}"].append(row["text"])
    labelled["vague"] = [row["text"] for row in care.rows("vague")]
    return found + list(labelled.values())


def learn(settings: Settings, library: Library, target: Path, progress: Progress) -> None:
    """Trains the adapter into `target` and computes the vectors of all texts that every home embeds."""
    from sentence_transformers import SentenceTransformer

    folder = weights.ensure(EMBEDDER, settings)
    fresh: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    adapter.train(fresh, groups(library.cards()), target / ADAPTER, progress)
    embed(settings, library, target, progress)


def embed(settings: Settings, library: Library, target: Path, progress: Progress) -> None:
    """Computes the vectors with the adapter that is in `target`."""
    (target / VECTORS).unlink(missing_ok=True)
    embedder = SentenceEmbedder(DEFAULT_EMBEDDER, lambda: weights.ensure(EMBEDDER, settings), target)
    texts = sorted(set(_every_text(library)))
    found = []
    for start in range(0, len(texts), 1_000):
        found.append(embedder.embed(texts[start : start + 1_000]))
        progress("embedding", min(start + 1_000, len(texts)), len(texts))
    import numpy as np

    vectors.save(target / VECTORS, embedder.fingerprint, texts, np.vstack(found))


def _every_text(library: Library) -> list[str]:
    texts = [row["text"] for name in ("care", "ordinary", "unanswerable", "vague") for row in care.rows(name)]
    for card in library.cards():
        texts += [*card.situations, card.step, " ".join(span.quote for span in card.spans)]
    for entry in library.entries():
        texts += [passage.embedded for passage in library.passages(entry.id)]
    return texts
