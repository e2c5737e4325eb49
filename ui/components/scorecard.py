"""A finished talk: its scorecard, each finding with the words it rests on, and the talk itself with every label."""

from __future__ import annotations

import html

import streamlit as st

from assistant.errors import CoachError
from assistant.practice.scorecard import Line, Scorecard
from assistant.practice.session import Session
from assistant.practice.talk import Turn
from ui import practice_texts as texts
from ui import service, state
from ui.components import charts, practice_file, practices, sharing, ways
from ui.components.talk import ME, THEY, back_before
from ui.components.words import inert, shortened

NAME = 40  # characters of an article's title on its button


def show(session: Session) -> None:
    """The whole review."""
    item, turns = session.talk.scenario, session.turns
    st.title(texts.CARD_TITLE, anchor=False)
    st.caption(f"{inert(item.name)} · {inert(item.title)} · {texts.turns(len(turns))}")
    card = session.card()
    _result(session, card)
    titles = _titles()
    for line in card.checks:
        _line(session, line, titles)
    _missed(card)
    ways.show(session)
    with st.expander(texts.IN_FIGURES, icon=":material/bar_chart:", expanded=True):
        charts.talk(item, session.talk.opening, turns)
    _next(session, card)
    _transcript(session)


def _result(session: Session, card: Scorecard) -> None:
    st.markdown(f"## {texts.score(card.score)}", anchors=False)
    st.progress(card.score / 100)
    st.markdown(texts.facts(card.found, card.of))
    if card.short:
        st.caption(texts.SHORT)
    changed = session.relabelled()
    if changed:
        st.info(texts.both_scores(card.score, session.card(own=False).score, len(changed)), icon=":material/balance:")


def _titles() -> dict[str, str]:
    try:
        return {entry.id: entry.title for entry in service.current().assistant.library.entries()}
    except CoachError:
        return {}


# ---------------------------------------------------------------- a finding


def _line(session: Session, line: Line, titles: dict[str, str]) -> None:
    """One check: met or not yet, the words that it rests on, why it matters and where that stands, a better line."""
    icon = "check_circle" if line.passed else "radio_button_unchecked" if line.counted else "remove"
    mark = f":material/{icon}: {texts.verdict(line.passed, line.counted)[2:]}"
    with st.container(border=True, key=f"check-{line.id}", gap="xsmall"):
        st.markdown(f"**{inert(line.title)}** · {mark} · {texts.weight(line.weight)}")
        st.markdown(f"{_observed(session, line)} {inert(line.says)}")
        if not line.passed:
            st.markdown(f"*{texts.WHY}* {inert(line.why)}")
        if line.better and line.better_turn:
            st.markdown(f"**{texts.better(line.better_turn, line.leads)}** “{inert(line.better)}”")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if line.article in titles:
                st.button(
                    inert(shortened(titles[line.article], NAME)),
                    key=f"cite-{line.id}",
                    icon=":material/menu_book:",
                    type="tertiary",
                    wrap=True,
                    help=f"“{inert(shortened(line.passage, 180))}”",
                    on_click=_open,
                    args=(line.article, line.passage),
                )
            if line.better and line.better_turn:
                st.button(
                    texts.TRY_IT,
                    key=f"try-{line.id}",
                    icon=":material/replay:",
                    type="tertiary",
                    help=texts.AGAIN_HELP,
                    on_click=back_before,
                    args=(session.id, line.better_turn),
                )


def _observed(session: Session, line: Line) -> str:
    """The exact quote, as a link to where it was said; or that there was nothing to see."""
    if line.turn is None or not line.quote:
        return "" if line.passed or not line.counted else f"*{texts.NOT_OBSERVED}*"
    turn = session.turns[line.turn - 1]
    sentence = next((n for n, found in enumerate(turn.moves) if found.text == line.quote), 0)
    return f"[{texts.at_turn(line.turn)}: “{inert(line.quote)}”](#{anchor(line.turn, sentence)})"


def _open(article: str, passage: str) -> None:
    """The article beside the page, at the passage; where it has changed, what it said."""
    try:
        start = max(0, service.current().assistant.library.article(article).text.find(passage))
    except CoachError:
        start = 0
    state.open_source(article, [(start, start + len(passage), passage)])


