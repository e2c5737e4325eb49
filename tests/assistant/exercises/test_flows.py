"""Every exercise: it runs to its end from its answers file, each question has its passage, results survive storing."""

from __future__ import annotations

import json

import pytest

from assistant.exercises import catalogue, passages, result
from assistant.exercises.flow import ASK_CARE, Concern, Run, take, upcoming
from corpus.library import shipped_folder
from corpus.loaders import load
from tests.assistant.exercises.helpers import Walk, answers_of, context

IDS = list(catalogue.MODULES)


@pytest.fixture(params=IDS)
def walk(request: pytest.FixtureRequest) -> Walk:
    return Walk(catalogue.flow(request.param), answers_of(request.param), context())


def test_runs_to_its_end_and_leaves_something_to_keep(walk: Walk) -> None:
    made = walk.result
    assert made.exercise == walk.flow.id
    assert made.headline and made.parts
    assert made.promises or made.meetings
    assert walk.replies[-1][1].kind == "done"


def test_every_question_comes_from_a_passage_of_our_edition(walk: Walk) -> None:
    for step, _ in walk.replies:
        for source in passages.locate_all(step.why or walk.flow.why):
            text = load(shipped_folder("articles") / f"{source.article}.md").text
            assert text[source.start : source.end] == source.quote


def test_a_result_is_the_same_after_storing(walk: Walk) -> None:
    made = walk.result
    again = result.from_json(json.loads(json.dumps(result.to_json(made))))
    assert again == made


def test_the_answers_survive_storing_at_every_step(walk: Walk) -> None:
    for number in range(len(walk.run.given)):
        values = json.loads(json.dumps({g.step: g.value for g in walk.run.given[:number]}))
        steps = walk.flow.steps(values, context())
        assert steps[: number + 1][-1].id == walk.run.given[number].step


@pytest.mark.parametrize("id", IDS)
def test_a_heavy_word_at_any_free_question_is_met_with_care_and_not_kept(id: str) -> None:
    flow = catalogue.flow(id)
    heavy = context(care=lambda text: Concern("You are not alone.", True) if "can't go on" in text else None)
    walk = Walk(flow, answers_of(id), context())
    for number in range(len(walk.run.given)):
        run = Run(flow.id, walk.run.given[:number])
        reply = take(flow, run, "I can't go on any more", heavy)
        assert (reply.kind, reply.said, reply.run) == ("care", "You are not alone.", run)
        before, after = upcoming(flow, run, heavy), upcoming(flow, reply.run, heavy)
        assert before and after and before.step.id == after.step.id


@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        (["my heart is heavy about it", "yes"], ["check", "care"]),
        (["heavy", "no"], ["check", "follow-up"]),
        (["heavy", "what do you mean", "no"], ["check", "check", "follow-up"]),
        (["my heart is heavy about it", "I feel heavy, all of it"], ["check", "care"]),
    ],
    ids=["yes is met with care", "no goes on with the answer", "asked until it is clear", "a heavy answer is a yes"],
)
def test_in_doubt_it_asks(answers: list[str], kinds: list[str]) -> None:
    doubtful = context(care=lambda text: Concern("You are not alone.", False) if "heavy" in text else None)
    flow, run, seen = catalogue.flow("self-rating"), Run("self-rating"), []
    for said in answers:
        reply = take(flow, run, said, doubtful)
        run = reply.run
        seen.append(reply.kind)
        if reply.kind == "check":
            place = upcoming(flow, run, doubtful)
            assert place and place.ask == ASK_CARE
    assert seen == kinds
    assert not run.given
