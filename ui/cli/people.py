"""coach people: who was logged in, their roles, and who changed the library."""

from __future__ import annotations

import click

from assistant import team
from assistant.app import build_store
from ui import people_texts
from ui.cli.console import Context, clean, show_json


@click.group("people")
def command() -> None:
    """Who was logged in, their roles, and who changed the library."""


def _door(context: Context) -> team.Team:
    settings = context.settings(tell=False)
    return team.of(build_store(settings), settings.login.admins if settings.login is not None else ())


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List everybody who was ever logged in, with role and id (for COACH_OWNER)."""
    found = _door(context).people()
    if as_json:
        show_json([{"id": k.id, "name": k.name, "email": k.email, "role": k.role} for k in found])
        return
    for known in found:
        click.echo(clean(f"{known.role:8} {known.name}  <{known.email}>  {known.id}"))
    if not found:
        click.echo("Nobody was ever logged in here.")


@command.command()
@click.argument("who", metavar="EMAIL|ID")
@click.argument("name", metavar="ROLE", type=click.Choice(["member", "editor"]))
@click.pass_obj
def role(context: Context, who: str, name: str) -> None:
    """Make somebody a member or an editor. Admins are named in COACH_ADMINS."""
    known = _door(context).set_role(who, name)
    click.echo(clean(f"{known.name}: {known.role}"))


@command.command()
@click.option("-n", "most", default=50, show_default=True, type=click.IntRange(1, 100_000), help="How many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def changes(context: Context, most: int, as_json: bool) -> None:
    """Who changed the library and roles, newest first."""
    found = _door(context).audit(most)
    if as_json:
        show_json([{"when": c.when.isoformat(), "by": c.by, "action": c.action, "what": c.what} for c in found])
        return
    for change in found:
        click.echo(clean(people_texts.change(change.when, change.by, change.action, change.what)))
    if not found:
        click.echo("Nothing was changed yet.")
