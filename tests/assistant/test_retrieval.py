"""Ranking by what a story asks for: it holds back what is unlikely, and nothing that it does not know."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assistant.app import Assistant
from assistant.models.tuned import Base, TunedClassifier
from assistant.retrieval import FLOOR, SUBJECT, Retriever

QUIET = "My best rep has gone quiet in team meetings and her numbers slipped two months in a row."


def ranked(assistant: Assistant, shares: dict[str, float]) -> dict[str, float]:
    """Card -> score."""
    found = Retriever(assistant.library, assistant.embedder, lambda _: shares).find(QUIET)
    return {scored.card.id: scored.score for scored in found.cards}


def test_cards_of_an_unlikely_article_are_held_back_by_how_unlikely_it_is(assistant: Assistant) -> None:
    before = ranked(assistant, {})
    after = ranked(assistant, {"quietly-quitting": 0.8, "leader-or-manager": 0.4, "no-such-article": 0.99})
    articles = {card.id: card.article for card in assistant.library.cards()}
    held = SUBJECT * math.log((0.4 + FLOOR) / (0.8 + FLOOR))
    for card in before.keys() & after.keys():
        change = {"leader-or-manager": held}.get(
            articles[card], 0.0
        )  # what is unknown, and what is not there, changes nothing
        assert after[card] == pytest.approx(before[card] + change, abs=1e-5)
    assert "leader-or-manager" in {articles[card] for card in before.keys() & after.keys()}


def test_shares_are_of_shipped_articles_and_whole(assistant: Assistant) -> None:
    shares = assistant.retriever._shares(QUIET)  # type: ignore[misc]
    assert set(shares) == {card.article for card in assistant.library.cards()}
    assert sum(shares.values()) == pytest.approx(1.0) and max(shares, key=lambda id: shares[id]) == "quietly-quitting"


def test_adapters_that_take_turns_do_not_change_each_other(assistant: Assistant) -> None:
    shared = assistant._weights
    paths = [one._path for one in assistant._reader._tuned]
    turns = [TunedClassifier(path, shared) for path in (*paths, *reversed(paths))]
    together = [one.probabilities([QUIET, "hello"]) for one in turns]
    for path, found in zip((*paths, *reversed(paths)), together, strict=True):
        alone = TunedClassifier(path, Base(shared._load)).probabilities([QUIET, "hello"])
        np.testing.assert_allclose(found, alone, atol=1e-6)
    assert not np.allclose(together[0], together[1], atol=1e-3)
