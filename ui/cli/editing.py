"""coach library cards, draft, coverage: what the editor of a library looks after."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from assistant import team
from assistant.app import build_library, build_store
from assistant.errors import BadInput, ModelUnusable
from assistant.models.chat import build_chat
from assistant.settings import Settings
from corpus import drafts
from corpus.cards import locate
from corpus.documents import Card
from corpus.library import Library
from ui import editor
from ui.cli.console import Context, clean, progress, record, show_json

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _opened(settings: Settings) -> Library:
    with progress() as report:
        return build_library(settings, report).open()


@click.command()
@click.argument("id", required=False)
@click.option(
    "--locate",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Fill in the spans of a cards file from its quotes.",
)
@click.option("--review", is_flag=True, help="Look at the drafts one by one: accept, edit or reject them.")
@click.option("--accept", multiple=True, metavar="CARD|all", help="Make a draft a card of the library.")
@click.option("--reject", multiple=True, metavar="CARD|all", help="Throw a draft away.")
@click.option("--edit", "edited", metavar="CARD", help="Change a card of your own in your editor.")
@JSON
@click.pass_obj
def cards(
    context: Context,
    id: str | None,
    file: Path | None,
    review: bool,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    edited: str | None,
    as_json: bool,
) -> None:
    """Show the cards of an article (or of all), and decide about drafts."""
    settings = context.settings()
    library = _opened(settings)
    if file is not None:
        click.echo(f"{locate(file, library.article(id or file.stem).text)} spans filled in")
        return
    if review or accept or reject or edited:
        if id is None:
            raise click.UsageError("name the article whose cards you decide about")
        library.article(id)
        path = library.cards_file(id)
        if review:
            record_all(settings, id, _review(library, id, path))
        if reject:
            for name in (gone := drafts.reject(path, reject)):
                click.echo(f"rejected: {clean(name)}")
            record_all(settings, id, ["reject"] * len(gone))
        if accept:
            for name in (made := drafts.accept(path, accept)):
                click.echo(f"accepted: {clean(name)}")
            record_all(settings, id, ["accept"] * len(made))
        if edited and _edit(library, id, path, edited):
            record(settings, "edit", [id])
        _opened(settings)  # takes the changed cards into the index
        return
    found = library.cards(id)
    if as_json:
        show_json([asdict(card) for card in found])
        return
    for card in found:
        click.echo(clean(f"{card.id}  ({card.article}, for {card.role}, {card.status})\n    {card.step}"))
    if id is not None and not found:
        library.article(id)
        click.echo(f"{clean(id)} has no cards; it is searched by its passages alone")


def record_all(settings: Settings, id: str, actions: Sequence[str]) -> None:
    """Keeps what was decided about cards of one article."""
    for action in dict.fromkeys(actions):
        record(settings, action, [id] * list(actions).count(action))


def _review(library: Library, id: str, path: Path) -> list[str]:
    """What was decided, a word a card."""
    decided: list[str] = []
    waiting = editor.waiting(library, id)
    if not waiting:
        click.echo("No draft waits for you.")
    for number, card in enumerate(waiting, 1):
        click.echo(f"\nDraft {number} of {len(waiting)}\n{_shown(card)}")
        choice = click.prompt(
            "accept, edit, reject, skip, quit", type=click.Choice(["a", "e", "r", "s", "q"]), default="s"
        )
        if choice == "q":
            break
        if choice == "e" and not _edit(library, id, path, card.id):
            continue
        if choice in ("a", "e"):
            drafts.accept(path, [card.id])
            decided.append("accept")
        elif choice == "r":
            drafts.reject(path, [card.id])
            decided.append("reject")
    return decided


def _shown(card: Card) -> str:
    lines = [f"{card.id}  ({card.writer})", f"  {card.step}", f"  Ask yourself: {card.ask_yourself}"]
    lines += [f"  This week: {card.small_action}", "  It stands on:"]
    lines += [f"    “{' '.join(span.quote.split())}”" for span in card.spans]
    lines += ["  It answers:", *(f"    - {situation}" for situation in card.situations)]
    return clean("\n".join(lines))


def _edit(library: Library, id: str, path: Path, card_id: str) -> bool:
    """Whether the card was changed. Raises InvalidCard when what came back is no card."""
    found = [card for card in drafts.read(path) if card.id == card_id]
    if not found:
        raise BadInput(f"there is no card {card_id!r} of your own for {id!r}; shipped cards are not changed here")
    text = click.edit(drafts.as_yaml(found), extension=".yaml")
    if text is None:
        click.echo("not changed")
        return False
    edited = drafts.edit(path, card_id, text, library.article(id))
    click.echo(f"changed: {clean(edited.id)}")
    return True


@click.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--model", help="Another chat model for this, e.g. openai:gpt-4.1.")
@click.pass_obj
def draft(context: Context, ids: tuple[str, ...], model: str | None) -> None:
    """Have the chat model draft cards for articles; each is verified and waits for your decision."""
    from assistant.models.embedder import build_embedder

    settings = context.settings(model)
    chat = build_chat(settings)
    if chat is None:
        raise ModelUnusable(
            "no chat model is set, so nothing can be drafted; the articles are searched by their passages"
        )
    library = _opened(settings)
    wanted = [library.article(id).id for id in dict.fromkeys(ids)]
    embedder = build_embedder(settings)
    try:
        for id in wanted:
            with progress() as report:
                done = editor.draft(library, id, chat, embedder, report)
            click.echo(clean(f"{id}: {done.new} drafts{f' ({done.left})' if done.left else ''}"))
            record(settings, "draft", [id])
            if done.new:
                click.echo(f"Look at them with: coach library cards {clean(id)} --review")
    finally:
        chat.close()
    _opened(settings)


def after_adding(settings: Settings, library: Library, ids: Sequence[str]) -> None:
    """Articles without cards get drafts in the background where the model has earned that; else this says why not."""
    bare = [id for id in ids if not library.cards(id)]
    if not bare:
        return
    names = clean(", ".join(bare[:3]) + (f" and {len(bare) - 3} more" if len(bare) > 3 else ""))
    chat = build_chat(settings)
    if editor.may_draft(settings, chat):
        command = [sys.executable, "-m", "ui.cli", "--home", str(settings.home), "library", "draft", *bare]
        log = settings.home / "cards" / "drafting.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        root = str(Path(__file__).parents[2])
        paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        with log.open("ab") as file:
            subprocess.Popen(  # noqa: S603 - our own command
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
                env={**os.environ, "PYTHONPATH": paths, "COACH_MODEL": settings.model},
            )  # fmt: skip
        click.echo(f"drafting cards for {names} in the background; how far: {log}", err=True)
        return
    why = "no chat model is set" if chat is None else "the chat model has not earned drafting (coach model check)"
    click.echo(f"without cards, searched by their passages alone: {names}; {why}", err=True)
    if chat is not None:
        click.echo(f"drafts all the same: coach library draft {clean(bare[0])}", err=True)


@click.command()
@JSON
@click.pass_obj
def coverage(context: Context, as_json: bool) -> None:
    """What to write next: questions that found nothing, thin topics, ideas without a card."""
    settings = context.settings()
    library = _opened(settings)
    found = editor.coverage(library, team.of(build_store(settings)).unanswered())
    asked = found.unanswered
    if as_json:
        show_json(
            {
                "unanswered": [{"asked": kept.created.isoformat(), "question": kept.question} for kept in asked],
                "keeps_unanswered": settings.keep_unanswered,
                "topics": [asdict(topic) for topic in found.topics],
                "without_cards": [
                    {
                        "article": bare.article,
                        "share": round(bare.share, 3),
                        "passages": [{"start": p.start, "end": p.end, "text": p.text} for p in bare.passages],
                    }
                    for bare in found.bare
                ],
            }
        )
        return
    click.echo(f"Questions that found nothing ({len(asked)})")
    for kept in asked[:30]:
        click.echo(clean(f"  {kept.created:%Y-%m-%d}  {' '.join(kept.question.split())[:150]}"))
    if not settings.keep_unanswered:
        click.echo("  (switched off: COACH_KEEP_UNANSWERED=0)")
    click.echo(f"\nTopics of a single article ({len(found.thin)})")
    names = ", ".join(topic.name for topic in found.thin) or "none"
    click.echo(clean(textwrap.fill(names, 110, initial_indent="  ", subsequent_indent="  ")))
    click.echo(f"\nTopics of several ({len(found.wide)})")
    for topic in found.wide:
        click.echo(clean(f"  {topic.name}: {len(topic.articles)} articles, {topic.cards} cards"))
    click.echo("\nIdeas without a card")
    for bare in found.bare:
        click.echo(clean(f"  {bare.article}: {len(bare.passages)} passages, {bare.share:.0%} of its words"))
        for passage in bare.passages[:3]:
            click.echo(clean(f"    [{passage.start}:{passage.end}] {' '.join(passage.text.split())[:110]}…"))
    if not found.bare:
        click.echo("  none")
