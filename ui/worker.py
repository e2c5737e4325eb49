"""Answers are made here, outside the script runs of the pages, and written to the store as they grow.

A page may be reloaded, lost or opened twice meanwhile: it only follows what the store says. Turns of one conversation
are answered in the order in which they were asked, each with everything before it as its history.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from assistant.advice.answer import Answer, as_json
from assistant.app import keep_unanswered
from assistant.errors import BadInput, CoachError, StoreError
from assistant.store import Store, Turn
from ui import texts

SAVE_SECONDS = 0.1  # a growing answer is written at most so often
MOMENT = 0.08  # seconds that a page waits for the rest of an answer, so as to be drawn once
TRIES = (0.0, 0.5, 2.0)  # waits before the attempts to save a finished answer
_LOG = logging.getLogger("coach.ui")


class Answering(Protocol):
    """What the worker needs of assistant.app.Assistant."""

    @property
    def store(self) -> Store: ...

    def stream(self, question: str, history: Any = (), role: str | None = None, room: bool = False) -> Any: ...


@dataclass
class _Job:
    """One turn on its way."""

    turn: str
    conversation: str
    question: str
    role: str | None
    room: bool
    stop: threading.Event = field(default_factory=threading.Event)
    shown: threading.Event = field(default_factory=threading.Event)  # something of it can be read
    ended: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None


class Worker:
    """Answers the questions of one person: whatever it reads or writes is the assistant's owner's."""

    def __init__(self, assistant: Answering) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[_Job]] = {}  # conversation -> its turns; a key while its thread lives
        self._jobs: dict[str, _Job] = {}
        self._unsaved: dict[str, tuple[_Job, str]] = {}  # turn -> its job, and the state it ended in

    def ask(self, conversation: str, question: str, role: str | None = None, room: bool = False) -> str:
        """Stores the question, then answers it in the background; returns the turn. Raises StoreError."""
        turn = self._assistant.store.start_turn(conversation, question)
        self._enqueue(_Job(turn, conversation, question, role or None, room))
        return turn

    def again(self, turn: Turn, role: str | None = None, room: bool = False) -> None:
        """Answers a turn that failed once more, in its place."""
        self._assistant.store.save_answer(turn.id, {}, "running")
        self._enqueue(_Job(turn.id, turn.conversation, turn.question, role or None, room))

    def stop(self, turn: str) -> None:
        """Ends an answer with what there is of it. It counts as stopped at once, whatever its model still does."""
        job = self._jobs.get(turn)
        if job is not None:
            job.stop.set()
        stored = self._assistant.store.turn(turn)
        if stored is not None and stored.state == "running":
            self._assistant.store.save_answer(turn, stored.answer, "stopped")

    def wait(self, turn: str, seconds: float) -> None:
        """Until something of the answer can be read, at most so long; all of it, where that is a matter of a moment."""
        job = self._jobs.get(turn)
        if job is not None and job.shown.wait(seconds):
            job.ended.wait(MOMENT)

    def at_work(self, turn: str) -> bool:
        """Whether this process is answering the turn."""
        return turn in self._jobs

    def unsaved(self, turn: str) -> Answer | None:
        """An answer that was made and cannot be stored; whoever looks at it lets another attempt be made."""
        kept = self._unsaved.get(turn)
        if kept is None:
            return None
        try:
            self._save(*kept)
        except StoreError:
            return kept[0].answer or Answer("abstain", note=texts.FAILED)
        self._unsaved.pop(turn, None)
        return None

    # ---- the threads

    def _enqueue(self, job: _Job) -> None:
        with self._lock:
            self._jobs[job.turn] = job
            if job.conversation in self._waiting:
                self._waiting[job.conversation].append(job)
                return
            self._waiting[job.conversation] = deque([job])
        threading.Thread(target=self._drain, args=(job.conversation,), name="coach-answer", daemon=True).start()

    def _drain(self, conversation: str) -> None:
        while True:
            with self._lock:
                if not self._waiting[conversation]:
                    del self._waiting[conversation]
                    return
                job = self._waiting[conversation].popleft()
            try:
                self._answer(job)
            finally:
                with self._lock:
                    self._jobs.pop(job.turn, None)
                job.shown.set()
                job.ended.set()

    def _answer(self, job: _Job) -> None:
        state, saved = "done", 0.0
        try:
            for answer in self._assistant.stream(job.question, self._history(job), job.role, job.room):
                if job.stop.is_set():
                    break
                job.answer = answer
                if time.monotonic() - saved >= SAVE_SECONDS:
                    self._save_quietly(job, answer)
                    saved = time.monotonic()
        except BadInput as error:  # what was asked is no question: a kind word, not a failure
            job.answer = Answer("abstain", _sentence(str(error)))
        except CoachError as error:
            state = self._failed(job, _sentence(str(error)))
        except Exception as error:  # noqa: BLE001 - whatever happens in a thread, the person gets a clear word
            _LOG.error("an answer failed", exc_info=error)
            state = self._failed(job, texts.FAILED)
        if job.stop.is_set():
            state = "stopped"
        self._finish(job, state)

    def _failed(self, job: _Job, said: str) -> str:
        """What the library gave stays an answer, with a note; nothing at all is a failed turn. Returns the state."""
        if job.answer is not None and job.answer.steps:
            job.answer = replace(job.answer, note=texts.MODEL_FAILED)
            return "done"
        job.answer = Answer("abstain", note=said)
        return "failed"

    def _finish(self, job: _Job, state: str) -> None:
        for pause in TRIES:
            time.sleep(pause)
            try:
                self._save(job, state)
                return
            except StoreError as error:
                _LOG.warning("an answer could not be saved yet", exc_info=error)
        self._unsaved[job.turn] = job, state

    def _save(self, job: _Job, state: str) -> None:
        """A finished answer, and its question where the library has none. Raises StoreError."""
        self._assistant.store.save_answer(job.turn, as_json(job.answer) if job.answer is not None else {}, state)
        if state == "done" and job.answer is not None:
            keep_unanswered(self._assistant, job.question, job.answer)

    def _save_quietly(self, job: _Job, answer: Answer) -> None:
        """A growing answer; when this fails, the next writing or the last one makes up for it."""
        try:
            self._assistant.store.save_answer(job.turn, as_json(answer), "running")
            job.shown.set()
        except StoreError as error:
            _LOG.warning("an answer could not be saved yet", exc_info=error)

    def _history(self, job: _Job) -> list[dict[str, str]]:
        """Earlier turns that were answered."""
        rows: list[dict[str, str]] = []
        for turn in self._assistant.store.turns(job.conversation):
            if turn.id == job.turn:
                break
            said = turn.answer.get("answer", "")
            if said and turn.state in ("done", "stopped"):
                rows += [{"role": "user", "content": turn.question}, {"role": "assistant", "content": said}]
        return rows


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


# ---------------------------------------------------------------- the library's work


@dataclass
class Task:
    """Something that is done with the library; shared by everybody, for there is one library."""

    kind: str  # add, remove, check, rebuild
    number: int = 1  # counted from the start of the process
    what: str = ""
    done: int = 0
    total: int = 0
    lines: list[tuple[bool, str]] = field(default_factory=list)  # (went well, sentence), a line a file
    running: bool = True


class Tasks:
    """One thing at a time is done with the library, in a thread, so that no click breaks it off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.latest: Task | None = None

    def start(self, kind: str, work: Callable[[], list[tuple[bool, str]]]) -> bool:
        """Whether it was begun; not while something else is done."""
        with self._lock:
            if self.latest is not None and self.latest.running:
                return False
            task = self.latest = Task(kind, self.latest.number + 1 if self.latest is not None else 1)
        threading.Thread(target=self._run, args=(task, work), name="coach-library", daemon=True).start()
        return True

    def progress(self, what: str, done: int, total: int) -> None:
        """The library's progress callback."""
        task = self.latest
        if task is not None and task.running:
            task.what, task.done, task.total = what, done, total

    def _run(self, task: Task, work: Callable[[], list[tuple[bool, str]]]) -> None:
        try:
            task.lines = work()
        except CoachError as error:
            task.lines = [(False, _sentence(str(error)))]
        except Exception as error:  # noqa: BLE001 - whatever happens in a thread, the person gets a clear word
            _LOG.error("work on the library failed", exc_info=error, extra={"about": {"kind": task.kind}})
            task.lines = [(False, texts.JOB_FAILED)]
        task.running = False
