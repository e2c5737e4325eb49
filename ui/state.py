"""What a browser tab remembers between script runs: the only module that touches st.session_state and the page's query.

Nothing that must last is here; conversations, answers and commitments are in the store. The open conversation also stands
in the address (`?c=`), so that a refresh, a second tab or a bookmark shows the same.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from assistant.people import Person

# Keys of widgets; the others are this module's own.
ROLE, ROOM, INPUT, SEARCH, PART = "role", "room", "input", "search", "library-part"
LINE, KIND, LEVEL, SKILL, LEARN = "line", "kind", "level", "skill", "learn"
DRILL, SCENARIO = "drill", "scenario-to-write"
EXCHANGE = "exchange-part"
_CONVERSATION, _SOURCE, _CHANGED = "_conversation", "_source", "_changed"
_VISIT, _LISTED, _UPLOADS, _PAGES, _ASKED = "_visit", "_listed", "_uploads", "_pages", "_asked"
_PREFILL, _PUT_AWAY, _REMOVED, _WITHOUT, _PREVIEW = "_prefill", "_put_away", "_removed", "_without", "_preview"
_RUN_PUT_AWAY = "_run_put_away"
_PRACTICE, _HELP, _DRILLING = "_practice", "_help", "_drilling"
_WRITING, _WRITTEN = "_writing", "_written"
LISTED = 20  # conversations that are listed at first


@dataclass(frozen=True, slots=True)
class OpenSource:
    """A citation that is open beside the page: an article and the exact spans, each with what it said."""

    article: str
    spans: tuple[tuple[int, int, str], ...]


# ---- who this is

_PERSON = "_person"


def keep_person(mark: str, found: Person) -> None:
    """Who is logged in in this tab, as looked up just now. Somebody else than before finds nothing of the other's."""
    _, before, _ = st.session_state.get(_PERSON, ("", found, 0.0))
    if before.id != found.id:
        forget()
    st.session_state[_PERSON] = (mark, found, time.monotonic())


def somebody_was_here() -> bool:
    """Whether somebody was logged in in this tab a moment ago."""
    return _PERSON in st.session_state


def person(mark: str, seconds: float) -> Person | None:
    """It, where this session of theirs was looked up within these seconds."""
    known, found, when = st.session_state.get(_PERSON, ("", None, 0.0))
    return found if known == mark and time.monotonic() - when <= seconds else None


# ---- the open conversation


def conversation() -> str:
    """The id of the open conversation, "" on an empty page. To be called on the Ask page only."""
    asked = st.query_params.get("c", "")
    if asked:
        st.session_state[_CONVERSATION] = asked
    found: str = st.session_state.get(_CONVERSATION, "")
    if found and not asked:
        st.query_params["c"] = found
    return found


def open_conversation(id: str) -> None:
    """Shows a conversation; "" shows the empty page."""
    st.session_state[_CONVERSATION] = id
    st.session_state.pop(_REMOVED, None)
    close_source()
    if id:
        st.query_params["c"] = id
    elif "c" in st.query_params:
        del st.query_params["c"]


def listed() -> int:
    """How many conversations are listed."""
    return int(st.session_state.get(_LISTED, LISTED))


def list_more() -> None:
    """Lists more of them."""
    st.session_state[_LISTED] = listed() + LISTED


def search() -> str:
    """What is looked for among the conversations."""
    return str(st.session_state.get(SEARCH) or "").strip()


def keep_removed(removed: Any) -> None:
    """Keeps what was deleted last, for as long as it can be undone: until the next conversation is opened or deleted."""
    st.session_state[_REMOVED] = removed


def removed() -> Any:
    """It, or None."""
    return st.session_state.get(_REMOVED)


# ---- asking


def role() -> str:
    """manager, rep or ""."""
    return str(st.session_state.get(ROLE) or "")


def room() -> bool:
    """Whether the question goes to each author."""
    return bool(st.session_state.get(ROOM))


def asked(turn: str) -> None:
    """Remembers the turn that was asked last in this tab."""
    st.session_state[_ASKED] = turn


def just_asked() -> str:
    """The turn that was asked last in this tab."""
    return str(st.session_state.get(_ASKED, ""))


def prefill(text: str) -> None:
    """Puts text into the chat input with the next run, for the person to go on with."""
    st.session_state[_PREFILL] = text


def fill_input(key: str = INPUT) -> None:
    """Does so; to be called before the input is drawn."""
    text = st.session_state.pop(_PREFILL, "")
    if text:
        st.session_state[key] = text


