"""Making, changing and removing the team's own scenarios, for who may."""

from __future__ import annotations

import streamlit as st

from assistant.errors import BadInput, CoachError
from assistant.practice import authoring
from assistant.practice.authoring import Opened
from assistant.practice.rooms import Practice
from assistant.practice.scenario import KINDS, MAX_BYTES, shipped
from ui import practice_texts as texts
from ui import service, state
from ui.allowed import only
from ui.components.words import inert

FILES = ["yaml", "yml"]
MEGABYTES = 1  # more than any scenario has; what is a little too large is refused with a sentence
HEIGHT = 480
_NEW, _COPY, _OWN = "new", "copy", "own"  # a choice is one of these and, after a space, what of it


def show() -> None:
    """The part of the Practise page."""
    if not service.may("scenarios"):
        return
    if said := state.went_on_writing():
        st.toast(said, icon=":material/check:")
    practice: Practice = service.current().assistant.practice
    labels = _labels(practice)
    chosen = str(state.value(state.SCENARIO) or "")
    if chosen and chosen not in labels:
        if state.writing(chosen) is None:
            state.choose_writing(None)
        else:  # somebody else has removed it; what was typed is still here
            labels[chosen] = texts.own_scenario(chosen.partition(" ")[2], "")
    with st.expander(texts.WRITE, icon=":material/edit_document:", expanded=chosen in labels):
        st.markdown(texts.WRITE_WHAT)
        choice = st.selectbox(
            texts.WRITE_CHOICE,
            list(labels),
            index=None,
            format_func=lambda name: labels.get(name, name),
            placeholder=texts.WRITE_CHOOSE,
            key=state.SCENARIO,
            persist_state="session",
        )
        if choice:
            _desk(practice, choice)


def _labels(practice: Practice) -> dict[str, str]:
    """What can be worked on: the team's own first."""
    items = {item.id: item for item in practice.scenarios()}
    here = {file: items[file].title if file in items else "" for file in authoring.own(practice)}
    here |= {name.removesuffix(".yaml"): "" for name in practice.broken()}  # where the title is that of a shipped one
    found = {f"{_OWN} {file}": texts.own_scenario(file, title) for file, title in here.items()}
    found |= {f"{_NEW} {kind}": texts.WRITE_NEW[kind] for kind in KINDS}
    return found | {f"{_COPY} {item.id}": texts.copy_of(item.title) for item in practice.shipped()}


def _begun(practice: Practice, choice: str) -> Opened:
    """What a choice begins with, as it is now. Raises BadInput."""
    how, _, what = choice.partition(" ")
    if how == _OWN:
        return authoring.opened(practice, what)
    if how == _COPY:
        return authoring.copied(practice, what)
    return authoring.empty(practice, next(kind for kind in KINDS if kind == what))


def _desk(practice: Practice, choice: str) -> None:
    """The text that was chosen, and what can be done with it."""
    writing = state.writing(choice)
    try:
        now = _begun(practice, choice)
        if writing is None or (state.written(choice) == writing.opened.text != now.text):
            writing = state.write_on(choice, now)
    except BadInput as error:
        if writing is None:  # it is no text: all that can be done is to look at the file, or to remove it
            st.error(inert(str(error)))
            _removing(choice)
            return
    text = st.text_area(
        texts.WRITE_TEXT,
        key=state.writing_key(choice),
        height=HEIGHT,
        max_chars=MAX_BYTES,
        help=texts.WRITE_TEXT_HELP,
        persist_state="session",
    )
    text = text or ""
    id = authoring.id_in(text)
    if id in {path.stem for path in shipped()}:
        st.info(texts.TAKES_PLACE)
    with st.container(horizontal=True, gap="small"):
        check = st.button(texts.CHECK, key="scenario-check", icon=":material/fact_check:", help=texts.CHECK_HELP)
        save = st.button(texts.SAVE, key="scenario-save", icon=":material/save:", type="primary", help=texts.SAVE_HELP)
        st.download_button(
            texts.KEEP,
            text,
            file_name=f"{id or 'scenario'}.yaml",
            mime="application/yaml",
            key="scenario-download",
            icon=":material/download:",
            help=texts.KEEP_HELP,
            on_click="ignore",
        )
        with st.popover(texts.ANEW, icon=":material/undo:", type="tertiary"):
            st.caption(texts.ANEW_SURE)
            st.button(texts.ANEW_BUTTON, key="scenario-anew", on_click=_anew, args=(choice,))
        _removing(choice)
    if check or save:
        with st.spinner(texts.CHECKING):
            (_save if save else _check)(practice, choice, writing, text)
    _found(writing, text)
    key = f"scenario-file-{choice}-{writing.files}"
    st.file_uploader(
        texts.WRITE_FILE,
        type=FILES,
        key=key,
        max_upload_size=MEGABYTES,
        help=texts.WRITE_FILE_HELP,
        on_change=_take,
        args=(choice, key),
    )


