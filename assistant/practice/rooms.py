"""All that can be done in practice, behind one door: scenarios, talks, moves. Wired in assistant/app.py."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from assistant.errors import BadInput
from assistant.practice import check, moves, rehearsal, scenario
from assistant.practice.hearing import Listener
from assistant.practice.moves import Labelled, MoveJudge
from assistant.practice.scenario import Scenario
from assistant.practice.talk import Talk
from corpus.documents import Embedder

Distress = Callable[[str], tuple[str, str] | None]  # message -> (category, what to say), or None
MAX_MESSAGE = 200_000  # characters


class Practice:
    """The practice rooms of one home. `distress` says whether a message is beyond practice; it is handed in."""

    def __init__(self, home: Path, embedder: Embedder, distress: Distress) -> None:
        self.home, self._embedder, self._distress = home, embedder, distress
        self._listeners: dict[str, Listener] = {}
        self._lock = threading.Lock()

    @cached_property
    def judge(self) -> MoveJudge:
        """Labels moves; trained at the first use of a home, in seconds."""
        return moves.build(self._embedder, self.home / "index" / "classifiers")

    def label(self, messages: list[str]) -> list[list[Labelled]]:
        """The moves of messages."""
        return self.judge.label_all(messages)

    def scenarios(self) -> list[Scenario]:
        """The shipped ones and the team's own (HOME/scenarios), the own before a shipped one of the same id."""
        found = {}
        for path in [*scenario.shipped(), *sorted((self.home / "scenarios").glob("*.yaml"))]:
            item = scenario.read(path)
            found[item.id] = item
        return sorted(found.values(), key=lambda item: (item.kind != "discovery", item.level, item.id))

    def scenario(self, id: str) -> Scenario:
        """Raises BadInput for one that there is not."""
        for item in self.scenarios():
            if item.id == id:
                return item
        known = ", ".join(item.id for item in self.scenarios())
        raise BadInput(f"there is no scenario {id!r}; there are: {known}")

    def problems(self, path: Path, quick: bool = False) -> list[str]:
        """What has to be mended in a scenario file: by reading it, and unless `quick`, then by playing it."""
        item = scenario.read(path)
        found = check.problems(item)
        if found or quick:
            return found
        return rehearsal.problems(Listener(item, self.judge, self._embedder))

    def listener(self, item: Scenario) -> Listener:
        """The ears of one scenario; made once."""
        with self._lock:
            if item.hash not in self._listeners:
                self._listeners[item.hash] = Listener(item, self.judge, self._embedder)
            return self._listeners[item.hash]

    def talk(self, id: str, seed: int = 0) -> Talk:
        """A new talk that nobody keeps."""
        return Talk(self.listener(self.scenario(id)), seed)
