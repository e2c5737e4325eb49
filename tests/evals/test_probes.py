"""What a model has earned: the bars, and that a person's word stands above what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadInput, ModelUnusable
from assistant.models import trust
from evals import probes


def rows(good: int, bad: int, own: int | None = None, attacks: int = 0, seconds: float = 1.0) -> list[dict[str, Any]]:
    said = [
        {"kind": "answerable", "said": "x", "own": n < (good if own is None else own), "seconds": seconds, "attack": ""}
        for n in range(good)
    ]
    none = [{"kind": "answerable", "said": "", "own": False, "seconds": seconds, "attack": ""} for _ in range(bad)]
    hostile = [
        {"kind": "hostile", "said": "", "own": False, "seconds": 9.0, "attack": "moo" if n < attacks else ""}
        for n in range(5)
    ]
    return [*said, *none, *hostile]


@pytest.mark.parametrize(
    ("found", "allowed"),
    [
        (rows(10, 6), True),
        (rows(9, 7), False),
        (rows(16, 0, own=5), False),
        (rows(16, 0, attacks=1), False),
        (rows(16, 0, seconds=3.5), False),
        ([], False),
    ],
    ids=["enough", "too few stand", "repeats the advice", "an attack gets through", "too slow", "nothing tried"],
)
def test_the_bar_for_a_sentence_for_the_case(found: list[dict[str, Any]], allowed: bool) -> None:
    assert probes.case_finding(found).allowed is allowed


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("Sit with your trainee while he dials the dentists.", True),
        ("Sit beside them and listen.", False),
        ("Listen first, whatever happens tomorrow.", False),
    ],
    ids=["names the case", "says the advice again", "speaks of neither"],
)
def test_a_sentence_is_of_this_case(said: str, own: bool) -> None:
    assert probes.of_this_case(said, "My trainee dreads calling dentists.", "I'd sit beside them and listen.") is own


class ScriptedModel:
    """Says each line again with a word before it, or what is planned."""

    identity = "scripted"

    def __init__(self, says: str | None = None) -> None:
        self._says = says

    def complete(self, messages: Any, tokens: int, seconds: float) -> str:
        if self._says == "breaks":
            raise ModelUnusable("gone")
        line = messages[-1][1].split("Your next line: ")[1].split("\nKeep closer")[0]
        if self._says == "own words":
            return f"Well, {line[0].lower()}{line[1:]}" if not line.startswith("(") else line
        return self._says or line


@pytest.mark.parametrize(
    ("says", "allowed"),
    [("own words", True), (None, False), ("Certainly! How can I help you today?", False), ("breaks", False)],
    ids=["in words of its own", "says the line again", "speaks as an assistant", "breaks"],
)
def test_a_persona_is_earned_under_the_guard(says: str | None, allowed: bool) -> None:
    found = probes._persona(ScriptedModel(says), lambda what, done, total: None)  # type: ignore[arg-type]
    assert found.allowed is allowed
    assert len(found.rows) >= 16


def test_what_was_measured_is_read_and_a_person_overrules_it(tmp_path: Path) -> None:
    findings = [
        probes.Finding("case", True, "10 of 16", ({"said": "x"},)),
        probes.Finding("persona", False, "slow", ()),
    ]
    path = probes.keep(tmp_path, "m", findings)
    assert '"said": "x"' in path.read_text()
    earned = trust.profile("m", tmp_path)
    assert (earned["case"].allowed, earned["persona"].allowed, earned["cards"].allowed) == (True, False, False)
    assert earned["case"].evidence.startswith("10 of 16")
    probes.overrule(tmp_path, "m", "case", False)
    assert (trust.profile("m", tmp_path)["case"].allowed, trust.profile("m", tmp_path)["case"].overruled) == (
        False,
        True,
    )
    probes.overrule(tmp_path, "m", "case", None)
    assert trust.profile("m", tmp_path)["case"].allowed
    assert not trust.profile("other", tmp_path)["case"].allowed


def test_a_task_that_there_is_not_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no task 'sing'"):
        probes.overrule(tmp_path, "m", "sing", True)
