"""Evals: suites, starting a run, what came of runs, their reports, and two of them compared."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from corpus.errors import CoachError
from evals import cases, compare, drafts, report, run, score, shelf, table
from evals.errors import BadSuite
from evals.metrics import MEASURES
from ui import evals_texts as texts
from ui import measuring, service, state
from ui.components.words import inert

FOLLOW_SECONDS = 1.0
_MEASURES = {measure.name: measure for measure in MEASURES}


def page() -> None:
    """The page."""
    service.require("evals")
    here = service.current()
    home = here.assistant.settings.home
    st.title(texts.PAGE, anchor=False)
    st.markdown(texts.WHAT)
    latest = here.measuring.latest
    if latest is not None and latest.running:
        st.fragment(_follow, run_every=FOLLOW_SECONDS)()
    else:
        _ended(latest)
        _start()
    _rated()
    kept = shelf.runs(home)
    st.subheader(texts.RUNS, anchor=False)
    if not kept:
        st.markdown(texts.RUNS_NONE)
        return
    _one(kept)
    st.subheader(texts.COMPARE, anchor=False)
    _two(kept)


# ---- starting


@st.cache_data(show_spinner=False, max_entries=64)
def _suite(path: str, changed: float) -> tuple[str, str, int, int, str]:
    """(name, kind, cases, thresholds, description) of a suite's file as it is now. Raises BadSuite."""
    found = cases.read(Path(path))
    return found.name, found.kind, len(found.cases), len(found.thresholds), " ".join(found.description.split())


