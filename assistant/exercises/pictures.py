"""Pictures of results as PNG, drawn with matplotlib's object interface (no global state, safe in threads of the app)."""

from __future__ import annotations

import io
import textwrap
from datetime import date
from typing import Any

from assistant.exercises.result import Picture

INK, SOFT, PAPER = "#26303a", "#66717d", "#ffffff"
COLOURS = {"leadership": "#d98a1f", "management": "#3d5a80", "neither": "#c5ccd3", "unclear": "#e6e9ec"}
DOTS = 160  # per inch


def draw(picture: Picture) -> bytes:
    """The picture as PNG."""
    from matplotlib.figure import Figure

    with _style():
        width, height = _size(picture)
        figure = Figure(figsize=(width, height), dpi=DOTS, facecolor=PAPER)
        axes = figure.add_subplot()
        {
            "balance": _balance,
            "share": _share,
            "trend": _trend,
            "week": _week,
            "standards": _standards,
            "card": _card,
        }[picture.kind](axes, picture.data)
        axes.set_title(_plain(picture.title), loc="left", fontsize=12, fontweight="bold", color=INK, pad=12)
        out = io.BytesIO()
        figure.savefig(out, format="png", bbox_inches="tight", pad_inches=0.2, metadata={"Software": None})
    return out.getvalue()


def _style() -> Any:
    import matplotlib

    return matplotlib.rc_context(
        {
            "font.family": "DejaVu Sans",
            "font.size": 9,
            "text.color": INK,
            "axes.labelcolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "text.parse_math": False,
            "axes.edgecolor": SOFT,
        }
    )


def _size(picture: Picture) -> tuple[float, float]:
    data = picture.data
    if picture.kind == "share":
        return 7.0, 1.2 + 0.45 * len(data["bars"])
    if picture.kind == "standards":
        return 7.0, 1.0 + 0.42 * len(data["rows"])
    if picture.kind == "card":
        lines = sum(max(_lines(left, 34), _lines(right, 34)) for left, right in data["rows"])
        return 7.4, 1.25 + 0.19 * lines + 0.12 * len(data["rows"])
    if picture.kind == "balance":
        most = max(len(data["left"]["items"]), len(data["right"]["items"]))
        return 7.4, 2.2 + 0.45 * most
    return 7.0, 2.4


def _plain(text: str) -> str:
    """Text that the font can draw: what lies outside the basic plane (emoji) becomes a box no more, but nothing."""
    return "".join(
        character for character in text if ord(character) < 0x10000 and (character.isprintable() or character == " ")
    )


def _wrap(text: str, width: int, lines: int = 2) -> str:
    return "\n".join(textwrap.wrap(_plain(text), width, max_lines=lines, placeholder=" …", break_long_words=True))


def _lines(text: str, width: int) -> int:
    return max(1, len(textwrap.wrap(_plain(text), width, break_long_words=True)))


def _bare(axes: Any) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _balance(axes: Any, data: dict[str, Any]) -> None:
    """{"left" | "right": {"name", "mark", "items": [{"text", "much", "slips"}]}}: blocks on a beam that tilts.

    What takes much time is a full block, what falls off a dashed one; the tilt is the difference of the weights.
    """
    from matplotlib.patches import FancyBboxPatch, Polygon
    from matplotlib.transforms import Affine2D

    sides = (data["left"], data["right"])
    weights = [sum(1.0 if item["much"] else 0.35 for item in side["items"]) for side in sides]
    angle = (weights[0] - weights[1]) / (sum(weights) or 1.0) * 7.0  # degrees; the left side down when it is heavier
    turned = Affine2D().rotate_deg(angle) + axes.transData
    axes.plot([-4.7, 4.7], [0, 0], color=INK, linewidth=3, solid_capstyle="round", transform=turned)
    axes.add_patch(Polygon([(-0.4, -0.85), (0.4, -0.85), (0, -0.02)], color=INK))
    top = 1.0
    for x, side, colour in ((-2.4, sides[0], "leadership"), (2.4, sides[1], "management")):
        y = 0.06
        for item in sorted(side["items"], key=lambda item: not item["much"]):
            text = _wrap(item["text"], 34, 2)
            height = 0.46 + 0.24 * text.count("\n")
            axes.add_patch(
                FancyBboxPatch(
                    (x - 2.05, y),
                    4.1,
                    height,
                    boxstyle="round,pad=0,rounding_size=0.08",
                    facecolor=COLOURS[colour] if item["much"] else PAPER,
                    edgecolor=COLOURS[colour],
                    linewidth=1.4,
                    linestyle="--" if item["slips"] else "-",
                    transform=turned,
                )
            )
            words = {"ha": "center", "va": "center", "rotation": angle, "transform": turned}
            axes.text(x, y + height / 2, text, fontsize=8, color=PAPER if item["much"] else INK, **words)
            y += height + 0.09
        name = f"{side['name']} · mark {side['mark']:g}"
        axes.text(x, y + 0.22, name, fontsize=10, fontweight="bold", color=COLOURS[colour], **words)
        top = max(top, y + 0.5)
    legend = "full: takes most time   ·   dashed: falls off first"
    axes.text(0, -1.15, legend, ha="center", va="center", fontsize=8, color=SOFT)
    axes.set_xlim(-5, 5)
    axes.set_ylim(-1.35, top + abs(angle) / 40)
    axes.set_aspect("equal")
    _bare(axes)


