"""Courage: three questions to oneself, a duty taken back, a decision taken, a mistake owned; and one small brave thing."""

from __future__ import annotations

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Part, Promise, Result

_A = "courage-is-calling"
LINE = Quote(_A, "To most managers the front line is the daily work on problems with the business and with people.")
DUTY = Quote(_A, "To pass the nastiest jobs to your team and do no part of them yourself is to misuse your power.")
DECIDE = Quote(_A, "A lot of managers with less experience make the mistake of putting decisions off or ducking them.")
ANSWER = Quote(_A, "It is to decide, and to answer for what comes of it.")
FALL = Quote(_A, "When the mistake is yours, owning it is vital")
RIGHT = Quote(_A, "What makes a truly great leader is having the right priorities.")
BALANCE = Quote(_A, "How do I find the balance between leading and following?")
BETTER = Quote(_A, "What could I do to get better at leading?")
WHO = Quote(_A, "Who could help me grow as a leader?")
KINDS = (
    "About a person's job, conduct or complaint",
    "About customers, money or the way we work",
    "About my own way of leading",
)


def flow() -> Flow:
    return Flow(
        id="courage",
        title="Courage, where I need it",
        about="A duty I pass on, a decision I put off, a mistake I could own, three questions, and one small brave thing.",
        minutes=10,
        who="manager",
        rows=(13,),
        why=(LINE,),
        steps=_steps,
        result=_result,
    )


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    return (
        Step("duty", "Which unpleasant job do you hand to your team and never do yourself?", "text", (DUTY,), again="The last time: who had to do it?", optional=True),
        Step("decision", "Which decision are you putting off?", "text", (DECIDE,), again="What would somebody be able to do once it is taken?"),
        Step("kind", "What is it about?", "choice", (ANSWER,), options=KINDS),
        Step("afraid", "What are you afraid would be thought of you, if it went wrong?", "text", (DECIDE,), again="Thought by whom?", optional=True),
        Step("priority", "Leave yourself out for a moment. What is best for the team and for what it wants to reach?", "text", (RIGHT,), again="For whom in the team would it change what?"),
        Step("mistake", "Is there a mistake of yours that others are paying for? What would you say, and to whom?", "text", (FALL,), again="In one sentence, as you would say it?", optional=True),
        Step("balance", "Where do you lead when you should follow, or follow when you should lead?", "text", (BALANCE,), again="One meeting or one matter where you notice it?"),
        Step("better", "What could you do to lead better?", "text", (BETTER,), again="What would people see you do?"),
        Step("helper", "Who could help you with it?", "text", (WHO,)),
        Step("action", "What is the one small brave thing you will do?", "text", (RIGHT,), again="With whom, where, in which words?"),
        Step("by", "By which day?", "date", (DECIDE,)),
    )  # fmt: skip


def _result(values: Values, context: Context) -> Result:
    person = values["kind"] == KINDS[0]
    parts = [
        Part(
            "The decision I put off",
            values["decision"],
            own=True,
            note="This one is about a person. Quick is not brave here: speak to HR before you decide or say anything, and let it take the time it needs."
            if person
            else "Putting it off costs something too. Decide with what you know, say why, and answer for it.",
        ),
        Part("What is best for the team", values["priority"], own=True),
    ]
    for id, heading in (
        ("afraid", "What I fear would be thought of me"),
        ("duty", "The job I never do myself"),
        ("mistake", "What I could own"),
    ):
        if values.get(id):
            parts.append(Part(heading, values[id], own=True))
    parts += [
        Part("Leading and following", values["balance"], own=True),
        Part("How I could lead better", values["better"], own=True),
        Part("Who could help me", values["helper"], own=True),
    ]
    return Result(
        "courage",
        "Courage, where I need it",
        context.today.isoformat(),
        f"Next: {wording.own(values['action'])}.",
        tuple(parts),
        promises=(
            Promise(wording.capital(values["action"]), values["by"]),
            *((Promise("Talk to HR before deciding on: " + wording.own(values["decision"]), values["by"]),) if person else ()),
        ),
    )  # fmt: skip
