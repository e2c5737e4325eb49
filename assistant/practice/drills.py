"""Drills of a minute: one item, one answer, a verdict with its reason, and the day when it comes again.

What is chosen is compared; what is written is labelled by the same judge as everywhere. Spaced by FSRS (package fsrs).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import yaml

from assistant.errors import BadInput
from assistant.practice.forms import asks, yes_no
from assistant.practice.moves import Labelled, MoveJudge
from assistant.practice.settled import FEELING
from assistant.practice.words import content, plain, tokens
from assistant.store import Store
from corpus.documents import digest

MAX_ANSWER = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to answer. `choices` is empty where the learner writes; `answer`, `why` or `example` is the other half."""

    drill: str
    title: str
    task: str
    id: str
    say: str
    choices: tuple[str, ...] = ()
    answer: str = ""
    why: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an answer was judged. `heard` are the labels of what was written; `due` is when the item comes again."""

    good: bool
    reason: str
    example: str
    heard: tuple[Labelled, ...]
    due: datetime


@cache
def items() -> tuple[Item, ...]:
    """All items of all drills."""
    text = (resources.files("assistant.practice") / "drills.yaml").read_text(encoding="utf-8")
    return tuple(
        Item(
            row["id"],
            row["title"],
            row["task"],
            digest(item["say"])[:12],
            choices=tuple(row.get("choices", ())),
            **item,
        )
        for row in yaml.safe_load(text)
        for item in row["items"]
    )


def kinds() -> dict[str, str]:
    """Drill -> title."""
    return {item.drill: item.title for item in items()}


class Drills:
    """The drills of one person."""

    def __init__(
        self, store: Store, judge: Callable[[], MoveJudge], clock: Callable[[], datetime] | None = None
    ) -> None:
        self._store, self._judge = store, judge
        self._clock = clock or (lambda: datetime.now(UTC))

    def next(self, drill: str | None = None, skip: frozenset[str] = frozenset()) -> Item:
        """What is due longest; then what was never seen; then what comes soonest. `skip` holds ids of items.

        Raises BadInput for a drill that there is not.
        """
        if drill is not None and drill not in kinds():
            raise BadInput(f"there is no drill {drill!r}; there are: {', '.join(kinds())}")
        pool = [item for item in items() if drill in (None, item.drill)]
        pool = [item for item in pool if item.id not in skip] or pool
        due = {row.item: row.due for row in self._store.drills()}
        now = self._clock()
        late = sorted((item for item in pool if due.get(item.id, now) < now), key=lambda item: due[item.id])
        fresh = [item for item in pool if item.id not in due]
        return (late or fresh or sorted(pool, key=lambda item: due[item.id]))[0]

    def waiting(self) -> int:
        """How many items that were answered before are due again."""
        known, now = {item.id for item in items()}, self._clock()
        return sum(row.item in known and row.due < now for row in self._store.drills())

    def answer(self, item: Item, text: str) -> Verdict:
        """Judges and keeps an answer. Raises BadInput for none, and for a choice that there is not."""
        given = text.strip()
        if not given:
            raise BadInput("the answer is empty")
        if len(given) > MAX_ANSWER:
            raise BadInput(f"the answer has {len(given):,} characters; a minute's worth is at most {MAX_ANSWER:,}")
        heard: tuple[Labelled, ...] = ()
        if item.choices:
            chosen = [choice for choice in item.choices if choice.startswith(plain(given))]
            if len(chosen) != 1:
                raise BadInput(f"answer one of: {', '.join(item.choices)}")
            good = chosen[0] == item.answer
            reason = f"{'Yes' if good else 'No'}: {item.answer}. {item.why}"
        else:
            heard = tuple(self._judge().label(given))
            fault = FAULTS[item.drill](item, heard)
            good, reason = not fault, fault or "Yes, that does it."
        return Verdict(good, reason, item.example, heard, self._keep(item, given, good))

    def _keep(self, item: Item, text: str, good: bool) -> datetime:
        from fsrs import Card, Rating, Scheduler

        now = self._clock()
        known = {row.item: row.document for row in self._store.drills()}.get(item.id, {"card": None, "answers": []})
        card = Card.from_json(known["card"]) if known["card"] else Card(card_id=int(item.id, 16), due=now)
        scheduler = Scheduler(enable_fuzzing=False)
        card, _ = scheduler.review_card(card, Rating.Good if good else Rating.Again, now)
        answers = [*known["answers"], {"when": now.isoformat(), "text": text, "good": good}]
        self._store.save_drill(item.drill, item.id, card.due, {"card": card.to_json(), "answers": answers})
        return card.due


def as_json(item: Item, text: str, verdict: Verdict) -> dict[str, Any]:
    """What was asked, answered, judged, and what is kept."""
    return {
        "drill": item.drill,
        "item": item.id,
        "asked": f"{item.task} {json.dumps(item.say, ensure_ascii=False)}",
        "answered": text,
        "good": verdict.good,
        "reason": verdict.reason,
        "example": verdict.example or None,
        "heard": [{"text": s.text, "move": s.move, "form": s.form, "confidence": s.confidence} for s in verdict.heard],
        "kept": {"due": verdict.due.isoformat()},
    }


def _extras(heard: tuple[Labelled, ...]) -> str:
    """What spoils any of these answers."""
    for move, fault in (
        ("pitch", "That offers something."),
        ("tell", "That advises or argues."),
        ("criticism", "That judges."),
    ):
        if any(s.move == move for s in heard):
            return fault
    return ""


def _not_consequence(item: Item, heard: tuple[Labelled, ...]) -> str:
    if fault := _extras(heard):
        return f"{fault} Ask what it does, and leave it there."
    asked = [s for s in heard if asks(s.text)]
    if not asked:
        return "That isn't a question."
    if len(asked) > 1:
        return "That is more than one question; the first gets lost."
    if asked[0].move != "consequence":
        return f"That is heard as a question about {_about(asked[0].move)}. Ask what the trouble does, to whom, or what happens if it stays."
    return ""


def _not_open(item: Item, heard: tuple[Labelled, ...]) -> str:
    if fault := _extras(heard):
        return f"{fault} Ask, and nothing else."
    asked = [s for s in heard if asks(s.text)]
    if not asked:
        return "That isn't a question."
    if any(s.form == "leading" for s in asked):
        return "It suggests its own answer."
    if any(yes_no(s.text) for s in asked):
        return "Yes or no would still answer it."
    if all(s.form == "closed" for s in asked):
        return "One fact would answer it. Ask for a telling: how, what, walk me through."
    return ""


def _not_reflection(item: Item, heard: tuple[Labelled, ...]) -> str:
    if fault := _extras(heard):
        return f"{fault} Give back what was said, and wait."
    if any(s.move in ("information", "consequence", "goal", "commitment") for s in heard):
        return "That asks on. Give back what was said, and wait."
    text = " ".join(s.text for s in heard)
    if any(s.move == "reflection" for s in heard):
        if set(content(text)) & set(content(item.say)) or FEELING & set(tokens(text)) or len(tokens(text)) >= 5:
            return ""
        return "That could be said to anybody. Take up something of what this person said."
    if any(s.move == "support" for s in heard):
        return "That is kind, and it is about how you stand to it. Give back how it is for the other person."
    return "That doesn't give anything back."


def _about(move: str) -> str:
    return {"information": "facts", "goal": "what is wanted", "commitment": "a next step"}.get(move, "something else")


FAULTS: dict[str, Callable[[Item, tuple[Labelled, ...]], str]] = {
    "consequence": _not_consequence,
    "open_it": _not_open,
    "reflect": _not_reflection,
}
