"""A classifier that reads with its own adapter: low-rank changes to the embedder's weights and a linear head, in one file.

W' = W + scale · B·A on all linear layers of the encoder (LoRA, Hu et al. 2021), trained together with the head by
cross-entropy on labelled texts. It knows the purpose of a sentence better than embeddings that were made for topics, and
errs differently, so the two are averaged (assistant/practice/moves.py). About 1.3 MB; ships as safetensors.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelUnusable

RANK = 16
SCALE = 2.0
EPOCHS = 8
BATCH = 32
RATE, HEAD_RATE = 1e-3, 5e-3
DROPOUT = 0.1
SMOOTHING = 0.1
READ = 64  # texts read at once
BUCKET = 16  # batches among which texts of like length are put together: less padding
_TARGETS = ("query", "key", "value", "dense", "q", "k", "v", "o")  # as BERT and as MPNet name them

Progress = Callable[[str, int, int], None]


def _layers(model: Any) -> dict[str, Any]:
    return {
        name: module
        for name, module in model.named_modules()
        if name.rsplit(".", 1)[-1] in _TARGETS and "pooler" not in name and hasattr(module, "weight")
    }


def _attach(model: Any, factors: Callable[[], dict[str, Any]]) -> None:
    """Lets the layers of a model answer as the factors that are there at the time change them: W + SCALE · B·A."""

    def changed(name: str) -> Callable[[Any, Any, Any], Any]:
        def hook(_: Any, inputs: Any, output: Any) -> Any:
            found = factors()
            return output + SCALE * (inputs[0] @ found[f"{name}.a"].T) @ found[f"{name}.b"].T

        return hook

    for name, layer in _layers(model).items():
        layer.register_forward_hook(changed(name))


def _pooled(model: Any, texts: Sequence[str]) -> Any:
    """Mean of the token vectors, shape (texts, dimension), as a tensor; the model's last step (normalising) is left out."""
    features = model.preprocess(list(texts)) if hasattr(model, "preprocess") else model.tokenize(list(texts))
    return model[1](model[0](features))["sentence_embedding"]


def train(
    model: Any,
    rows: Sequence[tuple[tuple[str, ...], str | tuple[str, ...]]],
    path: Path,
    progress: Progress,
    seed: int = 7,
    epochs: int = EPOCHS,
    rate: float = RATE,
    note: str = "",
) -> None:
    """Learns adapter and head for a loaded SentenceTransformer and writes them to `path` in half precision.

    A row is (ways to write a text, label, or labels of which any is right); each epoch reads one of the ways. `model` is
    changed in training and must be loaded again to be used. `note` is kept in the file. The weights that stay as they are
    compute in bfloat16 (two to four times as fast on a processor that has it), adapter and head are learnt in full precision.
    """
    import torch
    from safetensors.torch import save_file
    from torch import nn

    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    labels = sorted({label for _, right in rows for label in _labels(right)})
    number = {label: position for position, label in enumerate(labels)}
    model.to(torch.bfloat16)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    factors: dict[str, nn.Parameter] = {}
    for name, layer in _layers(model).items():
        factors[f"{name}.a"] = nn.Parameter(torch.randn(RANK, layer.in_features) / layer.in_features**0.5)
        factors[f"{name}.b"] = nn.Parameter(torch.zeros(layer.out_features, RANK))
    used: dict[str, Any] = {}
    _attach(model, lambda: used)
    width = int(model.get_embedding_dimension())
    head = nn.Linear(width, len(labels))
    optimiser = torch.optim.AdamW(
        [{"params": list(factors.values()), "lr": rate}, {"params": head.parameters(), "lr": HEAD_RATE}],
        weight_decay=0.01,
    )
    total = epochs * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.1 * total), max(0.0, 1 - step / total))
    )
    model.train()
    done = 0
    order = list(range(len(rows)))
    for _ in range(epochs):
        for batch in _batches(rows, order, shuffle):
            used |= {name: factor.to(torch.bfloat16) for name, factor in factors.items()}
            pooled = _pooled(model, [shuffle.choice(ways) for ways, _ in batch]).float()
            logits = head(nn.functional.dropout(pooled, DROPOUT))
            chances = torch.log_softmax(logits, dim=1)
            right = [
                chances[row, [number[label] for label in _labels(labels_)]] for row, (_, labels_) in enumerate(batch)
            ]
            met = torch.stack([torch.logsumexp(some, 0) for some in right]).mean()
            loss = -(1 - SMOOTHING) * met - SMOOTHING * chances.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            done += 1
            progress("learning", done, total)
    tensors = {name: tensor.detach().half().contiguous() for name, tensor in factors.items()}
    tensors |= {"head.weight": head.weight.detach().half(), "head.bias": head.bias.detach().half()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, str(path), metadata={"labels": "\n".join(labels), "note": note})


