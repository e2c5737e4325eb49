"""What a message earns: pure and deterministic. At most one new fact a turn, never one that was not earned.

The gate sees what was heard (moves, forms, how near each sentence is to each fact's topics) and where the talk stands.
It knows nothing of models: wording is somebody else's job (reply.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from assistant.practice.scenario import MAX_TRUST, OPENERS, TIERS, Fact, Scenario

Stance = Literal["answer", "short", "deflect", "object", "commit"]

ON_TOPIC = 0.5  # from here on a sentence is about a fact
GROWN = 0.8  # a question about a known fact also reaches for what grows out of it, a little less surely
THREAD = 0.6  # "and what does that do?" right after a fact reaches for what grows out of it
ASIDE = 0.4  # who asks for a consequence or a goal gets surface facts only where nothing deeper is to be had
ANGLE = 0.75  # a question that comes from the angle of a fact (angles.py) reaches for it, whatever was told last
WIDE = 0.5  # a question without any topic
SURE = {"tell": 0.5, "pitch": 0.5, "criticism": 0.7}  # less sure labels of these are not held against anybody
NOTED = 0.8  # less sure labels of feedback are none where nobody is coached
CHATTER = 0.8  # less sure labels of small talk do not make a question one
UNMISTAKEN = 0.8  # a surer question for a consequence or a goal is not answered with a surface fact
UNSURE = 0.6  # a question whose label is less sure may be one for information
STACKED = 3  # questions in one message
ASKING = frozenset({"information", "consequence", "goal"})
REACH = {"consequence": ("consequence",), "goal": ("goal",)}  # without a topic they ask for such facts only
PLAIN_TIERS = frozenset({"surface", "problem"})  # what one tells whoever asks well
NARROWING = frozenset({"information"})  # moves that need a topic: without one they are broad


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the gate sees it. `near` is fact id -> 0..1; `topic` says whether it has any topic of its own.

    `yes_no` is a question that can be answered by yes or no (a single fact is not); `asks` how many questions it holds.
    """

    move: str
    confidence: float = 1.0
    asks: int = 0
    yes_no: bool = False
    topic: bool = True
    greets: bool = False  # asks how somebody is
    near: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as the gate sees it. `kind`: "" or silence, unclear, too_long, rude (then nothing else counts)."""

    sentences: tuple[Sentence, ...] = ()
    kind: str = ""
    repeated: bool = False  # the same message was sent before
    answered: bool = False  # and it was answered then
    grounded: bool = False  # what is given back was said before, or names a feeling


@dataclass(frozen=True, slots=True)
class State:
    """Where a talk stands. Plain data, so that any turn can be gone back to."""

    trust: int
    disclosed: tuple[str, ...] = ()
    last: str | None = None  # the fact told last
    fresh: bool = False  # whether it was told in the turn before
    pushed: int = 0  # pitches, early asks and criticism in a row
    praised: bool = False  # whether the message before earned trust by support
    committed: bool = False
    used: Mapping[str, int] = field(default_factory=dict)  # kind of line -> how often it was said


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a message led to: at most one new fact, a stance, which kind of line is said, and the state after it."""

    stance: Stance
    says: str  # "fact" or a kind of line
    fact: str | None
    state: State
    trust_change: int
    why: str  # for the log of the turn; names no fact


def start(scenario: Scenario) -> State:
    return State(trust=scenario.trust)


def decide(scenario: Scenario, state: State, heard: Heard) -> Outcome:
    """The one place where a fact is unlocked."""
    moves = {s.move for s in heard.sentences if sure(s.move, s.confidence)}
    questions = sum(s.asks for s in heard.sentences)
    fact, blocked = (None, "") if heard.kind else _open(scenario, state, heard)
    ripe = earned(scenario, state)
    change = _trust(scenario, state, heard, moves, questions, fact)
    hurried = "commitment" in moves and not ripe and not state.committed

    stance: Stance
    if heard.kind:
        fact, stance, says = None, "object" if heard.kind == "rude" else "short", heard.kind
    elif "criticism" in moves:
        fact, stance, says = None, "object", "criticised"
    elif "pitch" in moves and not (ripe and "commitment" in moves):
        fact, stance, says = None, "object", "object" if state.pushed else "pitched"
    elif questions >= STACKED:
        fact, stance, says = None, "short", "stacked"
    elif "commitment" in moves and ripe and not state.committed:
        fact, stance, says = None, "commit", "commit_yes"
    elif fact is not None:
        stance, says = "answer", "fact"
    elif "commitment" in moves:
        if state.committed:
            stance, says = "commit", "committed"
        else:
            stance, says = "object", "object" if state.pushed > 1 else "commit_no"
    else:
        stance, says = _otherwise(scenario, state, heard, moves, blocked)

    trust = max(0, min(MAX_TRUST, state.trust + change))
    pushy = says in ("pitched", "object", "criticised", "rude") or (hurried and fact is None)
    after = replace(
        state,
        trust=trust,
        disclosed=(*state.disclosed, fact.id) if fact else state.disclosed,
        last=fact.id if fact else state.last,
        fresh=fact is not None,
        pushed=state.pushed + 1 if pushy else 0,
        praised="support" in moves,
        committed=state.committed or says == "commit_yes",
        used={**state.used, says: state.used.get(says, 0) + 1},
    )
    return Outcome(stance, says, fact.id if fact else None, after, trust - state.trust, blocked or says)


