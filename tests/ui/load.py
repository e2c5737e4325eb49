"""Many people at one app at once: `make load`. Not a test of the suite, since it takes ten minutes and both processors.

Starts `coach ui` in a home of its own and puts scripted people before it, each a Streamlit session of its own that acts
once a minute: asks, opens a source, practises, looks at Progress. An action is measured from the click to the last change
of the page that answers it, for a question to the finished answer. Prints times by kind and the memory of the process
minute by minute; ends with 1 when an action went wrong, the 95th percentile of all reaches LIMIT, or memory grows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from itertools import cycle
from pathlib import Path

import psutil

from tests.postgres import Cluster
from tests.ui.person import Broken, Person

ROOT = Path(__file__).parents[2]
LIMIT = 2.0  # seconds
GROWTH = 0.05  # of the memory after half of the time: more than this is growing
PATIENCE = 60.0  # seconds after which an action counts as lost
LINES = (
    "Thanks for taking this. How does that work today, from start to end?",
    "And how long has it been that way?",
    "What does that do to the people who have to work with it?",
    "What happens if nothing changes by next year?",
    "What have you tried so far, and what came of it?",
    "If I hear you right, it costs you time every morning. What else does it cost?",
)
Acted = tuple[str, float]


def questions() -> list[str]:
    """The developing set's questions: several hundred, no two alike."""
    rows = (ROOT / "evals" / "suites" / "advice-dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row)["question"] for row in rows]


async def ask(person: Person, asked: Iterator[str]) -> AsyncIterator[Acted]:
    """A question, its first source, and a question after it."""
    took = await person.go("")
    yield "open Ask", took
    if "new" in person.page.widgets:
        yield "new conversation", await person.click("new")
    for answers in (1, 2):
        took = await person.write("input", next(asked))
        if len(person.page.named("good-")) < answers:
            raise Broken("a question has no finished answer on the page")
        yield "ask", took
        if answers == 1 and (cited := person.page.named("cite-")):
            took = await person.click(cited[0])
            if "dialog" not in person.page.kinds:
                raise Broken("a source did not open")
            yield "open a source", took


async def practise(person: Person, lines: Iterator[str], number: int) -> AsyncIterator[Acted]:
    """A talk: choose, begin, four lines, the scorecard."""
    took = await person.go("practise")
    yield "open Practise", took
    if not person.page.named("look-"):  # the last talk is on the page
        yield "all scenarios", await person.click("new-practice")
    there = person.page.named("look-")
    yield "look at a scenario", await person.click(there[number % len(there)])
    yield "begin a talk", await person.click("begin")
    for said in range(1, 5):
        took = await person.write("line", next(lines))
        if f"again-{said}" not in person.page.widgets:
            if "line" in person.page.widgets:
                raise Broken("a line has no reply on the page")
            return  # the talk was stopped with care
        yield "say a line", took
    yield "scorecard", await person.click("finish")


async def look(person: Person) -> AsyncIterator[Acted]:
    """Progress."""
    took = await person.go("progress")
    yield "look at Progress", took


class Figures:
    """What was measured."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = defaultdict(list)
        self.wrong: Counter[str] = Counter()

    def note(self, kind: str, seconds: float) -> None:
        self.took[kind].append(seconds)

    def show(self) -> float:
        """Prints a row a kind; returns the 95th percentile of all."""
        everything = [seconds for found in self.took.values() for seconds in found]
        print(f"{'':20}{'actions':>8}{'p50':>8}{'p95':>8}{'max':>8}  seconds")
        for kind, found in (*sorted(self.took.items()), ("all", everything)):
            print(
                f"{kind:20}{len(found):8}{quantile(found, 0.5):8.2f}{quantile(found, 0.95):8.2f}{max(found, default=0):8.2f}"
            )
        print(f"{sum(self.wrong.values())} errors")
        for said, times in self.wrong.most_common(10):
            print(f"  {times} × {said}")
        return quantile(everything, 0.95)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of them does not exceed; 0 of none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -(-int(share * 1000 * len(ranked)) // 1000) - 1))] if ranked else 0.0


async def live(url: str, number: int, people: int, every: float, until: float, found: Figures) -> None:
    """One person, from coming in to going home. Everybody begins at another moment and with another thing."""
    person = Person(url)
    everything = questions()
    asked, lines = cycle(everything[number % len(everything) :] + everything[: number % len(everything)]), cycle(LINES)
    due = time.monotonic() + every * number / people
    at, actions = number % 3, None
    await asyncio.sleep(max(0.0, due - time.monotonic()))
    begun = False
    while time.monotonic() < until:
        try:
            async with asyncio.timeout(PATIENCE):
                if not begun:
                    found.note("come in", await person.open())
                    begun = True
                else:
                    acted = None
                    while acted is None:
                        if actions is None:
                            actions = (
                                ask(person, asked),
                                practise(person, lines, number),
                                look(person),
                            )[at % 3]
                            at += 1
                        acted = await anext(actions, None)
                        if acted is None:
                            actions = None
                    found.note(*acted)
        except (Broken, OSError, TimeoutError) as error:
            found.wrong[f"{type(error).__name__}: {error}"] += 1
            actions = None
            if not begun or not isinstance(error, Broken) or "connection" in str(error):
                await person.close()
                person, begun = Person(url), False
        due += every
        if due >= until:
            break
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    await person.close()


async def watch(process: psutil.Process, minutes: float, memory: list[float]) -> None:
    """Memory (MB) of the process, minute by minute."""
    step = min(60.0, minutes * 60 / 4)
    begun = time.monotonic()
    busy = process.cpu_times()
    while True:
        memory.append(process.memory_info().rss / 2**20)
        now = process.cpu_times()
        used = (now.user + now.system - busy.user - busy.system) / step
        print(
            f"after {(time.monotonic() - begun) / 60:4.1f} min  {memory[-1]:6.0f} MB  {used:4.0%} of a processor",
            flush=True,
        )
        busy = now
        await asyncio.sleep(step)


async def crowd(
    url: str, people: int, minutes: float, every: float, process: psutil.Process
) -> tuple[Figures, list[float]]:
    """All of them, for so long."""
    found, memory = Figures(), []
    watching = asyncio.create_task(watch(process, minutes, memory))
    until = time.monotonic() + minutes * 60
    await asyncio.gather(*(live(url, number, people, every, until, found) for number in range(people)))
    memory.append(process.memory_info().rss / 2**20)
    watching.cancel()
    return found, memory


@contextmanager
def serving(home: Path, environment: dict[str, str]) -> Iterator[tuple[str, psutil.Process]]:
    """`coach ui` on a free port, ready."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "--home", str(home), "ui", "--port", str(port)],
        stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}, cwd=ROOT,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if f":{port}" in line:
                break
        else:
            raise SystemExit("coach ui ended before it was ready; run it by hand to see why")
        threading.Thread(target=_pass_on, args=(process.stderr,), daemon=True).start()
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def servers(folder: Path) -> Iterator[dict[str, str]]:
    """A PostgreSQL and a Chroma server of its own, as a company has them: the settings that lead there."""
    cluster = Cluster.start()
    if cluster is None:
        raise SystemExit("no PostgreSQL on this machine (apt-get install postgresql)")
    port = free_port()
    chroma = subprocess.Popen(
        [Path(sys.executable).parent / "chroma", "run", "--path", folder / "chroma", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while chroma.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        else:
            raise SystemExit("the Chroma server ended before it was ready")
        with cluster.database() as database:
            yield {"COACH_DATABASE_URL": database, "COACH_CHROMA_URL": f"http://127.0.0.1:{port}"}
    finally:
        chroma.terminate()
        chroma.wait(20)
        cluster.stop()


def free_port() -> int:
    """One that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pass_on(lines: Iterable[str]) -> None:
    """What the app says besides its log of answers: warnings and errors."""
    for line in lines:
        if '"level": "INFO"' not in line:
            sys.stderr.write(line)


def flat(memory: Sequence[float]) -> bool:
    """Whether memory does not grow any more after half of the time."""
    return memory[-1] <= (1 + GROWTH) * memory[len(memory) // 2]


def main() -> int:
    """Prints the figures; 1 when they miss what is promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.ui.load", description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--every", type=float, default=60.0, help="seconds between two actions of a person")
    parser.add_argument("--model", default="none")
    parser.add_argument("--home", type=Path, help="a data folder to work in; a new one by default")
    parser.add_argument("--database", default="", help="COACH_DATABASE_URL")
    parser.add_argument("--chroma", default="", help="COACH_CHROMA_URL")
    parser.add_argument("--servers", action="store_true", help="start a PostgreSQL and a Chroma server to work with")
    given = parser.parse_args()
    environment = {"COACH_MODEL": given.model, "COACH_DATABASE_URL": given.database, "COACH_CHROMA_URL": given.chroma}
    with (
        tempfile.TemporaryDirectory() as folder,
        servers(Path(folder)) if given.servers else nullcontext({}) as there,
        serving(given.home or Path(folder) / "home", environment | there) as (url, process),
    ):
        print(
            f"{given.people} people, each acting every {given.every:g} s, for {given.minutes:g} min; model: {given.model}; "
            + ("PostgreSQL and a Chroma server" if given.servers else "SQLite and an index of its own")
        )
        found, memory = asyncio.run(crowd(url, given.people, given.minutes, given.every, process))
    slow = found.show()
    print(f"memory {memory[len(memory) // 2]:.0f} MB after half of the time, {memory[-1]:.0f} MB at the end")
    if given.model != "none":  # what a model takes is a figure, no bound
        return int(bool(found.wrong))
    return int(bool(found.wrong) or slow >= LIMIT or not flat(memory))


if __name__ == "__main__":
    sys.exit(main())
