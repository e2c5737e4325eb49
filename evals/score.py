"""The second stage: from answers on file to values, means with intervals, and thresholds. Pure; nothing is asked again.

States: `ok` (a value), `not applicable`, `failed` (no answer, or a measure that broke on it). Means are of what is ok, and
a failure rate stands beside each; thresholds count what failed as the worst value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.files import write_atomically
from evals.cases import Case, Suite, Threshold
from evals.metrics import MEASURES, Context, Measure
from evals.stats import Interval, mean_interval, percentile, pooled_interval

SLICES = (
    "kind", "form", "indirect", "error", "domain", "role", "length", "category", "follow", "scenario", "exercise", "expect", "article",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """One measure of one case; of several repeats, their mean. `why` says what failed."""

    state: str  # ok, not applicable, failed
    value: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """One measure over one slice ("" is all cases to which it applies)."""

    measure: str
    slice: str
    interval: Interval | None
    failed: int
    not_applicable: int
    p50: float | None = None
    p95: float | None = None

    @property
    def failure_rate(self) -> float:
        """Failed of those to which the measure applies."""
        tried = self.failed + (self.interval.n if self.interval else 0)
        return self.failed / tried if tried else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a threshold. state: met, missed, or not judged."""

    threshold: Threshold
    state: str
    says: str


@dataclass(frozen=True, slots=True)
class Scores:
    """A scored run."""

    values: Mapping[str, Mapping[str, Value]]  # case id -> measure -> value
    summaries: tuple[Summary, ...]
    verdicts: tuple[Verdict, ...]
    asked: int
    cases: int

    @property
    def missed(self) -> bool:
        return any(verdict.state == "missed" for verdict in self.verdicts)

    def summary(self, measure: str, slice: str = "") -> Summary | None:
        return next((s for s in self.summaries if s.measure == measure and s.slice == slice), None)


def measures_of(suite: Suite) -> list[Measure]:
    """The measures that apply to at least one case."""
    return [m for m in MEASURES if m.suite == suite.kind and any(m.applies(case) for case in suite.cases)]


def score(suite: Suite, answers: Mapping[str, Sequence[Mapping[str, Any]]], context: Context) -> Scores:
    """`answers` are the records of evals/run.py by case, one for each repeat; a case without any counts as not asked."""
    used = measures_of(suite)
    values = {
        case.id: {m.name: _value(m, case, answers[case.id], context) for m in used if m.applies(case) and not m.pool}
        for case in suite.cases
        if answers.get(case.id)
    }
    asked = [case for case in suite.cases if case.id in values]
    pools = {m.name: _pooled(m, asked, answers) for m in used if m.pool}
    summaries = (*pools.values(), *_summaries([m for m in used if not m.pool], asked, values))
    complete = len(asked) == len(suite.cases)
    verdicts = tuple(
        _judge_pool(threshold, pools[threshold.measure], complete)
        if threshold.measure in pools
        else _judge(threshold, used, asked, values, complete)
        for threshold in suite.thresholds
    )
    return Scores(values, summaries, verdicts, len(asked), len(suite.cases))


def _value(measure: Measure, case: Case, records: Sequence[Mapping[str, Any]], context: Context) -> Value:
    found: list[float] = []
    for record in records:
        if record.get("state") != "ok":
            return Value("failed", why=str(record.get("error") or "no answer"))
        try:
            value = measure.value(case, record["output"], context)
        except Exception as error:  # noqa: BLE001 - answers may come from elsewhere and be of any shape
            return Value("failed", why=f"{measure.name} cannot read the answer ({type(error).__name__}: {error})")
        if value is not None:
            found.append(value)
    return Value("ok", sum(found) / len(found)) if found else Value("not applicable")


def _pooled(measure: Measure, asked: Sequence[Case], answers: Mapping[str, Sequence[Mapping[str, Any]]]) -> Summary:
    """A measure that exists only for all cases together."""
    assert measure.pool is not None
    tokens, failed = [], 0
    for case in asked:
        for record in answers[case.id]:
            try:
                tokens += [measure.pool.token(case, record["output"])]
            except Exception:  # noqa: BLE001 - no answer, or one of another shape
                failed += 1
    return Summary(measure.name, "", pooled_interval(tokens, measure.pool.value), failed, 0)


