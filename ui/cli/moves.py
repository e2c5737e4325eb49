"""coach moves: what somebody just did, sentence by sentence."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from assistant.app import build_practice
from assistant.practice.moves import Labelled
from ui.cli.console import Context, clean, progress, show_json

BATCH = 256  # messages labelled at once


@click.command("moves")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a line for each message.")
@click.pass_obj
def command(context: Context, as_json: bool) -> None:
    """Label the messages on stdin, one a line."""
    with progress() as report:
        practice = build_practice(context.settings(model="none"), progress=report)
    lines = [line.rstrip("\n").rstrip("\r") for line in sys.stdin]
    for begin in range(0, len(lines), BATCH):
        batch = lines[begin : begin + BATCH]
        for text, sentences in zip(batch, practice.label(batch), strict=True):
            if as_json:
                show_json({"text": text, "sentences": [_alone(sentence) for sentence in sentences]})
                continue
            for s in sentences:
                form = "" if s.form == "none" else f" ({s.form})"
                click.echo(clean(f"{s.move}{form} {s.confidence:.2f}  {s.text}"))


def _alone(sentence: Labelled) -> dict[str, object]:
    """A sentence out of any talk: what it echoes is not known."""
    return {name: value for name, value in asdict(sentence).items() if name != "echo"}
