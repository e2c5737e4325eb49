"""coach library: the articles."""

from __future__ import annotations

import click

from assistant import traces
from assistant.app import build_library
from corpus import sources
from corpus.errors import CoachError
from corpus.library import Added
from ui import editor
from ui.cli import editing
from ui.cli.console import Context, clean, progress, record, show_json

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("library")
def command() -> None:
    """Add, list, show, remove, check and rebuild articles."""


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="PATH|URL…")
@click.option("--replace", is_flag=True, help="Put an article in the place of another one with the same id.")
@click.option("--split", is_flag=True, help="The file holds several articles: divide it at its headings.")
@click.option("--level", type=click.IntRange(1, 6), help="With --split: divide at headings of this level.")
@click.option("--preview", is_flag=True, help="With --split: show the articles, add nothing.")
@click.pass_obj
def add(context: Context, names: tuple[str, ...], replace: bool, split: bool, level: int | None, preview: bool) -> None:
    """Add articles: Markdown, text, HTML, PDF and DOCX files, folders of them, patterns, or pages of the web."""
    if (preview or level) and not split:
        raise click.UsageError("--preview and --level go with --split")
    found: list[sources.Source] = []
    refused: list[str] = []
    for source in sources.expand(names):
        if not split:
            found.append(source)
            continue
        try:
            parts = sources.split(source, level)
        except CoachError as error:
            refused.append(str(error))
            continue
        if preview:
            _preview(parts)
        found += [sources.of_part(part, source.name) for part in parts]
    added: list[Added] = []
    settings = context.settings()
    if found and not preview:
        with progress() as report:
            library = build_library(settings, report).open()
            with traces.span("library add", sources=len(found)):
                added = library.add(found, replace=replace)
    refused += [result.error for result in added if result.error]
    for result in added:
        if not result.error:
            click.echo(f"{result.note}: {clean(result.id)}")
    for line in refused:
        click.echo(f"coach: {clean(' '.join(line.split()))}", err=True)
    for note, action in editor.CHANGES.items():
        if changed := [result.id for result in added if result.note == note]:
            record(settings, action, changed)
    new = [result.id for result in added if result.note in ("added", "replaced")]
    if new:
        editing.after_adding(settings, library, new)
    if refused:
        raise click.exceptions.Exit(2)


def _preview(parts: list[sources.Part]) -> None:
    """What --split would add: id, title, length and first words of each article."""
    for part in parts:
        article = part.article
        click.echo(clean(f"{article.id}  ·  {article.title}  ·  {len(article.text):,} characters"))
        click.echo(clean(f"    {editor.beginning(article)}"))


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
    settings = context.settings()
    with progress() as report:
        build_library(settings, report).open().remove(ids)
    record(settings, "remove", ids)
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
@click.option("--ship", is_flag=True, help="From the shipped cards into the program itself (for developers).")
@click.option("--vectors-only", is_flag=True, help="With --ship: keep the adapter, compute the vectors anew.")
@click.option(
    "--reader",
    is_flag=True,
    help="With --ship: only what reads messages: care, vague, outside, and what a story asks for.",
)
@click.pass_obj
def learn(context: Context, ship: bool, vectors_only: bool, reader: bool) -> None:
    """Learn from the cards: trains the embedder's adapter (some minutes); then run `coach library rebuild`."""
    from assistant import learning
    from assistant.models.embedder import SHIPPED

    settings = context.settings()
    with progress() as report:
        if ship:
            cards, passages = learning.shipped_texts()
            if reader:
                learning.learn_reader(settings, cards, report)
                return
            if not vectors_only:
                learning.learn(settings, cards, SHIPPED, report)
            learning.embed(settings, cards, passages, SHIPPED, report)
        else:
            learning.learn(settings, build_library(settings, report).open().cards(), settings.home / "learned", report)
    click.echo("learnt. Now run: coach library rebuild")


for part in (editing.cards, editing.draft, editing.coverage):
    command.add_command(part)
