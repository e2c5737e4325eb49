"""The scorecard: weighted yes-or-no checks on a talk, each with turn and exact quote. Pure; the same talk, the same card.

Code counts, from the labels of the sentences and from what was told when. Each check is a function (talk) -> Finding;
its words, weight and the passage it rests on are in checks.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

from assistant.practice.angles import angles, asks_after, suffers
from assistant.practice.better import better as better_line
from assistant.practice.forms import asks
from assistant.practice.gate import ASKING
from assistant.practice.held import HeldTalk
from assistant.practice.moves import Labelled
from assistant.practice.scenario import TIERS, Scenario
from assistant.practice.settled import FEELING, LIKELY, proposes
from assistant.practice.talk import Turn
from assistant.practice.words import content, plain, tokens

# What a person has not said yet who agrees to no next step, by kind.
_MISSING = {
    "surface": "how things are done",
    "problem": "what is wrong",
    "consequence": "what it does",
    "goal": "what is wanted instead",
    "decision": "how such things are decided",
}
MOST_TALK = 0.6  # of all words may be the learner's: a question is as long as its answer here, and some give-backs
REFUSING = frozenset({"object", "deflect"})  # stances in which nothing was agreed to
ENOUGH = 5  # turns from which on a talk has had room for all that is checked
DEEP = (TIERS.index("consequence"), TIERS.index("goal"))  # kinds of fact that most want to be given back
FEW = 2  # reflections, questions: once may be chance

_OTHERS = re.compile(
    r"\b(?:others|people|team|staff|crew|colleagues?|customers?|clients?|drivers?"
    r"|patients?|families|family|partners?|suppliers?|boss|board|nurses?|workers?|(?:to|for|on|with) them|your (?!self|sales|costs?|numbers|figures|results|days|hours|weeks|months|evenings|weekends|nights|mornings|bills|orders|margins|business|process)\w+s)\b"
)
_WHEN = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\w*|\b(?:today|tomorrow|tonight|this (?:week|afternoon|evening|morning)|(?:by|before|until|within) (?:this|next) (?:week|month|quarter)"
    r"|end of (?:the |this |next )?(?:week|month|day|quarter|year)|by when|when(?=\W*$| (?:will|can|could|would|shall|should|do|are|is|exactly|suits|works)\b)|noon|lunch(?:time)?|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:in|within) (?:a|an|one|two|three|four|\d+) (?:days?|weeks?|hours?|months?)|(?:at|by|before|until|till) (?:the )?(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter|end|christmas|easter)\w*(?! point)"
    r"|\d{1,2}(?::\d\d)?\s?(?:am|pm|o'clock)|\d{1,2}(?:st|nd|rd|th)|(?:what|which) (?:day|date|time))\b"
)
_HELP = re.compile(  # an offer, or a question what would help; "people who need it" is neither
    r"\b(?:let me know (?:if|what|when|how|where) (?:i|we|there|any|anything|something|you(?:'d| would| might| do| ever)? (?:need|want|like|get|run|hit))\b|(?:if|when|whenever|anything|whatever) you(?:'d| do| might)? need|tell me (?:if|when|what) (?:i|you need)|i(?:'ll| will| can| could|'d| would|'m| am) (?:\w+ ){0,3}(?:help\w*|support\w*|back you|be there|do (?:my part|that for|this for)|take (?:that|it|this|some) off|(?:sit|go|come|work|stand|be|listen) (?:\w+ )?(?:with you|next to you|beside you|along|in))|i(?:'ll| will) (?:speak to|talk to|ask|find out|look into|sort|take care of)|(?:shout|ask me|call me|ring me|ping me|come to me) (?:if|when)"
    r"|(?:need|want|expect|like|ask) (?:\w+ ){0,3}(?:from|of) me|(?:help|support|back|assist) you|from me|(?:do|be|am|i'm|here|there) (?:\w+ )?for you|(?:have|got|watch|cover) your back|your corner|behind you|by your side|on your side|count on me|rely on me|lean on me|my (?:help|support|door)|do my part|(?:would|could|might|what) (?:\w+ ){0,2}help)\b"
)
_NO_OFFER = frozenset({"reflection", "feedback", "criticism", "pitch"})
_NUMBERS = re.compile(r"\b(?:numbers?|quota|targets?|forecast|pipeline)\b")
_REQUESTS = re.compile(
    r"\b(?:could|can|will|would) you (?:please |just )?(?:do|try|give|take|manage) (?:it|that|this)\b"
)
_EFFECT = re.compile(r"\bwhat happens\b.{0,60}\b(?:when|while|if|then|meanwhile|until)\b")
_WORRIES = re.compile(r"\b(?:is everything|are you) (?:ok|okay|all right|alright|fine)\b")


@dataclass(frozen=True, slots=True)
class Check:
    """The words of a check, from checks.yaml."""

    id: str
    title: str
    weight: int
    met: str
    absent: str
    why: str
    article: str
    passage: str
    missed: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `turn` and `quote` are None where nothing was observed. `fits` are turns for a better line.

    What cannot be told from the talk, or is held against it by another check already, is not `counted`. `other` asks for
    the check's other sentence, and `more` is said after it: for what it came too early, where else it was seen.
    """

    passed: bool
    turn: int | None = None
    quote: str | None = None
    fits: tuple[int, ...] = ()  # the best first
    counted: bool = True
    other: bool = False
    more: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A check on the card. `quote` is an exact substring of what was said in `turn`; what is not `counted` never passed."""

    id: str
    title: str
    weight: int
    passed: bool
    counted: bool
    turn: int | None
    quote: str | None
    says: str
    why: str
    article: str
    passage: str
    better: str | None
    better_turn: int | None
    leads: bool  # it is too early in the talk for what is missing: a line that leads there, or that fits later


@dataclass(frozen=True, slots=True)
class Missed:
    """A fact that stayed locked: its kind, and the question that would have opened it. Never what it says."""

    tier: str
    ask: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """`score` is 0 to 100: the weights of the checks that passed, of those that count. `short` talks show little."""

    score: int
    short: bool
    checks: tuple[Line, ...]
    found: int
    of: int
    missed: tuple[Missed, ...]


@cache
def rubric(kind: str) -> tuple[Check, ...]:
    """What is scored, for showing before the start."""
    text = (resources.files("assistant.practice") / "checks.yaml").read_text(encoding="utf-8")
    return tuple(
        Check(weight=int(row["weight"]), **{name: " ".join(row[name].split()) for name in row if name != "weight"})
        for row in yaml.safe_load(text)[kind]
    )


def score(scenario: Scenario, opening: str, turns: Sequence[Turn]) -> Scorecard:
    """The card of a talk. A turn with which practice was stopped counts for nothing."""
    talk = HeldTalk(scenario, opening, [turn for turn in turns if not turn.care])
    found = [(check, _CHECKS[check.id](talk)) for check in rubric(scenario.kind)]
    proposed: set[str] = set()
    taken = {finding.turn for _, finding in found if finding.turn is not None}
    taken |= {finding.fits[0] for _, finding in found if len(finding.fits) == 1}  # where else could that line go
    lines = tuple(_line(talk, check, finding, proposed, taken) for check, finding in found)
    total = sum(line.weight for line in lines if line.counted)
    return Scorecard(
        score=round(100 * sum(line.weight for line in lines if line.passed) / total) if total else 0,
        short=len(talk.turns) < ENOUGH,
        checks=lines,
        found=len(talk.told),
        of=len(scenario.facts),
        missed=tuple(Missed(fact.tier, fact.asks[0]) for fact in scenario.facts if fact.id not in talk.told),
    )


def as_json(card: Scorecard) -> dict[str, Any]:
    """The card as plain data."""
    return asdict(card)


def _at(passed: bool, found: tuple[Turn, Labelled], fits: tuple[int, ...] = ()) -> Finding:
    turn, sentence = found
    return Finding(passed, turn.number, sentence.text, fits or (turn.number,))


def _absent(talk: HeldTalk) -> Finding:
    return Finding(False, fits=tuple(turn.number for turn in talk.turns[1:] or talk.turns))


_TOO_SHORT = Finding(False, counted=False)  # to tell


def _problem_first(talk: HeldTalk) -> Finding:
    problem, pitches = talk.first("problem"), talk.of("pitch")
    if pitches and (problem is None or pitches[0][0].number <= problem):
        return _at(False, pitches[0])
    if problem is None:
        return _absent(talk)
    return _opener(talk, problem)


def _opener(talk: HeldTalk, number: int) -> Finding:
    """The sentence of a turn that asked, or else its first."""
    turn = next(turn for turn in talk.turns if turn.number == number)
    best = [s for s in turn.moves if s.move in ASKING] or list(turn.moves)
    return Finding(True, number, best[-1].text if best else None)


def _consequences(talk: HeldTalk) -> Finding:
    problem = talk.first("problem")
    if problem is None:
        return _absent(talk)
    asked = [
        *talk.answered("consequence"),
        *(f for f in talk.answered("information") if _EFFECT.search(plain(f[1].text))),
    ]
    later = sorted((found for found in asked if found[0].number > problem), key=_place)
    if later:  # best by one that is no evidence of whom it touches
        return _at(True, next((found for found in later if not _names(found[1].text)), later[0]))
    following = [(turn, s) for turn, s in talk.sentences if turn.number > problem and s.move != "other"]
    if heaped := _heaped([found for found in following if found[1].move == "consequence"]):
        return heaped
    worst = [found for found in following if found[1].move in ("pitch", "tell")] or following
    return _at(False, worst[0]) if worst else Finding(False, fits=(problem,))


def _touches(talk: HeldTalk) -> Finding:
    asked = [found for found in talk.answered("consequence") if asks(found[1].text)]
    plainly = [found for found in talk.answered("information") if suffers(found[1].text) and asks(found[1].text)]
    named = sorted([*(found for found in asked if _names(found[1].text)), *plainly], key=_place)
    if named:
        return _at(True, next((found for found in named if "whom" in angles(found[1].text)), named[0]))
    if heaped := _heaped([found for found in talk.of("consequence") if _names(found[1].text)]):
        return heaped
    problem = talk.first("problem")
    asked = [found for found in asked if problem is not None and found[0].number > problem]
    return _at(False, asked[-1]) if asked else _absent(talk)


def _names(text: str) -> bool:
    """Whether a question asks for people."""
    return bool(_OTHERS.search(plain(text)) or "whom" in angles(text))


def _tried(talk: HeldTalk) -> Finding:
    asked = [found for found in talk.answered("information") if asks(found[1].text)]
    named = [found for found in asked if "tried" in angles(found[1].text)]
    if named:
        return _at(True, named[0])
    return _heaped([f for f in talk.of("information") if "tried" in angles(f[1].text)]) or _absent(talk)


def _heaped(asked: list[tuple[Turn, Labelled]]) -> Finding | None:
    """The first of these that was lost among too many questions at once; None where there is none."""
    lost = [found for found in asked if found[0].says == "stacked"]
    return replace(_at(False, lost[0]), other=True) if lost else None


def _reflections(talk: HeldTalk) -> Finding:
    given, guessed = talk.given_back(), talk.of("reflection")
    if not given and guessed:
        return replace(_at(False, guessed[0], _missed_echo(talk)), other=True)
    if not given:
        return Finding(False, fits=_missed_echo(talk))
    return replace(_at(_often(given), _plainest(talk, given), _missed_echo(talk)), more=_where(given))


def _plainest(talk: HeldTalk, given: list[tuple[Turn, Labelled]]) -> tuple[Turn, Labelled]:
    """The one in which most of what was said stands again; the first of several."""
    return max(given, key=lambda f: len(set(content(f[1].text)) & talk.heard(f[0].number)))


def _often(given: list[tuple[Turn, Labelled]]) -> bool:
    return len({turn.number for turn, _ in given}) >= FEW


def _where(given: list[tuple[Turn, Labelled]]) -> str:
    """In which turns, where there are more than the quoted one."""
    numbers = list(dict.fromkeys(str(turn.number) for turn, _ in given))
    return f"Turns {', '.join(numbers[:-1])} and {numbers[-1]}." if len(numbers) > 1 else ""


def _missed_echo(talk: HeldTalk) -> tuple[int, ...]:
    """The turns before which something had been told and in which nothing was given back, what goes deepest first."""
    told = {when + 1: TIERS.index(talk.scenario.fact(id).tier) for id, when in talk.told.items()}
    gave = {turn.number for turn in talk.turns if any(s.move in ("reflection", "support") for s in turn.moves)}
    missed = [turn.number for turn in talk.turns if turn.number in told and turn.number not in gave]
    if missed:
        return tuple(sorted(missed, key=lambda number: (not DEEP[0] <= told[number] <= DEEP[1], number)))
    return tuple(sorted(talk.told.values())[-1:]) or tuple(turn.number for turn in talk.turns[-1:])


def _no_early_pitch(talk: HeldTalk) -> Finding:
    consequence, pitches = talk.first("consequence"), talk.of("pitch")
    early = [found for found in pitches if consequence is None or found[0].number <= consequence]
    if early and not _problem_first(talk).passed:
        early = early[1:]  # one offer is one fault: the first is what "problem before offer" failed by
        if not early:
            return Finding(False, counted=False, other=True)
    if early:
        return _at(False, early[0])
    return Finding(True) if talk.told else _TOO_SHORT


def words(opening: str, turns: Sequence[Turn]) -> tuple[int, int]:
    """How many words the learner said, and how many the other person."""
    mine = sum(len(turn.said.split()) for turn in turns)
    return mine, sum(len(turn.reply.split()) for turn in turns) + len(opening.split())


def _talk_share(talk: HeldTalk) -> Finding:
    mine, theirs = words(talk.opening, talk.turns)
    if mine <= MOST_TALK * (mine + theirs):
        return Finding(True) if talk.told or len(talk.turns) >= ENOUGH else _TOO_SHORT
    longest = max(talk.sentences, key=lambda found: (len(found[1].text), -found[0].number))
    return _at(False, longest)


def _next_step(talk: HeldTalk) -> Finding:
    proposed = [f for f in talk.sentences if f[1].move != "commitment" and proposes(plain(f[1].text))]
    steps = sorted([*talk.of("commitment"), *proposed], key=_place)
    agreed = [(turn, s) for turn, s in steps if turn.stance == "commit" and _WHEN.search(plain(s.text))]
    if agreed:
        return _at(True, agreed[0])
    dated = [found for found in steps if _WHEN.search(plain(found[1].text))]
    return _refused(talk, steps, dated) if steps else _absent(talk)


def _refused(talk: HeldTalk, steps: list[tuple[Turn, Labelled]], dated: list[tuple[Turn, Labelled]]) -> Finding:
    """A next step that was not agreed to: the last with a day, and what it came too early for; or the last, without."""
    if not dated:
        return _at(False, steps[-1])
    return replace(_at(False, dated[-1]), other=True, more=_too_early(talk, dated[-1][0]))


def _too_early(talk: HeldTalk, turn: Turn) -> str:
    """What a next step in that turn came too early for; "" for nothing."""
    missing, known = talk.missing(turn.number), talk.kinds_before(turn.number)
    kinds = [_MISSING[kind] for kind in missing if kind not in known]
    kinds += [f"more of {_MISSING[kind]}" for kind in missing if kind in known]
    if kinds:
        return f"Not said by then: {', '.join(kinds)}."
    return "" if talk.ripe(turn.number) else "The trust for it was not there yet."


def _caring(talk: HeldTalk) -> Finding:
    hard = talk.of("criticism", "tell", "pitch")
    plainly = [f for f in talk.sentences if asks_after(f[1].text) or _WORRIES.search(plain(f[1].text))]
    plainly += [f for f in talk.of("reflection", "support") if FEELING & set(tokens(f[1].text))]
    felt = {turn for id, turn in talk.told.items() if talk.scenario.fact(id).feeling}
    plainly += [f for f in talk.given_back() if f[0].number - 1 in felt]  # what was felt, heard
    signs = [f for f in talk.of("support") if f[1].confidence >= LIKELY and not _NUMBERS.search(plain(f[1].text))]
    for some in (plainly, signs):  # what nobody would dispute is quoted first
        some.sort(key=_place)
        if some and (not hard or some[0][0].number <= hard[0][0].number):
            return _at(True, some[0])
    if hard:
        return _at(False, hard[0])
    return Finding(False, fits=(1,) if talk.turns else ())


def _place(found: tuple[Turn, Labelled]) -> tuple[int, int]:
    return found[0].number, found[1].start


def _goals(talk: HeldTalk) -> Finding:
    wanted = [found for found in talk.answered("goal") if asks(found[1].text)]
    if not wanted:
        return _absent(talk)
    return _at(True, next((found for found in wanted if "wish" in angles(found[1].text)), wanted[0]))


def _listening(talk: HeldTalk) -> Finding:
    felt = {turn for id, turn in talk.told.items() if talk.scenario.fact(id).feeling}
    for turn in talk.turns:
        heard = [s for s in turn.moves if s.move in ("reflection", "support")]
        over = [s for held, s in talk.of("tell", "pitch", "criticism") if held is turn]
        if turn.number - 1 in felt and over and not heard:
            return _at(False, (turn, over[0]))
    given = talk.given_back()
    if _often(given):
        return replace(_at(True, _plainest(talk, given)), more=_where(given))
    return (
        replace(_at(False, given[0], _missed_echo(talk)), other=True)
        if given
        else Finding(False, fits=_missed_echo(talk))
    )


def _asked_first(talk: HeldTalk) -> Finding:
    questions, told = [f for f in talk.answered(*ASKING, "support") if asks(f[1].text)], talk.of("tell", "pitch")
    if not questions:
        return _at(False, told[0]) if told else _absent(talk)
    before = [f for f in questions if not told or _place(f) < _place(told[0])]
    if told and (len(before) < FEW or len(told) > len(questions)):
        return _at(False, told[0])
    return _at(True, questions[0])


def _behaviour(talk: HeldTalk) -> Finding:
    judged = talk.of("criticism")
    if judged:
        return _at(False, judged[0])
    seen = talk.of("feedback")
    if seen:
        return _at(True, seen[0])
    return Finding(True) if talk.told else _TOO_SHORT


def _own_plan(talk: HeldTalk) -> Finding:
    asked = [f for f in talk.answered("commitment", "goal") if _plans(f[1]) and f[0].stance not in REFUSING]
    asked = [found for found in asked if not _requested(found)]
    if asked:
        return _at(True, next((found for found in asked if not _WHEN.search(plain(found[1].text))), asked[0]))
    early = [f for f in talk.of("commitment", "goal") if _plans(f[1]) and not _requested(f)]
    told = talk.of("tell")
    if early:
        return replace(_at(False, early[0]), other=True, more=_too_early(talk, early[0][0]))
    given = [f for f in told if re.search(r"\byou\b", plain(f[1].text))] or told
    given = given or talk.of("commitment")
    return _at(False, given[0]) if given else _absent(talk)


def _requested(found: tuple[Turn, Labelled]) -> bool:
    """Whether it only asks for a yes to what the same message told: "give one back. Could you do that by Friday?"."""
    return bool(_REQUESTS.search(plain(found[1].text))) and any(s.move == "tell" for s in found[0].moves)


def _plans(sentence: Labelled) -> bool:
    text, asked = plain(sentence.text), angles(sentence.text)
    doing = (
        sentence.move == "commitment"
        or "first step" in asked
        or re.search(r"\b(?:plan|change|idea|try|done (?:it|that|this)|have (?:it|that|this) done)\b", text)
    )
    return bool(
        doing
        and asks(sentence.text)
        and "help" not in asked
        and re.search(r"\b(?:you|your|you'll|you'd)\b", text)
        and not re.search(r"\b(?:shall|can|could) (?:we|i)\b|\blet's\b", text)
    )


def _commitment_date(talk: HeldTalk) -> Finding:
    steps = [f for f in talk.answered("commitment", "goal") if f[1].move == "commitment" or _plans(f[1])]
    dated = [found for found in steps if _WHEN.search(plain(found[1].text))]
    own = [found for found in dated if not _requested(found)]
    agreed = [found for found in own if found[0].stance == "commit" or talk.tells(found[0], "decision")]
    if agreed:
        return _at(True, agreed[0])
    return _refused(talk, steps, dated) if steps else _absent(talk)


def _support(talk: HeldTalk) -> Finding:
    offered = [f for f in talk.sentences if f[1].move not in _NO_OFFER and _HELP.search(plain(f[1].text)) and talk.told]
    if offered:
        return _at(True, offered[0])
    steps = talk.of("commitment")
    return _at(False, steps[-1]) if steps else _absent(talk)


_CHECKS: dict[str, Callable[[HeldTalk], Finding]] = {
    "problem_first": _problem_first,
    "consequences": _consequences,
    "touches": _touches,
    "tried": _tried,
    "reflections": _reflections,
    "no_early_pitch": _no_early_pitch,
    "talk_share": _talk_share,
    "next_step": _next_step,
    "caring": _caring,
    "goals": _goals,
    "listening": _listening,
    "asked_first": _asked_first,
    "behaviour": _behaviour,
    "own_plan": _own_plan,
    "commitment_date": _commitment_date,
    "support": _support,
}


_PLANS = frozenset({"own_plan", "commitment_date", "next_step"})  # what they ask for may come too early


def _line(talk: HeldTalk, check: Check, found: Finding, proposed: set[str], taken: set[int]) -> Line:
    better = None
    if not found.passed:
        better = better_line(talk, check.id, found.fits, proposed, taken, check.id in _PLANS and found.other)
    if better:
        proposed.add(better.text)
        taken.add(better.turn)
    says = check.other if found.other else check.met if found.passed else check.missed if found.quote else check.absent
    says = " ".join(filter(None, (says, found.more)))
    return Line(
        check.id,
        check.title,
        check.weight,
        found.passed,
        found.counted,
        found.turn,
        found.quote,
        says,
        check.why,
        check.article,
        check.passage,
        better.text if better else None,
        better.turn if better else None,
        better is not None and better.leads,
    )
