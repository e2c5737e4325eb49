"""Coached for twenty minutes: questions only, the next one chosen from what was said, through the three pillars to a step.

A rule listens for something in the last answer (a belief that limits, a feeling, an idea, a wish, somebody else's part) and
asks about it in the person's own words; where nothing stands out, the pillar that was not touched yet comes next. Each
question is asked at most once. "Stop" ends at any point, and the summary is made of what was said so far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.exercises import passages, wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Part, Promise, Result

_A = passages.PILLARS
CARE = Quote(
    _A,
    "Be ready to give your time and take the trouble to understand their situation, which is one of its kind, or is seen that way.",
)
GOALS = Quote(_A, "A good coach lets the reps' needs and goals come before the coach's own.")
WAYS = Quote(
    _A,
    "It is your duty to help them look into a range of possible ways and answers, and you also have to encourage them to stand by what they do and choose.",
)
BELIEFS = Quote(
    _A,
    "You also have to be prepared to challenge what they assume and believe, and to help them over any doubts in themselves and any ideas that set them limits",
)
OPEN = Quote(
    _A,
    "You have to ask open questions, which help reps to bring out what they value, what they aspire to and what comes first for them.",
)
ACTION = Quote(_A, "What exactly will you do, and by what date, to come closer to your goals?")
KNOW = Quote(_A, "Which goals that can be measured do you want to reach, and once you are there, how will you know it?")
HELP = Quote(
    _A, "What help, or what share of the responsibility, do you need from me to stay on your way to your goals?"
)
OWN_WAY = Quote(
    "effective-coaching-sessions", "What you are after, in the end, is reps with the power to find answers of their own"
)
MANAGER, REP = "I lead a team", "I sell"
FEWEST, MOST = 7, 10  # questions between the topic and the commitment
PILLARS = ("caring", "goals", "listening")
_STOP = re.compile(
    r"(?:please )?(?:stop|enough|that'?s enough|that is enough|end|finish|i'?d like to stop|let'?s stop|quit|that'?s all)(?: (?:here|now|it|please|thanks))*[.! ]*",
    re.I,
)
_CLAUSE = re.compile(r"(?<=[.;!?])\s+|\s+(?:but|because|although|so that)\s+|\s*[,:–—]\s+", re.I)


@dataclass(frozen=True, slots=True)
class Rule:
    """A question with what it listens for; `{}` takes the person's own words. One without signs is a pillar's own."""

    key: str
    pillar: str
    ask: str
    why: Quote
    signs: str = ""


_RULES = (
    Rule("hand-back", "listening", "I could tell you what I would do, and it would be mine, not yours. Which ways have you thought of already, and what speaks for each?", OWN_WAY, r"what (?:should|would you|do you think i|can) (?:i )?(?:do|say|advise|suggest)?|tell me what|any (?:advice|tips|ideas)|your advice"),
    Rule("belief", "listening", "You say “{}”. What of that do you know for sure, and what have you never tested?", BELIEFS, r"\bi (?:just |simply )?(?:can't|cannot|could never|am not|'m not|don't have what)|\bi'm (?:just )?(?:not|too|no) |\b(?:never|always|nobody|no one|everyone|everybody|impossible|pointless|no use)\b|\bthey(?:'d| would) (?:never|think|laugh)"),
    Rule("must", "listening", "“{}”: who says so? What would happen if you didn't?", BELIEFS, r"\bi (?:have to|must|need to|should have|ought to|'m supposed to)|\bi'm supposed to|\byou (?:have to|must)"),
    Rule("feeling", "caring", "“{}”. What is that like for you, and when is it strongest?", CARE, r"\b(?:worr\w+|afraid|scared|fear|frustrat\w+|angry|annoy\w+|tired|stuck|nervous|ashamed|embarrass\w+|overwhelm\w+|disappoint\w+|hurt|lonely|alone|guilty|dread|stress\w*|upset|resent\w*|jealous|sore)\b"),
    Rule("theirs", "goals", "“{}”. That is their part. Which part of it is in your hands?", GOALS, r"\b(?:he|she|they|my (?:manager|boss|director|team|reps?|colleagues?)|the (?:team|company|management))\b[^.;]{0,40}\b(?:won't|doesn't|don't|didn't|never|keeps?|refuses?|should|ignores?|isn't|aren't)\b"),
    Rule("idea", "goals", "You say “{}”. If you did that, what would be the first five minutes of it?", WAYS, r"\b(?:i could|i might|maybe i|i should|perhaps i|i'll|i will|i'm going to|i plan to|what if i|i thought (?:of|about))\b"),
    Rule("wish", "goals", "“{}”. What would that give you, once you have it?", OPEN, r"\b(?:i want|i'd like|i would like|i hope|i wish|my goal|i'd love|i would love|i'm hoping)\b"),
    Rule("tried", "caring", "“{}”. What came of it, and what did you learn about yourself there?", CARE, r"\b(?:i (?:have |'ve )?(?:tried|asked|talked|spoke|told|started|stopped|changed|offered|sent|called))\b"),
    Rule("obstacle", "caring", "“{}”. What makes that the hard part?", CARE, r"\b(?:no time|not enough|too (?:much|many|little|few|late|busy)|problem|difficult|hard|block\w*|lack|without|lost|losing|miss\w*|slip\w*|drop\w*|down)\b"),
    Rule("number", "goals", "“{}”. What stands behind that number for you?", GOALS, r"\b\d+(?:[.,]\d+)?\s*(?:%|percent|k|deals?|calls?|meetings?)|\bquota\b|\btarget\b"),
    Rule("caring-1", "caring", "What makes this the thing that you bring today, and not something else?", CARE),
    Rule("goals-1", "goals", "What would you like instead? Put yourself six months ahead: what do you see yourself doing?", GOALS),
    Rule("listening-1", "listening", "Which worry about it have you not said aloud yet?", BELIEFS),
    Rule("goals-2", "goals", "Which strength of yours could carry you there, and where did it last help you?", OPEN),
    Rule("listening-2", "listening", "If somebody who wishes you well told the same story, what would they tell differently?", BELIEFS),
    Rule("caring-2", "caring", "What would you need, from whom, for this to weigh less?", CARE),
    Rule("goals-3", "goals", "What would you do if you knew that it would not go wrong?", WAYS),
    Rule("listening-3", "listening", "What have you noticed about yourself, saying all this?", BELIEFS),
    Rule("caring-3", "caring", "What is going well in it that you have not mentioned?", CARE),
)  # fmt: skip


def flow() -> Flow:
    return Flow(
        id="coached",
        title="Coached for twenty minutes",
        about="I ask, you think: from what is on your mind to one step of your own. Say “stop” whenever you like, and I sum up.",
        minutes=20,
        who="both",
        rows=(9, 11),
        why=(OPEN, OWN_WAY),
        steps=_steps,
        result=_result,
    )


def clause(text: str, signs: str) -> str:
    """The person's own words around what a rule heard."""
    parts = [part for part in _CLAUSE.split(" ".join(text.replace("’", "'").split())) if part and part.strip()]
    heard = next((part for part in parts if re.search(signs, part, re.I)), text)
    return wording.own(heard, 110)