def _judge_pool(threshold: Threshold, found: Summary, complete: bool) -> Verdict:
    if found.interval is None:
        return Verdict(threshold, "missed" if complete else "not judged", "nothing could be measured")
    says = f"{found.interval.mean:.3f} [{found.interval.low:.3f}, {found.interval.high:.3f}]"
    if not complete:
        return Verdict(threshold, "not judged", f"{says}; only a part of the suite was asked")
    held = not found.failed and found.interval.low >= (threshold.at_least or 0.0)
    says += f"; {found.failed} failed" if found.failed else ""
    return Verdict(threshold, "met" if held else "missed", says)


def _summaries(
    used: Sequence[Measure], asked: Sequence[Case], values: Mapping[str, Mapping[str, Value]]
) -> list[Summary]:
    rows: list[Summary] = []
    for measure in used:
        mine = [(case, values[case.id][measure.name]) for case in asked if measure.name in values[case.id]]
        rows.append(_summary(measure, "", [value for _, value in mine]))
        for name in SLICES:
            groups: dict[str, list[Value]] = {}
            for case, value in mine:
                if name in case.slices:
                    groups.setdefault(case.slices[name], []).append(value)
            if len(groups) > 1:
                rows += [_summary(measure, f"{name}={part}", group) for part, group in sorted(groups.items())]
    return rows


def _summary(measure: Measure, slice: str, values: Sequence[Value]) -> Summary:
    good = [value.value for value in values if value.state == "ok" and value.value is not None]
    timed = bool(good) and measure.unit == "ms"
    return Summary(
        measure.name,
        slice,
        mean_interval(good),
        sum(value.state == "failed" for value in values),
        sum(value.state == "not applicable" for value in values),
        percentile(good, 50) if timed else None,
        percentile(good, 95) if timed else None,
    )


def _judge(
    threshold: Threshold,
    used: Sequence[Measure],
    asked: Sequence[Case],
    values: Mapping[str, Mapping[str, Value]],
    complete: bool,
) -> Verdict:
    measure = next((m for m in used if m.name == threshold.measure), None)
    chosen = [
        values[case.id][threshold.measure]
        for case in asked
        if threshold.measure in values[case.id]
        and all(case.slices.get(name) == part for name, part in threshold.where.items())
    ]
    if measure is None or not chosen:
        return Verdict(threshold, "missed" if complete else "not judged", "no case of the suite is measured by it")
    worst, best = (0.0, 1.0) if measure.better == "higher" else (1.0, 0.0)
    good = [value.value for value in chosen if value.state == "ok" and value.value is not None]
    failed = sum(value.state == "failed" for value in chosen)
    if threshold.never:
        short = sum(value != best for value in good) + failed
        says = f"{short} of {len(good) + failed} fall short"
        return Verdict(threshold, "missed" if short else "met" if complete else "not judged", says)
    interval = mean_interval([*good, *([worst] * failed if measure.unit == "" else [])])
    if interval is None:
        return Verdict(threshold, "missed" if complete else "not judged", "nothing could be measured")
    says = f"{interval.mean:.3f} [{interval.low:.3f}, {interval.high:.3f}]"
    if not complete:
        return Verdict(threshold, "not judged", f"{says}; only a part of the suite was asked")
    held = (threshold.at_least is None or interval.low >= threshold.at_least) and (
        threshold.at_most is None or interval.high <= threshold.at_most
    )
    return Verdict(threshold, "met" if held else "missed", says)


def as_json(scores: Scores) -> dict[str, Any]:
    """Everything as plain data."""
    return {
        "asked": scores.asked,
        "cases": scores.cases,
        "missed": scores.missed,
        "summaries": [{**asdict(s), "failure_rate": s.failure_rate} for s in scores.summaries],
        "thresholds": [{**asdict(v.threshold), "where": dict(v.threshold.where), "state": v.state, "says": v.says} for v in scores.verdicts],
        "values": {case: {name: asdict(value) for name, value in row.items()} for case, row in scores.values.items()},
    }  # fmt: skip


def save(folder: Path, scores: Scores) -> None:
    """Beside the answers, for other programs and for the history."""
    write_atomically(folder / "scores.json", json.dumps(as_json(scores), ensure_ascii=False).encode())
