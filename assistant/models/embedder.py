"""The embedder: any sentence-transformers model, loaded at the first text, never at import."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import ModelUnusable
from assistant.models import weights
from assistant.models.catalogue import EMBEDDER
from assistant.settings import DEFAULT_EMBEDDER, Settings
from corpus.documents import Vectors, digest

BATCH = 64


class SentenceEmbedder:
    """Implements corpus.documents.Embedder. `fetch` gives the folder of the weights when they are first needed."""

    def __init__(self, name: str, fetch: Callable[[], Path]) -> None:
        self._name, self._fetch = name, fetch
        self._model: Any = None
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Name and content of the weights: known by hash for the default, by files for any other."""
        if self._name == DEFAULT_EMBEDDER:
            return f"{self._name}@{EMBEDDER.files[-1].sha256[:12]}"
        folder = self._fetch()
        files = sorted(path for path in folder.rglob("*") if path.suffix in {".json", ".safetensors", ".bin", ".txt"})
        return f"{self._name}@{digest(repr([(path.name, path.stat().st_size) for path in files]))[:12]}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32; the order is kept."""
        with self._lock:
            if self._model is None:
                self._model = self._load()
            vectors = self._model.encode(
                list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)

    def _load(self) -> Any:
        folder = self._fetch()
        os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", HF_HUB_DISABLE_TELEMETRY="1")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnusable(f"the embedder in {folder} does not load ({error})") from error


def build_embedder(settings: Settings, progress: weights.Progress | None = None) -> SentenceEmbedder:
    """The configured embedder; nothing is loaded or fetched yet."""
    if settings.embedder == DEFAULT_EMBEDDER:
        return SentenceEmbedder(settings.embedder, lambda: weights.ensure(EMBEDDER, settings, progress))
    return SentenceEmbedder(settings.embedder, lambda: _other(settings))


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
