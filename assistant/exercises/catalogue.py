"""All exercises, each in a module of its own. To add one: a module with `flow()`, and a row here."""

from __future__ import annotations

import importlib
from functools import cache

from assistant.errors import BadInput
from assistant.exercises.flow import Flow

# id -> module; in the order in which they are shown
MODULES = {
    "equinox-list": "equinox",
    "self-rating": "self_rating",
    "time-audit": "time_audit",
    "two-agendas": "two_agendas",
    "pivot-mirror": "pivot_mirror",
    "next-session": "next_session",
    "quietly-leaving": "leaving",
    "courage": "courage",
    "potential": "potential",
    "index-card": "index_card",
    "resistance": "resistance",
    "catalyst": "catalyst",
    "coached": "coached",
}


@cache
def flow(id: str) -> Flow:
    """The exercise of that id. Raises BadInput when there is none."""
    if id not in MODULES:
        raise BadInput(f"there is no exercise {id!r}; there are: {', '.join(MODULES)}")
    found: Flow = importlib.import_module(f"assistant.exercises.{MODULES[id]}").flow()
    return found


def flows() -> list[Flow]:
    """All of them."""
    return [flow(id) for id in MODULES]
