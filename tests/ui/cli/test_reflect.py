"""coach reflect, at a home of its own and with a judge of care that loads nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.exercises import catalogue
from assistant.exercises.flow import Concern, Step, Upload
from assistant.exercises.session import Reflections
from assistant.settings import Settings
from assistant.store import Store
from tests.assistant.exercises.helpers import ANSWERS, Walk, answers_of, context
from ui.cli import coach, reflect


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def judge(text: str) -> Concern | None:
        return Concern("You are not alone.", True) if "can't go on" in text else None

    def build(
        settings: Settings, embedder: object = None, progress: object = None, attended: bool = True
    ) -> Reflections:
        return Reflections(Store(settings.database), judge, "Europe/Berlin")

    monkeypatch.setattr(reflect, "build_reflections", build)

    def call(*words: str, typed: str = "", home: str = "home") -> Result:
        return CliRunner().invoke(coach, ["--home", str(tmp_path / home), *words], input=typed)

    return call


def test_lists_every_exercise_with_its_articles(run) -> None:
    rows = json.loads(run("reflect", "list", "--json").stdout)
    assert {"equinox-list", "self-rating"} <= {row["id"] for row in rows}
    assert all(row["articles"] for row in rows)


def test_left_in_the_middle_by_hand_and_resumed_to_the_end(run) -> None:
    first = run(
        "reflect", "run", "self-rating", typed="I asked Tom when the Hartley quote goes out\n/why\nnothing\n/stop\n"
    )
    assert "Managers count on control" in first.stdout  # /why
    assert "Is there one thing, even a small one?" in first.stdout  # one follow-up for a vague answer
    assert "`coach reflect run self-rating` goes on" in first.stdout
    rest = "the partner webinar went to Priya\nSam runs renewal calls alone now\n/skip\n40\n60\nI ask Tom what he would change and only listen\ntomorrow\n"
    second = run("reflect", "run", "self-rating", typed=rest)
    assert "left this at question 2" in second.stdout
    assert "Today I am 40 percent leader" in second.stdout
    kept = json.loads(run("reflect", "results", "--json").stdout)
    assert [row["exercise"] for row in kept] == ["self-rating"]
    promised = json.loads(run("commitments", "list", "--json").stdout)
    assert promised[0]["text"] == "I ask Tom what he would change and only listen"


def typed(step: Step, raw: str | Upload) -> str:
    """An answer as it is typed: a file by its name, a list one a line with an empty line at its end."""
    if isinstance(raw, Upload):
        return f"{ANSWERS / raw.name}\n"
    return f"{raw}\n\n" if step.kind in ("lines", "blocks") and raw else f"{raw}\n"


@pytest.mark.parametrize("id", catalogue.MODULES)
def test_every_exercise_by_hand_left_in_the_middle_and_resumed(run, id: str) -> None:
    given = Walk(catalogue.flow(id), answers_of(id), context()).given
    middle = len(given) // 2
    first = run("reflect", "run", id, typed="".join(typed(*one) for one in given[:middle]) + "/stop\n")
    assert f"`coach reflect run {id}` goes on" in first.stdout
    second = run("reflect", "run", id, typed="".join(typed(*one) for one in given[middle:]))
    assert "left this at question" in second.stdout
    (by_hand,) = json.loads(run("reflect", "results", "--json").stdout)
    at_once = run("reflect", "run", id, "--answers", str(answers_of(id)), "--json", home="other")
    markdown = run("reflect", "show", by_hand["id"]).stdout
    assert markdown.strip() == json.loads(at_once.stdout)["markdown"].strip()


def test_care_ends_the_exercise_and_the_words_are_not_kept(run, tmp_path: Path) -> None:
    said = run("reflect", "run", "equinox-list", typed="1\n\n1\n\n1\nnone\n5\n6\nI can't go on like this\n")
    assert "You are not alone." in said.stdout
    assert "can't go on" not in "".join(
        path.read_bytes().decode("latin1") for path in (tmp_path / "home").glob("state.db*")
    )
    assert "left this at question 7" in run("reflect", "run", "equinox-list", typed="/stop\n").stdout


def test_an_answer_that_cannot_be_read_stops_the_file_with_its_question(run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("leading: 1\nmanaging: 1\nmost: 9\n")
    failed = run("reflect", "run", "equinox-list", "--answers", str(answers))
    assert "answer to 'most'" in str(failed.exception)
    answers.write_text(
        "most: 1\nslips: none\nmark-leading: 4\nmark-managing: 7\naction: Sit in on one call of Tom's\nby: Friday\n"
    )
    done = run("reflect", "run", "equinox-list", "--answers", str(answers), "--resume", "--json")
    assert json.loads(done.stdout)["kept"]["figures"] == {"leading": 4, "managing": 7}


def test_results_are_shown_exported_and_deleted(run, tmp_path: Path) -> None:
    for _ in range(2):
        done = json.loads(
            run("reflect", "run", "self-rating", "--answers", str(answers_of("self-rating")), "--json").stdout
        )
    assert [picture["kind"] for picture in done["kept"]["pictures"]] == ["share", "trend"]
    shown = run("reflect", "show", done["id"]).stdout
    assert "## The trend" in shown
    out = tmp_path / "out"
    names = run("reflect", "export", done["id"], "--out", str(out)).stdout.split()
    assert sorted(Path(name).suffix for name in names) == [".md", ".pdf", ".png", ".png"]
    markdown = next(out.glob("*.md")).read_text()
    assert all(f"]({path.name})" in markdown for path in out.glob("*.png"))
    assert next(out.glob("*.pdf")).read_bytes().startswith(b"%PDF")
    assert "Deleted" in run("reflect", "delete", done["id"]).stdout
    assert len(json.loads(run("reflect", "results", "--json").stdout)) == 1
    assert "no one reflection" in str(run("reflect", "show", done["id"]).exception)
