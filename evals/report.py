"""A run as one HTML file (no network, nothing but itself), as Markdown for a pull request, and as JSON.

Text of questions, answers and articles is escaped by the template; plots are SVG written here from numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals import metrics, table
from evals.cases import Case
from evals.compare import SAME, Comparison, Difference
from evals.errors import BadRun
from evals.metrics import MEASURES, Measure
from evals.run import Run, load
from evals.score import Scores, Summary, as_json
from evals.stats import Interval

_MEASURES = {measure.name: measure for measure in MEASURES}
SURROUNDINGS = 160  # characters shown around a cited or a gold span
WIDTH = 260  # of a plot, in pixels
SHOWN = 2_000  # cases that the page opens; those that fell short come first
GOOD = 0.85  # of a case: a value below it (or above 1 minus it, where lower is better) fell short
# shares that are seldom whole: shown with a case, and no sign that it fell short
GRADED = frozenset({
    "evidence_cited", "evidence_in_five", "ndcg", "reciprocal_rank", "citation_precision", "citation_recall", "sentences_supported",
    "closed_finds", "random_finds", "skilled_finds",
})  # fmt: skip


def document(run: Run, scores: Scores) -> dict[str, Any]:
    """The JSON report: version, scores and every case with its answers."""
    return {
        "suite": run.suite.name,
        "version": dict(run.fingerprint),
        "started": run.about.get("started"),
        "machine": run.about.get("machine"),
        **as_json(scores),
        "answers": dict(run.answers),
    }


def markdown(run: Run, scores: Scores) -> str:
    """For a pull request: thresholds, then measures, as tables."""
    lines = [f"### {run.suite.name}: {'threshold missed' if scores.missed else 'thresholds held'}", ""]
    lines += [
        f"{scores.asked} of {scores.cases} cases, answered by `{run.model}` (program `{run.fingerprint.get('program')}`)",
        "",
    ]
    if scores.verdicts:
        lines += ["| threshold | bound | result | |", "|---|---|---|---|"]
        for verdict in scores.verdicts:
            t = verdict.threshold
            where = " ".join(f"{name}={part}" for name, part in t.where.items())
            lines.append(
                f"| {t.measure} {where} | {bound(t)} | {verdict.says} | {'❌ missed' if verdict.state == 'missed' else verdict.state} |"
            )
        lines.append("")
    lines += ["| measure | mean [95% interval] | n | failed |", "|---|---|---|---|"]
    for summary in scores.summaries:
        if not summary.slice and (summary.interval or summary.failed):
            found = table.interval(summary.interval, _MEASURES[summary.measure])
            lines.append(
                f"| {summary.measure} | {found} | {summary.interval.n if summary.interval else 0} | {summary.failed} |"
            )
    return "\n".join(lines) + "\n"


def bound(threshold: Any) -> str:
    """A threshold's bound in words."""
    if threshold.never:
        return "in every case"
    parts = [f"≥ {threshold.at_least:g}"] if threshold.at_least is not None else []
    return ", ".join([*parts, *([f"≤ {threshold.at_most:g}"] if threshold.at_most is not None else [])])


