"""Pages of the web, from a real server on this machine; what is not on the open internet is refused."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from corpus import web
from corpus.errors import UnreadableDocument
from tests.corpus import rewrite

PAGE = rewrite.as_page(
    "# Ask first\n\nA manager who asks learns more than one who tells, and the team does too.\n", "Ask first"
)


class Handler(BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, Callable[[BaseHTTPRequestHandler], None]]] = {}
    seen: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Host", "")))
        self.pages[self.path](self)

    def log_message(self, *_: object) -> None:
        pass


def sends(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))} | {k.replace("_", "-"): v for k, v in headers.items()}).items():  # fmt: skip
            handler.send_header(name, value)
        handler.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            handler.wfile.write(body)

    return answer


@pytest.fixture
def server() -> Iterator[str]:
    Handler.pages, Handler.seen = {}, []
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()


def anywhere(address: str) -> bool:
    return True


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "2001:db8::1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not web.is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_addresses_that_are(address: str) -> None:
    assert web.is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "0"]
)
def test_this_machine_is_refused_however_it_is_written(server: str, host: str) -> None:
    Handler.pages["/"] = sends(PAGE.encode())
    with pytest.raises(UnreadableDocument, match=r"not on the open internet|no host"):
        web.load(server.replace("127.0.0.1", host) + "/")
    assert Handler.seen == []


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: rows)
    with pytest.raises(UnreadableDocument, match=r"10\.0\.0\.7"):
        web.load("http://news.example/")


def test_the_address_that_was_looked_at_is_the_one_that_is_used(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes between the look and the connection (rebinding) gains nothing: it is resolved once."""
    Handler.pages["/"] = sends(PAGE.encode())
    asked = []
    real = socket.getaddrinfo

    def resolve(host: str, *rest: object, **named: object) -> object:
        asked.append(host)
        return real("127.0.0.1" if host == "news.example" else host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    port = server.rsplit(":", 1)[1]
    assert "Ask first" in web.load(f"http://news.example:{port}/", anywhere).text
    assert asked.count("news.example") == 1
    assert Handler.seen == [("/", f"news.example:{port}")]


def test_a_page_becomes_an_article(server: str) -> None:
    Handler.pages["/blog/ask-first.html"] = sends(PAGE.encode())
    article = web.load(f"{server}/blog/ask-first.html", anywhere)
    assert (article.id, article.title, article.author) == ("ask-first", "Ask first", "Jo Doe")
    assert article.source == f"{server}/blog/ask-first.html"
    assert article.text == "# Ask first\n\nA manager who asks learns more than one who tells, and the team does too.\n"


@pytest.mark.parametrize(
    ("content_type", "path", "body"),
    [
        ("text/plain; charset=iso-8859-1", "/a", "Café managers ask.".encode("latin-1")),
        ("text/html; charset=windows-1252", "/a", "<p>Café managers ask.</p>".encode("cp1252")),
        ("text/markdown", "/a.md", "Café managers ask.".encode()),
        ("application/octet-stream", "/a.txt", "Café managers ask.".encode()),
        ("application/pdf", "/a", rewrite.as_pdf("Café managers ask.")),
    ],
    ids=["latin-1 text", "cp1252 html", "markdown", "by its ending", "pdf"],
)
def test_kinds_and_encodings_that_a_server_says(server: str, content_type: str, path: str, body: bytes) -> None:
    Handler.pages[path] = sends(body, Content_Type=content_type)
    assert "Café managers ask." in web.load(server + path, anywhere).text


def test_redirects_are_followed_so_far_and_looked_at(server: str) -> None:
    for number in range(8):
        Handler.pages[f"/{number}"] = sends(b"", 302, Location=f"/{number + 1}")
    Handler.pages["/8"] = sends(PAGE.encode())
    assert web.load(f"{server}/3", anywhere).title == "Ask first"
    with pytest.raises(UnreadableDocument, match="redirects more than 5"):
        web.load(f"{server}/0", anywhere)
    Handler.pages["/out"] = sends(b"", 302, Location="http://169.254.169.254/latest/meta-data")
    with pytest.raises(UnreadableDocument, match=r"169\.254\.169\.254"):
        web.load(f"{server}/out", lambda address: address == "127.0.0.1")
    Handler.pages["/file"] = sends(b"", 302, Location="file:///etc/passwd")
    with pytest.raises(UnreadableDocument, match="not a http"):
        web.load(f"{server}/file", anywhere)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (sends(b"no", 404), "status 404"),
        (sends(b"x", Content_Type="image/png"), "unknown kind"),
        (sends(b"x", Content_Encoding="gzip"), "compressed"),
        (sends(b"x", Content_Length="99000000"), "99,000,000 bytes"),
        (sends(b""), "empty"),
    ],
    ids=["missing", "an image", "compressed", "says it is huge", "empty"],
)
def test_what_is_no_page_is_refused(server: str, answer: Callable[[BaseHTTPRequestHandler], None], says: str) -> None:
    Handler.pages["/x"] = answer
    with pytest.raises(UnreadableDocument, match=says):
        web.load(f"{server}/x", anywhere)


def test_a_stream_without_end_is_cut_off(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            pass

    Handler.pages["/x"] = endless
    with pytest.raises(UnreadableDocument, match="more than 10,000,000 bytes"):
        web.load(f"{server}/x", anywhere)


def test_a_server_that_drips_is_left(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "SECONDS", 0.6)

    def drips(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            pass

    Handler.pages["/x"] = drips
    start = time.monotonic()
    with pytest.raises(UnreadableDocument, match="took longer"):
        web.load(f"{server}/x", anywhere)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "ftp://a.example/x",
        "http://user:secret@a.example/",
        "http://a.example:0/",
        "http://[::1/",
        "http://a.example:99999/",
    ],
)
def test_addresses_that_cannot_be_used(url: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        web.load(url, anywhere)
    assert "secret" not in str(caught.value).split(": ", 1)[1]


@pytest.mark.parametrize(
    ("url", "stem"),
    [("https://a.example/blog/Ask%20first/", "Ask-first"), ("https://a.example", "a.example"), ("https://a.example/x.html?q=1", "x"), ("https://a.example/../..", "page")],
)  # fmt: skip
def test_ids_of_pages(url: str, stem: str) -> None:
    assert web._stem(url) == stem
