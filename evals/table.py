"""Results as plain tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from evals.metrics import MEASURES, Measure
from evals.run import Run
from evals.score import Scores, Summary
from evals.stats import Interval

_MEASURES = {measure.name: measure for measure in MEASURES}


def columns(rows: Sequence[Sequence[str]], gap: str = "  ") -> str:
    """Rows as lines with aligned columns; the first is to the left, the others to the right."""
    widths = [max(len(row[n]) for row in rows if n < len(row)) for n in range(max(map(len, rows), default=0))]
    return "\n".join(
        gap.join(cell.ljust(widths[n]) if n == 0 else cell.rjust(widths[n]) for n, cell in enumerate(row)).rstrip()
        for row in rows
    )


def number(value: float | None, measure: Measure | None = None) -> str:
    """A value with as many digits as it deserves."""
    if value is None:
        return "-"
    return (
        f"{value:.0f}"
        if measure and measure.unit in ("ms", "chars")
        else f"{value:.1f}"
        if measure and measure.unit
        else f"{value:.3f}"
    )


def interval(found: Interval | None, measure: Measure | None = None) -> str:
    """mean [low, high]"""
    if found is None:
        return "-"
    return f"{number(found.mean, measure)} [{number(found.low, measure)}, {number(found.high, measure)}]"


def _row(summary: Summary, name: str) -> list[str]:
    measure = _MEASURES[summary.measure]
    spread = (
        f"p50 {summary.p50:.0f}, p95 {summary.p95:.0f}" if summary.p50 is not None and summary.p95 is not None else ""
    )
    count = str(summary.interval.n if summary.interval else 0)
    return [
        name,
        interval(summary.interval, measure),
        count,
        f"{summary.failed}" if summary.failed else "",
        measure.unit,
        spread,
    ]


def scores(run: Run, found: Scores, slices: Sequence[str] = ("kind", "form", "indirect", "error")) -> str:
    """A run: measures with their intervals, the slices that matter, thresholds."""
    version = run.fingerprint
    parts = ", ".join(f"{name} {version[name]}" for name in ("embedder", "cards", "program") if name in version)
    lines = [
        f"{run.suite.name}: {found.asked} of {found.cases} cases answered by {version.get('model')}{f' ({parts})' if parts else ''}",
        f"in {run.folder}",
        "",
    ]
    rows = [["measure", "mean [95% interval]", "n", "failed", "", ""]]
    for summary in found.summaries:
        measure = _MEASURES[summary.measure]
        if not summary.interval and not summary.failed:
            continue  # nothing of the suite is measured by it
        if not summary.slice:
            rows.append(_row(summary, f"{summary.measure} ({measure.better} is better)"))
        elif summary.slice.split("=")[0] in slices and measure.unit not in ("ms", "MB"):
            rows.append(_row(summary, f"  {summary.slice}"))
    lines.append(columns(rows))
    if found.verdicts:
        lines += ["", "thresholds (held against the unfavourable end of the interval)"]
        rows = []
        for verdict in found.verdicts:
            t = verdict.threshold
            bound = (
                "in every case" if t.never else f"≥ {t.at_least:g}" if t.at_least is not None else f"≤ {t.at_most:g}"
            )
            where = " ".join(f"{name}={part}" for name, part in t.where.items())
            rows.append([f"{verdict.state.upper():10} {t.measure} {where}".rstrip(), bound, verdict.says])
        lines.append(columns(rows))
    return "\n".join(lines) + "\n"
