"""Drafted cards: having them drafted, looking at each, accepting, editing or rejecting it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.errors import CoachError
from corpus import drafts as files
from corpus.documents import ROLES, Article, Card
from ui import editor, service, state, texts
from ui import library_texts as said
from ui.allowed import only
from ui.components.words import inert

SHOWN = 10  # drafts at once


def show() -> None:
    """The part of the Library page."""
    service.require("library")
    st.markdown(said.DRAFTS_WHAT)
    library = service.current().assistant.library
    entries = library.entries()
    waiting: list[tuple[Any, Card]] = []
    for entry in entries:
        try:
            waiting += [(entry, card) for card in editor.waiting(library, entry.id)]
        except CoachError as error:  # a file that somebody broke by hand; the others can still be looked at
            st.error(inert(str(error)))
    st.caption(said.drafts_waiting(len(waiting)) if waiting else said.NO_DRAFTS)
    for entry, card in waiting[:SHOWN]:
        _draft(library, entry, card)
    with_cards = {card.article for card in library.cards()} | {entry.id for entry, _ in waiting}
    _bare([entry for entry in entries if entry.id not in with_cards])


def _draft(library: Any, entry: Any, card: Card) -> None:
    path = library.cards_file(entry.id)
    with st.container(border=True, key=f"draft-{card.id}"):
        st.caption(f"{inert(entry.title)} · {inert(card.writer)}")
        st.markdown(f"**{inert(card.step)}**")
        st.markdown(f"**{texts.ASK_YOURSELF}** {inert(card.ask_yourself)}")
        st.markdown(f"**{texts.THIS_WEEK}** {inert(card.small_action)}")
        quotes = "\n".join(f"- “{inert(' '.join(span.quote.split()))}”" for span in card.spans)
        st.markdown(f"{said.STANDS_ON}\n\n{quotes}")
        situations = "\n".join(f"- {inert(situation)}" for situation in card.situations)
        st.markdown(f"{said.ANSWERS}\n\n{situations}")
        with st.container(horizontal=True, gap="small"):
            st.button(
                said.ACCEPT,
                key=f"accept-{card.id}",
                type="primary",
                icon=":material/check:",
                on_click=_decide,
                args=(lambda: files.accept(path, [card.id]), said.ACCEPTED, "accept", entry.id),
            )
            with st.popover(said.REJECT, icon=":material/close:"):
                st.caption(said.REJECT_SURE)
                st.button(
                    said.REJECT,
                    key=f"reject-{card.id}",
                    on_click=_decide,
                    args=(lambda: files.reject(path, [card.id]), said.REJECTED, "reject", entry.id),
                )
        with st.expander(said.EDIT, icon=":material/edit:"):
            _form(library, card, path)


def _form(library: Any, card: Card, path: Path) -> None:
    keys = {name: f"edit-{name}-{card.id}" for name in ("step", "ask_yourself", "small_action", "situations", "role")}
    with st.form(f"edit-{card.id}", border=False):
        st.text_area(said.STEP, card.step, key=keys["step"])
        st.text_input(said.ASK, card.ask_yourself, key=keys["ask_yourself"])
        st.text_input(said.ACTION, card.small_action, key=keys["small_action"])
        st.text_area(said.SITUATIONS, "\n".join(card.situations), key=keys["situations"], height=160)
        st.selectbox(said.ROLE, ROLES, ROLES.index(card.role), key=keys["role"], format_func=said.ROLES.__getitem__)
        st.form_submit_button(said.SAVE, on_click=_save, args=(library, card, path, keys))


@only("library")
def _save(library: Any, card: Card, path: Path, keys: dict[str, str]) -> None:
    given = {name: str(state.value(key) or "") for name, key in keys.items()}

    def work() -> Card:
        return changed(card, path, library.article(card.article), given)

    _decide(work, said.EDITED, "edit", card.article)


def changed(card: Card, path: Path, article: Article, given: dict[str, str]) -> Card:
    """Puts what a person wrote into the draft. Raises InvalidCard when it is no card any more."""
    lines = tuple(" ".join(line.split()) for line in given["situations"].splitlines() if line.strip())
    edited = replace(
        card,
        step=" ".join(given["step"].split()),
        ask_yourself=" ".join(given["ask_yourself"].split()),
        small_action=" ".join(given["small_action"].split()),
        situations=lines,
        role=next(role for role in ROLES if role == given["role"]),
    )
    return files.edit(path, card.id, files.as_yaml([edited]), article)


@only("library")
def _decide(work: Callable[[], object], well: str, action: str, article: str) -> None:
    """Writes the decision, then has the index take it in; where something else is being done, that comes with it later."""
    try:
        work()
        service.team().record(action, article)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    st.toast(well, icon=":material/check:")
    library = service.current().assistant.library

    def take_in() -> list[tuple[bool, str]]:
        library.open()
        return []

    service.current().tasks.start("cards", take_in)


def _bare(entries: Sequence[Any]) -> None:
    """Articles without cards, each with a button that has some drafted where there is a model."""
    if not entries:
        return
    here = service.current().assistant
    st.subheader(said.BARE, anchor=False)
    if here.model is None:
        st.caption(said.DRAFT_NONE_SET)
    elif not editor.may_draft(here.settings, here.model):
        st.caption(said.DRAFT_NOT_EARNED)
    for entry in entries:
        with st.container(horizontal=True, vertical_alignment="center", key=f"bare-{entry.id}"):
            st.markdown(inert(entry.title), width="stretch")
            if here.model is not None:
                st.button(
                    said.DRAFT_CARDS, key=f"draft-cards-{entry.id}", icon=":material/draft:",
                    on_click=_have_drafted, args=(entry.id,),
                )  # fmt: skip


@only("library")
def _have_drafted(id: str) -> None:
    here, team = service.current(), service.team()

    def work() -> list[tuple[bool, str]]:
        done = editor.draft(
            here.assistant.library, id, here.assistant.model, here.assistant.embedder, here.tasks.progress
        )
        here.assistant.library.open()
        team.record("draft", id)
        return [(True, said.drafted(id, done.new, done.left))]

    if not here.tasks.start("draft", work):
        st.toast(texts.JOB_BUSY)
