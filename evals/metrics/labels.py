"""Measures against labels: moves told apart, sentences found to be supported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import fmean

from evals.cases import Case
from evals.metrics.registry import Context, Output, measure, pooled

Pair = tuple[str, str]  # what people say, what the program says


def f1(counts: Mapping[Pair, int]) -> dict[str, float]:
    """F1 of each label that people gave: 2·hits / (said + wanted)."""
    wanted, said = Counter[str](), Counter[str]()
    for (want, say), count in counts.items():
        wanted[want] += count
        said[say] += count
    return {label: 2 * counts.get((label, label), 0) / (said[label] + wanted[label]) for label in wanted}


# ---------------------------------------------------------------- moves


@measure("sentences whose move was told right", suite="moves")
def move_right(case: Case, output: Output, context: Context) -> float:
    """1 when the label is the people's."""
    return float(output.get("move") == case.expect)


@measure("the same, typed without capitals and marks", suite="moves")
def move_right_bare(case: Case, output: Output, context: Context) -> float | None:
    """1 when the label is the people's although nothing marks a question as one."""
    return float(output["bare"] == case.expect) if "bare" in output else None


@pooled("macro F1 over the moves", "moves", lambda case, output: (str(case.expect), str(output.get("move"))))
def moves_f1(counts: Mapping[Pair, int]) -> float | None:
    """Mean over the labels of 2·hits / (said + wanted): a rare move weighs as much as a frequent one."""
    found = f1(counts)
    return fmean(found.values()) if found else None


@pooled("F1 of the move that is told worst", "moves", lambda case, output: (str(case.expect), str(output.get("move"))))
def worst_move_f1(counts: Mapping[Pair, int]) -> float | None:
    """The least of the F1 values of the labels."""
    found = f1(counts)
    return min(found.values()) if found else None


# ---------------------------------------------------------------- the support checker


@measure("supported sentences that the checker lets stand (sensitivity)", suite="support", kinds=["supported"])
def supported_kept(case: Case, output: Output, context: Context) -> float:
    """1 when a sentence that people find supported stands."""
    return float(bool(output.get("ok")))


@measure("unsupported sentences that the checker stops (specificity)", suite="support", kinds=["unsupported"])
def unsupported_caught(case: Case, output: Output, context: Context) -> float:
    """1 when a sentence that people find unsupported is stopped."""
    return float(not output.get("ok"))


@pooled(
    "balanced accuracy of the support checker", "support",
    lambda case, output: (case.kind, "supported" if output.get("ok") else "unsupported"),
)  # fmt: skip
def balanced_accuracy(counts: Mapping[Pair, int]) -> float | None:
    """(sensitivity + specificity) / 2: .5 is what a coin gets, whatever the shares of the two (Brodersen et al. 2010)."""
    shares = []
    for label in ("supported", "unsupported"):
        of = sum(count for (want, _), count in counts.items() if want == label)
        if not of:
            return None
        shares.append(counts.get((label, label), 0) / of)
    return fmean(shares)
