"""A model that has earned it may say an authored line in its own words, under the guard.

What it is shown: the public persona, what this person has told already, and the one line to be said. Never a fact that is
locked, and never what the learner wrote: nothing can be begged out of a prompt that does not hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.errors import ModelUnusable
from assistant.practice import guard
from assistant.practice.gate import Outcome
from assistant.practice.reply import Reply
from assistant.practice.scenario import Scenario
from assistant.practice.talk import Turn

TOKENS = 90
SECONDS = 8.0
VOICED = frozenset({"fact", "reflected", "supported", "covered", "unknown", "deflect"})  # the rest is short as it is


class Model(Protocol):
    """What is asked of a chat model (assistant/models/chat.py)."""

    def complete(self, messages: Sequence[tuple[str, str]], max_tokens: int, seconds: float) -> str:
        """Raises ModelUnusable."""


def messages(scenario: Scenario, told: Sequence[str], line: str, again: str = "") -> list[tuple[str, str]]:
    """The prompt. The stable part comes first, so that a server can keep it; the new line comes last."""
    about = (
        f"You are {scenario.name}, {scenario.role}. {scenario.about} How you talk: {scenario.temperament}\n"
        "You are in a conversation. You are given the line that you say next. Say it in your own spoken words: the same "
        "content, every name and number kept, nothing added, one to three short sentences. You are not an assistant: you "
        "offer no help, praise no question, give no advice. Answer with your words only."
    )
    before = "\n".join(f"- {text}" for text in told[-6:]) or "- nothing yet"
    ask = f"What you have said before (do not say it again):\n{before}\n\nYour next line: {line}"
    return [("system", about), ("user", f"{ask}\n{again}" if again else ask)]


class PersonaVoice:
    """A talk.Voice. One retry, then the authored line; a model that fails is not asked again in this talk."""

    def __init__(self, model: Model, seconds: float = SECONDS) -> None:
        self._model, self._seconds = model, seconds
        self._broken = False

    def __call__(self, scenario: Scenario, turns: Sequence[Turn], outcome: Outcome, line: str) -> Reply:
        if self._broken or outcome.says not in VOICED:
            return Reply(line)
        told = [turn.reply for turn in turns if turn.disclosed]
        earlier = tuple(id for turn in turns for id in turn.disclosed)
        again, prompt = "", ""
        for _ in range(2):
            shown = messages(scenario, told, line, again)
            prompt = "\n\n".join(text for _, text in shown)
            try:
                text = " ".join(self._model.complete(shown, TOKENS, self._seconds).strip().strip('"“”').split())
            except ModelUnusable:
                self._broken = True
                return Reply(line, prompt=prompt)
            objection = guard.objection(text, line, scenario, outcome.fact, earlier)
            if objection is None:
                return Reply(text, "model", prompt)
            again = "Keep closer to the line: its names and numbers, and nothing else."
        return Reply(line, prompt=prompt)
