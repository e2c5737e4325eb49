"""The dense index by itself: when it counts as whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus import index
from corpus.errors import IndexUnusable
from corpus.index import DenseIndex, Record

NAME = "coach-test"


@pytest.fixture
def three(tmp_path: Path) -> DenseIndex:
    made = DenseIndex(tmp_path / "chroma")
    records = [Record(f"a:{number}", "a", number, number + 1) for number in range(3)]
    made.add(NAME, records, np.eye(3, dtype=np.float32))
    return made


def hiding(openings: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first so many openings hide a record, as Chroma's graph was seen to; what each search found."""
    found, real = [], DenseIndex._found

    def search(self: DenseIndex, name: str, count: int) -> list[str]:
        ids = real(self, name, count)
        found.append(len(ids))
        return ids[1:] if len(found) <= openings else ids

    monkeypatch.setattr(DenseIndex, "_found", search)
    return found


@pytest.mark.parametrize("openings", range(index.OPENINGS))
def test_what_another_opening_finds_is_there(three: DenseIndex, monkeypatch: pytest.MonkeyPatch, openings: int) -> None:
    found = hiding(openings, monkeypatch)
    assert three.whole(NAME) == {"a:0", "a:1", "a:2"}
    assert len(found) == openings + 1


def test_what_no_opening_finds_is_torn(three: DenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    found = hiding(index.OPENINGS, monkeypatch)
    with pytest.raises(IndexUnusable, match="does not find what is in it"):
        three.whole(NAME)
    assert len(found) == index.OPENINGS
