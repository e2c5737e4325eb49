"""Cases and answers in the formats of other harnesses, and back. Only data: none of them is imported or needed.

ragas       JSONL of single-turn samples: user_input, retrieved_contexts, response, reference_contexts, reference
deepeval    JSON list of test cases: input, actual_output, retrieval_context, context
promptfoo   YAML with tests: vars and assertions
inspect     JSONL of samples: id, input, target, metadata (Inspect AI's json_dataset)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals import metrics
from evals.cases import NEEDED, Case
from evals.errors import BadSuite
from evals.run import Run


@dataclass(frozen=True, slots=True)
class _Row:
    """One case with what was answered, as plain texts."""

    case: Case
    answer: str
    contexts: list[str]
    gold: list[str]


def _rows(run: Run) -> list[_Row]:
    rows: list[_Row] = []
    for case in run.suite.cases:
        record = (run.answers.get(case.id) or [{}])[0]
        output = record.get("output") or {}
        shown = [*metrics.citations(output), *output.get("hits", ())]
        contexts = [text for row in shown if (text := _text(run, row["article"], row["start"], row["end"]))]
        spans = metrics.gold(case.evidence, run.context) or {}
        gold = [text for article, places in spans.items() for place in places if (text := _text(run, article, *place))]
        rows.append(_Row(case, str(output.get("answer", "")).replace("\\", ""), list(dict.fromkeys(contexts)), gold))
    return rows


def _text(run: Run, article: str, start: int, end: int) -> str:
    found = run.context.texts.get(article)
    return found.text[start:end] if found and start >= 0 else ""


def _notes(case: Case) -> dict[str, Any]:
    """What the other formats have no place for, so that nothing is lost on the way there and back."""
    return {
        "id": case.id,
        "kind": case.kind,
        "articles": list(case.articles),
        "history": list(map(dict, case.history)),
        "must_not": list(case.must_not),
        "role": case.role,
        **case.notes,
    }


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _ragas(run: Run) -> str:
    return _lines(
        [
            {
                "user_input": row.case.question,
                "retrieved_contexts": row.contexts,
                "response": row.answer,
                "reference_contexts": row.gold,
                "reference": " ".join(row.gold),
                "metadata": _notes(row.case),
            }
            for row in _rows(run)
        ]
    )


def _deepeval(run: Run) -> str:
    rows = [
        {
            "name": row.case.id,
            "input": row.case.question,
            "actual_output": row.answer,
            "expected_output": None,
            "retrieval_context": row.contexts,
            "context": row.gold,
            "additional_metadata": _notes(row.case),
        }
        for row in _rows(run)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _promptfoo(run: Run) -> str:
    tests: list[dict[str, Any]] = []
    for row in _rows(run):
        checks: list[dict[str, Any]] = [{"type": "not-icontains", "value": text} for text in row.case.must_not]
        metadata: dict[str, Any] = _notes(row.case) | {"answer": row.answer}
        tests.append(
            {
                "description": row.case.id,
                "vars": {"question": row.case.question},
                "assert": checks,
                "metadata": metadata,
            }
        )
    return yaml.safe_dump({"prompts": ["{{question}}"], "tests": tests}, sort_keys=False, allow_unicode=True)


def _inspect(run: Run) -> str:
    def asked(case: Case) -> Any:
        turns = [dict(turn) for turn in case.history]
        return [*turns, {"role": "user", "content": case.question}] if turns else case.question

    return _lines(
        [
            {
                "id": row.case.id,
                "input": asked(row.case),
                "target": " ".join(row.gold) or ", ".join(row.case.articles) or row.case.kind,
                "metadata": _notes(row.case) | {"answer": row.answer, "contexts": row.contexts},
            }
            for row in _rows(run)
        ]
    )


FORMATS: dict[str, tuple[str, Callable[[Run], str]]] = {
    "ragas": (".jsonl", _ragas),
    "deepeval": (".json", _deepeval),
    "promptfoo": (".yaml", _promptfoo),
    "inspect": (".jsonl", _inspect),
}


def export(run: Run, name: str) -> str:
    """A run in the format `name` of FORMATS."""
    return FORMATS[name][1](run)


# ---------------------------------------------------------------- reading


def read(path: Path, name: str) -> dict[str, Any]:
    """A suite document (as evals/drafts.py makes them) from a file of another harness. Raises BadSuite.

    What the file does not say (the kind of case, the right articles) makes the case a draft.
    """
    try:
        text = path.read_text(encoding="utf-8")
        rows = _loaded(text, path.suffix, name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSuite(f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from error
    except (ValueError, yaml.YAMLError) as error:
        raise BadSuite(
            f"{path.name}: is not the {FORMATS[name][0][1:].upper()} that {name} writes ({error})"
        ) from error
    cases = [_case(row, number, path.name, name) for number, row in enumerate(rows, 1)]
    return {
        "name": path.stem,
        "kind": "advice",
        "description": f"Taken over from {path.name} ({name}).",
        "cases": cases,
    }


def _loaded(text: str, suffix: str, name: str) -> list[Any]:
    if name == "promptfoo":
        document = yaml.safe_load(text)
        rows = document.get("tests") if isinstance(document, dict) else document
    elif suffix == ".jsonl":
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        rows = json.loads(text)
    if not isinstance(rows, list):
        raise ValueError("it holds no list of cases")
    return rows


_QUESTION = {"ragas": "user_input", "deepeval": "input", "inspect": "input"}


def _case(row: Any, number: int, file: str, name: str) -> dict[str, Any]:
    where = f"{file}, case {number}"
    if not isinstance(row, Mapping):
        raise BadSuite(f"{where}: is not a mapping of fields")
    asked = (row.get("vars") or {}).get("question") if name == "promptfoo" else row.get(_QUESTION[name])
    history: list[dict[str, str]] = []
    if isinstance(asked, list):  # messages
        turns = [
            {"role": str(turn.get("role")), "content": str(turn.get("content"))}
            for turn in asked
            if isinstance(turn, Mapping)
        ]
        history, asked = turns[:-1], turns[-1]["content"] if turns else None
    if not isinstance(asked, str) or not asked.strip():
        raise BadSuite(f"{where}: has no question")
    notes = row.get("metadata") or row.get("additional_metadata") or {}
    notes = notes if isinstance(notes, Mapping) else {}
    case: dict[str, Any] = {
        "id": str(notes.get("id") or row.get("id") or row.get("name") or row.get("description") or f"{number:04d}"),
        "kind": notes.get("kind") if isinstance(notes.get("kind"), str) else "answerable",
        "question": asked,
    }
    if history or notes.get("history"):
        case["history"] = history or notes["history"]
    for field in ("articles", "must_not"):
        if isinstance(notes.get(field), list) and notes[field]:
            case[field] = [str(text) for text in notes[field]]
    checks = [check for check in row.get("assert") or () if isinstance(check, Mapping)]
    forbidden = [
        str(c["value"]) for c in checks if c.get("type") in ("not-icontains", "not-contains") and c.get("value")
    ]
    if forbidden:
        case["must_not"] = forbidden
    if any(field not in case for field in NEEDED.get(case["kind"], ())):
        note = (
            "Say which kind of case it is and what it needs (articles, history, must_not), then remove `status: draft`."
        )
        case |= {"status": "draft", "note": note}
    return case
