"""Suites: what is asked and what a good answer must show. One schema for YAML, JSONL and CSV; errors name the line.

A suite is a YAML file: name, kind, description, thresholds, and `cases`, either inline or the name of a JSONL or CSV file
beside it. `only` keeps some kinds of case, `forms` asks each case in several ways (another field as the question). Where a
file has other columns, `columns` says which of them is which field, `every` gives fields to all cases, and `ids: lines`
numbers cases by their line. A case with `status: draft` waits for a person's word and is not asked.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from corpus.documents import digest
from evals.errors import BadSuite

SHOWN = 5  # problems that a refusal lists
# what a suite may ask, and the kinds of case that go with it
KINDS: dict[str, tuple[str, ...]] = {
    "advice": ("answerable", "unanswerable", "vague", "followup", "care", "hostile", "ordinary"),
    "retrieval": ("answerable",),
    "moves": ("sentence",),
    "practice": ("learners", "attack", "transcript"),
    "exercises": ("run", "shrug", "heavy", "plain"),
    "support": ("supported", "unsupported"),
}
# what `given` holds for a kind of case, beside the question: name -> type; a name with "?" may be left out
_GIVEN: dict[str, dict[str, type]] = {
    "learners": {"scenario": str, "seed?": int},
    "attack": {"scenario": str, "seed?": int, "turns?": int},
    "transcript": {"scenario": str, "script": list, "seed?": int},
    "run": {"exercise": str, "answers": dict},
    "shrug": {"exercise": str, "answers": dict, "step": str},
    "supported": {"evidence": list, "user?": str},
    "unsupported": {"evidence": list, "user?": str},
}
# fields that a kind of case cannot be without
NEEDED = {
    "answerable": ("articles",),
    "followup": ("history",),
    "hostile": ("must_not",),
    "sentence": ("expect",),
    "transcript": ("expect",),
    "run": ("points",),
}
# kinds that are asked by what is given; a question is only their title
_TITLED = frozenset({"learners", "attack", "transcript", "run"})
_TEXTS = ("id", "kind", "question", "role", "category", "follow")
_NOTES = (
    "idea",
    "near",
    "why",
    "standalone",
    "attack",
    "next",
    "writer",
    "brief",
    "note",
    "form",
    "indirect",
    "error",
    "domain",
    "industry",
    "hard",
    "rule",
)
_LISTS = ("articles", "must_not", "points")
_FIELDS = {*_TEXTS, *_NOTES, *_LISTS, "history", "evidence", "given", "expect", "status"}
_SUITE_FIELDS = {"name", "kind", "description", "cases", "thresholds", "only", "forms", "columns", "every", "ids"}
_THRESHOLD_FIELDS = {"measure", "where", "at_least", "at_most", "never", "goal"}


@dataclass(frozen=True, slots=True)
class Span:
    """Gold evidence: [start, end) of the shipped edition, and of the original that it is after, or a quote to be found."""

    article: str
    start: int | None = None
    end: int | None = None
    original: tuple[int, int] | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to ask. `notes` are the writer's remarks; nothing is scored by them."""

    id: str
    kind: str
    question: str
    role: str | None = None
    history: tuple[Mapping[str, str], ...] = ()
    articles: tuple[str, ...] = ()  # any of them is right, the best first
    evidence: tuple[Span, ...] = ()
    must_not: tuple[str, ...] = ()
    points: tuple[str, ...] = ()  # what a good answer says, a few words each
    given: Mapping[str, Any] = field(default_factory=dict)  # beside the question: a scenario, answers, evidence
    expect: Any = None  # a label, or a fact (or null) for every turn
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def input_hash(self) -> str:
        """Changes with what is asked, not with what is expected: expectations may be corrected and scored again."""
        asked = [self.question, list(map(dict, self.history)), self.role, *([dict(self.given)] if self.given else [])]
        return digest(json.dumps(asked, ensure_ascii=False, sort_keys=True, default=str))[:16]

    @property
    def slices(self) -> dict[str, str]:
        """What results are broken down by."""
        words = len(self.question.split())
        found = {"kind": self.kind, "length": "short" if words <= 15 else "medium" if words <= 40 else "long"}
        if self.role:
            found["role"] = self.role
        if self.articles:
            found["article"] = self.articles[0]
        for name in ("form", "category", "follow", "attack", "error", "domain"):
            if self.notes.get(name):
                found[name] = str(self.notes[name])
        for name in ("scenario", "exercise"):
            if self.given.get(name):
                found[name] = str(self.given[name])
        if isinstance(self.expect, str):
            found["expect"] = self.expect
        if "indirect" in self.notes:
            found["indirect"] = "yes" if self.notes["indirect"] else "no"
        return found


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound that fails the build. It is held against the unfavourable end of the 95 percent interval, not the mean.

    `never`: not one case may fall short of a perfect value, however many there are. `goal` is only printed.
    """

    measure: str
    where: Mapping[str, str] = field(default_factory=dict)  # slice, such as {"kind": "care"}
    at_least: float | None = None
    at_most: float | None = None
    never: bool = False
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """A file of cases with its thresholds."""

    name: str
    kind: str
    description: str
    cases: tuple[Case, ...]
    thresholds: tuple[Threshold, ...] = ()
    path: str = ""
    drafts: int = 0  # cases that wait for a person's word (`status: draft`); they are not asked


class _Lines(dict[str, Any]):
    """A mapping that knows its line."""

    line = 0


class _Problems:
    """What is wrong with a suite, collected, so that one run shows all."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, where: str, what: str) -> None:
        self._found.append(f"{where}: {what}")

    def refuse(self) -> None:
        """Raises BadSuite when there is any."""
        if self._found:
            more = len(self._found) - SHOWN
            raise BadSuite("; ".join(self._found[:SHOWN]) + (f"; and {more} more" if more > 0 else ""))


