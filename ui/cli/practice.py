"""coach practice: talks with simulated prospects and reps."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from assistant.app import build_practice
from assistant.errors import BadInput
from assistant.practice import scenario
from ui.cli.console import Context, clean, progress, show_json

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("practice")
def command() -> None:
    """Talk with a simulated prospect or rep who opens up when it is earned."""


@command.command("list")
@JSON
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List the scenarios."""
    found = build_practice(context.settings(model="none")).scenarios()
    rows = [{"id": item.id, "kind": item.kind, "title": item.title, "level": item.level} for item in found]
    if as_json:
        show_json(rows)
        return
    for row in rows:
        click.echo(clean(f"{row['id']:24} {row['kind']:10} level {row['level']}  {row['title']}"))


@command.command()
@click.argument("id")
@JSON
@click.pass_obj
def show(context: Context, id: str, as_json: bool) -> None:
    """Show a scenario; with --json its ledger too (do not look before you practise)."""
    item = build_practice(context.settings(model="none")).scenario(id)
    if as_json:
        show_json(scenario.as_json(item))
        return
    click.echo(clean(f"{item.title}  ({item.kind}, level {item.level}, {item.industry})\n"))
    click.echo(
        clean(f"{item.setting}\n\nYou: {item.you}\n\n{item.name}, {item.role}. {item.about}\n{item.temperament}\n")
    )
    click.echo(clean(f"It succeeds when: {item.success.text}\n{len(item.facts)} things can be found out."))


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--quick", is_flag=True, help="Only read them.")
@JSON
@click.pass_obj
def check(context: Context, files: tuple[Path, ...], quick: bool, as_json: bool) -> None:
    """Check scenario files (default: all scenarios): read them, and play them with their own questions."""
    with progress() as report:
        practice = build_practice(context.settings(model="none"), progress=report)
    paths = files or tuple(scenario.shipped())
    found = {str(path): practice.problems(path, quick) for path in paths}
    if as_json:
        show_json([{"file": path, "ok": not problems, "problems": problems} for path, problems in found.items()])
    else:
        for path, problems in found.items():
            click.echo(
                clean("\n".join([f"{path}: {len(problems) or 'no'} problems", *(f"  - {line}" for line in problems)]))
            )
    if any(found.values()):
        raise click.exceptions.Exit(1)


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
    """Practise: you write, the person answers. An empty line is silence; Ctrl-D ends the talk."""
    with progress() as report:
        practice = build_practice(context.settings(model), progress=report)
    messages = _messages(script) if script else None
    talk = practice.talk(id, seed)
    item = talk.scenario
    if not as_json:
        click.echo(clean(f"{item.setting}\n\n{item.name}: {talk.opening}"))
    for message in messages if messages is not None else _typed():
        turn = talk.say(message)
        if not as_json:
            if messages is not None:
                click.echo(clean(f"\nYou: {message}"))
            click.echo(clean(f"{item.name}: {turn.reply}"))
    if as_json:
        show_json({"turns": [_row(turn) for turn in talk.turns]})


def _row(turn: Any) -> dict[str, Any]:
    return {
        "turn": turn.number,
        "said": turn.said,
        "moves": [
            {"text": s.text, "start": s.start, "end": s.end, "move": s.move, "form": s.form, "confidence": s.confidence}
            for s in turn.moves
        ],
        "disclosed": list(turn.disclosed),
        "stance": turn.stance,
        "reply": turn.reply,
        "reply_origin": turn.reply_origin,
        "prompt": turn.prompt,
    }


def _typed() -> Any:
    while True:
        click.echo("You: ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            return
        yield line.rstrip("\n")


def _messages(path: Path) -> list[str]:
    try:
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
        except ValueError:
            value = None
        if not isinstance(value, str):
            raise BadInput(f"{path}: line {number} is not a JSON string")
        found.append(value)
    return found
