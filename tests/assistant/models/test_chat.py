"""The real embedded model end to end (the tiny one), and what happens when a model hangs, dies or was never there."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import ModelUnusable
from assistant.models.chat import ChatModel, Spec, build_chat
from assistant.settings import Settings, from_environment

ASK = [("system", "You say hello."), ("user", "Say hello.")]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatModel]:
    found = build_chat(from_environment(home=tmp_path_factory.mktemp("h"), model="embedded:smollm2-135m"))
    assert found is not None
    yield found
    found.close()


def test_the_embedded_model_answers(tiny: ChatModel) -> None:
    assert tiny.complete(ASK, 12).strip()
    assert tiny.local


def test_a_killed_server_is_started_again(tiny: ChatModel) -> None:
    tiny.warm_up()
    assert tiny._server is not None
    os.kill(tiny._server.pid, signal.SIGKILL)
    tiny._server.wait(10)
    assert tiny.complete(ASK, 12).strip()


def test_the_server_is_gone_when_its_model_is_closed(tiny: ChatModel) -> None:
    tiny.warm_up()
    server = tiny._server
    assert server is not None
    tiny.close()
    assert server.poll() is not None


def test_nothing_is_configured(settings: Settings) -> None:
    assert build_chat(settings) is None


class Stuck:
    def bind(self, **_: object) -> "Stuck":
        return self

    def stream(self, _: object) -> Iterator[object]:
        time.sleep(30)
        yield None


def test_a_model_that_hangs_does_not_hold_the_answer(settings: Settings) -> None:
    model = ChatModel(Spec("url", "http://127.0.0.1:9/v1", "x"), settings)
    model._client = Stuck()
    started = time.monotonic()
    assert model.complete(ASK, 10, seconds=0.3) == ""
    assert time.monotonic() - started < 5


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    model = build_chat(from_environment(home=tmp_path, model="http://127.0.0.1:9/v1#x"))
    assert model is not None
    with pytest.raises(ModelUnusable, match="failed"):
        model.complete(ASK, 5)
