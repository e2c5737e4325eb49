"""The same article in every format gives the same passages; what surrounds an article does not get in."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import loaders, splitting
from corpus.documents import Article
from corpus.formats import docx_file, html_file, pdf_file
from corpus.formats.layout import Line, bullet, render
from corpus.library import shipped_folder
from tests.corpus import rewrite

ARTICLES = sorted(shipped_folder("articles").glob("*.md"))
FORMATS: dict[str, tuple[str, Callable[[str, str], str | bytes]]] = {
    "plain HTML": (".html", rewrite.as_html),
    "a web page": (".html", rewrite.as_page),
    "DOCX": (".docx", rewrite.as_docx),
    "PDF": (".pdf", rewrite.as_pdf),
}


def passages(article: Article) -> list[str]:
    """What is searched, without what only layout gives."""
    found = splitting.passages(article.id, article.title, article.text)
    assert all(article.text[p.start : p.end] == p.text for p in found)
    return [rewrite.essence(p.text) for p in found]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_format_gives_the_passages_of_the_markdown(path: Path, name: str) -> None:
    edition = loaders.load(path)
    write = FORMATS[name][1]
    data = write(edition.text, edition.title)
    data = data.encode() if isinstance(data, str) else data
    reader = {".html": html_file, ".docx": docx_file, ".pdf": pdf_file}[FORMATS[name][0]]
    document = reader.read(data)
    article = loaders.describe(edition.id, document.text, {"title": document.title}, "", "", "")
    assert passages(article) == passages(edition)
    assert article.title == edition.title


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_plain_text_holds_every_sentence_of_the_markdown_in_order(path: Path) -> None:
    """Headings without a mark that are questions stay with their answers there; nothing else differs."""
    edition = loaders.load(path)
    plain = loaders.describe(edition.id, rewrite.as_text(edition.text), {}, "", "", "")
    assert plain.title == edition.title
    headings = {rewrite.essence(line) for line in edition.text.split("\n") if line.startswith("#")}
    found = splitting.passages(plain.id, plain.title, plain.text)
    lines = [rewrite.essence(line) for p in found for line in p.text.split("\n")]
    expected = [rewrite.essence(line) for p in splitting.passages("", "", edition.text) for line in p.text.split("\n")]
    assert [line for line in lines if line and line not in headings] == [line for line in expected if line]


@pytest.mark.parametrize("suffix", [".md", ".txt", ".html", ".docx", ".pdf"])
def test_a_file_of_each_kind_goes_through_the_one_door(suffix: str, tmp_path: Path) -> None:
    edition = loaders.load(ARTICLES[0])
    data = {
        ".md": edition.text.encode(), ".txt": rewrite.as_text(edition.text).encode(),
        ".html": rewrite.as_page(edition.text, edition.title).encode("utf-8"),
        ".docx": rewrite.as_docx(edition.text, edition.title), ".pdf": rewrite.as_pdf(edition.text, edition.title),
    }[suffix]  # fmt: skip
    path = tmp_path / f"dropped{suffix}"
    path.write_bytes(data)
    article = loaders.load(path)
    assert (article.id, article.title) == ("dropped", edition.title)
    assert passages(article) == passages(edition)
    assert article.author == ("Jo Doe" if suffix in (".html", ".docx") else "unknown")


@pytest.mark.browser
@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "untagged"])
def test_a_pdf_that_a_browser_printed(tagged: bool, tmp_path: Path) -> None:
    edition = loaders.load(shipped_folder("articles") / "coaching-beyond-metrics.md")
    (tmp_path / "a.html").write_text(rewrite.as_html(edition.text, edition.title))
    command = [shutil.which("chromium") or "", "--headless", "--no-sandbox", "--disable-gpu"]
    command += [] if tagged else ["--disable-pdf-tagging"]
    command += [
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--print-to-pdf={tmp_path / 'a.pdf'}",
        str(tmp_path / "a.html"),
    ]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    assert passages(loaders.load(tmp_path / "a.pdf")) == passages(edition)


# ---------------------------------------------------------------- the parts


def test_lines_are_rendered_one_way() -> None:
    lines = [Line("heading", "T", 2), Line("item", "a"), Line("item", "b", marker="2."), Line("paragraph", " \n"), Line("paragraph", "p\u00a0q\u00ad")]  # fmt: skip
    assert render(lines) == "## T\n\n- a\n2. b\n\np q\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("• one", ("-", "one")), ("•one", ("-", "one")), ("- one", ("-", "one")), ("3) one", ("3.", "one")), ("–5 degrees", None), ("2024 was good", None), ("-", None)],
)  # fmt: skip
def test_bullets(text: str, expected: tuple[str, str] | None) -> None:
    assert bullet(text) == expected


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<br>b</p>", "a\n\nb\n"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>", "- a\n- b\n- c\n\nd\n"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b\n"),
        ("<div>one <b>bold</b> <a href=x>link</a>.<div>two</div>three</div>", "one bold link.\n\ntwo\n\nthree\n"),
        (
            "<p>a &lt;script&gt; b</p><script>bad()</script><style>x</style><!-- no --><p hidden>no</p>",
            "a <script> b\n",
        ),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr></table>", "a | b\n\nc\n"),
        ("<h3>T</h3><blockquote><p>q</p></blockquote>", "### T\n\nq\n"),
        ("<p>caf&eacute;&nbsp;au&shy;lait</p>", "café aulait\n"),
    ],
)
def test_html_becomes_lines(html: str, text: str) -> None:
    assert html_file.read(f"<html><body>{html}</body></html>".encode()).text == text


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ("<p>Café</p>".encode(), "Café"),
        ('<meta charset="iso-8859-1"><p>Café</p>'.encode("latin-1"), "Café"),
        ("<p>Café “so”</p>".encode("cp1252"), "Café “so”"),
        ("<p>Café</p>".encode("utf-16"), "Café"),
        ('<meta charset="windows-1251"><p>Менеджер</p>'.encode("cp1251"), "Менеджер"),
    ],
    ids=["utf-8", "latin-1", "cp1252 unsaid", "utf-16", "cp1251"],
)
def test_html_in_any_encoding_that_can_be_told(data: bytes, word: str) -> None:
    assert word in loaders.article("x", data, "html", "").text


def test_html_in_an_encoding_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(loaders.UnreadableDocument, match="encoding"):
        loaders.article("x", "<p>Менеджер спрашивает</p>".encode("cp1251"), "html", "")


def test_docx_with_changes_links_breaks_tables_and_controls(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("BEFORE")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    document.save(tmp_path / "a.docx")
    inside = (
        "<w:p><w:r><w:t>kept </w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>inserted </w:t></w:r></w:ins><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>"
        "<w:r><w:br/><w:t>second line</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>in a control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "a.docx") as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "word/document.xml":
                data = data.replace(b"<w:tbl>", inside.encode() + b"<w:tbl>")
            target.writestr(item, data)
    assert (
        docx_file.read(out.getvalue()).text
        == "BEFORE\n\nkept inserted link\n\nsecond line\n\nin a control\n\nleft | right\n"
    )


def test_numbered_lists_of_word_keep_their_numbers() -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Do this:")
    for text in ("first", "second"):
        document.add_paragraph(text, style="List Number")
    out = io.BytesIO()
    document.save(out)
    assert docx_file.read(out.getvalue()).text == "Do this:\n\n1. first\n2. second\n"


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("a coach-\ning talk", {"coaching"}, "a coaching talk"),
        ("a long-\nterm view", {"long-term"}, "a long-term view"),
        ("a long-\nterm view", {"long", "term"}, "a long-term view"),
        ("the com-\nmitment", set(), "the commitment"),
        ("in Anglo-\nSaxon", set(), "in Anglo-Saxon"),
    ],
)
def test_divided_words(text: str, known: set[str], expected: str) -> None:
    assert pdf_file._undivided(text, known) == expected
