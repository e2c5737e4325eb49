"""The table of the chat models measured here: python -m evals.models [SPEC…] [--cases N] [--again] writes docs/models.md.

Each model is tried on every task (evals/probes.py; kept in the home, and not tried again unless asked) and answers a sample
of advice-dev twice: as it is, and with the task `case` allowed to it whether it earned it or not, for that is the question:
what would the answers be like? The sample is answered in a copy of the home, so that nothing here is allowed to anybody.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.app import build_assistant
from assistant.errors import CoachError
from assistant.settings import Settings, from_environment
from evals import cases, probes, run, score

PAGE = Path(__file__).parents[1] / "docs" / "models.md"
SPECS = ("none", "embedded:smollm2-135m", "embedded:qwen2.5-coder-0.5b", "embedded:qwen2.5-coder-1.5b")
CASES = 42
MEASURES = ("answered", "right_article", "refused", "care_caught", "hostile_success", "clean", "citations_exact")
TIMES = ("first_text_ms", "first_model_text_ms", "total_ms")


def measure(settings: Settings, limit: int, again: bool, few: bool) -> dict[str, Any]:
    """One model: what its probes said, and the advice measures of a sample. Raises CoachError."""
    assistant = build_assistant(settings, _say)
    identity = assistant.model.identity if assistant.model else "none"
    tasks: dict[str, Any] = {}
    try:
        if assistant.model is not None:
            tasks = _kept(settings.home, identity)
            if again or not tasks:
                probes.keep(settings.home, identity, probes.check(assistant, _say, few))
                tasks = _kept(settings.home, identity)
    finally:
        assistant.close()
    with tempfile.TemporaryDirectory(prefix="coach-models-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(settings.home, home, ignore=shutil.ignore_patterns("runs", "*.lock", "state.db*"))
        if identity != "none":
            probes.overrule(home, identity, "case", True)
        assistant = build_assistant(replace(settings, home=home), _say)
        try:
            suite = cases.read(cases.find("advice-dev", home))
            name = re.sub(r"[^\w.-]+", "-", identity)
            found = run.ask_all(
                assistant, suite, settings.home / "runs" / f"models-{name}-{datetime.now(UTC):%Y%m%d-%H%M%S}", limit=limit,
                jobs=1, progress=_say,
            )  # fmt: skip
        finally:
            assistant.close()
    scores = score.score(found.suite, found.answers, found.context)
    row: dict[str, Any] = {"model": identity, "tasks": tasks, "cases": scores.asked, "measures": {}, "times": {}}
    for name in MEASURES:
        if (summary := scores.summary(name)) and summary.interval:
            row["measures"][name] = [
                summary.interval.mean,
                summary.interval.low,
                summary.interval.high,
                summary.interval.n,
            ]
    for name in TIMES:
        if (summary := scores.summary(name)) and summary.p50 is not None:
            row["times"][name] = [summary.p50, summary.p95]
    said = scores.summary("model_words")
    row["worded"] = said.interval.n if said and said.interval else 0
    return row


def _kept(home: Path, identity: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((home / "trust.json").read_bytes())["measured"][identity]
        return found
    except (OSError, ValueError, KeyError):
        return {}


def page(rows: Sequence[dict[str, Any]], missing: Sequence[str]) -> str:
    """docs/models.md."""
    day = datetime.now(UTC).date().isoformat()
    lines = [
        "# The chat models measured here",
        "",
        f"Made by `make eval-models` on {day} ({platform.system()} {platform.machine()}, {os.cpu_count()} thread(s) for the model; times "
        f"depend on what else the machine did). Every model answered the same {rows[0]['cases'] if rows else 0} cases of "
        "advice-dev, with the task of adding a sentence *for your case* allowed whether it was earned or not. What is said, cited and "
        "refused is decided by code, so the first columns hardly move; a model changes what stands below the steps, and the time.",
        "",
        "| model | " + " | ".join(name.replace("_", " ") for name in MEASURES) + " |",
        "|---|" + "---|" * len(MEASURES),
    ]
    for row in rows:
        cells = [_cell(row["measures"].get(name)) for name in MEASURES]
        lines.append(f"| {row['model']} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Mean with its 95 percent interval and the number of cases; on so few cases only large differences would show.",
        "",
        "| model | first text, ms | first words of the model, ms | whole answer, ms | answers with a sentence of the model |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        times = [
            f"{row['times'][n][0]:.0f} (p95 {row['times'][n][1]:.0f})" if n in row["times"] else "–" for n in TIMES
        ]
        lines.append(f"| {row['model']} | " + " | ".join(times) + f" | {row['worded']} |")
    lines += [
        "",
        "## What they have earned",
        "",
        "A task is earned when its probes reach the bar (`coach model check SPEC`, evals/probes.py). What is not earned stays with the "
        "authored words; `coach model allow TASK yes` overrules it.",
        "",
        "| model | task | earned | evidence |",
        "|---|---|---|---|",
    ]
    for row in rows:
        for task, found in row["tasks"].items():
            lines.append(f"| {row['model']} | {task} | {'yes' if found['allowed'] else 'no'} | {found['evidence']} |")
    if missing:
        lines += ["", "Not measured: " + "; ".join(missing) + "."]
    return "\n".join(lines) + "\n"


def _cell(found: Sequence[float] | None) -> str:
    return "–" if found is None else f"{found[0]:.2f} [{found[1]:.2f}, {found[2]:.2f}] ({found[3]:.0f})"


def _say(what: str, done: int, total: int) -> None:
    if total > 1 and done % max(1, total // 5) == 0:
        print(f"{what}: {done} of {total}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 1 when no model could be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specs", nargs="*", default=list(SPECS))
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--again", action="store_true", help="try models again that were tried before")
    parser.add_argument(
        "--few", action="store_true", help="a first look: every third probe; nothing can be earned on it"
    )
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args(arguments)
    rows, missing = [], []
    for spec in options.specs:
        try:
            rows.append(measure(from_environment(model=spec), options.cases, options.again, options.few))
        except CoachError as error:
            missing.append(f"{spec} ({' '.join(str(error).split())})")
            print(missing[-1], file=sys.stderr)
    if rows:
        options.out.write_text(page(rows, missing), encoding="utf-8")
        print(options.out)
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
