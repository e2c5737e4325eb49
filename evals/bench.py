"""`python -m evals.bench`: this project beside the tutorial chain, from one run on one machine.

The tutorial chain is what the common tutorials build: RecursiveCharacterTextSplitter(1000, 200), Chroma, the four nearest
chunks stuffed into one prompt, here with the same embedded chat model and embedder. Each side runs in a process of its own,
so that memory is its own; questions are asked warm, after one that is not counted. Cold starts are timed in pairs.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from assistant.advice.answer import Answer
from assistant.app import build_assistant
from assistant.models.chat import build_chat
from assistant.settings import from_environment
from corpus import loaders
from corpus.errors import CoachError
from corpus.library import shipped_folder
from evals import cases as suites
from evals.bench_retrieval import plain_embedder, tutorial_chunks
from evals.table import columns

NEAREST = 4  # chunks of the tutorial
TOKENS = 400  # a chain that does not stop by itself is stopped here
STUFF = (
    "Use the following pieces of context to answer the question at the end. If you don't know the answer, just say that "
    "you don't know, don't try to make up an answer.\n\n{context}\n\nQuestion: {question}\nHelpful Answer:"
)
LOAD_EMBEDDER = "import sys; from sentence_transformers import SentenceTransformer; SentenceTransformer(sys.argv[1], device='cpu', local_files_only=True)"


def questions(count: int) -> list[str]:
    """The first answerable questions of the development set: times only, nothing is scored."""
    suite = suites.read(suites.find("advice-dev", Path("/nonexistent")))
    return [case.question for case in suite.cases if case.kind == "answerable"][:count]


def _memory() -> dict[str, float]:
    """Megabytes in memory: of this process, and of the model server that it started."""
    import psutil

    me = psutil.Process()
    servers = sum(child.memory_info().rss for child in me.children(recursive=True))
    return {"program_mb": me.memory_info().rss / 1e6, "model_mb": servers / 1e6}


def _ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def time_ours(asked: Sequence[str], home: Path | None, model: str | None) -> dict[str, Any]:
    """Times of this project, in milliseconds."""
    assistant = build_assistant(from_environment(home=home, model=model))
    rows: list[dict[str, float | None]] = []
    assistant.warm_up()
    assistant.ask(asked[0])
    for question in asked[1:]:
        started = time.perf_counter()
        first: float | None = None
        answer = Answer("answer")
        for grown in assistant.stream(question):
            first, answer = _ms(started) if first is None else first, grown
        rows.append(
            {
                "retrieval": answer.timings.evidence_ms,
                "first": first,
                "first_model": answer.timings.first_model_text_ms,
                "whole": _ms(started),
            }
        )
    found: dict[str, Any] = {"rows": rows, "memory": _memory(), "model": assistant.model_name}
    assistant.close()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        build_assistant(from_environment(home=Path(folder) / "home", model="none"))
        found["index_ms"] = _ms(started)
    return found


def time_tutorial(asked: Sequence[str], home: Path | None, model: str | None) -> dict[str, Any]:
    """Times of the tutorial chain over the same articles, in milliseconds."""
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

    settings = from_environment(home=home, model=model)
    plain = plain_embedder(settings)

    class Plain(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return plain.embed(texts).tolist()  # type: ignore[no-any-return]

        def embed_query(self, text: str) -> list[float]:
            return plain.embed([text])[0].tolist()  # type: ignore[no-any-return]

    chat = build_chat(settings)
    plain.embed(["load the weights"])
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        texts = {path.stem: loaders.load(path).text for path in sorted(shipped_folder("articles").glob("*.md"))}
        chunks = [text for _, text in tutorial_chunks(texts)]
        store = Chroma.from_texts(chunks, Plain(), persist_directory=folder)
        index_ms = _ms(started)
        rows: list[dict[str, float | None]] = []
        for question in asked:
            started = time.perf_counter()
            found = store.similarity_search(question, k=NEAREST)
            row: dict[str, float | None] = {"retrieval": _ms(started), "first": None, "first_model": None}
            prompt = STUFF.format(context="\n\n".join(part.page_content for part in found), question=question)
            for _ in chat.stream([("user", prompt)], TOKENS) if chat else ():
                row["first"] = _ms(started) if row["first"] is None else row["first"]
            rows.append({**row, "first_model": row["first"], "whole": _ms(started)})
        result = {
            "rows": rows[1:],
            "memory": _memory(),
            "index_ms": index_ms,
            "model": chat.spec.name if chat else "none",
        }
        if chat:
            chat.close()
    return result


def time_cold(pairs: int, home: Path | None) -> list[tuple[float, float]]:
    """(coach ask --model none, importing sentence-transformers and loading the embedder alone), seconds, in turn."""
    settings = from_environment(home=home, model="none")
    assistant = build_assistant(settings)  # builds the home where it is new: cold means a built home
    assistant.ask(questions(1)[0])
    from assistant.models import weights
    from assistant.models.catalogue import EMBEDDER

    folder = str(weights.ensure(EMBEDDER, settings))
    environment = {
        **os.environ,
        "COACH_HOME": str(settings.home),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    ask = [sys.executable, "-m", "ui.cli", "ask", "--model", "none", questions(1)[0]]
    load = [sys.executable, "-c", LOAD_EMBEDDER, folder]

    def timed(command: Sequence[str]) -> float:
        started = time.perf_counter()
        subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 - our own commands
        return time.perf_counter() - started

    timed(ask), timed(load)  # the files come from the disk's cache in every pair
    return [(timed(ask), timed(load)) for _ in range(pairs)]


def _child(side: str, count: int, home: Path | None, model: str | None) -> dict[str, Any]:
    """One side in a process of its own."""
    command = [sys.executable, "-m", "evals.bench", "--side", side, "--questions", str(count)]
    command += (["--home", str(home)] if home else []) + (["--model", model] if model else [])
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise CoachError(
            f"the {side} side failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no message'}"
        )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _median(found: Mapping[str, Any], name: str) -> float | None:
    values = [row[name] for row in found["rows"] if row[name] is not None]
    return statistics.median(values) if values else None


def tables(ours: Mapping[str, Any], theirs: Mapping[str, Any], cold: Sequence[tuple[float, float]]) -> str:
    """Medians side by side, and how many times the tutorial chain needs of ours."""
    rows = [["", "this project", "tutorial chain", "tutorial / ours"]]

    def add(name: str, one: float | None, other: float | None, unit: str) -> None:
        times = f"{other / one:.1f}x" if one and other else "-"
        rows.append([name, *(f"{v:,.0f} {unit}" if v is not None else "-" for v in (one, other)), times])

    for name, key in (
        ("first text", "first"), ("first text that a model wrote", "first_model"),
        ("whole answer", "whole"), ("retrieval (ours: evidence chosen)", "retrieval"),
    ):  # fmt: skip
        add(name, _median(ours, key), _median(theirs, key), "ms")
    add("building the index", ours["index_ms"], theirs["index_ms"], "ms")
    add("memory of the program", ours["memory"]["program_mb"], theirs["memory"]["program_mb"], "MB")
    add("memory of the model server", ours["memory"]["model_mb"], theirs["memory"]["model_mb"], "MB")
    lines = [f"medians of {len(ours['rows'])} questions, warm; chat model {ours['model']}", columns(rows)]
    if cold:
        ratios = sorted(ask / load for ask, load in cold)
        lines += [
            "",
            "cold, in pairs (seconds): " + ", ".join(f"{ask:.1f} / {load:.1f}" for ask, load in cold),
            f"coach ask --model none takes {statistics.median(ratios):.2f} times ({ratios[0]:.2f} to {ratios[-1]:.2f}) as long "
            "as importing sentence-transformers and loading the embedder alone",
        ]
    return "\n".join(lines)


SIDES: dict[str, Callable[[Sequence[str], Path | None, str | None], dict[str, Any]]] = {
    "ours": time_ours,
    "tutorial": time_tutorial,
}


@click.command()
@click.option(
    "--questions", "count", type=click.IntRange(1, 100), default=5, show_default=True, help="Questions that count."
)
@click.option("--cold", "pairs", type=click.IntRange(0, 20), default=3, show_default=True, help="Pairs of cold starts.")
@click.option("--home", type=click.Path(path_type=Path), help="The data folder.")
@click.option("--model", help="The chat model of both sides (default: the configured one).")
@click.option("--side", type=click.Choice(list(SIDES)), hidden=True)
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def main(count: int, pairs: int, home: Path | None, model: str | None, side: str | None, json_: bool) -> None:
    """This project beside the tutorial chain: times and memory."""
    try:
        if side:
            click.echo(json.dumps(SIDES[side](questions(count + 1), home, model)))
            return
        ours, theirs = _child("ours", count, home, model), _child("tutorial", count, home, model)
        cold = time_cold(pairs, home) if pairs else []
    except CoachError as error:
        click.echo(f"bench: {error}", err=True)
        sys.exit(2)
    if json_:
        click.echo(json.dumps({"ours": ours, "tutorial": theirs, "cold_seconds": cold}))
    else:
        click.echo(tables(ours, theirs, cold))


if __name__ == "__main__":
    main()
