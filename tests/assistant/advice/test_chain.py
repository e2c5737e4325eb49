"""The whole chain on real weights: care and taking it back, follow-ups, and models that fail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from assistant.advice import talk
from assistant.advice.answer import Answer, markdown
from assistant.advice.care import CERTAIN, SURE, CareJudge
from assistant.advice.chain import CASE_SECONDS, build_advice
from assistant.advice.reader import Reading
from assistant.app import Assistant
from assistant.errors import ModelUnusable
from assistant.models.trust import Earned

QUIET = "My best rep has gone quiet in team meetings and her numbers slipped two months in a row."


def care(probability: float) -> CareJudge:
    return CareJudge(lambda text: Reading(probability, "health", 0.0, 0.0))


def test_care_is_sure_by_a_phrase_by_much_and_when_it_is_broken() -> None:
    assert care(CERTAIN - 0.01).judge("a text").category == ""
    unsure, sure = care(CERTAIN).judge("a text"), care(SURE).judge("a text")
    assert (unsure.category, unsure.sure, sure.category, sure.sure) == ("health", False, "health", True)
    assert care(0.0).judge("I want to kill myself").sure

    def broken(text: str) -> Reading:
        raise RuntimeError

    assert CareJudge(broken).judge("a text").category == "general" and CareJudge(broken).judge("a text").sure


def said(assistant: Assistant, judge: CareJudge, question: str, history: Any = ()) -> Answer:
    """The last answer of the real chain with another judge of care."""
    chain = build_advice(replace(assistant.advisor(), care=judge))
    return chain.invoke({"question": question, "history": history})["answer"]


def test_who_was_misheard_can_say_so_and_who_was_not_is_heard_again(assistant: Assistant) -> None:
    first = said(assistant, care(0.5), QUIET)
    assert (first.kind, first.steps, first.choices) == ("care", (), (talk.COACHING,))
    history = [{"role": "user", "content": QUIET}, {"role": "assistant", "content": markdown(first)}]
    after = said(assistant, care(0.5), talk.COACHING, history)
    assert after.kind == "answer" and after.steps and "HR or a doctor" in after.note
    assert "gone quiet" in after.lead, "it is the question that is answered, not the remark"
    assert said(assistant, care(SURE), QUIET).choices == ()
    assert said(assistant, care(SURE), talk.COACHING, history).kind == "care"
    grave = [{"role": "user", "content": "I want to kill myself"}, {"role": "assistant", "content": "x"}]
    assert said(assistant, care(0.0), talk.COACHING, grave).kind == "care"


def test_a_question_back_offers_what_the_articles_are_for_and_for_the_right_chair(assistant: Assistant) -> None:
    authored = {card.choice: card for card in assistant.library.cards() if card.choice}
    assert len({card.article for card in authored.values()}) == 14, "each shipped article says what it is for"
    for role in ("rep", "manager"):
        asked = assistant.ask("How do I fix it?", role=role)
        assert asked.kind == "clarify" and len(asked.choices) == 3
        assert {authored[choice].role for choice in asked.choices} <= {role, "both"}
    history = [{"role": "user", "content": "How do I fix it?"}, {"role": "assistant", "content": markdown(asked)}]
    for choice, card in authored.items():
        after = assistant.ask(choice, history)
        assert after.kind == "answer" and card.article in {source.article for source in after.sources}, choice


class Model:
    """A chat model as its stream goes; `identity` as a real one has it."""

    identity = "scripted"

    def __init__(self, stream: Callable[[float], Iterator[str]]) -> None:
        self._stream, self.asked = stream, 0

    def stream(self, messages: Any, max_tokens: int, seconds: float) -> Iterator[str]:
        self.asked += 1
        return self._stream(seconds)


def dies(seconds: float) -> Iterator[str]:
    yield "Ask her "
    raise ModelUnusable("the model server ended")


def hangs(seconds: float) -> Iterator[str]:
    time.sleep(seconds)
    yield "too late"


def nonsense(seconds: float) -> Iterator[str]:
    yield from ("lorem 4711 " * 40, "\n\n", "ipsum")


def markup(seconds: float) -> Iterator[str]:
    yield from ("<script>alert(1)</script><b>Ask ", "her</b> [here](http://evil.example) about 73 percent.")


@pytest.mark.parametrize("fault", [dies, hangs, nonsense, markup])
def test_whatever_the_model_does_the_answer_is_there_in_time_and_clean(assistant: Assistant, fault: Any) -> None:
    parts = assistant.advisor()
    earned = {**parts.earned, "case": Earned("case", True)}
    model = Model(fault)
    chain = build_advice(replace(parts, model=model, earned=earned))
    without = build_advice(parts).invoke({"question": QUIET})["answer"]
    begun = time.monotonic()
    answer = chain.invoke({"question": QUIET})["answer"]
    assert time.monotonic() - begun < CASE_SECONDS + 2
    assert model.asked
    assert answer.steps == without.steps and answer.lead == without.lead
    shown = markdown(answer)
    assert not any(mark in shown for mark in ("<", "http", "lorem", "73"))


def test_a_follow_up_says_nothing_twice(assistant: Assistant) -> None:
    first = assistant.ask(QUIET)
    history = [{"role": "user", "content": QUIET}, {"role": "assistant", "content": markdown(first)}]
    then = assistant.ask("and if she says that all is well?", history)
    assert then.kind == "answer" and not {s.card for s in then.steps} & {s.card for s in first.steps}
    assert assistant.ask("thanks!", history).steps == ()
    assert len(assistant.ask("shorter please", history).steps) == 1
    assert {s.sentences[0].origin for s in assistant.ask("why?", history).steps} == {"quote"}
