"""`python -m evals.bench_retrieval`: our retrieval beside four others on the same questions, in one run.

The tutorial chain's is what the common tutorials build: RecursiveCharacterTextSplitter(1000, 200) over the articles, the
same embedder as published (without our adapter), nearest chunks to the whole question. Dense-only and BM25-only search our
passages with the whole question, RRF fuses those two with equal weights (k = 60, Cormack et al. 2009). Vectors are compared
exactly (numpy): on this many passages Chroma returns the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from assistant.app import Assistant, build_assistant
from assistant.models import weights
from assistant.models.catalogue import EMBEDDER
from assistant.models.embedder import SentenceEmbedder, build_embedder
from assistant.settings import DEFAULT_EMBEDDER, Settings, from_environment
from corpus.documents import Embedder, Vectors
from corpus.errors import CoachError
from evals import cases as suites
from evals.cases import Case, Suite
from evals.metrics import MEASURES, Context, Text
from evals.metrics.ranking import distinct
from evals.run import version_of
from evals.stats import Interval, mean_interval, ratio_interval
from evals.table import columns, interval

CHUNK, OVERLAP = 1000, 200  # the tutorial's
DEPTH = 20  # results each system returns
POOL = 60  # results of each list that RRF fuses
RRF_K = 60
TUTORIAL, DENSE, ADAPTED = "tutorial chain", "dense only", "dense only, our adapter"
BM25, RRF, OURS = "BM25 only", "RRF, equal weights", "ours"
SHOWN = ("right_first", "right_in_three", "evidence_in_five", "ndcg", "reciprocal_rank", "shown_in_five")

Row = dict[str, Any]  # article, start, end
Search = Callable[[str], list[Row]]


@dataclass(frozen=True, slots=True)
class Result:
    """One system on one form of question: measure -> values in the order of the cases."""

    system: str
    form: str
    values: Mapping[str, Sequence[float]]


def plain_embedder(settings: Settings) -> Embedder:
    """The configured embedder's own weights, without an adapter."""
    if settings.embedder == DEFAULT_EMBEDDER:
        return SentenceEmbedder(settings.embedder, lambda: weights.ensure(EMBEDDER, settings))
    return build_embedder(settings)


def tutorial_chunks(texts: Mapping[str, str]) -> list[tuple[Row, str]]:
    """(span, chunk) of every article, as LangChain's splitter cuts it."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True)
    found: list[tuple[Row, str]] = []
    for article, text in texts.items():
        for part in splitter.create_documents([text]):
            start = int(part.metadata["start_index"])
            found.append(
                ({"article": article, "start": start, "end": start + len(part.page_content)}, part.page_content)
            )
    return found


def nearest(vectors: Vectors, rows: Sequence[Row], query: Vectors, k: int) -> list[Row]:
    """The `k` rows whose vectors, shape (rows, dimension), are nearest to the query by cosine, best first."""
    return [rows[i] for i in np.argsort(-(vectors @ query), kind="stable")[:k]]


def fused(*rankings: Sequence[Row]) -> list[Row]:
    """Reciprocal rank fusion: score = sum over rankings of 1 / (60 + rank)."""
    scores: dict[tuple[str, int, int], float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            key = (row["article"], row["start"], row["end"])
            scores[key] = scores.get(key, 0.0) + 1.0 / (RRF_K + rank)
    order = sorted(scores, key=lambda key: -scores[key])
    return [{"article": article, "start": start, "end": end} for article, start, end in order]


def systems(assistant: Assistant, questions: Sequence[str]) -> dict[str, Search]:
    """Every way to search, by name; the questions are embedded in one go."""
    library, plain = assistant.library, plain_embedder(assistant.settings)
    texts = {entry.id: library.article(entry.id).text for entry in library.entries()}
    chunks = tutorial_chunks(texts)
    chunk_rows, chunk_vectors = [row for row, _ in chunks], plain.embed([text for _, text in chunks])
    passages = [passage for id in texts for passage in library.passages(id)]
    rows = [{"article": p.article, "start": p.start, "end": p.end} for p in passages]
    vectors = plain.embed([p.embedded for p in passages])
    embedded = dict(zip(questions, plain.embed(questions), strict=True))

    def dense(query: str, k: int = DEPTH) -> list[Row]:
        return nearest(vectors, rows, embedded[query], k)

    def keyword(query: str, k: int = DEPTH) -> list[Row]:
        found = [hit.record for hit in library.keyword(query, k)]
        return [{"article": record.article, "start": record.start, "end": record.end} for record in found]

    def adapted(query: str) -> list[Row]:
        found = [hit.record for hit in library.dense(assistant.embedder.embed([query])[0], DEPTH)]
        return [{"article": record.article, "start": record.start, "end": record.end} for record in found]

    learnt = assistant.embedder.fingerprint != plain.fingerprint
    return {
        TUTORIAL: lambda query: nearest(chunk_vectors, chunk_rows, embedded[query], DEPTH),
        DENSE: dense,
        **({ADAPTED: adapted} if learnt else {}),
        BM25: keyword,
        RRF: lambda query: fused(dense(query, POOL), keyword(query, POOL))[:DEPTH],
        OURS: lambda query: [
            {"article": hit.article, "start": hit.start, "end": hit.end} for hit in assistant.search(query, DEPTH)
        ],
    }


def contexts(assistant: Assistant, suite: Suite) -> Context:
    """The texts that gold evidence points into."""
    wanted = {span.article for case in suite.cases for span in case.evidence} & set(assistant.library.manifest.entries)
    articles = [assistant.library.article(id) for id in sorted(wanted)]
    return Context({a.id: Text(a.text, version_of(a.id, a.text_sha256, a.sha256)) for a in articles})


def evaluate(search: Search, asked: Sequence[Case], context: Context) -> dict[str, list[float]]:
    """Measure -> one value a case. Besides those of the suites: the right article among the first three *articles*."""
    used = [measure for measure in MEASURES if measure.name in SHOWN]
    values: dict[str, list[float]] = {name: [] for name in (*SHOWN, "right_in_three_articles")}
    for case in asked:
        hits = search(case.question)
        for measure in used:
            value = measure.value(case, {"hits": hits}, context)
            if value is not None:
                values[measure.name].append(value)
        values["right_in_three_articles"].append(float(any(a in case.articles for a in distinct(hits)[:3])))
    return values


def bench(assistant: Assistant, suite: Suite, progress: Callable[[str], None]) -> list[Result]:
    """All systems on all forms of question of the suite."""
    context = contexts(assistant, suite)
    forms = dict.fromkeys(str(case.notes.get("form", "question")) for case in suite.cases)
    results: list[Result] = []
    questions = list(dict.fromkeys(case.question for case in suite.cases))
    for name, search in systems(assistant, questions).items():
        for form in forms:
            progress(f"{name}, {form}")
            asked = [case for case in suite.cases if str(case.notes.get("form", "question")) == form]
            results.append(Result(name, form, evaluate(search, asked, context)))
    return results


def ratio(one: Result, other: Result, name: str) -> Interval | None:
    """How many times the other's mean, over the same questions."""
    return ratio_interval(one.values[name], other.values[name])


