"""What a measure is, and the list of all. Pure.

A function returns a value, or None where the measure does not apply to that answer. Values that are yes or no are 1 and 0.
Whether a measure applies to a case is decided before the answer is looked at, so that a failed answer counts as failed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from evals.cases import Case

Better = Literal["higher", "lower"]
Output = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """An article as the run's library had it. version: edition (ours), original, or other (gold offsets mean nothing)."""

    text: str
    version: str = "edition"


@dataclass(frozen=True, slots=True)
class Context:
    """What answers are held against: the articles' texts by id, and prompts that no answer may show.

    `judged` is what a judge that may decide said: criterion -> case -> share of its repeats that said yes. `checked` is
    what the support checker said: case -> share of the sentences that it found supported.
    """

    texts: Mapping[str, Text] = field(default_factory=dict)
    prompts: Sequence[str] = ()
    judged: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    checked: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pool:
    """For measures of all cases together: what counts of one case, and the value of such counts (None: not measurable)."""

    token: Callable[[Case, Output], Hashable]
    value: Callable[[Mapping[Any, int]], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named function. `verdict`: whether a comparison tests it (timings depend on the machine's other work)."""

    name: str
    says: str
    better: Better
    suite: str
    applies: Callable[[Case], bool]
    value: Callable[[Case, Output, Context], float | None]
    unit: str = ""
    verdict: bool = True
    pool: Pool | None = None


MEASURES: list[Measure] = []
Function = Callable[[Case, Output, Context], float | None]


def measure(
    says: str,
    suite: str = "advice",
    better: Better = "higher",
    kinds: Iterable[str] = (),
    needs: str = "",
    unit: str = "",
    verdict: bool = True,
) -> Callable[[Function], Function]:
    """Registers a measure for the cases of `kinds` (all when empty) that have the field `needs`."""
    wanted = frozenset(kinds)

    def applies(case: Case) -> bool:
        return (not wanted or case.kind in wanted) and (not needs or bool(getattr(case, needs)))

    def register(function: Function) -> Function:
        MEASURES.append(Measure(function.__name__, says, better, suite, applies, function, unit, verdict))
        return function

    return register


def pooled(
    says: str, suite: str, token: Callable[[Case, Output], Hashable]
) -> Callable[[Callable[[Mapping[Any, int]], float | None]], Callable[[Mapping[Any, int]], float | None]]:
    """Registers a measure that exists only for many cases together, such as a macro F1; comparisons do not test it."""

    def register(function: Callable[[Mapping[Any, int]], float | None]) -> Callable[[Mapping[Any, int]], float | None]:
        MEASURES.append(
            Measure(
                function.__name__,
                says,
                "higher",
                suite,
                lambda case: True,
                lambda case, output, context: None,
                verdict=False,
                pool=Pool(token, function),
            )
        )
        return function

    return register
