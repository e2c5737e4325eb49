"""What a scenario must keep to: enough to find and to say, nothing given away, everything reachable. Pure."""

from __future__ import annotations

from collections import Counter

from assistant.practice.scenario import ASKS, FACT_LINES, LINES, MAX_TRUST, Fact, Scenario
from assistant.practice.words import content, plain, says, tokens

FACTS = (8, 14)
FEWEST = {  # tier -> how many at least, by kind
    "discovery": {"surface": 2, "problem": 2, "consequence": 2, "goal": 1, "decision": 1},
    "coaching": {"surface": 2, "problem": 2, "consequence": 1, "goal": 1, "decision": 1},
}
SURFACE_SHARE = 0.4  # somebody who asks nothing but yes-or-no questions gets no further than this
MAX_WORDS = 60  # of a line
MAX_SENTENCES = 4
SHARED = 0.7  # of a line's words in one public text: the text gives the fact away
COACHED = {"consequence", "reflection", "support", "goal"}  # what may open a consequence in coaching


def problems(scenario: Scenario) -> list[str]:
    """One sentence each, in the order in which one would mend them; empty when the scenario may be used."""
    found = [*_shape(scenario)]
    if found:  # the rest takes sound references for granted
        return found
    return [*_openings(scenario), *_texts(scenario), *_leaks(scenario), *_reach(scenario)]


def _shape(scenario: Scenario) -> list[str]:
    found = []
    ids = [fact.id for fact in scenario.facts]
    if not FACTS[0] <= len(ids) <= FACTS[1]:
        found.append(f"there are {len(ids)} facts; a scenario has {FACTS[0]} to {FACTS[1]}")
    found += [f"two facts have the id {id!r}" for id, count in Counter(ids).items() if count > 1]
    for fact in scenario.facts:
        found += [
            f"fact {fact.id}: requires {other!r}, which is no fact" for other in fact.requires if other not in ids
        ]
        if fact.id in fact.requires:
            found.append(f"fact {fact.id}: requires itself")
    found += [f"success requires {id!r}, which is no fact" for id in scenario.success.requires if id not in ids]
    if not scenario.success.requires:
        found.append("success requires no fact: a next step would be free")
    tiers = Counter(fact.tier for fact in scenario.facts)
    for tier, fewest in FEWEST[scenario.kind].items():
        if tiers[tier] < fewest:
            found.append(f"there are {tiers[tier]} {tier} facts; a {scenario.kind} scenario has at least {fewest}")
    if ids and tiers["surface"] > SURFACE_SHARE * len(ids):
        found.append(f"{tiers['surface']} of {len(ids)} facts are surface; at most {SURFACE_SHARE:.0%} may be")
    return found


def ancestors(scenario: Scenario, fact: Fact) -> set[str]:
    """The ids of all facts that must be out before this one."""
    found: set[str] = set()
    waiting = list(fact.requires)
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting += scenario.fact(id).requires
    return found


def _openings(scenario: Scenario) -> list[str]:
    found = []
    for fact in scenario.facts:
        where = f"fact {fact.id}"
        if not fact.unlocked_by:
            found.append(f"{where}: unlocked_by names no move")
        if not fact.topics:
            found.append(f"{where}: has no topics")
        if fact.tier == "consequence":
            before = {scenario.fact(id).tier for id in ancestors(scenario, fact)}
            if "problem" not in before:
                found.append(f"{where}: a consequence requires the problem that it comes from")
            if scenario.kind == "discovery" and set(fact.unlocked_by) != {"consequence"}:
                found.append(f"{where}: in discovery only a consequence question opens a consequence")
            elif not set(fact.unlocked_by) <= COACHED:
                found.append(f"{where}: a consequence opens to {', '.join(sorted(COACHED))}")
        if fact.tier != "surface" and not fact.requires and fact.min_trust <= scenario.trust:
            found.append(f"{where}: is open from the start; let it require a fact or more trust than {scenario.trust}")
    return found


