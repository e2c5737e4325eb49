"""Folders, patterns, and several articles in one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import sources
from corpus.errors import UnreadableDocument


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "texts"
    for name in ("b.md", "a.txt", "deep/er/c.html", ".hidden/d.md", ".e.md", "~$f.docx", "g.png", "deep/h.PDF"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The text of {name}.")
    return root


def names(found: list[sources.Source], root: Path) -> list[str]:
    return [str(Path(source.name).relative_to(root)) for source in found]


def test_a_folder_gives_its_articles_in_order(folder: Path) -> None:
    assert names(sources.expand([str(folder)]), folder) == ["a.txt", "b.md", "deep/er/c.html", "deep/h.PDF"]


def test_links_out_of_a_folder_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "loop").symlink_to(folder)
    assert names(sources.expand([str(folder)]), folder) == ["a.txt", "b.md", "deep/er/c.html", "deep/h.PDF"]


@pytest.mark.parametrize(
    ("pattern", "found"), [("*.md", ["b.md"]), ("**/*.html", ["deep/er/c.html"]), ("[ab].*", ["a.txt", "b.md"])]
)
def test_patterns_that_the_shell_left(folder: Path, pattern: str, found: list[str]) -> None:
    assert names(sources.expand([str(folder / pattern)]), folder) == found


def test_a_name_with_brackets_is_a_name(folder: Path) -> None:
    (folder / "x[1].md").write_text("The text.")
    assert names(sources.expand([str(folder / "x[1].md")]), folder) == ["x[1].md"]


def test_what_is_named_twice_comes_once(folder: Path) -> None:
    assert len(sources.expand([str(folder), str(folder / "a.txt"), str(folder / "*.txt")])) == 4


@pytest.mark.parametrize(
    ("name", "says"), [("none.md", "no such file"), ("*.nothing", "no file of this pattern"), ("", "no article")]
)
def test_what_is_not_there_says_so(folder: Path, name: str, says: str) -> None:
    (folder / "empty").mkdir()
    (found,) = sources.expand([str(folder / name) if name else str(folder / "empty")])
    with pytest.raises(UnreadableDocument, match=says):
        found.load()


def test_addresses_are_not_paths() -> None:
    assert [source.name for source in sources.expand(["https://a.example//x"])] == ["https://a.example//x"]


# ---------------------------------------------------------------- several articles in one file


def split(tmp_path: Path, text: str, name: str = "all.md", level: int | None = None) -> list[sources.Part]:
    path = tmp_path / name
    path.write_text(text)
    return sources.split(sources.of_path(path), level)


def test_a_file_is_divided_at_the_highest_heading_that_comes_again(tmp_path: Path) -> None:
    text = "# All of it\n\n## Ask first\n\nAsk.\n\n### How\n\nSo.\n\n## Tell last\n\nTell.\n"
    parts = split(tmp_path, text)
    assert [(p.article.id, p.article.title) for p in parts] == [("ask-first", "Ask first"), ("tell-last", "Tell last")]
    assert parts[0].article.text == "## Ask first\n\nAsk.\n\n### How\n\nSo.\n"
    assert all(text[p.start : p.end].strip() == p.article.text.strip() for p in parts)


def test_nothing_is_lost_but_headings_without_text(tmp_path: Path) -> None:
    parts = split(tmp_path, "An opening that says something.\n\n# A\n\none\n\n# B\n\n# A\n\ntwo\n")
    assert [(p.article.id, p.article.text) for p in parts] == [
        ("all", "An opening that says something.\n"), ("a", "# A\n\none\n"), ("a-2", "# A\n\ntwo\n"),
    ]  # fmt: skip


def test_another_level_can_be_asked_for(tmp_path: Path) -> None:
    text = "# A\n\n## x\n\none\n\n## y\n\ntwo\n\n# B\n\n## z\n\nthree\n"
    assert [p.article.id for p in split(tmp_path, text)] == ["a", "b"]
    assert [p.article.id for p in split(tmp_path, text, level=2)] == ["x", "y", "z"]


def test_plain_text_is_divided_at_its_headings(tmp_path: Path) -> None:
    text = "Ask first\n\nAsk before you tell, always and every day.\n\nTell last\n\nTell when nothing else is left to ask.\n"
    assert [p.article.id for p in split(tmp_path, text, "all.txt")] == ["ask-first", "tell-last"]


def test_a_file_without_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="no headings"):
        split(tmp_path, "Just a text.\n")
