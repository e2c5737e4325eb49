"""Drill: one item, one answer, a verdict with its reason, the next."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from assistant.errors import CoachError
from assistant.practice import drills, progress
from ui import practice_texts as own
from ui import service, state, texts
from ui.components import charts
from ui.components.words import inert

ANSWER = "drill-answer"
# The field of a new item is ready to be typed into, but where that would open the keyboard of a phone. ITEM is our own id.
_FOCUS = """<script>
(() => {
  if (!matchMedia("(pointer: fine)").matches) return;
  let tries = 0;
  const timer = setInterval(() => {
    const field = document.querySelector(".st-key-form-ITEM input, .st-key-drill-answer input");
    if (field) field.focus({preventScroll: true});
    if (field || ++tries > 40) clearInterval(timer);
  }, 50);
})(); // ITEM
</script>"""


def page() -> None:
    """The page."""
    practice = service.current().assistant.practice
    st.title(texts.PAGE_DRILL, anchor=False)
    st.markdown(own.DRILL_WHAT)
    kinds = {"": own.DRILL_ANY} | drills.kinds()
    kind = str(
        st.selectbox(
            own.DRILL_KIND,
            list(kinds),
            format_func=kinds.__getitem__,
            key=state.DRILL,
            on_change=_next,
            persist_state="session",
        )
        or ""
    )
    now = state.drilling()
    rows = progress.drills(practice.store.drills())
    if now.item is None:
        now.item = practice.drills.next(kind or None, frozenset(now.seen))
    count = len(now.seen)
    waiting = practice.drills.waiting()
    if count:
        st.caption(f"{own.drill_done(now.good, count)} {own.drill_due(waiting) if waiting else ''}")
    else:
        st.caption(own.drill_due(waiting) if rows else own.DRILL_FIRST)
    with st.container(border=True, key=f"item-{now.item.id}"):
        _item(now)
    if rows:
        titles = drills.kinds()
        with st.expander(own.DRILL_KNOWN, icon=":material/bar_chart:"):
            charts.drills([(titles.get(row["drill"], row["drill"]), row["good"], row["answers"]) for row in rows])


def _item(now: state.Drilling) -> None:
    item = now.item
    st.caption(inert(item.title))
    st.markdown(inert(item.task))
    st.markdown(f"### “{inert(item.say)}”", anchors=False)
    if now.verdict is not None:
        _verdict(now)
    elif item.choices:
        with st.container(horizontal=True, gap="small"):
            for number, choice in enumerate(item.choices, 1):
                st.button(
                    choice.capitalize(),
                    key=f"choice-{item.id}-{number}",
                    shortcut=str(number),
                    on_click=_answer,
                    args=(item.id, choice),
                )
    else:
        with st.form(f"form-{item.id}", border=False):
            st.text_input(own.DRILL_ANSWER, key=ANSWER, max_chars=drills.MAX_ANSWER, placeholder=own.DRILL_PLACEHOLDER)
            st.html(_FOCUS.replace("ITEM", item.id), unsafe_allow_javascript=True)
            st.form_submit_button(own.DRILL_CHECK, type="primary", on_click=_written, args=(item.id,))


def _verdict(now: state.Drilling) -> None:
    item, verdict = now.item, now.verdict
    st.markdown(f"**{own.DRILL_YOURS}** {inert(now.answer)}")
    good, reason = verdict.good, inert(verdict.reason)  # to a choice, the reason begins with yes or no
    (st.success if good else st.warning)(
        reason if good or item.choices else f"**{own.DRILL_BAD}** {reason}",
        icon=":material/check_circle:" if good else ":material/radio_button_unchecked:",
    )
    if verdict.heard:
        heard = " · ".join(own.MOVES[sentence.move] for sentence in verdict.heard)
        st.caption(f"{own.DRILL_HEARD} {heard}")
    if item.example:
        st.markdown(f"**{own.DRILL_EXAMPLE}** “{inert(item.example)}”")
    st.caption(own.comes_again(verdict.due, datetime.now(UTC)))
    st.button(
        own.DRILL_NEXT,
        key="next-drill",
        type="primary",
        icon=":material/arrow_forward:",
        shortcut="Ctrl+Enter",
        help=own.DRILL_NEXT_HELP,
        on_click=_next,
    )


def _written(id: str) -> None:
    text = str(state.value(ANSWER) or "")
    if text.strip():
        _answer(id, text)
    else:
        st.toast(own.DRILL_EMPTY, icon=":material/edit:")


def _answer(id: str, text: str) -> None:
    """Judged and kept before the page is drawn; an item counts once, whatever is clicked twice."""
    now = state.drilling()
    if now.item is None or now.item.id != id or now.verdict is not None:
        return
    try:
        now.verdict = service.current().assistant.practice.drills.answer(now.item, text)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    now.answer, now.seen, now.good = text, (*now.seen, id), now.good + bool(now.verdict.good)


def _next() -> None:
    """The next item; in another drill, its first."""
    state.drilling().item = state.drilling().verdict = None
