"""coach ui: the web app."""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import threading
import time
from pathlib import Path

import click

from assistant import logs, watch
from assistant.errors import BadInput
from ui.cli.console import Context, progress

APP = Path(__file__).parents[1] / "app.py"
SWEEP = 5.0  # seconds
PATIENCE = 20.0  # seconds that loading may take to its end when the app is ended meanwhile


@click.command("ui")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="Where it listens.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address; others can reach it at 0.0.0.0.")
@click.pass_obj
def command(context: Context, port: int, host: str) -> None:
    """Open the chat in the browser."""
    check_port(host, port)
    settings = context.settings(tell=False)  # the app asks
    from ui import login

    secrets = login.prepare(settings)
    _quiet(logs.set_up())
    if settings.metrics_port:
        watch.serve(settings.metrics_port, host)
    from ui import service

    click.echo("Getting ready…", err=True)
    with progress() as report:
        here = service.build(settings, report)
        here.assistant.warm_up()  # loading while pages are drawn takes many times as long
    service.settle()
    service.provide(here)
    ending = threading.Event()
    sweeping = threading.Thread(target=_sweep, args=(ending,), daemon=True)
    sweeping.start()
    busy = (service.warm_up(here), sweeping)
    threading.Thread(target=_announce, args=(host, port), daemon=True).start()
    try:
        _serve(host, port, secrets)
    finally:
        ending.set()
        for thread in busy:  # one that is inside a library when Python ends would take the process down with it
            thread.join(PATIENCE)
        here.assistant.close()


def check_port(host: str, port: int) -> None:
    """Raises BadInput where nothing can listen at this address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise BadInput(f"there is no address {host!r}; try --host 127.0.0.1") from error
    with contextlib.closing(socket.socket(family, kind, protocol)) as probe:
        if os.name != "nt":  # as the server does; on Windows it would let two programs share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise BadInput(f"port {port} needs rights that you do not have; try --port 8501") from error
        except OSError as error:
            reason = "is in use already" if error.errno in (98, 48, 10048) else f"cannot be used ({error.strerror})"
            raise BadInput(f"port {port} at {host} {reason}; try another one with --port") from error


def _quiet(structured: bool) -> None:
    """Nothing is sent anywhere, and nothing but what matters is said in the terminal."""
    if structured:
        os.environ["STREAMLIT_LOGGER_MESSAGE_FORMAT"] = logs.TEMPLATE
    os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"
    os.environ.setdefault("STREAMLIT_LOGGER_LEVEL", "warning")


def _announce(host: str, port: int) -> None:
    """Says where the app is as soon as it answers there."""
    here = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only compared
    for _ in range(600):
        time.sleep(0.1)
        with contextlib.suppress(OSError), socket.create_connection((here, port), timeout=1):
            shown = f"[{here}]" if ":" in here else here
            click.echo(f"In My Shoes is at http://{shown}:{port} (end it with Ctrl-C)", err=True)
            return


def _sweep(ending: threading.Event) -> None:
    """Collects what pages left behind, every few seconds instead of after every click of anybody."""
    while not ending.wait(SWEEP):
        gc.collect()


def _serve(host: str, port: int, secrets: Path | None) -> None:
    """Runs until it is ended. In this process, so that the parts that are built already are the ones that answer.

    `secrets` is the file for Streamlit's login; without one, none is read from anywhere.
    """
    from streamlit import config
    from streamlit.web import bootstrap

    flags = {
        "server_address": host,
        "server_port": port,
        "server_headless": True,
        "server_fileWatcherType": "none",
        "browser_gatherUsageStats": False,
        "runner_postScriptGC": False,  # with two hundred people it is most of all the work; see _sweep
        "global_developmentMode": False,
        "secrets_files": [str(secrets)] if secrets is not None else [],
    }
    config._main_script_path = str(APP)  # so that ui/.streamlit/config.toml is read, from whatever folder
    bootstrap.load_config_options(flag_options=flags)
    bootstrap.run(str(APP), False, [], flags)
