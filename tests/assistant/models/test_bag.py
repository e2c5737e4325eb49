"""The bag of words: what it learnt it tells apart, from its file alone, and a damaged file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelUnusable
from assistant.models import bag, tuned

ROWS = [(f"{subject} {doing} the {what} today", label)
        for label, subject, what in (("fruit", "the farmer", "apple"), ("fruit", "a cook", "pear"),
                                     ("tool", "the smith", "hammer"), ("tool", "a plumber", "wrench"),
                                     ("sky", "the pilot", "cloud"), ("sky", "a sailor", "star"))
        for doing in ("sees", "wants", "draws", "sells")]  # fmt: skip


@pytest.fixture
def learnt(tmp_path: Path) -> Path:
    bag.train(ROWS, tmp_path / "bag.safetensors", "of these rows")
    return tmp_path / "bag.safetensors"


def test_it_tells_apart_what_it_learnt(learnt: Path) -> None:
    found = bag.BagClassifier(learnt)
    chances = found.probabilities(["A cook draws an apple.", "plumber, HAMMER", "nothing of that kind", ""])
    assert chances.shape == (4, 3) and chances.sum(axis=1) == pytest.approx([1.0] * 4)
    assert [found.labels[row.argmax()] for row in chances[:2]] == ["fruit", "tool"]
    assert chances[2].max() < 0.5 and chances[3].max() < 0.5, "words that it does not know decide nothing"
    assert tuned.note(learnt) == "of these rows"


def test_the_same_rows_give_the_same_file(learnt: Path, tmp_path: Path) -> None:
    bag.train(ROWS, tmp_path / "again.safetensors", "of these rows")
    one, two = (
        bag.BagClassifier(path).probabilities(["a cook wants a star"])
        for path in (learnt, tmp_path / "again.safetensors")
    )
    assert one == pytest.approx(two)


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[: len(whole) // 2], lambda _: b"", None], ids=["half", "empty", "missing"]
)
def test_a_file_that_cannot_be_read_is_named(learnt: Path, damage: object) -> None:
    if callable(damage):
        learnt.write_bytes(damage(learnt.read_bytes()))
    else:
        learnt.unlink()
    with pytest.raises(ModelUnusable, match=r"bag\.safetensors cannot be read"):
        bag.BagClassifier(learnt).probabilities(["a"])
