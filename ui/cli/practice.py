"""coach practice: talks with simulated prospects and reps."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.app import build_chat, build_practice
from assistant.errors import BadInput
from assistant.practice import scenario, scorecard, template
from assistant.practice.scorecard import Scorecard
from assistant.practice.session import Session
from ui import practice_texts as texts
from ui import rows
from ui.cli.console import Context, clean, progress, show_json

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
MAX_SCRIPT = 20_000_000  # bytes
HELP = (
    "/hint  /strong (a strong line from elsewhere)  /undo  /rewind N  /label TURN SENTENCE MOVE  /score  /help; "
    "Ctrl-D ends and scores"
)


@click.group("practice")
def command() -> None:
    """Talk with a simulated prospect or rep who opens up when it is earned."""


@command.command("list")
@JSON
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List the scenarios."""
    practice = build_practice(context.settings(model="none"))
    found = practice.scenarios()
    for why in practice.broken().values():
        click.echo(clean(f"coach: left out: {why}"), err=True)
    listed = [rows.scenario(item) for item in found]
    if as_json:
        show_json(listed)
        return
    for row in listed:
        click.echo(clean(f"{row['id']:28} {row['kind']:10} level {row['level']}  {row['title']}"))


@command.command()
@click.argument("id")
@JSON
@click.pass_obj
def show(context: Context, id: str, as_json: bool) -> None:
    """Show a scenario and its rubric; with --json its ledger too (do not look before you practise)."""
    item = build_practice(context.settings(model="none")).scenario(id)
    if as_json:
        show_json(scenario.as_json(item))
        return
    rubric = "\n".join(f"  {check.weight} × {check.title}" for check in scorecard.rubric(item.kind))
    click.echo(
        clean(
            f"{item.title}  ({item.kind}, level {item.level}, {item.industry})\n\n{item.setting}\n\nYou: {item.you}\n\n"
            f"{item.name}, {item.role}. {item.about}\n{item.temperament}\n\nIt succeeds when: {item.success.text}\n"
            f"{len(item.facts)} things can be found out. Scored are:\n{rubric}"
        )
    )


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--quick", is_flag=True, help="Only read them.")
@JSON
@click.pass_obj
def check(context: Context, files: tuple[Path, ...], quick: bool, as_json: bool) -> None:
    """Check scenario files (default: all scenarios): read them, and play them with their own questions."""
    with progress() as report:
        practice = build_practice(context.settings(model="none"), progress=report)
        paths = files or (*scenario.shipped(), *sorted(practice.folder.glob("*.yaml")))
        found = {str(path): practice.problems(path, quick) for path in paths}
    if as_json:
        show_json([{"file": path, "ok": not problems, "problems": problems} for path, problems in found.items()])
    else:
        for path, problems in found.items():
            count = f"{len(problems)} problem{'s' * (len(problems) > 1)}" if problems else "no problems"
            click.echo(clean("\n".join([f"{path}: {count}", *(f"  - {line}" for line in problems)])))
    if any(found.values()):
        raise click.exceptions.Exit(1)


@command.command()
@click.argument("id")
@click.option("--kind", type=click.Choice(scenario.KINDS), default="discovery", show_default=True)
@click.option("--about", help="Let the configured model draft it: who, where, what it is about.")
@click.option("--model", help="Another chat model for the draft.")
@click.pass_obj
def new(context: Context, id: str, kind: str, about: str | None, model: str | None) -> None:
    """Make a form for a scenario in your data folder; with --about, a draft by the model, to be read by a person."""
    settings = context.settings(model)
    folder = settings.home / "scenarios"
    if about is None:
        path, problems = template.new(folder, id, kind), []
    else:
        with progress() as report:
            chat = build_chat(settings, report)
            if chat is None:
                raise BadInput("no chat model is set; without --about you get a form to fill in")
            try:
                path, problems = template.draft(folder, id, kind, about, chat)
            finally:
                chat.close()
    click.echo(clean(f"{path}"))
    click.echo(
        clean("\n".join([f"Fill it in, then: coach practice check {path}", *(f"  - {line}" for line in problems)]))
    )


@command.command()
@click.argument("id")
@click.option(
    "--script",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file with one message a line (.jsonl: one JSON string a line).",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed, other words.")
@click.option("--model", help="Another chat model, or none.")
@JSON
@click.pass_obj
def run(context: Context, id: str, script: Path | None, seed: int, model: str | None, as_json: bool) -> None:
    """Practise: you write, the person answers, and in the end you get a scorecard. A script is played and not kept."""
    settings = context.settings(model)
    messages = _messages(script) if script else None
    with progress() as report:
        chat = build_chat(settings, report)
        practice = build_practice(settings, model=chat, progress=report)
        item = practice.scenario(id)
        try:
            if messages is None:
                _by_hand(practice.begin(id, seed), as_json)
                return
            talk = practice.talk(item, seed)
            for message in messages:
                talk.say(message)
        finally:
            if chat is not None:
                chat.close()
    card = scorecard.score(item, talk.opening, talk.turns)
    if as_json:
        show_json({"turns": [rows.turn(turn) for turn in talk.turns], "scorecard": scorecard.as_json(card)})
        return
    click.echo(clean(f"{item.name}: {talk.opening}"))
    for turn in talk.turns:
        click.echo(clean(f"\n{turn.number}. You: {turn.said}\n   {item.name}: {turn.reply}"))
    _show(card)


