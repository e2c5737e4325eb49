"""The command `coach`: a module a command group; each is imported only when it is called."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

from corpus.errors import CoachError
from ui.cli.console import Context, clean

# command -> (module[:name in it], what `coach --help` says): nothing is imported to list the commands
COMMANDS = {
    "ask": ("ui.cli.ask", "Ask for advice: what would you do in my shoes?"),
    "search": ("ui.cli.search", "Search the library; retrieval only."),
    "library": ("ui.cli.library", "Add, list, show, remove, check and rebuild articles."),
    "practice": ("ui.cli.practice", "Talk with a simulated prospect or rep; scenarios and scorecards."),
    "drill": ("ui.cli.drill", "Drills of a minute: questions, reflections, and telling things apart."),
    "moves": ("ui.cli.moves", "Label what somebody just did, sentence by sentence."),
    "reflect": ("ui.cli.reflect", "Guided exercises from the articles, with something to keep."),
    "commitments": ("ui.cli.commitments", "What you promised yourself, and by when."),
    "eval": ("ui.cli.evals", "Measure the answers, compare versions, hold the line."),
    "model": ("ui.cli.model", "The models: which are here, fetch, check."),
    "export": ("ui.cli.data:export", "All your data as one file of JSON and Markdown."),
    "delete": ("ui.cli.data:delete", "Delete everything that is kept of you."),
    "backup": ("ui.cli.data:backup", "The whole data folder as one file."),
    "restore": ("ui.cli.data:restore", "A backup back in its place."),
    "privacy": ("ui.cli.privacy", "What may leave this machine when the chat model is elsewhere."),
    "people": ("ui.cli.people", "In a team: who was logged in, their roles, who changed the library."),
    "mcp": ("ui.cli.mcp", "Serve ask, search, practise and moves to other assistants."),
    "ui": ("ui.cli.web", "Open the chat in the browser."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute or "command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home", type=click.Path(path_type=Path), help="The data folder (default: COACH_HOME, or the platform's)."
)
@click.version_option(package_name="in-my-shoes")
@click.pass_context
def coach(ctx: click.Context, home: Path | None) -> None:
    """In My Shoes: a coaching assistant for inside sales, on your own machine."""
    ctx.obj = Context(home)


def main() -> None:
    """Entry point. Exit codes: 0 done, 1 a negative result, 2 wrong use or bad input with one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = coach.main(standalone_mode=False)
    except click.exceptions.Exit as exit:
        code = exit.exit_code
    except click.ClickException as error:
        _fail(error.format_message())
        code = 2
    except CoachError as error:
        _fail(str(error))
        code = 2
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped")
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except OSError as error:
        _fail(f"{error.filename or 'the system'}: {error.strerror or error}")
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str) -> None:
    click.echo(f"coach: {clean(' '.join(message.split()))}", err=True)
