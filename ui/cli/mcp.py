"""coach mcp: a server of the Model Context Protocol on stdin and stdout."""

from __future__ import annotations

import click

from assistant import logs
from assistant.app import Assistant, build_assistant
from assistant.settings import Settings
from ui.cli.console import Context, progress


@click.command("mcp")
@click.option("--model", help="Another chat model, or none.")
@click.pass_obj
def command(context: Context, model: str | None) -> None:
    """Serve ask, search, practise and moves to other assistants (Model Context Protocol, on stdin and stdout).

    Not to be typed into: an assistant starts it. docs/mcp.md says how. A chat model on another machine gets nothing here
    before it was agreed to in the app or with another command.
    """
    settings = context.settings(model, tell=False)  # nobody reads stderr here
    from ui.mcp_server import server

    logs.set_up()
    built: list[Assistant] = []
    try:
        server(lambda: _build(settings, built)).run("stdio")
    finally:
        for assistant in built:
            assistant.close()


def _build(settings: Settings, built: list[Assistant]) -> Assistant:
    with progress() as report:
        built.append(build_assistant(settings, report))
    return built[-1]
