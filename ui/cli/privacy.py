"""coach privacy: what may leave this machine."""

from __future__ import annotations

import click

from assistant import privacy
from assistant.errors import BadInput
from assistant.masking import MISSES
from assistant.models.chat import build_chat
from ui.cli.console import Context, clean


@click.group("privacy")
def command() -> None:
    """What may leave this machine when the chat model is elsewhere."""


@command.command()
@click.pass_obj
def show(context: Context) -> None:
    """Say what is sent, and what is masked."""
    settings = context.settings(tell=False)
    chat, rules = build_chat(settings), privacy.read(settings.home, settings.owner)
    if chat is None or chat.local:
        click.echo("The chat model is on this machine, or there is none: nothing leaves it.")
    else:
        agreed = "agreed to" if chat.identity in rules.agreed else "nobody has agreed yet: nothing is sent"
        click.echo(clean(f"{chat.identity} is elsewhere ({agreed}). It is sent: {'; '.join(privacy.LEAVES)}."))
    click.echo(
        f"Masking is {'on' if rules.mask else 'off'}, with {len(rules.names)} names. It may miss: {'; '.join(MISSES)}."
    )


@command.command()
@click.pass_obj
def agree(context: Context) -> None:
    """Agree that the configured model, which is elsewhere, gets what people write."""
    settings = context.settings(tell=False)
    chat = build_chat(settings)
    if chat is None or chat.local:
        raise BadInput("the configured model is on this machine; there is nothing to agree to")
    privacy.agree(settings.home, chat.identity, settings.owner)
    click.echo(clean(privacy.told(chat.identity)))


@command.command()
@click.argument("switch", type=click.Choice(["on", "off"]))
@click.option(
    "--name", "names", multiple=True, help="A name to mask, for each one; without any the list stays as it is."
)
@click.pass_obj
def mask(context: Context, switch: str, names: tuple[str, ...]) -> None:
    """Put marks in the place of e-mail addresses, phone numbers, amounts and listed names, or stop doing so."""
    settings = context.settings(tell=False)
    listed = list(names or privacy.read(settings.home, settings.owner).names)
    privacy.set_masking(settings.home, switch == "on", listed, settings.owner)
    click.echo(
        f"Masking is {switch}, with {len(privacy.read(settings.home, settings.owner).names)} names. It may miss: {'; '.join(MISSES)}."
    )
