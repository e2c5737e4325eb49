"""Two agendas for one rep: half an hour a week for the pipeline, and every other week a talk in which it does not come up."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Meeting, Part, Promise, Result

_A = "sales-leader-or-sales-manager"
SPLIT = Quote(_A, "Divide your 1:1s. Quit squeezing management and leadership into the same meeting.")
WEEKLY = Quote(_A, "Every week, hold 30 minutes of Pipeline & Forecast Review (Management).")
GROWTH = Quote(
    _A,
    "Apart from it, every other week, hold 45 minutes of Performance & Development Session (Leadership), and in that one the pipeline does not come up at all.",
)
FORECAST = Quote(_A, "Is our forecast right?")
CLEAN = Quote(_A, "Is the pipeline kept clean?")
OBSTACLES = Quote(_A, "Which obstacles in my team's path could I clear away?")
PLAYER = Quote(_A, 'What coaching from me would turn this "B-player" into an "A-player"?')
ACHIEVE = Quote(
    "coaching-beyond-metrics",
    "What would you like to achieve, in your own life as well as at work, and what could I do to help you there?",
)
SHAPE = Quote(
    "coaching-beyond-metrics", "it starts with putting time in the calendar for your reps that nothing breaks into"
)
_PIPELINE = re.compile(
    r"\b(pipeline|forecast|deals?|opportunit\w+|quota|clos(?:e|es|ed|ing) (?:date|in|by|this|next)|commit|stage|crm|renewals?|quote|contract|q[1-4]|"
    r"numbers?|target|revenue|proposal|discount|legal review|procurement)\b|[€$£]\s?\d|\d+\s?k\b",
    re.I,
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
TIMES = 12  # weeks that the calendar file covers


def flow() -> Flow:
    return Flow(
        id="two-agendas",
        title="Two agendas",
        about="Splits the 1:1 with one rep: a weekly half hour for the pipeline, and every other week a talk about the person.",
        minutes=8,
        who="manager",
        rows=(6,),
        why=(SPLIT,),
        steps=_steps,
        result=_result,
    )


def about_pipeline(note: str) -> bool:
    """Whether a note belongs into the weekly half hour."""
    return _PIPELINE.search(note) is not None


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    who = values.get("rep") or "this rep"
    return (
        Step("rep", "Whom is it for? A first name or initials will do.", "text", (SPLIT,)),
        Step(
            "notes",
            f"What is on your mind about {who} right now? One note a line, deals and person mixed as they come.",
            "lines",
            (SPLIT,),
            low=1,
            high=20,
        ),
        Step(
            "forecast",
            f"Which one number of {who}'s forecast do you trust least, and what would settle it?",
            "text",
            (FORECAST, CLEAN),
            again="Which deal or which week is it about?",
            optional=True,
        ),
        Step(
            "strength",
            f"What is {who} good at that you want more of? Something you saw.",
            "text",
            (PLAYER,),
            again="When did you last see it? What happened there?",
            vague=wording.no_example,
        ),
        Step(
            "wants",
            f"What does {who} want, in their own words? If you don't know, write: ask.",
            "text",
            (ACHIEVE,),
        ),
        Step("way", f"What stands in {who}'s way that you could clear?", "text", (OBSTACLES,), again="What exactly, and who could move it?", optional=True),
        Step("day", "On which weekday is the half hour for the pipeline?", "choice", (WEEKLY,), options=DAYS),
        Step("time", "At what time?", "time", (WEEKLY,)),
        Step("growth-day", "And on which weekday the 45 minutes about the person? Another day helps to keep them apart.", "choice", (GROWTH,), options=DAYS),
        Step("growth-time", "At what time?", "time", (GROWTH,)),
        Step("from", "From which day on?", "date", (SHAPE,)),
    )  # fmt: skip


def _result(values: Values, context: Context) -> Result:
    who = values["rep"]
    pipeline = [note for note in values["notes"] if about_pipeline(note)]
    person = [note for note in values["notes"] if not about_pipeline(note)]
    first = ["What moved since last week, in two minutes", *(f"To settle: {note}" for note in pipeline)]
    if values.get("forecast"):
        first.append(f"The number I trust least: {values['forecast']}")
    first += [
        "The forecast: what is in, what is out, what has to happen by when",
        "What is stale: close it, or date the next step",
        "Who does what before next week",
    ]
    asks = values["wants"].strip().lower().rstrip(".") in ("ask", "i don't know", "don't know", "not sure", "no idea")
    wants = (
        "What would you like to get to, here and beyond this job?"
        if asks
        else f"You told me you want: {values['wants']}. How does that look today?"
    )
    second = [
        f"5 minutes, how are you: {who} talks first, phones away",
        f"10 minutes, what goes well: “{wording.own(values['strength'])}”. What made that work?",
        f"10 minutes, where to: {wants}",
        "15 minutes, one thing to get better at: what have you noticed yourself, what have you tried, what will you try next?",
        "5 minutes, what you will do by our next talk, and what you need from me",
    ]
    if person:
        second.insert(2, "What I noticed and want to ask about: " + "; ".join(person))
    if values.get("way"):
        second.append(f"From my side: {values['way']}. I'll say what I have done about it.")
    start = date.fromisoformat(values["from"])
    weekly, growth = _next(start, values["day"]), _next(start, values["growth-day"])
    meetings = (
        Meeting(f"Pipeline & forecast: {who}", f"{weekly.isoformat()}T{values['time']}:00", 30, context.zone, _notes(first), "week", TIMES),
        Meeting(f"Performance & development: {who}", f"{growth.isoformat()}T{values['growth-time']}:00", 45, context.zone, _notes(second), "two weeks", TIMES // 2),
    )  # fmt: skip
    same = values["day"] == values["growth-day"]
    parts = (
        Part(f"Every week, 30 minutes: pipeline and forecast ({values['day']}, {values['time']})", items=tuple(first)),
        Part(
            f"Every other week, 45 minutes: {who} ({values['growth-day']}, {values['growth-time']})",
            items=tuple(second),
            note="The pipeline has its own half hour. If it comes up here, write it down for the other one and go back to the person.",
        ),
    )
    note = (
        (Part("Mind", "Both are on the same day. Leave an hour between them, or the first will spill over."),)
        if same
        else ()
    )
    return Result(
        "two-agendas",
        f"Two agendas for {who}",
        context.today.isoformat(),
        f"{len(pipeline)} of my {len(values['notes'])} notes belong to the pipeline; the rest is about {who}, and gets a talk of its own.",
        (*parts, *note),
        promises=(
            Promise(f"Put both meetings with {who} in the calendar and tell them why there are two", values["from"]),
        ),
        meetings=meetings,
    )


def _next(start: date, weekday: str) -> date:
    return start + timedelta((DAYS.index(weekday) - start.weekday()) % 7)


def _notes(items: list[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
