"""One better line for a moment of a talk: authored for its scenario, chosen by what was known by then. Pure."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from assistant.practice import gate
from assistant.practice.held import HeldTalk
from assistant.practice.scenario import TIERS, Fact
from assistant.practice.words import figures, plain, tokens

# What kind of fact a better line reaches for, where the scenario's own lines are not the answer or come too early.
_REACHES = {
    "problem_first": ("problem",),
    "consequences": ("consequence",),
    "no_early_pitch": ("problem", "consequence"),
    "talk_share": ("problem", "consequence", "goal"),
    "touches": ("problem", "consequence"),
    "tried": ("problem",),
    "reflections": ("problem", "consequence"),
    "next_step": ("problem", "consequence", "goal"),
    "goals": ("goal",),
    "listening": ("problem", "consequence", "goal"),
    "asked_first": ("surface", "problem", "consequence", "goal"),
    "own_plan": ("problem", "goal"),
    "commitment_date": ("problem", "goal"),
    "support": ("problem", "goal"),
}
# The checks that a question meets by itself, and what kind of fact it must reach for.
_MEETS = {
    "problem_first": {"problem"},
    "consequences": {"consequence"},
    "no_early_pitch": {"problem", "consequence"},
    "goals": {"goal"},
    "talk_share": set(TIERS),
    "asked_first": set(TIERS),
}
# What must be known before the scenario's own line for a check fits.
_RIPE: dict[str, set[str]] = {
    "tried": {"problem"},
    "touches": {"problem"},
    "support": {"problem"},
}


_PLANS = {"commitment", "goal"}  # moves that ask for somebody's own plan


@dataclass(frozen=True, slots=True)
class Better:
    """A better line for a turn; `leads` as in Line."""

    text: str
    turn: int
    leads: bool = False


def better(
    talk: HeldTalk,
    check: str,
    turns: Sequence[int],
    proposed: Container[str],
    taken: Container[int],
    early: bool = False,
) -> Better | None:
    """A line that would have fitted in one of those turns: authored for this scenario, chosen by where the talk stood.

    One that fits beats one that only leads there, and a turn of its own beats one that is `taken`: by what was credited,
    or by another line. One that was `proposed` already is proposed again only when there is no other. `early` when the
    learner asked for it before there was anything to tell: then what leads there helps, and asking in other words does not.
    """
    found = [line for turn in turns if (line := _fitting(talk, check, turn, proposed, early)) is not None]
    return min(found, key=lambda line: (line.leads, line.turn in taken), default=None)


def _fitting(talk: HeldTalk, check: str, turn: int, proposed: Container[str], early: bool) -> Better | None:
    """The line for that turn, or a later one."""
    scenario = talk.scenario
    if check in ("reflections", "listening"):
        before = sorted((id for id, when in talk.told.items() if when < turn), key=lambda id: -talk.told[id])
        after = sorted(talk.told.keys() - set(before), key=lambda id: talk.told[id])
        for id in (*before, *after):
            reflect, when = scenario.fact(id).reflect, max(turn, min(talk.told[id] + 1, len(talk.turns)))
            heard = {
                word for t in talk.turns if t.number <= talk.told[id] or t.number < when for word in tokens(t.reply)
            }
            if figures(reflect) <= heard:  # not every line has them
                return Better(reflect, when)
    authored = scenario.better.get("own_plan" if check == "commitment_date" else check)
    if authored is not None and any(plain(authored) in plain(held.said) for held in talk.turns):
        authored = None
    if authored is not None and not early:
        ripe = next((t.number for t in talk.turns if t.number >= turn and _ripe(talk, check, t.number)), None)
        if ripe is not None:
            return Better(authored, ripe)
    plans = check in ("next_step", "own_plan", "commitment_date")
    reached = (_missing(talk, turn) if early or plans else []) or _reachable(talk, turn, _REACHES.get(check, ()))
    most = max((len(fact.asks) for fact in reached), default=0)
    asked = [
        (fact.asks[n], fact.tier) for n in range(most) for fact in reached if n < len(fact.asks)
    ]  # another fact first
    best = next((found for found in asked if found[0] not in proposed), asked[0] if asked else None)
    if best is None:
        return Better(authored, turn, leads=True) if authored is not None and not early else None
    return Better(best[0], turn, leads=best[1] not in _MEETS.get(check, ()))


def _ripe(talk: HeldTalk, check: str, turn: int) -> bool:
    """Whether what the check asks for could be said in that turn: enough was known by then."""
    state = talk.state_before(turn)
    if check in ("next_step", "own_plan", "commitment_date"):
        plans = [f for f in gate.openable(talk.scenario, state) if f.tier == "decision" and _PLANS & set(f.unlocked_by)]
        return gate.earned(talk.scenario, state) or (check != "next_step" and bool(plans))
    tiers = talk.kinds_before(turn)
    return _RIPE.get(check, set()) <= tiers


def _missing(talk: HeldTalk, turn: int) -> list[Fact]:
    """The facts without which nothing is agreed to, or what comes first on the way to them: those that could be asked for."""
    told, scenario = set(talk.state_before(turn).disclosed), talk.scenario
    found: dict[str, Fact] = {}
    ahead = [scenario.fact(id) for id in scenario.success.requires]
    while ahead:
        fact = ahead.pop(0)
        if fact.id not in told:
            found[fact.id] = fact
            ahead += [scenario.fact(id) for id in fact.requires]
    return [fact for fact in found.values() if set(fact.requires) <= told]


def _reachable(talk: HeldTalk, turn: int, tiers: Sequence[str]) -> list[Fact]:
    """The facts that a question in that turn could have reached for, the best first."""
    state = talk.state_before(turn)
    locked = [fact for fact in talk.scenario.facts if fact.id not in state.disclosed]
    near = [fact for fact in locked if set(fact.requires) <= set(state.disclosed)]
    ready = gate.openable(talk.scenario, state)
    leads = {"problem"} if {"consequence", "goal"} & set(tiers) else set()  # that is where these questions grow
    roots = {
        id for fact in talk.scenario.facts if fact.tier == "problem" for id in fact.requires
    }  # on the way to trouble
    pools = (
        (ready, set(tiers)),
        (ready, leads),
        (near, set(tiers)),
        (near, leads),
        (ready, set(TIERS)),
        (near, set(TIERS)),
    )
    found: dict[str, Fact] = {}
    for pool, kinds in pools:
        wanted = [fact for fact in pool if fact.tier in kinds]
        for fact in sorted(wanted, key=lambda fact: (state.last not in fact.requires, fact.id not in roots)):
            found.setdefault(fact.id, fact)
    return list(found.values()) or locked
