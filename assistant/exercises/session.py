"""Running exercises for one person: what is open, what was answered, what is kept. State is stored after each answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import BadInput
from assistant.exercises import catalogue, passages, result
from assistant.exercises.flow import (
    Concern,
    Context,
    Flow,
    Given,
    Place,
    Reply,
    Run,
    Step,
    Upload,
    back,
    take,
    upcoming,
)
from assistant.exercises.result import Picture, Result, Source
from corpus.files import write_atomically

FORMATS = ("md", "pdf", "ics", "json")


class Reflection(Protocol):
    """A stored run, as assistant/store.py gives it."""

    @property
    def id(self) -> str: ...
    @property
    def exercise(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def document(self) -> dict[str, Any]: ...
    @property
    def created(self) -> datetime: ...
    @property
    def updated(self) -> datetime: ...


class Shelf(Protocol):
    """What is needed of the store."""

    def start_reflection(self, exercise: str) -> str: ...
    def save_reflection(self, id: str, document: dict[str, Any], state: str) -> None: ...
    def reflections(self, exercise: str = "", state: str = "") -> Sequence[Reflection]: ...
    def reflection(self, id: str) -> Reflection | None: ...
    def delete_reflection(self, id: str) -> bool: ...
    def add_commitment(self, text: str, due: date | None, turn: str = "") -> str: ...


@dataclass(frozen=True, slots=True)
class Sitting:
    """A run that is open: its id in the store, and where it is."""

    id: str
    flow: Flow
    run: Run
    place: Place | None  # None when it is finished


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished exercise."""

    id: str
    result: Result
    run: Run
    finished: datetime


