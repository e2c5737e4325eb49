"""Is someone quietly leaving? What was seen, what else it may be, what keeps people, and an open talk. Never a verdict."""

from __future__ import annotations

from datetime import date

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Meeting, Part, Promise, Result

_A = "quietly-quitting"
NOTICE = Quote(
    _A,
    "Step one is to notice: you look for the signs that people on your team are unhappy and perhaps thinking of going.",
)
SOON = Quote(_A, "Once you see any of these, it is vital to do something about it soon.")
LOAD = Quote(_A, "some people may be having a hard time with the job or feel that too much has been piled on them")
NEVER = Quote(_A, "Nothing works better against quitting in silence than never letting it start.")
TALK = Quote(_A, "book time alone with each of your people to go over whatever may be worrying them")
HEAR = Quote(_A, "Hear what they tell you, and look for answers side by side.")
ACT = Quote(_A, "let what your people tell you change the way you manage")
CONDUCT = Quote(
    "effective-coaching-sessions",
    "Put conduct before character: find fault with a particular action and do not attack the person.",
)
SIGNS = (
    "Gets less done, or less well",
    "More days missed, or late more often",
    "Hardly takes part in meetings or one-to-ones",
    "A sudden change in how they act or in their attitude",
    "Sales drop, or short of target",
    "No interest in courses or growing",
    "More clashes with teammates or with people above",
)
HEALTH = "Health, a loss, or something at home"
OTHERS = (
    "Too much on their plate",
    HEALTH,
    "A change at work: territory, product, pay, manager, team",
    "A conflict that nobody has talked about",
    "Something I did or left undone",
    "An ordinary dip, as everybody has",
)
KEEPS = (
    "Feeling that they count, and hearing thanks",
    "Room to learn and to have more influence",
    "Feedback that comes often",
    "Pay they can influence",
    "Breaks and a life beside work",
)


def flow() -> Flow:
    return Flow(
        id="quietly-leaving",
        title="Is someone quietly leaving?",
        about="What you saw and since when, what else it may be, what you can do before it is late, and a plan for an open talk.",
        minutes=10,
        who="manager",
        rows=(12,),
        why=(NOTICE,),
        steps=_steps,
        result=_result,
    )


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    who = values.get("who") or "them"
    return (
        Step("who", "Who is on your mind? Initials will do; this stays on your machine.", "text", (NOTICE,)),
        Step("signs", "What have you noticed? Only what you saw yourself.", "choices", (NOTICE,), options=SIGNS, low=1),
        Step("since", "Since when, as far as you can tell?", "text", (SOON,), again="Before or after something you remember, a month, a change?"),
        Step(
            "seen",
            "One moment in which you saw it. What would a camera have recorded?",
            "text",
            (NOTICE,),
            again="Which day or which meeting, and what did they do or not do?",
            vague=wording.no_example,
        ),
        Step("others", "Before we think of leaving: what else could it be? Choose all that you can't rule out.", "choices", (LOAD,), options=OTHERS, free=True, low=1),
        Step(
            "asked",
            f"What has {who} told you about it, in their words? If you have not asked, write: not asked.",
            "text",
            (HEAR,),
        ),
        Step("thin", f"Which of these has been thin for {who} lately?", "choices", (NEVER,), options=KEEPS, low=1),
        Step("give", "What can you do about one of these this month, without waiting for anybody's permission?", "text", (NEVER,), again="What exactly, and by when could they feel it?"),
        Step(
            "open",
            f"How will you open the talk with {who}? Write the first sentence: what you saw, and that you want to hear how it is going. No guess.",
            "text",
            (TALK, CONDUCT),
            check=opens_well,
        ),
        Step("after", "And if you hear something you don't like: what will you do with it?", "text", (ACT,), again="One thing you could change in how you manage?", optional=True),
        Step("when", "When will you have the talk, door closed, nothing after it?", "date", (TALK, SOON)),
        Step("time", "At what time?", "time", (TALK,)),
    )  # fmt: skip