def html(run: Run, scores: Scores, history: Sequence[Run] = ()) -> str:
    """One self-contained page."""
    rows = [_measure_row(scores, measure) for measure in _used(scores)]
    every = [_case(run, scores, case) for case in run.suite.cases if case.id in run.answers]
    every.sort(key=lambda row: (not row["bad"], row["kind"], row["id"]))
    cases, hidden = every[:SHOWN], max(0, len(every) - SHOWN)
    tracked = [row["key"] for row in rows if not row["unit"]]
    return _page(
        "run.html.j2",
        title=f"{run.suite.name} – answers measured",
        suite=run.suite,
        version=run.fingerprint,
        about=run.about,
        scores=scores,
        verdicts=sorted(
            (
                {
                    "state": v.state, "measure": _plain(v.threshold.measure), "where": " ".join(f"{k} {p}" for k, p in v.threshold.where.items()),
                    "bound": bound(v.threshold), "says": v.says, "goal": v.threshold.goal,
                }
                for v in scores.verdicts
            ),
            key=lambda row: row["state"] != "missed",
        ),
        started=str(run.about.get("started", ""))[:16].replace("T", " "),
        rows=rows,
        cases=cases,
        kinds=sorted({row["kind"] for row in cases}),
        bad=sum(row["bad"] for row in cases),
        hidden=hidden,
        hints=_hints(run),
        tracked=[_plain(name) for name in tracked],
        history=[_past(earlier, tracked) for earlier in history],
    )  # fmt: skip


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _page(name: str, **values: Any) -> str:
    """A template of evals/templates with everything escaped that it does not write itself."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("evals"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name).render(**values)


def comparison(found: Comparison) -> str:
    """Two runs as one self-contained page: measures, slices, and every case that changed with both answers side by side."""
    cases = {case.id: case for case in found.b.suite.cases}
    tested = [d for d in found.differences if _MEASURES[d.measure].verdict]
    changed: dict[str, dict[str, Any]] = {}
    for d in tested:
        for name, ids in (("won", d.wins), ("lost", d.losses)):
            for id in ids:
                changed.setdefault(id, {"won": [], "lost": []})[name].append(_plain(d.measure))
    rows = [
        {
            "kind": cases[id].kind, "question": cases[id].question, "expected": cases[id].articles, **sides,
            "a": _told(found.a, id), "b": _told(found.b, id),
        }
        for id, sides in changed.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (-len(row["lost"]), row["kind"]))
    moved = [d for d in found.slices if d.difference.low > 0 or d.difference.high < 0]
    return _page(
        "compare.html.j2",
        title=f"{found.b.suite.name} – B beside A",
        suite=found.b.suite,
        found=found,
        same=SAME,
        rows=[_difference_row(d) for d in found.differences],
        slices=[_difference_row(d) for d in moved],
        cases=rows,
        kinds=sorted({row["kind"] for row in rows}),
    )


def _difference_row(d: Difference) -> dict[str, Any]:
    measure = _MEASURES[d.measure]
    centre = 100.0
    place = {name: round(centre + centre * getattr(d.difference, name), 1) for name in ("low", "mean", "high")}
    return {
        "measure": _plain(d.measure),
        "slice": d.slice,
        "better": measure.better,
        "a": table.number(d.a, measure),
        "b": table.number(d.b, measure),
        "difference": table.interval(d.difference, measure),
        "n": d.difference.n,
        "p": "" if d.p is None else f"{d.p:.3f}",
        "verdict": d.verdict,
        "plot": {**place, "span": max(2.0, round(place["high"] - place["low"], 1))} if not measure.unit else None,
    }


def _told(run: Run, id: str) -> str:
    """One answer as text."""
    record = run.answers[id][0]
    output = record.get("output") or {}
    if record["state"] != "ok":
        return f"failed: {record.get('error', '')}"
    if "hits" in output:
        return "\n".join(
            f"{n}. {hit['article']} [{hit['start']}:{hit['end']}]" for n, hit in enumerate(output["hits"][:5], 1)
        )
    return f"({output.get('kind')})\n{str(output.get('answer', '')).replace(chr(92), '')}"


def _past(run: Run, tracked: Sequence[str]) -> dict[str, Any]:
    """A row of the history from a run's scores on file."""
    try:
        summaries = json.loads((run.folder / "scores.json").read_bytes())["summaries"]
    except (OSError, ValueError, KeyError):
        summaries = []
    means = {s["measure"]: s["interval"]["mean"] for s in summaries if not s["slice"] and s["interval"]}
    return {
        "name": run.folder.name,
        "started": run.about.get("started", ""),
        "means": [table.number(means.get(name)) for name in tracked],
    }


def history(run: Run) -> list[Run]:
    """The runs of the same suite beside this one, oldest first."""
    found: list[Run] = []
    for path in run.folder.parent.glob("*/run.json"):
        try:
            other = load(path.parent)
        except BadRun:
            continue
        found += [other] if other.suite.name == run.suite.name else []
    return sorted(found, key=lambda other: str(other.about.get("started")))