def _start() -> None:
    home = service.current().assistant.settings.home
    suites: dict[str, tuple[str, tuple[str, str, int, int, str]]] = {}
    for path in cases.every(home):
        try:
            found = _suite(str(path), path.stat().st_mtime)
            suites.setdefault(found[0], (str(path), found))
        except (BadSuite, OSError) as error:
            st.warning(f"{texts.BAD_SUITE} {inert(str(error))}")
    with st.container(border=True):
        name = st.selectbox(texts.SUITE, list(suites), key="eval-suite", persist_state="session")
        if name is None:
            return
        path, (_, kind, count, bounds, about) = suites[name]
        st.caption(f"{texts.suite_line(kind, count, bounds)}  \n{inert(about)}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            limit = st.number_input(texts.LIMIT, min_value=0, max_value=max(count, 1), value=0, key="eval-limit")
            model = st.selectbox(texts.MODEL_LABEL, (texts.MODEL_AS_SET, texts.MODEL_NONE), key="eval-model")
        if st.button(texts.START, key="eval-start", type="primary", icon=":material/play_arrow:"):
            service.require("evals")
            words = measuring.command(home, path, "none" if model == texts.MODEL_NONE else "", int(limit) or None)
            try:
                if not service.current().measuring.start(words, name):
                    st.toast(texts.BUSY)
            except OSError:
                st.error(texts.CANNOT)
            else:
                st.rerun()


def _rated() -> None:
    """Makes a suite of the questions whose answers people rated."""
    assistant = service.current().assistant
    if not st.button(texts.RATED, key="eval-rated", icon=":material/thumbs_up_down:", help=texts.RATED_WHAT):
        return
    path = assistant.settings.home / "suites" / "feedback.yaml"
    try:
        suite = drafts.from_feedback(assistant.store.rated_turns())
        drafts.save(suite, path)
    except CoachError as error:
        st.warning(inert(str(error)))
        return
    waiting = sum(case.get("status") == "draft" for case in suite["cases"])
    st.success(texts.rated(inert(str(path)), len(suite["cases"]) - waiting, waiting))


def _follow() -> None:
    latest = service.current().measuring.latest
    if latest is None or not latest.running:
        st.rerun()
    st.progress(latest.share, text=f"{texts.RUNNING} {inert(latest.what or latest.suite)}")
    st.caption(texts.RUNNING_WHAT)
    st.button(texts.STOP, key="eval-stop", icon=":material/stop_circle:", on_click=service.current().measuring.stop)


def _ended(latest: measuring.Measurement | None) -> None:
    """What became of the last run, until it is put away."""
    if latest is None or latest.number <= state.run_put_away():
        return
    if latest.stopped:
        st.info(texts.STOPPED)
    elif latest.code == 0:
        st.success(f"{inert(latest.suite)}: {texts.PART if latest.part else texts.HELD}")
    elif latest.code == 1:
        st.error(f"{inert(latest.suite)}: {texts.MISSED}")
    else:
        st.error(f"{texts.FAILED} {inert(' '.join(latest.said[-1:]).removeprefix('coach: '))}")
    st.button(texts.CLOSE, key="eval-close", type="tertiary", on_click=state.put_run_away_until, args=(latest.number,))


# ---- reading


def _line(kept: shelf.Kept) -> str:
    return texts.run_line(kept.name, kept.started, kept.model, kept.verdict)


def _one(kept: list[shelf.Kept]) -> None:
    chosen = st.selectbox(texts.RUN, kept, format_func=_line, key="eval-run")
    if chosen is None:
        return
    try:
        found = run.load(chosen.folder)
        scores = score.score(found.suite, found.answers, found.context)
    except CoachError as error:
        st.error(f"{texts.DAMAGED} {inert(str(error))}")
        return
    if scores.verdicts:
        st.markdown(f"**{texts.THRESHOLDS}**")
        rows = [
            (texts.STATES[v.state], _named(v.threshold.measure, v.threshold.where), report.bound(v.threshold), v.says)
            for v in scores.verdicts
        ]
        _table(rows, texts.THRESHOLD_COLUMNS)
    st.markdown(f"**{texts.MEASURES}**")
    rows = [
        (
            _plain(s.measure), table.number(s.interval.mean, _MEASURES[s.measure]), _interval(s), str(s.interval.n), str(s.failed or ""),
            _MEASURES[s.measure].better,
        )
        for s in scores.summaries
        if not s.slice and s.interval
    ]  # fmt: skip
    _table(rows, texts.COLUMNS)
    st.download_button(
        texts.REPORT, lambda: report.html(found, scores, report.history(found)), file_name=f"{chosen.name}.html", mime="text/html",
        help=texts.REPORT_WHAT, icon=":material/description:", key="eval-report", on_click="ignore",
    )  # fmt: skip


def _interval(found: score.Summary) -> str:
    measure = _MEASURES[found.measure]
    assert found.interval is not None
    return f"{table.number(found.interval.low, measure)} – {table.number(found.interval.high, measure)}"


def _named(measure: str, where: object) -> str:
    parts = [f"{value}" for value in dict(where).values()] if where else []  # type: ignore[call-overload]
    return " · ".join([_plain(measure), *parts])


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _table(rows: list[tuple[str, ...]], columns: tuple[str, ...]) -> None:
    st.dataframe(
        {name: [row[n] for row in rows] for n, name in enumerate(columns)}, hide_index=True, height="content", width="stretch"
    )  # fmt: skip


# ---- comparing


def _two(kept: list[shelf.Kept]) -> None:
    st.markdown(texts.COMPARE_WHAT)
    suites = [name for name in dict.fromkeys(k.suite for k in kept) if sum(k.suite == name for k in kept) > 1]
    if not suites:
        st.caption(texts.COMPARE_FEW)
        return
    pairs = [k for k in kept if k.suite in suites]
    after = st.selectbox(texts.AFTER, pairs, format_func=_line, key="eval-b")
    others = [k for k in pairs if after is not None and k.suite == after.suite and k.name != after.name]
    before = st.selectbox(texts.BEFORE, others, format_func=_line, key="eval-a")
    if after is None or before is None or not st.button(texts.COMPARE_BUTTON, key="eval-compare"):
        return
    try:
        found = compare.compare(run.load(before.folder), run.load(after.folder))
    except CoachError as error:
        st.error(f"{texts.DAMAGED} {inert(str(error))}")
        return
    if not found.differences:
        st.error(texts.NOTHING_SHARED)
        return
    show = st.error if found.worse else st.info if found.verdict == compare.SAME else st.success
    show(texts.verdict(inert(found.verdict.replace("_", " "))))
    st.caption(f"{texts.CHANGED} {inert(', '.join(found.changed)) or texts.CHANGED_NOTHING}")
    rows = [
        (
            _plain(d.measure), table.number(d.a, _MEASURES[d.measure]), table.number(d.b, _MEASURES[d.measure]),
            table.interval(d.difference, _MEASURES[d.measure]), "" if d.p is None else f"{d.p:.3f}", d.verdict,
        )
        for d in found.differences
    ]  # fmt: skip
    _table(rows, texts.COMPARE_COLUMNS)
    st.download_button(
        texts.COMPARE_REPORT, lambda: report.comparison(found), file_name=f"{before.name}-{after.name}.html", mime="text/html",
        icon=":material/compare_arrows:", key="eval-compare-report", on_click="ignore",
    )  # fmt: skip
