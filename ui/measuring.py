"""Measuring from the web app: `coach eval run` in a process of its own, so that the answers of others do not wait for it.

One run at a time. What was asked stays in the home's runs, so a run that is stopped, or whose web app ends, goes on later.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_SHARE = re.compile(r"^(?P<what>.*): (?P<share>\d{1,3})%$")
LINES = 5  # of what went wrong that are kept


@dataclass
class Measurement:
    """One run on its way. `code` is None while it runs: 0 thresholds hold, 1 one is missed, 2 it could not be done."""

    suite: str
    number: int = 1
    what: str = ""
    share: float = 0.0
    code: int | None = None
    stopped: bool = False
    part: bool = False  # not all cases were to be asked, so no threshold is judged
    said: list[str] = field(default_factory=list)

    @property
    def running(self) -> bool:
        return self.code is None


def command(home: Path, suite: str, model: str, limit: int | None) -> list[str]:
    """What is run."""
    words = [sys.executable, "-m", "ui.cli", "--home", str(home), "eval", "run", suite, "--json"]
    return words + (["--model", model] if model else []) + (["--limit", str(limit)] if limit else [])


class Measuring:
    """The runs that this process started. `spawn` makes the process (tests hand in their own)."""

    def __init__(self, spawn: Callable[[Sequence[str]], subprocess.Popen[str]] | None = None) -> None:
        self._spawn = spawn or _spawn
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self.latest: Measurement | None = None

    def start(self, words: Sequence[str], suite: str) -> bool:
        """Whether it was begun; not while another one runs. Raises OSError when no process can be made."""
        with self._lock:
            if self.latest is not None and self.latest.running:
                return False
            process = self._spawn(words)
            self._process = process
            number = self.latest.number + 1 if self.latest else 1
            found = self.latest = Measurement(suite, number, part="--limit" in words)
        threading.Thread(target=self._follow, args=(process, found), name="coach-measuring", daemon=True).start()
        return True

    def stop(self) -> None:
        """Ends the run; what was answered is kept."""
        with self._lock:
            if self._process is not None and self.latest is not None and self.latest.running:
                self.latest.stopped = True
                self._process.terminate()

    @staticmethod
    def _follow(process: subprocess.Popen[str], found: Measurement) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            if match := _SHARE.match(line.strip()):
                found.what, found.share = match["what"], min(1.0, int(match["share"]) / 100)
            elif line.strip():
                found.said = [*found.said, line.strip()][-LINES:]
        found.code = process.wait()


def _spawn(words: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own command
        list(words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
    )  # fmt: skip