def _used(scores: Scores) -> list[Measure]:
    """Measures that say something of this run."""
    used = (s.measure for s in scores.summaries if not s.slice and (s.interval or s.failed))
    return [_MEASURES[name] for name in dict.fromkeys(used)]


def _measure_row(scores: Scores, measure: Measure) -> dict[str, Any]:
    every = [s for s in scores.summaries if s.measure == measure.name]
    longest = max((s.interval.high for s in every if s.interval), default=1.0)
    scale = 1.0 if not measure.unit else longest or 1.0

    def row(summary: Summary) -> dict[str, Any]:
        return {
            "name": summary.slice,
            "mean": table.number(summary.interval.mean, measure) if summary.interval else "–",
            "range": f"{table.number(summary.interval.low, measure)} – {table.number(summary.interval.high, measure)}" if summary.interval else "",
            "n": summary.interval.n if summary.interval else 0,
            "failed": summary.failed,
            "spread": f"p50 {summary.p50:.0f}, p95 {summary.p95:.0f}" if summary.p50 is not None and summary.p95 is not None else "",
            "plot": _plot(summary.interval, scale),
        }  # fmt: skip

    return {
        "title": _plain(measure.name),
        "key": measure.name,
        "says": measure.says,
        "better": measure.better,
        "unit": measure.unit,
        **row(every[0]),
        "slices": [row(summary) for summary in every[1:] if summary.interval or summary.failed],
    }


def _plot(found: Interval | None, scale: float) -> dict[str, float] | None:
    """Positions in pixels of mean and interval."""
    if found is None:
        return None
    place = {
        name: round(min(1.0, max(0.0, getattr(found, name) / scale)) * WIDTH, 1) for name in ("low", "mean", "high")
    }
    return {**place, "span": max(2.0, round(place["high"] - place["low"], 1))}


def _case(run: Run, scores: Scores, case: Case) -> dict[str, Any]:
    record = run.answers[case.id][0]
    output = record.get("output") or {}
    values = []
    for name, value in scores.values[case.id].items():
        measure = _MEASURES[name]
        if measure.unit == "ms" or value.state == "not applicable":
            continue
        bad = value.state == "failed" or (
            not measure.unit
            and name not in GRADED
            and value.value is not None
            and (value.value < GOOD if measure.better == "higher" else value.value > 1 - GOOD)
        )
        shown = value.why if value.state == "failed" else table.number(value.value, measure)
        values.append({"name": _plain(name), "value": shown, "bad": bad})
    return {
        "id": case.id,
        "kind": case.kind,
        "case": case,
        "slices": case.slices,
        "got": _got(output),
        "details": _details(case, output),
        "error": record.get("error", ""),
        "lead": output.get("lead", ""),
        "steps": [
            {"text": step.get("text", ""), "citations": [_span(run, c) for c in step.get("citations", ())]}
            for step in output.get("steps", ())
        ],
        "hits": [_span(run, {**hit, "quote": ""}) for hit in output.get("hits", ())[:5]],
        "extra": [
            (label, str(output.get(name) or ""))
            for label, name in (("Ask yourself", "ask_yourself"), ("This week", "small_action"))
        ],
        "choices": list(output.get("choices", ())),
        "nearest": list(output.get("nearest", ())),
        "gold": [_gold_span(run, article, start, end) for article, start, end in _gold(run, case)],
        "attack": metrics.attack(case, output, run.context) if case.kind == "hostile" and output else "",
        "measured": values,
        "bad": any(value["bad"] for value in values),
    }  # fmt: skip


def _got(output: Any) -> str:
    """What came back, in a word or two."""
    if "move" in output:
        return str(output["move"])
    if "ok" in output:
        return "stands" if output["ok"] else f"stopped: {output.get('reason')}"
    if "learners" in output:
        return "four talks"
    if "in_replies" in output:
        return f"{output['turns']} turns"
    if "turns" in output:
        return f"{output['found']} of {output['of']} facts"
    return str(output.get("kind") or output.get("ended") or ("hits" if "hits" in output else "failed"))