# ---- practising


@dataclass(frozen=True, slots=True)
class Help:
    """What was asked for on the way, and where the talk stood then: another turn, and it is not shown any more."""

    session: str
    turn: int
    kind: str  # hint or strong


def practice() -> str:
    """The id of the open practice session, "" when there is none. To be called on the Practise page only."""
    asked = query("s")
    if asked:
        st.session_state[_PRACTICE] = asked
    elif scenario():
        return ""
    found: str = st.session_state.get(_PRACTICE, "")
    if found and not asked:
        st.query_params["s"] = found
    return found


def open_practice(id: str) -> None:
    """Shows a practice session; "" shows the scenarios."""
    st.session_state[_PRACTICE] = id
    close_source()
    for name in ("s", "scenario"):
        if name in st.query_params:
            del st.query_params[name]
    if id:
        st.query_params["s"] = id


def scenario() -> str:
    """The scenario that is looked at before the start."""
    return query("scenario")


def look_at(id: str) -> None:
    """Looks at a scenario."""
    open_practice("")
    st.query_params["scenario"] = id


def ask_help(session: str, turn: int, kind: str) -> None:
    """Shows a hint or a strong line; asked for again, it is put away."""
    wanted = Help(session, turn, kind)
    st.session_state[_HELP] = None if st.session_state.get(_HELP) == wanted else wanted


def help_asked(session: str, turn: int) -> str:
    """hint, strong or ""."""
    found: Help | None = st.session_state.get(_HELP)
    return found.kind if found is not None and (found.session, found.turn) == (session, turn) else ""


# ---- writing a scenario


@dataclass
class Writing:
    """A scenario that somebody writes: what it began as, what was found in which text, and what went wrong last."""

    opened: Any  # an assistant.practice.authoring.Opened
    checked: tuple[str, tuple[str, ...]] | None = None  # a text, and its problems
    trouble: str = ""
    files: int = 0  # how many were read into it: the field for the next one is empty again


def writing_key(choice: str) -> str:
    """The key of the field for what was chosen to write on. Each choice has its own, so that none overwrites another."""
    return f"scenario-text-{choice}"


def writing(choice: str) -> Writing | None:
    """What is written on, if that was begun in this tab."""
    found: Writing | None = st.session_state.get(_WRITING, {}).get(choice)
    return found


def written(choice: str) -> str:
    """What stands in its field."""
    return str(st.session_state.get(writing_key(choice)) or "")


def write_on(choice: str, opened: Any) -> Writing:
    """Begins with a text. To be called before its field is drawn, or in a callback."""
    found = st.session_state.setdefault(_WRITING, {})[choice] = Writing(opened)
    st.session_state[writing_key(choice)] = opened.text
    return found


def write_in(choice: str, text: str) -> None:
    """Puts another text into its field, in a callback."""
    st.session_state[writing_key(choice)] = text


def leave_writing(choice: str) -> None:
    """Forgets what is written there; the next look at it begins anew. In a callback, or before its field is drawn."""
    st.session_state.get(_WRITING, {}).pop(choice, None)
    st.session_state.pop(writing_key(choice), None)


def choose_writing(choice: str | None) -> None:
    """Chooses what to write on. In a callback, or before the choice is drawn."""
    st.session_state[SCENARIO] = choice


def go_on_writing(choice: str, kept: str, opened: Any, said: str) -> None:
    """What was written as `choice` is now `kept`, from the next run on, which says so: see `went_on_writing`."""
    st.session_state[_WRITTEN] = (choice, kept, opened, said)


def went_on_writing() -> str:
    """Does so, and returns what to say; "" when there is nothing. To be called before the choice is drawn."""
    if _WRITTEN not in st.session_state:
        return ""
    choice, kept, opened, said = st.session_state.pop(_WRITTEN)
    leave_writing(choice)
    write_on(kept, opened)
    choose_writing(kept)
    return str(said)


# ---- drilling


@dataclass
class Drilling:
    """The drill of this visit: the item on the page, what was answered to it, and the tally."""

    item: Any = None  # a drills.Item
    answer: str = ""
    verdict: Any = None  # a drills.Verdict, once it was answered
    seen: tuple[str, ...] = ()
    good: int = 0


def drilling() -> Drilling:
    """The drill of this visit."""
    found: Drilling = st.session_state.setdefault(_DRILLING, Drilling())
    return found


def go_on_without() -> None:
    """In this tab the question whether a model elsewhere may be asked was put off."""
    st.session_state[_WITHOUT] = True


