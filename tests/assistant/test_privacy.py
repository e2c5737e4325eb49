"""Nothing goes to a model elsewhere before a person was told, and then with marks where that is switched on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from assistant import privacy
from assistant.errors import ModelUnusable, SettingsError
from assistant.models.chat import ChatModel, Spec
from assistant.settings import Settings

SAID = [("system", "You help Dana."), ("user", "Dana (dana@firm.com) fell to $9,000.")]


class Provider:
    """Says what it was told, in small pieces."""

    def __init__(self) -> None:
        self.got: list[Any] = []

    def bind(self, **_: object) -> Provider:
        return self

    def stream(self, messages: Sequence[tuple[str, str]]) -> Iterator[Any]:
        self.got.append(messages)
        text = f"You said: {messages[-1][1]}"
        yield from (SimpleNamespace(text=text[i : i + 3]) for i in range(0, len(text), 3))


def model(settings: Settings, spec: Spec) -> tuple[ChatModel, Provider]:
    found, provider = ChatModel(spec, settings), Provider()
    found._client = provider
    return found, provider


ELSEWHERE = Spec("url", "https://models.example.com/v1", "x")


def test_nothing_is_sent_before_a_person_was_told(settings: Settings) -> None:
    chat, provider = model(settings, ELSEWHERE)
    with pytest.raises(ModelUnusable, match="nobody has agreed"):
        chat.complete(SAID, 9)
    assert provider.got == []
    privacy.agree(settings.home, chat.identity)
    assert chat.complete(SAID, 9) == f"You said: {SAID[1][1]}"
    other, provider = model(settings, Spec("provider", "openai:gpt-x"))
    with pytest.raises(ModelUnusable):
        other.complete(SAID, 9)


def test_with_masking_only_marks_are_sent_and_the_real_words_come_back(settings: Settings) -> None:
    chat, provider = model(settings, ELSEWHERE)
    privacy.agree(settings.home, chat.identity)
    privacy.set_masking(settings.home, True, ["Dana", " ", "Dana"])
    assert chat.complete(SAID, 9) == f"You said: {SAID[1][1]}"
    assert provider.got[0][1] == ("user", "NAME_1 (EMAIL_1) fell to AMOUNT_1.")
    assert privacy.read(settings.home).names == ("Dana",)


def test_a_model_on_this_machine_gets_the_words_as_they_are(settings: Settings) -> None:
    privacy.set_masking(settings.home, True, ["Dana"])
    chat, provider = model(settings, Spec("url", "http://127.0.0.1:9/v1", "x"))
    chat.complete(SAID, 9)
    assert provider.got[0] == SAID


@pytest.mark.parametrize("content", ["{", "[]", '{"mask": true}', '{"mask": true, "names": 3, "agreed": []}'])
def test_a_damaged_file_sends_nothing(settings: Settings, content: str) -> None:
    settings.home.mkdir(parents=True)
    (settings.home / privacy.FILE).write_text(content)
    chat, provider = model(settings, ELSEWHERE)
    with pytest.raises(ModelUnusable, match=r"privacy\.json"):
        chat.complete(SAID, 9)
    assert provider.got == []
    with pytest.raises(SettingsError):
        privacy.agree(settings.home, "x")


@pytest.mark.parametrize(
    ("spec", "local"),
    [
        (Spec("embedded", "x"), True),
        (Spec("url", "http://127.0.0.1:8000/v1"), True),
        (Spec("url", "http://localhost/v1"), True),
        (Spec("url", "http://[::1]:1/v1"), True),
        (Spec("url", "http://127.0.0.1.evil.com/v1"), False),
        (Spec("url", "http://localhost.evil.com/v1"), False),
        (Spec("url", "http://localhost@evil.com/v1"), False),
        (Spec("url", "http://10.0.0.5/v1"), False),
        (Spec("provider", "openai:gpt-x"), False),
        (Spec("provider", "ollama:llama3"), True),
    ],
)
def test_what_is_this_machine(settings: Settings, spec: Spec, local: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    assert ChatModel(spec, settings).local is local


def test_ollama_on_another_machine_is_elsewhere(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "gpu.office:11434")
    assert not ChatModel(Spec("provider", "ollama:llama3"), settings).local