def sure(move: str, confidence: float) -> bool:
    """Whether a label counts: one that speaks against somebody must be surer than others."""
    return confidence >= SURE.get(move, 0.0)


def earned(scenario: Scenario, state: State) -> bool:
    """Whether the person would agree to a next step."""
    return set(scenario.success.requires) <= set(state.disclosed) and state.trust >= scenario.success.min_trust


def openable(scenario: Scenario, state: State) -> list[Fact]:
    """The locked facts whose requirements and trust are met: the right move would open them."""
    return [
        fact
        for fact in scenario.facts
        if fact.id not in state.disclosed
        and set(fact.requires) <= set(state.disclosed)
        and fact.min_trust <= state.trust
    ]


def _open(scenario: Scenario, state: State, heard: Heard) -> tuple[Fact | None, str]:
    """The fact that the message earns, or None and what stood in its way ("" when nothing was asked for).

    A plain question that reaches too far is met with what comes first on the way there.
    """
    best: tuple[bool, float, int, Fact] | None = None
    before: tuple[float, int, Fact] | None = None
    blocked = ""
    ready = openable(scenario, state) if state.trust > 0 else []
    # The trust that a plain question earns is there when it is answered: nobody finds "how long does that take?" too personal.
    plainly = openable(scenario, replace(state, trust=state.trust + 1)) if state.trust > 0 else []
    if heard.answered:
        return None, ""
    for sentence in heard.sentences:
        if sentence.move not in OPENERS:
            continue
        for number, fact in enumerate(scenario.facts):
            if fact.id in state.disclosed:
                continue
            fit = _fit(state, sentence, fact)
            if fit < ON_TOPIC:
                continue
            within = plainly if sentence.move == "information" and fact.tier in PLAIN_TIERS else ready
            if not _may_open(sentence, fact) or fact not in within:
                blocked = blocked or "not earned"
                named = sentence.near.get(fact.id, 0.0) >= ON_TOPIC and not _closed(sentence, fact)
                for first in _on_the_way(scenario, fact) if named and _plain(sentence) else ():
                    if first in ready and _may_open(sentence, first):
                        before = max(before or (0.0, 0, first), (fit, -number, first), key=lambda found: found[:2])
                continue
            if _closed(sentence, fact):
                blocked = "closed"
                continue
            if sentence.move == "reflection" and not heard.grounded:
                blocked = blocked or "not earned"
                continue
            if fact.tier == "surface" and sentence.move in REACH and sentence.confidence >= UNMISTAKEN:
                blocked = blocked or "not earned"
                continue
            if fact.tier == "surface" and sentence.move != "information":
                fit -= ASIDE
            asked = bool(sentence.asks) and sentence.move in ASKING  # what was asked is answered before what was said
            if best is None or (asked, fit, -number) > best[:3]:
                best = (asked, fit, -number, fact)
    if best is None and before is not None and blocked == "not earned":
        return before[2], ""
    return (best[3], "") if best else (None, blocked)


def _may_open(sentence: Sentence, fact: Fact) -> bool:
    """Whether the move opens facts of that kind."""
    return sentence.move in fact.unlocked_by or (_plain(sentence) and "information" in fact.unlocked_by)


def _plain(sentence: Sentence) -> bool:
    """Whether it is a question for information, or may be one."""
    return sentence.move == "information" or (sentence.move in ASKING and sentence.confidence < UNSURE)


def _closed(sentence: Sentence, fact: Fact) -> bool:
    return sentence.yes_no and sentence.move in ASKING and fact.tier != "surface"


def _on_the_way(scenario: Scenario, fact: Fact) -> list[Fact]:
    """The facts that it rests on, the nearest first."""
    found: list[Fact] = []
    for id in fact.requires:
        first = scenario.fact(id)
        found += [first, *_on_the_way(scenario, first)]
    return found


