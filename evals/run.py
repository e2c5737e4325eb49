"""The first stage: asks every case once and keeps what came back, line by line, so that a killed run goes on.

A run is a folder: run.json (suite, fingerprint), suite.json (the cases as asked), answers.jsonl (append-only, a record a
line), texts.jsonl (the articles that answers or gold evidence point into). Scoring needs nothing else.
"""

from __future__ import annotations

import json
import platform
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from assistant.app import Assistant
from corpus import mapping
from corpus.documents import digest
from corpus.errors import CoachError
from corpus.files import exclusive, write_atomically
from corpus.library import Library, shipped_folder
from evals import asking, practice
from evals.cases import Case, Span, Suite, Threshold, sample
from evals.errors import BadRun
from evals.metrics import Context, Text, citations

REMOTE_JOBS = 4  # questions at once where a model server does the work; embedded parts are bound by the processor
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """A folder with answers."""

    folder: Path
    suite: Suite
    fingerprint: Mapping[str, str]
    answers: Mapping[str, list[dict[str, Any]]]  # case id -> records that answer it, one for each repeat
    context: Context
    about: Mapping[str, Any]

    @property
    def model(self) -> str:
        return self.fingerprint.get("model", "")


# ---------------------------------------------------------------- what answers


def fingerprint(assistant: Assistant, kind: str = "advice") -> dict[str, str]:
    """Everything that could change an answer to a suite of that kind, by part, so that a comparison can say what differs."""
    manifest = assistant.library.manifest
    texts = sorted((entry.id, entry.text_sha256) for entry in manifest.entries.values())
    cards = sorted(json.dumps(asdict(card), sort_keys=True) for card in assistant.library.cards())
    trust = assistant.settings.home / "trust.json"
    return {
        "model": assistant.model.identity if assistant.model else "none",
        "embedder": assistant.embedder.fingerprint,
        "library": digest(json.dumps(texts))[:12],
        "cards": digest(json.dumps(cards))[:12],
        "index": digest(json.dumps(asdict(manifest.stamp)))[:12],
        "trust": digest(trust.read_bytes())[:12] if trust.is_file() else "shipped",
        "program": _program(),
        **(_talks(assistant.settings.home) if kind == "practice" else {}),
    }


def _talks(home: Path) -> dict[str, str]:
    """What else decides how a practice talk goes: the simulated learners, and the home's own scenarios."""
    own = sorted((path.name, digest(path.read_bytes())) for path in (home / "scenarios").glob("*.yaml"))
    return {
        "learners": digest(Path(practice.__file__).read_bytes())[:12],
        "scenarios": digest(json.dumps(own))[:12] if own else "shipped",
    }


def _program() -> str:
    """A hash of the code, prompts and data of assistant/ and corpus/ (articles and cards have their own parts)."""
    parts: list[tuple[str, str]] = []
    for package in ("assistant", "corpus"):
        root = Path(str(resources.files(package)))
        for path in sorted(root.rglob("*")):
            if path.suffix in {".py", ".yaml", ".jsonl", ".safetensors", ".npz"} and path.parent.name not in (
                "cards",
                "maps",
            ):
                parts.append((str(path.relative_to(root)), digest(path.read_bytes())))
    return digest(json.dumps(parts))[:12]


def short(parts: Mapping[str, str]) -> str:
    """Names a version in a folder's name."""
    return digest(json.dumps(dict(parts), sort_keys=True))[:8]


def prompts() -> list[str]:
    """The fixed prompts that a chat model may be shown: none of them belongs in an answer."""
    from assistant.advice import wording

    return [
        value for name, value in vars(wording).items() if name.isupper() and isinstance(value, str) and len(value) > 80
    ]


# ---------------------------------------------------------------- asking


