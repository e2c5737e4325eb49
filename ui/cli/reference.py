"""docs/commands.md: every command with its options, as `coach --help` says it. Written by `make docs`, held by a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ui.cli import coach

PATH = Path(__file__).parents[2] / "docs" / "commands.md"
_HEAD = """# Commands

Written by `make docs` from the commands' own help. What `--json` prints is stable; progress and messages go to stderr.
Exit codes: 0 done, 1 it ran and the result is negative, 2 wrong use or bad input, with one clear line.
"""


def reference() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_pages(coach, click.Context(coach, info_name="coach"))])


def _pages(command: click.Command, context: click.Context) -> Iterator[str]:
    group = isinstance(command, click.Group)
    if command is not coach:
        help = click.Context(
            command, info_name=context.command_path, terminal_width=100, max_content_width=100,
            help_option_names=coach.context_settings["help_option_names"],  # as in a real call, which click remembers
        )  # fmt: skip
        level = "##" if context.parent is not None and context.parent.parent is None else "###"
        yield f"{level} {context.command_path}\n\n```text\n{command.get_help(help).strip()}\n```\n"
    if group:
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _pages(found, click.Context(found, info_name=name, parent=context))


if __name__ == "__main__":
    PATH.write_text(reference(), encoding="utf-8")
