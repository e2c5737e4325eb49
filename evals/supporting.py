"""Is each sentence of a run's answers carried by what it cites? Checked after asking, kept beside the answers.

The checker (assistant/advice/support.py) errs; how often, the suite `support` measures on labelled sentences, and its error
rates stand beside every number that it gives. So its word is a hint: measures of it fail no build.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.advice.support import check
from corpus.documents import Embedder
from evals import shelf
from evals.cases import Case
from evals.run import Run, beside

FILE = "support"


def sentences(output: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """(text, origin, evidence) of the sentences of all steps; a quote is its own evidence and is left out."""
    for step in output.get("steps", ()):
        evidence = [str(c.get("quote", "")) for c in step.get("citations", ()) if c.get("quote")]
        for sentence in step.get("sentences") or [{"text": step.get("text", ""), "origin": "card"}]:
            if sentence.get("origin") != "quote" and str(sentence.get("text", "")).strip():
                yield str(sentence["text"]), str(sentence.get("origin", "")), evidence


def check_run(run: Run, embedder: Embedder, progress: Callable[[str, int, int], None] | None = None) -> None:
    """Checks the first answer of every case that was not checked yet."""
    done = {(row["case"], row["input"]) for row in beside(run.folder, FILE)}
    todo = [case for case in run.suite.cases if run.answers.get(case.id) and (case.id, case.input_hash) not in done]
    with (run.folder / f"{FILE}.jsonl").open("a", encoding="utf-8") as out:
        for number, case in enumerate(todo, 1):
            rows = _checked(case, run.answers[case.id][0], embedder)
            out.write(
                json.dumps({"case": case.id, "input": case.input_hash, "sentences": rows}, ensure_ascii=False) + "\n"
            )
            out.flush()
            if progress:
                progress("checking support", number, len(todo))


def _checked(case: Case, record: Mapping[str, Any], embedder: Embedder) -> list[dict[str, Any]]:
    rows = []
    for text, origin, evidence in sentences(record.get("output") or {}):
        found = check(text, evidence, case.question, embedder) if evidence else None
        rows.append({
            "text": text, "origin": origin, "ok": bool(found and found.ok), "reason": found.reason if found else "no citation",
        })  # fmt: skip
    return rows


def by_origin(run: Run) -> dict[str, tuple[int, int]]:
    """origin -> (sentences found supported, sentences)."""
    found: dict[str, tuple[int, int]] = {}
    for row in beside(run.folder, FILE):
        for sentence in row.get("sentences", ()):
            good, of = found.get(sentence["origin"], (0, 0))
            found[sentence["origin"]] = (good + bool(sentence["ok"]), of + 1)
    return found


def error_rates(home: Path) -> str:
    """The checker's error rates as this home measured them last, in words."""
    kept = next(
        (k for k in shelf.runs(home, "support") if {"supported_kept", "unsupported_caught"} <= set(k.means)), None
    )
    if kept is None:
        return "the checker was not measured in this home; coach eval run support does it"
    sensitivity, specificity = kept.means["supported_kept"], kept.means["unsupported_caught"]
    return (
        f"the checker errs: on {kept.cases} labelled sentences it stops {1 - sensitivity:.0%} of the supported ones and lets "
        f"{1 - specificity:.0%} of the unsupported ones pass (balanced accuracy {(sensitivity + specificity) / 2:.2f})"
    )
