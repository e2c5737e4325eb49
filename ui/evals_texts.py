"""The English texts of the page Evals; the others are in texts.py."""

from __future__ import annotations

from datetime import datetime

PAGE = "Evals"
WHAT = (
    "Did the answers get better or worse? A suite is a file of cases with what a good answer shows; a run asks them all once "
    "and keeps what came back, so that it can be scored, compared and read again."
)
MEASURE = "Measure"
SUITE = "Suite"
LIMIT = "Cases at most (0: all, and the thresholds are judged)"
MODEL_LABEL = "Chat model"
MODEL_AS_SET, MODEL_NONE = "as set", "none"
START = "Start"
RUNNING = "Asking…"
RUNNING_WHAT = "It goes on while you use other pages. What was asked is kept: started again, it goes on from there."
STOP = "Stop"
BUSY = "A run is on its way already."
CANNOT = "The run could not be started on this machine."
STOPPED = "Stopped. Start the same suite again to go on."
HELD = "Done: every threshold holds."
PART = "Done. The thresholds are not judged, since only a part of the suite was asked."
MISSED = "Done: a threshold is missed."
FAILED = "It could not be done:"
CLOSE = "Close"
RATED = "Make cases of the rated answers"
RATED_WHAT = "Questions whose answers somebody marked as good or bad become a suite. What was bad waits for your word on what would be right."
RUNS = "Runs"
RUNS_NONE = "No run yet. Start one above, or with `coach eval run`."
RUN = "Run"
VERDICTS = {"held": "thresholds hold", "missed": "a threshold is missed", "": "not judged"}
THRESHOLDS = "Thresholds"
STATES = {"met": "holds", "missed": "missed", "not judged": "not judged"}
MEASURES = "Measures"
COLUMNS = ("measure", "mean", "95% interval", "cases", "failed", "better")
THRESHOLD_COLUMNS = ("", "measure", "bound", "found")
REPORT = "Report"
REPORT_WHAT = "One HTML file that needs nothing else: measures, plots, and every case open to its passages."
COMPARE = "Compare"
COMPARE_WHAT = "Two runs of one suite, case by case. “Not shown to differ” does not mean equal: look at the interval."
COMPARE_FEW = "Two runs of one suite are needed. Asked again with the same program, library and model, a suite goes on with the run that is there; another run comes of a change to one of them."
BEFORE, AFTER = "A, before", "B, after"
COMPARE_BUTTON = "Compare"
COMPARE_COLUMNS = ("measure", "A", "B", "B − A [95% interval]", "p", "verdict")
COMPARE_REPORT = "Both answers side by side"
NOTHING_SHARED = "These two runs have no answered case in common."
CHANGED, CHANGED_NOTHING = "Other in B:", "nothing (a re-run of the same version)"
BAD_SUITE = "A suite cannot be read:"
DAMAGED = "This run cannot be read:"


def suite_line(kind: str, cases: int, thresholds: int) -> str:
    """What a suite is."""
    return f"{kind} · {cases} cases · {thresholds} thresholds" if thresholds else f"{kind} · {cases} cases"


def run_line(name: str, started: str, model: str, verdict: str) -> str:
    """A run in a list."""
    return f"{name} · {_when(started)} · model {model} · {VERDICTS[verdict]}"


def _when(started: str) -> str:
    """A time as people here write it; as it stands where it is none."""
    try:
        when = datetime.fromisoformat(started).astimezone()
    except ValueError:
        return started
    return f"{when.day} {when:%b %Y, %H:%M}"


def verdict(words: str) -> str:
    """What a comparison says."""
    return f"B is {words}."


def rated(path: str, whole: int, drafts: int) -> str:
    """What became of the rated answers."""
    return f"{path}: {whole} cases to ask, {drafts} drafts that wait for your word in the file."
