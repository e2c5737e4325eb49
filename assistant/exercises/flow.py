"""A guided reflection as data and pure functions.

A Flow has steps and a result, both worked out from the answers so far; nothing here reads a clock, a file or a database.
One answer goes through `take`: care before anything else, then reading (a number, a date, a list), then at most one
follow-up when it is vague, then the step's own check. What cannot be read is asked again with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from assistant.errors import BadInput
from assistant.exercises import blocks, reading, wording
from assistant.exercises.result import Result

Kind = Literal["text", "lines", "choice", "choices", "number", "date", "time", "yes-no", "blocks", "sort"]
Values = Mapping[str, Any]  # step id -> what was answered, as JSON can hold it; None for a step that was skipped
MAX_ANSWER = 20_000  # characters of one typed answer
ASK_CARE = (
    "Before I go on, one question, because I would rather ask than miss it: is this something heavier than work, such as "
    "illness, loss, fear of somebody, or not wanting to go on? Yes, and I stop and say who can help. No, and I go on."
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one of our editions that a question comes from; its place is looked up by `passages.locate`."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Concern:
    """A text that may be no matter for an exercise: what to say, and whether it is sure or has to be asked."""

    words: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Context:
    """What comes from outside: the day, the time zone, who listens for care, and earlier results (oldest first).

    `moves` gives the moves (moves.md) of a text's sentences, where there is a classifier for them.
    """

    today: date
    care: Callable[[str], Concern | None]
    zone: str = "UTC"
    moves: Callable[[str], Sequence[str]] | None = None
    earlier: tuple[Result, ...] = ()


Check = Callable[[Any, Context], str]  # "" when the value can stand, else what is missing, in one sentence


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `again` is the follow-up for a vague answer; `hints` can be taken by number where a list is asked.

    `free` lets a choice be answered in other words; `low` and `high` bound a number or how many things are listed.
    """

    id: str
    ask: str
    kind: Kind = "text"
    why: tuple[Quote, ...] = ()
    again: str = ""
    hints: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    free: bool = False
    low: float | None = None
    high: float | None = None
    optional: bool = False
    vague: Callable[[str], bool] = wording.vague
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """One exercise. `steps` lists all questions as far as the answers decide them, `result` is called when all stand."""

    id: str
    title: str
    about: str
    minutes: int
    who: Literal["manager", "rep", "both"]
    rows: tuple[int, ...]  # of systems.md
    why: tuple[Quote, ...]
    steps: Callable[[Values, Context], tuple[Step, ...]]
    result: Callable[[Values, Context], Result]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was given as an answer."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """A question as it was put, all that was said to it, and what was understood."""

    step: str
    asked: str
    value: Any
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """How far somebody is. `first` is a vague answer whose follow-up is open.

    `doubt` is an answer about which it was asked whether it is heavier than work; it is not stored before that is said.
    """

    flow: str
    given: tuple[Given, ...] = ()
    first: str | None = None
    doubt: str | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {given.step: given.value for given in self.given}


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer led to. `said` is the follow-up, the problem, the question about care, or the words of care."""

    kind: Literal["next", "follow-up", "problem", "check", "care", "done"]
    run: Run
    said: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is in a flow."""

    step: Step
    number: int  # from 1
    of: int
    ask: str = field(default="")  # the question as it is put now: the follow-up where one is open


def upcoming(flow: Flow, run: Run, context: Context) -> Place | None:
    """The question that is open, None at the end."""
    steps, values = flow.steps(run.values, context), run.values
    for number, step in enumerate(steps, 1):
        if step.id not in values:
            ask = ASK_CARE if run.doubt is not None else step.ask if run.first is None else step.again
            return Place(step, number, len(steps), ask)
    return None


def back(run: Run) -> Run:
    """Takes back the last answer, or the vague one that waits."""
    if run.doubt is not None:
        return replace(run, doubt=None)
    return replace(run, first=None) if run.first is not None else replace(run, given=run.given[:-1])


def take(flow: Flow, run: Run, raw: str | Upload, context: Context) -> Reply:
    """One answer. Raises BadInput when the run is at its end already."""
    place = upcoming(flow, run, context)
    if place is None:
        raise BadInput("this reflection is finished")
    step, calm = place.step, False
    if run.doubt is not None and isinstance(raw, str):
        doubted, run = run.doubt, replace(run, doubt=None)
        try:
            calm = not reading.yes_no(raw)
        except BadInput:
            if context.care(raw) is None:
                return Reply("check", replace(run, doubt=doubted), ASK_CARE)
        if not calm:
            found = context.care(raw) or _care(step, doubted, None, "not read", context)
            return Reply("care", run, found.words if found else "")
        raw = doubted
    text = raw if isinstance(raw, str) else ""
    if len(text) > MAX_ANSWER and step.kind != "blocks":
        return Reply("problem", run, f"That is {len(text):,} characters; at most {MAX_ANSWER:,} are read at once.")
    if isinstance(raw, str) and not text.strip():
        if step.kind == "sort" and not (step.check and step.check({}, context)):
            return _keep(flow, run, step, {}, ("",), context)
        if run.first is not None:
            return _keep(flow, run, step, run.first.strip(), (run.first,), context)
        if step.optional:
            return _keep(flow, run, step, None, ("",), context)
        return Reply(
            "problem", run, "This one needs an answer. You can also leave now; what you have answered is kept."
        )
    try:
        value = _read(step, raw, context)
        problem = ""
    except BadInput as error:
        value, problem = None, str(error)
    concern = None if calm else _care(step, text, value, problem, context)
    if concern:
        if concern.sure:
            return Reply("care", run, concern.words)
        return Reply("check", replace(run, doubt=text), ASK_CARE)
    if problem:
        return Reply("problem", run, problem)
    said = (text,) if run.first is None else (run.first, text)
    if step.kind == "text":
        if run.first is None and step.again and step.vague(text):
            return Reply("follow-up", replace(run, first=text), step.again)
        if run.first is not None and step.vague(text):
            value = f"{run.first.strip()} ({text.strip()})" if wording.shrug(text) is False else run.first.strip()
    missing = step.check(value, context) if step.check else ""
    if missing:
        return Reply("problem", replace(run, first=None), missing)
    return _keep(flow, run, step, value, said, context)


def _keep(flow: Flow, run: Run, step: Step, value: Any, said: tuple[str, ...], context: Context) -> Reply:
    kept = replace(run, given=(*run.given, Given(step.id, step.ask, value, said)), first=None)
    return Reply("next" if upcoming(flow, kept, context) else "done", kept)


def _care(step: Step, text: str, value: Any, problem: str, context: Context) -> Concern | None:
    """Free words are always judged; what was read as an option, a number or a date is not, what could not be read is."""
    if not text.strip():
        return None
    if step.kind == "blocks":
        # A calendar is full of doctors and lunches; only what reads like somebody talking is judged.
        return _first(context, [line for line in text.splitlines() if problem or len(line.split()) >= 8])
    free = step.kind in ("text", "lines") or bool(problem)
    if step.free and not problem:
        chosen = value if isinstance(value, list) else [value]
        free = any(item not in step.options for item in chosen)
    return _first(context, text.splitlines()) if free else None


def _first(context: Context, lines: Sequence[str]) -> Concern | None:
    """The gravest concern about any of the lines."""
    found = [concern for line in lines if line.strip() and (concern := context.care(line))]
    return next((concern for concern in found if concern.sure), found[0] if found else None)


def _read(step: Step, raw: str | Upload, context: Context) -> Any:
    if isinstance(raw, Upload):
        if step.kind != "blocks":
            raise BadInput("a file is no answer to this question")
        return blocks.from_file(raw.name, raw.data, context.zone)
    text = raw.strip()
    match step.kind:
        case "blocks":
            return blocks.from_text(text, context.today)
        case "lines":
            return reading.lines(text, step.hints, step.low, step.high)
        case "choice":
            return reading.choice(text, step.options, step.free)
        case "choices":
            return reading.choices(text, step.options, step.free, step.low, step.high)
        case "sort":
            return reading.sorting(text, len(step.options))
        case "number":
            return reading.number(text, step.low, step.high)
        case "date":
            return reading.day(text, context.today).isoformat()
        case "time":
            return reading.clock(text)
        case "yes-no":
            return reading.yes_no(text)
        case _:
            return " ".join(text.split())
