"""The embedder: any sentence-transformers model, loaded at the first text, never at import."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import ModelUnusable
from assistant.models import adapter, weights
from assistant.models.catalogue import EMBEDDER, READER
from assistant.models.vectors import KnownVectors
from assistant.settings import DEFAULT_EMBEDDER, Settings
from corpus.documents import Vectors, digest

BATCH = 64
ADAPTER, VECTORS = "adapter.safetensors", "vectors.npz"
SHIPPED = Path(__file__).parent / "learned"
MANY = 16  # from so many texts on it pays to read the shipped vectors


class SentenceEmbedder:
    """Implements corpus.documents.Embedder. `fetch` gives the folder of the weights when they are first needed.

    `learned` may hold an adapter that is merged into the weights, and vectors that need not be computed.
    """

    def __init__(self, name: str, fetch: Callable[[], Path], learned: Path | None = None) -> None:
        self._name, self._fetch = name, fetch
        self._adapter = learned / ADAPTER if learned and (learned / ADAPTER).is_file() else None
        self._vectors = learned / VECTORS if learned else None
        self._model: Any = None
        self._known: KnownVectors | None = None
        self._lock = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """Name and content of weights and adapter: known by hash for the default, by files for any other."""
        if self._name == DEFAULT_EMBEDDER:
            weights_hash = EMBEDDER.files[-1].sha256[:12]
        else:
            files = sorted(p for p in self._fetch().rglob("*") if p.suffix in {".json", ".safetensors", ".bin", ".txt"})
            weights_hash = digest(repr([(path.name, path.stat().st_size) for path in files]))[:12]
        return f"{self._name}@{weights_hash}" + (f"+{digest(self._adapter.read_bytes())[:12]}" if self._adapter else "")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32; the order is kept."""
        with self._lock:
            if self._known is None and self._vectors and len(texts) > MANY:
                self._known = KnownVectors(self._vectors, self.fingerprint)
            found = [self._known.get(text) for text in texts] if self._known else [None] * len(texts)
            new = [text for text, vector in zip(texts, found, strict=True) if vector is None]
            if new or not texts:
                computed = iter(self._compute(new))
                found = [next(computed) if vector is None else vector for vector in found]
        return np.asarray(found, dtype=np.float32).reshape(len(texts), -1)

    def _compute(self, texts: Sequence[str]) -> Any:
        if self._model is None:
            self._model = self.load()
        return self._model.encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)

    def load(self) -> Any:
        """A SentenceTransformer of its own, with the adapter. Raises ModelUnusable."""
        folder = self._fetch()
        os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", HF_HUB_DISABLE_TELEMETRY="1")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        # Threads that spin while they wait make everything ten times slower as soon as another program computes too: a
        # model server, a second `coach`. Read when torch is imported.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
            if self._adapter:
                adapter.apply(model, self._adapter)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelUnusable(f"the embedder in {folder} does not load ({error})") from error
        return model


def learned_folder(settings: Settings) -> Path:
    """Where adapter and vectors are: the home's own where it has learnt some, else the shipped ones."""
    own = settings.home / "learned"
    return own if (own / ADAPTER).is_file() else SHIPPED


def build_embedder(settings: Settings, progress: weights.Progress | None = None) -> SentenceEmbedder:
    """The configured embedder; nothing is loaded or fetched yet."""
    if settings.embedder == DEFAULT_EMBEDDER:
        return SentenceEmbedder(
            settings.embedder, lambda: weights.ensure(EMBEDDER, settings, progress), learned_folder(settings)
        )
    return SentenceEmbedder(settings.embedder, lambda: _other(settings))


def plain_embedder(settings: Settings, progress: weights.Progress | None = None) -> SentenceEmbedder:
    """The default weights as they were published, for what learns an adapter of its own."""
    return SentenceEmbedder(DEFAULT_EMBEDDER, lambda: weights.ensure(EMBEDDER, settings, progress))


def deep_reader(settings: Settings, progress: weights.Progress | None = None) -> SentenceEmbedder | None:
    """The larger weights that messages are read with where they are here or can be had, for what learns an adapter of its own."""
    folder = weights.obtain(READER, settings, progress)
    return SentenceEmbedder(READER.id, lambda: folder) if folder is not None else None


def _other(settings: Settings) -> Path:
    """A folder given as such, or a model of the hub (which needs the network once)."""
    path = Path(settings.embedder).expanduser()
    if path.is_dir():
        return path
    from huggingface_hub import snapshot_download

    try:
        return Path(
            snapshot_download(settings.embedder, cache_dir=settings.models / "hub", endpoint=settings.model_hub)
        )
    except Exception as error:  # the hub's client raises its own, httpx's and the operating system's errors
        raise ModelUnusable(
            f"the embedder {settings.embedder!r} is neither a folder nor to be had from {settings.model_hub}"
        ) from error
