"""Drafts: what is sure is a case, what needs a person's word is not asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.errors import BadInput, ModelUnusable
from assistant.store import Store, Turn
from corpus.documents import Card, Citation
from corpus.loaders import describe
from evals import cases, drafts

ARTICLE = describe("one", "Ask first. Then listen.", {}, "0", "", "text")
CARD = Card(
    "one/ask",
    "one",
    (Citation("one", 0, 10, "Ask first."),),
    "I'd ask first.",
    "both",
    ("He never asks.",),
    "?",
    "Ask.",
)


class ScriptedModel:
    def __init__(self, *replies: str) -> None:
        self._replies = list(replies)

    def complete(self, messages: Any, tokens: int) -> str:
        reply = self._replies.pop(0)
        if reply == "breaks":
            raise ModelUnusable("gone")
        return reply


def assistant(*cards: Card, model: Any = None) -> Any:
    passage = SimpleNamespace(text="Ask first. Then listen.")
    library = SimpleNamespace(article=lambda id: ARTICLE, cards=lambda id: list(cards), passages=lambda id: [passage])
    return SimpleNamespace(library=library, model=model)


@pytest.mark.parametrize(
    ("reply", "question", "drafted"),
    [
        (
            "My new guy talks over every customer. I sit there. And",
            "My new guy talks over every customer. I sit there.",
            0,
        ),
        ("no", "He never asks.", 1),
        ("breaks", "He never asks.", 1),
        (None, "He never asks.", 1),
    ],
)
def test_an_idea_becomes_a_case(tmp_path: Path, reply: str | None, question: str, drafted: int) -> None:
    suite = drafts.from_article(assistant(CARD, model=ScriptedModel(reply) if reply else None), "one")
    assert suite["cases"][0]["question"] == question
    assert suite["cases"][0]["evidence"] == [{"article": "one", "quote": "Ask first."}]
    drafts.save(suite, tmp_path / "s.yaml")
    assert cases.read(tmp_path / "s.yaml").drafts == drafted


def test_an_article_without_cards_is_drafted_from_its_passages() -> None:
    assert drafts.from_article(assistant(), "one")["cases"][0]["evidence"][0]["quote"] == ARTICLE.text


def test_an_own_suite_is_not_overwritten(tmp_path: Path) -> None:
    suite = drafts.from_article(assistant(CARD), "one")
    drafts.save(suite, tmp_path / "s.yaml")
    with pytest.raises(BadInput, match="is there already"):
        drafts.save(suite, tmp_path / "s.yaml")
    drafts.save(suite, tmp_path / "s.yaml", replace=True)


def turn(answer: dict[str, Any]) -> Turn:
    return Turn("t", "c", "what now?", "done", answer, datetime.now(UTC))


CITED = {"kind": "answer", "steps": [{"citations": [{"article": "one"}, {"article": "two"}]}]}


@pytest.mark.parametrize(
    ("answer", "good", "kind", "draft"),
    [
        (CITED, True, "answerable", False),
        (CITED, False, "answerable", True),
        ({"kind": "abstain"}, True, "unanswerable", False),
        ({"kind": "abstain"}, False, "unanswerable", True),
        ({"kind": "care"}, True, "care", False),
        ({"kind": "answer", "steps": []}, True, "ordinary", False),
    ],
)
def test_a_rated_answer_becomes_a_case(answer: dict[str, Any], good: bool, kind: str, draft: bool) -> None:
    row = drafts.rated_case(turn(answer), good, "too long")
    assert row is not None
    assert (row["kind"], row.get("status") == "draft") == (kind, draft)
    assert ("too long" in row.get("note", "")) == (draft and not good)


def test_a_turn_without_an_answer_is_no_case() -> None:
    assert drafts.rated_case(turn({}), True) is None


def test_rated_turns_of_the_store(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'state.db'}")
    conversation = store.start_conversation("t")
    id = store.start_turn(conversation, "what now?")
    store.save_answer(id, CITED, "done")
    store.start_turn(conversation, "not rated")
    store.add_feedback(id, False, "off")
    store.add_commitment("x", date(2026, 1, 1))
    assert [(t.question, good, reason) for t, good, reason in store.rated_turns()] == [("what now?", False, "off")]
    with pytest.raises(BadInput, match="no answer was rated"):
        drafts.from_feedback([])
    assert drafts.from_feedback(store.rated_turns())["cases"][0]["articles"] == ["one", "two"]
