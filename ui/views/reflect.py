"""Reflect: the exercises, one question at a time, and what they left to keep. Kept after every answer, as in a terminal."""

from __future__ import annotations

import streamlit as st

from assistant.errors import BadInput, CoachError
from assistant.exercises import catalogue
from assistant.exercises.flow import Upload
from assistant.exercises.result import quoted
from assistant.exercises.session import Reflections, Sitting
from ui import reflect_texts as texts
from ui import service, state
from ui.components import questions, results, source
from ui.components.words import inert


def page() -> None:
    """The page: a result, an open exercise, words of care, or the list."""
    opened = state.source()
    reflections: Reflections = service.current().assistant.reflections
    kind, words = state.noted()
    kept = state.query("kept")
    if kind == "care":
        _care(words)
    elif kept:
        _result(reflections, kept)
    elif sitting := _sitting(reflections):
        _question(reflections, sitting)
    else:
        _list(reflections)
    source.drawer(opened)


def _sitting(reflections: Reflections) -> Sitting | None:
    """The open exercise as it stands in the store, which another tab may have gone on with."""
    here: Sitting | None = state.sitting()
    id = state.query("run")
    if here is not None and not here.id:
        return here
    if not id:
        return None
    if here is not None and here.id == id and here.run.doubt is not None:
        return here  # a doubt is not stored before it is resolved
    try:
        found = reflections.resume(id)
    except BadInput:
        st.info(texts.NOT_THERE)
        return None
    if here is None or here.id != id:
        state.sit(found)
    elif (len(here.run.given), here.run.first) != (len(found.run.given), found.run.first):
        state.note("problem", texts.WENT_ON)
        state.sit(found)
    return found


# ---------------------------------------------------------------- the list


def _list(reflections: Reflections) -> None:
    st.title(texts.PAGE_REFLECT, anchor=False)
    st.markdown(texts.WHAT)
    left = {sitting.flow.id: sitting for sitting in reversed(reflections.left()) if sitting.place}
    kept = reflections.kept()
    for flow in catalogue.flows():
        mine = [result for result in kept if result.result.exercise == flow.id]
        open_ = left.get(flow.id)
        with st.container(border=True, key=f"exercise-{flow.id}", gap="xsmall"):
            st.markdown(f"**{flow.title}** {flow.about}")
            st.caption(f"{texts.KEEP_LABEL} {texts.KEEPS[flow.id]} {texts.meta(flow.minutes, flow.who)}.")
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                if open_ is not None and open_.place is not None:
                    st.button(
                        texts.go_on(open_.place.number, open_.place.of),
                        key=f"resume-{flow.id}",
                        type="primary",
                        on_click=_resume,
                        args=(open_.id,),
                    )
                st.button(
                    texts.START_ANEW if open_ else texts.START,
                    key=f"start-{flow.id}",
                    type="tertiary" if open_ else "secondary",
                    on_click=_start,
                    args=(flow.id,),
                )
                if open_ is not None:
                    results.delete(open_.id)
            if mine:
                with st.expander(texts.earlier(len(mine))):
                    results.earlier(mine)


def _start(exercise: str) -> None:
    state.note("")
    state.sit(service.current().assistant.reflections.start(exercise))


def _resume(id: str) -> None:
    state.note("")
    try:
        state.sit(service.current().assistant.reflections.resume(id))
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")


def _leave() -> None:
    state.note("")
    state.sit(None)


# ---------------------------------------------------------------- a question


def _question(reflections: Reflections, sitting: Sitting) -> None:
    place, run = sitting.place, sitting.run
    if place is None:
        state.show_result(sitting.id)
        st.rerun()
    st.caption(sitting.flow.title)
    st.progress((place.number - 1) / place.of, text=texts.question(place.number, place.of))
    if run.first is not None and run.doubt is None:
        with st.container(border=True, key="first-answer", gap="xsmall"):
            st.markdown(f"{texts.BEFORE} {inert(run.first)}")
            st.caption(texts.FOLLOW_UP)
    st.subheader(inert(questions.asked(place.step, run, place.ask)), anchor=False)
    kind, words = state.noted()
    if kind == "problem":
        st.warning(inert(words), icon=":material/edit:")
    key = f"answer-{sitting.id or 'new'}-{place.step.id}-{len(run.given)}-{state.round_of_answers()}"
    with st.form(f"form-{key}", border=False, enter_to_submit=False):
        raw = questions.field(place.step, run, key, inert(place.ask))
        with st.container(horizontal=True, gap="small"):
            sent = st.form_submit_button(texts.NEXT, type="primary")
            skipped = place.step.optional and run.doubt is None and st.form_submit_button(texts.SKIP)
    if sent or skipped:
        with st.spinner(texts.LISTENING):
            _answer(reflections, sitting, "" if skipped else raw)
        st.rerun()
    with st.container(horizontal=True, gap="small", key="ways-out"):
        if run.given or run.first is not None or run.doubt is not None:
            st.button(texts.BACK, icon=":material/arrow_back:", type="tertiary", on_click=_back)
        st.button(texts.LEAVE if sitting.id else texts.LEAVE_EMPTY, type="tertiary", on_click=_leave)
    with st.container(border=True, key="why", gap="xsmall"):
        st.caption(texts.WHY)
        found = reflections.why(sitting)
        for passage in found:
            st.markdown(inert(quoted(passage.quote)))
        results.sources(found, "why")


def _answer(reflections: Reflections, sitting: Sitting, raw: str | Upload) -> None:
    """One answer, stored before the page is drawn anew."""
    try:
        after, reply = reflections.answer(sitting, raw)
    except CoachError as error:
        state.note("problem", str(error))
        return
    if reply.kind == "care":
        state.sit(None)
        state.note("care", reply.said)
    elif reply.kind == "done":
        state.note("")
        state.show_result(after.id)
    elif reply.kind == "problem" and sitting.run.doubt is None:
        step = sitting.place.step if sitting.place is not None else None
        said = texts.SORT_MISSING if step is not None and step.kind == "sort" else reply.said
        state.note("problem", said)  # what was filled in stays in its field
    else:
        state.note("problem" if reply.kind == "problem" else "", reply.said if reply.kind == "problem" else "")
        state.sit(after)


def _back() -> None:
    reflections: Reflections = service.current().assistant.reflections
    sitting: Sitting | None = state.sitting()
    if sitting is None:
        return
    state.note("")
    try:
        state.sit(reflections.back(sitting))
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")


def _care(words: str) -> None:
    with st.container(border=True, key="care"):
        st.markdown(inert(words))
    st.caption(texts.CARE_AFTER)
    st.button(texts.TO_LIST, on_click=_leave)


# ---------------------------------------------------------------- a result


def _result(reflections: Reflections, id: str) -> None:
    st.button(texts.TO_LIST, icon=":material/arrow_back:", type="tertiary", on_click=state.show_result, args=("",))
    try:
        kept = reflections.show(id)
    except CoachError:
        st.info(texts.NOT_THERE)
        return
    results.show(kept)
    with st.container(horizontal=True, gap="small"):
        st.button(texts.AGAIN, key="again", icon=":material/refresh:", on_click=_start, args=(kept.result.exercise,))
        results.delete(kept.id, kept.result)
    others = reflections.kept(kept.result.exercise)
    if len(others) > 1:
        with st.expander(texts.earlier(len(others) - 1)):
            results.earlier(others, kept.id)
