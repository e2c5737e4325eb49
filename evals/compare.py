"""Two runs of one suite: is the difference more than noise? By case, paired, corrected across measures.

For every measure: mean difference with a paired bootstrap interval, a randomisation test of the paired differences, and p
values corrected across the measures (Benjamini and Hochberg). A measure counts as better or worse only then; else the
verdict is "not shown to differ", which is not the same as being equal. Timings are shown and not tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.cases import Case
from evals.metrics import MEASURES, Measure
from evals.run import Run
from evals.score import SLICES, Scores, score
from evals.stats import Interval, corrected, mean_interval, permutation_p
from evals.table import columns, interval, number

LEVEL = 0.05
EXAMPLES = 5  # wins and losses that the terminal shows of each measure
SAME = "not shown to differ"


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A on one measure, over the cases that both have a value for. `p` is corrected; None where not tested."""

    measure: str
    slice: str
    a: float
    b: float
    difference: Interval
    p: float | None
    verdict: str  # better, worse, not shown to differ, or "" where not tested
    wins: tuple[str, ...] = ()  # cases, by how much
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two runs. `changed` are the parts of the version that differ."""

    a: Run
    b: Run
    changed: tuple[str, ...]
    differences: tuple[Difference, ...]
    slices: tuple[Difference, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    failed: tuple[int, int]

    @property
    def verdict(self) -> str:
        """One sentence for the whole."""
        worse = [d.measure for d in self.differences if d.verdict == "worse"]
        better = [d.measure for d in self.differences if d.verdict == "better"]
        if worse and better:
            return f"worse in {', '.join(worse)}; better in {', '.join(better)}"
        return f"worse in {', '.join(worse)}" if worse else f"better in {', '.join(better)}" if better else SAME

    @property
    def worse(self) -> bool:
        return any(d.verdict == "worse" for d in self.differences)


def compare(a: Run, b: Run) -> Comparison:
    """B against A. Cases count as the same when id and input agree; the others are listed."""
    one, other = score(a.suite, a.answers, a.context), score(b.suite, b.answers, b.context)
    inputs_a = {case.id: case.input_hash for case in a.suite.cases}
    cases = {case.id: case for case in b.suite.cases}
    shared = [id for id in other.values if id in one.values and inputs_a.get(id) == cases[id].input_hash]
    measures = {m.name: m for m in MEASURES}
    rows: list[tuple[str, str, list[tuple[str, float, float]]]] = []
    for name in dict.fromkeys(name for id in shared for name in other.values[id]):
        pairs = _pairs(one, other, shared, name)
        if pairs:
            rows.append((name, "", pairs))
    tested = [row for row in rows if measures[row[0]].verdict]
    p_values = corrected([permutation_p([y - x for _, x, y in pairs]) for _, _, pairs in tested])
    by_name = {name: p for (name, _, _), p in zip(tested, p_values, strict=True)}
    differences = tuple(_difference(measures[name], slice, pairs, by_name.get(name)) for name, slice, pairs in rows)
    return Comparison(
        a, b,
        tuple(part for part in dict.fromkeys([*a.fingerprint, *b.fingerprint]) if a.fingerprint.get(part) != b.fingerprint.get(part)),
        differences,
        tuple(_slices(rows, measures, cases)),
        tuple(sorted(set(one.values) - set(shared))),
        tuple(sorted(set(other.values) - set(shared))),
        (_failures(a), _failures(b)),
    )  # fmt: skip


def _failures(run: Run) -> int:
    return sum(record["state"] != "ok" for records in run.answers.values() for record in records)


def _pairs(one: Scores, other: Scores, shared: Sequence[str], name: str) -> list[tuple[str, float, float]]:
    found = []
    for id in shared:
        x, y = one.values[id].get(name), other.values[id].get(name)
        if x is not None and y is not None and x.value is not None and y.value is not None:
            found.append((id, x.value, y.value))
    return found


def _difference(measure: Measure, slice: str, pairs: Sequence[tuple[str, float, float]], p: float | None) -> Difference:
    changes = [y - x for _, x, y in pairs]
    spread = mean_interval(changes) if any(changes) else Interval(0.0, 0.0, 0.0, len(changes))
    assert spread is not None
    sign = 1 if measure.better == "higher" else -1
    verdict = ""
    if p is not None:
        verdict = SAME if p > LEVEL else "better" if spread.mean * sign > 0 else "worse"
    ordered = sorted(((sign * (y - x), id) for id, x, y in pairs if x != y), key=lambda item: (-abs(item[0]), item[1]))
    count = len(pairs)
    return Difference(
        measure.name,
        slice,
        sum(x for _, x, _ in pairs) / count,
        sum(y for _, _, y in pairs) / count,
        spread,
        p,
        verdict,
        tuple(id for gain, id in ordered if gain > 0),
        tuple(id for gain, id in ordered if gain < 0),
    )


def _slices(
    rows: Sequence[tuple[str, str, list[tuple[str, float, float]]]],
    measures: dict[str, Measure],
    cases: dict[str, Case],
) -> list[Difference]:
    """Where a difference sits. Shown with intervals and not tested: so many slices would always show something."""
    found: list[Difference] = []
    for name, _, pairs in rows:
        if not measures[name].verdict:
            continue
        for slice in SLICES:
            groups: dict[str, list[tuple[str, float, float]]] = {}
            for pair in pairs:
                if slice in cases[pair[0]].slices:
                    groups.setdefault(cases[pair[0]].slices[slice], []).append(pair)
            if len(groups) > 1:
                found += [
                    _difference(measures[name], f"{slice}={part}", group, None)
                    for part, group in sorted(groups.items())
                    if any(x != y for _, x, y in group)
                ]
    return found


TERMINAL_SLICES = ("kind", "form", "indirect", "error")


def text(found: Comparison) -> str:
    """For the terminal."""
    measures = {m.name: m for m in MEASURES}
    lines = [
        f"{found.b.suite.name}: B {found.b.folder} against A {found.a.folder}",
        f"other in B: {', '.join(found.changed) or 'nothing (a re-run of the same version)'}",
        "",
    ]
    rows = [["measure", "A", "B", "B - A [95% interval]", "n", "p", "verdict"]]
    for d in found.differences:
        m = measures[d.measure]
        p = "" if d.p is None else f"{d.p:.3f}"
        rows.append(
            [f"{d.measure} ({m.better} is better)", number(d.a, m), number(d.b, m), interval(d.difference, m), str(d.difference.n), p, d.verdict]
        )  # fmt: skip
    lines.append(columns(rows))
    moved = [d for d in found.slices if d.difference.low > 0 or d.difference.high < 0]
    shown = [d for d in moved if d.slice.split("=")[0] in TERMINAL_SLICES]
    if shown:
        rows = [["slices that moved (not tested)", "A", "B", "B - A", "n"]]
        rows += [
            [f"{d.measure} {d.slice}", number(d.a, measures[d.measure]), number(d.b, measures[d.measure]), interval(d.difference, measures[d.measure]), str(d.difference.n)]
            for d in shown
        ]  # fmt: skip
        lines += ["", columns(rows)]
    for d in found.differences:
        if measures[d.measure].verdict and (d.wins or d.losses):
            lines += ["", f"{d.measure}: {len(d.wins)} won, {len(d.losses)} lost"]
            lines += [f"  won   {id}" for id in d.wins[:EXAMPLES]] + [f"  lost  {id}" for id in d.losses[:EXAMPLES]]
    for name, ids in (("A", found.only_a), ("B", found.only_b)):
        if ids:
            lines += ["", f"only in {name}: {len(ids)} cases ({', '.join(ids[:8])}{' …' if len(ids) > 8 else ''})"]
    if any(found.failed):
        lines += ["", f"failed: {found.failed[0]} in A, {found.failed[1]} in B"]
    lines += ["", f"B is {found.verdict}"]
    return "\n".join(lines) + "\n"


def as_json(found: Comparison) -> dict[str, Any]:
    """Everything as plain data."""
    return {
        "suite": found.b.suite.name,
        "a": str(found.a.folder),
        "b": str(found.b.folder),
        "changed": list(found.changed),
        "verdict": found.verdict,
        "differences": [asdict(d) for d in found.differences],
        "slices": [asdict(d) for d in found.slices],
        "only_a": list(found.only_a),
        "only_b": list(found.only_b),
        "failed": list(found.failed),
    }
