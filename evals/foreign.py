"""Answers that people or another system wrote, kept as a run, so that they are scored and compared like our own.

A row is {"case": id, "answer": text}, and may have `kind` (answer, abstain, clarify, care), `steps` or `citations` (article,
start, end, quote), `choices`, or `error`. Nothing is asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.documents import digest
from corpus.files import write_atomically
from evals import metrics
from evals.cases import Suite
from evals.errors import BadRun
from evals.metrics import Text
from evals.run import Run, load

KINDS = ("answer", "abstain", "clarify", "care")


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file. Raises BadRun, naming the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRun(f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadRun(f"{where}: not valid JSON ({error})") from error
        if not isinstance(row, dict) or not isinstance(row.get("case"), str):
            raise BadRun(f'{where}: a row is a mapping with "case", the id of a case')
        if not isinstance(row.get("answer"), str) and not row.get("error"):
            raise BadRun(f'{where}: has neither "answer" nor "error"')
        if row.get("kind") not in (None, *KINDS):
            raise BadRun(f"{where}: kind is one of {', '.join(KINDS)}")
        rows.append(row)
    return rows


def keep(folder: Path, suite: Suite, rows: Sequence[Mapping[str, Any]], texts: Mapping[str, Text], by: str) -> Run:
    """Writes a run of the rows. Raises BadRun for ids that the suite does not have, and for a folder that holds a run."""
    if (folder / "run.json").exists():
        raise BadRun(f"{folder} holds a run already; give another folder with --out")
    cases = {case.id: case for case in suite.cases}
    unknown = [str(row["case"]) for row in rows if row["case"] not in cases]
    if unknown:
        raise BadRun(
            f"the suite {suite.name!r} has no case {unknown[0]!r} ({len(unknown)} of {len(rows)} rows have none)"
        )
    mark = digest(json.dumps([dict(row) for row in rows], sort_keys=True, default=str))[:12]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    folder.mkdir(parents=True, exist_ok=True)
    records = []
    count: dict[str, int] = {}
    for row in rows:
        repeat = count.get(row["case"], 0)
        count[row["case"]] = repeat + 1
        record: dict[str, Any] = {
            "case": row["case"], "input": cases[row["case"]].input_hash, "repeat": repeat, "version": mark, "at": now,
        }  # fmt: skip
        record |= (
            {"state": "failed", "error": str(row["error"])}
            if row.get("error")
            else {"state": "ok", "output": _output(row)}
        )
        records.append(record)
    cited = {c["article"] for r in records for c in metrics.citations(r.get("output", {})) if isinstance(c, Mapping)}
    wanted = cited | {span.article for case in suite.cases for span in case.evidence}
    kept = [
        {"article": id, "title": id, "version": t.version, "text": t.text} for id, t in texts.items() if id in wanted
    ]
    _write(folder / "texts.jsonl", kept)
    _write(folder / "answers.jsonl", records)
    write_atomically(folder / "suite.json", json.dumps(asdict(suite), ensure_ascii=False).encode())
    about = {
        "suite": suite.name,
        "fingerprint": {"model": by, "answers": mark},
        "started": now,
        "machine": "",
        "prompts": [],
    }
    write_atomically(folder / "run.json", json.dumps(about, ensure_ascii=False, indent=1).encode())
    return load(folder)


def _output(row: Mapping[str, Any]) -> dict[str, Any]:
    text = str(row["answer"])
    steps = row.get("steps")
    if not isinstance(steps, list):
        steps = [{"text": text, "citations": row.get("citations") or []}] if text.strip() else []
    kind = row.get("kind") or ("answer" if text.strip() else "abstain")
    steps = [{"citations": [], **step} for step in steps if isinstance(step, dict)] if kind == "answer" else []
    return {"kind": kind, "answer": text, "steps": steps, "choices": row.get("choices") or []}


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    write_atomically(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