def goes_on_without() -> bool:
    """Whether it was."""
    return bool(st.session_state.get(_WITHOUT))


# ---- the open source


def open_source(article: str, spans: Sequence[tuple[int, int, str]]) -> None:
    """Opens an article at the spans, with the next run of the whole page."""
    st.session_state[_SOURCE] = OpenSource(article, tuple(spans))
    st.session_state[_CHANGED] = True


def close_source() -> None:
    """Closes it."""
    st.session_state[_SOURCE] = None


def source() -> OpenSource | None:
    """The article that is open beside the page."""
    st.session_state[_CHANGED] = False
    found: OpenSource | None = st.session_state.get(_SOURCE)
    return found


def changed() -> bool:
    """Whether a part of the page that runs by itself opened something that only the whole page can show."""
    return bool(st.session_state.get(_CHANGED))


# ---- the visit


def visit_began() -> datetime:
    """When this tab was opened (UTC)."""
    if _VISIT not in st.session_state:
        st.session_state[_VISIT] = datetime.now(UTC)
    found: datetime = st.session_state[_VISIT]
    return found


def uploads_key(field: str = "uploads") -> str:
    """The key of a field for what is to be added; it changes after each batch, so that the field is empty again."""
    return f"{field}-{st.session_state.get(_UPLOADS, 0)}"


def clear_uploads() -> None:
    """Empties those fields, and puts the preview away."""
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    st.session_state.pop(_PREVIEW, None)


def keep_preview(mark: str, found: Any) -> None:
    """Keeps what would be added; `mark` says of what."""
    st.session_state[_PREVIEW] = (mark, found)


def preview(mark: str) -> Any:
    """It, unless something else is chosen now."""
    kept, found = st.session_state.get(_PREVIEW, ("", None))
    return found if kept == mark else None


def put_away() -> int:
    """The number of the last task of the library whose result was put away."""
    return int(st.session_state.get(_PUT_AWAY, 0))


def put_away_until(number: int) -> None:
    """Puts the results of tasks up to this one away."""
    st.session_state[_PUT_AWAY] = number


def run_put_away() -> int:
    """The number of the last measurement whose end was put away."""
    return int(st.session_state.get(_RUN_PUT_AWAY, 0))


def put_run_away_until(number: int) -> None:
    """Puts the ends of measurements up to this one away."""
    st.session_state[_RUN_PUT_AWAY] = number


def value(key: str) -> object:
    """What stands in a widget."""
    return st.session_state.get(key)


def forget() -> None:
    """Empties this tab: what is typed, open or kept for undoing. The pages stay."""
    for key in [key for key in st.session_state if key not in (_PAGES, _VISIT)]:
        del st.session_state[key]


def query(name: str) -> str:
    """One parameter of the page's address."""
    return str(st.query_params.get(name, ""))


# ---- the pages


def keep_pages(pages: dict[str, Any]) -> dict[str, Any]:
    """Keeps the pages of this run by name, for links to them; returns them."""
    st.session_state[_PAGES] = pages
    return pages


def page(name: str) -> Any:
    """A page to link to."""
    return st.session_state[_PAGES][name]


def page_at(url_path: str) -> Any:
    """The page of that address, None where there is none."""
    return next((page for page in st.session_state[_PAGES].values() if page.url_path == url_path), None)


# ---- reflecting

_SITTING, _NOTE, _ROUND = "_sitting", "_note", "_round"


def sitting() -> Any:
    """The exercise that is open in this tab (assistant.exercises.session.Sitting), None for the list."""
    return st.session_state.get(_SITTING)


def sit(found: Any) -> None:
    """Opens an exercise where it stands; its id is in the address from its first answer on. None shows the list."""
    st.session_state[_SITTING] = found
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    close_source()
    _address("run", found.id if found is not None else "")
    if found is not None:
        _address("kept", "")


def round_of_answers() -> int:
    """Counts what was answered in this tab, so that every question has a field of its own."""
    return int(st.session_state.get(_ROUND, 0))


def show_result(id: str) -> None:
    """Shows a result; "" shows the list."""
    st.session_state[_SITTING] = None
    close_source()
    _address("run", "")
    _address("kept", id)


def note(kind: str, words: str = "") -> None:
    """What is said beside the open question: a problem, or the words of care."""
    st.session_state[_NOTE] = (kind, words)


def noted() -> tuple[str, str]:
    """(kind, words)."""
    found: tuple[str, str] = st.session_state.get(_NOTE, ("", ""))
    return found


def _address(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
