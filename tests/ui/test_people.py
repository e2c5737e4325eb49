"""Several people at one app: who they are, what each may do, and that nobody gets to another's."""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant import own_data, privacy
from assistant.practice.scenario import read, shipped
from assistant.settings import Settings
from tests.data.make_state import fill
from tests.ui.pages import Open, ask, fresh, go, press, ran, seen
from tests.ui.scripted import Gate, answered
from tests.ui.team import Office, owner
from ui import library_texts, people_texts, practice_texts, service, settings_texts, texts

ROOT = Path(__file__).parents[2]
PAGES = ["", "practise", "drill", "reflect", "progress", "library", "evals", "settings", "article", "shared"]
WORDS = ("About Dana", "что делать", "Ask her.", "Talk to her on Thursday.", "too general", "eleven hours of e-mail")
FREIGHT = {item.id: item for item in map(read, shipped())}["freight-dispatch"]
LINE = "How does an order get from a customer into dispatch today?"


@pytest.fixture
def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Ann is an admin; nobody has a role yet."""
    yield Office(settings, monkeypatch)
    service.provide(None)


def editor(office: Office, name: str) -> None:
    """Makes somebody an editor, who has been here."""
    office.at(name)
    office.here("ann")
    service.team().set_role(owner(name), "editor")


def practised(office: Office, name: str) -> str:
    """A finished talk of theirs; returns the session."""
    office.here(name)
    session = service.current().assistant.practice.begin(FREIGHT.id)
    session.say(LINE)
    session.finish()
    return str(session.id)


# ---------------------------------------------------------------- who is let in


@pytest.mark.parametrize("url_path", PAGES)
def test_nobody_sees_a_page_before_logging_in(office: Office, url_path: str) -> None:
    office.here("")
    fill(office.assistant.store)
    at = fresh()
    at = go(at, url_path) if url_path else at
    assert [button.label for button in at.button] == [people_texts.LOG_IN]
    page = seen(at)
    assert people_texts.WELCOME in page and texts.ASK_WHAT not in page and "About Dana" not in page


def test_a_login_that_is_too_old_or_unconfirmed_says_why(office: Office) -> None:
    office.here("bob", iat=0)
    assert "counts for 12 hours" in seen(fresh())
    office.here("bob", email_verified=False)
    assert "did not confirm your e-mail address" in seen(fresh())
    office.here("ann")
    assert [known.name for known in service.team().people()] == ["Ann"]


def test_a_session_that_ends_in_the_middle_of_something_says_so(office: Office) -> None:
    at = office.at("bob")
    ask(at, "she is quiet")
    office.here("bob", iat=0)
    page = seen(press(at, texts.NEW))
    assert "counts for 12 hours" in page and "she is quiet" not in page
    assert [button.label for button in at.button] == [people_texts.LOG_IN]
    assert len(office.of("bob").store.conversations()) == 1


def test_what_an_editor_does_with_files_is_not_read_by_members(office: Office) -> None:
    office.here("ann")
    assert service.current().tasks.start("add", lambda: [(True, "secret.md: added")])
    while service.current().tasks.latest.running:
        time.sleep(0.01)
    assert "secret.md" in seen(office.at("ann", "library"))
    assert "secret.md" not in seen(office.at("bob", "library"))


def test_logging_out_ends_the_session_in_every_tab(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    out: list[str] = []
    monkeypatch.setattr("streamlit.logout", lambda: out.append("out"))
    at, other = office.at("bob"), fresh()
    assert "Bob" in seen(at)
    ran(at.button(key="log-out").click().run())
    assert out == ["out"]
    monkeypatch.setattr("ui.login.FRESH", -1.0)
    assert "You logged out." in seen(ran(other.run())) and texts.ASK_WHAT not in seen(other)
    office.here("bob", iat=time.time())  # a new login
    assert texts.ASK_WHAT in seen(fresh())


def test_one_person_alone_notices_nothing_of_it(begin: Open) -> None:
    at, assistant = begin()
    ask(at, "she is quiet")
    assistant.store.add_unanswered("accelerators?", [])
    service.team().record("add", "parking")
    talk = assistant.store.conversations()[0].id
    said = {value for name, value in vars(people_texts).items() if name.isupper() and isinstance(value, str)}
    said -= {"done", "not yet", "Withdrawn.", "Kept."}
    for url_path in [page for page in PAGES if page not in ("reflect", "shared")]:
        at = fresh({"c": talk})
        page = seen(go(at, url_path) if url_path else at)
        assert not [text for text in said if len(text) > 8 and text in page], url_path
        assert not {"log-out", f"sharing-{talk}"} & {str(button.key) for button in at.button}
    assert [c.what for c in service.team().audit()] == ["parking"]


# ---------------------------------------------------------------- nobody gets to another's


def test_a_question_of_one_is_not_the_others(office: Office) -> None:
    at = office.at("ann")
    ask(at, "she is quiet")
    assert "she is quiet" in seen(at)
    assert [c.title for c in office.of("ann").store.conversations()] == ["she is quiet"]
    assert office.assistant.store.conversations() == office.of("bob").store.conversations() == []
    assert "she is quiet" not in seen(office.at("bob"))


@pytest.mark.parametrize("url_path", PAGES)
@pytest.mark.parametrize("role", ["member", "editor", "admin"])
def test_no_address_shows_what_is_anothers(office: Office, url_path: str, role: str) -> None:
    office.here("carl")
    service.current()
    carl = office.of("carl").store
    fill(carl)
    session = practised(office, "carl")
    name = {"admin": "ann"}.get(role, "bob")
    if role == "editor":
        editor(office, "bob")
    rows = carl.everything()
    ids = ["%", "", *(table[0]["id"] for table in rows.values() if role == "member")]
    keys = {"": "c", "practise": "s", "reflect": "run", "article": "id", "shared": "t"}
    for id in [session, *ids] if url_path in keys else ids[:1]:
        more = {"kept": id} if url_path == "reflect" else {}
        page = seen(office.at(name, url_path, {keys.get(url_path, "c"): id} | more))
        assert not [word for word in (*WORDS, LINE) if word in page], id
    assert carl.everything() == rows


def test_a_search_finds_ones_own_only(office: Office) -> None:
    fill(office.of("carl").store)
    at = office.at("bob")
    at.text_input(key="search").set_value("Dana")
    assert texts.NONE_FOUND in seen(ran(at.run()))


def test_what_one_takes_out_or_deletes_is_ones_own(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    carl = office.of("carl")
    fill(carl.store)
    privacy.set_masking(carl.settings.home, True, ["About Dana"], carl.settings.owner)
    before = carl.store.everything()
    given: list[bytes] = []
    at = office.at("bob", "settings")
    monkeypatch.setattr("streamlit.download_button", lambda label, data, **_: given.append(data))
    press(at, settings_texts.EXPORT)
    with zipfile.ZipFile(io.BytesIO(given[0])) as packed:
        everything = b"\n".join(packed.read(name) for name in packed.namelist()).decode()
    assert not [word for word in WORDS if word in everything]
    monkeypatch.setattr("streamlit.logout", lambda: office.here(""))
    at.text_input(key="delete-word").set_value("delete")
    press(ran(at.run()), settings_texts.DELETE_BUTTON)
    assert people_texts.WELCOME in seen(at)
    assert not any(office.of("bob").store.everything().values()), "nor is a name written down again"
    assert carl.store.everything() == before
    assert privacy.read(carl.settings.home, carl.settings.owner).names == ("About Dana",)


def test_nobody_stops_or_repeats_anothers_answer(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    office = Office(settings, monkeypatch, [answered(), gate, answered()])
    office.here("carl")
    here = service.current()
    talk = here.assistant.store.start_conversation("x")
    turn = here.worker.ask(talk, "secret question")
    assert gate.reached.wait(10)
    office.here("bob")
    other = service.current()
    other.worker.stop(turn)
    other.worker.again(here.assistant.store.turn(turn))
    assert here.assistant.store.turn(turn).state == "running"
    gate.open.set()
    while here.assistant.store.turn(turn).state == "running":
        pass
    assert here.assistant.store.turn(turn).state == "done"
    assert other.assistant.store.turns(talk) == []
    service.provide(None)


def test_a_tab_that_somebody_else_goes_on_with_shows_nothing_of_before(office: Office) -> None:
    at = office.at("carl")
    ask(at, "she is quiet")
    office.here("bob")
    page = seen(ran(at.run()))
    assert "she is quiet" not in page


def test_names_to_mask_are_each_persons_own(office: Office) -> None:
    for name in ("ann", "bob"):
        at = office.at(name, "settings")
        at.text_area(key="mask-names").set_value(f"{name} friend")
        press(at, settings_texts.MASK_SAVE)
    for name in ("ann", "bob"):
        found = office.of(name).settings
        assert privacy.read(found.home, found.owner).names == (f"{name} friend",)
    assert privacy.read(office.assistant.settings.home) == privacy.Privacy()


def test_sentences_that_one_relabels_teach_nobody_else(office: Office) -> None:
    ann = office.of("ann")
    ann.store.label_practice("s", "t", 0, "What now?", "information", "goal", True)
    ann.practice.learn()
    assert [example.text for example in ann.practice.own_examples()] == ["What now?"]
    assert office.of("bob").practice.own_examples() == []
    assert ann.practice.judge is not office.of("bob").practice.judge
    assert office.of("bob").practice.judge is office.of("carl").practice.judge


def test_cases_of_rated_answers_go_with_whose_they_are(office: Office) -> None:
    store, home = office.of("ann").store, office.assistant.settings.home
    talk = store.start_conversation("x")
    turn = store.start_turn(talk, "secret")
    store.save_answer(turn, {"kind": "answer"}, "done")
    store.add_feedback(turn, True)
    for run in ("mine", "other"):
        (home / "runs" / run).mkdir(parents=True)
    (home / "runs" / "mine" / "suite.json").write_text(f'["feedback-{turn}"]')
    suite = home / "suites" / own_data.SUITE
    suite.parent.mkdir(parents=True, exist_ok=True)
    suite.write_text(f"cases:\n- id: feedback-{turn}\n  question: secret\n- id: feedback-other\n  question: kept\n")
    own_data.erase(office.of("ann").settings, store)
    assert "secret" not in suite.read_text() and "kept" in suite.read_text()
    assert [path.name for path in (home / "runs").iterdir()] == ["other"]


# ---------------------------------------------------------------- what each may do


def guarded() -> dict[str, Callable[..., Any]]:
    """Every callback that only some may use."""
    found = {}
    for path in [*(ROOT / "ui" / "views").glob("*.py"), *(ROOT / "ui" / "components").glob("*.py")]:
        module = importlib.import_module(f"ui.{path.parent.name}.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if hasattr(function, "only") and function.__module__ == module.__name__:
                found[f"{path.stem}.{name}"] = function
    return found


GUARDED = guarded()
MAY = {action: {"editor", "admin"} for action in ("library", "scenarios", "unanswered", "lead")}


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("role", ["member", "editor", "admin"])
def test_what_is_pressed_is_checked_where_it_is_done(office: Office, name: str, role: str) -> None:
    """With arguments that nothing takes: who may gets as far as that, and for who may not nothing is called."""
    if role == "editor":
        editor(office, "bob")
    office.here("ann" if role == "admin" else "bob")
    action = GUARDED[name].only  # type: ignore[attr-defined]
    if role in MAY.get(action, {"admin"}):
        with pytest.raises(TypeError):
            GUARDED[name](nothing_takes_this=True)
    else:
        GUARDED[name](nothing_takes_this=True)


# What changes something that is not one's own: where a page does it, a guard stands around it.
CHANGES = {"remove", "rebuild", "accept", "reject", "edit", "draft", "overrule", "set_role", "record"}
CHANGES |= {"set_unanswered", "withdraw", "save"}
ELSEWHERE = {"_draft": "hands the work to _decide", "changed": "called by _save"}


def test_everything_that_changes_what_is_shared_is_guarded() -> None:
    open_doors, count = [], 0
    for path in [*(ROOT / "ui" / "views").glob("*.py"), *(ROOT / "ui" / "components").glob("*.py")]:
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(function, ast.FunctionDef) or function.name in ELSEWHERE:
                continue
            calls = {
                node.func.attr
                for node in ast.walk(function)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name | ast.Call | ast.Attribute)
                and ast.unparse(node.func.value).rpartition(".")[2] in
                ("library", "files", "editor", "probes", "authoring", "team", "team()", "record")
            }  # fmt: skip
            if not calls & CHANGES:
                continue
            count += 1
            around = ast.unparse(function.decorator_list[0]) if function.decorator_list else ""
            first = ast.unparse(ast.Module(function.body[:3], []))
            if not around.startswith("only(") and "service.require(" not in first:
                open_doors.append(f"{path.stem}.{function.name}: {calls & CHANGES}")
    assert open_doors == [] and count >= 6


def test_a_member_reads_the_library_and_changes_nothing(office: Office) -> None:
    at = office.at("bob", "library")
    page = seen(at)
    assert people_texts.EDITORS_WRITE in page and "Quiet people" in page
    for words in (texts.ADD_BUTTON, texts.REMOVE_BUTTON, texts.REBUILD, library_texts.DRAFTS_WHAT):
        assert words not in page
    editor(office, "bob")
    page = seen(office.at("bob", "library"))
    assert texts.REBUILD in page and texts.REMOVE_BUTTON in page and people_texts.EDITORS_WRITE not in page


@pytest.mark.parametrize("name", ["bob", "ed"])
def test_evals_and_the_installation_are_the_admins(office: Office, name: str) -> None:
    if name == "ed":
        editor(office, "ed")
    at = office.at(name, "evals")
    assert any("you may not see and start evals" in error.value for error in at.error) and not at.selectbox
    page = seen(office.at(name, "settings"))
    assert str(office.assistant.settings.home) not in page and people_texts.PEOPLE not in page
    page = seen(office.at("ann", "settings"))
    assert str(office.assistant.settings.home) in page and people_texts.PEOPLE in page


def test_an_admin_makes_an_editor_on_the_page_and_it_is_on_record(office: Office) -> None:
    office.at("bob")
    at = office.at("ann", "settings")
    at.button_group(key=f"role-{owner('bob')}").set_value("editor")
    ran(at.run())
    office.here("bob")
    assert service.person().role == "editor"
    at = office.at("bob", "library")
    at.button_group[0].set_value(people_texts.AUDIT)
    assert "Ann gave a role: editor, Bob" in seen(ran(at.run()))


def test_questions_that_found_nothing_reach_editors_without_who_asked(office: Office) -> None:
    office.of("carl").store.add_unanswered("accelerators?", ["pay"])
    office.at("carl")
    editor(office, "bob")
    at = office.at("bob", "library")
    at.button_group[0].set_value(library_texts.NEXT)
    page = seen(ran(at.run()))
    assert "accelerators?" in page and "Carl" not in page
    press(at, library_texts.UNANSWERED_DONE)
    assert [kept.state for kept in office.of("carl").store.unanswered("")] == ["done"]


def test_what_is_removed_is_on_record(office: Office) -> None:
    at = office.at("ann", "library")
    press(at, texts.REMOVE_BUTTON)
    while service.current().tasks.latest.running:
        pass
    assert [(c.by, c.action, c.what) for c in service.team().audit()] == [("Ann", "remove", "quiet")]


# ---------------------------------------------------------------- sharing, asking, figures


def link(at: AppTest) -> str:
    (found,) = [code.value for code in at.code if "/shared?t=" in code.value]
    return str(found).rpartition("=")[2]


def test_a_conversation_is_shared_as_it_is_and_taken_back(office: Office) -> None:
    at = office.at("ann")
    ask(at, "she is <b>quiet</b> [x](http://evil.example)")
    press(at, people_texts.SHARE_MAKE)
    token = link(at)
    ask(at, "and what is not shared")
    at = office.at("bob", "shared", {"t": token})
    page = seen(at)
    assert "she is <b>quiet</b>" in page and "I'd ask her. Today." in page and "Shared by Ann" in page
    assert "what is not shared" not in page and not at.chat_input
    assert [button.key for button in at.button] == ["log-out"]
    press(office.at("ann", "settings"), people_texts.SHARE_BACK)
    assert people_texts.SHARED_GONE in seen(office.at("bob", "shared", {"t": token}))


def test_a_practice_is_shared_with_its_scorecard(office: Office) -> None:
    session = practised(office, "ann")
    at = office.at("ann", "practise", {"s": session})
    press(at, people_texts.SHARE_MAKE)
    page = seen(office.at("bob", "shared", {"t": link(at)}))
    assert LINE.replace("?", "") in page and practice_texts.CARD_TITLE in page


def test_a_lead_asks_and_sees_done_or_not(office: Office) -> None:
    office.at("bob")
    at = office.at("ann", "practise")
    at.selectbox(key="ask-scenario").set_value(FREIGHT.id)
    at.selectbox(key="ask-whom").set_value(owner("bob"))
    at.date_input(key="ask-by").set_value(date.today() + timedelta(3))
    press(at, people_texts.ASK_BUTTON)
    assert "Bob: not yet" in seen(ran(at.run()))
    at = office.at("bob", "practise")
    assert people_texts.ASKED_OF_YOU in seen(at) and people_texts.ASK_TITLE not in [e.label for e in at.expander]
    ran(at.button(key=next(b.key for b in at.button if str(b.key).startswith("asked-go-"))).click().run())
    assert practice_texts.BEGIN in seen(at)
    practised(office, "bob")
    assert people_texts.ASKED_OF_YOU not in seen(office.at("bob", "practise"))
    at = office.at("ann", "practise")
    assert "Bob: done" in seen(at) and LINE not in seen(at)
    press(at, people_texts.WITHDRAW)
    assert people_texts.ASKED_NONE in seen(ran(at.run()))


def test_group_figures_are_for_leads(office: Office) -> None:
    assert people_texts.GROUP_FEW in seen(office.at("ann", "progress"))
    assert people_texts.GROUP not in seen(office.at("bob", "progress"))
