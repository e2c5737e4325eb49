"""The pages, driven by Streamlit's AppTest against a scripted assistant: what a person sees, and what was stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.advice.answer import Answer, Sentence, Step, View
from assistant.errors import StoreError
from assistant.settings import Settings
from corpus.errors import IndexUnusable
from tests.ui.pages import APP, Open, ask, fresh, go, press, ran, seen
from tests.ui.scripted import QUOTE, TEXT, Gate, ScriptedAssistant, answered, cite
from ui import service, texts

# ---------------------------------------------------------------- asking


def test_an_empty_page_says_what_this_is_and_offers_four_questions(begin: Open) -> None:
    at, assistant = begin()
    assert texts.ASK_WHAT in seen(at)
    assert [b.label for b in at.button if b.label in texts.ASK_EXAMPLES] == list(texts.ASK_EXAMPLES)
    press(at, texts.ASK_EXAMPLES[1])
    assert assistant.asked[0]["question"] == texts.ASK_EXAMPLES[1]
    assert "I'd ask her." in seen(at)


def test_an_answer_shows_steps_sources_question_and_action(begin: Open) -> None:
    at, assistant = begin()
    ask(at, "she is quiet")
    page = seen(at)
    for said in ("she is quiet", "What I hear: “she is quiet”.", "1. I'd ask her. Today.\u00a0¹", "¹ Quiet people"):
        assert said in page
    assert f"{texts.ASK_YOURSELF} When did I last listen?" in page
    assert f"{texts.THIS_WEEK} Talk to her on Thursday." in page
    (conversation,) = assistant.store.conversations()
    assert conversation.title == "she is quiet"
    assert [turn.state for turn in assistant.store.turns(conversation.id)] == ["done"]


def test_the_origin_of_every_sentence_can_be_seen(begin: Open) -> None:
    step = Step(
        (Sentence("I'd ask her.", "card"), Sentence("Ask Dana today.", "model")), (cite(),), "c1", "Not for illness."
    )
    quote = Step((Sentence(QUOTE.split("\n")[0], "quote"),), (cite("Ask first."),))
    at, _ = begin([answered(step, quote)])
    ask(at, "she is quiet")
    markdown = "\n".join(element.value for element in at.markdown)
    assert f"*{texts.FOR_YOUR_CASE} Ask Dana today.* — {texts.INFERENCE}" in markdown
    assert "2. “Ask first.”" in markdown
    assert f"**{texts.MIND}** Not for illness." in markdown
    captions = [caption.value for caption in at.caption]
    assert texts.FROM in captions and texts.QUOTED_FROM in captions


def test_a_citation_opens_the_article_at_the_exact_passage(begin: Open) -> None:
    at, _ = begin()
    ask(at, "she is quiet")
    press(at, "¹ Quiet people")
    (shown,) = [html.proto.body for html in at.get("html") if 'class="article"' in html.proto.body]
    assert "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", shown, re.S)) == QUOTE
    assert re.sub(r"<[^>]+>", "", shown) == TEXT


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda library: library.articles.clear(), texts.SOURCE_GONE, id="removed"),
        pytest.param(
            lambda library: library.articles.update(quiet=type(library.article("quiet"))("quiet", "T", "A", "", "other", "1" * 64)),
            texts.SOURCE_CHANGED,
            id="changed",
        ),
    ],
)  # fmt: skip
def test_a_source_that_is_gone_or_changed_still_shows_what_was_cited(begin: Open, change: Any, said: str) -> None:
    at, assistant = begin()
    ask(at, "she is quiet")
    change(assistant.library)
    press(at, "¹ Quiet people")
    assert said in seen(at)
    assert QUOTE in [text.value for text in at.text]


def test_role_and_room_go_with_the_question(begin: Open) -> None:
    view = View("Ann Example", (Step((Sentence("I'd wait.", "card"),), (cite(),)),))
    at, assistant = begin([answered(views=(view,))])
    at.button_group[0].set_value("manager")
    at.toggle[0].set_value(True)
    ask(at, "she is quiet")
    assert assistant.asked[0] | {"role": "manager", "room": True} == assistant.asked[0]
    assert "Ann Example" in seen(at) and "I'd wait." in seen(at)


def test_a_follow_up_has_what_came_before(begin: Open) -> None:
    at, assistant = begin([answered()], [answered(lead="Then this.")])
    ask(at, "she is quiet")
    ask(at, "and if she says no?")
    assert [row["role"] for row in assistant.asked[1]["history"]] == ["user", "assistant"]
    assert "I'd ask her." in assistant.asked[1]["history"][1]["content"]
    assert len(assistant.store.conversations()) == 1


def test_choices_of_a_clarifying_question_are_buttons(begin: Open) -> None:
    at, assistant = begin([Answer("clarify", "Which is it?", choices=("the numbers", "the two"))], [answered()])
    ask(at, "how do I fix it?")
    press(at, "the two")
    assert assistant.asked[1]["question"] == "the two"
    assert "I'd ask her." in seen(at)
    assert "the numbers" not in [button.label for button in at.button]  # answered: no button any more


def test_an_abstention_names_the_nearest_topics_and_is_kept(begin: Open) -> None:
    at, assistant = begin([Answer("abstain", "Nothing on that.", nearest=("pay", "goals"))])
    ask(at, "accelerators?")
    assert f"{texts.NEAREST} pay; goals." in seen(at)
    assert [kept.question for kept in assistant.store.unanswered()] == ["accelerators?"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "# head\n- item", ":smile: $x$ [a](http://x.y)"])
def test_what_people_and_models_write_is_text(begin: Open, text: str) -> None:
    at, _ = begin([answered(Step((Sentence(text, "card"), Sentence(text, "model")), (cite(),)), lead=text)])
    ask(at, text)
    assert text in [element.value for element in at.text]
    for element in at.markdown:
        assert "<script" not in element.value and not re.search(r"(?<!\\)\]\(", element.value)
        assert not element.proto.allow_html


# ---------------------------------------------------------------- while an answer grows


def test_a_second_tab_a_refresh_and_a_click_lose_nothing(begin: Open) -> None:
    gate = Gate()
    at, assistant = begin([answered(small_action=""), gate, answered()])
    ask(at, "she is quiet")
    (conversation,) = assistant.store.conversations()
    for tab in (at, fresh({"c": conversation.id})):
        assert "I'd ask her." in seen(tab) and texts.WORKING_MORE in seen(tab)
    press(at, "¹ Quiet people")  # a click in the middle of it
    gate.open.set()
    turn = assistant.store.turns(conversation.id)[0]
    while assistant.store.turn(turn.id).state == "running":
        pass
    for tab in (ran(at.run()), fresh({"c": conversation.id})):
        assert texts.THIS_WEEK in seen(tab) and texts.WORKING_MORE not in seen(tab)
    assert len(assistant.asked) == 1


def test_stop_keeps_what_there_is(begin: Open) -> None:
    gate = Gate()
    at, assistant = begin([answered(small_action=""), gate, answered()], [answered()])
    ask(at, "she is quiet")
    press(at, texts.STOP)
    assert texts.STOPPED in seen(at) and "I'd ask her." in seen(at)
    gate.open.set()
    press(at, texts.ASK_AGAIN)
    assert [row["question"] for row in assistant.asked] == ["she is quiet", "she is quiet"]
    assert texts.THIS_WEEK in seen(at)


def test_a_failed_answer_says_so_and_can_be_asked_again(begin: Open) -> None:
    at, assistant = begin([IndexUnusable("the index is damaged; run `coach library rebuild`")], [answered()])
    ask(at, "she is quiet")
    assert "The index is damaged; run `coach library rebuild`." in seen(at)
    press(at, texts.ASK_AGAIN)
    assert "I'd ask her." in seen(at)
    (conversation,) = assistant.store.conversations()
    assert len(assistant.store.turns(conversation.id)) == 1


def test_after_a_restart_a_broken_off_answer_is_named(begin: Open, settings: Settings) -> None:
    at, assistant = begin()
    talk = assistant.store.start_conversation("she is quiet")
    assistant.store.start_turn(talk, "she is quiet")
    service.provide(service.of(ScriptedAssistant(settings, [answered()])))
    at = fresh({"c": talk})
    assert texts.FAILED in seen(at)
    press(at, texts.ASK_AGAIN)
    assert "I'd ask her." in seen(at)


def test_a_question_that_cannot_be_stored_is_not_lost(begin: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    at, assistant = begin()

    def full(*_: Any) -> str:
        raise StoreError("the disk is full")

    monkeypatch.setattr(assistant.store, "start_turn", full)
    ran(at.chat_input[0].set_value("she is quiet").run())  # what is shown once must not be run over
    assert any(texts.NOT_SENT in toast.value for toast in at.toast)
    assert at.chat_input[0].proto.value == "she is quiet" and at.chat_input[0].proto.set_value
    assert assistant.asked == []


def test_an_answer_that_cannot_be_stored_is_shown_with_a_word_and_stored_later(
    begin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, assistant = begin()
    monkeypatch.setattr("ui.worker.TRIES", (0.0, 0.0))

    def full(*_: Any) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(assistant.store, "save_answer", full)
    ask(at, "she is quiet")
    assert texts.NOT_SAVED in seen(at) and "I'd ask her." in seen(at)
    monkeypatch.undo()
    ran(at.run())
    assert texts.NOT_SAVED not in seen(at) and "I'd ask her." in seen(at)
    (talk,) = assistant.store.conversations()
    assert [turn.state for turn in assistant.store.turns(talk.id)] == ["done"]


# ---------------------------------------------------------------- conversations


def test_conversations_are_listed_found_renamed_and_deleted(begin: Open) -> None:
    at, assistant = begin()
    ask(at, "she is quiet")
    press(at, texts.NEW)
    assert texts.ASK_WHAT in seen(at)
    ask(at, "he talks too much")
    at.text_input(key="search").set_value("quiet").run()
    labels = [button.label.strip("*") for button in at.button]
    assert "she is quiet" in labels and "he talks too much" not in labels
    at.text_input(key="search").set_value("").run()
    press(at, "she is quiet")
    (title,) = [field for field in at.text_input if field.label == texts.TITLE_LABEL]
    title.set_value("About Dana")
    press(at, texts.RENAME)
    assert {c.title for c in assistant.store.conversations()} == {"About Dana", "he talks too much"}
    press(at, texts.DELETE)
    assert [c.title for c in assistant.store.conversations()] == ["he talks too much"]
    assert texts.ASK_WHAT in seen(at)


def test_a_conversation_that_is_not_there_is_said_to_be_gone(begin: Open) -> None:
    begin()
    assert texts.GONE in seen(fresh({"c": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}))


def test_the_open_conversation_is_there_again_after_another_page(begin: Open) -> None:
    at, _ = begin()
    at.button_group[0].set_value("rep")
    ask(at, "she is quiet")
    go(at, "settings")
    assert "I'd ask her." in seen(go(at, ""))
    assert at.button_group[0].value == "rep"


# ---------------------------------------------------------------- commitments and feedback


def test_i_will_do_this_by_keeps_the_small_action_and_its_date(begin: Open) -> None:
    at, assistant = begin()
    ask(at, "she is quiet")
    when = date.today() + timedelta(days=5)
    for _ in range(50):  # the worker may need a moment on a busy machine
        if at.date_input:
            break
        ran(at.run())
    at.date_input[0].set_value(when)
    press(at, texts.COMMIT_KEEP)
    (commitment,) = assistant.store.commitments()
    assert (commitment.text, commitment.due, commitment.state) == ("Talk to her on Thursday.", when, "open")
    assert texts.committed(when) in seen(at)
    assert texts.DUE_ONE not in seen(at)


@pytest.fixture
def promised(begin: Open, settings: Settings) -> Iterator[tuple[AppTest, ScriptedAssistant]]:
    """A visit after the day of a promise."""
    _, assistant = begin()
    assistant.store.add_commitment("Talk to her on Thursday.", date.today() - timedelta(days=1))
    yield fresh(), assistant


@pytest.mark.parametrize(("button", "after"), [(texts.DUE_DONE, "done"), (texts.DUE_DROP, "dropped")])
def test_what_is_due_is_asked_after_at_the_next_visit(promised: Any, button: str, after: str) -> None:
    at, assistant = promised
    assert texts.DUE_ONE in seen(at) and "Talk to her on Thursday." in seen(at)
    press(at, button)
    assert [commitment.state for commitment in assistant.store.commitments()] == [after]
    assert texts.DUE_ONE not in seen(at)


def test_what_was_not_done_yet_gets_a_new_date(promised: Any) -> None:
    at, assistant = promised
    at.date_input[0].set_value(date.today() + timedelta(days=9))
    press(at, texts.COMMIT_KEEP)
    (commitment,) = assistant.store.commitments()
    assert (commitment.state, commitment.due) == ("open", date.today() + timedelta(days=9))


def test_talking_about_it_begins_a_message(promised: Any) -> None:
    at, _ = promised
    press(at, texts.DUE_TALK)
    assert at.chat_input[0].proto.value == texts.talk_about("Talk to her on Thursday.")


def test_good_or_bad_with_a_reason_is_kept(begin: Open) -> None:
    at, assistant = begin()
    ask(at, "she is quiet")
    at.feedback[0].set_value(0).run()
    (conversation,) = assistant.store.conversations()
    turn = assistant.store.turns(conversation.id)[0].id
    assert assistant.store.feedback(turn) is False
    (reason,) = [field for field in at.text_input if field.label == texts.FEEDBACK_REASON[False]]
    reason.set_value("too general")
    press(at, texts.FEEDBACK_SEND)
    import sqlalchemy as sa

    with assistant.store._engine.connect() as connection:
        assert connection.execute(sa.text("select good, reason from feedback")).all() == [(False, "too general")]


def test_the_answer_can_be_copied_with_its_sources(begin: Open) -> None:
    at, _ = begin()
    ask(at, "she is quiet")
    (code,) = at.code
    assert code.value.startswith("> she is quiet\n\nWhat I hear") and "¹ Quiet people, Ann Example" in code.value


# ---------------------------------------------------------------- the other pages


def done(at: AppTest) -> AppTest:
    """After what is being done with the library is done."""
    tasks = service.current().tasks
    while tasks.latest is not None and tasks.latest.running:
        pass
    return ran(at.run())


def test_the_library_lists_reads_and_removes(begin: Open) -> None:
    at, assistant = begin()
    go(at, "library")
    assert "Quiet people" in seen(at) and texts.parts(3, 0) in seen(at)
    done(press(at, texts.REMOVE_BUTTON))
    assert assistant.library.articles == {}
    assert texts.LIBRARY_EMPTY in seen(at)


def test_uploads_are_added_and_each_bad_one_gets_a_line(begin: Open) -> None:
    at, assistant = begin()
    go(at, "library")
    at.file_uploader[0].set_value(
        [("good.md", b"# Good\n\ntext", "text/markdown"), ("bad.txt", b"\xff\xd8\xff\xe0jpeg", "text/plain")]
    )
    ran(at.run())
    press(at, texts.ADD_BUTTON)
    page = seen(done(at))
    assert [name for name, _, _ in assistant.library.given] == ["good.md"]
    shown = [message.value.replace("\\", "") for message in (*at.success, *at.error)]
    assert shown == ["good.md: added", "bad.txt: is not text; it looks like a JPEG image"], page


@pytest.mark.parametrize(
    ("problems", "said"),
    [([], texts.CHECK_FINE), (["the index is damaged"], "the index is damaged")],
    ids=["fine", "not"],
)
def test_check_says_how_the_library_is(begin: Open, problems: list[str], said: str) -> None:
    at, assistant = begin()
    assistant.library.problems = problems
    go(at, "library")
    assert said in seen(done(press(at, texts.CHECK)))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"id": "quiet", "at": "2-7"}, '<mark id="passage" tabindex="-1">Quiet</mark>'),
        ({"id": "nope"}, texts.NO_ARTICLE),
    ],
    ids=["there", "not there"],
)
def test_an_article_has_an_address(begin: Open, query: dict[str, str], said: str) -> None:
    begin()
    at = AppTest.from_file(APP, default_timeout=20)
    at.query_params.from_dict(query) if hasattr(at.query_params, "from_dict") else at.query_params.update(query)
    assert said in seen(go(at, "article"))


def test_settings_show_model_folder_and_promises(begin: Open, settings: Settings) -> None:
    at, assistant = begin()
    assistant.store.add_commitment("Talk to her.", date(2030, 1, 2))
    page = seen(go(at, "settings"))
    assert texts.MODEL_NONE in page and str(settings.home) in page and texts.LOCAL in page
    assert "Talk to her." in page and texts.by(date(2030, 1, 2)) in page


def test_what_a_model_has_earned_is_visible(begin: Open) -> None:
    from types import SimpleNamespace

    at, assistant = begin()
    assistant.model = SimpleNamespace(identity="openai:gpt-x", local=False)
    page = seen(go(at, "settings"))
    assert "openai:gpt-x" in page and texts.NOT_LOCAL in page and texts.EARNED_NO in page


@pytest.mark.parametrize("page", ["", "practise", "drill", "library", "settings"])
def test_model_and_library_are_visible_on_every_page(begin: Open, page: str) -> None:
    at, _ = begin()
    assert "No chat model · 1 article" in seen(go(at, page))


@pytest.mark.parametrize("page", ["", "practise", "drill", "library", "settings"])
def test_every_widget_has_a_label(begin: Open, page: str) -> None:
    at, _ = begin()
    ask(at, "she is quiet")
    go(at, page)
    for kind in ("button", "text_input", "date_input", "toggle", "checkbox", "selectbox", "file_uploader"):
        assert all(widget.label.strip() for widget in getattr(at, kind))


def test_a_library_that_cannot_be_read_is_one_clear_sentence(begin: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    _, assistant = begin()

    def broken() -> list[Any]:
        raise IndexUnusable("the index is damaged; run `coach library rebuild`")

    monkeypatch.setattr(assistant.library, "entries", broken)
    at = fresh()
    assert [error.value.replace("\\", "") for error in at.error] == [
        "the index is damaged; run `coach library rebuild`"
    ]
