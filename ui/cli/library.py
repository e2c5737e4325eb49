"""coach library: the articles."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from assistant.app import build_library
from corpus.cards import locate
from ui.cli.console import Context, clean, progress, show_json

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("library")
def command() -> None:
    """Add, list, show, remove, check and rebuild articles."""


@command.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put an article in the place of another one with the same id.")
@click.pass_obj
def add(context: Context, sources: tuple[Path, ...], replace: bool) -> None:
    """Add text or Markdown files."""
    with progress() as report:
        results = build_library(context.settings(), report).open().add(sources, replace=replace)
    for result in results:
        if result.error:
            click.echo(f"coach: {clean(' '.join(result.error.split()))}", err=True)
        else:
            click.echo(f"{result.note}: {clean(result.id)}")
    if any(result.error for result in results):
        raise click.exceptions.Exit(2)


@command.command("list")
@JSON
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List the articles."""
    with progress() as report:
        library = build_library(context.settings(), report).open()
    rows = [
        {name: getattr(entry, name) for name in ("id", "title", "author", "source", "sha256", "passages")}
        | {"cards": len(library.cards(entry.id))}
        for entry in library.entries()
    ]
    if as_json:
        show_json(rows)
        return
    for row in rows:
        click.echo(
            clean(
                f"{row['id']}  ·  {row['title']}  ·  {row['author']}  ·  {row['passages']} passages, {row['cards']} cards"
            )
        )
    if not rows:
        click.echo("The library is empty. Add articles with: coach library add FILE…")


@command.command()
@click.argument("id")
@JSON
@click.pass_obj
def show(context: Context, id: str, as_json: bool) -> None:
    """Print the text of an article."""
    with progress() as report:
        library = build_library(context.settings(), report).open()
    article = library.article(id)
    if as_json:
        fields = ("id", "title", "author", "source", "sha256", "text")
        entry = library.manifest.entries[id]
        counts = {"passages": entry.passages, "cards": len(library.cards(id))}
        show_json(
            {name: getattr(article, name) for name in fields}
            | counts
            | {"audience": article.audience, "topics": article.topics, "license": article.license}
        )
    else:
        click.echo(clean(article.text) if click.get_text_stream("stdout").isatty() else article.text, nl=False)


@command.command()
@click.argument("ids", nargs=-1, required=True)
@click.pass_obj
def remove(context: Context, ids: tuple[str, ...]) -> None:
    """Remove articles."""
    with progress() as report:
        build_library(context.settings(), report).open().remove(ids)
    click.echo(f"removed: {', '.join(map(clean, ids))}")


@command.command()
@JSON
@click.pass_obj
def check(context: Context, as_json: bool) -> None:
    """Look for anything missing or damaged."""
    with progress() as report:
        library = build_library(context.settings(), report)
        problems = library.check()
    if as_json:
        show_json({"ok": not problems, "problems": problems})
    else:
        click.echo("\n".join(map(clean, problems)) or "All is well.")
    if problems:
        raise click.exceptions.Exit(1)


@command.command()
@click.pass_obj
def rebuild(context: Context) -> None:
    """Make the index anew from the articles."""
    with progress() as report:
        count = build_library(context.settings(), report).rebuild()
    click.echo(f"rebuilt: {count} passages")


@command.command()
@click.option("--empty", is_flag=True, help="Without the shipped articles.")
@click.pass_obj
def init(context: Context, empty: bool) -> None:
    """Make a new library in the data folder."""
    with progress() as report:
        build_library(context.settings(), report).init(empty=empty)
    click.echo("made an empty library" if empty else "made a library with the shipped articles")


@command.command()
@click.argument("id", required=False)
@click.option(
    "--locate",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Fill in the spans of a cards file from its quotes.",
)
@JSON
@click.pass_obj
def cards(context: Context, id: str | None, file: Path | None, as_json: bool) -> None:
    """Show the cards of an article (or of all)."""
    with progress() as report:
        library = build_library(context.settings(), report).open()
    if file is not None:
        text = library.article(id or file.stem).text
        click.echo(f"{locate(file, text)} spans filled in")
        return
    found = library.cards(id)
    if as_json:
        show_json([asdict(card) for card in found])
        return
    for card in found:
        click.echo(clean(f"{card.id}  ({card.article}, for {card.role}, {card.status})\n    {card.step}"))


@command.command()
@click.option("--ship", is_flag=True, help="From the shipped cards into the program itself (for developers).")
@click.option("--vectors-only", is_flag=True, help="With --ship: keep the adapter, compute the vectors anew.")
@click.pass_obj
def learn(context: Context, ship: bool, vectors_only: bool) -> None:
    """Learn from the cards: trains the embedder's adapter (some minutes); then run `coach library rebuild`."""
    from assistant import learning
    from assistant.models.embedder import SHIPPED

    settings = context.settings()
    with progress() as report:
        if ship:
            cards, passages = learning.shipped_texts()
            if not vectors_only:
                learning.learn(settings, cards, SHIPPED, report)
            learning.embed(settings, cards, passages, SHIPPED, report)
        else:
            learning.learn(settings, build_library(settings, report).open().cards(), settings.home / "learned", report)
    click.echo("learnt. Now run: coach library rebuild")