def _labels(right: str | tuple[str, ...]) -> tuple[str, ...]:
    return (right,) if isinstance(right, str) else right


def _batches(rows: Sequence[Any], order: list[int], shuffle: random.Random) -> list[list[Any]]:
    shuffle.shuffle(order)
    found = []
    for begin in range(0, len(order), BATCH * BUCKET):
        alike = sorted(order[begin : begin + BATCH * BUCKET], key=lambda index: len(rows[index][0][0]))
        found += [[rows[index] for index in alike[at : at + BATCH]] for at in range(0, len(alike), BATCH)]
    shuffle.shuffle(found)
    return found


def note(path: Path) -> str:
    """What was noted in the file when it was learnt; "" where there is none."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="np") as file:
            return str((file.metadata() or {}).get("note", ""))
    except (OSError, SafetensorError):
        return ""


class Base:
    """The embedder's weights, loaded once, in which several adapters take turns. `load` gives a fresh SentenceTransformer."""

    def __init__(self, load: Callable[[], Any]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._model: Any = None
        self._factors: dict[str, Any] = {}  # of the adapter whose turn it is

    def layers(self) -> dict[str, Any]:
        """Those that an adapter changes."""
        with self._lock:
            return _layers(self._opened())

    def pooled(self, texts: Sequence[str], factors: dict[str, Any]) -> Any:
        """Mean token vectors, shape (texts, dimension), as an adapter makes them."""
        import torch

        with self._lock, torch.no_grad():
            model = self._opened()
            self._factors = factors
            return _pooled(model, texts)

    def _opened(self) -> Any:
        if self._model is None:
            model = self._load().eval()
            _attach(model, lambda: self._factors)
            self._model = model
        return self._model


class TunedClassifier:
    """Reads texts with its own adapter and head."""

    def __init__(self, path: Path, base: Base) -> None:
        self._path, self._base = path, base
        self._lock = threading.Lock()
        self._head: Any = None
        self._factors: dict[str, Any] = {}
        self.labels: tuple[str, ...] = ()

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Shape (texts, labels). Raises ModelUnusable when the file does not fit the model."""
        import torch

        with self._lock:
            if self._head is None:
                self._open()
        with torch.no_grad():
            rows = [
                torch.softmax(self._head(self._base.pooled(texts[i : i + READ], self._factors)), dim=1).numpy()
                for i in range(0, len(texts), READ)
            ]
        return np.concatenate(rows).astype(np.float64) if rows else np.zeros((0, len(self.labels)))

    def _open(self) -> None:
        from safetensors import SafetensorError, safe_open
        from torch import nn

        layers = self._base.layers()
        try:
            with safe_open(str(self._path), framework="pt") as file:
                labels = (file.metadata() or {})["labels"].split("\n")
                factors = {
                    f"{name}.{side}": file.get_tensor(f"{name}.{side}").float() for name in layers for side in "ab"
                }
                weight, bias = file.get_tensor("head.weight").float(), file.get_tensor("head.bias").float()
            for name, layer in layers.items():
                a, b = factors[f"{name}.a"], factors[f"{name}.b"]
                if (b.shape[0], a.shape[1]) != (layer.out_features, layer.in_features):
                    raise ValueError(f"{name} has another shape")
        except (OSError, KeyError, ValueError, RuntimeError, SafetensorError) as error:
            raise ModelUnusable(f"{self._path.name} does not fit the embedder ({error})") from error
        head = nn.Linear(weight.shape[1], len(labels))
        head.weight.data, head.bias.data = weight, bias
        self._factors, self.labels, self._head = factors, tuple(labels), head.eval()