def tables(results: Sequence[Result]) -> str:
    """One plain table for each form of question."""
    lines: list[str] = []
    for form in dict.fromkeys(result.form for result in results):
        mine = [result for result in results if result.form == form]
        base = next(result for result in mine if result.system == TUTORIAL)
        count = len(base.values["right_first"])
        lines += ["", f"{form} questions ({count}), mean [95% interval]"]
        rows = [
            ["", "right first", "in first 3 results", "in first 3 articles", "evidence in 5", "nDCG@5", "chars in 5"]
        ]
        for result in mine:
            found = {name: mean_interval(values) for name, values in result.values.items()}
            chars = found["shown_in_five"]
            rows.append(
                [result.system]
                + [interval(found[n]) for n in ("right_first", "right_in_three", "right_in_three_articles", "evidence_in_five", "ndcg")]
                + [f"{chars.mean:.0f}" if chars else "-"]
            )  # fmt: skip
        lines.append(columns(rows))
        ours = next(result for result in mine if result.system == OURS)
        rows = [["ours as a multiple of", "right first", "in first 3 results", "evidence in 5"]]
        for result in mine:
            if result is not ours:
                times = [ratio(ours, result, n) for n in ("right_first", "right_in_three", "evidence_in_five")]
                rows.append(
                    [f"  {result.system}"] + [f"{t.mean:.2f}x [{t.low:.2f}, {t.high:.2f}]" if t else "-" for t in times]
                )
        lines += ["", columns(rows)]
    return "\n".join(lines)


def as_json(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Means with intervals and the single values."""
    return [
        {
            "system": result.system,
            "form": result.form,
            "means": {n: asdict(found) for n, values in result.values.items() if (found := mean_interval(values))},
            "values": {name: list(values) for name, values in result.values.items()},
        }
        for result in results
    ]


@click.command()
@click.option("--suite", default="retrieval-test", show_default=True, help="A retrieval suite: a name or a file.")
@click.option("--home", type=click.Path(path_type=Path), help="The data folder.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def main(suite: str, home: Path | None, json_: bool) -> None:
    """Our retrieval beside the tutorial chain's, dense-only, BM25-only and RRF."""
    settings: Settings = from_environment(home=home, model="none")
    try:
        read = suites.read(suites.find(suite, settings.home))
        if read.kind != "retrieval":
            raise click.UsageError(f"{read.name} is a suite of kind {read.kind}; give one of kind retrieval")
        assistant = build_assistant(settings)
        results = bench(assistant, read, lambda what: click.echo(what, err=True))
    except CoachError as error:
        click.echo(f"bench_retrieval: {error}", err=True)
        sys.exit(2)
    if json_:
        click.echo(json.dumps(as_json(results)))
    else:
        click.echo(
            f"{read.name}: our retrieval {assistant.embedder.fingerprint}, others {plain_embedder(settings).fingerprint}"
        )
        click.echo(tables(results))


if __name__ == "__main__":
    main()
