"""The labelled texts that come with the program: assistant/advice/data/NAME.jsonl, written by several hands for training."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def rows(name: str) -> list[dict[str, Any]]:
    """A row a text: {"text", "writer", "brief"}, and "category" for matters of care."""
    text = (resources.files("assistant.advice") / "data" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]
