"""Showing potential: six ways early in a career, five later; where one stands, and a plan of two steps."""

from __future__ import annotations

from datetime import date

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Part, Promise, Result

_A = "show-your-potential"
AMBITION = Quote(_A, "If you have ambitions, begin on them today.")
EARLY_WHY = Quote(
    _A, "As long as you are new at work, put your effort into finding your place and getting to know people."
)
LATE_WHY = Quote(_A, "Once you are an old hand, people often treat your skill as a given.")
ONE = Quote(_A, "write down your takeaways, then pick a single one that you can act on right away")
EARLY, LATE = "I am finding my place", "I have done this for years"
# (id, name, question, follow-up, passage)
WAYS = {
    EARLY: (
        ("results", "Keep a record of results", "Which result of the last months belongs in your notes, with a number?", "What was it before, and what is it now?", "Take note of what you achieve, and hold on to those notes."),
        ("manager", "Stand behind the manager", "What does your manager put first these weeks, and what could you do for it?", "If you don't know: how could you find out?", "Look at what your manager puts first, and you will see where to put your own effort."),
        ("learning", "Learn", "What about the company or the trade would you like to understand, and whom could you ask?", "One question, and one person?", "Be generous with questions, keep your eyes open, and follow the news."),
        ("feedback", "Ask for feedback", "Whom will you ask what they think of your work, and about which piece of it?", "Which call, mail or deck could they look at?", "Encourage people to say what they think of your work."),
        ("takeaway", "Do something with it", "What was your best takeaway lately, and which one action came of it?", "If none did: which could come of it this week?", "What you learn makes no difference until you use it."),
        ("humble", "Share the praise", "Whose part in your last success could you name aloud?", "Who did what?", "Do your part for the team, and be glad to let others have a share of the praise."),
    ),
    LATE: (
        ("corner", "A corner of my own", "What do you do really well and like to do, and what could you hand over to have more time for it?", "To whom could you hand it?", "Work out what you do really well and what you like to do."),
        ("example", "Somebody to look up to", "Which quality of somebody you looked up to could you pass on, and to whom?", "Is there a new colleague you have not met yet?", "Go out of your way to meet new hires, and say encouraging things to your colleagues."),
        ("fire", "Cheer others on", "Whose goal could you cheer on this month, and how?", "What could they watch you do, or do beside you?", "Cheer them on toward their goals."),
        ("mentor", "Mentor", "Who would like to learn from you, and have you asked them?", "What would the two of you do first?", "How you act with customers and teammates says something about your company."),
        ("risk", "A sensible risk", "Which small risk would stretch you and leave the company better placed?", "What would you lose at most, and what would you learn?", "Choose risks that make sense, that stretch what you can do and leave your company better placed."),
    ),
}  # fmt: skip


def flow() -> Flow:
    return Flow(
        id="potential",
        title="My plan to show what is in me",
        about="Six ways early in a career or five later: where I stand, and two steps with a date.",
        minutes=10,
        who="both",
        rows=(14,),
        why=(AMBITION,),
        steps=_steps,
        result=_result,
    )


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    first = Step("stage", "Which fits you better?", "choice", (EARLY_WHY, LATE_WHY), options=(EARLY, LATE))
    if values.get("stage") not in WAYS:
        return (first,)
    ways = WAYS[values["stage"]]
    steps = [
        first,
        Step(
            "towards",
            "What would you like to be trusted with next?",
            "text",
            (AMBITION,),
            again="A task, a project, a role: which?",
        ),
    ]
    steps += [
        Step(id, f"{name}. {question}", "text", (Quote(_A, passage),), again=again, optional=True)
        for id, name, question, again, passage in ways
    ]
    answered = tuple(name for id, name, *_ in ways if values.get(id)) or tuple(name for _, name, *_ in ways)
    steps += [
        Step(
            "pick",
            "Which one or two of these will you act on first?",
            "choices",
            (ONE,),
            options=answered,
            low=1,
            high=2,
        ),
        Step(
            "step", "What exactly is the first step?", "text", (ONE,), again="What will be done that is not done today?"
        ),
        Step("by", "By which day?", "date", (ONE,)),
        Step("second", "And a second step, if you like?", "text", (ONE,), optional=True),
    ]
    return tuple(steps)


def _result(values: Values, context: Context) -> Result:
    ways = WAYS[values["stage"]]
    parts = [Part("What I would like to be trusted with", values["towards"], own=True)]
    parts += [Part(name, values[id], own=True) for id, name, *_ in ways if values.get(id)]
    empty = [name for id, name, *_ in ways if not values.get(id)]
    if empty:
        parts.append(Part("For another time", items=tuple(empty)))
    parts.append(Part("Mind", "Standing behind your manager never means keeping quiet about something that is wrong."))
    promises = [Promise(wording.capital(values["step"]), values["by"])]
    if values.get("second"):
        later = date.fromisoformat(values["by"]).toordinal() + 14
        promises.append(Promise(wording.capital(values["second"]), date.fromordinal(later).isoformat()))
    return Result(
        "potential",
        "My plan to show what is in me",
        context.today.isoformat(),
        f"Towards: {wording.own(values['towards'])}. First: {wording.series([name.lower() for name in values['pick']])}.",
        tuple(parts),
        promises=tuple(promises),
        figures={"ways": float(sum(bool(values.get(id)) for id, *_ in ways))},
    )
