"""A low-rank adapter for the embedder, learnt from the cards: situations of one card move together, others apart.

W' = W + scale · B·A on the query and value projections (LoRA, Hu et al. 2021), merged when it is loaded, so that it costs
nothing when it is used. The loss is the softmax over all groups of the cosine between a text and a learnt vector of each
group (as in proxy-based metric learning, Movshovitz-Attias et al. 2017).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

RANK = 8
SCALE = 2.0
EPOCHS = 3
BATCH = 48
RATE = 2e-3
TEMPERATURE = 0.05
_TARGETS = ("query", "value")


def _layers(model: Any) -> dict[str, Any]:
    return {
        name: module
        for name, module in model.named_modules()
        if name.rsplit(".", 1)[-1] in _TARGETS and hasattr(module, "weight")
    }


def apply(model: Any, path: Path) -> None:
    """Merges the adapter in `path` (safetensors) into a loaded SentenceTransformer. Raises KeyError if it does not fit."""
    from safetensors.torch import load_file

    tensors = load_file(str(path))
    for name, layer in _layers(model).items():
        layer.weight.data += SCALE * (tensors[f"{name}.b"].float() @ tensors[f"{name}.a"].float())


def _batches(rows: list[tuple[str, int]], shuffle: random.Random) -> list[list[tuple[str, int]]]:
    """Random batches of texts of like length: padding costs more than anything else here."""
    shuffle.shuffle(rows)
    large = BATCH * 20
    sorted_parts = [sorted(rows[i : i + large], key=lambda row: len(row[0])) for i in range(0, len(rows), large)]
    batches = [part[i : i + BATCH] for part in sorted_parts for i in range(0, len(part), BATCH)]
    shuffle.shuffle(batches)
    return batches


def train(
    model: Any,
    groups: Sequence[Sequence[str]],
    path: Path,
    progress: Callable[[str, int, int], None],
    seed: int = 7,
    epochs: int = EPOCHS,
) -> None:
    """Learns an adapter for a loaded SentenceTransformer and writes it to `path` in half precision.

    `groups` are texts that belong together: the situations and the step of a card, the texts of a label. `model` is
    changed in training and must be loaded again to be used.
    """
    import torch
    from safetensors.torch import save_file
    from torch import nn

    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    rows = [(text, owner) for owner, texts in enumerate(groups) for text in texts]
    start = torch.tensor(model.encode([text for text, _ in rows], normalize_embeddings=True, show_progress_bar=False))
    owners = torch.tensor([owner for _, owner in rows])
    proxies = nn.Parameter(torch.stack([start[owners == owner].mean(0) for owner in range(len(groups))]))
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    factors: dict[str, nn.Parameter] = {}
    for name, layer in _layers(model).items():
        a = factors[f"{name}.a"] = nn.Parameter(torch.randn(RANK, layer.in_features) / layer.in_features**0.5)
        b = factors[f"{name}.b"] = nn.Parameter(torch.zeros(layer.out_features, RANK))
        layer.register_forward_hook(lambda _, inputs, output, a=a, b=b: output + SCALE * (inputs[0] @ a.T) @ b.T)
    optimiser = torch.optim.AdamW(
        [{"params": list(factors.values()), "lr": RATE}, {"params": [proxies], "lr": RATE * 2}], weight_decay=0.01
    )
    steps = epochs * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / 50, max(0.0, 1 - step / steps))
    )
    model.train()
    done = 0
    for _ in range(epochs):
        for batch in _batches(rows, shuffle):
            features = (
                model.preprocess([text for text, _ in batch])
                if hasattr(model, "preprocess")
                else model.tokenize([text for text, _ in batch])
            )
            vectors = nn.functional.normalize(model(features)["sentence_embedding"], dim=-1)
            logits = vectors @ nn.functional.normalize(proxies, dim=-1).T / TEMPERATURE
            loss = nn.functional.cross_entropy(
                logits, torch.tensor([owner for _, owner in batch]), label_smoothing=0.05
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            done += 1
            progress("learning", done, steps)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.detach().half().contiguous() for name, tensor in factors.items()}, str(path))
