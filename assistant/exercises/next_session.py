"""The next coaching session with one rep: goal, questions that fit, a feedback sentence that names behaviour, follow-up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assistant.exercises import passages, wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Meeting, Part, Promise, Result

_A = passages.SESSIONS
AREA = Quote(_A, "Find what needs work: pin down the exact area, or areas, in which your rep has to get better")
MILESTONE = Quote(
    _A, "Set milestones you can measure: see to it that the rep has something to aim for that can be counted."
)
DATES = Quote(_A, "Put dates to it: draw up a timetable for reaching the goals.")
CONDUCT = Quote(_A, "Put conduct before character: find fault with a particular action and do not attack the person.")
SPECIFIC = Quote(_A, "Be specific: back up your criticism with particular examples.")
THEMSELVES = Quote(
    _A,
    "Get them to look at themselves: ask things that prompt the rep to think about what they did and to find their own weak spots.",
)
OFTEN = Quote(_A, "Once a week, every two weeks or once a month: it depends on the situation.")
RHYTHM = Quote(_A, "At best you meet weekly or every other week.")
HELP = Quote(_A, "Keep helping: go on giving your rep support and guidance on the way to the goals.")
MARK = Quote(_A, "Mark what has been achieved: notice what is reached along the way, and celebrate it.")
TRAP = Quote(
    _A,
    "What happens there is that you sell your reps your own way of doing things, and as time goes by it works less and less.",
)
RHYTHMS = ("Every week", "Every two weeks", "Once a month")
_EVERY = {"Every week": ("week", 7), "Every two weeks": ("two weeks", 14), "Once a month": ("month", 30)}
AREAS = (
    "Opening a call",
    "Building rapport",
    "Finding out what the customer needs",
    "Listening",
    "Presenting",
    "Handling objections",
    "Closing",
    "Following up",
    "Setting priorities",
    "Keeping motivated",
    "Growing in existing accounts",
)  # fmt: skip
# Questions of the bank (1 to 30) for each area, the best fit first; and the words by which an area in other words is known.
_FIT: tuple[tuple[str, tuple[int, ...], str], ...] = (
    ("Opening a call", (5, 6, 26), r"open|start|begin|first (?:minute|seconds)|intro|cold"),
    ("Building rapport", (26, 5, 10), r"rapport|relationship|trust|connect|small ?talk"),
    ("Finding out what the customer needs", (1, 2, 24, 23), r"discover|need|question|problem|qualif|find out|curious"),
    ("Listening", (1, 2, 13), r"listen|interrupt|cut|talk (?:over|too)|silence|monolog"),
    ("Presenting", (13, 1, 2), r"present|demo|pitch|jargon|slides|story"),
    ("Handling objections", (15, 16, 29), r"objection|push ?back|price|discount|resist|hesitat"),
    ("Closing", (9, 3, 4, 29), r"clos|commit|agree|next step|sign|decision"),
    ("Following up", (17, 9, 28), r"follow|crm|after the call|e-?mail|promise|late"),
    ("Setting priorities", (28, 22, 21), r"priorit|time|plan|organi[sz]|focus|activity|prospect"),
    ("Keeping motivated", (12, 7, 8, 22), r"motiv|drive|energy|slow|slump|confiden|rejection|quiet|tired"),
    ("Growing in existing accounts", (25, 24, 17), r"upsell|cross|account|renew|existing|expan|referr"),
)
_FOLLOWS = {2: 1, 4: 3, 6: 5, 8: 7, 16: 15, 20: 19}  # a question that stays with the one before it


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question for the session, and why it is there."""

    quote: Quote
    reason: str


def flow() -> Flow:
    return Flow(
        id="next-session",
        title="The next coaching session",
        about="For one rep: the goal, questions chosen to fit, feedback that names behaviour, what to celebrate, when to check in.",
        minutes=12,
        who="manager",
        rows=(9, 10, 11),
        why=(AREA, TRAP),
        steps=_steps,
        result=_result,
    )


def area_of(text: str) -> str:
    """The known area that a text is about, "" when none fits."""
    if text in AREAS:
        return text
    hits = [(len(re.findall(pattern, text, re.I)), name) for name, _, pattern in _FIT]
    best = max(hits, key=lambda hit: hit[0])
    return best[1] if best[0] else ""