class Reflections:
    """The exercises of one person. `care` and `moves` are handed in by assistant/app.py and load what they need late."""

    def __init__(
        self,
        store: Shelf,
        care: Callable[[str], Concern | None],
        zone: str = "UTC",
        moves: Callable[[str], Sequence[str]] | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._store, self._care, self._zone, self._moves, self._today = store, care, zone, moves, today

    def of(self, store: Shelf) -> Reflections:
        """The same exercises for another person."""
        return Reflections(store, self._care, self._zone, self._moves, self._today)

    @property
    def care(self) -> Callable[[str], Concern | None]:
        """Who listens."""
        return self._care

    # ---- running

    def start(self, exercise: str) -> Sitting:
        """A new run. It is stored with its first answer, so that looking in leaves nothing behind."""
        flow = catalogue.flow(exercise)
        return self._sitting("", flow, Run(flow.id))

    def open(self, exercise: str) -> Sitting | None:
        """The newest run of that exercise that was left in the middle."""
        catalogue.flow(exercise)
        for row in self._store.reflections(exercise, "open"):
            return self._resumed(row)
        return None

    def resume(self, id: str) -> Sitting:
        """A run by its id. Raises BadInput when there is none, or it is finished."""
        row = self._row(id)
        if row.state != "open":
            raise BadInput(f"the reflection {row.id} is finished; `coach reflect show {row.id}` shows it")
        return self._resumed(row)

    def answer(self, sitting: Sitting, raw: str | Upload) -> tuple[Sitting, Reply]:
        """One answer; what was understood is stored before this returns. At the last one the result is kept."""
        reply = take(sitting.flow, sitting.run, raw, self._context(sitting.flow.id, sitting.id))
        if reply.kind in ("problem", "check", "care"):
            place = upcoming(sitting.flow, reply.run, self._context(sitting.flow.id, sitting.id))
            return replace(sitting, run=reply.run, place=place), reply
        id = sitting.id or self._store.start_reflection(sitting.flow.id)
        if reply.kind == "done":
            self._finish(id, sitting.flow, reply.run)
        else:
            self._store.save_reflection(id, _document(reply.run), "open")
        return self._sitting(id, sitting.flow, reply.run), reply

    def back(self, sitting: Sitting) -> Sitting:
        """One question back."""
        run = back(sitting.run)
        if sitting.id:
            self._store.save_reflection(sitting.id, _document(run), "open")
        return self._sitting(sitting.id, sitting.flow, run)

    def why(self, sitting: Sitting) -> tuple[Source, ...]:
        """The passages that the open question comes from."""
        step = sitting.place.step if sitting.place else None
        return passages.locate_all(step.why if step and step.why else sitting.flow.why)

    def _finish(self, id: str, flow: Flow, run: Run) -> None:
        context = self._context(flow.id, id)
        made = flow.result(run.values, context)
        made = replace(
            made, sources=passages.locate_all([*flow.why, *(q for s in _asked(flow, run, context) for q in s.why)])
        )
        self._store.save_reflection(id, {**_document(run), "result": result.to_json(made)}, "done")
        for promise in made.promises:
            self._store.add_commitment(promise.text, date.fromisoformat(promise.due) if promise.due else None, id)

    # ---- what is kept

    def kept(self, exercise: str = "") -> list[Kept]:
        """Finished ones, newest first."""
        if exercise:
            catalogue.flow(exercise)
        return [_kept(row) for row in self._store.reflections(exercise, "done")]

    def left(self) -> list[Sitting]:
        """Those that were left in the middle, newest first."""
        return [self._resumed(row) for row in self._store.reflections("", "open") if row.exercise in catalogue.MODULES]

    def show(self, id: str) -> Kept:
        """A finished one by its id or the unique beginning of it. Raises BadInput when there is none."""
        row = self._row(id)
        if row.state != "done":
            raise BadInput(
                f"the reflection {row.id} is not finished; `coach reflect run {row.exercise}` goes on with it"
            )
        return _kept(row)

    def delete(self, id: str) -> str:
        """Deletes a finished or an open one for good; returns its exercise. Raises BadInput when there is none."""
        row = self._row(id)
        self._store.delete_reflection(row.id)
        return row.exercise

    def export(self, id: str, folder: Path, formats: Sequence[str] = ("md", "pdf")) -> list[Path]:
        """Writes the result to files named after the exercise and the day, pictures beside the Markdown."""
        return export(self.show(id), folder, formats)

    # ---- inside

    def _row(self, id: str) -> Reflection:
        row = self._store.reflection(id)
        if row is None:
            raise BadInput(f"there is no one reflection with the id {id!r}; `coach reflect results` shows them")
        return row

    def _resumed(self, row: Reflection) -> Sitting:
        return self._sitting(row.id, catalogue.flow(row.exercise), _run(row))

    def _sitting(self, id: str, flow: Flow, run: Run) -> Sitting:
        return Sitting(id, flow, run, upcoming(flow, run, self._context(flow.id, id)))

    def _context(self, exercise: str, id: str) -> Context:
        earlier = tuple(
            result.from_json(row.document["result"])
            for row in reversed(self._store.reflections(exercise, "done"))
            if row.id != id
        )
        return Context(self._today(), self._care, self._zone, self._moves, earlier)


def export(kept: Kept, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Files of a result. Raises BadInput for an unknown format, or calendar files of a result without meetings."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise BadInput(f"there is no format {unknown[0]!r}; there are: {', '.join(FORMATS)}")
    made = kept.result
    stem = f"{made.exercise}-{made.day}-{kept.id[-4:].lower()}"
    written: list[Path] = []

    def write(name: str, data: bytes) -> None:
        write_atomically(folder / name, data)
        written.append(folder / name)

    if "md" in formats:
        from assistant.exercises.pictures import draw

        names = {id(picture): f"{stem}-{number}.png" for number, picture in enumerate(made.pictures, 1)}
        for picture in made.pictures:
            write(names[id(picture)], draw(picture))

        def file_of(picture: Picture) -> str:
            return names[id(picture)]

        write(f"{stem}.md", result.markdown(made, file_of).encode())
    if "pdf" in formats:
        from assistant.exercises.pdf import render

        write(f"{stem}.pdf", render(made))
    if "ics" in formats:
        if not made.meetings:
            raise BadInput(f"{made.title} has no meetings, so there is no calendar file of it")
        from assistant.exercises.calendars import write as calendar

        write(f"{stem}.ics", calendar(made.meetings, kept.id, kept.finished))
    if "json" in formats:
        import json

        write(f"{stem}.json", json.dumps(result.to_json(made), ensure_ascii=False, indent=2).encode())
    return written


def _asked(flow: Flow, run: Run, context: Context) -> list[Step]:
    """The steps that were answered with something."""
    values = run.values
    return [step for step in flow.steps(values, context) if values.get(step.id) is not None]


def _document(run: Run) -> dict[str, Any]:
    return {"given": [asdict(given) for given in run.given], "first": run.first}


def _run(row: Reflection) -> Run:
    rows = row.document.get("given", ())
    return Run(
        row.exercise,
        tuple(Given(item["step"], item["asked"], item["value"], tuple(item["said"])) for item in rows),
        row.document.get("first"),
    )


def _kept(row: Reflection) -> Kept:
    finished = row.updated if row.updated.tzinfo else row.updated.replace(tzinfo=UTC)
    return Kept(row.id, result.from_json(row.document["result"]), _run(row), finished)
