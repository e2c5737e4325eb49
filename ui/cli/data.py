"""coach export, delete, backup, restore: a person's data out or gone, a whole home as one file and back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.app import build_library, build_store
from assistant.errors import BadInput, CoachError
from ui.cli.console import Context, clean, progress, record, show_json

WORD = "delete"
FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", required=False, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON value, and write no file.")
@click.pass_obj
def export(context: Context, file: Path | None, as_json: bool) -> None:
    """All your data as one ZIP file of JSON and Markdown (default: in-my-shoes-DATE.zip here)."""
    from assistant import own_data

    settings = context.settings(tell=False)
    store = build_store(settings)
    if as_json:
        show_json(store.everything())
        return
    path = file or Path(own_data.default_name())
    if path.is_dir():
        path = path / own_data.default_name()
    try:
        own_data.write_export(settings, store, path)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from error
    click.echo(clean(str(path)))


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def delete(context: Context, yes: bool) -> None:
    """Delete everything that is kept of you: conversations, practice, reflections, promises. The library stays."""
    from assistant import own_data

    settings = context.settings(tell=False)
    store = build_store(settings)
    count = sum(map(len, store.everything().values()))
    if not yes:
        click.echo(
            f"This deletes {count} entries in {clean(str(settings.home))} for good; `coach export` takes them out.",
            err=True,
        )
        click.echo(f"Type {WORD} to go on:", err=True)
        if sys.stdin.readline().strip().lower() != WORD:
            raise BadInput("nothing was deleted")
    click.echo(f"deleted: {own_data.erase(settings, store)} entries")


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def backup(context: Context, file: Path) -> None:
    """Write the whole data folder, with everybody's data, to FILE."""
    from assistant.backup import backup as write

    count = write(context.settings(tell=False), file)
    click.echo(clean(f"{file}: {count} files and all personal data, {file.stat().st_size / 1e6:.1f} MB"))


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Put a data folder that holds something aside.")
@click.pass_obj
def restore(context: Context, file: Path, replace: bool) -> None:
    """Make the data folder what it was in the backup FILE. End other programs that use it first."""
    from assistant.backup import restore as put_back

    settings = context.settings(tell=False)
    done = put_back(settings, file, replace=replace)
    record(settings, "restore", [done.made])
    if done.aside is not None:
        click.echo(clean(f"what was there is now in {done.aside}"), err=True)
    try:
        with progress() as report:
            build_library(settings, report).rebuild()
    except CoachError as error:
        click.echo(clean(f"coach: everything is back, but the index is not made yet ({error})"), err=True)
        raise click.exceptions.Exit(1) from error
    click.echo(clean(f"{settings.home}: as it was on {done.made} ({done.files} files, {done.rows} entries)"))
