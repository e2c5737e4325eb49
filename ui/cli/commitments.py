"""coach commitments: what was promised."""

from __future__ import annotations

import click

from assistant.app import build_store
from assistant.errors import BadInput
from ui.cli.console import Context, clean, show_json


@click.group("commitments")
def command() -> None:
    """What you promised yourself, and by when."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List commitments, open ones first."""
    found = build_store(context.settings()).commitments()
    if as_json:
        show_json(
            [{"id": c.id, "text": c.text, "due": c.due.isoformat() if c.due else None, "state": c.state} for c in found]
        )
        return
    for commitment in found:
        click.echo(clean(f"{commitment.id}  {commitment.state:8} {commitment.due or 'no date':10}  {commitment.text}"))
    if not found:
        click.echo("Nothing promised yet. In the chat, “I'll do this by…” under an answer keeps its small action here.")


def _change(context: Context, id: str, state: str, said: str) -> None:
    if not build_store(context.settings()).set_commitment(id, state):
        raise BadInput(f"there is no one commitment with the id {id!r}; `coach commitments list` shows them")
    click.echo(said)


@command.command()
@click.argument("id")
@click.pass_obj
def done(context: Context, id: str) -> None:
    """Mark a commitment as done."""
    _change(context, id, "done", "Done.")


@command.command()
@click.argument("id")
@click.pass_obj
def drop(context: Context, id: str) -> None:
    """Drop a commitment."""
    _change(context, id, "dropped", "Dropped.")


@command.command()
@click.argument("id")
@click.pass_obj
def delete(context: Context, id: str) -> None:
    """Delete a commitment for good."""
    _change(context, id, "deleted", "Deleted.")
