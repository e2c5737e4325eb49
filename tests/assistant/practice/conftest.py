"""A small scenario and ears that hear what they are told, for tests of the parts that need no model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.practice.forms import form
from assistant.practice.hearing import Listener
from assistant.practice.moves import Labelled
from assistant.practice.scenario import Scenario, read, shipped
from assistant.practice.sentences import split
from assistant.store import Store
from corpus.documents import Vectors
from tests.fakes import WordEmbedder


class ScriptedJudge:
    """Labels a sentence by the word before its colon ("pitch: Our …"); what has none is an information question."""

    def label(self, message: str) -> list[Labelled]:
        found = []
        for span in split(message):
            text = message[span.start : span.end]
            move = text.split(":")[0] if ":" in text else "information"
            found.append(Labelled(text, span.start, span.end, move, form(text, move), 0.99))
        return found

    def read(self, message: str) -> tuple[list[Labelled], Vectors]:
        found = self.label(message)
        return found, WordEmbedder().embed([sentence.text for sentence in found])

    def label_all(self, messages: Sequence[str]) -> list[list[Labelled]]:
        return [self.label(message) for message in messages]


@pytest.fixture(scope="session")
def freight() -> Scenario:
    return next(item for path in shipped() if (item := read(path)).id == "freight-dispatch")


@pytest.fixture(scope="session")
def rep() -> Scenario:
    return next(item for path in shipped() if (item := read(path)).id == "quiet-rep")


@pytest.fixture
def ears(freight: Scenario) -> Listener:
    return Listener(freight, ScriptedJudge(), WordEmbedder())  # type: ignore[arg-type]


@pytest.fixture
def rep_ears(rep: Scenario) -> Listener:
    return Listener(rep, ScriptedJudge(), WordEmbedder())  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'state.db'}")
