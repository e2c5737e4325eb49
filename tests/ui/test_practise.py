"""The Practise and Drill pages, driven by AppTest: real scenarios, ears that hear what they are told (tests.fakes)."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.errors import StoreError
from assistant.practice import choosing, drills, scorecard
from assistant.practice.scenario import read, shipped
from corpus.documents import Article
from tests.ui.pages import Open, fresh, go, press, ran, seen
from tests.ui.scripted import CARE, ScriptedAssistant
from ui import practice_texts as texts
from ui import service
from ui.components import practice_file
from ui.components.practices import spoken
from ui.components.scorecard import said_html

ASK = "How does an order get from a customer into dispatch today?"
PITCH = "pitch: Our tool ends that."
FREIGHT = {item.id: item for item in map(read, shipped())}["freight-dispatch"]


def practise(query: dict[str, str] | None = None) -> AppTest:
    """The page in a new tab."""
    return go(fresh(query), "practise")


def say(at: AppTest, line: str) -> AppTest:
    return ran(at.chat_input[0].set_value(line).run())


@pytest.fixture
def talk(begin: Open) -> tuple[AppTest, ScriptedAssistant]:
    """A talk with Dana that has just begun."""
    _, assistant = begin()
    return press(practise({"scenario": FREIGHT.id}), texts.BEGIN), assistant


def reopened(assistant: ScriptedAssistant) -> AppTest:
    return practise({"s": assistant.store.practices()[0].id})


# ---------------------------------------------------------------- choosing


def test_a_first_visit_is_led_to_one_talk_and_sees_the_rubric_first(begin: Open) -> None:
    _, assistant = begin()
    at = practise()
    assert texts.START_HERE_WHY in seen(at) and texts.EARLIER_NONE in seen(at)
    press(at, texts.START_HERE)
    page = seen(at)
    for check in scorecard.rubric("discovery"):
        assert check.title in page and check.why in page
    assert assistant.store.practices() == []
    press(at, texts.BEGIN)
    (row,) = assistant.store.practices()
    assert row.ledger["level"] == 1
    assert row.ledger["setting"] in seen(at) and row.ledger["about"] in seen(at)


def shown(at: AppTest) -> list[str]:
    return [button.key.removeprefix("look-") for button in at.button if (button.key or "").startswith("look-")]


def test_scenarios_are_chosen_by_kind_level_and_skill(begin: Open) -> None:
    begin()
    at = practise()
    every = service.current().assistant.practice.scenarios()
    assert shown(at) == [item.id for item in every]
    at.segmented_control(key="kind").set_value("coaching")
    at.segmented_control(key="level").set_value(2).run()
    assert shown(at) == [item.id for item in every if item.kind == "coaching" and item.level == 2]
    at.selectbox(key="skill").set_value("coaching behaviour").run()
    best = choosing.fitting(every, "coaching", 2, "behaviour")
    assert shown(at) == [item.id for item in best]
    counts = [choosing.opens(item, "behaviour") / len(item.facts) for item in best]  # type: ignore[operator]
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[-1]
    press(at, texts.LOOK)
    assert f"({texts.weight(2)}, {texts.FOCUS})" in seen(at)


@pytest.mark.parametrize(
    ("query", "said"), [({"s": "x"}, texts.SESSION_GONE), ({"scenario": "x"}, texts.SCENARIO_GONE)]
)
def test_what_is_not_there_is_said_to_be_gone(begin: Open, query: dict[str, str], said: str) -> None:
    begin()
    at = practise(query)
    assert said in seen(at) and shown(at)


# ---------------------------------------------------------------- the talk


def test_a_line_is_answered_stored_and_there_again_after_a_refresh(talk: Any) -> None:
    at, assistant = talk
    say(at, ASK)
    id = assistant.store.practices()[0].id
    (turn,) = assistant.store.practice_turns(id)
    assert turn.document["disclosed"] == ["typed-twice"]
    reply = spoken(turn.document["reply"]).replace("\\", "")
    assert reply.replace("*", "") in seen(at)
    for tab in (practise({"s": id}), press(practise(), texts.GO_ON)):
        assert reply.replace("*", "") in seen(tab)
        assert ASK in [text.value for text in tab.text]


def test_a_line_that_cannot_be_stored_is_not_lost(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    at, assistant = talk

    def full(*_: Any) -> str:
        raise StoreError("the disk is full")

    monkeypatch.setattr(assistant.store, "add_practice_turn", full)
    say(at, ASK)
    assert any(texts.NOT_SAID in toast.value for toast in at.toast)
    assert at.chat_input[0].proto.value == ASK


def test_help_on_the_way_names_a_move_and_gives_nothing_away(talk: Any) -> None:
    at, _ = talk
    press(at, texts.HINT)
    assert texts.HINT_TITLE in seen(at)
    press(at, texts.STRONG)
    assert texts.STRONG_TITLE in seen(at) and texts.HINT_TITLE not in seen(at)
    page = seen(at).lower()
    assert not [key for fact in FREIGHT.facts for key in fact.keys if re.search(rf"\b{re.escape(key)}\b", page)]
    say(at, ASK)
    assert texts.STRONG_TITLE not in seen(at)


def test_going_back_keeps_both_ways_and_compares_them(talk: Any) -> None:
    at, assistant = talk
    say(say(at, ASK), PITCH)
    press(at, texts.AGAIN, 1)
    assert PITCH not in [text.value for text in at.text]
    say(at, "consequence: What does the double typing do to the drivers' mornings?")
    page = seen(at)
    assert texts.ways(2) in [expander.label for expander in at.expander] and texts.parted(2) in page
    assert f"| Problem before offer | ✗ {texts.NOT_MET} | ✓ {texts.MET} |" in page
    press(at, texts.WAYS_GO)
    assert PITCH in [text.value for text in at.text]
    press(at, texts.UNDO)
    assert [text.value for text in at.text] == [ASK]
    assert len(assistant.store.practice_turns(assistant.store.practices()[0].id)) == 3


def test_what_people_write_is_text(talk: Any) -> None:
    at, _ = talk
    line = "<b onclick='x'>So</b> [a](//x.y) # what $x$?"
    say(at, line)
    assert line in [text.value for text in at.text]
    press(at, texts.FINISH)
    bodies = "".join(element.proto.body for element in at.get("html") if 'class="said"' in element.proto.body)
    assert "<b" not in bodies.replace("<body", "") and html.escape("<b onclick='x'>So</b>") in bodies
    assert not any(element.proto.allow_html for element in at.markdown)


def test_something_grave_stops_the_play_with_care(talk: Any) -> None:
    at, assistant = talk
    say(say(at, ASK), "something grave happened to me")
    page = seen(at)
    assert CARE in page and texts.STOPPED_WHAT in page
    assert not at.chat_input
    assert not {texts.HINT, texts.FINISH, texts.AGAIN} & {button.label for button in at.button}
    assert CARE in seen(reopened(assistant))
    press(at, texts.STOPPED_UNDO)
    assert CARE not in seen(at) and "grave" not in seen(at) and at.chat_input
    assert assistant.store.practice_results() == []


# ---------------------------------------------------------------- the scorecard


@pytest.fixture
def scored(talk: Any) -> tuple[AppTest, ScriptedAssistant]:
    """A short talk, finished: one question, one offer."""
    at, assistant = talk
    return press(say(say(at, ASK), PITCH), texts.FINISH), assistant


def test_every_finding_has_its_words_and_leads_to_them(scored: Any) -> None:
    at, assistant = scored
    card = service.current().assistant.practice.resume(assistant.store.practices()[0].id).card()
    page = seen(at)
    assert texts.score(card.score) in page and texts.facts(1, len(FREIGHT.facts)) in page
    bodies = "".join(element.proto.body for element in at.get("html"))
    quoted = [line for line in card.checks if line.quote]
    assert quoted
    for line in quoted:
        link = next(m for m in at.markdown if line.says in m.value.replace("\\", "") and "](#" in m.value)
        anchor = re.search(r"\]\(#([\w-]+)\)", link.value)[1]  # type: ignore[index]
        assert f'id="{anchor}" tabindex="-1">{html.escape(line.quote or "")}</span>' in bodies
    absent = [line for line in card.checks if line.counted and not line.passed and not line.quote]
    assert absent and page.count(texts.NOT_OBSERVED) == len(absent)
    assert texts.MISSED_TITLE in [expander.label for expander in at.expander]
    assert not [line for fact in FREIGHT.facts if fact.id != "typed-twice" for line in fact.lines if line in page]


def test_why_it_matters_opens_the_article_at_the_passage(begin: Open) -> None:
    _, assistant = begin()
    check = scorecard.rubric("discovery")[0]
    text = f"# Sell\n\nFirst. {check.passage} Last."
    assistant.library.articles[check.article] = Article(check.article, "Sell", "A", "b", text, "0" * 64, "markdown")
    at = press(practise({"scenario": FREIGHT.id}), texts.BEGIN)
    press(say(at, ASK), texts.FINISH)
    press(at, "Sell")
    bodies = "".join(element.proto.body for element in at.get("html"))
    assert f'tabindex="-1">{html.escape(check.passage)}</mark>' in bodies


def test_a_better_line_leads_back_to_its_moment(scored: Any) -> None:
    at, _ = scored
    press(at, texts.TRY_IT)
    assert [text.value for text in at.text] == [ASK] and at.chat_input  # back before turn 2, where the offer was made


def test_disagreeing_keeps_both_scores(scored: Any) -> None:
    at, assistant = scored
    id = assistant.store.practices()[0].id
    (before,) = assistant.store.practice_results()
    at.toggle(key="learn").set_value(True)
    at.selectbox(key=f"label-{id}-2-0").set_value("reflection").run()
    (after,) = assistant.store.practice_results()
    assert after.score > before.score == after.document["without_own_labels"]
    said = texts.both_scores(after.score, before.score, 1)
    assert said in seen(at) and said in [toast.value for toast in at.toast]
    (label,) = assistant.store.practice_labels()
    assert (label.text, label.was, label.move, label.learn) == (PITCH, "pitch", "reflection", True)
    assert f"{texts.MOVES['reflection']} ({texts.RELABELLED})" in seen(reopened(assistant))
    at.selectbox(key=f"label-{id}-2-0").set_value("pitch").run()
    assert assistant.store.practice_labels() == []


def test_one_can_go_on_talking_and_score_again(scored: Any) -> None:
    at, assistant = scored
    press(at, texts.TALK_ON)
    press(say(at, "And since when?"), texts.FINISH)
    assert [len(result.document["checks"]) for result in assistant.store.practice_results()] == [8, 8]
    assert len(assistant.store.practice_turns(assistant.store.practices()[0].id)) == 3


def test_a_talk_is_shared_as_a_file_without_what_stayed_locked(scored: Any) -> None:
    _, assistant = scored
    session = service.current().assistant.practice.resume(assistant.store.practices()[0].id)
    text = practice_file.markdown(session, session.card())
    plain = text.replace("\\", "")
    assert ASK in plain and PITCH in plain and session.talk.opening in plain
    assert texts.score(session.card().score) in plain and texts.NOT_OBSERVED in plain
    locked = [fact for fact in FREIGHT.facts if fact.id != "typed-twice"]
    assert not [line for fact in locked for line in fact.lines if line in plain]


def test_talks_are_listed_with_their_score_and_deleted(scored: Any) -> None:
    at, assistant = scored
    (result,) = assistant.store.practice_results()
    press(at, texts.NEW)
    assert texts.practised(1, result.score) in seen(at)
    press(at, " · ".join((FREIGHT.name, texts.day(datetime.now(UTC)), str(result.score))))
    assert texts.score(result.score) in seen(at)
    press(at, texts.DELETE)
    assert assistant.store.practices() == [] and assistant.store.practice_results() == []
    assert texts.EARLIER_NONE in seen(at)


def test_a_second_talk_of_a_scenario_begins_in_other_words(scored: Any) -> None:
    at, assistant = scored
    press(at, texts.ONCE_MORE)
    assert [row.seed for row in assistant.store.practices()] == [1, 0]
    assert at.chat_input


def test_sentences_keep_what_stands_between_them(scored: Any) -> None:
    _, assistant = scored
    session = service.current().assistant.practice.resume(assistant.store.practices()[0].id)
    turn = session.say("So.  <i>Two</i> people & a printer!\nWhat does that do?")
    assert html.unescape(re.sub(r"</?(?:p|span)\b[^>]*>", "", said_html(turn))) == turn.said


# ---------------------------------------------------------------- drills


@pytest.fixture
def drill(begin: Open) -> tuple[AppTest, ScriptedAssistant]:
    at, assistant = begin()
    return go(at, "drill"), assistant


def kind(at: AppTest, id: str) -> drills.Item:
    """Turns to one drill; returns its item on the page."""
    ran(at.selectbox(key="drill").set_value(id).run())
    return next(item for item in drills.items() if item.drill == id and f"“{item.say}”" in seen(at))


@pytest.mark.parametrize("good", [True, False])
def test_a_choice_is_judged_with_its_reason_and_comes_again(drill: Any, good: bool) -> None:
    at, assistant = drill
    assert texts.DRILL_FIRST in seen(at)
    item = kind(at, "lead_or_manage")
    choice = next(choice for choice in item.choices if (choice == item.answer) is good)
    press(at, choice.capitalize())
    assert item.why in seen(at) and ("Yes: " if good else "No: ") in seen(at)
    (row,) = assistant.store.drills()
    assert [answer["good"] for answer in row.document["answers"]] == [good]
    assert texts.drill_done(int(good), 1) in seen(at)
    press(at, texts.DRILL_NEXT)
    assert f"“{item.say}”" not in seen(at) and item.why not in seen(at)


def test_a_written_answer_is_judged_by_what_it_was_taken_for(drill: Any) -> None:
    at, _ = drill
    item = kind(at, "consequence")
    at.text_input(key="drill-answer").set_value("  ")
    press(at, texts.DRILL_CHECK)
    assert [toast.value for toast in at.toast] == [texts.DRILL_EMPTY]
    at.text_input(key="drill-answer").set_value("pitch: We end <b>that</b>.")
    press(at, texts.DRILL_CHECK)
    page = seen(at)
    assert "That offers something." in page and item.example in page and texts.MOVES["pitch"] in page


def test_what_is_due_comes_first(drill: Any) -> None:
    at, assistant = drill
    item = kind(at, "behaviour_or_person")
    press(at, item.answer.capitalize())
    (row,) = assistant.store.drills()
    assistant.store.save_drill(row.drill, row.item, datetime.now(UTC) - timedelta(days=1), row.document)
    again = go(fresh(), "drill")
    assert f"“{item.say}”" in seen(again) and texts.drill_due(1) in seen(again)