def next_rule(said: list[str], asked: list[Rule]) -> Rule | None:
    """What to ask after `said` (the topic and the answers so far), None when it is time for the commitment."""
    used, touched = {rule.key for rule in asked}, {rule.pillar for rule in asked}
    last = said[-1].replace("’", "'")
    heard = [rule for rule in _RULES if rule.signs and rule.key not in used and re.search(rule.signs, last, re.I)]
    open_ = [pillar for pillar in PILLARS if pillar not in touched]
    if len(asked) >= MOST:
        return None
    if not open_ and len(asked) >= FEWEST:
        return next((rule for rule in heard if rule.key in ("hand-back", "belief", "feeling", "idea")), None)
    if len(asked) + len(open_) >= FEWEST + 1 and open_:
        heard = [rule for rule in heard if rule.pillar in open_]
    if heard:
        return heard[0]
    own = [rule for rule in _RULES if not rule.signs and rule.key not in used]
    return next((rule for rule in own if not open_ or rule.pillar in open_), None)


def dialogue(values: Values) -> tuple[list[tuple[Rule, str, str | None]], bool]:
    """(rule, question, answer or None for the open one) in order; and whether the person stopped."""
    said, asked = [str(values["topic"])], list[Rule]()
    turns: list[tuple[Rule, str, str | None]] = []
    while (rule := next_rule(said, asked)) is not None:
        question = rule.ask.format(clause(said[-1], rule.signs)) if rule.signs else rule.ask
        answer = values.get(f"say-{len(asked) + 1}")
        turns.append((rule, question, answer))
        if answer is None:
            return turns, False
        if _STOP.fullmatch(answer.strip()):
            return turns[:-1], True
        asked.append(rule)
        said.append(answer)
    return turns, False


