"""Ranking by what a story asks for: it holds back what is unlikely, and nothing that it does not know."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assistant.advice import reader
from assistant.app import Assistant
from assistant.models.tuned import Base, TunedClassifier
from assistant.retrieval import FLOOR, SUBJECT, WITHIN, Retriever

QUIET = "My best rep has gone quiet in team meetings and her numbers slipped two months in a row."


def ranked(assistant: Assistant, shares: dict[str, float]) -> dict[str, float]:
    """Card -> score."""
    found = Retriever(assistant.library, assistant.embedder, lambda _: shares).find(QUIET)
    return {scored.card.id: scored.score for scored in found.cards}


def log_share(share: float, best: float) -> float:
    return math.log((share + FLOOR) / (best + FLOOR))


def test_cards_are_held_back_by_how_unlikely_they_and_their_article_are(assistant: Assistant) -> None:
    articles = {card.id: card.article for card in assistant.library.cards()}
    before = ranked(assistant, {})
    quiet = [id for id in before if articles[id] == "quietly-quitting"][:2]
    other = next(id for id in before if articles[id] == "leader-or-manager")
    shares = {
        f"quietly-quitting/{quiet[0]}": 0.5,
        f"quietly-quitting/{quiet[1]}": 0.4,
        f"leader-or-manager/{other}": 0.8,
    }
    after = ranked(assistant, shares | {"no-such-article/card": 0.99})
    away = SUBJECT * log_share(0.8, 0.9)  # of two articles of which one was asked for with .9, one with .8
    held = {quiet[0]: WITHIN * log_share(0.5, 0.8), quiet[1]: WITHIN * log_share(0.4, 0.8), other: away}
    assert away < 0 and set(held) <= after.keys()
    for card in before.keys() & after.keys():
        change = held.get(card, away if articles[card] == "leader-or-manager" else 0.0)
        assert after[card] == pytest.approx(before[card] + change, abs=1e-5)


def test_shares_are_of_shipped_cards_and_whole(assistant: Assistant) -> None:
    shares = assistant.retriever._shares(QUIET)  # type: ignore[misc]
    assert set(shares) == {f"{card.article}/{card.id}" for card in assistant.library.cards()}
    assert sum(shares.values()) == pytest.approx(1.0)
    assert max(shares, key=lambda id: shares[id]).startswith("quietly-quitting/")


def test_adapters_that_take_turns_do_not_change_each_other(assistant: Assistant) -> None:
    shared = assistant._weights
    paths = list(reader.ADAPTERS)
    turns = [TunedClassifier(path, shared) for path in (*paths, *reversed(paths))]
    together = [one.probabilities([QUIET, "hello"]) for one in turns]
    for path, found in zip((*paths, *reversed(paths)), together, strict=True):
        alone = TunedClassifier(path, Base(shared._load)).probabilities([QUIET, "hello"])
        np.testing.assert_allclose(found, alone, atol=1e-6)
    assert not np.allclose(together[0], together[1], atol=1e-3)
