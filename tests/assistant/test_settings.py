"""Settings and model specs: what is understood and what is refused."""

from pathlib import Path

import pytest

from assistant.errors import CoachError, SettingsError
from assistant.models.chat import Spec, parse_spec
from assistant.settings import from_environment


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("none", Spec("none", "none")),
        ("embedded", Spec("embedded", "qwen2.5-coder-1.5b")),
        ("embedded:SmolLM2-135M", Spec("embedded", "smollm2-135m")),
        ("openai:gpt-5", Spec("provider", "openai:gpt-5")),
        ("ollama:llama3:8b", Spec("provider", "ollama:llama3:8b")),
        ("http://127.0.0.1:8000/v1#qwen", Spec("url", "http://127.0.0.1:8000/v1", "qwen")),
        ("https://llm.example/v1/", Spec("url", "https://llm.example/v1", "default")),
    ],
)
def test_a_model_by_one_setting(text: str, spec: Spec) -> None:
    assert parse_spec(text) == spec


@pytest.mark.parametrize("text", ["", "gpt", "openai:", ":x", "embedded:nope"])
def test_a_setting_that_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(CoachError):
        parse_spec(text)


def test_arguments_win_over_the_environment(tmp_path: Path) -> None:
    found = from_environment({"COACH_HOME": "/elsewhere", "COACH_MODEL": "openai:x"}, home=tmp_path, model="none")
    assert (found.home, found.model) == (tmp_path, "none")
    assert found.database == f"sqlite:///{tmp_path}/state.db"


def test_a_file_cannot_be_the_data_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    with pytest.raises(SettingsError, match="not a folder"):
        from_environment({}, home=path)
