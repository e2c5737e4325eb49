"""Vectors that are remembered: exact, per embedder, and whole whatever a writer died of."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from corpus.vectors import Remembering
from tests.fakes import WordEmbedder


def file(folder: Path) -> Path:
    (found,) = folder.glob("*.rows")
    return found


def test_what_was_computed_is_not_computed_again(tmp_path: Path) -> None:
    embedder = WordEmbedder()
    first = Remembering(embedder, tmp_path).embed(["one", "two", "one"])
    assert embedder.asked == ["one", "two"]
    again = WordEmbedder()
    second = Remembering(again, tmp_path).embed(["two", "three", "one"])
    assert again.asked == ["three"]
    assert np.array_equal(second[[2, 0]], first[[0, 1]])
    assert np.array_equal(second, WordEmbedder().embed(["two", "three", "one"]))


def test_each_embedder_has_its_own(tmp_path: Path) -> None:
    Remembering(WordEmbedder(name="a"), tmp_path).embed(["one"])
    other = WordEmbedder(dimension=32, name="b")
    assert Remembering(other, tmp_path).embed(["one"]).shape == (1, 32)
    assert other.asked == ["one"]


def test_a_row_that_was_not_written_to_its_end_is_none(tmp_path: Path) -> None:
    Remembering(WordEmbedder(), tmp_path).embed(["one", "two"])
    path = file(tmp_path)
    path.write_bytes(path.read_bytes()[:-10])
    embedder = WordEmbedder()
    found = Remembering(embedder, tmp_path).embed(["one", "two", "three"])
    assert embedder.asked == ["two", "three"]
    assert np.array_equal(found, WordEmbedder().embed(["one", "two", "three"]))
    assert np.array_equal(Remembering(WordEmbedder(), tmp_path).embed(["one", "two", "three"]), found)


def test_a_row_of_zeros_after_a_power_cut_is_none(tmp_path: Path) -> None:
    Remembering(WordEmbedder(), tmp_path).embed(["one", "two"])
    path = file(tmp_path)
    data = bytearray(path.read_bytes())
    data[16 : 16 + 4 * 64] = bytes(4 * 64)
    path.write_bytes(data)
    embedder = WordEmbedder()
    Remembering(embedder, tmp_path).embed(["one", "two"])
    assert embedder.asked == ["one"]


def test_another_process_may_have_written(tmp_path: Path) -> None:
    one, other = Remembering(WordEmbedder(), tmp_path), Remembering(WordEmbedder(), tmp_path)
    one.embed(["one", "two", "three"])
    other.embed(["four"])
    other.forget_all_but(["three", "four"])  # the rows move
    assert np.array_equal(one.embed(["three", "four"]), WordEmbedder().embed(["three", "four"]))


def test_what_is_removed_is_forgotten(tmp_path: Path) -> None:
    remembering = Remembering(WordEmbedder(), tmp_path)
    remembering.embed(["one", "two"])
    size = file(tmp_path).stat().st_size
    remembering.forget_all_but(["two", "never seen"])
    assert file(tmp_path).stat().st_size == size // 2
    embedder = WordEmbedder()
    Remembering(embedder, tmp_path).embed(["one", "two"])
    assert embedder.asked == ["one"]


def test_the_embedders_used_last_are_kept(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        last = Remembering(WordEmbedder(name=name), tmp_path)
        last.embed(["one"])
    last.keep_files(2)
    kept = [WordEmbedder(name=name) for name in ("a", "b", "c")]
    for embedder in kept:
        Remembering(embedder, tmp_path).embed(["one"])
    assert [embedder.asked for embedder in kept] == [["one"], [], []]
