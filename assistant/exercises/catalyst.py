"""Catalyst: who outgrew me and how that felt, the mentor I outgrew and a thank-you, and whom I lift next."""

from __future__ import annotations

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Part, Promise, Result

_A = "coaching-as-a-catalyst"
GLAD = Quote(_A, "Does that make you glad, or does it strike you as unfair?")
STORIES = Quote(
    _A, "Which stories of success can you tell, of people on your team who went on to do better than their mentor?"
)
STIR = Quote(_A, "What does it stir in you?")
PAST = Quote(_A, "Or was it you who went past your mentor?")
THANKS = Quote(_A, "And did you ever tell that mentor how grateful you are?")
CLIMB = Quote(_A, "And whoever you pick for it, always make sure that this person cares to climb.")
TOGETHER = Quote(_A, "Gather people on your team who are keen to go up the ladder of success beside you.")
FUTURE = Quote(_A, "What are you doing, from the position you hold, to make the future a better one?")


def flow() -> Flow:
    return Flow(
        id="catalyst",
        title="Catalyst",
        about="Who outgrew me, whom I outgrew and never thanked, and whom I lift next; ends with a thank-you note.",
        minutes=8,
        who="both",
        rows=(18,),
        why=(FUTURE,),
        steps=_steps,
        result=_result,
    )


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    mentor = values.get("mentor")
    steps = [
        Step("outgrew", "Who learned something from you and then went further than you? And what was it?", "text", (STORIES,), again="Even something small: who does it better today than you do?"),
        Step("felt", "How did that feel? The honest answer, not the fine one.", "text", (GLAD, STIR), again="Glad, sore, a bit of both? When did you notice it?"),
        Step("mentor", "Who once lifted you, and you went past them?", "text", (PAST,), optional=True),
    ]  # fmt: skip
    if mentor:
        steps += [
            Step(
                "gave",
                "What do you have from them that you still use?",
                "text",
                (PAST,),
                again="In which call or meeting did you last use it?",
            ),
            Step("thanked", "Have you ever thanked them for it?", "yes-no", (THANKS,)),
            Step(
                "note",
                "Write the thank-you now, two or three sentences, as you would send it.",
                "text",
                (THANKS,),
                again="What would they be surprised to hear?",
            ),
            Step("send", "When will you send it or say it?", "date", (THANKS,)),
        ]
    steps += [
        Step("next", "Whom could you lift next?", "text", (TOGETHER,)),
        Step(
            "wants",
            "How do you know that they want to climb? What have they said or done?",
            "text",
            (CLIMB,),
            again="If you don't know: how will you ask?",
        ),
        Step(
            "give",
            "What will you give them: a task, a door opened, an hour a week?",
            "text",
            (TOGETHER,),
            again="Which task, which door, which hour?",
        ),
        Step("by", "By which day?", "date", (TOGETHER,)),
    ]
    return tuple(steps)


def _result(values: Values, context: Context) -> Result:
    lifted = wording.own(values["next"], 60)
    parts = [
        Part("Who went further than I", values["outgrew"], own=True),
        Part(
            "How that felt",
            values["felt"],
            own=True,
            note="Both can be true at once. It takes nothing from what you gave.",
        ),
    ]
    promises = []
    if values.get("mentor"):
        mentor = wording.own(values["mentor"], 60)
        parts += [
            Part("What I have from my mentor", values["gave"], own=True),
            Part(f"A thank-you to {mentor}", values["note"], own=True),
        ]
        promises.append(
            Promise(f"Send my thank-you to {mentor}" + ("" if not values["thanked"] else ", again"), values["send"])
        )
    parts += [
        Part("Whom I lift next", f"{wording.capital(lifted)}. {wording.capital(values['wants'])}", own=True),
        Part("What I give", values["give"], own=True),
    ]
    promises.append(Promise(wording.capital(values["give"]), values["by"]))
    return Result(
        "catalyst",
        "Catalyst",
        context.today.isoformat(),
        f"Next I lift {lifted}" + (f", and I thank {wording.own(values['mentor'], 60)}." if values.get("mentor") else "."),
        tuple(parts),
        promises=tuple(promises),
    )  # fmt: skip
