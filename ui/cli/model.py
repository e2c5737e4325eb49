"""coach model: which models are here, and getting them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from assistant.errors import BadInput
from assistant.models import weights
from assistant.models.catalogue import ALL, READER
from assistant.models.chat import parse_spec
from assistant.settings import DEFAULT_EMBEDDER
from ui.cli.console import Context, clean, progress, show_json


@click.group("model")
def command() -> None:
    """The models: which are here, and getting them."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List the embedded models and what is configured."""
    settings = context.settings()
    spec = parse_spec(settings.model)
    rows = [
        {
            "id": found.id,
            "role": found.role,
            "title": found.title,
            "license": found.license,
            "bytes": found.size,
            "here": weights.present(found, settings.models),
            "configured": found.id in (spec.name, READER.id) or (found.id == settings.embedder == DEFAULT_EMBEDDER),
        }
        for found in ALL
    ]
    if as_json:
        show_json(
            {"model": settings.model, "embedder": settings.embedder, "folder": str(settings.models), "models": rows}
        )
        return
    for row in rows:
        marks = ("here" if row["here"] else "not fetched") + (", configured" if row["configured"] else "")
        click.echo(f"{row['id']:20} {row['role']:9} {row['bytes'] / 1e6:7.0f} MB  {row['license']:10}  {marks}")
    click.echo(f"chat model: {settings.model} · embedder: {settings.embedder} · weights in {settings.models}")


@command.command()
@click.argument("ids", nargs=-1)
@click.option(
    "--from", "source", type=click.Path(path_type=Path, exists=True), help="A file or folder that has the weights."
)
@click.pass_obj
def fetch(context: Context, ids: tuple[str, ...], source: Path | None) -> None:
    """Fetch and verify models (default: those that are configured)."""
    settings = context.settings()
    if source:
        settings = replace(settings, weights_from=(source, *settings.weights_from))
    if not ids:
        spec = parse_spec(settings.model)
        ids = tuple(
            n
            for n in (
                settings.embedder if settings.embedder == DEFAULT_EMBEDDER else "",
                READER.id,
                spec.name if spec.kind == "embedded" else "",
            )
            if n
        )
    with progress() as report:
        for id in ids:
            weights.ensure(weights.find(id.removeprefix("embedded:")), settings, report)
    for id in ids:
        click.echo(f"{id}: here and verified")


@command.command()
@click.argument("spec", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def check(context: Context, spec: str | None, as_json: bool) -> None:
    """Try a chat model (default: the configured one) on every task, and keep what it has earned."""
    from assistant.app import build_assistant
    from evals import probes

    settings = context.settings(spec)
    with progress() as report:
        assistant = build_assistant(settings, report)
        try:
            findings = probes.check(assistant, report)
        finally:
            assistant.close()
    assert assistant.model is not None
    identity = assistant.model.identity
    path = probes.keep(settings.home, identity, findings)
    if as_json:
        show_json(probes.as_json(identity, findings))
        return
    click.echo(clean(identity))
    for finding in findings:
        click.echo(clean(f"{finding.task:8} {'earned' if finding.allowed else 'not earned'}: {finding.evidence}"))
    click.echo(clean(f"single probes: {path}"))


@command.command()
@click.argument("task")
@click.argument("decision", type=click.Choice(["yes", "no", "measured"]))
@click.option("--model", help="The chat model (default: the configured one).")
@click.pass_obj
def allow(context: Context, task: str, decision: str, model: str | None) -> None:
    """Overrule what was measured: let the model do a TASK (yes), or not (no), or go back to what was measured."""
    from assistant.models.chat import build_chat
    from evals import probes

    settings = context.settings(model)
    chat = build_chat(settings)
    if chat is None:
        raise BadInput("no chat model is set; name one with --model")
    probes.overrule(settings.home, chat.identity, task, {"yes": True, "no": False, "measured": None}[decision])
    click.echo(clean(f"{task}: {decision} for {chat.identity}"))
