"""coach ask: advice."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from assistant.advice.answer import Answer, as_json, markdown
from assistant.app import build_assistant, keep_unanswered
from assistant.errors import BadInput, StoreError
from ui.cli.console import Context, clean, progress, show_json


@click.command("ask")
@click.argument("question")
@click.option(
    "--history", type=click.Path(path_type=Path, dir_okay=False), help='A JSON file: a list of {"role", "content"}.'
)
@click.option("--as", "role", type=click.Choice(["manager", "rep"]), help="Who you are; the small action fits it.")
@click.option("--room", is_flag=True, help="What each author would say, where they agree and differ.")
@click.option("--model", help="Another chat model for this question, or none.")
@click.option("--json", "as_json_", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(
    context: Context,
    question: str,
    history: Path | None,
    role: str | None,
    room: bool,
    model: str | None,
    as_json_: bool,
) -> None:
    """Ask for advice: what would you do in my shoes? ('-' reads the question from stdin.)"""
    from assistant.advice.talk import checked_history, checked_question

    asked = checked_question(sys.stdin.read() if question == "-" else question)
    earlier = _history(history)
    checked_history(earlier)
    with progress() as report:
        assistant = build_assistant(context.settings(model), report)
        answer: Answer = assistant.ask(asked, earlier, role, room)
    try:
        keep_unanswered(assistant, asked, answer)
    except StoreError as error:
        click.echo(f"coach: {clean(str(error))}", err=True)
    assistant.close()
    if as_json_:
        show_json(as_json(answer))
    elif sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console(width=min(100, Console().width)).print(Markdown(clean(markdown(answer)), hyperlinks=False))
    else:
        click.echo(clean(markdown(answer)))


def _history(path: Path | None) -> list[dict[str, Any]]:
    if path is None:
        return []
    try:
        return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from error
    except ValueError as error:
        raise BadInput(f"{path}: is not JSON ({error})") from error
