"""What one case of each kind of suite asks the program, and what comes back as data. Deterministic without a chat model."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from assistant.advice import support
from assistant.advice.answer import as_json
from assistant.app import Assistant, build_reflections
from assistant.exercises import catalogue, passages
from assistant.exercises.flow import Concern, Context, Run, Step, take, upcoming
from assistant.exercises.result import markdown
from assistant.practice import scorecard
from assistant.practice.moves import bare
from assistant.practice.talk import Talk
from evals import practice
from evals.cases import Case

HITS = 10  # results that a retrieval case asks for
TODAY = date(2026, 11, 18)  # of exercises, so that a run of next week gives the same
MOST_ANSWERS = 400  # that an exercise may take


def ask(assistant: Assistant, suite_kind: str, case: Case) -> dict[str, Any]:
    """What the assistant makes of one case. Raises what the assistant raises."""
    return _ASKED[suite_kind](assistant, case)


def warm_up(assistant: Assistant, suite_kind: str) -> None:
    """Loads what the first case would wait for."""
    if suite_kind == "advice":
        assistant.warm_up()
    elif suite_kind == "retrieval":
        assistant.search("warming up", 1)
    elif suite_kind in ("moves", "practice"):
        assistant.practice.label(["Warming up."])
    elif suite_kind == "support":
        assistant.embedder.embed(["warming up"])


def _advice(assistant: Assistant, case: Case) -> dict[str, Any]:
    found = as_json(assistant.ask(case.question, case.history, case.role))
    return {**found, "timings": {**found.get("timings", {}), "memory_mb": _memory()}}


def _memory() -> float | None:
    """This process's peak in MB; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def _retrieval(assistant: Assistant, case: Case) -> dict[str, Any]:
    started = time.perf_counter()
    hits = assistant.search(case.question, HITS)
    spent = (time.perf_counter() - started) * 1000
    rows = [
        {"article": h.article, "start": h.start, "end": h.end, "score": round(h.score, 4), "cards": list(h.cards)}
        for h in hits
    ]
    return {"hits": rows, "timings": {"search_ms": round(spent, 2)}}


def _moves(assistant: Assistant, case: Case) -> dict[str, Any]:
    (move, confidence), (plain, _) = assistant.practice.judge.judge([case.question, bare(case.question)])
    return {"move": move, "confidence": confidence, "bare": plain}


def _support(assistant: Assistant, case: Case) -> dict[str, Any]:
    evidence = [str(text) for text in case.given["evidence"]]
    found = support.check(case.question, evidence, str(case.given.get("user", "")), assistant.embedder)
    return {"ok": found.ok, "reason": found.reason}


# ---------------------------------------------------------------- practice


def _practice(assistant: Assistant, case: Case) -> dict[str, Any]:
    scenario = assistant.practice.scenario(case.given["scenario"])
    seed = int(case.given.get("seed", 1))
    if case.kind == "learners":
        return {"learners": practice.learn(assistant.practice, scenario, seed, practice.small_talk())}
    if case.kind == "attack":
        return practice.attacked(assistant.practice, scenario, seed, int(case.given.get("turns", 40)))
    talk = assistant.practice.talk(scenario, seed)
    for message in case.given["script"]:
        talk.say(str(message))
    card = scorecard.score(scenario, talk.opening, talk.turns)
    return {"turns": _turns(talk), "score": card.score, "found": card.found, "of": card.of}


def _turns(talk: Talk) -> list[dict[str, Any]]:
    return [
        {
            "said": turn.said, "moves": [found.move for found in turn.moves], "disclosed": list(turn.disclosed),
            "stance": turn.stance, "reply": turn.reply, "reply_origin": turn.reply_origin,
        }
        for turn in talk.turns
    ]  # fmt: skip


# ---------------------------------------------------------------- exercises


@lru_cache(maxsize=4)
def _care(assistant: Assistant, attended: bool) -> Callable[[str], Concern | None]:
    return build_reflections(assistant.settings, assistant.embedder, attended=attended).care


def _exercises(assistant: Assistant, case: Case) -> dict[str, Any]:
    if case.kind in ("heavy", "plain"):
        concern = _care(assistant, True)(case.question)
        return {"ended": "next" if concern is None else "care" if concern.sure else "check"}
    flow = catalogue.flow(str(case.given["exercise"]))
    context = Context(TODAY, _care(assistant, False), "Europe/Berlin")
    answers = {
        str(step): value if isinstance(value, list) else [value] for step, value in case.given["answers"].items()
    }
    rest = list(answers.pop("rest", []))  # to the questions that are not named, in order
    used: dict[str, int] = {}
    run, log = Run(flow.id), []
    for _ in range(MOST_ANSWERS):
        place = upcoming(flow, run, context)
        if place is None:
            break
        step = place.step
        vague = case.kind == "shrug" and step.id == case.given["step"]
        mine = answers.get(step.id) or ([rest.pop(0)] if rest and step.id not in used else [])
        raw = case.question if vague else _said(step, mine, used)
        reply = take(flow, run, raw, context)
        run = reply.run
        log.append({"step": step.id, "asked": place.ask, "answered": raw, "judged": reply.kind})
        stuck = vague or (reply.kind == "problem" and used[step.id] >= len(mine))
        if stuck or reply.kind in ("care", "check"):
            return {"ended": reply.kind, "said": reply.said, "log": log}
    if upcoming(flow, run, context) is not None:
        return {"ended": "unfinished", "log": log}
    kept = flow.result(run.values, context)
    quotes = [*flow.why, *(quote for step in flow.steps(run.values, context) for quote in step.why)]
    rows = [
        {"article": s.article, "start": s.start, "end": s.end, "quote": s.quote} for s in passages.locate_all(quotes)
    ]
    return {"ended": "done", "kept": markdown(kept), "sources": rows, "log": log}


def _said(step: Step, answers: list[Any], used: dict[str, int]) -> str:
    """The next answer to a question; a list is one answer of many lines where the step takes lines. "" when there is none."""
    if step.kind in ("lines", "choices", "sort", "blocks"):
        answers = ["\n".join(map(str, answers))] if answers else []
    number = used.get(step.id, 0)
    used[step.id] = number + 1
    return str(answers[number]) if number < len(answers) else ""


_ASKED: Mapping[str, Callable[[Assistant, Case], dict[str, Any]]] = {
    "advice": _advice,
    "retrieval": _retrieval,
    "moves": _moves,
    "support": _support,
    "practice": _practice,
    "exercises": _exercises,
}
