"""What becomes an article, and what is refused with which sentence."""

from pathlib import Path

import pytest

from corpus import loaders
from corpus.errors import UnreadableDocument

PROSE = "Café managers don’t “push” — they ask.\nA naïve rep learns more in 2 weeks, for £5, than in a year.\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b""), ("utf-16-be", b""), ("utf-32-le", b"\xff\xfe\x00\x00"), ("cp1252", b"")],
)  # fmt: skip
def test_prose_is_read_right_in_every_encoding(encoding: str, mark: bytes) -> None:
    assert loaders.decode(mark + PROSE.encode(encoding)) == PROSE


@pytest.mark.parametrize("encoding", ["cp1251", "shift_jis", "cp1250", "mac_roman", "koi8-r", "cp437"])
def test_an_encoding_that_cannot_be_told_is_refused_and_never_garbled(encoding: str) -> None:
    text = {"cp1251": "Менеджер спрашивает", "koi8-r": "Менеджер", "shift_jis": "課長は尋ねる。", "cp1250": "Zażółć gęślą jaźń", "mac_roman": "café naïve — “so”", "cp437": "café ½ naïve"}[encoding]  # fmt: skip
    with pytest.raises(UnreadableDocument, match="encoding"):
        loaders.decode(text.encode(encoding, "ignore"))


def test_newlines_become_one_kind_and_nothing_else_changes() -> None:
    assert loaders.decode(b"a\r\nb\rc\n \xc2\xa0d \n") == "a\nb\nc\n \u00a0d \n"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"text with \x00 inside", "NUL"),
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=says):
        loaders.decode(data)


@pytest.mark.parametrize(
    ("text", "says"), [("---\n...", "no words"), ("\x1b[31m" * 10 + "x", "control"), ("x" * 100_001, "line")]
)
def test_text_that_is_no_article_is_refused(text: str, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=says):
        loaders.check_text(text)


def test_front_matter_gives_the_fields_and_is_no_part_of_the_text() -> None:
    text, front = loaders.split_front_matter("---\nid: a\ntitle: T\n---\n# T\n\nbody\n")
    assert (text, front) == ("# T\n\nbody\n", {"id": "a", "title": "T"})


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    text = "---\nJust a line\n---\nand more\n"
    assert loaders.split_front_matter(text) == (text, {})


def test_broken_front_matter_names_its_line() -> None:
    with pytest.raises(UnreadableDocument, match=r"line [34]"):
        loaders.split_front_matter("---\ntitle: a\nauthor: [b\n---\ntext\n")


def test_the_id_is_the_stem_and_the_title_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "my-article.txt"
    path.write_bytes("﻿The Title\r\n\r\nBody.\r\n".encode())
    article = loaders.load(path)
    assert (article.id, article.title, article.author, article.text) == (
        "my-article",
        "The Title",
        "unknown",
        "The Title\n\nBody.\n",
    )


@pytest.mark.parametrize("name", ["-rf.txt", ".hidden.txt", "a:b.txt"])
def test_ids_that_could_do_harm_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("words")
    with pytest.raises(UnreadableDocument, match="id"):
        loaders.load(path)


def test_missing_folder_and_unknown_kinds_say_so(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "no.txt", "no such file"), (tmp_path / "x.xyz", "unknown kind")):
        if says == "unknown kind":
            path.write_text("words")
        with pytest.raises(UnreadableDocument, match=says):
            loaders.load(path)
