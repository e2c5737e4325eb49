"""Plays a scenario with its own questions, through the same ears as everybody: does each open what it should?

The checker reads a scenario; this one tries it out, and says in words which question is heard as something else.
"""

from __future__ import annotations

from assistant.practice import gate
from assistant.practice.gate import ASKING, ON_TOPIC
from assistant.practice.hearing import Listener
from assistant.practice.scenario import ASKS, Scenario
from assistant.practice.talk import Talk

ENOUGH = 0.9  # of the facts must be found by the scenario's own questions


def order(scenario: Scenario) -> list[str]:
    """The facts in an order in which they can be opened: what is required and wants little trust comes first."""
    out: list[str] = []
    waiting = list(scenario.facts)
    while waiting:
        ready = [fact for fact in waiting if set(fact.requires) <= set(out)]
        if not ready:
            break
        fact = min(ready, key=lambda fact: fact.min_trust)
        out.append(fact.id)
        waiting.remove(fact)
    return out


def heard_wrongly(listener: Listener) -> list[str]:
    """Facts of which fewer than ASKS questions would open them, with what is heard instead."""
    found = []
    for fact in listener.scenario.facts:
        wrong = []
        for number, ask in enumerate(fact.asks, 1):
            heard = listener.hear(ask).heard
            openers = [s for s in heard.sentences if s.move in fact.unlocked_by and s.near.get(fact.id, 0) >= ON_TOPIC]
            moves = ", ".join(dict.fromkeys(s.move for s in heard.sentences)) or heard.kind
            if not openers:
                wrong.append(f"ask {number} is heard as {moves} ({ask!r})")
            elif fact.tier != "surface" and all(s.yes_no and s.move in ASKING for s in openers):
                wrong.append(f"ask {number} can be answered by yes or no ({ask!r})")
        if len(fact.asks) - len(wrong) < ASKS:
            found.append(f"fact {fact.id}: {'; '.join(wrong)}: {ASKS} or more asks must open it")
    return found


def play(listener: Listener, seed: int = 0) -> Talk:
    """A skilled talk: gives back what was told, then asks for the next fact in order; tries again where trust was short."""
    talk = Talk(listener, seed)
    scenario = listener.scenario
    for attempt in range(3):
        for id in order(scenario):
            if id in talk.state.disclosed:
                continue
            fact = scenario.fact(id)
            told = talk.state.last if talk.state.fresh else None
            lead = f"{scenario.fact(told).reflect} " if told else ""
            talk.say(lead + fact.asks[attempt % len(fact.asks)])
    return talk


def problems(listener: Listener) -> list[str]:
    """What a writer has to mend; empty when the scenario plays as it is meant to."""
    talk = play(listener)
    scenario = listener.scenario
    missing = [fact.id for fact in scenario.facts if fact.id not in talk.state.disclosed]
    found = heard_wrongly(listener)
    if len(missing) > (1 - ENOUGH) * len(scenario.facts):
        found.append(f"played with its own questions, these facts stay locked: {', '.join(missing)}")
    elif gate.decide(scenario, talk.state, gate.Heard((gate.Sentence("commitment"),))).stance != "commit":
        found.append("played with its own questions, the next step is refused in the end")
    return found
