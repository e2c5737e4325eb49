"""Are defects caught? python -m evals.planted [PLANT…] plants each in the real assistant and asks the development suites.

cards     the library without its cards              splitter  passages cut to a sentence or so
shifted   every citation one character to the right  refusal   everything counts as answerable
leak      the prompt stands in the answer            same      nothing: a re-run of the same version
null      200 comparisons of runs that differ by chance alone

Each must make its measure worse in the comparison with the assistant as it is, and `same` must not be shown to differ.
Exit 1 when one is not caught.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from assistant.advice import scope
from assistant.advice.answer import Answer
from assistant.app import Assistant, build_assistant
from assistant.settings import Settings, from_environment
from corpus import splitting
from corpus.deck import Deck
from evals import cases, run
from evals.cases import Case, Suite
from evals.compare import SAME, Comparison, compare
from evals.metrics import Context
from evals.run import Run
from evals.score import score

ASKED = {"advice": ("answerable", "unanswerable", "hostile"), "retrieval": ("answerable",)}
NULLS, ALARMS = (
    200,
    18,
)  # comparisons of equals, and how many may raise an alarm (a binomial of 5 percent: 98 in 100 times)


@dataclass(frozen=True)
class Plant:
    """A defect: the suite that is asked, the measure that must catch it, and how it is planted."""

    suite: str
    measure: str
    fresh: bool  # whether the index has to be built with it
    planted: Callable[[Assistant], Any]


@contextmanager
def _answers(assistant: Assistant, change: Callable[[Answer], Answer]) -> Iterator[None]:
    real = assistant.ask
    with patch.object(assistant, "ask", lambda *given, **named: change(real(*given, **named))):
        yield


def _shifted(answer: Answer) -> Answer:
    return replace(
        answer,
        steps=tuple(
            replace(s, citations=tuple(replace(c, start=c.start + 1, end=c.end + 1) for c in s.citations)) for s in answer.steps
        ),
    )  # fmt: skip


def _leaking(answer: Answer) -> Answer:
    return replace(answer, lead=f"{answer.lead} {run.prompts()[0]}") if answer.steps else answer


@contextmanager
def _never_refusing(assistant: Assistant) -> Iterator[None]:
    real = scope.judge
    with patch.object(scope, "judge", lambda *given: replace(real(*given), answerable=1.0, vague=0.0)):
        yield


@contextmanager
def _nothing(assistant: Assistant) -> Iterator[None]:
    yield


@contextmanager
def _without_cards() -> Iterator[None]:
    with (
        patch.object(Deck, "any_for", lambda self, id: False),
        patch.object(Deck, "cards_of", lambda self, *given: ([], [])),
    ):
        yield


@contextmanager
def _cut_small() -> Iterator[None]:
    with patch.object(splitting, "LIMIT", 60), patch.object(splitting, "MERGE", 0):
        yield


_BUILT: Mapping[str, Callable[[], Any]] = {"cards": _without_cards, "splitter": _cut_small}
PLANTS: Mapping[str, Plant] = {
    "same": Plant("advice", "", False, _nothing),
    "cards": Plant("advice", "right_article", True, _nothing),
    "splitter": Plant("retrieval", "evidence_in_five", True, _nothing),
    "shifted": Plant("advice", "citations_exact", False, lambda a: _answers(a, _shifted)),
    "refusal": Plant("advice", "refused", False, _never_refusing),
    "leak": Plant("advice", "clean", False, lambda a: _answers(a, _leaking)),
}


def asked(kind: str, home: Path) -> Suite:
    """The development suite of a kind, without the cases that no plant touches."""
    found = cases.read(cases.find(f"{kind}-dev", home))
    return replace(found, cases=tuple(case for case in found.cases if case.kind in ASKED[kind]))


def try_out(settings: Settings, name: str, before: Mapping[str, Run], folder: Path) -> tuple[Comparison, str, str]:
    """(comparison with the assistant as it is, state of the threshold before, after)."""
    plant = PLANTS[name]
    home = settings.home
    with _BUILT.get(name, _no_patch)():
        if plant.fresh:
            home = folder / f"home-{name}"
        assistant = build_assistant(replace(settings, home=home))
        try:
            with plant.planted(assistant):
                after = run.ask_all(assistant, asked(plant.suite, settings.home), folder / name, progress=_say)
        finally:
            assistant.close()
    states = [_state(found, plant.measure) for found in (before[plant.suite], after)]
    return compare(before[plant.suite], after), states[0], states[1]


@contextmanager
def _no_patch() -> Iterator[None]:
    yield


def _state(found: Run, measure: str) -> str:
    verdicts = score(found.suite, found.answers, found.context).verdicts
    states = [f"{v.state} ({v.says})" for v in verdicts if v.threshold.measure == measure]
    return "; ".join(states) or "no threshold"


def nulls(count: int = NULLS, size: int = 60) -> int:
    """How many of `count` comparisons of two equal versions raise an alarm; the answers differ by chance alone."""
    suite = Suite("null", "advice", "", tuple(Case(f"c{n}", "answerable", "q", articles=("one",)) for n in range(size)))
    right = {"article": "one", "start": 0, "end": 3, "quote": "Ask"}
    kinds = [
        {"kind": "abstain", "answer": "Nothing on that.", "steps": []},
        {"kind": "answer", "answer": "Ask.", "steps": [{"text": "Ask.", "citations": [{**right, "article": "two"}]}]},
        {"kind": "answer", "answer": "Ask.", "steps": [{"text": "Ask.", "citations": [right]}]},
    ]

    def drawn(seed: int) -> Run:
        draw = np.random.default_rng(seed).choice(3, size=size, p=(0.1, 0.2, 0.7))
        answers = {case.id: [{"state": "ok", "output": kinds[k]}] for case, k in zip(suite.cases, draw, strict=True)}
        return Run(Path("null"), suite, {}, answers, Context(), {})

    return sum(compare(drawn(2 * n), drawn(2 * n + 1)).verdict != SAME for n in range(count))


def _say(what: str, done: int, total: int) -> None:
    if done == total:
        print(f"{what}: {total} asked", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 1 when a defect is not caught, or too many equals raise an alarm."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plants", nargs="*", help=", ".join([*PLANTS, "null"]))
    chosen = parser.parse_args(arguments).plants or [*PLANTS, "null"]
    if unknown := [name for name in chosen if name not in (*PLANTS, "null")]:
        parser.error(f"there is no plant {unknown[0]!r}")
    settings = from_environment(model="none")
    folder = Path(tempfile.mkdtemp(prefix="coach-planted-"))
    good = True
    try:
        before: dict[str, Run] = {}
        planted = [name for name in chosen if name in PLANTS]
        if planted:
            assistant = build_assistant(settings)
            for kind in {PLANTS[name].suite for name in planted}:
                before[kind] = run.ask_all(
                    assistant, asked(kind, settings.home), folder / f"before-{kind}", progress=_say
                )
            assistant.close()
        for name in planted:
            found, was, now = try_out(settings, name, before, folder)
            verdicts = {d.measure: d for d in found.differences}
            wanted = PLANTS[name].measure
            caught = found.verdict == SAME if name == "same" else verdicts[wanted].verdict == "worse"
            good = good and caught
            d = verdicts.get(wanted)
            detail = f"{wanted} {d.a:.3f} → {d.b:.3f}; threshold {was} → {now}; " if d else ""
            print(
                f"{name:9} {'caught' if caught and wanted else 'as it should be' if caught else 'NOT CAUGHT'}: {detail}B is {found.verdict}",
                flush=True,
            )
        if "null" in chosen:
            alarms = nulls()
            good = good and alarms <= ALARMS
            print(f"null      {alarms} of {NULLS} comparisons of equals raised an alarm (at most {ALARMS})")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
