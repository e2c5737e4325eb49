"""A page of the web becomes an Article, only when a person asks for it.

Addresses that are not public are refused: every address that a name stands for is looked at, on every redirect, and the
connection goes to the address that was looked at, so that a name cannot change in between. Compressed answers are not
asked for and not taken.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpcore

from corpus import loaders
from corpus.documents import Article
from corpus.errors import UnreadableDocument

MAX_BYTES = 10_000_000
MAX_REDIRECTS = 5
SECONDS = 30.0  # for everything together
STEP_SECONDS = 10.0  # without a sign of life
KINDS = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "text/markdown": "markdown",
    "application/pdf": "pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip
Allowed = Callable[[str], bool]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also the one inside a mapped, 6to4 or NAT64 address."""
    ip = ipaddress.ip_address(address.split("%")[0])
    inner: ipaddress.IPv4Address | None = None
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def load(url: str, allowed: Allowed = is_public) -> Article:
    """Fetches and reads one page. Raises UnreadableDocument with a sentence that names the URL."""
    try:
        data, kind, encoding, final = fetch(url, allowed)
        if encoding and kind in ("html", "text", "markdown"):
            data = _as_utf8(data, encoding)
        return loaders.article(_stem(final), data, kind, final)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{url}: {error}") from error


def fetch(url: str, allowed: Allowed = is_public) -> tuple[bytes, str, str, str]:
    """(bytes, kind, encoding said by the server or "", address after redirects). Raises UnreadableDocument."""
    until = time.monotonic() + SECONDS
    with httpcore.ConnectionPool(network_backend=_Guarded(allowed, until), retries=0) as pool:
        for _ in range(MAX_REDIRECTS + 1):
            _check_form(url)
            try:
                with pool.stream("GET", _ascii(url), headers=_HEADERS, extensions={"timeout": _timeouts()}) as response:
                    fields = {
                        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
                    }
                    if response.status in (301, 302, 303, 307, 308) and "location" in fields:
                        url = urljoin(url, fields["location"])
                        continue
                    if response.status != 200:
                        raise UnreadableDocument(f"the server answers with status {response.status}")
                    data = _body(response.iter_stream(), fields, until)
            except (httpcore.TimeoutException, TimeoutError) as error:
                raise UnreadableDocument(f"the server took longer than {SECONDS:.0f} seconds") from error
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
                raise UnreadableDocument(f"cannot be fetched ({_short(error)})") from error
            kind, encoding = _kind(fields.get("content-type", ""), url)
            return data, kind, encoding, url
    raise UnreadableDocument(f"redirects more than {MAX_REDIRECTS} times")


_HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": "in-my-shoes",
    "Accept": "text/html, text/*, application/pdf, */*;q=0.1",
    "Accept-Encoding": "identity",
}


def _timeouts() -> dict[str, float]:
    return {"connect": STEP_SECONDS, "read": STEP_SECONDS, "write": STEP_SECONDS, "pool": STEP_SECONDS}


def _check_form(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnreadableDocument("is not an address that can be used") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise UnreadableDocument("is not a http or https address")
    if parts.username is not None or parts.password is not None:
        raise UnreadableDocument("has a name or password in it; that is not sent")


def _ascii(url: str) -> str:
    """The address as it goes over the wire: international names in punycode, other characters percent-encoded."""
    parts = urlsplit(url)
    try:
        host = (parts.hostname or "").encode("idna").decode() if not (parts.hostname or "").isascii() else parts.netloc
    except UnicodeError as error:
        raise UnreadableDocument("is not an address that can be used") from error
    if host != parts.netloc and parts.port:
        host = f"{host}:{parts.port}"
    path = re.sub(r"[^\x21-\x7e]", lambda c: "".join(f"%{byte:02X}" for byte in c[0].encode()), parts.path or "/")
    query = re.sub(r"[^\x21-\x7e]", lambda c: "".join(f"%{byte:02X}" for byte in c[0].encode()), parts.query)
    return f"{parts.scheme}://{host}{path}{'?' + query if query else ''}"


def _body(stream: Iterable[bytes], fields: dict[str, str], until: float) -> bytes:
    if fields.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise UnreadableDocument("the server sends it compressed although it was asked not to")
    length = fields.get("content-length", "")
    if length.isdigit() and int(length) > MAX_BYTES:
        raise UnreadableDocument(f"has {int(length):,} bytes; a page may have {MAX_BYTES:,}")
    data = bytearray()
    for chunk in stream:
        data += chunk
        if len(data) > MAX_BYTES:
            raise UnreadableDocument(f"has more than {MAX_BYTES:,} bytes, which is what a page may have")
        if time.monotonic() > until:
            raise UnreadableDocument(f"the server took longer than {SECONDS:.0f} seconds")
    return bytes(data)


def _kind(content_type: str, url: str) -> tuple[str, str]:
    name, _, parameters = content_type.partition(";")
    found = re.search(r"charset=[\"']?([\w.:-]{1,40})", parameters, re.I)
    kind = KINDS.get(name.strip().lower())
    suffix = re.search(r"\.\w{1,8}$", urlsplit(url).path)
    if (
        kind in (None, "text")
        and suffix
        and suffix[0].lower() in loaders.SUFFIXES
        and (kind or not name or name == "application/octet-stream")
    ):
        kind = loaders.SUFFIXES[suffix[0].lower()]
    if kind is None:
        raise UnreadableDocument(f"is of an unknown kind ({name.strip()[:60] or 'not said'})")
    return kind, found[1] if found else ""


def _as_utf8(data: bytes, encoding: str) -> bytes:
    """The bytes in UTF-8 with a mark, if they are in the encoding that the server says; else as they came."""
    try:
        return data.decode(encoding).removeprefix("\ufeff").encode("utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return data


def _stem(url: str) -> str:
    """A usable id: the last part of the path, else the host."""
    parts = urlsplit(url)
    last = re.sub(r"\.\w{1,5}$", "", unquote(parts.path).rstrip("/").rsplit("/", 1)[-1])
    return re.sub(r"[^\w.-]+", "-", last or parts.hostname or "page").strip("-._")[:100] or "page"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


class _Guarded(httpcore.SyncBackend):
    """Resolves names itself, refuses when any address is not allowed, and connects to one that was looked at."""

    def __init__(self, allowed: Allowed, until: float) -> None:
        self._allowed, self._until = allowed, until

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None) -> httpcore.NetworkStream:  # fmt: skip
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnreadableDocument(f"there is no host {host!r}") from error
        addresses = list(dict.fromkeys(str(row[4][0]) for row in rows))
        refused = [address for address in addresses if not self._allowed(address)]
        if refused or not addresses:
            raise UnreadableDocument(
                f"leads to {host} ({', '.join(refused)}), which is not on the open internet; refused"
            )
        failure: Exception | None = None
        for address in addresses[:4]:
            left = self._until - time.monotonic()
            if left <= 0:
                raise httpcore.ConnectTimeout("no time left")
            try:
                return super().connect_tcp(address, port, min(left, timeout or left), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> httpcore.NetworkStream:  # fmt: skip
        raise UnreadableDocument("is not an address of the web")