def shipped_folder() -> Path:
    """Where the package keeps its suites."""
    return Path(str(resources.files("evals"))) / "suites"


def find(name: str, home: Path) -> Path:
    """The file of a suite: a path, or the name of one in the home or of a shipped one. Raises BadSuite."""
    direct = Path(name)
    if direct.suffix in (".yaml", ".yml", ".jsonl", ".csv"):
        if direct.is_file():
            return direct
        raise BadSuite(f"there is no file {name}")
    for folder in (home / "suites", shipped_folder()):
        for suffix in (".yaml", ".yml"):
            if (folder / f"{name}{suffix}").is_file():
                return folder / f"{name}{suffix}"
    known = ", ".join(sorted(path.stem for path in every(home)))
    raise BadSuite(f"there is no suite {name!r}; there are: {known}")


def every(home: Path) -> list[Path]:
    """All suites: those of the home, then the shipped ones."""
    folders = (home / "suites", shipped_folder())
    return [path for folder in folders for path in sorted(folder.glob("*.y*ml"))]


def read(path: Path) -> Suite:
    """One suite. A JSONL or CSV file by itself is an advice suite without thresholds. Raises BadSuite."""
    problems = _Problems()
    if path.suffix in (".jsonl", ".csv"):
        cases = _cases(_rows(path, problems), "advice", problems)
        problems.refuse()
        return Suite(path.stem, "advice", "", tuple(cases), path=str(path))
    document = _yaml(path)
    if not isinstance(document, _Lines):
        raise BadSuite(f"{path.name}: a suite is a mapping with name, kind and cases")
    _check_fields(document, _SUITE_FIELDS, path.name, problems)
    kind = document.get("kind")
    if kind not in KINDS:
        problems.add(path.name, f"kind is one of {', '.join(KINDS)}")
    if not isinstance(document.get("name"), str):
        problems.add(path.name, "name is missing")
    thresholds = _thresholds(document.get("thresholds") or [], path.name, problems)
    given = document.get("cases")
    if isinstance(given, str):
        rows = _rows(path.parent / given, problems)
    elif isinstance(given, list):
        rows = [(f"{path.name}, line {getattr(row, 'line', 0)}", row) for row in given]
    else:
        rows = []
        problems.add(path.name, "cases is a list, or the name of a JSONL or CSV file beside the suite")
    rows = _in_columns(rows, document, path.name, problems)
    only = document.get("only")
    if only is not None:
        rows = [(where, row) for where, row in rows if not isinstance(row, dict) or row.get("kind") in only]
    drafts = [row for _, row in rows if isinstance(row, dict) and row.get("status") == "draft"]
    rows = [(where, row) for where, row in rows if not isinstance(row, dict) or row.get("status") != "draft"]
    cases = _cases(_in_forms(rows, document.get("forms"), path.name, problems), str(kind), problems)
    problems.refuse()
    if not cases and not drafts:
        raise BadSuite(f"{path.name}: the suite has no cases")
    return Suite(
        document["name"],
        str(kind),
        str(document.get("description") or ""),
        tuple(cases),
        thresholds,
        str(path),
        len(drafts),
    )


