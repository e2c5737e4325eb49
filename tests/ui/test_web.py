"""coach ui: what it refuses before anything is built."""

from __future__ import annotations

import socket

import pytest

from assistant.errors import BadInput
from ui.cli.web import check_port


def test_a_free_port_is_fine() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    check_port("127.0.0.1", port)


def test_a_port_that_is_taken_is_refused_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadInput, match=r"is in use already; try another one with --port"):
            check_port("127.0.0.1", taken.getsockname()[1])


def test_an_address_that_is_none() -> None:
    with pytest.raises(BadInput, match="there is no address 'no such host'"):
        check_port("no such host", 8501)
