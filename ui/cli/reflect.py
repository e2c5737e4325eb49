"""coach reflect: the exercises of the articles, one question at a time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import yaml

from assistant.app import build_reflections, build_store
from assistant.errors import BadInput
from assistant.exercises import catalogue, passages
from assistant.exercises.flow import Flow, Place, Reply, Step, Upload
from assistant.exercises.result import markdown, to_json
from assistant.exercises.session import FORMATS, Kept, Reflections, Sitting
from ui.cli.console import Context, clean, progress, show_json

_HELP = "/why shows where a question comes from, /back goes one back, /skip passes, /stop leaves (all is kept)."
_FOR = {"manager": "for managers", "rep": "for reps", "both": "for everyone"}


@click.group("reflect")
def command() -> None:
    """Guided exercises from the articles, with something to keep at the end."""


def _kept_only(context: Context) -> Reflections:
    """The exercises where nothing is judged."""

    def nobody_speaks(text: str) -> None:
        raise BadInput("this command judges nothing")

    return Reflections(build_store(context.settings(model="none")), nobody_speaks)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List the exercises."""
    flows = catalogue.flows()
    if as_json:
        show_json(
            [
                {
                    "id": flow.id,
                    "title": flow.title,
                    "about": flow.about,
                    "minutes": flow.minutes,
                    "who": flow.who,
                    "articles": list(dict.fromkeys(quote.article for quote in flow.why)),
                }
                for flow in flows
            ]
        )
        return
    open_ = {sitting.flow.id for sitting in _kept_only(context).left()}
    for flow in flows:
        mark = " (left in the middle; `run` goes on)" if flow.id in open_ else ""
        click.echo(f"{flow.id:16} {flow.title}, {flow.minutes} minutes, {_FOR[flow.who]}{mark}\n{'':16} {flow.about}")


@command.command()
@click.argument("exercise")
@click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Answers from a YAML or JSON file (a mapping of question to answer, or a list), or a text file with one a line.",
)
@click.option("--resume", is_flag=True, help="With --answers: go on with the run that was left.")
@click.option("--new", is_flag=True, help="Begin anew, whatever was left in the middle.")
@click.option("--model", help="Taken as everywhere; the exercises need no chat model.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def run(
    context: Context, exercise: str, answers: Path | None, resume: bool, new: bool, model: str | None, as_json: bool
) -> None:
    """Do an exercise; what you answer is kept after every question, and you can go on later."""
    flow = catalogue.flow(exercise)
    given = _Answers(answers) if answers else None
    if as_json and given is None:
        raise click.UsageError("--json needs --answers FILE")
    with progress() as report:
        reflections = build_reflections(context.settings(model), progress=report, attended=given is None)
        left = None if new or (given and not resume) else reflections.open(exercise)
        if resume and left is None:
            raise BadInput(f"no run of {exercise} was left in the middle")
        if given is None:
            _by_hand(reflections, flow, left)
            return
        sitting, turns = left or reflections.start(exercise), []
        reply: Reply | None = None
        while sitting.place is not None:
            raw = given.next(sitting, reply)
            place = sitting.place
            sitting, reply = reflections.answer(sitting, raw)
            turns.append(_turn(place, raw, reply, reflections, flow))
            if reply.kind == "care":
                break
    care = reply.said if reply and reply.kind == "care" else ""
    if care:
        if as_json:
            show_json(
                {"id": sitting.id, "exercise": exercise, "kind": "care", "care": care, "turns": turns, "kept": None}
            )
        else:
            click.echo(clean(care))
        return
    kept = reflections.show(sitting.id)
    if as_json:
        show_json(
            {
                "id": kept.id,
                "exercise": exercise,
                "kind": "done",
                "turns": turns,
                "kept": to_json(kept.result),
                "markdown": markdown(kept.result),
            }
        )
    else:
        _print(kept)


def _turn(place: Place, raw: str | Upload, reply: Reply, reflections: Reflections, flow: Flow) -> dict[str, Any]:
    """What was asked, answered and judged."""
    sources = passages.locate_all(place.step.why or flow.why)
    return {
        "step": place.step.id,
        "asked": place.ask,
        "answered": raw if isinstance(raw, str) else raw.name,
        "judged": reply.kind,
        "said": reply.said,
        "why": [{"article": s.article, "start": s.start, "end": s.end, "quote": s.quote} for s in sources],
    }