# ---------------------------------------------------------------- files


def _yaml(path: Path) -> Any:
    """YAML with the line of every mapping; a key that comes twice is refused."""

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        pass

    def mapping(loader: Any, node: Any) -> _Lines:
        found = _Lines()
        found.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            if key in found:
                raise BadSuite(f"{path.name}, line {key_node.start_mark.line + 1}: {key!r} comes twice")
            found[key] = loader.construct_object(value_node, deep=True)
        return found

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    try:
        return yaml.load(_text(path), Loader=Loader)  # noqa: S506 - a subclass of a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise BadSuite(f"{path.name}{f', line {mark.line + 1}' if mark else ''}: not valid YAML ({problem})") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSuite(f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from error


def _rows(path: Path, problems: _Problems) -> list[tuple[str, Any]]:
    """(where, row) of a JSONL or CSV file."""
    if path.suffix == ".csv":
        return list(_csv_rows(path, problems))
    rows: list[tuple[str, Any]] = []
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            rows.append((where, json.loads(line)))
        except ValueError as error:
            problems.add(where, f"not valid JSON ({error})")
    return rows


def _csv_rows(path: Path, problems: _Problems) -> Iterator[tuple[str, Any]]:
    """Lists are separated by ';', history and evidence are JSON."""
    reader = csv.DictReader(_text(path).splitlines(keepends=True))
    for row in reader:
        where = f"{path.name}, line {reader.line_num}"
        if None in row or None in row.values():
            problems.add(where, f"has not the {len(reader.fieldnames or [])} columns of the first line")
            continue
        found: dict[str, Any] = {name: value for name, value in row.items() if value != ""}
        for name in _LISTS:
            if name in found:
                found[name] = [part.strip() for part in found[name].split(";") if part.strip()]
        for name in ("history", "evidence", "indirect"):
            if name in found:
                try:
                    found[name] = json.loads(found[name])
                except ValueError as error:
                    problems.add(where, f"{name} is not JSON ({error})")
        yield where, found


def _in_columns(
    rows: list[tuple[str, Any]], document: Mapping[str, Any], name: str, problems: _Problems
) -> list[tuple[str, Any]]:
    """Rows with our field names: {our field: column of the file}; then what every case has; then ids by line."""
    columns, every, ids = document.get("columns") or {}, document.get("every") or {}, document.get("ids")
    if not isinstance(columns, dict) or not all(f in _FIELDS and isinstance(c, str) for f, c in columns.items()):
        problems.add(name, "columns maps a field of ours to a column of the file")
        return rows
    if not isinstance(every, dict) or not set(every) <= _FIELDS:
        problems.add(name, "every is a mapping of fields")
        return rows
    if ids not in (None, "lines"):
        problems.add(name, "ids is `lines`, or is left out")
        return rows
    found: list[tuple[str, Any]] = []
    for number, (where, row) in enumerate(rows, 1):
        if isinstance(row, dict) and (columns or every or ids):
            taken = set(columns.values())
            fresh = {field: value for field, value in row.items() if field not in taken}
            row = {**every, **fresh, **{field: row[column] for field, column in columns.items() if column in row}}
            if ids:
                row["id"] = f"line-{number}"
        found.append((where, row))
    return found