def _texts(scenario: Scenario) -> list[str]:
    found = []
    for fact in scenario.facts:
        where = f"fact {fact.id}"
        if len({plain(line) for line in fact.lines}) < FACT_LINES:
            found.append(f"{where}: has {len(set(fact.lines))} different lines; {FACT_LINES} or more are asked for")
        if len({plain(ask) for ask in fact.asks}) < ASKS:
            found.append(f"{where}: has {len(set(fact.asks))} different asks; {ASKS} or more are asked for")
        if not fact.keys:
            found.append(f"{where}: has no keys (the words that give it away)")
        for number, line in enumerate(fact.lines, 1):
            if not any(says(line, key) for key in fact.keys):
                found.append(f"{where}, line {number}: says none of its keys")
        found += [f"{where}, {problem}" for problem in _long(fact.lines)]
    for kind, (fewest, when) in LINES.items():
        if len({plain(line) for line in scenario.lines[kind]}) < fewest:
            found.append(
                f"lines.{kind} ({when}): has {len(scenario.lines[kind])} lines; {fewest} or more are asked for"
            )
        found += [f"lines.{kind}, {problem}" for problem in _long(scenario.lines[kind])]
    if len(scenario.opening) < 2:
        found.append("opening: two or more first lines are asked for")
    everything = [line for fact in scenario.facts for line in fact.lines]
    everything += [line for kind in LINES for line in scenario.lines[kind]]
    doubles = [line for line, count in Counter(map(plain, everything)).items() if count > 1]
    return found + [f"the line {line!r} stands twice" for line in doubles]


def _long(lines: tuple[str, ...]) -> list[str]:
    found = []
    for number, line in enumerate(lines, 1):
        if len(line.split()) > MAX_WORDS:
            found.append(f"line {number}: has {len(line.split())} words; people say at most {MAX_WORDS} at a time")
        if sum(line.count(mark) for mark in ".!?") - 2 * line.count("...") > MAX_SENTENCES + 2:
            found.append(f"line {number}: is a speech; {MAX_SENTENCES} sentences are enough")
    return found


def gives_away(text: str, fact: Fact) -> str | None:
    """What of the fact stands in the text: one of its keys, or most words of one of its lines; else None."""
    for key in fact.keys:
        if says(text, key):
            return key
    here = set(content(text))
    for line in fact.lines:
        words = set(content(line))
        if len(words) >= 4 and len(words & here) >= SHARED * len(words):
            return " ".join(sorted(words & here))
    return None


def _leaks(scenario: Scenario) -> list[str]:
    found = []
    for fact in scenario.facts:
        for where, text in scenario.public_texts():
            if shown := gives_away(text, fact):
                found.append(f"{where}: gives the fact {fact.id} away ({shown!r})")
        for check, text in scenario.better.items():
            if shown := gives_away(text, fact):
                found.append(f"better.{check}: gives the fact {fact.id} away ({shown!r})")
        for other in scenario.facts:
            known = ancestors(scenario, other)
            if fact.id != other.id and fact.id not in known:
                found += [
                    f"fact {other.id}, line {number}: gives the fact {fact.id} away ({shown!r})"
                    for number, line in enumerate(other.lines, 1)
                    if (shown := gives_away(line, fact))
                ]
            if fact.id not in known:  # a question may build on what is known by then, and on nothing else
                found += [
                    f"fact {other.id}, ask {number}: gives the fact {fact.id} away ({shown!r})"
                    for number, ask in enumerate(other.asks, 1)
                    if (shown := gives_away(ask, fact))
                ]
    return found


def _reach(scenario: Scenario) -> list[str]:
    """Somebody who opens one fact a turn and gains one point of trust with it must get to the end."""
    out: set[str] = set()
    trust = scenario.trust
    while True:
        ready = [f for f in scenario.facts if f.id not in out and set(f.requires) <= out and f.min_trust <= trust]
        if not ready:
            break
        out.add(ready[0].id)
        trust = min(MAX_TRUST, trust + 1)
    found = [f"fact {fact.id}: cannot be reached" for fact in scenario.facts if fact.id not in out]
    if not found and scenario.success.min_trust > trust:
        found.append("success: so much trust cannot be reached")
    if scenario.success.requires and not set(scenario.success.requires) & {
        fact.id for fact in scenario.facts if fact.tier in ("problem", "consequence", "goal")
    }:
        found.append("success: requires no problem, consequence or goal")
    return found + [
        f"the name {scenario.name!r} is no name of a person" for _ in range(not 1 <= len(tokens(scenario.name)) <= 5)
    ]
