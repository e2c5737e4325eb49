"""All that can be done in practice, behind one door: moves, scenarios, talks, sessions, drills, progress.

Wired in assistant/app.py, which also hands in who judges whether a message is beyond practice.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from assistant.practice import check, progress, rehearsal, scenario
from assistant.practice.drills import Drills
from assistant.practice.hearing import Listener
from assistant.practice.moves import Example, Labelled, MoveJudge
from assistant.practice.scenario import InvalidScenario, Scenario
from assistant.practice.session import Session
from assistant.practice.talk import Distress, Talk, Voice
from assistant.store import Store
from corpus.documents import Embedder

MAX_MESSAGE = 200_000  # characters


@dataclass
class _Ears:
    """What everybody at a home shares; who relabelled nothing shares the judge as well, and nobody another's sentences."""

    judges: dict[tuple[Example, ...], MoveJudge] = field(default_factory=dict)
    listeners: dict[tuple[str, tuple[Example, ...]], Listener] = field(default_factory=dict)
    making: dict[tuple[str, tuple[Example, ...]], threading.Lock] = field(
        default_factory=dict
    )  # held while one is made
    read: dict[Path, tuple[tuple[int, int], Scenario]] = field(default_factory=dict)  # file -> (time and size, content)
    lock: threading.Lock = field(default_factory=threading.Lock)
    learning: threading.Lock = field(default_factory=threading.Lock)