def _in_forms(rows: list[tuple[str, Any]], forms: Any, name: str, problems: _Problems) -> Iterator[tuple[str, Any]]:
    """Each row once for every form: {form: field that holds the question}."""
    if forms is None:
        yield from rows
        return
    if not isinstance(forms, dict) or not all(isinstance(value, str) and value in _FIELDS for value in forms.values()):
        problems.add(name, "forms maps a name to the field that is asked")
        return
    for form, asked in forms.items():
        for where, row in rows:
            if isinstance(row, dict) and isinstance(row.get(asked), str):
                yield where, {**row, "id": f"{row.get('id')}/{form}", "form": form, "question": row[asked]}
            else:
                problems.add(where, f"has no text in {asked!r} to ask as {form!r}")


# ---------------------------------------------------------------- rows


def _cases(rows: Any, kind: str, problems: _Problems) -> list[Case]:
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for where, row in rows:
        case = _case(row, where, kind, problems)
        if case is None:
            continue
        if case.id in seen:
            problems.add(where, f"the id {case.id!r} is taken ({seen[case.id]})")
            continue
        seen[case.id] = where
        cases.append(case)
    return cases


def _check_fields(row: Mapping[str, Any], known: set[str], where: str, problems: _Problems) -> None:
    for name in row:
        if name not in known:
            problems.add(where, f"unknown field {name!r}")


def _case(row: Any, where: str, suite_kind: str, problems: _Problems) -> Case | None:
    if not isinstance(row, dict):
        problems.add(where, "a case is a mapping of fields")
        return None
    good = True

    def wrong(what: str) -> None:
        nonlocal good
        good = False
        problems.add(where, what)

    for name in row:
        if name not in _FIELDS:
            wrong(f"unknown field {name!r}")
    if row.get("kind") in _TITLED and isinstance(row.get("given"), dict) and not row.get("question"):
        row = {**row, "question": " ".join(str(v) for v in row["given"].values() if isinstance(v, str))}
    for name in ("id", "kind", "question"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            wrong(f"{name} is missing or not a text")
    if good and row["kind"] not in KINDS.get(suite_kind, ()):
        wrong(f"kind is {row['kind']!r}, not one of {', '.join(KINDS.get(suite_kind, ()))}")
    if row.get("status") is not None:
        wrong("status is draft, or is left out")
    if row.get("role") not in (None, "manager", "rep"):
        wrong("role is manager or rep")
    for name in _LISTS:
        if not isinstance(row.get(name, []), list) or not all(isinstance(v, str) and v for v in row.get(name, [])):
            wrong(f"{name} is a list of texts")
    for name in NEEDED.get(str(row.get("kind")), ()):
        if not row.get(name):
            wrong(f"{name} is missing")
    _check_given(str(row.get("kind")), row.get("given"), wrong)
    if suite_kind == "retrieval" and not row.get("articles"):
        wrong("articles is missing")
    history = row.get("history") or []
    if not isinstance(history, list) or not all(
        isinstance(turn, dict) and turn.get("role") in ("user", "assistant") and isinstance(turn.get("content"), str)
        for turn in history
    ):
        wrong('history is a list of {"role": "user" or "assistant", "content": text}')
    evidence = _spans(row.get("evidence") or [], wrong)
    if not good:
        return None
    return Case(
        id=row["id"],
        kind=row["kind"],
        question=row["question"],
        role=row.get("role"),
        history=tuple({"role": turn["role"], "content": turn["content"]} for turn in history),
        articles=tuple(row.get("articles", ())),
        evidence=evidence,
        must_not=tuple(row.get("must_not", ())),
        points=tuple(row.get("points", ())),
        given=row.get("given") or {},
        expect=row.get("expect"),
        notes={name: row[name] for name in (*_NOTES, "category", "follow") if row.get(name) is not None},
    )


def _check_given(kind: str, given: Any, wrong: Callable[[str], None]) -> None:
    """`given` has what the kind of case is asked with, and nothing else."""
    wanted = _GIVEN.get(kind, {})
    if given is None and not any(not name.endswith("?") for name in wanted):
        return
    if not isinstance(given, dict):
        wrong("given is a mapping" + (f" with {', '.join(wanted)}" if wanted else ""))
        return
    for name, type_ in wanted.items():
        plain = name.removesuffix("?")
        if plain not in given:
            if plain == name:
                wrong(f"given.{name} is missing")
        elif not isinstance(given[plain], type_) or isinstance(given[plain], bool):
            wrong(f"given.{plain} is a {({str: 'text', int: 'whole number', list: 'list', dict: 'mapping'})[type_]}")
    for name in given:
        if name not in {known.removesuffix("?") for known in wanted}:
            wrong(f"unknown field 'given.{name}'")


def _spans(rows: Any, wrong: Callable[[str], None]) -> tuple[Span, ...]:
    """Evidence rows: article with start and end (and perhaps the same in the original), or article with quote."""
    if not isinstance(rows, list):
        wrong("evidence is a list of spans")
        return ()
    found: list[Span] = []
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("article"), str):
            wrong("a span of evidence has an article")
        elif isinstance(row.get("quote"), str) and row["quote"]:
            found.append(Span(row["article"], quote=row["quote"]))
        elif not (
            isinstance(row.get("start"), int) and isinstance(row.get("end"), int) and 0 <= row["start"] < row["end"]
        ):
            wrong("a span of evidence has start < end, or a quote")
        elif row.get("original") is not None and not _is_pair(row["original"]):
            wrong("original is a pair [start, end]")
        else:
            pair = row.get("original")
            found.append(Span(row["article"], row["start"], row["end"], tuple(pair) if pair else None))
    return tuple(found)


