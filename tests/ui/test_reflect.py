"""Reflect and Progress, driven by AppTest: what is asked, kept, resumed, met with care, shown and deleted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from assistant import progress
from assistant.exercises import catalogue
from assistant.exercises.flow import Concern, Upload
from assistant.exercises.session import Reflections
from assistant.settings import Settings
from tests.assistant.exercises.helpers import answers_of
from tests.ui.pages import APP, fresh, go, press, ran, seen
from tests.ui.scripted import ScriptedAssistant
from ui import reflect_texts, service
from ui.cli.reflect import _Answers
from ui.components.results import file_of


def judge(text: str) -> Concern | None:
    if "heavy" in text:
        return Concern("Please talk to somebody.", "sure" in text)
    return None


@pytest.fixture
def assistant(settings: Settings) -> Iterator[ScriptedAssistant]:
    found = ScriptedAssistant(settings)
    found.reflections = Reflections(found.store, judge, "Europe/Berlin")  # type: ignore[attr-defined]
    service.provide(service.of(found))
    yield found
    service.provide(None)


def complete(reflections: Reflections, exercise: str) -> str:
    """Runs an exercise from its answers file; returns the id."""
    source, sitting, reply = _Answers(answers_of(exercise)), reflections.start(exercise), None
    while sitting.place is not None:
        raw: str | Upload = source.next(sitting, reply)
        sitting, reply = reflections.answer(sitting, raw)
    return sitting.id


def begin(exercise: str) -> AppTest:
    at = go(fresh(), "reflect")
    return ran(at.button(key=f"start-{exercise}").click().run())


def say(at: AppTest, text: str) -> AppTest:
    at.text_area[0].set_value(text)
    return press(at, reflect_texts.NEXT)


def test_every_exercise_is_listed_with_what_one_keeps(assistant: ScriptedAssistant) -> None:
    page = seen(go(fresh(), "reflect"))
    assert set(reflect_texts.KEEPS) == set(catalogue.MODULES)
    for flow in catalogue.flows():
        assert flow.title in page and reflect_texts.KEEPS[flow.id] in page


@pytest.mark.parametrize("exercise", list(catalogue.MODULES))
def test_every_question_of_every_exercise_can_be_drawn(assistant: ScriptedAssistant, exercise: str) -> None:
    reflections = assistant.reflections  # type: ignore[attr-defined]
    source, sitting, reply, kinds = _Answers(answers_of(exercise)), reflections.start(exercise), None, set()
    while sitting.place is not None:
        raw = source.next(sitting, reply)
        if sitting.id and sitting.place.step.kind not in kinds:
            kinds.add(sitting.place.step.kind)
            at = AppTest.from_file(APP, default_timeout=20)
            at.query_params["run"] = sitting.id
            at = go(at, "reflect")
            assert reflect_texts.question(sitting.place.number, sitting.place.of) in str(at.get("progress")) or seen(at)
            assert any(b.label == reflect_texts.NEXT for b in at.button)
        sitting, reply = reflections.answer(sitting, raw)
    at = AppTest.from_file(APP, default_timeout=20)
    at.query_params["kept"] = sitting.id
    assert reflections.show(sitting.id).result.title in seen(go(at, "reflect"))


def test_a_vague_answer_gets_one_follow_up_and_back_takes_it_back(assistant: ScriptedAssistant) -> None:
    at = say(begin("self-rating"), "nothing")
    assert "The very last one, however small" in seen(at)
    assert reflect_texts.FOLLOW_UP in seen(at)
    at = press(at, reflect_texts.BACK)
    assert "word for word" in seen(at)
    at = say(at, "I asked Tom when the Hartley quote goes out")
    assert "hand to somebody this month" in seen(at)
    (open_,) = assistant.reflections.left()  # type: ignore[attr-defined]
    assert [given.value for given in open_.run.given] == ["I asked Tom when the Hartley quote goes out"]
    at = press(at, reflect_texts.LEAVE)
    assert reflect_texts.go_on(2, 8) in seen(at)
    at = go(fresh(), "reflect")  # another visit
    at = ran(at.button(key="resume-self-rating").click().run())
    assert "hand to somebody this month" in seen(at)


def test_a_heavy_answer_is_met_with_care_and_not_kept(assistant: ScriptedAssistant) -> None:
    at = say(begin("self-rating"), "it is heavy, and I am sure")
    page = seen(at)
    assert "Please talk to somebody." in page and reflect_texts.CARE_AFTER in page
    assert "word for word" not in page
    assert assistant.store.reflections() == []


def test_in_doubt_it_asks_and_goes_on_after_a_no(assistant: ScriptedAssistant) -> None:
    at = say(begin("self-rating"), "I asked Tom about the heavy machine at Hartley")
    assert "one question, because I would rather ask" in seen(at)
    at.radio[0].set_value(reflect_texts.NO)
    at = press(at, reflect_texts.NEXT)
    assert "hand to somebody this month" in seen(at)


def test_a_result_has_files_and_can_be_deleted(assistant: ScriptedAssistant) -> None:
    reflections = assistant.reflections  # type: ignore[attr-defined]
    id = complete(reflections, "next-session")
    kept = reflections.show(id)
    assert file_of(kept, "pdf").startswith(b"%PDF")
    assert file_of(kept, "ics").startswith(b"BEGIN:VCALENDAR")
    assert file_of(kept, "md").startswith(b"# ")
    with_picture = reflections.show(complete(reflections, "equinox-list"))
    names = zipfile.ZipFile(io.BytesIO(file_of(with_picture, "md"))).namelist()
    assert {name.rsplit(".")[-1] for name in names} == {"md", "png"}
    at = ran(fresh())
    at.query_params["kept"] = id
    at = go(at, "reflect")
    press(at, reflect_texts.DELETE_YES)
    assert [row.id for row in assistant.store.reflections()] == [with_picture.id]


def test_progress_is_empty_at_first_and_then_shows_charts(assistant: ScriptedAssistant) -> None:
    at = go(fresh(), "progress")
    assert reflect_texts.EMPTY in seen(at)
    complete(assistant.reflections, "self-rating")  # type: ignore[attr-defined]
    at = go(fresh(), "progress")
    assert reflect_texts.BALANCE in seen(at) and reflect_texts.PROMISES in seen(at)
    assert [metric.value for metric in at.metric] == ["1", "0", "1", "0"]


def test_a_streak_may_still_be_continued_today() -> None:
    today = date(2026, 11, 18)
    days = {today - timedelta(n) for n in (1, 2, 4)}
    assert progress.streak(days, today) == 2
    assert progress.streak(days | {today}, today) == 3
    assert progress.streak(set(), today) == 0
