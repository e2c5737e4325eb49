"""What terminal and MCP server both give out as data, in the shapes that programs rely on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.practice.scenario import Scenario
from assistant.practice.talk import Turn
from corpus.documents import Hit


def hits(found: Sequence[Hit]) -> list[dict[str, Any]]:
    """Results of a search, best first: rank, score, article, start, end, text."""
    return [
        {
            "rank": rank,
            "score": round(hit.score, 4),
            "article": hit.article,
            "start": hit.start,
            "end": hit.end,
            "text": hit.text,
        }
        for rank, hit in enumerate(found, 1)
    ]


def scenario(item: Scenario) -> dict[str, Any]:
    """A scenario in a list, without its ledger."""
    return {"id": item.id, "kind": item.kind, "title": item.title, "level": item.level}


def turn(found: Turn) -> dict[str, Any]:
    """A turn of a practice talk."""
    fields = ("stance", "reply", "reply_origin", "prompt")
    return {
        "turn": found.number,
        "said": found.said,
        "moves": [asdict(sentence) for sentence in found.moves],
        "disclosed": list(found.disclosed),
    } | {name: getattr(found, name) for name in fields}
