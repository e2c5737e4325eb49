"""A small scenario and ears that hear what they are told, for tests of the parts that need no model."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.practice.hearing import Listener
from assistant.practice.scenario import Scenario, read, shipped
from assistant.store import Store
from tests.fakes import ScriptedJudge, WordEmbedder


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
