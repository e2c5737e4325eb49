"""The measures, one small function each, with formula and source, from one case, what was answered and the texts."""

from evals.metrics import labels, ranking, rooms
from evals.metrics.answers import (
    attack,
    citations,
    covered,
    forbidden,
    gold,
    is_exact,
    joined,
    leaked,
    markup,
    visible,
)
from evals.metrics.registry import MEASURES, Context, Measure, Pool, Text, measure, pooled

__all__ = [
    "MEASURES", "Context", "Measure", "Pool", "Text", "attack", "citations", "covered", "forbidden", "gold", "is_exact", "joined",
    "labels", "leaked", "markup", "measure", "pooled", "ranking", "rooms", "visible",
]  # fmt: skip