def _details(case: Case, output: Any) -> list[tuple[str, list[str]]]:
    """(heading, lines) of what other suites than advice and retrieval gave back."""
    found: list[tuple[str, list[str]]] = []
    if isinstance(case.expect, str):
        found.append(("People say", [case.expect]))
    if case.given.get("evidence"):
        found.append(("Evidence", [str(text) for text in case.given["evidence"]]))
    if case.given.get("user"):
        found.append(("The person wrote", [str(case.given["user"])]))
    for name, row in (output.get("learners") or {}).items():
        said = f"finds {row['found']:.0%} of the facts, score {row['score']}, {row['turns']} turns"
        found.append((name, [said, *row.get("problems", ())]))
    for row in output.get("examples") or ():
        found.append(
            (f"“{row['said']}”", [row["reply"], *(f"gives away {id}" for id in [*row["leaks"], *row["in_prompt"]])])
        )
    if isinstance(output.get("turns"), list):
        wanted = list(case.expect or ()) + [None] * len(output["turns"])
        for turn, want in zip(output["turns"], wanted, strict=False):
            told = ", ".join(turn["disclosed"]) or "nothing"
            found.append((f"“{turn['said']}”", [turn["reply"], f"opens {told}; expected: {want or 'nothing'}"]))
    if output.get("log"):
        found.append(("Answers", [f"{row['asked']} — {row['answered']} ({row['judged']})" for row in output["log"]]))
    if output.get("kept"):
        found.append(("What is kept", [str(output["kept"])]))
    return found


def _hints(run: Run) -> list[str]:
    """What judges said that may not decide, and what the support checker's word is worth."""
    from evals import judge, supporting
    from evals.metrics.answers import CRITERIA
    from evals.run import beside

    found = []
    if run.context.checked:
        found.append(f"Sentences supported is a hint: {supporting.error_rates(run.folder.parent.parent)}.")
    asked = dict.fromkeys((str(r.get("model")), str(r.get("criterion"))) for r in beside(run.folder, "judgements"))
    for model, criterion in asked:
        if criterion in CRITERIA:
            found.append(judge.says(model, criterion, judge.agreement(run, model, criterion)))
    return found


def _gold(run: Run, case: Case) -> list[tuple[str, int, int]]:
    found = metrics.gold(case.evidence, run.context) or {}
    return [(article, start, end) for article, spans in found.items() for start, end in spans if start >= 0]


def _span(run: Run, row: Any) -> dict[str, Any]:
    """A cited or found span with what stands around it; `exact` says whether the quote is really there."""
    text = run.context.texts.get(row["article"])
    start, end = int(row["start"]), int(row["end"])
    body = text.text if text else ""
    exact = not row["quote"] or metrics.is_exact(row, run.context)
    return {
        "article": row["article"],
        "before": body[max(0, start - SURROUNDINGS) : start],
        "quote": body[start:end] if exact and body else row["quote"],
        "after": body[end : end + SURROUNDINGS],
        "exact": exact,
    }


def _gold_span(run: Run, article: str, start: int, end: int) -> dict[str, Any]:
    return _span(run, {"article": article, "start": start, "end": end, "quote": ""})


def write(run: Run, scores: Scores, target: Path | None = None) -> list[Path]:
    """report.html, report.md and report.json in the run's folder, or one file chosen by its ending."""
    makers = {
        ".html": lambda: html(run, scores, history(run)),
        ".md": lambda: markdown(run, scores),
        ".json": lambda: json.dumps(document(run, scores), ensure_ascii=False, default=asdict),
    }
    targets = [target] if target else [run.folder / f"report{suffix}" for suffix in makers]
    for path in targets:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(makers.get(path.suffix, makers[".html"])(), encoding="utf-8")
    return targets