def _no_stop(text: str) -> bool:
    return wording.vague(text) and not _STOP.fullmatch(text.strip())


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    steps = [
        Step("role", "First: which of the two are you today?", "choice", (OPEN,), options=(MANAGER, REP)),
        Step("topic", "What is on your mind, and what would make these twenty minutes worth it?", "text", (CARE,), again="Tell me a little more: what happened last, and with whom?"),
    ]  # fmt: skip
    if not values.get("topic"):
        return tuple(steps)
    turns, stopped = dialogue(values)
    for number, (rule, question, _) in enumerate(turns, 1):
        steps.append(
            Step(
                f"say-{number}",
                question,
                "text",
                (rule.why,),
                again="Stay there a moment. What comes to mind first?",
                vague=_no_stop,
            )
        )
    if stopped:
        stop = len(turns) + 1
        return (*steps, Step(f"say-{stop}", "(stopped)", "text", (OPEN,)))
    if any(answer is None for *_, answer in turns):
        return tuple(steps)
    heard = " ".join(f"{heading}: “{wording.own(text, 140)}”." for heading, text in _heard(values)[:4])
    return (
        *steps,
        Step(
            "heard",
            f"Let me give back what I heard, in your words. {heard} What did I miss?",
            "text",
            (CARE,),
            optional=True,
        ),
        Step(
            "do", "So what will you do?", "text", (ACTION,), again="What exactly? So that somebody could see you do it."
        ),
        Step("by", "By when?", "date", (ACTION,)),
        Step(
            "know",
            "How will you know that it worked?",
            "text",
            (KNOW,),
            again="What will be different, or what will you hear?",
        ),
        Step("help", "What help do you need, and whom will you ask?", "text", (HELP,), optional=True),
    )


_HEADINGS = {"caring": "How it is for me", "goals": "What I want", "listening": "What I found on the way"}


def _heard(values: Values) -> list[tuple[str, str]]:
    """What was said, each pillar under one heading, the fullest answer of each first."""
    found = [("What I brought", str(values["topic"]))]
    turns, _ = dialogue(values)
    for pillar in PILLARS:
        answers = [
            answer for rule, _, answer in turns if rule.pillar == pillar and answer and not wording.shrug(answer)
        ]
        if answers:
            found.append((_HEADINGS[pillar], max(answers, key=lambda answer: len(answer.split()))))
    return found


def _result(values: Values, context: Context) -> Result:
    turns, stopped = dialogue(values)
    parts = [Part(heading, text, own=True) for heading, text in _heard(values)]
    if values.get("heard"):
        parts.append(Part("And I added", values["heard"], own=True))
    promises: tuple[Promise, ...] = ()
    headline = f"“{wording.own(values['topic'], 120)}”"
    if not stopped:
        headline += f" and what I do about it: {wording.own(values['do'], 120)}."
        parts.append(Part("How I will know", values["know"], own=True))
        if values.get("help"):
            parts.append(Part("The help I ask for", values["help"], own=True))
        promises = (Promise(wording.capital(values["do"]), values["by"]),)
    else:
        parts.append(
            Part("Where we stopped", "Without a step, and that is fine. You can take it up again another day.")
        )
    asked = (("Asked", "Answered"), *((question, answer) for _, question, answer in turns if answer))
    if len(asked) > 1:
        parts.append(Part("The conversation", table=asked))
    return Result(
        "coached",
        "Coached for twenty minutes",
        context.today.isoformat(),
        headline,
        tuple(parts),
        promises=promises,
    )
