"""The chat model by one setting: embedded, none, any provider of LangChain, or the URL of an OpenAI-compatible server."""

from __future__ import annotations

import atexit
import copy
import json
import os
import queue
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant import privacy
from assistant.errors import ModelUnusable, SettingsError
from assistant.masking import Masks
from assistant.models import weights
from assistant.models.catalogue import CHAT
from assistant.settings import Settings

CONTEXT = 4096  # tokens of the embedded model
START_SECONDS = 120.0
ANSWER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Spec:
    """What the setting says. kind: none, embedded, provider or url."""

    kind: str
    name: str  # embedded model id, PROVIDER:MODEL, or URL
    model: str = ""  # at a URL, after '#'


def parse_spec(text: str) -> Spec:
    """Raises SettingsError for a setting that names nothing."""
    value = text.strip()
    if value.lower() in ("none", "off"):
        return Spec("none", "none")
    if value.lower() == "embedded":
        return Spec("embedded", CHAT.id)
    if value.lower().startswith("embedded:"):
        return Spec("embedded", weights.find(value.split(":", 1)[1]).id)
    if value.startswith(("http://", "https://")):
        url, _, model = value.partition("#")
        return Spec("url", url.rstrip("/"), model or "default")
    if ":" in value and all(value.split(":", 1)):
        return Spec("provider", value)
    raise SettingsError(
        f"the model {text!r} is none of: none, embedded, embedded:NAME, PROVIDER:MODEL, http://HOST/v1#MODEL"
    )