def ask_all(
    assistant: Assistant,
    suite: Suite,
    folder: Path,
    *,
    limit: int | None = None,
    repeats: int = 1,
    jobs: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Asks what the folder does not hold yet. Raises BadRun when it holds answers of another version or suite.

    A question that fails is recorded with its error and not asked again unless `retry_failed`.
    """
    parts = fingerprint(assistant, suite.kind)
    folder.mkdir(parents=True, exist_ok=True)
    with exclusive(folder / "lock", 1, f"another process is writing to {folder}"):
        _begin(folder, suite, parts)
        done = _records(folder / "answers.jsonl")
        wanted = sample(suite, limit) if limit else {case.id for case in suite.cases}
        settled = {(r["case"], r["input"], r["repeat"]) for r in done if r["state"] == "ok" or not retry_failed}
        todo = [
            (case, repeat)
            for repeat in range(repeats)
            for case in suite.cases
            if case.id in wanted and (case.id, case.input_hash, repeat) not in settled
        ]
        texts = _Texts(folder / "texts.jsonl", assistant.library)
        texts.keep(article for case in suite.cases for article in [*case.articles, *(s.article for s in case.evidence)])
        if todo:
            asking.warm_up(assistant, suite.kind)
        lock = threading.Lock()
        with (folder / "answers.jsonl").open("a", encoding="utf-8") as out:

            def one(case: Case, repeat: int) -> None:
                record = _record(assistant, suite.kind, case, repeat, parts)
                with lock:
                    if record["state"] == "ok":
                        texts.keep(
                            row["article"]
                            for row in [
                                *citations(record["output"]),
                                *record["output"].get("hits", ()),
                                *record["output"].get("sources", ()),
                            ]
                        )
                    out.write(json.dumps(record, ensure_ascii=False) + "\n")
                    out.flush()

            total = len(todo)
            for number, _ in enumerate(_spread(one, todo, jobs or _jobs(assistant)), 1):
                if progress:
                    progress(suite.name, number, total)
    return load(folder)


def _jobs(assistant: Assistant) -> int:
    return 1 if assistant.model is None or assistant.model.local else REMOTE_JOBS


def _spread(one: Callable[[Case, int], None], todo: Sequence[tuple[Case, int]], jobs: int) -> Iterator[None]:
    """Runs `one` on everything, at most `jobs` at once, yielding as they end; stops at the first defect of our own."""
    if jobs <= 1:
        for case, repeat in todo:
            one(case, repeat)
            yield
        return
    with ThreadPoolExecutor(jobs) as pool:
        waiting: set[Future[None]] = set()
        queue = iter(todo)
        while True:
            while len(waiting) < 2 * jobs and (item := next(queue, None)) is not None:
                waiting.add(pool.submit(one, *item))
            if not waiting:
                return
            ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ended:
                future.result()
                yield


def _record(assistant: Assistant, kind: str, case: Case, repeat: int, parts: Mapping[str, str]) -> dict[str, Any]:
    started = time.perf_counter()
    record: dict[str, Any] = {"case": case.id, "input": case.input_hash, "repeat": repeat, "version": short(parts)}
    try:
        record |= {"state": "ok", "output": asking.ask(assistant, kind, case)}
    except Exception as error:  # noqa: BLE001 - whatever one question does, the others are asked and this one is kept
        told = str(error) if isinstance(error, CoachError) else f"{type(error).__name__}: {error}"
        record |= {"state": "failed", "error": " ".join(told.split())[:500]}
    return record | {
        "ms": round((time.perf_counter() - started) * 1000, 1),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


# ---------------------------------------------------------------- the folder


def _begin(folder: Path, suite: Suite, parts: Mapping[str, str]) -> None:
    """Writes what the run is, or checks that it is the same run that goes on. A line cut short by a kill is dropped."""
    path = folder / "run.json"
    if path.exists():
        about = _about(folder)
        other = [name for name, value in parts.items() if about["fingerprint"].get(name) != value]
        if about["suite"] != suite.name or other:
            what = "another suite" if about["suite"] != suite.name else f"another version (other {', '.join(other)})"
            raise BadRun(f"{folder} holds answers of {what}; give another folder with --out")
    else:
        about = {
            "suite": suite.name, "fingerprint": dict(parts), "started": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}", "prompts": prompts(),
        }  # fmt: skip
        write_atomically(path, json.dumps(about, ensure_ascii=False, indent=1).encode())
    write_atomically(folder / "suite.json", json.dumps(asdict(suite), ensure_ascii=False).encode())
    _drop_torn_line(folder / "answers.jsonl")
    _drop_torn_line(folder / "texts.jsonl")


def _drop_torn_line(path: Path) -> None:
    if path.exists() and path.stat().st_size:
        data = path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            with path.open("rb+") as file:
                file.truncate(whole)


def _about(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / "run.json").read_bytes())
        return about | {"suite": str(about["suite"]), "fingerprint": dict(about["fingerprint"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRun(f"{folder} holds no run (run.json is missing or damaged)") from error


def _records(path: Path) -> list[dict[str, Any]]:
    """Whole records; lines that are none are passed over (a torn one at the end is normal after a kill)."""
    found: list[dict[str, Any]] = []
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    record = json.loads(line)
                    if isinstance(record, dict) and {"case", "input", "repeat", "state"} <= set(record):
                        found.append(record)
                except ValueError:
                    continue
    except FileNotFoundError:
        pass
    return found


class _Texts:
    """Keeps each article's text once, with which version of the shipped one it is."""

    def __init__(self, path: Path, library: Library) -> None:
        self._path, self._library = path, library
        self._have = {row["article"] for row in _text_rows(path)}

    def keep(self, articles: Iterator[str] | Sequence[str] | Any) -> None:
        for id in dict.fromkeys(articles):
            if id in self._have or id not in self._library.manifest.entries:
                continue
            article = self._library.article(id)
            row = {
                "article": id,
                "title": article.title,
                "version": version_of(id, article.text_sha256, article.sha256),
                "text": article.text,
            }
            with self._path.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
            self._have.add(id)


def version_of(id: str, text_sha256: str, sha256: str) -> str:
    """edition or original where corpus/maps knows the text, else other. An article that is not shipped is its own edition."""
    path = shipped_folder("maps") / f"{id}.yaml"
    if not path.is_file():
        return "edition"
    known = mapping.read(path)
    if text_sha256 == known.edition_sha256:
        return "edition"
    return "original" if known.original_sha256 in (sha256, text_sha256) else "other"


def _text_rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    row = json.loads(line)
                    rows += [row] if isinstance(row, dict) and "article" in row else []
                except ValueError:
                    continue
    except FileNotFoundError:
        pass
    return rows


def load(folder: Path, suite: Suite | None = None) -> Run:
    """A run from its folder; `suite` scores it by other expectations (a corrected file). Raises BadRun."""
    from evals import judge  # it reads runs

    about = _about(folder)
    try:
        asked = suite or _suite(json.loads((folder / "suite.json").read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRun(f"{folder} holds no whole run (suite.json is missing or damaged)") from error
    inputs = {case.id: case.input_hash for case in asked.cases}
    latest: dict[tuple[str, int], dict[str, Any]] = {}
    for record in _records(folder / "answers.jsonl"):
        if inputs.get(record["case"]) == record["input"]:
            latest[record["case"], record["repeat"]] = record
    answers: dict[str, list[dict[str, Any]]] = {}
    for (case, _), record in sorted(latest.items(), key=lambda item: item[0][1]):
        answers.setdefault(case, []).append(record)
    texts = {row["article"]: Text(row["text"], row["version"]) for row in _text_rows(folder / "texts.jsonl")}
    found = Run(folder, asked, about["fingerprint"], answers, Context(texts, tuple(about.get("prompts", ()))), about)
    return replace(found, context=replace(found.context, judged=judge.decided(found), checked=_checked(folder, inputs)))


def _checked(folder: Path, inputs: Mapping[str, str]) -> dict[str, float]:
    """case -> share of its sentences that the support checker let stand (evals/supporting.py)."""
    shares: dict[str, float] = {}
    for row in beside(folder, "support"):
        told = row.get("sentences") or []
        if told and inputs.get(str(row.get("case"))) == row.get("input"):
            shares[row["case"]] = sum(bool(sentence.get("ok")) for sentence in told) / len(told)
    return shares


def beside(folder: Path, name: str) -> list[dict[str, Any]]:
    """What lies beside the answers in NAME.jsonl: labels, judgements, support. Lines cut short by a kill are passed over."""
    rows: list[dict[str, Any]] = []
    path = folder / f"{name}.jsonl"
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
            rows += [row] if isinstance(row, dict) else []
        except ValueError:
            continue
    return rows


def _suite(document: dict[str, Any]) -> Suite:
    def case(row: dict[str, Any]) -> Case:
        spans = tuple(
            Span(**{**s, "original": tuple(s["original"]) if s["original"] else None}) for s in row["evidence"]
        )
        return Case(**{
            **row, "evidence": spans, "history": tuple(row["history"]),
            "articles": tuple(row["articles"]), "must_not": tuple(row["must_not"]), "points": tuple(row.get("points", ())),
        })  # fmt: skip

    return Suite(**{
        **document, "cases": tuple(map(case, document["cases"])),
        "thresholds": tuple(Threshold(**row) for row in document["thresholds"]),
    })  # fmt: skip


def folder_for(assistant: Assistant, suite: Suite, *, again: bool = False) -> Path:
    """Where the home keeps this version's run of a suite; `again` makes a new one beside those that are there."""
    root = assistant.settings.home / "runs"
    path = root / f"{suite.name}-{short(fingerprint(assistant, suite.kind))}"
    if not again:
        return path
    number = 2
    while path.with_name(f"{path.name}-{number}").exists():
        number += 1
    return path.with_name(f"{path.name}-{number}") if path.exists() else path
