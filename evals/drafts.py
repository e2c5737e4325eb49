"""Drafts of cases: from an article, and from answers that people rated. A person finishes them.

What is sure is written as a case; what needs a person's word (which article would have been right?) gets `status: draft`,
is not asked, and says in its note what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.app import Assistant
from assistant.errors import BadInput, ModelUnusable
from assistant.store import Turn
from corpus.files import write_atomically

MOST = 30  # cases drafted from one article
TOKENS = 90
_ASK = (
    "You get a piece of advice. Write what a busy salesperson or team lead would say who needs it: two sentences in the first "
    "person about what happened to them. Do not give the advice, do not use its words, no greeting."
)
_REWRITE = "Say it as somebody would tell it who has not read the article, then remove the line `status: draft`."


def from_article(assistant: Assistant, id: str) -> dict[str, Any]:
    """A suite with a case for every idea of an article. Raises LibraryError for an unknown one.

    With a chat model the questions are the model's; without one they are a situation of the card (which retrieval has learnt
    and finds too easily) or the first words of the passage, and stay drafts until a person has told them anew.
    """
    article = assistant.library.article(id)
    cards = assistant.library.cards(id)
    ideas: list[tuple[str, list[str], str]] = [
        (card.step, [span.quote for span in card.spans], card.situations[0] if card.situations else "")
        for card in cards
    ]
    if not ideas:
        ideas = [(p.text, [p.text], " ".join(p.text.split()[:12])) for p in assistant.library.passages(id)]
    rows: list[dict[str, Any]] = []
    for number, (idea, quotes, question) in enumerate(ideas[:MOST], 1):
        told = _told(assistant, idea)
        row: dict[str, Any] = {
            "id": f"{id}-{number:02d}",
            "kind": "answerable",
            "question": told or question or idea,
            "articles": [id],
            "evidence": [{"article": id, "quote": quote} for quote in quotes],
            "idea": " ".join(idea.split()[:10]),
        }
        rows.append(row if told else {**row, "status": "draft", "note": _REWRITE})
    return {
        "name": f"{id}-own",
        "kind": "advice",
        "description": f"Drafted from {article.title}.",
        "thresholds": [{"measure": "citations_exact", "never": True}],
        "cases": rows,
    }


def _told(assistant: Assistant, idea: str) -> str:
    """A situation in the words of the chat model, or "" where there is none or it fails."""
    if assistant.model is None:
        return ""
    try:
        text = " ".join(assistant.model.complete([("system", _ASK), ("user", idea[:1500])], TOKENS).split())
    except ModelUnusable:
        return ""
    whole = re.match(r".*[.!?]", text)
    return whole[0] if whole and len(whole[0].split()) >= 6 else ""


def from_feedback(rated: Sequence[tuple[Turn, bool, str]]) -> dict[str, Any]:
    """A suite from answers that people marked. What was good stays as it was: the same kind, the articles that it cited.

    What was bad becomes a draft with the reason. Raises BadInput when nothing was rated.
    """
    rows = [row for turn, good, reason in rated if (row := rated_case(turn, good, reason)) is not None]
    if not rows:
        raise BadInput("no answer was rated yet; use the thumbs under an answer in the chat")
    return {
        "name": "feedback",
        "kind": "advice",
        "description": "Questions that people asked here and marked as answered well or badly.",
        "cases": rows,
    }


_KINDS = {"answer": "answerable", "abstain": "unanswerable", "clarify": "vague", "care": "care"}


def rated_case(turn: Turn, good: bool, reason: str = "") -> dict[str, Any] | None:
    """One rated answer as a case; None for a turn that has no answer."""
    kind = _KINDS.get(str(turn.answer.get("kind")))
    if kind is None:
        return None
    cited = dict.fromkeys(c["article"] for step in turn.answer.get("steps", ()) for c in step["citations"])
    row: dict[str, Any] = {"id": f"feedback-{turn.id}", "kind": kind, "question": turn.question}
    if cited:
        row["articles"] = list(cited)
    elif kind == "answerable":
        row["kind"] = "ordinary"  # thanks, a greeting: nothing is cited
    if good:
        return row
    note = "Marked as bad" + (f": {' '.join(reason.split())}" if reason.strip() else "")
    return {
        **row,
        "status": "draft",
        "note": f"{note}. Set kind and articles to what is right, then remove `status: draft`.",
    }


def save(suite: dict[str, Any], path: Path, *, replace: bool = False) -> None:
    """Writes a suite as YAML. Raises BadInput when there is one already."""
    if path.exists() and not replace:
        raise BadInput(f"{path} is there already; give --replace, or another file with --out")
    text = yaml.safe_dump(suite, sort_keys=False, allow_unicode=True, width=110)
    write_atomically(path, text.encode())
