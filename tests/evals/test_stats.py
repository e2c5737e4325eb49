"""Intervals and tests: cases with known results, and a simulation of their promise."""

from __future__ import annotations

import numpy as np
import pytest

from evals import stats


def test_all_ones_are_not_certain() -> None:
    found = stats.mean_interval([1.0] * 60)
    assert found is not None
    assert (found.mean, found.high) == (1.0, pytest.approx(1.0))
    assert found.low == pytest.approx(0.9398, abs=1e-3)  # Wilson: 60 / (60 + 1.96²)


def test_without_values_there_is_no_interval() -> None:
    assert stats.mean_interval([]) is None


def test_a_constant_is_itself() -> None:
    assert stats.mean_interval([0.4, 0.4]) == stats.Interval(0.4, 0.4, 0.4, 2)


def test_the_interval_holds_the_mean_about_95_times_in_100() -> None:
    draw = np.random.default_rng(1)
    found = [stats.mean_interval((draw.random(60) < 0.7).astype(float).tolist()) for _ in range(60)]
    held = sum(interval is not None and interval.low <= 0.7 <= interval.high for interval in found)
    assert 51 <= held <= 60


def test_many_values_are_quick_and_tight() -> None:
    found = stats.mean_interval([0.0, 1.0] * 10_000)
    assert found is not None and found.high - found.low < 0.02


@pytest.mark.parametrize(
    ("differences", "p"),
    [([], 1.0), ([0.0] * 50, 1.0), ([1.0] * 5, 2 / 2**5), ([1.0, -1.0], 1.0)],
    ids=["none", "all equal", "five wins", "one each"],
)
def test_permutation_is_exact_for_few(differences: list[float], p: float) -> None:
    assert stats.permutation_p(differences) == pytest.approx(p)


def test_correction_by_hand() -> None:
    assert stats.corrected([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])


def test_ratio_of_means() -> None:
    found = stats.ratio_interval([1, 1, 0, 1] * 10, [1, 0, 0, 0] * 10)
    assert found is not None
    assert found.mean == pytest.approx(3.0)
    assert found.low > 1.5
    assert stats.ratio_interval([1.0], [0.0]) is None
