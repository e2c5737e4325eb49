"""A sentence stands on its evidence, or it does not."""

import json
from importlib import resources

import pytest

from assistant.advice.alignment import BAD, GOOD, measure
from assistant.advice.support import MEANING, check, learned
from tests.fakes import WordEmbedder

EVIDENCE = ["Hold a weekly 30 minute pipeline review.", "Keep the pipeline out of the development talk."]
USER = "My rep Priya hates Monday meetings."
COACH = ["When you are decisive, your people grow more confident. A coach listens before the rep decides."]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Hold a weekly pipeline review of 30 minutes with Priya.", ""),
        ("Keep the pipeline out of the development talk with Priya.", ""),
        ("Hold a weekly 45 minute pipeline review.", "number"),
        ("Hold twelve pipeline reviews.", "number"),
        ("Hold a weekly pipeline review with Marcus.", "name"),
        ("Keep an eye on Priya's meetings.", "-"),
        ("Buy everybody chocolate cake for their birthday party.", "loose"),
        ("", "form"),
    ],
)
def test_support(sentence: str, reason: str) -> None:
    found = check(sentence, EVIDENCE, USER, WordEmbedder(256))
    if reason == "-":  # whatever it is stopped for, it is not for a name that the person gave
        assert found.reason != "name"
    else:
        assert (found.ok, found.reason) == (not reason, reason)


@pytest.mark.parametrize(
    ("right", "wrong", "name"),
    [
        ("When you are decisive, your people grow more confident.", "When you are decisive, your people grow less confident.", "copy_opposite"),
        ("When you are decisive, your people grow more confident.", "When you are decisive, your people never grow more confident.", "copy_not"),
        ("When you are decisive, your people grow more confident.", "When you are decisive, your people always grow more confident.", "universal_more"),
        ("When you are decisive, your people grow more confident.", "When your people grow more confident, you are decisive.", "crossed_cause"),
        ("A coach listens before the rep decides.", "A rep listens before the coach decides.", "agents"),
        ("A coach listens before the rep decides.", "A coach listens before the customer decides.", "new_roles"),
        ("A coach listens before the rep decides.", "A coach listens every month.", "times"),
        ("A coach listens before the rep decides.", "Only a coach listens before the rep decides.", "only_more"),
    ],
)  # fmt: skip
def test_each_way_of_going_wrong_is_seen(right: str, wrong: str, name: str) -> None:
    assert measure(right, COACH, "")[name] == 0 < measure(wrong, COACH, "")[name]
    scores = [check(text, COACH, "", WordEmbedder(256)).score for text in (right, wrong)]
    assert scores[0] > scores[1]


def test_what_one_did_oneself_is_told_back() -> None:
    """The person's "I" is the reader's "you"; the other way round is another doer."""
    told = "I interrupt Tom in every meeting."
    assert measure("You interrupt Tom in every meeting.", COACH, told)["agents"] == 0
    assert measure("Tom interrupts you in every meeting.", COACH, told)["agents"] > 0


def test_weights_keep_their_sign() -> None:
    data = json.loads((resources.files("assistant.advice") / "support.json").read_text("utf-8"))
    weights = learned()
    assert 0.5 < weights.threshold < 1 and data["weights"] == weights.values
    assert set(weights.values) <= {*GOOD, *BAD, MEANING}
    assert all((value < 0) == (name in BAD) for name, value in weights.values.items())
    assert set(measure("A coach listens.", COACH, "")) == {*GOOD, *BAD}
