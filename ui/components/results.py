"""What an exercise left behind: shown with its pictures, as files, beside earlier ones, and deleted."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import altair as alt
import streamlit as st

from assistant.errors import CoachError
from assistant.exercises.pictures import draw
from assistant.exercises.result import Part, Result, Source, by_article, quoted
from assistant.exercises.session import Kept, export
from ui import reflect_texts as texts
from ui import service, state
from ui.components.words import inert, shortened

MIME = {"md": "text/markdown", "zip": "application/zip", "pdf": "application/pdf", "ics": "text/calendar"}


def show(kept: Kept) -> None:
    """The whole result."""
    made = kept.result
    st.title(inert(made.title), anchor=False)
    st.caption(texts.day(date.fromisoformat(made.day)))
    st.markdown(f"**{inert(made.headline)}**")
    for picture in made.pictures:
        with st.container(key=f"picture-{kept.id}-{made.pictures.index(picture)}"):
            st.image(draw(picture), width="stretch", alt=texts.words(picture.words))
            st.caption(inert(texts.words(picture.words)))
    for part in made.parts:
        _part(part)
    if made.promises:
        st.subheader(texts.DOES, anchor=False)
        for promise in made.promises:
            when = f" *{texts.by(date.fromisoformat(promise.due))}*" if promise.due else ""
            st.markdown(f"- {inert(promise.text)}{when}")
    for command, words in made.then:
        st.markdown(inert(words))
        st.code(command, language=None)
    _files(kept)
    if made.sources:
        with st.expander(texts.SOURCES):
            for name, quotes in by_article(made.sources):
                st.markdown(f"{inert(name)}: {inert(quotes)}")
            sources(made.sources, f"result-{kept.id}")


def _part(part: Part) -> None:
    st.subheader(inert(part.heading), anchor=False)
    if part.text:
        lines = [inert(line) for line in part.text.split("\n")]
        st.markdown("\n>\n".join(f"> {line}" for line in lines) if part.own else "\n\n".join(lines))
    if part.items:
        st.markdown("\n".join(f"- {inert(item)}" for item in part.items))
    if part.table:
        head, *rows = part.table
        lines = [head, ("---",) * len(head), *rows]
        st.markdown("\n".join("| " + " | ".join(c if c == "---" else inert(c) for c in row) + " |" for row in lines))
    if part.note:
        st.caption(inert(part.note))


def sources(found: Sequence[Source], where: str) -> None:
    """A button an article, which opens it at the passages."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    titles: dict[str, str] = {}
    for source in found:
        spans.setdefault(source.article, []).append((source.start, source.end, source.quote))
        titles[source.article] = source.title
    with st.container(horizontal=True, gap="small", key=f"passages-{where}"):
        for article, places in spans.items():
            st.button(
                inert(shortened(titles[article], 64)),
                key=f"cite-{where}-{article}",
                type="tertiary",
                wrap=True,
                help=inert(quoted(shortened(places[0][2], 180))),
                on_click=state.open_source,
                args=(article, places),
            )


# ---------------------------------------------------------------- files


def _files(kept: Kept) -> None:
    formats = ["md", "pdf", *(["ics"] if kept.result.meetings else [])]
    labels = {"md": texts.AS_MARKDOWN, "pdf": texts.AS_PDF, "ics": texts.AS_CALENDAR}
    with st.container(horizontal=True, gap="small", key=f"files-{kept.id}"):
        for kind in formats:
            zipped = kind == "md" and bool(kept.result.pictures)
            st.download_button(
                labels[kind],
                _maker(kept, kind),
                file_name=f"{kept.result.exercise}-{kept.result.day}.{'zip' if zipped else kind}",
                mime=MIME["zip" if zipped else kind],
                key=f"file-{kind}-{kept.id}",
                icon=":material/download:",
                on_click="ignore",
            )


def _maker(kept: Kept, kind: str) -> Callable[[], bytes]:
    return partial(file_of, kept, kind)


def file_of(kept: Kept, kind: str) -> bytes:
    """One file: Markdown with pictures is a zip of all of them."""
    with tempfile.TemporaryDirectory(prefix="coach-") as folder:
        paths = export(kept, Path(folder), (kind,))
        if len(paths) == 1:
            return paths[0].read_bytes()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, path.name)
        return out.getvalue()


# ---------------------------------------------------------------- earlier ones


def earlier(found: Sequence[Kept], here: str = "") -> None:
    """Results of one exercise, newest first, and their figures over time where there are any."""
    points = [
        {"day": kept.result.day, "figure": name, "value": value}
        for kept in found
        for name, value in (kept.result.figures or {}).items()
    ]
    if len({point["day"] for point in points}) > 1:
        st.markdown(f"**{texts.OVER_TIME}**")
        st.altair_chart(
            alt.Chart(alt.InlineData(values=points))
            .mark_line(point=True)
            .encode(
                x=alt.X("day:T", title=None),
                y=alt.Y("value:Q", title=None),
                color=alt.Color("figure:N", title=None, legend=alt.Legend(orient="bottom", columns=2)),
            )
            .properties(height=220),
            width="stretch",
        )
    for kept in found:
        if kept.id == here:
            continue
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(f"{texts.day(date.fromisoformat(kept.result.day))}: {inert(kept.result.headline)}")
            st.button(
                texts.OPEN, key=f"open-result-{kept.id}", type="tertiary", on_click=state.show_result, args=(kept.id,)
            )
            delete(kept.id, kept.result)


def delete(id: str, made: Result | None = None) -> None:
    """Asks before it deletes for good."""
    with st.popover(texts.DELETE, icon=":material/delete:", type="tertiary"):
        st.markdown(texts.DELETE_SURE)
        st.button(texts.DELETE_YES, key=f"delete-{id}", type="primary", on_click=_delete, args=(id,))


def _delete(id: str) -> None:
    try:
        service.current().assistant.reflections.delete(id)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    state.show_result("")
