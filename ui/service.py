"""The parts behind the pages, made once a process: the assistant, the worker, what is done with the library."""

from __future__ import annotations

import contextlib
import gc
import importlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assistant import people
from assistant.app import build_assistant
from assistant.errors import CoachError
from assistant.exchange import Exchange
from assistant.exchange_cards import Likeness, let_go_soon
from assistant.people import Action, Person
from assistant.settings import Settings, from_environment
from assistant.team import Team
from ui import login
from ui.measuring import Measuring
from ui.worker import Tasks, Worker

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Service:
    """What the pages of one person work with. `assistant` is an assistant.app.Assistant, or in tests what has its methods.

    `tasks`, `measuring` and `nearness` are of the whole process: there is one library.
    """

    assistant: Any
    worker: Worker
    tasks: Tasks
    measuring: Measuring = field(default_factory=Measuring)
    others: dict[str, Service] = field(default_factory=dict)  # of everybody who was here, by id
    nearness: list[Likeness] = field(default_factory=list)  # one for all, made when it is first needed

    @property
    def likeness(self) -> Likeness:
        """Which questions of the exchange are nearly the same."""
        with _people:
            if not self.nearness:
                self.nearness.append(Likeness(self.assistant.embedder))
            return self.nearness[0]

    def of(self, owner: str) -> Service:
        """The same for another person."""
        if owner == self.assistant.settings.owner:
            return self
        with _people:
            if owner not in self.others:
                assistant = self.assistant.of(owner)
                assistant.store.fail_running()
                self.others[owner] = Service(
                    assistant, Worker(assistant), self.tasks, self.measuring, nearness=self.nearness
                )
            return self.others[owner]


_lock, _people = threading.Lock(), threading.Lock()
_current: Service | None = None


def build(settings: Settings, progress: Progress | None = None) -> Service:
    """Builds or opens the home, and takes over after a process that ended in the middle of answers."""
    tasks = Tasks()

    def report(what: str, done: int, total: int) -> None:
        tasks.progress(what, done, total)
        if progress is not None and tasks.latest is None:
            progress(what, done, total)

    found = of(build_assistant(settings, report), tasks)
    let_go_soon(found.assistant.store, found.assistant.library, 0)  # what was withdrawn where a process ended
    return found


def of(assistant: Any, tasks: Tasks | None = None) -> Service:
    """The service around an assistant."""
    assistant.store.fail_running()
    return Service(assistant, Worker(assistant), tasks or Tasks())


def provide(service: Service | None) -> None:
    """Sets what all pages of this process work with."""
    global _current
    with _lock:
        _current = service


def person() -> Person:
    """Who this page is shown to: LOCAL where no login is configured. Raises login.NotLoggedIn."""
    whole = _process()
    return login.person(whole.assistant)


def current() -> Service:
    """What the pages of whoever is logged in work with. Raises CoachError."""
    return _process().of(person().id)


def team() -> Team:
    """Their door to the others."""
    who, whole = person(), _process()
    rules = whole.assistant.settings.login
    return Team(whole.of(who.id).assistant.store, who, rules.admins if rules is not None else ())


def exchanging() -> bool:
    """Whether people can put questions to one another here."""
    return bool(_process().assistant.settings.exchange)


def exchange() -> Exchange:
    """Their door to the exchange."""
    who = person()
    return Exchange(_process().of(who.id).assistant.store, who)


def may(action: Action) -> bool:
    """Whether they may; decided in assistant/people.py."""
    return people.may(person(), action)


def require(action: Action) -> None:
    """Raises NotAllowed where they may not. Called where something is done, whatever the page shows."""
    people.require(person(), action)


def alone() -> bool:
    """Whether there is one person, who is asked nothing."""
    return _process().assistant.settings.login is None


def _process() -> Service:
    """What all pages of this process stand on; built from the environment when `coach ui` did not. Raises CoachError."""
    global _current
    with _lock:
        if _current is None:
            _current = build(from_environment())
            warm_up(_current)
        return _current


def settle() -> None:
    """What is loaded by now is no garbage, and is not looked through for any again."""
    gc.collect()
    gc.freeze()


def warm_up(service: Service) -> threading.Thread:
    """Loads in the background what the first answer, the first talk and the first chart would wait for; returns who does."""

    def load() -> None:
        with contextlib.suppress(CoachError):  # the first question says what is wrong
            service.assistant.warm_up()
            service.assistant.practice.warm_up()
        for name in ("altair", "pandas", "pyarrow"):  # Streamlit asks for them when it draws a chart
            importlib.import_module(name)
        settle()

    loading = threading.Thread(target=load, name="coach-warm-up", daemon=True)
    loading.start()
    return loading