def _share(axes: Any, data: dict[str, Any]) -> None:
    """{"bars": [{"name", "leadership", "management"}] in percent, "line"?: percent, "line_name"?}"""
    for number, bar in enumerate(data["bars"]):
        left = 0.0
        for kind in ("leadership", "management"):
            value = bar[kind]
            axes.barh(number, value, left=left, height=0.62, color=COLOURS[kind])
            if value >= 22:
                place, side = (1.5, "left") if kind == "leadership" else (98.5, "right")
                label = f"{kind} {value:.0f}%"
                axes.text(place, number, label, ha=side, va="center", color=PAPER, fontsize=9, fontweight="bold")
            left += value
    if data.get("line") is not None:
        axes.axvline(data["line"], color=INK, linewidth=1.6, linestyle="--")
        side = "left" if data["line"] < 60 else "right"
        axes.text(
            data["line"] + (1 if side == "left" else -1),
            len(data["bars"]) - 0.42,
            _plain(f"{data['line_name']}: {data['line']:.0f}%"),
            ha=side,
            va="bottom",
            fontsize=8.5,
            color=INK,
        )
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.5, len(data["bars"]) - 0.1)
    axes.set_yticks(range(len(data["bars"])), [_plain(bar["name"]) for bar in data["bars"]])
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"])
    for name in ("top", "right", "left"):
        axes.spines[name].set_visible(False)
    axes.tick_params(length=0)


