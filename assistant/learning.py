"""`coach library learn`: what retrieval learns from the cards and the labelled texts - the adapter and the shipped vectors."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from assistant.advice import reader, subject
from assistant.advice.labelled import rows
from assistant.models import adapter, vectors, weights
from assistant.models.catalogue import EMBEDDER, READER
from assistant.models.embedder import ADAPTER, VECTORS, SentenceEmbedder, plain_embedder
from assistant.settings import DEFAULT_EMBEDDER, Settings
from corpus.card_index import card_texts
from corpus.cards import read
from corpus.documents import Card
from corpus.library import Progress, shipped_folder
from corpus.loaders import load
from corpus.splitting import passages


def groups(cards: list[Card]) -> list[list[str]]:
    """Texts that belong together: a card's situations and step; matters of care; what is vague; what is outside."""
    found = [[*card.situations, card.step] for card in cards]
    labelled: dict[str, list[str]] = defaultdict(list)
    for row in rows("care"):
        labelled[f"care {row['category']}"].append(row["text"])
    for row in rows("unanswerable"):
        labelled[f"outside {row['near']}"].append(row["text"])
    labelled["vague"] = [row["text"] for row in rows("vague")]
    return found + list(labelled.values())


def shipped_texts() -> tuple[list[Card], list[str]]:
    """The shipped cards, and the passages of the shipped articles as they are embedded."""
    cards = [card for path in sorted(shipped_folder("cards").glob("*.yaml")) for card in read(path)]
    articles = [load(path) for path in sorted(shipped_folder("articles").glob("*.md"))]
    return cards, [passage.embedded for a in articles for passage in passages(a.id, a.title, a.text)]


def learn(settings: Settings, cards: list[Card], target: Path, progress: Progress) -> None:
    """Trains the adapter into `target`."""
    from sentence_transformers import SentenceTransformer

    folder = weights.ensure(EMBEDDER, settings)
    fresh: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    adapter.train(fresh, groups(cards), target / ADAPTER, progress)
    (target / VECTORS).unlink(missing_ok=True)  # of another adapter


def learn_reader(settings: Settings, cards: list[Card], progress: Progress) -> None:
    """Trains what reads messages and ships (assistant/advice/reader.py, subject.py), from the published weights."""
    larger = SentenceEmbedder(READER.id, lambda: weights.ensure(READER, settings, progress))
    reader.learn(plain_embedder(settings).load, larger.load, cards, progress)
    subject.learn(plain_embedder(settings).load, cards, progress)


def embed(settings: Settings, cards: list[Card], embedded: list[str], target: Path, progress: Progress) -> None:
    """Computes the vectors of all texts that every home embeds, with the adapter that is in `target`."""
    import numpy as np

    (target / VECTORS).unlink(missing_ok=True)
    embedder = SentenceEmbedder(DEFAULT_EMBEDDER, lambda: weights.ensure(EMBEDDER, settings), target)
    texts = sorted({*embedded, *(text for card in cards for _, text in card_texts(card))})
    found = []
    for start in range(0, len(texts), 1_000):
        found.append(embedder.embed(texts[start : start + 1_000]))
        progress("embedding", min(start + 1_000, len(texts)), len(texts))
    vectors.save(target / VECTORS, embedder.fingerprint, texts, np.vstack(found))
