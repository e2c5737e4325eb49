"""`python -m evals.bench_library`: how fast the library takes articles in, and how it answers as it grows.

Indexing rate: 2,000 generated passages through the whole of `coach library add` (reading, splitting, embedding, Chroma,
BM25), as a share of what the bare embedder does with the same texts in one call, in turns. Growth: 1,000, 10,000 and
100,000 generated passages whose vectors are real ones, moved a little (the table says so); each size is opened and
searched in a process of its own. Times are of one machine with whatever else it does; run it when it is quiet.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from assistant.models.embedder import SentenceEmbedder, build_embedder
from assistant.retrieval import Retriever
from assistant.settings import from_environment
from corpus import loaders, splitting
from corpus.documents import Article, Embedder, Vectors, digest
from corpus.library import Library, shipped_folder
from corpus.sources import Source
from evals.bench import questions
from evals.table import columns

SIZES = (1_000, 10_000, 100_000)
RATE = 2_000  # passages whose indexing is timed
BASE = 1_000  # real vectors that the large sizes are made of
MOVED = 0.35  # length of the step that makes another vector of a unit vector
ROUNDS = 3  # of every question; the first is not counted
PER_ARTICLE = 10


def vocabulary() -> list[str]:
    """The sentences of the shipped articles: what generated texts are made of."""
    found = []
    for path in sorted(shipped_folder("articles").glob("*.md")):
        text = loaders.load(path).text
        found += [
            text[s.start : s.end] for s in splitting.sentences(text) if 6 <= len(text[s.start : s.end].split()) <= 40
        ]
    return found


def generated(passages: int, sentences: Sequence[str], seed: int = 7) -> Iterator[Article]:
    """Articles of PER_ARTICLE passages each, all different, of the length of real ones."""
    chance = random.Random(seed)
    for number in range((passages + PER_ARTICLE - 1) // PER_ARTICLE):
        paragraphs = []
        for part in range(PER_ARTICLE):
            words = " ".join(chance.sample(list(sentences), 6)).split()
            for _ in range(4):  # so that no two are the same
                words[chance.randrange(len(words))] = chance.choice(words)
            paragraphs.append(f"## Part {part} of {number}\n\n{' '.join(words)[:620].rsplit(' ', 1)[0]}.")
        text = f"# Generated {number}\n\n" + "\n\n".join(paragraphs) + "\n"
        yield Article(
            f"generated-{number:06}", f"Generated {number}", "nobody", "bench", text, digest(text), "markdown"
        )


def source(article: Article) -> Source:
    """A generated article as something to add."""
    return Source(article.id, lambda: article)


class Moved:
    """Stands in for the embedder at the large sizes: real vectors of other texts, each moved a little, by its text."""

    def __init__(self, base: Vectors) -> None:
        self._base = base
        self.fingerprint = f"moved-{len(base)}-{MOVED}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self._base.shape[1]), np.float32)
        for row, text in zip(rows, texts, strict=True):
            chance = np.random.default_rng(int(digest(text)[:12], 16))
            step = chance.standard_normal(len(row)).astype(np.float32)
            row[:] = self._base[chance.integers(len(self._base))] + MOVED * step / np.linalg.norm(step)
        moved: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return moved


class Both:
    """In a process that searches: the fingerprint of the index, and real vectors of the questions."""

    def __init__(self, fingerprint: str, real: Embedder) -> None:
        self.fingerprint, self._real = fingerprint, real

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._real.embed(texts)


def real_embedder() -> SentenceEmbedder:
    """The configured one, loaded."""
    embedder = build_embedder(from_environment(home=Path(tempfile.gettempdir()) / "nobody", model="none"))
    embedder.embed(["warm up"])
    return embedder


# ---------------------------------------------------------------- indexing rate


def rate(folder: Path, embedder: SentenceEmbedder, rounds: int) -> list[tuple[float, float]]:
    """(passages a second of the bare embedder, of the library) in turns."""
    articles = list(generated(RATE, vocabulary()))
    texts = [p.embedded for a in articles for p in splitting.passages(a.id, a.title, a.text)]
    found = []
    for number in range(rounds):
        start = time.perf_counter()
        embedder.embed(texts)
        bare = time.perf_counter() - start
        library = Library(folder / f"rate{number}", embedder).open(empty=True)
        start = time.perf_counter()
        library.add([source(article) for article in articles])
        whole = time.perf_counter() - start
        assert sum(entry.passages for entry in library.entries()) == len(texts)
        found.append((len(texts) / bare, len(texts) / whole))
        click.echo(
            f"round {number + 1}: bare {found[-1][0]:.0f} a second, library {found[-1][1]:.0f} a second", err=True
        )
    return found


# ---------------------------------------------------------------- growth


def grow(home: Path, size: int, base: Vectors) -> dict[str, float]:
    """Builds a library of so many passages; seconds it took, and its size on disk."""
    library = Library(home, Moved(base), progress=_progress(size)).open()
    start = time.perf_counter()
    library.add([source(article) for article in generated(size, vocabulary())])
    seconds = time.perf_counter() - start
    disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    start = time.perf_counter()
    library.add([source(next(generated(1, vocabulary(), seed=8)))], replace=True)
    return {"index_s": seconds, "disk_mb": disk / 1e6, "one_more_s": time.perf_counter() - start}


def _progress(size: int) -> Any:
    last = [-1]

    def show(what: str, done: int, total: int) -> None:
        tenth = done * 10 // max(1, total)
        if what == "indexing" and tenth != last[0]:
            last[0] = tenth
            click.echo(f"{size:,} passages: {tenth * 10}%", err=True)

    return show


def measure(home: Path, fingerprint: str) -> dict[str, float]:
    """In a process of its own: start, search, memory. Run as `--measure HOME FINGERPRINT`."""
    import psutil

    start = time.perf_counter()
    embedder = real_embedder()
    loaded = time.perf_counter() - start
    asked = questions(60)
    vectors = embedder.embed(asked)
    start = time.perf_counter()
    library = Library(home, Both(fingerprint, embedder)).open()
    library.dense(vectors[0], 60)
    library.keyword(asked[0], 60)
    library.card_index()
    started = time.perf_counter() - start
    index_only, whole = [], []
    retriever = Retriever(library, Both(fingerprint, embedder))
    for number in range(ROUNDS):
        for question, vector in zip(asked, vectors, strict=True):
            start = time.perf_counter()
            library.dense(vector, 60)
            library.keyword(question, 60)
            middle = time.perf_counter()
            retriever.find(question)
            end = time.perf_counter()
            if number:
                index_only.append((middle - start) * 1000)
                whole.append((end - middle) * 1000)
    return {
        "passages": sum(entry.passages for entry in library.entries()),
        "load_s": loaded,
        "start_s": started,
        "p50_ms": statistics.median(index_only),
        "p95_ms": float(np.percentile(index_only, 95)),
        "find_p50_ms": statistics.median(whole),
        "find_p95_ms": float(np.percentile(whole, 95)),
        "memory_mb": psutil.Process().memory_info().rss / 1e6,
    }


def _measured(home: Path, fingerprint: str) -> dict[str, float]:
    command = [sys.executable, "-m", "evals.bench_library", "--measure", str(home), fingerprint]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))  # noqa: S603 - our own module
    if done.returncode != 0:
        raise click.ClickException(done.stderr.strip()[-500:])
    found: dict[str, float] = json.loads(done.stdout)
    return found


def table(rows: Sequence[dict[str, float]]) -> str:
    """A line a size, and what each grew by against the smallest."""
    heads = ["passages", "index s", "a second", "one more s", "start s", "search p50 ms", "p95 ms", "with embedding p50", "p95", "memory MB", "disk MB"]  # fmt: skip
    lines = [heads]
    for row in rows:
        lines.append(
            [f"{row['passages']:,.0f}", f"{row['index_s']:.1f}", f"{row['passages'] / row['index_s']:.0f}", f"{row['one_more_s']:.1f}",
             f"{row['start_s']:.2f}", f"{row['p50_ms']:.1f}", f"{row['p95_ms']:.1f}", f"{row['find_p50_ms']:.1f}", f"{row['find_p95_ms']:.1f}",
             f"{row['memory_mb']:.0f}", f"{row['disk_mb']:.0f}"]
        )  # fmt: skip
    first = rows[0]
    for row in rows[1:]:
        grown = [f"×{row[name] / max(first[name], 1e-9):.1f}" for name in ("one_more_s", "start_s", "p50_ms", "p95_ms", "find_p50_ms", "find_p95_ms", "memory_mb", "disk_mb")]  # fmt: skip
        lines.append([f"growth to {row['passages']:,.0f}", f"×{row['index_s'] / first['index_s']:.1f}", "", *grown])
    return columns(lines)


def plot(rows: Sequence[dict[str, float]], name: str, unit: str, width: int = 50) -> str:
    """A bar a size, to one scale."""
    most = max(row[name] for row in rows)
    return "\n".join(
        f"{row['passages']:>9,.0f}  {'█' * max(1, round(width * row[name] / most))} {row[name]:.1f} {unit}"
        for row in rows
    )


@click.command()
@click.option("--sizes", default=",".join(map(str, SIZES)), show_default=True, help="Passages, separated by commas.")
@click.option("--rounds", default=2, show_default=True, help="Of the indexing rate.")
@click.option("--out", type=click.Path(path_type=Path), help="Also write the figures as JSON.")
@click.option("--measure", "measured", nargs=2, type=str, hidden=True)
def main(sizes: str, rounds: int, out: Path | None, measured: tuple[str, str] | None) -> None:
    """Indexing rate, search, memory and start as the library grows."""
    if measured:
        click.echo(json.dumps(measure(Path(measured[0]), measured[1])))
        return
    embedder = real_embedder()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rates = rate(folder, embedder, rounds) if rounds else []
        texts = [
            p.embedded for a in generated(BASE, vocabulary(), seed=1) for p in splitting.passages(a.id, a.title, a.text)
        ]
        base = embedder.embed(texts)
        rows = []
        for size in map(int, sizes.split(",")):
            home = folder / f"size{size}"
            rows.append({**grow(home, size, base), **_measured(home, Moved(base).fingerprint)})
    if rates:
        bare, whole = (statistics.median(found) for found in zip(*rates, strict=True))
        shares = statistics.median(one / other for other, one in rates)
        click.echo(
            f"Indexing {RATE:,} generated passages: {whole:.0f} a second, {shares:.2f} of the bare embedder's {bare:.0f} "
            f"(median of {len(rates)} rounds, {os.cpu_count()} cores)\n"
        )
    click.echo(
        "Growth (vectors of other texts, moved a little; `one more s`: adding one article to it; `start s`: opening and the"
    )
    click.echo(
        "first search, the embedder being loaded; `with embedding`: the whole retrieval, cards and windows of text included)\n"
    )
    click.echo(table(rows))
    click.echo(
        f"\nsearch p95\n{plot(rows, 'p95_ms', 'ms')}\n\nmemory\n{plot(rows, 'memory_mb', 'MB')}\n\nstart\n{plot(rows, 'start_s', 's')}"
    )
    if out:
        out.write_text(json.dumps({"rates": rates, "growth": rows}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