def _missed(card: Scorecard) -> None:
    if not card.missed:
        st.markdown(texts.ALL_FOUND)
        return
    with st.expander(texts.MISSED_TITLE, icon=":material/lock_open:"):
        st.markdown("\n".join(f"- “{inert(fact.ask)}” ({texts.TIERS[fact.tier]})" for fact in card.missed))


# ---------------------------------------------------------------- the talk, with its labels


def anchor(turn: int, sentence: int) -> str:
    """The id of a sentence on the page."""
    return f"said-{turn}-{sentence + 1}"


def said_html(turn: Turn) -> str:
    """What the learner said, every character escaped, each sentence with its id. Pure."""
    parts, at = [], 0
    for number, sentence in enumerate(turn.moves):
        parts.append(html.escape(turn.said[at : sentence.start]))
        id = anchor(turn.number, number)
        parts.append(f'<span class="sentence" id="{id}" tabindex="-1">{html.escape(sentence.text)}</span>')
        at = sentence.end
    return f'<p class="said">{"".join(parts)}{html.escape(turn.said[at:])}</p>'


def _transcript(session: Session) -> None:
    st.subheader(texts.TRANSCRIPT, anchor=False)
    st.caption(texts.TRANSCRIPT_WHAT)
    st.toggle(texts.LEARN, key=state.LEARN, help=texts.LEARN_HELP, persist_state="session")
    name, own = session.talk.scenario.name, session.relabelled()
    with st.chat_message(name, avatar=THEY):
        st.caption(texts.OPENING)
        st.markdown(practices.spoken(session.talk.opening))
    for turn in session.turns:
        with st.chat_message("user", avatar=ME):
            st.caption(texts.at_turn(turn.number))
            st.html(said_html(turn))
            _labels(session, turn, own)
        with st.chat_message(name, avatar=THEY):
            st.markdown(practices.spoken(turn.reply))


def _labels(session: Session, turn: Turn, own: dict[tuple[int, int], str]) -> None:
    """What each sentence was taken for, and the door to disagree."""
    if not turn.moves:
        return
    shown = []
    for number, sentence in enumerate(turn.moves):
        mine = own.get((turn.number, number))
        form = texts.FORMS.get(sentence.form, "")
        words = f"{texts.MOVES[mine]} ({texts.RELABELLED})" if mine else texts.MOVES[sentence.move]
        shown.append(f"{words}, {form}" if form and not mine else words)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(" · ".join(shown), width="content")
        with st.popover(texts.DISAGREE, icon=":material/edit:", type="tertiary", key=f"disagree-{turn.number}"):
            for number, sentence in enumerate(turn.moves):
                key = f"label-{session.id}-{turn.number}-{number}"
                st.selectbox(
                    f"“{inert(shortened(sentence.text, 80))}”",
                    list(texts.MOVES),
                    index=list(texts.MOVES).index(own.get((turn.number, number), sentence.move)),
                    format_func=texts.MOVES.__getitem__,
                    key=key,
                    on_change=_relabel,
                    args=(session.id, turn.number, number, key),
                )


def _relabel(id: str, turn: int, sentence: int, key: str) -> None:
    """Keeps the label, and the score with it beside the one without."""

    def do(session: Session) -> None:
        card = session.relabel(turn, sentence, str(state.value(key)), learn=bool(state.value(state.LEARN)))
        if session.state == "done":
            session.finish()
        changed = len(session.relabelled())
        without = session.card(own=False).score
        st.toast(texts.both_scores(card.score, without, changed) if changed else texts.LABEL_AS_IT_WAS)

    practices.act(id, do)


# ---------------------------------------------------------------- what next


def _next(session: Session, card: Scorecard) -> None:
    with st.container(horizontal=True, gap="small", key="next"):
        st.button(
            texts.TALK_ON,
            key="talk-on",
            icon=":material/forum:",
            on_click=practices.act,
            args=(session.id, lambda session: session.rewind(len(session.turns))),
        )
        st.button(
            texts.ONCE_MORE,
            key="once-more",
            icon=":material/restart_alt:",
            on_click=practices.begin,
            args=(session.talk.scenario.id,),
        )
        st.download_button(
            texts.SHARE,
            practice_file.markdown(session, card),
            file_name=f"practice-{session.talk.scenario.id}.md",
            mime="text/markdown",
            key="share",
            icon=":material/download:",
            on_click="ignore",
        )
        sharing.practice(session)
        st.button(
            texts.OTHER, key="other", icon=":material/apps:", type="tertiary", on_click=state.open_practice, args=("",)
        )
