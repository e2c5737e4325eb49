"""What ships as learnt was learnt from the data as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.advice import distress, reader, subject
from assistant.learning import shipped_texts
from assistant.models import classifier, tuned
from assistant.models.embedder import SentenceEmbedder
from assistant.practice import moves


@pytest.mark.parametrize("path", [*reader.ADAPTERS, reader.BAG], ids=lambda path: path.stem)
def test_the_readers_of_messages_are_current(path: Path) -> None:
    cards, _ = shipped_texts()
    assert tuned.note(path) == reader.mark(reader.rows(cards)), "coach library learn --ship --reader"


def test_the_deep_reader_is_current() -> None:
    cards, _ = shipped_texts()
    assert tuned.note(reader.DEEP) == reader.mark(reader.deep_rows(cards)), "coach library learn --ship --reader"


def test_what_tells_subjects_apart_is_current() -> None:
    cards, _ = shipped_texts()
    assert tuned.note(subject.ADAPTER) == subject.mark(subject.rows(cards)), "coach library learn --ship --reader"


def test_what_tells_moves_apart_is_current() -> None:
    assert tuned.note(moves.ADAPTER) == moves.examples(moves.shipped()).hash, "make learn-moves"


def test_a_new_home_learns_no_classifier_of_practice(
    embedder: SentenceEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classifier, "train", lambda *_: 1 / 0)
    talk = tuple(row.text for row in moves.shipped())
    for examples in (moves.examples(moves.shipped()), distress.examples(talk)):
        assert classifier.cached(examples, embedder, tmp_path, moves.LEARNED).labels
