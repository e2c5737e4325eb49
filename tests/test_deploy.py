"""deploy/: the compose file names what there is, and what it wires is started here without Docker, by its own words."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from assistant.models.chat import build_chat
from assistant.settings import from_environment
from assistant.store import Store
from tests.ui.browsing import App, opened, settled
from tests.ui.conftest import serving
from ui import texts

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
QUESTION = "My best rep has gone quiet in team meetings and her numbers slipped two months in a row."


def filled(text: str, given: Mapping[str, str]) -> str:
    """What Compose makes of ${NAME:-default} and ${NAME:?complaint}."""
    return re.sub(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}", lambda m: given.get(m[1]) or m[2] or "", text)


def settings_that_exist() -> set[str]:
    return set(re.findall(r"COACH_\w+", (ROOT / "assistant" / "settings.py").read_text(encoding="utf-8")))


def test_the_compose_file_names_only_settings_that_exist() -> None:
    assert {"app", "database", "chroma", "model"} == set(SERVICES)
    wired = {name for service in SERVICES.values() for name in service.get("environment", {}) if "COACH" in name}
    assert {"COACH_DATABASE_URL", "COACH_CHROMA_URL", "COACH_MODEL"} <= wired <= settings_that_exist()
    assert set(re.findall(r"COACH_\w+", DOCKERFILE)) <= settings_that_exist()
    example = (DEPLOY / ".env.example").read_text(encoding="utf-8")
    offered = dict(re.findall(r"^(\w+)=(.*)$", example, re.M))
    assert set(re.findall(r"\$\{(\w+)", str(COMPOSE))) == set(offered)

    env = {k: filled(v, {**offered, "DATABASE_PASSWORD": "pw"}) for k, v in SERVICES["app"]["environment"].items()}
    found = from_environment(env)
    assert found.database == "postgresql://coach:pw@database:5432/coach"
    assert (found.chroma_url, found.model) == ("http://chroma:8000", "none")


def test_the_compose_file_hangs_together() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
    addresses = [
        urlsplit(filled(SERVICES["app"]["environment"][f"COACH_{name}_URL"], {})) for name in ("DATABASE", "CHROMA")
    ]
    assert {address.hostname for address in addresses} == {"database", "chroma"}
    inside = [name for name, service in SERVICES.items() if service["networks"] == ["inside"]]
    assert set(inside) == {"database", "chroma", "model"} and COMPOSE["networks"]["inside"]["internal"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["app"]
    assert filled(SERVICES["app"]["ports"][0], {}) == "127.0.0.1:8501:8501"

    build = SERVICES["app"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    copied = re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.M)
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    for part in " ".join(copied).split():
        assert (ROOT / part).exists() and f"!{part}\n" in allowed
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {package.rstrip("*") for package in packages} <= set(" ".join(copied).split())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetched(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.status, answer.read().decode()


def health(text: object, port: int) -> str:
    """The address that a health check of the compose file or the image asks, at another port."""
    found = re.search(r"http://127\.0\.0\.1:\d+(/[^']+)'", str(text))
    assert found is not None
    return f"http://127.0.0.1:{port}{found[1]}"


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Chroma server, with the compose file's own command."""
    port = free_port()
    given = {"/index": str(tmp_path_factory.mktemp("index")), "0.0.0.0": "127.0.0.1", "8000": str(port)}
    name, *rest = [given.get(part, part) for part in SERVICES["chroma"]["entrypoint"]]
    running = subprocess.Popen(
        [str(Path(sys.executable).parent / name), *rest], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while True:
        assert running.poll() is None and time.monotonic() < until, "the Chroma server does not answer"
        try:
            assert fetched(health(SERVICES["chroma"]["healthcheck"]["test"], port))[0] == 200
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait(20)


@pytest.fixture
def wired(postgresql: str, chroma: str, tmp_path: Path) -> dict[str, str]:
    """The environment of the compose file's app, with the addresses of what runs here."""
    here = {"COACH_DATABASE_URL": postgresql, "COACH_CHROMA_URL": chroma}
    return {
        **{name: filled(value, {}) for name, value in SERVICES["app"]["environment"].items()},
        **here,
        "COACH_HOME": str(tmp_path / "home"),  # a new one, as the volume is
    }


@pytest.mark.browser
def test_the_app_on_postgresql_and_a_chroma_server(browser: Any, wired: dict[str, str], tmp_path: Path) -> None:
    import chromadb

    port, metrics = free_port(), free_port()
    words = [{"0.0.0.0": "127.0.0.1"}.get(word, word) for word in yaml.safe_load(DOCKERFILE.split("\nCMD ")[1])]
    process, said = serving(
        [sys.executable, "-m", "ui.cli", *words, "--port", str(port)],
        {**os.environ, **wired, "COACH_METRICS_PORT": str(metrics), "PYTHONPATH": str(ROOT)},
        tmp_path,
        port,
    )
    try:
        assert fetched(health(DOCKERFILE.split("HEALTHCHECK")[1], port)) == (200, "ok")

        page = opened(browser, App(f"http://127.0.0.1:{port}", tmp_path))
        field = page.get_by_test_id("stChatInputTextArea")
        field.fill(QUESTION)
        field.press("Enter")
        page.get_by_role("button", name=texts.COPY).last.wait_for()
        settled(page)
        shown = page.locator("[class*=st-key-step-]").first.inner_text()
        assert (page.outside, page.broken) == ([], [])

        store = Store(wired["COACH_DATABASE_URL"])
        (talk,) = store.conversations()
        (turn,) = store.turns(talk.id)
        assert (turn.question, turn.state, turn.answer["kind"]) == (QUESTION, "done", "answer")
        assert turn.answer["steps"][0]["sentences"][0]["text"] in " ".join(shown.split())
        at = urlsplit(wired["COACH_CHROMA_URL"])
        client = chromadb.HttpClient(host=at.hostname or "", port=at.port or 0)
        assert sum(client.get_collection(c.name).count() for c in client.list_collections()) > 50
        assert not (Path(wired["COACH_HOME"]) / "state.db").exists()
        counted = fetched(f"http://127.0.0.1:{metrics}/metrics")[1]
        assert 'coach_answer_seconds_count{kind="answer"} 1.0' in counted
        process.send_signal(signal.SIGTERM)  # as `docker stop` does
        assert process.wait(30) == 0, "".join(said)
        assert "Traceback" not in "".join(said) and "gone quiet" not in "".join(said)
        events = [json.loads(line) for line in said if line.startswith("{")]
        assert ("answer", "answer") in [(event["event"], event.get("kind")) for event in events]
    finally:
        process.kill()


def test_a_model_server_by_its_address(tmp_path: Path) -> None:
    """Any OpenAI-compatible server; here llama.cpp's own, with the smallest model, as the profile `model` runs it."""
    server = build_chat(from_environment(home=tmp_path, model="embedded:smollm2-135m"))
    assert server is not None
    address, key = server._start()
    try:
        model = f"{address}/v1#chat"
        env = {name: filled(value, {"COACH_MODEL": model, "COACH_API_KEY": key})
               for name, value in SERVICES["app"]["environment"].items()}  # fmt: skip
        elsewhere = {**env, "COACH_HOME": str(tmp_path), "COACH_MODELS": os.environ.get("COACH_MODELS", "")}
        chat = build_chat(from_environment(elsewhere))
        assert chat is not None and (chat.spec.kind, chat.spec.model) == ("url", "chat")
        assert chat.complete([("user", "Say hello.")], 2).strip()
    finally:
        server.close()
