"""The real classifiers: twenty people in distress are met with care in every exercise, ordinary answers are not stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml

from assistant.app import build_reflections
from assistant.exercises import catalogue
from assistant.exercises.flow import Concern, Run, take
from assistant.models.embedder import SentenceEmbedder
from assistant.settings import from_environment
from tests.assistant.exercises.helpers import Walk, answers_of, context

MESSAGES: list[str] = yaml.safe_load((Path(__file__).parent / "distress.yaml").read_text())
Hears = Callable[[str], Concern | None]


@pytest.fixture(scope="module")
def listeners(embedder: SentenceEmbedder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Hears, Hears]:
    """With somebody there to ask, and alone."""
    settings = from_environment(home=tmp_path_factory.mktemp("care"), model="none")
    asks, alone = (build_reflections(settings, embedder, attended=attended).care for attended in (True, False))
    return cache(asks), cache(alone)


def test_there_are_twenty_messages() -> None:
    assert len(set(MESSAGES)) == 20


@pytest.mark.parametrize("id", list(catalogue.MODULES))
def test_distress_is_met_with_care_at_the_first_and_the_last_question_and_in_between(
    id: str, listeners: tuple[Hears, Hears]
) -> None:
    attended, alone = listeners
    flow = catalogue.flow(id)
    given = Walk(flow, answers_of(id), context()).run.given
    for number, message in enumerate(MESSAGES):
        run = Run(flow.id, given[: number % len(given)])
        reply = take(flow, run, message, context(care=attended))
        if reply.kind == "check":
            reply = take(flow, reply.run, "yes", context(care=attended))
        assert reply.kind == "care", f"{given[number % len(given)].step}: {message}"
        assert len(reply.said) > 100
        assert reply.run.given == run.given
        unattended = take(flow, run, message, context(care=alone))
        assert unattended.kind in ("care", "check"), message  # a file has nobody to ask: a check stops it


def test_ordinary_answers_are_not_stopped_and_seldom_asked_about(listeners: tuple[Hears, Hears]) -> None:
    attended, _ = listeners
    said: list[str] = []
    for id in catalogue.MODULES:
        Walk(catalogue.flow(id), answers_of(id), context(care=said.append))
    concerns = {text: concern for text in said if (concern := attended(text))}
    assert not [text for text, concern in concerns.items() if concern.sure]
    assert len(concerns) <= 0.1 * len(set(said)), list(concerns)
