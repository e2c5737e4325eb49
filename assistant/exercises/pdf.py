"""A result as a PDF of A4 pages, with its pictures. Text of people is escaped: reportlab reads markup in paragraphs."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from assistant.exercises.pictures import COLOURS, INK, SOFT, draw
from assistant.exercises.result import Part, Result, by_article


def render(result: Result) -> bytes:
    """The bytes of the file; the same result gives the same pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer

    style = _styles()
    day = date.fromisoformat(result.day)
    story: list[Any] = [
        Paragraph(_text(result.title), style["title"]),
        Paragraph(f"{day.day} {day:%B %Y}", style["small"]),
        Spacer(1, 4 * mm),
        Paragraph(_text(result.headline), style["lead"]),
    ]
    for picture in result.pictures:
        story += [Spacer(1, 3 * mm), _picture(draw(picture)), Spacer(1, 2 * mm)]
    for part in result.parts:
        story += _part(part, style)
    if result.promises:
        rows = [
            _text(p.text) + (f" <font color='{SOFT}'>by\u00a0{_day(p.due)}</font>" if p.due else "")
            for p in result.promises
        ]
        story.append(
            KeepTogether([Paragraph("What I will do", style["heading"]), *(_bullet(row, style) for row in rows)])
        )
    for command, words in result.then:
        story += [
            Spacer(1, 2 * mm),
            Paragraph(f"{_text(words)} <font face='Coach-Mono' size='8.5'>{_text(command)}</font>", style["text"]),
        ]
    if result.sources:
        story += [Spacer(1, 4 * mm), Paragraph("Where the questions come from", style["small-heading"])]
        story += [
            Paragraph(f"{_text(name)}: {_text(quotes)}", style["small"]) for name, quotes in by_article(result.sources)
        ]
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=_drawable(result.title),
        author="In My Shoes",
        invariant=1,
    )
    document.build(story, onFirstPage=_footer, onLaterPages=_footer)
    return out.getvalue()


@cache
def _font() -> str:
    """Registers DejaVu Sans, which matplotlib ships; returns the family's name."""
    import matplotlib
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name, file in (
        ("Coach", "DejaVuSans"),
        ("Coach-Bold", "DejaVuSans-Bold"),
        ("Coach-Italic", "DejaVuSans-Oblique"),
        ("Coach-BoldItalic", "DejaVuSans-BoldOblique"),
        ("Coach-Mono", "DejaVuSansMono"),
    ):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{file}.ttf")))
    pdfmetrics.registerFontFamily(
        "Coach", normal="Coach", bold="Coach-Bold", italic="Coach-Italic", boldItalic="Coach-BoldItalic"
    )
    return "Coach"


@cache
def _glyphs() -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics

    return frozenset(pdfmetrics.getFont(_font()).face.charToGlyph)


def _drawable(text: str) -> str:
    """Without the characters that the font lacks (emoji)."""
    return "".join(c for c in text if ord(c) in _glyphs() or c in " \n")


def _text(text: str) -> str:
    return escape(" ".join(_drawable(text).split()))


def _styles() -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    base = ParagraphStyle("text", fontName=_font(), fontSize=10, leading=15, textColor=HexColor(INK), spaceAfter=4)

    def like(name: str, **changes: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=base, **changes)

    return {
        "text": base,
        "title": like("title", fontName="Coach-Bold", fontSize=20, leading=26, spaceAfter=2),
        "lead": like(
            "lead",
            fontSize=12,
            leading=18,
            fontName="Coach-Bold",
            textColor=HexColor(COLOURS["management"]),
            spaceAfter=6,
        ),
        "heading": like(
            "heading", fontName="Coach-Bold", fontSize=11.5, leading=16, spaceBefore=9, spaceAfter=3, keepWithNext=1
        ),
        "small-heading": like(
            "small-heading", fontName="Coach-Bold", fontSize=8.5, leading=12, textColor=HexColor(SOFT), keepWithNext=1
        ),
        "own": like("own", leftIndent=10, borderPadding=(1, 0, 1, 8), fontName="Coach-Italic"),
        "note": like("note", fontSize=9, leading=13, textColor=HexColor(SOFT)),
        "small": like("small", fontSize=8, leading=11.5, textColor=HexColor(SOFT), spaceAfter=3),
        "cell": like("cell", fontSize=8.8, leading=12.5, spaceAfter=0),
        "head": like("head", fontName="Coach-Bold", fontSize=8.8, leading=12.5, spaceAfter=0),
    }


def _part(part: Part, style: dict[str, Any]) -> list[Any]:
    from reportlab.platypus import KeepTogether, Paragraph, Spacer

    flow: list[Any] = [Paragraph(_text(part.heading), style["heading"])]
    for line in part.text.split("\n") if part.text else ():
        flow.append(Paragraph(_text(f"“{line}”" if part.own else line), style["own" if part.own else "text"]))
    flow += [_bullet(_text(item), style) for item in part.items]
    head = [KeepTogether(flow[:3]), *flow[3:]]
    if part.table:
        head += [_table(part.table, style), Spacer(1, 5)]
    if part.note:
        head.append(Paragraph(_text(part.note), style["note"]))
    return head


def _bullet(markup: str, style: dict[str, Any]) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(markup, _indented(style["text"]), bulletText="•")


@cache
def _indented(style: Any) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle("bullet", parent=style, leftIndent=15, bulletIndent=3, bulletFontName="Coach", spaceAfter=2)


def _table(rows: tuple[tuple[str, ...], ...], style: dict[str, Any]) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.platypus import Paragraph, Table

    cells = [
        [Paragraph(_text(cell), style["head" if number == 0 else "cell"]) for cell in row]
        for number, row in enumerate(rows)
    ]
    width = 166 * mm - 12  # the frame's own padding
    columns = list(zip(*rows, strict=True))
    least = [
        max(stringWidth(word, "Coach-Bold", 8.8) for cell in column for word in cell.split() or [""]) + 10
        for column in columns
    ]
    whole = [max(stringWidth(cell, "Coach-Bold", 8.8) for cell in column) + 10 for column in columns]
    whole = [max(low, min(full, width)) for low, full in zip(least, whole, strict=True)]
    wish = sum(whole) - sum(least)
    share = min(1.0, max(0.0, width - sum(least)) / wish) if wish else 1.0
    widths = [low + share * (full - low) for low, full in zip(least, whole, strict=True)]
    widths = [each * width / sum(widths) for each in widths]  # where the longest words do not fit beside one another
    return Table(
        cells,
        colWidths=widths,
        repeatRows=1,
        style=[
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, HexColor(SOFT)),
            ("LINEBELOW", (0, 1), (-1, -1), 0.3, HexColor("#e3e7eb")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ],
    )


def _picture(png: bytes) -> Any:
    from reportlab.lib.units import mm
    from reportlab.lib.utils import ImageReader
    from reportlab.platypus import Image

    width, height = ImageReader(io.BytesIO(png)).getSize()
    scale = min((166 * mm - 12) / width, 120 * mm / height)
    return Image(io.BytesIO(png), width * scale, height * scale)


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day}\u00a0{day:%B}\u00a0{day:%Y}"


def _footer(canvas: Any, document: Any) -> None:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm

    canvas.setFont("Coach", 7.5)
    canvas.setFillColor(HexColor(SOFT))
    canvas.drawString(22 * mm, 11 * mm, "In My Shoes · kept on this machine")
    canvas.drawRightString(188 * mm, 11 * mm, str(document.page))
