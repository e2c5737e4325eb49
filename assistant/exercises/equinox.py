"""The equinox list: what one leads and what one manages, side by side, and one small thing that levels the scale."""

from __future__ import annotations

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Part, Picture, Promise, Result

_A = "equinox-balance"
LIST = Quote(_A, "Give it five minutes (honestly, no more than that) and note the main things you do on either side.")
HOURS = Quote(_A, "Which of these gets most of my hours, my energy and my effort?")
SLIPS = Quote(_A, "What slips out of sight when I am putting out fires or worn down?")
MARKS = Quote(_A, "Suppose my team could rate me on both in secret: what marks would I get?")
SMALL = Quote(_A, "After that, pick one little thing to do this week that helps to level the scale again.")
LEADING = (
    "Coaching what people are good at",
    "Telling the team why a goal exists",
    "Making it safe to admit a mistake or a doubt",
    "Honoring a success in a way that fits the person",
    "Raising somebody who will lead next",
)
MANAGING = (
    "Going over figures and dashboards",
    "Holding pipeline meetings",
    "Keeping CRM records clean",
    "Holding 1:1s with a clear purpose and a steady rhythm",
    "Giving newcomers and training a set shape",
)


def flow() -> Flow:
    return Flow(
        id="equinox-list",
        title="My equinox list",
        about="Two lists, three questions and one small action that levels leading and managing.",
        minutes=5,
        who="manager",
        rows=(3,),
        why=(LIST,),
        steps=_steps,
        result=_result,
    )


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    lead, manage = values.get("leading") or [], values.get("managing") or []
    return (
        Step(
            "leading",
            "What did you do in the last two weeks that was leading: lifting people? Take suggestions by number, or write your own, one a line.",
            "lines",
            (LIST,),
            hints=LEADING,
            low=1,
            high=12,
        ),
        Step(
            "managing",
            "And what did you do that was managing: putting the work in order?",
            "lines",
            (LIST,),
            hints=MANAGING,
            low=1,
            high=12,
        ),
        Step(
            "most",
            "Which of these took most of your hours and energy? Up to three.",
            "choices",
            (HOURS,),
            options=(*lead, *manage),
            low=1,
            high=3,
        ),
        Step(
            "slips",
            "Which of them falls off first when you are putting out fires?",
            "choices",
            (SLIPS,),
            options=(*lead, *manage),
            free=True,
            low=0,
            high=3,
        ),
        Step(
            "mark-leading",
            "If your team marked your leading in secret, from 1 to 10: what would it be?",
            "number",
            (MARKS,),
            low=1,
            high=10,
        ),
        Step("mark-managing", "And your managing, from 1 to 10?", "number", (MARKS,), low=1, high=10),
        Step(
            "surprise",
            "What would they say to explain the lower of the two? One thing they have seen you do.",
            "text",
            (MARKS,),
            again="Which moment would they think of? What happened there?",
            optional=True,
        ),
        Step(
            "action",
            "What is the one small thing you will do this week to level the scale?",
            "text",
            (SMALL,),
            again="Small enough to put in the calendar: what exactly, and with whom?",
        ),
        Step("by", "By which day?", "date", (SMALL,)),
    )


def _result(values: Values, context: Context) -> Result:
    lead, manage = values["leading"], values["managing"]
    most, slips = values["most"], values["slips"]
    led = sum(item in lead for item in most)
    heavier = "leading" if led * 2 > len(most) else "managing" if led * 2 < len(most) else ""
    marks = values["mark-leading"], values["mark-managing"]
    headline = (
        f"My energy goes to {heavier}." if heavier else "My energy is spread over both sides."
    ) + f" My team would give me {marks[0]:g} for leading and {marks[1]:g} for managing."
    parts = [
        Part("Leading", items=tuple(lead)),
        Part("Managing", items=tuple(manage)),
        Part("Where my time goes", items=tuple(most)),
    ]
    if slips:
        parts.append(Part("What falls off first", items=tuple(slips)))
    if values.get("surprise"):
        parts.append(Part("What my team has seen", values["surprise"], own=True))
    earlier = [result for result in context.earlier if result.figures and "leading" in result.figures]
    if earlier:
        last = earlier[-1].figures or {}
        parts.append(
            Part(
                "Since last time",
                f"On {wording.told(earlier[-1].day)} the marks were {last['leading']:g} and {last['managing']:g}.",
            )
        )
    return Result(
        "equinox-list",
        "My equinox list",
        context.today.isoformat(),
        headline,
        tuple(parts),
        (
            Picture(
                "balance",
                "Leading and managing",
                f"{led} of the {len(most)} things that take most time are leading; marks {marks[0]:g} (leading) and {marks[1]:g} (managing).",
                {
                    "left": {
                        "name": "Leading",
                        "mark": marks[0],
                        "items": [_block(item, most, slips) for item in lead],
                    },
                    "right": {
                        "name": "Managing",
                        "mark": marks[1],
                        "items": [_block(item, most, slips) for item in manage],
                    },
                },
            ),
        ),
        (Promise(wording.capital(values["action"]), values["by"]),),
        figures={"leading": marks[0], "managing": marks[1]},
    )


def _block(item: str, most: list[str], slips: list[str]) -> dict[str, object]:
    return {"text": item, "much": item in most, "slips": item in slips}
