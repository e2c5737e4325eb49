"""A person at the app without a browser: one Streamlit session over its WebSocket, as the frontend speaks it.

`send` gives what was done to the server and returns when the page that answers it has had its last change: the script has
run to its end, and no part of the page runs by itself any more (a growing answer does, until it is finished).
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_KEY = re.compile(r"^\$\$ID-[0-9a-f]+-(.+)$")  # the id of a widget that was given a key
_FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Broken(Exception):
    """The page says that something went wrong, or what should be on it is not."""


@dataclass
class Page:
    """What one run of the script drew: widgets by key, what is open, and what went wrong."""

    widgets: dict[str, str] = field(default_factory=dict)  # key -> id
    kinds: set[str] = field(default_factory=set)  # of elements and blocks
    wrong: list[str] = field(default_factory=list)

    def named(self, beginning: str) -> list[str]:
        """The keys that begin so, in the order in which they were drawn."""
        return [key for key in self.widgets if key.startswith(beginning)]


class Person:
    """One tab. `url` is the app's address."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._quiet = asyncio.Event()
        self._changed = 0.0
        self._query, self._script = "", ""
        self._pages: dict[str, str] = {}  # address -> hash
        self.page = Page()

    async def open(self) -> float:
        """Opens the app's first page; seconds until it is drawn."""
        parts = urlsplit(self._url)
        self._socket = await connect(
            f"ws://{parts.netloc}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=self._url,  # type: ignore[arg-type]
            max_size=None,
            compression=None,
            open_timeout=60,
        )
        self._reader = asyncio.create_task(self._read())
        return await self._send(BackMsg())

    async def close(self) -> None:
        """Closes the tab."""
        self._stop_timers()
        if self._reader is not None:
            self._reader.cancel()
        if self._socket is not None:
            with contextlib.suppress(Exception):
                await self._socket.close()

    async def go(self, path: str) -> float:
        """Another page of the navigation, by its address ("" is the first one)."""
        message = BackMsg()
        self._query, self._script = "", self._pages[path]
        return await self._send(message)

    async def click(self, key: str) -> float:
        """A button."""
        message = BackMsg()
        self._widget(message, key).trigger_value = True
        return await self._send(message)

    async def write(self, key: str, text: str) -> float:
        """A line into a chat input, sent."""
        message = BackMsg()
        self._widget(message, key).chat_input_value.data = text
        return await self._send(message)

    # ---- how the frontend does it

    def _widget(self, message: BackMsg, key: str) -> Any:
        if key not in self.page.widgets:
            raise Broken(f"there is no {re.sub('[0-9A-Z]{26}', 'ID', key)} on the page")
        return message.rerun_script.widget_states.widgets.add(id=self.page.widgets[key])

    async def _send(self, message: BackMsg) -> float:
        assert self._socket is not None and self._reader is not None
        state = message.rerun_script
        state.query_string, state.page_script_hash = self._query, self._script
        state.context_info.timezone, state.context_info.locale = "Europe/London", "en"
        self._quiet.clear()
        begun = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        waiting = asyncio.create_task(self._quiet.wait())
        try:
            await asyncio.wait((waiting, self._reader), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if self._reader.done():
            raise Broken(f"the connection was lost ({self._reader.exception()!r})")
        if self.page.wrong:
            raise Broken(self.page.wrong[0])
        return self._changed - begun

    async def _read(self) -> None:
        assert self._socket is not None
        async for data in self._socket:
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            self._take(message)
        raise ConnectionError("closed by the server")

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        self._changed = time.perf_counter()
        if kind == "new_session":
            if not message.metadata.run.fragment_ids:  # the whole page: what runs by itself is asked for anew
                self._stop_timers()
                self.page = Page()
                self._script = message.new_session.page_script_hash
        elif kind == "navigation":
            self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self._pages[""] = next(p.page_script_hash for p in message.navigation.app_pages if p.is_default)
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            _draw(self.page, message)
        elif kind == "auto_rerun":
            fragment = message.auto_rerun.fragment_id
            if (running := self._timers.pop(fragment, None)) is not None:
                running.cancel()
            self._timers[fragment] = asyncio.create_task(self._follow(fragment, message.auto_rerun.interval))
        elif kind == "session_event":
            if message.session_event.WhichOneof("type") == "script_compilation_exception":
                self.page.wrong.append("the script does not compile")
        elif kind == "script_finished" and message.script_finished in _FINISHED and not self._timers:
            self._quiet.set()

    async def _follow(self, fragment: str, seconds: float) -> None:
        """A part of the page that runs by itself, until the whole page is drawn anew."""
        assert self._socket is not None
        while True:
            await asyncio.sleep(seconds)
            message = BackMsg()
            state = message.rerun_script
            state.query_string, state.page_script_hash = self._query, self._script
            state.fragment_id, state.is_auto_rerun = fragment, True
            await self._socket.send(message.SerializeToString())

    def _stop_timers(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()


def _draw(page: Page, message: ForwardMsg) -> None:
    delta = message.delta
    if delta.WhichOneof("type") == "add_block":
        page.kinds.add(str(delta.add_block.WhichOneof("type")))
        return
    drawn = delta.new_element if delta.WhichOneof("type") == "new_element" else None
    if drawn is None or (kind := drawn.WhichOneof("type")) is None:
        return
    page.kinds.add(kind)
    element = getattr(drawn, kind)
    if match := _KEY.match(str(getattr(element, "id", ""))):
        page.widgets[match[1]] = element.id
    page.wrong.extend(_wrong(kind, element))


def _wrong(kind: str, element: Any) -> Iterator[str]:
    """Errors that are shown: exceptions, alerts, and whatever bears the icon of an error."""
    if kind == "exception":
        yield f"{element.type}: {element.message}"[:200]
    elif (kind == "alert" and element.format == element.ERROR) or getattr(element, "icon", "") == ":material/error:":
        yield str(getattr(element, "body", ""))[:200]
