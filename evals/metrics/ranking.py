"""Measures of retrieval, by article and by evidence span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evals.cases import Case
from evals.metrics.answers import covered, gold
from evals.metrics.registry import Context, Output, measure

# ---------------------------------------------------------------- ranking


def _hits(output: Output) -> Sequence[Mapping[str, Any]]:
    return output.get("hits", ())  # type: ignore[no-any-return]


def distinct(hits: Sequence[Mapping[str, Any]]) -> list[str]:
    """The articles of the hits in order, each once."""
    return list(dict.fromkeys(hit["article"] for hit in hits))


@measure("right article first", suite="retrieval", needs="articles")
def right_first(case: Case, output: Output, context: Context) -> float:
    """1 when the first hit is of any article of the case (success at 1)."""
    return float(any(hit["article"] in case.articles for hit in _hits(output)[:1]))


@measure("right article in the first three results", suite="retrieval", needs="articles")
def right_in_three(case: Case, output: Output, context: Context) -> float:
    """1 when any of the first three hits is of any article of the case (success at 3)."""
    return float(any(hit["article"] in case.articles for hit in _hits(output)[:3]))


@measure("share of the gold evidence in the first five results", suite="retrieval", needs="evidence")
def evidence_in_five(case: Case, output: Output, context: Context) -> float | None:
    """|gold ∩ shown| / |gold| in characters, shown being the spans of the first five hits."""
    wanted = gold(case.evidence, context)
    return None if wanted is None else covered(wanted, _hits(output)[:5])


@measure("characters in the first five results", suite="retrieval", better="lower", unit="chars", verdict=False)
def shown_in_five(case: Case, output: Output, context: Context) -> float:
    """Sum of the lengths of the first five hits: what the coverage of evidence costs to read."""
    return float(sum(hit["end"] - hit["start"] for hit in _hits(output)[:5]))


def _ranked(case: Case, output: Output, name: str) -> float:
    """A measure of ir-measures over distinct articles; the first article of a case is worth 2, others 1."""
    import ir_measures

    gains = {article: 2 if n == 0 else 1 for n, article in enumerate(case.articles)}
    ranking = {article: float(-n) for n, article in enumerate(distinct(_hits(output)))}
    if not ranking:
        return 0.0
    asked = ir_measures.parse_measure(name)
    return float(next(iter(ir_measures.iter_calc([asked], {"q": gains}, {"q": ranking}))).value)


@measure("nDCG of the first five articles", suite="retrieval", needs="articles")
def ndcg(case: Case, output: Output, context: Context) -> float:
    """Sum of gain / log2(rank + 1), as a share of the best order's (Järvelin and Kekäläinen 2002); by ir-measures."""
    return _ranked(case, output, "nDCG@5")


@measure("reciprocal rank of the first right article", suite="retrieval", needs="articles")
def reciprocal_rank(case: Case, output: Output, context: Context) -> float:
    """1 / rank of the first article that is right, 0 when none is (Voorhees 1999); by ir-measures."""
    return _ranked(case, output, "RR@10")