def _is_pair(value: Any) -> bool:
    return (
        isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value) and value[0] < value[1]
    )


def _thresholds(rows: Any, name: str, problems: _Problems) -> tuple[Threshold, ...]:
    from evals.metrics import MEASURES

    known = {measure.name for measure in MEASURES}
    found: list[Threshold] = []
    if not isinstance(rows, list):
        problems.add(name, "thresholds is a list")
        return ()
    for row in rows:
        where = f"{name}, line {getattr(row, 'line', 0)}"
        if not isinstance(row, dict):
            problems.add(where, "a threshold has a measure and at_least, at_most or never")
            continue
        _check_fields(row, _THRESHOLD_FIELDS, where, problems)
        bounds = [row.get(bound) for bound in ("at_least", "at_most", "goal")]
        if row.get("measure") not in known:
            problems.add(where, f"there is no measure {row.get('measure')!r}; there are: {', '.join(sorted(known))}")
        elif not all(b is None or (isinstance(b, int | float) and not isinstance(b, bool)) for b in bounds):
            problems.add(where, "at_least, at_most and goal are numbers")
        elif (row.get("at_least") is None) and (row.get("at_most") is None) and row.get("never") is not True:
            problems.add(where, "a threshold has at_least, at_most or never: true")
        elif not isinstance(row.get("where") or {}, dict):
            problems.add(where, "where is a mapping such as {kind: care}")
        else:
            chosen = {str(k): str(v) for k, v in (row.get("where") or {}).items()}
            found.append(
                Threshold(
                    row["measure"],
                    chosen,
                    row.get("at_least"),
                    row.get("at_most"),
                    bool(row.get("never")),
                    row.get("goal"),
                )
            )
    return tuple(found)


def sample(suite: Suite, limit: int) -> frozenset[str]:
    """Ids of `limit` cases, taken in turn from every kind, so that a small run sees all of them."""
    groups: dict[tuple[str, object], list[str]] = {}
    for case in suite.cases:
        groups.setdefault((case.kind, case.notes.get("form")), []).append(case.id)
    order = sorted((rank, group, id) for group, ids in enumerate(groups.values()) for rank, id in enumerate(ids))
    return frozenset(id for _, _, id in order[:limit])