def opens_well(value: object, context: Context) -> str:
    """An opening that accuses, guesses or diagnoses has to be put another way."""
    text = str(value).lower().replace("’", "'")
    guesses = (
        "are you leaving",
        "are you quitting",
        "looking for another",
        "looking for a job",
        "quiet quitting",
        "quietly quitting",
        "burned out",
        "burnt out",
        "depress",
        "are you ill",
        "are you sick",
        "checked out",
        "don't care",
        "do you still want",
    )
    if any(guess in text for guess in guesses):
        return "That is a guess about them, and they would have to defend themselves. Say what you saw, then ask how it is going."
    if wording.feedback_gap(text).startswith("That says what the person is"):
        return "That is a verdict. Say what you saw, then ask how it is going."
    if len(text.split()) < 6:
        return "A whole sentence, please, as you would say it to them."
    return ""


def _result(values: Values, context: Context) -> Result:
    who, others = values["who"], values["others"]
    health = HEALTH in others
    rows = tuple((sign, "yes" if sign in values["signs"] else "no") for sign in SIGNS)
    plan = [
        f"Open: “{wording.own(values['open'], 300)}”",
        "Then be silent. Listen so that you understand, not so that you can answer.",
        "Ask: what has changed for you? What would have to be different? What should I stop, start or go on doing?",
    ]
    if "Something I did or left undone" in others:
        plan.append("Say your part first, if there is one. It makes it easier to say theirs.")
    if "Too much on their plate" in others:
        plan.append("Ask what could come off their plate this week, and take it off.")
    if health:
        plan.append(
            f"If it is health or home: it is {who}'s to tell or not. Ask what they need, offer time, and bring in HR for leave or lighter work."
        )
    plan += ["Leave the pipeline outside.", "Before you get up: what will each of you do, and when do you talk again?"]
    plan.append("Keep what you promise, and tell them what you changed because of it.")
    parts = [
        Part("What I saw", values["seen"], own=True, note=f"When it began: {values['since']}"),
        Part(
            "The signs",
            table=(("Sign", "Seen"), *rows),
            note="These signs fit leaving. They fit illness, grief and overload just as well. They are a reason to ask, never a finding about a person.",
        ),
        Part("What else it may be", items=tuple(others)),
        _said(who, values["asked"]),
        Part("What has been thin", items=tuple(values["thin"])),
        Part("What I do about it this month", values["give"], own=True),
        Part("The talk", items=tuple(plan)),
    ]
    if values.get("after"):
        parts.append(Part("If I hear something I don't like", values["after"], own=True))
    if health:
        parts.append(
            Part(
                "Mind",
                "Don't guess at a diagnosis, don't ask for one, and don't write one down. Where you are worried about somebody's safety, don't wait for the talk: bring in HR or a doctor today.",
            )
        )
    day = date.fromisoformat(values["when"])
    return Result(
        "quietly-leaving",
        f"A talk with {who}",
        context.today.isoformat(),
        f"{len(values['signs'])} of seven signs, and {len(others)} other ways to explain them. So I ask, on {day.day} {day:%B}.",
        tuple(parts),
        promises=(
            Promise(f"Talk openly with {who}, without the pipeline", values["when"]),
            Promise(wording.capital(values["give"]), ""),
        ),
        meetings=(Meeting(f"Talk with {who}", f"{values['when']}T{values['time']}:00", 45, context.zone, "\n".join(f"- {line}" for line in plan)),),
        figures={"signs": float(len(values["signs"]))},
        then=((PRACTISE, "Try the opening first on a simulated rep who has gone quiet:"),),
    )  # fmt: skip


def _said(who: str, words: str) -> Part:
    if wording.shrug(words) or words.strip().lower().rstrip(".") in (
        "not asked",
        "not yet",
        "i have not asked",
        "i haven't asked",
    ):
        return Part(f"What {who} has said", "Not asked yet. That is what the talk is for.")
    return Part(f"What {who} has said", words, own=True)


PRACTISE = "coach practice run quiet-rep"
