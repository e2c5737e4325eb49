"""Intervals and tests, from scipy, with the degenerate cases decided here. All randomness is seeded."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95
RESAMPLES = 4_000
PERMUTATIONS = 9_999
LARGE = 2_000  # values from which the plain percentile bootstrap does
SEED = 7


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 percent interval, and of how many values."""

    mean: float
    low: float
    high: float
    n: int


def mean_interval(values: Sequence[float]) -> Interval | None:
    """The mean with a bootstrap interval (BCa; percentile for many values); None without values.

    Where all values are 0 or all are 1 every resample is the same and a bootstrap would claim certainty: there the
    Wilson interval is given (Wilson 1927). One value other than these has no interval but itself.
    """
    array = np.asarray(values, dtype=np.float64)
    if not len(array):
        return None
    mean = float(array.mean())
    if np.ptp(array) == 0:
        if mean in (0.0, 1.0):
            from scipy.stats import binomtest

            bounds = binomtest(round(mean * len(array)), len(array)).proportion_ci(LEVEL, method="wilson")
            return Interval(mean, float(bounds.low), float(bounds.high), len(array))
        return Interval(mean, mean, mean, len(array))
    low, high = _bootstrap((array,), lambda x, axis=-1: np.mean(x, axis=axis), len(array))
    return Interval(mean, low, high, len(array))


def pooled_interval(
    tokens: Sequence[Hashable], value: Callable[[Mapping[Hashable, int]], float | None]
) -> Interval | None:
    """A value of many cases together with a percentile bootstrap interval over the cases; None where it has none.

    Cases that count the same are resampled together (a multinomial draw of their counts), so that many cost as few. Where
    every resample is perfect, the lower end is Wilson's, as in `mean_interval`.
    """
    counts = Counter(tokens)
    found = value(counts)
    if found is None:
        return None
    kinds = sorted(counts, key=repr)
    draws = np.random.default_rng(SEED).multinomial(
        len(tokens), np.array([counts[kind] for kind in kinds]) / len(tokens), RESAMPLES // 2
    )
    drawn = [value({kind: int(n) for kind, n in zip(kinds, row, strict=True) if n}) for row in draws]
    values = np.asarray([v for v in drawn if v is not None])
    if found == 1.0 and len(values) and np.ptp(values) == 0:
        whole = mean_interval([1.0] * len(tokens))
        return Interval(1.0, whole.low if whole else 1.0, 1.0, len(tokens))
    low, high = np.percentile(values, [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2])
    return Interval(found, float(low), float(high), len(tokens))


def ratio_interval(ours: Sequence[float], theirs: Sequence[float]) -> Interval | None:
    """Ratio of the means of paired values, with a paired bootstrap interval; None where theirs is 0."""
    one, other = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    if not len(one) or other.mean() == 0:
        return None
    ratio = float(one.mean() / other.mean())
    if np.ptp(one) == 0 and np.ptp(other) == 0:
        return Interval(ratio, ratio, ratio, len(one))

    def statistic(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
        below = np.mean(y, axis=axis)
        ratios: np.ndarray = np.divide(np.mean(x, axis=axis), below, out=np.full_like(below, np.inf), where=below > 0)
        return ratios

    low, high = _bootstrap((one, other), statistic, LARGE + 1)
    return Interval(ratio, low, high, len(one))


def _bootstrap(samples: tuple[np.ndarray, ...], statistic: object, size: int) -> tuple[float, float]:
    from scipy.stats import bootstrap

    method = "BCa" if size <= LARGE else "percentile"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # BCa degenerates on nearly constant data; then the percentile is taken
        options = {
            "paired": len(samples) > 1, "vectorized": True, "confidence_level": LEVEL, "n_resamples": RESAMPLES,
            "batch": max(1, 2_000_000 // len(samples[0])),
        }  # fmt: skip
        found = bootstrap(samples, statistic, method=method, rng=np.random.default_rng(SEED), **options)
        if not np.isfinite([found.confidence_interval.low, found.confidence_interval.high]).all():
            found = bootstrap(samples, statistic, method="percentile", rng=np.random.default_rng(SEED), **options)
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def permutation_p(differences: Sequence[float]) -> float:
    """Two-sided p of paired differences under random signs (Fisher's randomisation test); exact where it can be."""
    array = np.asarray([d for d in differences if d != 0], dtype=np.float64)
    if len(array) < 2:  # with one difference both signs are as likely
        return 1.0
    from scipy.stats import permutation_test

    found = permutation_test(
        (array,),
        lambda x, axis=-1: np.mean(x, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=max(1, 2_000_000 // len(array)),
        rng=np.random.default_rng(SEED),
    )
    return float(found.pvalue)


def corrected(p_values: Sequence[float]) -> list[float]:
    """p values corrected for testing several measures at once (Benjamini and Hochberg 1995; Yekutieli's for dependence is
    too strict for measures of the same answers)."""
    if not p_values:
        return []
    from scipy.stats import false_discovery_control

    return [float(p) for p in false_discovery_control(np.asarray(p_values))]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` percent of the values do not exceed."""
    return float(np.percentile(np.asarray(values, dtype=np.float64), share))
