"""Manager or leader: what share of each am I, and which way is it moving."""

from __future__ import annotations

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Part, Picture, Promise, Result

_A = "leader-or-manager"
SHARE = Quote(
    _A,
    "As for me, I would call myself a very good manager, 60 percent, who shows a good deal of what makes a leader, 40 percent.",
)
WHY_WHAT = Quote(_A, '"How?" and "when?" are the manager\'s questions; "what?" and "why?" are the leader\'s.')
TRUST = Quote(_A, "Managers count on control; leaders awaken trust.")
PEOPLE = Quote(_A, "A manager's attention goes to structures and systems; a leader's goes to people.")
NEW = Quote(_A, "Managers repeat what others began; leaders do the beginning.")
WORK = Quote(_A, "There is plenty for me to work on, and there is much I can still do better.")


def flow() -> Flow:
    return Flow(
        id="self-rating",
        title="Leader and manager: my share",
        about="How much of me is leader, how much manager, with the questions that keep the answer honest; as a trend.",
        minutes=6,
        who="manager",
        rows=(4,),
        why=(SHARE,),
        steps=_steps,
        result=_result,
    )


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    return (
        Step(
            "asked",
            "Before any number: think of the last question you put to somebody in your team. What was it, word for word?",
            "text",
            (WHY_WHAT,),
            again="The very last one, however small. What did you ask, and whom?",
        ),
        Step(
            "trusted",
            "What did you hand to somebody this month and then not check?",
            "text",
            (TRUST,),
            again="Is there one thing, even a small one? If there was none, say what you checked most.",
        ),
        Step(
            "person",
            "Who in your team can do something today that they could not do three months ago, and what was your part in it?",
            "text",
            (PEOPLE,),
            again="Name one person and one thing they learned.",
        ),
        Step(
            "began",
            "What exists in your team because you began it, not because it was handed down?",
            "text",
            (NEW,),
            again="One thing that would not be there without you?",
            optional=True,
        ),
        Step(
            "leader",
            "Now the number. With those answers in front of you: what share of you is leader, in percent? (The rest is manager.)",
            "number",
            (SHARE,),
            low=0,
            high=100,
        ),
        Step(
            "wanted", "And what share does your team need from you this quarter?", "number", (SHARE,), low=0, high=100
        ),
        Step(
            "step",
            "What would move it one step in that direction? One thing you will do.",
            "text",
            (WORK,),
            again="What will somebody see you do? With whom, or in which meeting?",
        ),
        Step("by", "By which day?", "date", (WORK,)),
    )


def _result(values: Values, context: Context) -> Result:
    leader, wanted = values["leader"], values["wanted"]
    points = [
        (result.day, result.figures["leader"])
        for result in context.earlier
        if result.figures and "leader" in result.figures
    ] + [(context.today.isoformat(), leader)]
    words = f"leader {leader:g} percent, manager {100 - leader:g} percent; wanted {wanted:g} percent leader"
    pictures = [
        Picture(
            "share",
            "My share today",
            words,
            {
                "bars": [{"name": "today", "leadership": leader, "management": 100 - leader}],
                "line": wanted,
                "line_name": "what my team needs",
            },
        )
    ]
    parts = [
        Part("The last question I asked", values["asked"], own=True),
        Part("What I handed over and did not check", values["trusted"], own=True),
        Part("Who grew, and my part in it", values["person"], own=True),
    ]
    if values.get("began"):
        parts.append(Part("What I began", values["began"], own=True))
    if len(points) > 1:
        change = leader - points[-2][1]
        moved = (
            f"{abs(change):g} points {'up' if change > 0 else 'down'} since {wording.told(points[-2][0])}"
            if change
            else f"unchanged since {wording.told(points[-2][0])}"
        )
        pictures.append(
            Picture(
                "trend",
                "My leader share over time",
                "; ".join(f"{day}: {value:g} percent" for day, value in points),
                {
                    "lines": {"leader share": [[day, value] for day, value in points]},
                    "unit": "percent",
                    "low": 0,
                    "high": 100,
                },
            )
        )
        parts.append(Part("The trend", f"My leader share is {moved}."))
    return Result(
        "self-rating",
        "Leader and manager: my share",
        context.today.isoformat(),
        f"Today I am {leader:g} percent leader and {100 - leader:g} percent manager; my team needs {wanted:g} percent leader.",
        tuple(parts),
        tuple(pictures),
        (Promise(wording.capital(values["step"]), values["by"]),),
        figures={"leader": leader, "wanted": wanted},
    )