def questions(area: str, notes: str, experienced: bool) -> tuple[Chosen, ...]:
    """Seven or so: one of caring, two or three of the bank with those that follow on, goals, listening, a commitment."""
    caring, goals, listening = passages.pillars()
    fitting = next((numbers for name, numbers, _ in _FIT if name == area), (14, 7, 8))
    picked: list[int] = []
    for number in fitting:
        if number in _FOLLOWS and _FOLLOWS[number] not in picked:
            picked.append(_FOLLOWS[number])
        if number not in picked:
            picked.append(number)
        if len(picked) >= 3:
            break
    doubts = re.search(r"doubt|afraid|fear|confiden|nervous|can't|believ|worr|scared|insecure", notes, re.I) is not None
    found = [Chosen(caring.questions[0 if doubts else 1], "opens with the person, not with the gap")]
    bank = passages.bank()
    found += [
        Chosen(
            bank[n - 1],
            "stays with the answer before" if _FOLLOWS.get(n) in picked[:i] else f"fits {area.lower() or 'any area'}",
        )
        for i, n in enumerate(picked)
    ]
    if experienced:
        found.append(Chosen(bank[10], "for someone with experience: what they take from others"))
    found.append(Chosen(goals.questions[1], "ties it to what they want"))
    if doubts:
        found.append(Chosen(listening.questions[0], "gives a doubt room"))
    found.append(Chosen(goals.commitment[0], "ends with what they will do, and by when"))
    return tuple(dict.fromkeys(found))


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    who = values.get("rep") or "this rep"
    return (
        Step("rep", "Whom is the session with? A first name or initials will do.", "text", (AREA,)),
        Step("experienced", f"Has {who} done the job for years?", "yes-no", (RHYTHM,)),
        Step("area", f"In which one area shall {who} get better next?", "choice", (AREA,), options=AREAS, free=True),
        Step(
            "seen",
            "What have you seen or heard that makes you say so? One call, one meeting.",
            "text",
            (SPECIFIC,),
            again="Which call was it, and what did they do in it?",
            vague=wording.no_example,
        ),
        Step(
            "milestone",
            "What would be a milestone you could both count, in a month or so?",
            "text",
            (MILESTONE,),
            again="How many, how often, or how much of it?",
            vague=_uncountable,
        ),
        Step("until", "By which day?", "date", (DATES,)),
        Step(
            "feedback",
            f"Now the feedback, as you would say it to {who}. One or two sentences; I'll ask for more until it names what they did.",
            "text",
            (CONDUCT, SPECIFIC),
            optional=True,
            check=names_behaviour,
        ),
        Step(
            "celebrate",
            f"What has {who} reached lately that deserves a thank you?",
            "text",
            (MARK,),
            again="What did they do for it? Name the effort too.",
        ),
        Step("support", "What help will you offer: training, a mentor, a resource, your time?", "text", (HELP,), optional=True),
        Step("when", "When is the session?", "date", (DATES,)),
        Step("time", "At what time?", "time", (DATES,)),
        Step("rhythm", "How often will you check in after that?", "choice", (OFTEN, RHYTHM), options=RHYTHMS),
    )  # fmt: skip


def _uncountable(text: str) -> bool:
    return wording.vague(text) or not wording.countable(text)


def names_behaviour(value: Any, context: Context) -> str:
    """Whether feedback names behaviour: plain rules first, then the moves classifier where there is one."""
    gap = wording.feedback_gap(str(value))
    if gap or context.moves is None:
        return gap
    moves = set(context.moves(str(value)))
    if "criticism" in moves:
        return "That still sounds like a verdict on the person. Say only what was done, and what it led to."
    if not moves & {"feedback", "support"}:
        return "I hear advice or a question, but not yet what you observed. What did they do, and when?"
    return ""


def _result(values: Values, context: Context) -> Result:
    who, area = values["rep"], values["area"]
    notes = " ".join(str(values.get(id) or "") for id in ("area", "seen", "milestone", "feedback"))
    known = area_of(area) or area_of(values["seen"])
    chosen = questions(known, notes, values["experienced"])
    day, when = date.fromisoformat(values["when"]), f"{values['when']}T{values['time']}:00"
    every, days = _EVERY[values["rhythm"]]
    first = day + timedelta(days)
    until = date.fromisoformat(values["until"])
    times = max(1, min(12, (until - day).days // days))
    parts = [
        Part("The goal", f"Area: {area}\nMilestone: {values['milestone']}\nBy: {until.day} {until:%B %Y}"),
        Part(
            "Questions for the session",
            table=(("Question", "Why this one"), *((item.quote.text, item.reason) for item in chosen)),
            note=f"You don't need them all. Ask one, wait, and stay with the answer. {who} should find the way; if you hear yourself offering solutions, ask the next question.",
        ),
        Part("What I saw", values["seen"], own=True),
    ]
    if values.get("feedback"):
        parts.append(
            Part(
                "My feedback",
                values["feedback"],
                own=True,
                note=f"Then ask, and wait: “What do you make of that?” It is {who}'s turn before it is yours.",
            )
        )
    parts.append(Part("What I thank for", values["celebrate"], own=True))
    if values.get("support"):
        parts.append(Part("What I offer", values["support"], own=True))
    parts.append(Part("Following up", f"{values['rhythm']}, for the first time on {first.day} {first:%B %Y}."))
    agenda = "\n".join(f"- {item.quote.text}" for item in chosen)
    return Result(
        "next-session",
        f"The next coaching session with {who}",
        context.today.isoformat(),
        f"{wording.capital(wording.own(area, 60))}: {wording.own(values['milestone'])}, by {until.day} {until:%B}.",
        tuple(parts),
        promises=(Promise(f"Hold the coaching session with {who} and keep it free of interruptions", values["when"]),),
        meetings=(
            Meeting(f"Coaching: {who}", when, 45, context.zone, f"Goal: {values['milestone']}\n{agenda}"),
            Meeting(f"Check-in: {who}", f"{first.isoformat()}T{values['time']}:00", 15, context.zone, f"How far are we with: {values['milestone']}? What went well?", every, times),
        ),
    )  # fmt: skip
