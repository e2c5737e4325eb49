"""Library: the articles, reading them, adding and removing them, checking that all is well."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from assistant.errors import CoachError
from ui import service, state, texts
from ui.components.words import inert

FOLLOW_SECONDS = 0.5
KINDS = ("txt", "md", "markdown")


def page() -> None:
    """The page."""
    st.title(texts.PAGE_LIBRARY, anchor=False)
    st.markdown(texts.LIBRARY_WHAT)
    task = service.current().tasks.latest
    if task is not None and task.running:
        st.fragment(_follow, run_every=FOLLOW_SECONDS)()
    else:
        _result()
    try:
        entries = service.current().assistant.library.entries()
        cards = service.current().assistant.library.cards()
    except CoachError as error:
        st.error(inert(str(error)))
        entries, cards = [], []
    _add(expanded=not entries)
    if not entries:
        st.info(texts.LIBRARY_EMPTY)
    for entry in entries:
        _entry(entry, sum(card.article == entry.id for card in cards))
    with st.container(horizontal=True):
        st.button(texts.CHECK, key="check", icon=":material/fact_check:", on_click=_start, args=("check",))
        st.button(texts.REBUILD, key="rebuild", icon=":material/restart_alt:", on_click=_start, args=("rebuild",))


def _entry(entry: object, cards: int) -> None:
    id, title, author = (str(getattr(entry, name)) for name in ("id", "title", "author"))
    with st.container(border=True, key=f"article-{id}", gap="xsmall"):
        st.markdown(f"**{inert(title)}**")
        st.caption(f"{inert(author)} · {texts.parts(int(getattr(entry, 'passages', 0)), cards)}")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.page_link(
                state.page(texts.PAGE_ARTICLE), label=texts.READ, icon=":material/article:", query_params={"id": id}
            )
            with st.popover(texts.REMOVE, icon=":material/delete:", type="tertiary"):
                st.markdown(texts.REMOVE_SURE)
                st.button(texts.REMOVE_BUTTON, key=f"remove-{id}", type="primary", on_click=_start, args=("remove", id))


def _add(*, expanded: bool) -> None:
    with st.expander(texts.ADD, icon=":material/add:", expanded=expanded):
        files = st.file_uploader(
            texts.ADD_FILES, type=KINDS, accept_multiple_files=True, key=state.uploads_key(), max_upload_size=10
        )
        replace = st.checkbox(texts.ADD_REPLACE, key="replace")
        asked = st.button(texts.ADD_BUTTON, key="add", type="primary", disabled=not files)
    if asked:
        given = [(file.name, file.getvalue()) for file in files or ()]
        library = service.current().assistant.library
        if service.current().tasks.start("add", lambda: add_files(library, given, replace=replace)):
            state.clear_uploads()
        else:
            st.toast(texts.JOB_BUSY)
        st.rerun()


def add_files(library: object, given: Sequence[tuple[str, bytes]], *, replace: bool) -> list[tuple[bool, str]]:
    """Adds uploaded files; a line a file: whether it is in the library now, and what became of it."""
    with tempfile.TemporaryDirectory(prefix="coach-") as folder:
        paths = []
        for number, (name, data) in enumerate(given):
            own = Path(folder) / str(number)  # two files of one name stay two
            own.mkdir()
            path = own / (Path(name.replace("\\", "/")).name or "article.txt")
            path.write_bytes(data)
            paths.append(path)
        lines = []
        for path, result in zip(paths, library.add(paths, replace=replace), strict=True):  # type: ignore[attr-defined]
            if result.error:
                lines.append((False, " ".join(result.error.replace(str(path), path.name).split())))
            else:
                lines.append((True, f"{path.name}: {texts.ADDED[result.note]}"))
        return lines


def _start(kind: str, id: str = "") -> None:
    library = service.current().assistant.library

    def work() -> list[tuple[bool, str]]:
        if kind == "remove":
            library.remove([id])
            return [(True, texts.REMOVED)]
        if kind == "rebuild":
            library.rebuild()
            return [(True, texts.REBUILT)]
        return [(False, problem) for problem in library.check()] or [(True, texts.CHECK_FINE)]

    if not service.current().tasks.start(kind, work):
        st.toast(texts.JOB_BUSY)


def _follow() -> None:
    task = service.current().tasks.latest
    if task is None or not task.running:
        st.rerun()
    said = texts.JOB_RUNNING[task.kind]
    if task.total > 1:
        st.progress(min(1.0, task.done / task.total), text=f"{said} {inert(task.what)}")
    else:
        st.info(said, icon=":material/progress_activity:")


def _result() -> None:
    """What became of what was done last, until it is put away."""
    task = service.current().tasks.latest
    if task is None or task.number <= state.put_away():
        return
    for well, line in task.lines:
        (st.success if well else st.error)(inert(line))
    st.button(texts.CLOSE, key="close-result", type="tertiary", on_click=state.put_away_until, args=(task.number,))
