"""coach drill: a minute each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from assistant.app import build_practice
from assistant.errors import BadInput
from assistant.practice import drills
from ui.cli.console import Context, clean, progress, show_json


@click.command("drill")
@click.option(
    "--kind", help="One drill: " + "consequence, which_question, lead_or_manage, behaviour_or_person, open_it, reflect."
)
@click.option("--count", type=click.IntRange(1, 50), default=5, show_default=True, help="How many items.")
@click.option("--answers", type=click.Path(path_type=Path, dir_okay=False), help="A file with one answer a line.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(context: Context, kind: str | None, count: int, answers: Path | None, as_json: bool) -> None:
    """Answer a few items; what is hard comes again sooner."""
    given = _lines(answers) if answers else None
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    with progress() as report:
        practice = build_practice(context.settings(model="none"), progress=report)
    for number in range(len(given) if given is not None else count):
        item = practice.drills.next(kind, frozenset(seen))
        seen.add(item.id)
        if not as_json:
            choices = f" [{' / '.join(item.choices)}]" if item.choices else ""
            click.echo(clean(f"\n{item.task}{choices}\n  “{item.say}”"))
        text = given[number] if given is not None else _ask(item)
        if text is None:
            break
        verdict = practice.drills.answer(item, text)
        rows.append(drills.as_json(item, text, verdict))
        if not as_json:
            example = f"\n  For example: {verdict.example}" if verdict.example and not verdict.good else ""
            click.echo(clean(f"{'✓' if verdict.good else '✗'} {verdict.reason}{example}"))
    if as_json:
        show_json(rows)
    elif rows:
        click.echo(f"\n{sum(row['good'] for row in rows)} of {len(rows)}.")


def _ask(item: drills.Item) -> str | None:
    """What is typed, until it is an answer; None at the end of input."""
    while True:
        click.echo("> ", nl=False, err=True)
        line = click.get_text_stream("stdin").readline()
        if not line:
            return None
        text = line.strip()
        if text and (not item.choices or any(choice.startswith(text.lower()) for choice in item.choices)):
            return text
        click.echo(f"answer one of: {', '.join(item.choices)}" if item.choices else "write something", err=True)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from error