@command.command()
@JSON
@click.pass_obj
def sessions(context: Context, as_json: bool) -> None:
    """List your practice sessions, newest first."""
    kept = [
        {"id": row.id, "scenario": row.scenario, "state": row.state, "when": row.created.isoformat()}
        for row in build_practice(context.settings(model="none")).store.practices()
    ]
    if as_json:
        show_json(kept)
        return
    for row in kept:
        click.echo(clean(f"{row['id']}  {row['when'][:16]}  {row['state']:8} {row['scenario']}"))
    if not kept:
        click.echo("Nothing practised yet. Begin with: coach practice run ID")


@command.command()
@click.argument("session")
@click.pass_obj
def resume(context: Context, session: str) -> None:
    """Go on with a session."""
    with progress() as report:
        practice = build_practice(context.settings(model="none"), progress=report)
        _by_hand(practice.resume(session), False)


@command.command("progress")
@JSON
@click.pass_obj
def progress_(context: Context, as_json: bool) -> None:
    """How practice goes over time."""
    found = build_practice(context.settings(model="none")).progress()
    if as_json:
        show_json(found)
        return
    for row in found["sessions"]:
        click.echo(clean(f"{row['when'][:16]}  {row['score']:3}  {row['found']} of {row['of']}  {row['scenario']}"))
    for row in found["skills"]:
        click.echo(clean(f"{row['lately']:4.0%} lately  {row['title']} ({row['kind']})"))
    for row in found["drills"]:
        click.echo(clean(f"{row['good']} of {row['answers']} good  drill {row['drill']}"))
    if not found["sessions"] and not found["drills"]:
        click.echo("Nothing practised yet.")


@command.command()
@click.pass_obj
def export(context: Context) -> None:
    """Everything that you practised, as JSON."""
    with progress() as report:
        show_json(build_practice(context.settings(model="none"), progress=report).export())


def _by_hand(session: Session, as_json: bool) -> None:
    """A talk at the terminal; the prompts go to stderr, so that stdout holds the talk."""
    item = session.talk.scenario
    if not as_json:
        click.echo(clean(f"{item.setting}\n\nYou: {item.you}\n"))
        click.echo(HELP, err=True)
        click.echo(clean(f"\n{item.name}: {session.turns[-1].reply if session.turns else session.talk.opening}"))
    for line in _typed():
        if line.startswith("/"):
            _command(session, line)
            continue
        turn = session.say(line)
        if not as_json:
            if not sys.stdin.isatty():  # a terminal has shown it already
                click.echo(clean(f"You: {line}"))
            click.echo(clean(f"{item.name}: {turn.reply}"))
    card = session.finish()
    if as_json:
        document = {"turns": [rows.turn(turn) for turn in session.turns], "scorecard": scorecard.as_json(card)}
        show_json({"session": session.id} | document)
    else:
        _show(card)


def _command(session: Session, line: str) -> None:
    word, *rest = line[1:].split()
    try:
        if word == "hint":
            click.echo(session.hint().text, err=True)
        elif word == "strong":
            found = session.strong_line()
            click.echo(
                f"{found.moment}\nweak:   {found.weak}\nstrong: {found.strong}\n{found.why}" if found else "—", err=True
            )
        elif word == "undo":
            session.undo()
            _where(session)
        elif word == "rewind" and len(rest) == 1 and rest[0].isdigit():
            session.rewind(int(rest[0]))
            _where(session)
        elif word == "label" and len(rest) == 3 and rest[0].isdigit() and rest[1].isdigit():
            card = session.relabel(int(rest[0]), int(rest[1]) - 1, rest[2], learn=True)
            click.echo(f"With your label: {card.score}. Without: {session.card(own=False).score}.", err=True)
        elif word == "score":
            _show(session.card())
        else:
            click.echo(HELP, err=True)
    except BadInput as error:
        click.echo(clean(str(error)), err=True)


def _where(session: Session) -> None:
    turns = session.turns
    last = f"turn {turns[-1].number}: {turns[-1].reply}" if turns else "the beginning"
    click.echo(clean(f"Back at {last}"), err=True)


def _show(card: Scorecard) -> None:
    lines = [f"\nScore {card.score} of 100 · {card.found} of {card.of} things found\n"]
    lines += [f"{texts.SHORT}\n"] if card.short else []
    for line in card.checks:
        unseen = not line.passed and line.counted
        where = f'Turn {line.turn}, "{line.quote}". ' if line.quote else "Not observed. " if unseen else ""
        mark = texts.verdict(line.passed, line.counted)[0]
        lines.append(f"{mark} {line.title} ({line.weight}). {where}{line.says}")
        if not line.passed:
            lines.append(f"    {line.why} — {line.article}")
        if line.better and line.better_turn:
            lines.append(f'    {texts.better(line.better_turn, line.leads)} "{line.better}"')
    lines += [f'  still locked ({missed.tier}): "{missed.ask}"' for missed in card.missed]
    click.echo(clean("\n".join(lines)))


def _typed() -> Iterator[str]:
    while True:
        if sys.stdin.isatty():
            click.echo("You: ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            click.echo("", err=True)
            return
        yield line.rstrip("\n")


def _messages(path: Path) -> list[str]:
    try:
        if path.stat().st_size > MAX_SCRIPT:
            raise BadInput(f"{path}: is larger than {MAX_SCRIPT // 1_000_000} MB")
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from error
    lines = lines[:-1] if lines and not lines[-1] else lines
    if path.suffix != ".jsonl":
        return [line.rstrip("\r") for line in lines]
    found = []
    for number, line in enumerate(lines, 1):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, str):
            raise BadInput(f"{path}: line {number} is not a JSON string")
        found.append(value)
    return found