def _fit(state: State, sentence: Sentence, fact: Fact) -> float:
    """0..1: how surely the sentence reaches for the fact."""
    own = sentence.near.get(fact.id, 0.0)
    grown = max((sentence.near.get(id, 0.0) for id in fact.requires if id in state.disclosed), default=0.0) * GROWN
    if fact.tier == "surface":
        grown = 0.0
    thread = 0.0
    if not sentence.topic:
        if state.last is not None and state.last in fact.requires:
            thread = THREAD + (0.1 if state.fresh else 0.0)
        elif fact.tier == "surface":
            known = any(sentence.near.get(id, 0.0) >= ON_TOPIC for id in state.disclosed)  # that is what it asks again
            wide = _plain(sentence) or not sentence.yes_no
            thread = WIDE if wide and not known and not fact.requires else 0.0
        elif sentence.move not in NARROWING and fact.tier in REACH.get(sentence.move, TIERS):
            thread = WIDE
    return max(own, grown, thread)


def _trust(scenario: Scenario, state: State, heard: Heard, moves: set[str], questions: int, fact: Fact | None) -> int:
    """Rises by exploring and reflecting; falls by pitching before the problem, stacking, running over a feeling, judging."""
    if heard.kind:
        return {"rude": -3, "too_long": -1}.get(heard.kind, 0)
    tiers = {scenario.fact(id).tier for id in state.disclosed}
    done = set(scenario.success.requires) <= set(state.disclosed)
    change = 0
    if "criticism" in moves:
        change -= 2
    if "pitch" in moves and not done:
        change -= 1 if "problem" in tiers else 2
    if questions >= STACKED:
        change -= 1
    if "tell" in moves and not moves & ASKING and not done:
        change -= 1
    if "commitment" in moves and not done and fact is None:
        change -= 1
    if heard.repeated and fact is None:
        change -= 1
    felt = state.fresh and state.last is not None and scenario.fact(state.last).feeling
    if felt and moves & {"pitch", "tell", "criticism"} and not moves & {"reflection", "support"}:
        change -= 1
    if change < 0:
        return change
    asked = [s for s in heard.sentences if s.move in ASKING]
    explored = any(
        max(s.near.values(), default=0.0) >= ON_TOPIC or (not s.topic and bool(state.disclosed)) for s in asked
    )
    if (explored and not heard.repeated) or fact is not None:
        change += 1
    if "reflection" in moves and heard.grounded and not heard.repeated:
        change += 1
    if "support" in moves and not state.praised and (scenario.kind == "coaching" or felt):
        change += 1
    return min(2 if felt else 1, change)


def _otherwise(scenario: Scenario, state: State, heard: Heard, moves: set[str], blocked: str) -> tuple[Stance, str]:
    """What is said when nothing new is."""
    asked = [s for s in heard.sentences if s.move in ASKING]
    if heard.answered and asked:
        return "short", "repeated"
    if "tell" in moves and (scenario.kind == "coaching" or not asked):
        return "short", "told"
    if asked:
        if any(s.near.get(id, 0.0) >= ON_TOPIC for s in asked for id in state.disclosed) and not blocked:
            return "short", "covered"
        if blocked == "closed":
            return "short", "closed"
        if blocked:
            return "deflect", "deflect"
        if not any(s.topic for s in asked):
            return "short", "broad"
        return "deflect", "unknown"
    if any(
        s.asks and s.topic and s.move == "other" and not s.greets and s.confidence < CHATTER for s in heard.sentences
    ):
        return "deflect", "unknown"
    if any(
        s.move == "criticism" for s in heard.sentences
    ):  # not sure enough to be held against anybody, nor small talk
        return "deflect", "deflect"
    noted = any(
        s.move == "feedback" and (scenario.kind == "coaching" or s.confidence >= NOTED) for s in heard.sentences
    )
    for move, says in (("feedback", "feedback"), ("reflection", "reflected"), ("support", "supported")):
        if move in moves and (move != "feedback" or noted):
            return "answer", says
    if any(s.greets for s in heard.sentences):
        return "answer", "greeted"
    if any(s.asks and s.yes_no and s.move == "other" for s in heard.sentences):  # "Does that sound doable?"
        return "short", "closed"
    return "answer", "small_talk"


def to_json(state: State) -> dict[str, Any]:
    """The state as plain data, for the store."""
    return {name: getattr(state, name) for name in State.__slots__} | {
        "disclosed": list(state.disclosed),
        "used": dict(state.used),
    }


def from_json(row: Mapping[str, Any]) -> State:
    """The inverse of `to_json`."""
    return State(**{**row, "disclosed": tuple(row["disclosed"]), "used": dict(row["used"])})