class Practice:
    """The practice rooms of one home.

    `learn` makes the judge of moves, also from sentences that the person relabelled; `voice` makes the voice of a model
    that has earned one, or None.
    """

    def __init__(
        self,
        home: Path,
        embedder: Embedder,
        learn: Callable[[Sequence[Example]], MoveJudge],
        store: Callable[[], Store],
        distress: Distress,
        voice: Callable[[], Voice | None],
    ) -> None:
        self.home, self._embedder, self._learn, self._store = home, embedder, learn, store
        self._distress, self._voice = distress, voice
        self._ears = _Ears()
        self._own: tuple[Example, ...] | None = None  # what this person's judge has learnt besides

    def of(self, store: Store, voice: Callable[[], Voice | None]) -> Practice:
        """The same rooms for another person."""
        other = Practice(self.home, self._embedder, self._learn, lambda: store, self._distress, voice)
        other._ears = self._ears
        other.__dict__["store"] = store
        return other

    @cached_property
    def store(self) -> Store:
        return self._store()

    # ---- moves

    @property
    def judge(self) -> MoveJudge:
        """Labels moves; made at the first use, in seconds, once however many ask for it meanwhile."""
        with self._ears.learning:
            own = self._taught()
            if own not in self._ears.judges:
                self._ears.judges[own] = self._learn(own)
            return self._ears.judges[own]

    def _taught(self) -> tuple[Example, ...]:
        """What this person's judge learns besides; read once, until `learn`."""
        if self._own is None:
            self._own = tuple(self.own_examples())
        return self._own

    def own_examples(self) -> list[Example]:
        """Sentences that this person relabelled and gave to learn from."""
        if not (self.home / "state.db").exists() and "store" not in self.__dict__:
            return []  # no database is made only to look whether something is in it
        return [Example(label.text, label.move) for label in self.store.practice_labels() if label.learn]

    def label(self, messages: Sequence[str]) -> list[list[Labelled]]:
        """The moves of messages."""
        return self.judge.label_all(messages)

    def learn(self) -> None:
        """Takes in what was relabelled since the judge was made."""
        with self._ears.learning:
            self._own = None

    def warm_up(self) -> None:
        """Makes what the first message of a talk would wait for, in whichever scenario."""
        every = [item for item in self.scenarios() if not check.problems(item)]
        for item in every[:1]:  # a statement about oneself: whoever listens for distress listens too
            self.talk(item).say("I see what you mean.")
        for item in every[1:]:
            self.listener(item)

    # ---- scenarios

    @property
    def folder(self) -> Path:
        """The team's own scenarios."""
        return self.home / "scenarios"

    def scenarios(self) -> list[Scenario]:
        """The shipped ones and the team's own, which go before a shipped one of the same id.

        One of the team's files that cannot be read takes no other with it: `broken` has it.
        """
        return self._read()[0]

    def shipped(self) -> list[Scenario]:
        """Those that come with the product, also where one of the team's stands in their place."""
        return [self._scenario(path) for path in scenario.shipped()]

    def broken(self) -> dict[str, str]:
        """The team's own files that cannot be read: name, and a sentence that says where and why."""
        return self._read()[1]

    def _read(self) -> tuple[list[Scenario], dict[str, str]]:
        found = {item.id: item for item in self.shipped()}
        broken = {}
        for path in sorted(self.folder.glob("*.yaml")):
            try:
                item = self._scenario(path)
            except InvalidScenario as error:
                broken[path.name] = str(error)
            else:
                found[item.id] = item
        return sorted(found.values(), key=lambda item: (item.kind != "discovery", item.level, item.id)), broken

    def _scenario(self, path: Path) -> Scenario:
        """Read again only when the file has changed: a page asks for all of them with every click."""
        try:
            now = path.stat()
        except OSError:
            return scenario.read(path)
        stamp, known = (now.st_mtime_ns, now.st_size), self._ears.read.get(path)
        if known is None or known[0] != stamp:
            known = self._ears.read[path] = (stamp, scenario.read(path))
        return known[1]

    def scenario(self, id: str) -> Scenario:
        """Raises BadInput for one that there is not."""
        items, broken = self._read()
        found = {item.id: item for item in items}
        if id not in found and (why := broken.get(f"{id}.yaml")):
            raise InvalidScenario(why)
        if id not in found:
            raise BadInput(f"there is no scenario {id!r}; there are: {', '.join(found)}")
        return found[id]

    def problems(self, path: Path, quick: bool = False) -> list[str]:
        """What has to be mended in a scenario file: by reading it, and unless `quick`, then by playing it."""
        try:
            item = scenario.read(path)
        except InvalidScenario as error:
            return [str(error)]
        return self.problems_in(item, quick)

    def problems_in(self, item: Scenario, quick: bool = False) -> list[str]:
        """As `problems`, of one that was read."""
        found = check.problems(item)
        if found or quick:
            return found
        return rehearsal.problems(Listener(item, self.judge, self._embedder))

    # ---- talks

    def listener(self, item: Scenario) -> Listener:
        """The ears of one scenario; made once, without those of other scenarios waiting for it."""
        key = (item.hash, self._taught())
        with self._ears.lock:
            making = self._ears.making.setdefault(key, threading.Lock())
        with making:
            found = self._ears.listeners.get(key)
            if found is None:
                found = self._ears.listeners[key] = Listener(item, self.judge, self._embedder)
            return found

    def talk(self, item: Scenario, seed: int = 0) -> Talk:
        """A talk that nobody keeps. Raises InvalidScenario for one that the checker refuses."""
        if (item.hash, self._taught()) not in self._ears.listeners and (problems := check.problems(item)):
            raise InvalidScenario(f"{item.id}: {problems[0]} (coach practice check shows all)")
        return Talk(self.listener(item), seed, self._voice(), self._distress)

    def voice(self) -> Voice | None:
        """How a model that has earned it voices the person; None where none has."""
        return self._voice()

    def begin(self, id: str, seed: int = 0) -> Session:
        """A new session that is kept."""
        item = self.scenario(id)
        fresh = self.talk(item, seed)
        return Session(self.store.start_practice(item.id, item.kind, scenario.as_json(item), seed), self.store, fresh)

    def resume(self, id: str) -> Session:
        """A kept session, with the scenario as it was then. Raises BadInput for one that there is not."""
        row = self.store.practice(id)
        if row is None:
            raise BadInput(f"there is no practice session {id!r}")
        item = scenario.parse(json.dumps(row.ledger), row.scenario)
        return Session(id, self.store, self.talk(item, row.seed))

    # ---- drills and progress

    @cached_property
    def drills(self) -> Drills:
        """A minute each, spaced."""
        return Drills(self.store, lambda: self.judge)

    def progress(self) -> dict[str, Any]:
        """Sessions, skills and drills over time, for charts and export."""
        results, rows = self.store.practice_results(), self.store.drills()
        return {
            "sessions": progress.sessions(results),
            "skills": [
                {"kind": s.kind, "id": s.id, "title": s.title, "passed": list(s.passed), "lately": round(s.lately, 2)}
                for s in progress.skills(results)
            ],
            "drills": progress.drills(rows),
        }

    def export(self) -> dict[str, Any]:
        """Everything that was practised, as plain data."""
        sessions = [self.resume(row.id).export() for row in reversed(self.store.practices())]
        return {"sessions": sessions, "progress": self.progress()}
