"""coach search: retrieval only."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.app import build_assistant
from assistant.errors import BadInput
from ui import rows
from ui.cli.console import Context, clean, progress, show_json

MAX_QUERIES = 100_000


@click.command("search")
@click.argument("query", required=False)
@click.option("-k", "count", type=click.IntRange(1, 100), default=5, show_default=True, help="How many results.")
@click.option(
    "--queries",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file with one query a line; one JSON list a line comes back.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(context: Context, query: str | None, count: int, queries: Path | None, as_json: bool) -> None:
    """Search the library; retrieval only."""
    if (query is None) == (queries is None):
        raise click.UsageError("give either a query or --queries FILE")
    if queries is not None:
        try:
            lines = queries.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{queries}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from error
    else:
        lines = [query or ""]
    with progress() as report:
        assistant = build_assistant(context.settings(model="none"), report)
    for line in lines:
        found = rows.hits(assistant.search(line, count))
        if as_json or queries is not None:
            show_json(found)
            continue
        for row in found:
            click.echo(
                clean(
                    f"{row['rank']}. {row['article']} [{row['start']}:{row['end']}]  {row['score']:.2f}\n   {' '.join(str(row['text']).split())}\n"
                )
            )
        if not found:
            click.echo("Nothing found.")
