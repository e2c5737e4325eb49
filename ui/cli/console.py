"""What the commands share: settings, progress on stderr, JSON on stdout, text without control characters."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from assistant import traces
from assistant.settings import Settings, from_environment


@dataclass(frozen=True)
class Context:
    """What `coach` was called with."""

    home: Path | None

    def settings(self, model: str | None = None, *, tell: bool = True) -> Settings:
        """The settings; from here on traces go where they say.

        Says once, before anything is sent, what leaves the machine with a model elsewhere.
        """
        found = from_environment(home=self.home, model=model)
        if found.traces:
            traces.send_to(found.traces)
        if tell and not found.model.lower().startswith(("none", "off", "embedded")):
            _tell(found)
        return found


def _tell(settings: Settings) -> None:
    from assistant import privacy
    from assistant.errors import CoachError
    from assistant.models.chat import build_chat

    try:
        chat = build_chat(settings)
        if chat is None or chat.local or chat.identity in privacy.read(settings.home, settings.owner).agreed:
            return
    except CoachError:
        return  # the command itself says what is wrong
    click.echo(clean(privacy.told(chat.identity)), err=True)
    privacy.agree(settings.home, chat.identity, settings.owner)


def record(settings: Settings, action: str, what: Iterable[str]) -> None:
    """Keeps who changed the library; where that cannot be kept, this says so."""
    from assistant import team
    from assistant.app import build_store
    from assistant.errors import CoachError

    try:
        door = team.of(build_store(settings))
        for name in what:
            door.record(action, name)
    except CoachError as error:
        click.echo(clean(f"coach: it is done, but who did it is not on record ({error})"), err=True)


def show_json(value: Any) -> None:
    """One JSON value on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=None))


def clean(text: str) -> str:
    """Text for a terminal: control characters (escape sequences among them) are dropped."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A callback (what, done, total) that draws bars on stderr when a person watches, else a line now and then."""
    if not sys.stderr.isatty():
        last: dict[str, int] = {}

        def line(what: str, done: int, total: int) -> None:
            tenth = done * 10 // max(total, 1)
            if total > 1 and tenth != last.get(what):
                last[what] = tenth
                click.echo(f"{what}: {tenth * 10}%", err=True)

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def bar(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(clean(what), total=max(total, 1))
            bars.update(tasks[what], completed=done, total=max(total, 1))

        yield bar