def _trend(axes: Any, data: dict[str, Any]) -> None:
    """{"lines": {name: [[ISO date, value]]}, "unit", "low", "high", "mark"?: value of a line to compare with}"""
    colours = [COLOURS["leadership"], COLOURS["management"], SOFT]
    single = len(data["lines"]) == 1
    for (name, points), colour in zip(data["lines"].items(), colours, strict=False):
        days = [date.fromisoformat(day) for day, _ in points]
        values = [value for _, value in points]
        axes.plot(days, values, color=colour, linewidth=2.2, marker="o", markersize=6, label=_plain(name))
        for day, value in zip(days, values, strict=True) if single and len(points) <= 14 else ():
            axes.annotate(
                f"{value:g}", (day, value), textcoords="offset points", xytext=(0, 8), ha="center", fontsize=8.5
            )
    if data.get("mark") is not None:
        axes.axhline(data["mark"], color=INK, linewidth=1.2, linestyle="--")
    every = sorted({day for points in data["lines"].values() for day, _ in points})
    shown = every if len(every) <= 7 else every[:: max(1, len(every) // 6)]
    axes.set_xticks(
        [date.fromisoformat(day) for day in shown],
        [f"{date.fromisoformat(day):%-d %b %y}" for day in shown],
        rotation=0 if len(shown) <= 6 else 25,
    )
    axes.set_ylim(data["low"], data["high"] * 1.06)
    axes.set_ylabel(_plain(data["unit"]))
    if not single:
        axes.legend(frameon=False, loc="upper left")
    axes.grid(axis="y", color="#eceff2")
    axes.set_axisbelow(True)
    axes.margins(x=0.08)
    for name in ("top", "right"):
        axes.spines[name].set_visible(False)


def _week(axes: Any, data: dict[str, Any]) -> None:
    """{"days": [{"name", "hours": {kind: hours}}]}: stacked columns, a day each."""
    bottoms = [0.0] * len(data["days"])
    for kind in ("leadership", "management", "neither", "unclear"):
        values = [day["hours"].get(kind, 0.0) for day in data["days"]]
        if any(values):
            axes.bar(
                range(len(values)),
                values,
                bottom=bottoms,
                width=0.62,
                color=COLOURS[kind],
                label=kind,
                edgecolor=PAPER,
                linewidth=0.6,
            )
            for number, value in enumerate(values):
                if value >= 0.75:
                    colour = PAPER if kind in ("leadership", "management") else INK
                    axes.text(
                        number,
                        bottoms[number] + value / 2,
                        f"{value:.1f}".removesuffix(".0"),
                        ha="center",
                        va="center",
                        fontsize=8.5,
                        color=colour,
                    )
            bottoms = [low + value for low, value in zip(bottoms, values, strict=True)]
    axes.set_xticks(range(len(data["days"])), [day["name"] for day in data["days"]])
    axes.set_ylabel("hours")
    axes.set_ylim(0, max(bottoms, default=1) * 1.22 or 1)
    axes.legend(frameon=False, ncols=4, loc="upper left", fontsize=8.5)
    for name in ("top", "right"):
        axes.spines[name].set_visible(False)
    axes.tick_params(axis="x", length=0)


def _standards(axes: Any, data: dict[str, Any]) -> None:
    """{"columns": [name], "rows": [{"name", "marks": [0 none, 1 something, 2 a clear example, or null]}]}"""
    columns = len(data["columns"])
    for number, row in enumerate(reversed(data["rows"])):
        axes.text(-0.7, number, _wrap(row["name"], 44, 1), ha="right", va="center", fontsize=9)
        for place, mark in enumerate(row["marks"]):
            if mark is None:
                continue
            axes.scatter(
                place,
                number,
                s=190,
                facecolor=(PAPER, "#f0cf9a", COLOURS["leadership"])[int(mark)],
                edgecolor=COLOURS["leadership"],
                linewidth=1.5,
            )
    axes.set_xlim(-0.6, max(columns - 0.4, 3))
    axes.set_ylim(-1.05, len(data["rows"]) - 0.3)
    for place, name in enumerate(data["columns"]):
        axes.text(place, -0.75, _plain(name), ha="center", va="center", fontsize=8.5, color=SOFT)
    axes.text(
        max(columns - 0.4, 3),
        -1.3,
        "full: lived fully · light: partly · empty: not this time",
        ha="right",
        va="top",
        fontsize=8,
        color=SOFT,
    )
    _bare(axes)


def _card(axes: Any, data: dict[str, Any]) -> None:
    """{"rows": [[thought, turned]]}: the two sides of the index card beside one another."""
    from matplotlib.patches import FancyBboxPatch

    unit, y = 1.0, 0.0
    places: list[tuple[float, str, str]] = []
    for left, right in data["rows"]:
        places.append((y, left, right))
        y += unit * max(_lines(left, 34), _lines(right, 34)) + 0.6
    height = y + 1.9
    for x, name, face, edge in (
        (0.0, "The thought", "#f4f5f7", SOFT),
        (5.15, "Turned round", "#fdf4e3", COLOURS["leadership"]),
    ):
        axes.add_patch(
            FancyBboxPatch(
                (x, -height),
                4.85,
                height,
                boxstyle="round,pad=0,rounding_size=0.12",
                facecolor=face,
                edgecolor=edge,
                linewidth=1.2,
            )
        )
        axes.text(
            x + 0.25,
            -0.75,
            name,
            ha="left",
            va="center",
            fontsize=9.5,
            fontweight="bold",
            color=edge if edge != SOFT else INK,
        )
    for top, left, right in places:
        axes.text(0.25, -top - 1.7, _wrap(left, 34, 9), ha="left", va="top", fontsize=8.8, color=SOFT, linespacing=1.25)
        axes.text(5.4, -top - 1.7, _wrap(right, 34, 9), ha="left", va="top", fontsize=8.8, color=INK, linespacing=1.25)
    axes.set_xlim(-0.1, 10.1)
    axes.set_ylim(-height - 0.1, 0.1)
    _bare(axes)