def _found(writing: state.Writing, text: str) -> None:
    """What came of the last act; of a text that has changed since, no problem is shown any more."""
    if writing.trouble:
        st.error(inert(writing.trouble))
    checked, problems = writing.checked or ("", ())
    if writing.checked is None or checked != text:
        return
    if not problems:
        st.success(texts.NO_PROBLEMS)
        return
    st.warning(texts.problems(len(problems)))  # a screen reader is told of it; a list alone would come unheard
    st.markdown("\n".join(f"- {inert(problem)}" for problem in problems))


def _removing(choice: str) -> None:
    how, _, file = choice.partition(" ")
    if how != _OWN:
        return
    with st.popover(texts.REMOVE, icon=":material/delete:", type="tertiary"):
        st.caption(texts.REMOVE_SURE)
        st.button(texts.REMOVE_BUTTON, key="scenario-remove", type="primary", on_click=_remove, args=(choice, file))


# ---------------------------------------------------------------- what is done


@only("scenarios")
def _check(practice: Practice, choice: str, writing: state.Writing, text: str) -> None:
    writing.trouble, writing.checked = "", None
    try:
        writing.checked = (text, tuple(authoring.problems(practice, text)))
    except CoachError as error:  # the ears that play it cannot be had
        writing.trouble = str(error)


@only("scenarios")
def _save(practice: Practice, choice: str, writing: state.Writing, text: str) -> None:
    """Keeps the text; the next run, which lists it among the scenarios, says so."""
    writing.trouble, writing.checked = "", None
    try:
        kept = authoring.save(practice, text, writing.opened)
    except authoring.Unsound as error:
        writing.trouble, writing.checked = texts.NOT_SAVED, (text, tuple(error.problems))
        return
    except CoachError as error:
        writing.trouble = str(error)
        return
    said = _recorded("scenario", kept.file) or texts.SAVED
    state.go_on_writing(choice, f"{_OWN} {kept.file}", kept, said)
    st.rerun()


@only("scenarios")
def _remove(choice: str, file: str) -> None:
    try:
        authoring.remove(service.current().assistant.practice, file)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    state.leave_writing(choice)
    state.choose_writing(None)
    back = file in {path.stem for path in shipped()}
    said = _recorded("scenario-remove", file)
    st.toast(said or (texts.REMOVED_BACK if back else texts.REMOVED), icon=":material/check:")


@only("scenarios")
def _take(choice: str, key: str) -> None:
    """Puts the text of a file into the field; one that is none leaves the field as it is."""
    file, writing = state.value(key), state.writing(choice)
    if file is None or writing is None:
        return
    writing.files += 1
    try:
        text = authoring.decoded(file.getvalue(), str(file.name))  # type: ignore[attr-defined]
    except BadInput as error:
        writing.trouble = str(error)
        return
    writing.trouble = ""
    state.write_in(choice, text)
    st.toast(texts.WRITE_TAKEN, icon=":material/check:")


@only("scenarios")
def _anew(choice: str) -> None:
    state.leave_writing(choice)


@only("scenarios")
def _recorded(action: str, what: str) -> str:
    """Keeps who did it; where that cannot be, what to say of it."""
    try:
        service.team().record(action, what)
    except CoachError as error:
        return inert(texts.unrecorded(str(error)))
    return ""
