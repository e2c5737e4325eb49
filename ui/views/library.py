"""Library: the articles, adding and removing them, drafted cards, what to write next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from assistant import traces
from assistant.errors import CoachError
from corpus import loaders, sources
from ui import editor, people_texts, service, state, texts
from ui import library_texts as said
from ui.allowed import only
from ui.components import audit, coverage, drafts
from ui.components.words import inert, shortened

FOLLOW_SECONDS = 0.5
KINDS = tuple(sorted(suffix.removeprefix(".") for suffix in loaders.SUFFIXES))
MEGABYTES = loaders.MAX_BINARY // 1_000_000
PARTS = {
    said.ARTICLES: ":material/library_books:",
    said.DRAFTS: ":material/draft:",
    said.NEXT: ":material/edit_note:",
    people_texts.AUDIT: ":material/history:",
}


def page() -> None:
    """The page."""
    st.title(texts.PAGE_LIBRARY, anchor=False)
    st.markdown(texts.LIBRARY_WHAT)
    task = service.current().tasks.latest
    if task is not None and task.running:
        st.fragment(_follow, run_every=FOLLOW_SECONDS)()
    elif service.may("library"):
        _result()
    parts = _parts()
    part = (
        st.segmented_control(
            said.PART_LABEL,
            parts,
            default=said.ARTICLES,
            required=True,
            format_func=lambda name: f"{PARTS[name]} {name}",
            key=state.PART,
            label_visibility="collapsed",
        )
        if len(parts) > 1
        else said.ARTICLES
    )
    try:
        if part == said.DRAFTS:
            drafts.show()
        elif part == said.NEXT:
            coverage.show()
        elif part == people_texts.AUDIT:
            audit.show()
        else:
            _articles()
    except CoachError as error:
        st.error(inert(str(error)))


def _parts() -> list[str]:
    """What this person can look at; who changed what is nothing that one person alone needs."""
    wanted = [
        (said.ARTICLES, True),
        (said.DRAFTS, service.may("library")),
        (said.NEXT, service.may("unanswered")),
        (people_texts.AUDIT, service.may("audit") and not service.alone()),
    ]
    return [name for name, here in wanted if here]


def _articles() -> None:
    library = service.current().assistant.library
    try:
        entries, cards = library.entries(), library.cards()
    except CoachError as error:
        st.error(inert(str(error)))
        entries, cards = [], []
    edits = service.may("library")
    if edits:
        _add(expanded=not entries)
    else:
        st.caption(people_texts.EDITORS_WRITE)
    if not entries:
        st.info(texts.LIBRARY_EMPTY)
    for entry in entries:
        _entry(entry, sum(card.article == entry.id for card in cards), edits=edits)
    if not edits:
        return
    with st.container(horizontal=True):
        st.button(texts.CHECK, key="check", icon=":material/fact_check:", on_click=_start, args=("check",))
        st.button(texts.REBUILD, key="rebuild", icon=":material/restart_alt:", on_click=_start, args=("rebuild",))


def _entry(entry: Any, cards: int, *, edits: bool) -> None:
    id, title, author = (str(getattr(entry, name)) for name in ("id", "title", "author"))
    with st.container(border=True, key=f"article-{id}", gap="xsmall"):
        st.markdown(f"**{inert(title)}**")
        st.caption(f"{inert(author)} · {texts.parts(int(getattr(entry, 'passages', 0)), cards)}")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.page_link(
                state.page(texts.PAGE_ARTICLE), label=texts.READ, icon=":material/article:", query_params={"id": id}
            )
            if not edits:
                return
            with st.popover(texts.REMOVE, icon=":material/delete:", type="tertiary"):
                st.markdown(texts.REMOVE_SURE)
                st.button(texts.REMOVE_BUTTON, key=f"remove-{id}", type="primary", on_click=_start, args=("remove", id))


# ---------------------------------------------------------------- adding


def _add(*, expanded: bool) -> None:
    with st.expander(texts.ADD, icon=":material/add:", expanded=expanded):
        files = st.file_uploader(
            said.FILES, type=KINDS, accept_multiple_files=True, key=state.uploads_key(), max_upload_size=MEGABYTES
        )
        address = st.text_input(said.ADDRESS, key=state.uploads_key("address"), placeholder="https://…").strip()
        split = st.checkbox(said.SPLIT, key="split")
        replace = st.checkbox(texts.ADD_REPLACE, key="replace")
        given = [editor.upload(file.name, file.getvalue()) for file in files or ()]
        mark = _mark(files or (), address, split)
        with st.container(horizontal=True):
            asked = st.button(texts.ADD_BUTTON, key="add", type="primary", disabled=not (files or address))
            look = st.button(said.PREVIEW, key="preview", icon=":material/visibility:", disabled=not (files or address))
        if address:
            given += sources.expand([address]) if _is_address(address) else [_no_address(address)]
        if look:
            with st.spinner(said.READING):
                state.keep_preview(mark, editor.preview(given, split=split))
        found = state.preview(mark)
        chosen = _preview(found) if found is not None else None
        if found is not None:
            asked_chosen = st.button(said.CHOSEN, key="add-chosen", type="primary", disabled=not chosen)
            if not chosen:
                st.caption(said.NOTHING_CHOSEN)
            asked = asked or asked_chosen
    if asked:
        _begin(given, chosen, split=split, replace=replace)


def _mark(files: Sequence[Any], address: str, split: bool) -> str:
    """Changes with what is chosen, so that a preview is never of something else."""
    parts = [f"{file.name}:{hashlib.sha256(file.getvalue()).hexdigest()}" for file in files]
    return "|".join([*parts, address, str(split)])


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _no_address(text: str) -> sources.Source:
    return editor.refused(text, texts.NO_ADDRESS)


def _preview(found: Sequence[editor.Previewed]) -> list[editor.Previewed]:
    """What of it is ticked."""
    st.caption(said.PREVIEWED)
    chosen = []
    for number, item in enumerate(found):
        if item.article is None:
            st.error(inert(item.error))
            continue
        with st.container(border=True, key=f"preview-{number}", gap="xsmall"):
            label = f"**{inert(shortened(item.article.title, 120))}**"
            if st.checkbox(label, value=True, key=state.uploads_key(f"take-{number}")):
                chosen.append(item)
            st.caption(
                f"{inert(item.article.id)} · {inert(item.article.author)} · {said.length(len(item.article.text))}"
            )
            st.markdown(inert(editor.beginning(item.article)))
    return chosen


@only("library")
def _begin(
    given: Sequence[sources.Source], chosen: list[editor.Previewed] | None, *, split: bool, replace: bool
) -> None:
    """Adds in the background: what was ticked, or without a preview everything."""
    library, team = service.current().assistant.library, service.team()

    def work() -> list[tuple[bool, str]]:
        found = editor.preview(given, split=split) if chosen is None else chosen
        return add(library, found, replace=replace, record=team.record)

    if service.current().tasks.start("add", work):
        state.clear_uploads()
    else:
        st.toast(texts.JOB_BUSY)
    st.rerun()


def add(
    library: Any, found: Sequence[editor.Previewed], *, replace: bool, record: Callable[[str, str], None]
) -> list[tuple[bool, str]]:
    """Adds articles; a line each: whether it is in the library now, and what became of it. `record` keeps who did it."""
    good = [item for item in found if item.article is not None]
    with traces.span("library add", sources=len(good)):
        results = iter(library.add([item.source for item in good], replace=replace))
    lines = []
    for item in found:
        if item.article is None:
            lines.append((False, item.error))
            continue
        result = next(results)
        if result.error:
            lines.append((False, " ".join(result.error.split())))
        else:
            lines.append((True, f"{item.name}: {texts.ADDED[result.note]}"))
            if result.note in editor.CHANGES:
                record(editor.CHANGES[result.note], result.id)
    return lines


# ---------------------------------------------------------------- what is done in the background


@only("library")
def _start(kind: str, id: str = "") -> None:
    library, team = service.current().assistant.library, service.team()

    def work() -> list[tuple[bool, str]]:
        if kind == "remove":
            library.remove([id])
            team.record("remove", id)
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
    doing = texts.JOB_RUNNING[task.kind]
    if task.total > 1:
        what = inert(task.what) if service.may("library") else ""
        st.progress(min(1.0, task.done / task.total), text=f"{doing} {what}")
    else:
        st.info(doing, icon=":material/progress_activity:")


def _result() -> None:
    """What became of what was done last, until it is put away."""
    task = service.current().tasks.latest
    if task is None or task.number <= state.put_away():
        return
    for well, line in task.lines:
        (st.success if well else st.error)(inert(line))
    st.button(texts.CLOSE, key="close-result", type="tertiary", on_click=state.put_away_until, args=(task.number,))
