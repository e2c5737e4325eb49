"""The index card: thoughts that hold one back, each turned round, said aloud and shared; and one step before today is over."""

from __future__ import annotations

import re
from datetime import date

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Part, Picture, Promise, Result

_A = "dont-take-selling-personal"
GOAL = Quote(_A, "Of the three goals, pick the one in which you would like a breakthrough:")
REASONS = Quote(
    _A,
    "There may be three reasons why we take a rejection personally. Every one of them belongs to one of the three goals.",
)
THOUGHTS = Quote(_A, "Onto one side goes every negative thought that you have about reaching this goal.")
TURN = Quote(_A, "Now turn the negative thoughts around and fill the other side of each card with good ones.")
ALOUD = Quote(
    _A,
    "To practise the changed thought, first say the new affirmation to yourself, out loud, and let others hear it too.",
)
FOUR = Quote(
    _A,
    "The other is to turn your mind to the four things that are in your own hands: what you believe, your attitude, your emotions and how you perform.",
)
STEP = Quote(_A, "Draw up a list of things to do, and go one step toward the goal before today is over!")
GOALS = (
    "Finding new clients and developing them",
    "More time for the customers I have, so that business and referrals grow",
    "Reaching people higher up, for larger deals",
)
# the reason that belongs to each goal, as a question
BITES = (
    "The sheer number of tries. How many calls without an answer does it take until you think it is you?",
    "The bond you have built. With whom do you hold back a question, so as not to strain it?",
    "The weight you give their title. Whose call do you not make, and what do you think they would see in you?",
)  # fmt: skip
HANDS = ("What I believe", "My attitude", "My emotions", "How I perform")
MOST = 6
_NEGATION = re.compile(
    r"\b(?:not|never|no longer|don't|doesn't|won't|isn't|aren't|can't|cannot|wouldn't|no one|nobody|nothing)\b", re.I
)


def flow() -> Flow:
    return Flow(
        id="index-card",
        title="The index card",
        about="What holds me back on one side, each thought turned round on the other, said aloud and shared; one step today.",
        minutes=10,
        who="both",
        rows=(15,),
        why=(THOUGHTS, TURN),
        steps=_steps,
        result=_result,
    )


def turned_well(value: object, context: Context) -> str:
    """A turned thought says what is, not what is not, and is about the person who writes it or about what they do."""
    text = str(value).replace("’", "'")
    if len(text.split()) < 3:
        return "A whole sentence, please, as you would say it aloud."
    if _NEGATION.search(text):
        return "That still says what is not. Put it the other way: what is true, or what will you do?"
    return ""


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    steps = [Step("goal", "In which of these would you like a breakthrough?", "choice", (GOAL,), options=GOALS)]
    if values.get("goal") not in GOALS:
        return tuple(steps)
    steps += [
        Step("bites", "What often makes it personal here: " + BITES[GOALS.index(values["goal"])], "text", (REASONS,), again="The last time: what happened, and what did you tell yourself?"),
        Step("thoughts", "Now one side of the card: every thought that holds you back from it, one a line. Be frank; nobody else reads this.", "lines", (THOUGHTS,), low=1, high=MOST),
    ]  # fmt: skip
    for number, thought in enumerate(values.get("thoughts") or [], 1):
        steps.append(
            Step(
                f"turned-{number}",
                f"You wrote: “{thought}” Turn it round. What could you say instead that you can believe?",
                "text",
                (TURN,),
                check=turned_well,
            )
        )
    if not values.get("thoughts"):
        return tuple(steps)
    steps += [
        Step("aloud", "Say the new ones aloud, now. Done?", "yes-no", (ALOUD,)),
        Step("share", "With whom will you share one of them?", "text", (ALOUD,)),
        Step(
            "hand",
            "Which of the four things in your own hands do you look after first?",
            "choice",
            (FOUR,),
            options=HANDS,
        ),
        Step("how", "How, this week?", "text", (FOUR,), again="What will you do differently, and when?"),
        Step("list", "What could you do toward the goal? A short list, one a line.", "lines", (STEP,), low=1, high=10),
        Step(
            "today",
            "Which one step do you take before today is over?",
            "choice",
            (STEP,),
            options=tuple(values.get("list") or ()),
            free=True,
        ),
    ]
    return tuple(steps)


def _result(values: Values, context: Context) -> Result:
    pairs = [(thought, values[f"turned-{number}"]) for number, thought in enumerate(values["thoughts"], 1)]
    rest = [item for item in values["list"] if item != values["today"]]
    share = wording.own(values["share"])
    parts = [
        Part("What makes it personal", values["bites"], own=True),
        Part("The card", table=(("The thought", "Turned round"), *pairs), note="Said aloud." if values["aloud"] else "Not said aloud yet. It feels odd, and it is what makes the thought yours."),
        Part("In my own hands", f"{values['hand']}: {values['how']}"),
    ]  # fmt: skip
    if rest:
        parts.append(Part("Later", items=tuple(rest)))
    parts.append(
        Part(
            "Mind",
            "A card is for the fear of a no. When it is more than that, when it follows you home or takes your sleep, talk to somebody you trust or to a doctor.",
        )
    )
    return Result(
        "index-card",
        "My index card",
        context.today.isoformat(),
        f"{values['goal']}. Today: {wording.own(values['today'])}.",
        tuple(parts),
        (
            Picture(
                "card",
                "The index card",
                "; ".join(f"“{thought}” becomes “{turned}”" for thought, turned in pairs),
                {"rows": [[thought, turned] for thought, turned in pairs]},
            ),
        ),
        (
            Promise(wording.capital(values["today"]), context.today.isoformat()),
            Promise(
                f"Share one of my turned thoughts with {share}",
                date.fromordinal(context.today.toordinal() + 7).isoformat(),
            ),
        ),
    )