class _Answers:
    """Answers from a file, handed out question by question. Raises BadInput for what cannot be read or fails."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from error
        if path.suffix.lower() == ".txt":
            document: Any = text.splitlines()
        elif path.suffix.lower() == ".jsonl":
            document = self._parsed("[" + ",".join(line for line in text.splitlines() if line.strip()) + "]")
        else:
            document = self._parsed(text)
        if not isinstance(document, dict | list):
            raise BadInput(f"{path}: answers are a mapping of question to answer, or a list of answers")
        self._named = {str(key): value for key, value in document.items()} if isinstance(document, dict) else {}
        self._row: list[Any] = (
            list(document) if isinstance(document, list) else list(self._named.pop("rest", None) or [])
        )
        self._waiting: dict[str, list[str | Upload]] = {}

    def _parsed(self, text: str) -> Any:
        try:
            return yaml.safe_load(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise BadInput(
                f"{self._path}: is neither YAML nor JSON{f' (line {mark.line + 1})' if mark else ''}"
            ) from error

    def next(self, sitting: Sitting, reply: Reply | None) -> str | Upload:
        """The answer to the open question. An answer that was not understood stops the run with what was wrong."""
        assert sitting.place is not None
        step = sitting.place.step
        problem = reply.said if reply and reply.kind == "problem" else ""
        if reply and reply.kind == "check":
            return _as_text(self._named.get("heavier", True))  # nobody to ask: on the safe side
        queue = self._waiting.get(step.id)
        if queue is None:
            queue = self._waiting[step.id] = self._said(step)
        if queue:
            return queue.pop(0)
        if problem:
            raise BadInput(f"{self._path}, answer to {step.id!r}: {problem}")
        if reply and reply.kind == "follow-up":
            return ""  # nothing more to say: the first answer stands
        if step.optional:
            return ""
        raise BadInput(
            f"{self._path}: there is no answer to {step.id!r} ({sitting.place.ask}); what was answered is kept, --resume goes on"
        )

    def _said(self, step: Step) -> list[str | Upload]:
        if step.id in self._named:
            value = self._named[step.id]
        elif self._row:
            value = self._row.pop(0)
        else:
            return []
        if step.kind == "text" and isinstance(value, list):
            return [_as_text(item) for item in value]
        if isinstance(value, list):
            value = "\n".join(str(_as_text(item)) for item in value)
        text = _as_text(value)
        return [_file_or_text(text, self._path.parent) if step.kind == "blocks" else text]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date | datetime):
        return value.isoformat()[:10]
    if isinstance(value, dict):
        return "\n".join(f"{key} {item}" for key, item in value.items())
    return str(value)


def _file_or_text(text: str, folder: Path) -> str | Upload:
    """A file where the answer names one that exists (or surely means one), else the text itself."""
    name = text.strip().strip("\"'").removeprefix("@")
    if "\n" in name or not name.lower().endswith((".csv", ".ics", ".ical", ".tsv", ".txt")):
        return text
    path = Path(name).expanduser()
    path = path if path.is_absolute() else folder / path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from error
    if path.suffix.lower() == ".txt":
        return data.decode("utf-8", errors="replace")
    return Upload(path.name, data)


# ---- by hand


def _by_hand(reflections: Reflections, flow: Flow, left: Sitting | None) -> None:
    sitting = left or reflections.start(flow.id)
    click.echo(click.style(flow.title, bold=True))
    click.echo(f"{flow.about} About {flow.minutes} minutes.\n{_HELP}\n")
    if left and left.place:
        click.echo(f"You left this at question {left.place.number}. Going on from there (`--new` begins anew).\n")
    _earlier(reflections, flow)
    while sitting.place is not None:
        try:
            raw = _asked(sitting.place)
        except (EOFError, KeyboardInterrupt, click.Abort):
            raw = "/stop"
        word = raw.strip().lower() if isinstance(raw, str) else ""
        if word == "/stop":
            kept = (
                f"What you answered is kept; `coach reflect run {flow.id}` goes on."
                if sitting.id
                else "Nothing was kept."
            )
            click.echo(f"\n{kept}")
            return
        if word == "/why":
            for source in reflections.why(sitting):
                click.echo(clean(f"  “{source.quote}”\n  {source.title}, {source.author}\n"))
            continue
        if word == "/back":
            sitting = reflections.back(sitting)
            continue
        if word.startswith("/") and word != "/skip":
            click.echo(f"  {_HELP}\n")
            continue
        sitting, reply = reflections.answer(sitting, "" if word == "/skip" else _upload(raw, sitting.place))
        if reply.kind == "care":
            click.echo(
                f"\n{clean(reply.said)}\n\nI leave the exercise here. What you just wrote is not kept; your earlier answers are."
            )
            return
        if reply.kind == "problem":
            click.echo(f"  {clean(reply.said)}\n")
    click.echo()
    _print(reflections.show(sitting.id))


def _upload(raw: str, place: Place) -> str | Upload:
    return _file_or_text(raw, Path.cwd()) if place.step.kind == "blocks" else raw


def _asked(place: Place) -> str:
    """Puts the question and reads the answer; lists end with an empty line."""
    step = place.step
    click.echo(f"{place.number}/{place.of}  {click.style(clean(place.ask), bold=True)}")
    for number, option in enumerate(step.options or step.hints, 1):
        click.echo(f"     {number}. {clean(option)}")
    if step.kind in ("lines", "blocks"):
        click.echo("     (one a line; an empty line ends)")
        found: list[str] = []
        while True:
            line = _line("   > ")
            if line.strip().lower() in ("/stop", "/why", "/back", "/skip"):
                return line
            if not line.strip() or (
                step.kind == "blocks" and not found and line.strip().lower().endswith((".csv", ".ics"))
            ):
                return "\n".join([*found, line] if line.strip() else found)
            found.append(line)
    return _line("   > ")


def _line(prompt: str) -> str:
    click.echo(prompt, nl=False)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _earlier(reflections: Reflections, flow: Flow) -> None:
    for kept in reflections.kept(flow.id)[:2]:
        click.echo(clean(f"On {kept.result.day}: {kept.result.headline}"))
    if reflections.kept(flow.id):
        click.echo()


def _print(kept: Kept) -> None:
    text = clean(markdown(kept.result))
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console(width=min(100, Console().width)).print(Markdown(text, hyperlinks=False))
    else:
        click.echo(text)
    also = " --format ics for the calendar," if kept.result.meetings else ""
    click.echo(f"Kept as {kept.id}. `coach reflect export {kept.id}` makes files of it{also.rstrip(',')}.", err=True)


# ---- what is kept


@command.command()
@click.argument("exercise", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def results(context: Context, exercise: str | None, as_json: bool) -> None:
    """What you kept, newest first; of one exercise or of all."""
    found = _kept_only(context).kept(exercise or "")
    if as_json:
        show_json(
            [
                {
                    "id": k.id,
                    "exercise": k.result.exercise,
                    "day": k.result.day,
                    "headline": k.result.headline,
                    "figures": k.result.figures,
                }
                for k in found
            ]
        )
        return
    for kept in found:
        click.echo(clean(f"{kept.id}  {kept.result.day}  {kept.result.exercise:16} {kept.result.headline}"))
    if not found:
        click.echo("Nothing kept yet. `coach reflect list` shows the exercises.")


@command.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show(context: Context, id: str, as_json: bool) -> None:
    """Show a result by its id."""
    kept = _kept_only(context).show(id)
    if as_json:
        given = [
            {"step": g.step, "asked": g.asked, "said": list(g.said), "understood": g.value} for g in kept.run.given
        ]
        show_json({"id": kept.id, "answers": given, "kept": to_json(kept.result), "markdown": markdown(kept.result)})
    else:
        _print(kept)


@command.command()
@click.argument("id")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="The folder (default: here)."
)
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(FORMATS), help="md and pdf unless told; may be repeated."
)
@click.pass_obj
def export(context: Context, id: str, out: Path, formats: Sequence[str]) -> None:
    """Write a result as Markdown with pictures, PDF, calendar file or JSON."""
    reflections = _kept_only(context)
    wanted = tuple(formats) or (("md", "pdf", "ics") if reflections.show(id).result.meetings else ("md", "pdf"))
    for path in reflections.export(id, out, wanted):
        click.echo(str(path))


@command.command()
@click.argument("id")
@click.pass_obj
def delete(context: Context, id: str) -> None:
    """Delete a result, or a run that was left, for good."""
    exercise = _kept_only(context).delete(id)
    click.echo(f"Deleted ({exercise}). What you promised in it is still in `coach commitments list`.")