class ChatModel:
    """A lazily started chat model. Thread-safe; raises ModelUnusable in place of whatever a provider raises."""

    def __init__(self, spec: Spec, settings: Settings, progress: weights.Progress | None = None) -> None:
        self.spec, self._settings, self._progress = spec, settings, progress
        self._lock = threading.Lock()
        self._client: Any = None
        self._server: subprocess.Popen[str] | None = None
        self._base = self

    def of(self, owner: str) -> ChatModel:
        """The same model as another person uses it: who has agreed to what, and the names to mask, are theirs."""
        view = copy.copy(self)
        view._settings = replace(self._settings, owner=owner)
        return view

    @property
    def identity(self) -> str:
        """Names the model for what it has earned and for fingerprints."""
        if self.spec.kind == "embedded":
            return f"embedded:{self.spec.name}@{weights.find(self.spec.name).files[0].sha256[:12]}"
        return f"{self.spec.name}#{self.spec.model}" if self.spec.kind == "url" else self.spec.name

    @property
    def local(self) -> bool:
        """Whether nothing leaves this machine."""
        if self.spec.kind == "provider" and self.spec.name.startswith("ollama:"):
            return _here(os.environ.get("OLLAMA_HOST", ""))
        return self.spec.kind in ("none", "embedded") or (self.spec.kind == "url" and _here(self.spec.name))

    def stream(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, seconds: float = ANSWER_SECONDS
    ) -> Iterator[str]:
        """Text as it is generated, at temperature 0. `messages` are (role, text). Raises ModelUnusable.

        Ends after `seconds` at the latest, with what there is. A model elsewhere gets nothing before a person was told,
        and marks in the place of names and figures where that is switched on; its text comes back with the real ones.
        """
        if self.local:
            yield from self._stream(messages, max_tokens, seconds)
            return
        masks = self._masks()
        sent = [(role, masks.mask(text) if masks and role != "system" else text) for role, text in messages]
        for piece in self._stream(sent, max_tokens, seconds):
            if shown := masks.feed(piece) if masks else piece:
                yield shown
        if masks and (shown := masks.rest()):
            yield shown

    def _masks(self) -> Masks | None:
        """The marks for one call, None where masking is off. Raises ModelUnusable before a person was told."""
        try:
            rules = privacy.read(self._settings.home, self._settings.owner)
        except SettingsError as error:
            raise ModelUnusable(str(error)) from error
        if self.identity not in rules.agreed:
            raise ModelUnusable(
                f"{self.identity} is not on this machine, and nobody has agreed yet to send it what people write; "
                "open the app, or run `coach privacy agree`"
            )
        return Masks(rules.names) if rules.mask else None

    def _stream(self, messages: Sequence[tuple[str, str]], max_tokens: int, seconds: float) -> Iterator[str]:
        pieces: queue.Queue[str | ModelUnusable | None] = queue.Queue()
        given_up = threading.Event()

        def generate() -> None:
            try:
                for chunk in self._base._ready().bind(max_tokens=max_tokens).stream(list(messages)):
                    if given_up.is_set():
                        break
                    pieces.put(chunk.text)
                pieces.put(None)
            except ModelUnusable as error:
                pieces.put(error)
            except Exception as error:  # noqa: BLE001 - each of 28 providers has its own errors
                self._base._forget()
                pieces.put(ModelUnusable(f"the model {self.identity} failed ({_short(error)})"))

        # In a thread of its own: a model that hangs must not hold the answer, and no provider can be interrupted.
        threading.Thread(target=generate, name="chat model", daemon=True).start()
        until = time.monotonic() + seconds
        try:
            while (left := until - time.monotonic()) > 0:
                try:
                    piece = pieces.get(timeout=left)
                except queue.Empty:
                    return
                if piece is None:
                    return
                if isinstance(piece, ModelUnusable):
                    raise piece
                if piece:
                    yield piece
        finally:
            given_up.set()

    def complete(self, messages: Sequence[tuple[str, str]], max_tokens: int, seconds: float = ANSWER_SECONDS) -> str:
        """The whole text of `stream`."""
        return "".join(self.stream(messages, max_tokens, seconds))

    def warm_up(self) -> None:
        """Starts the model so that the first answer does not wait for it."""
        self._base._ready()

    def _ready(self) -> Any:
        with self._lock:
            if self._server is not None and self._server.poll() is not None:
                self._client = self._server = None  # it died: start another
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        # Nobody's words go to a tracing service because of a stray variable.
        os.environ.update(LANGSMITH_TRACING="false", LANGCHAIN_TRACING_V2="false")
        from langchain.chat_models import init_chat_model

        if self.spec.kind == "none":
            raise ModelUnusable("no chat model is set")
        common: dict[str, Any] = {"temperature": 0, "timeout": ANSWER_SECONDS, "max_retries": 1}
        try:
            if self.spec.kind == "provider":
                return init_chat_model(self.spec.name, **common)
            if self.spec.kind == "url":
                return init_chat_model(
                    f"openai:{self.spec.model}",
                    base_url=self.spec.name,
                    api_key=self._settings.api_key or "none",
                    **common,
                )
            address, key = self._start()
            return init_chat_model(f"openai:{self.spec.name}", base_url=f"{address}/v1", api_key=key, seed=7, **common)
        except ModelUnusable:
            raise
        except (ImportError, ValueError) as error:
            raise ModelUnusable(f"the model {self.spec.name} is not available here ({_short(error)})") from error

    def _start(self) -> tuple[str, str]:
        found = weights.find(self.spec.name)
        path = weights.ensure(found, self._settings, self._progress) / found.files[0].name
        key = secrets.token_urlsafe(24)
        command = [sys.executable, "-m", "assistant.models.server"]
        root = str(Path(__file__).parents[2])
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", "")))),
        }
        server = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        config = {
            "path": str(path),
            "key": key,
            "context": CONTEXT,
            "slots": 2,
            "threads": max(1, (os.cpu_count() or 2)),
        }
        assert server.stdin is not None and server.stdout is not None
        watchdog = threading.Timer(START_SECONDS, server.kill)
        watchdog.start()
        try:
            server.stdin.write(json.dumps(config) + "\n")
            server.stdin.flush()
            address = json.loads(server.stdout.readline())["address"]
        except (OSError, ValueError, KeyError) as error:
            server.kill()
            raise ModelUnusable(f"the embedded model {self.spec.name} does not start on this machine") from error
        finally:
            watchdog.cancel()
        self._server = server
        atexit.register(self.close)
        return str(address), key

    def _forget(self) -> None:
        """After a failure: a provider's client stays, a dead server does not."""
        with self._lock:
            if self._server is not None and self._server.poll() is not None:
                self._client = self._server = None

    def close(self) -> None:
        """Stops the embedded server."""
        if self is not self._base:
            return self._base.close()
        with self._lock:
            if self._server is not None:
                self._server.kill()
                self._server.wait(5)
            self._client = self._server = None


def _here(address: str) -> bool:
    """Whether an address (a URL, a host with or without a port; "" is the default) is this machine."""
    if not address:
        return True
    host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    return host in ("localhost", "::1", "0.0.0.0") or (host.startswith("127.") and host.replace(".", "").isdigit())  # noqa: S104


def build_chat(settings: Settings, progress: weights.Progress | None = None) -> ChatModel | None:
    """The configured chat model, not started yet; None for `none`. Raises SettingsError."""
    spec = parse_spec(settings.model)
    return None if spec.kind == "none" else ChatModel(spec, settings, progress)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
