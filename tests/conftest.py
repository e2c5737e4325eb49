"""Nothing here touches the user's data or calls a provider by accident. Real weights are used where a test asks for them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from assistant.app import Assistant, build_assistant
from assistant.models.embedder import SentenceEmbedder, build_embedder
from assistant.settings import Settings, from_environment
from tests.postgres import Cluster

ORIGINALS = Path(__file__).parents[2] / "shared" / "articles"
hypothesis_settings.register_profile("here", deadline=None)  # a busy machine is no wrong result
hypothesis_settings.load_profile("here")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long loops only when they are asked for; browser tests only where there is one."""
    asked = config.getoption("-m")
    kept = [item for item in items if item.get_closest_marker("soak") is None or "soak" in asked]
    items[:] = kept
    if shutil.which("chromium") is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(autouse=True)
def no_user_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """COACH_* of the person who runs the tests do not count, but for where weights are."""
    for name in list(os.environ):
        if name.startswith("COACH_") and name not in ("COACH_MODELS", "COACH_WEIGHTS"):
            monkeypatch.delenv(name)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "LANGSMITH_API_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return from_environment(home=tmp_path / "home", model="none")


@pytest.fixture(scope="session")
def embedder() -> SentenceEmbedder:
    """The real one, loaded once."""
    return build_embedder(from_environment(home=Path("/nonexistent"), model="none"))


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped library, built once; tests that write take a copy (`home`)."""
    home = tmp_path_factory.mktemp("built") / "home"
    assistant = build_assistant(from_environment(home=home, model="none"))
    assistant.ask("my best rep has gone quiet")  # trains and caches the classifiers
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A built home of the test's own."""
    target = tmp_path / "home"
    shutil.copytree(built_home, target)
    return target


@pytest.fixture(scope="session")
def assistant(built_home: Path) -> Iterator[Assistant]:
    """The real assistant without a chat model, for tests that only read."""
    found = build_assistant(from_environment(home=built_home, model="none"))
    yield found
    found.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of our own, where its programs are installed."""
    found = Cluster.start()
    if found is None:
        pytest.skip("no PostgreSQL on this machine (apt-get install postgresql)")
    yield found
    found.stop()


@pytest.fixture
def postgresql(cluster: Cluster) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with cluster.database() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One for all tests: a second Playwright in the same process does not start."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield found
        found.close()
