"""Resistance: what one is not doing, how it hides, and turning pro: a fixed hour, every day, whatever the mood."""

from __future__ import annotations

from datetime import date

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Meeting, Part, Promise, Result

_A = "war-of-art"
FACE = Quote(_A, "It makes readers face what stops us from creating, such as fear, self-doubt and putting things off.")
SHOWS = Quote(_A, "It can show up as being afraid of rejection, as procrastination or as self-doubt.")
PRO = Quote(
    _A,
    "To become great, Pressfield holds, we have to turn up day after day and do our work, whatever mood we are in and whatever stands in our way.",
)
SETBACK = Quote(
    _A, "Salespeople have to be prepared to work hard and to turn up every day, even on days of rejection or setbacks."
)
RISK = Quote(
    _A,
    "Salespeople who accept that they may fail, and whose risks are thought through, can reach further and achieve more.",
)
FRESH = Quote(
    _A, "Those who leave the usual tracks and find fresh answers to what troubles their clients can stand out"
)
CALLING = Quote(
    _A,
    "When we trust our intuition and treat our work as a calling instead of a job, it can help us find meaning and purpose in what we create.",
)
FORMS = (
    "Fear of a no",
    "Putting it off",
    "Doubting myself",
    "Being busy with easier things",
    "Waiting until it is perfect",
)
DAYS = 10  # workdays of the calendar entry


def flow() -> Flow:
    return Flow(
        id="resistance",
        title="Facing resistance",
        about="The work I keep not doing, how resistance dresses up, and a fixed half hour in which I show up for it.",
        minutes=8,
        who="both",
        rows=(17,),
        why=(FACE,),
        steps=_steps,
        result=_result,
    )


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    return (
        Step("work", "Which work that matters to you do you keep not doing?", "text", (FACE,), again="The one thing you would be glad to have done by Friday?"),
        Step("form", "How does resistance dress up? Choose what you recognise.", "choices", (SHOWS,), options=FORMS, free=True, low=1),
        Step("instead", "What do you do instead, the moment you should begin?", "text", (SHOWS,), again="Yesterday, for example: what did you open or do first?"),
        Step("cost", "What does it cost you, or others, if it stays like this till spring?", "text", (FACE,), again="In deals, in evenings, in how you feel on Sunday?", optional=True),
        Step("begin", "Turning pro: what does the first half hour consist of, so small that you can begin in any mood?", "text", (PRO,), again="The very first movement: which file, which number, which list?"),
        Step("time", "At what time each workday?", "time", (PRO,)),
        Step("place", "Where, and with what switched off?", "text", (PRO,), optional=True),
        Step("bad-day", "On a day with a setback, what is the least that still counts as showing up?", "text", (SETBACK,), again="One call, one page, one question?"),
        Step("risk", "Which risk, thought through, would you take if a no cost nothing?", "text", (RISK,), again="What is the worst that can happen, and could you live with it?", optional=True),
        Step("fresh", "Which usual track could you leave, for one client?", "text", (FRESH,), optional=True),
        Step("meaning", "What is this work for, beyond the number?", "text", (CALLING,), again="Whom does it help, and how would they tell?", optional=True),
        Step("from", "From which day on do you show up?", "date", (PRO,)),
    )  # fmt: skip


def _result(values: Values, context: Context) -> Result:
    work = wording.own(values["work"])
    parts = [
        Part("The work I keep not doing", values["work"], own=True),
        Part("How resistance dresses up", items=(*values["form"], f"and then I: {wording.own(values['instead'])}")),
    ]
    for id, heading in (
        ("cost", "What it costs"),
        ("risk", "The risk I would take"),
        ("fresh", "The track I could leave"),
        ("meaning", "What it is for"),
    ):
        if values.get(id):
            parts.append(Part(heading, values[id], own=True))
    where = f", {wording.own(values['place'])}" if values.get("place") else ""
    parts.insert(
        2,
        Part(
            "Turning pro",
            f"Every workday at {values['time']}{where}: {wording.own(values['begin'])}.\nOn a bad day, at least: {wording.own(values['bad-day'])}.",
        ),
    )
    parts.append(
        Part(
            "Mind",
            "This is for the inner kind. A buyer's objection or a rep who disagrees is something else: there, ask and listen.",
        )
    )
    start = date.fromisoformat(values["from"])
    while start.weekday() > 4:
        start = date.fromordinal(start.toordinal() + 1)
    return Result(
        "resistance",
        "Facing resistance",
        context.today.isoformat(),
        f"{wording.capital(work)}: I show up at {values['time']}, in any mood.",
        tuple(parts),
        promises=(Promise(f"Show up at {values['time']} for: {work}", start.isoformat()),),
        meetings=(
            Meeting(f"Show up: {work}", f"{start.isoformat()}T{values['time']}:00", 30, context.zone, f"First: {values['begin']}\nOn a bad day: {values['bad-day']}", "workday", DAYS),
        ),
    )  # fmt: skip
