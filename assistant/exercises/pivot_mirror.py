"""The pivot mirror: seven standards of leading, for everyone; a minute a day, or an example for each, once a quarter."""

from __future__ import annotations

from datetime import date

from assistant.exercises import wording
from assistant.exercises.flow import Context, Flow, Quote, Step, Values
from assistant.exercises.result import Part, Picture, Promise, Result

_A = "pivot-to-leadership"
MIRROR = Quote(_A, "This is a mirror that matters, and one to look into each day.")
QUARTER = Quote(_A, "Go through the list, and then tell me: in what ways did you lead this quarter?")
CHOICE = Quote(_A, "Many a step that transforms us is a choice, and the pivot to leadership is one of these.")
# (id, short name, question, follow-up, passage)
STANDARDS = (
    ("power", "Gave others power", "Whom did you make stronger, and what can they decide or do now?", "Who, and what did they then do by themselves?", "A leader gives other people power and raises the level of what they do."),
    ("first", "Went first", "Where did you go first and let others see it?", "What did you do before asking anybody else to?", "You are the first to go, and you lead through your example."),
    ("last", "Ate last", "What did you give up for the good of the others?", "What did it cost you? A deal, an evening, the credit?", "When it is time to eat, you come last."),
    ("own", "Made it mine", "What went wrong that you made your own, without a word about whose fault it was?", "What did you say, and to whom?", "Leaders make a thing their own; to pin the blame on someone is the very opposite."),
    ("reach", "Reached further", "What did you begin that pays off two or three quarters from now, or with customers who are new to you?", "Which customer, or which quarter?", "What you do reaches two or three quarters ahead, and you talk with more customers, and with more kinds of customers, than before."),
    ("colleagues", "Served colleagues", "When did you treat a colleague as well as your best customer?", "Who was it, and what did you prepare or do?", "In their work with colleagues, leaders show no less dedication and professionalism than on a customer call."),
    ("build", "Built patiently", "What are you building that will still be there when you have moved on?", "What stands today that was not there before?", "Leaders build, with patience and on purpose."),
)  # fmt: skip
QUICK, FULL = "A minute for today", "The whole quarter, with an example for each standard"
MARKS = ("fully", "partly", "not this time")


def flow() -> Flow:
    return Flow(
        id="pivot-mirror",
        title="The pivot mirror",
        about="Am I being a leader? A minute for today, or an example for each of seven standards, quarter beside quarter.",
        minutes=12,
        who="both",
        rows=(8,),
        why=(MIRROR, QUARTER),
        steps=_steps,
        result=_result,
    )


def quarter(day: date) -> str:
    """ "Q4 2026"."""
    return f"Q{(day.month - 1) // 3 + 1} {day.year}"


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    kind = Step("kind", "How long do you want to look?", "choice", (MIRROR, QUARTER), options=(QUICK, FULL))
    names = tuple(name for _, name, *_ in STANDARDS)
    if values.get("kind") == QUICK:
        return (
            kind,
            Step("today", "Which of these did you live today? By number, or none.", "choices", (MIRROR,), options=names),
            Step("seen", "What would somebody have seen? One moment.", "text", (MIRROR,), again="Where was it, and who was there?", vague=wording.no_example, optional=True),
            Step("tomorrow", "Which one do you choose for tomorrow, and in what?", "text", (CHOICE,), again="In which talk, call or meeting tomorrow?"),
        )  # fmt: skip
    if values.get("kind") != FULL:
        return (kind,)
    steps = [kind]
    for id, name, question, again, passage in STANDARDS:
        why = (Quote(_A, passage), QUARTER)
        steps.append(
            Step(
                id,
                f"{name}. {question} Something from this quarter; leave it empty if there is nothing.",
                "text",
                why,
                again=again,
                optional=True,
            )
        )
        if values.get(id):
            steps.append(Step(f"{id}-mark", "How far did you live up to it?", "choice", why, options=MARKS))
    steps += [
        Step("next", "Which of the seven do you choose for the next quarter?", "choice", (CHOICE,), options=names),
        Step(
            "how",
            "What will people see you do, then?",
            "text",
            (CHOICE,),
            again="With whom, and when for the first time?",
        ),
        Step("by", "By which day will it have happened once?", "date", (CHOICE,)),
    ]
    return tuple(steps)


def _result(values: Values, context: Context) -> Result:
    return _quick(values, context) if values["kind"] == QUICK else _full(values, context)


def _quick(values: Values, context: Context) -> Result:
    lived = values["today"]
    days = [r for r in context.earlier if r.figures and "lived" in r.figures]
    parts = [Part("Lived today", items=tuple(lived) or ("None of the seven, today.",))]
    if values.get("seen"):
        parts.append(Part("What somebody saw", values["seen"], own=True))
    if days:
        parts.append(
            Part(
                "The days before",
                items=tuple(f"{wording.told(r.day)}: {r.figures['lived']:g} of 7" for r in days[-5:] if r.figures),
            )
        )
    return Result(
        "pivot-mirror",
        "The pivot mirror: today",
        context.today.isoformat(),
        f"{len(lived)} of the seven standards today.",
        tuple(parts),
        promises=(Promise(wording.capital(values["tomorrow"]), date.fromordinal(context.today.toordinal() + 1).isoformat()),),
        figures={"lived": len(lived)},
    )  # fmt: skip


def _full(values: Values, context: Context) -> Result:
    now = quarter(context.today)
    marks = {id: _mark(values, id) for id, *_ in STANDARDS}
    columns = {
        quarter(date.fromisoformat(r.day)): r.figures for r in context.earlier if r.figures and "power" in r.figures
    }
    columns.pop(now, None)
    shown = {**dict(list(columns.items())[-3:]), now: {id: float(mark) for id, mark in marks.items()}}
    rows = [{"name": name, "marks": [figures.get(id) for figures in shown.values()]} for id, name, *_ in STANDARDS]
    lived = sum(mark > 0 for mark in marks.values())
    parts = [
        Part(name, values[id], own=True, note=values[f"{id}-mark"].capitalize() + ".")
        for id, name, *_ in STANDARDS
        if values.get(id)
    ]
    empty = [name for id, name, *_ in STANDARDS if not values.get(id)]
    if empty:
        parts.append(
            Part(
                "Nothing came to mind for",
                items=tuple(empty),
                note="That can mean it did not happen, or that nobody looked. Ask a colleague what they saw.",
            )
        )
    if len(shown) > 1:
        parts.append(Part(f"Beside {list(shown)[-2]}", _compared(list(shown.values())[-2], marks)))
    parts.append(Part("What I choose for the next quarter", f"{values['next']}: {values['how']}", own=True))
    words = f"{now}: " + ", ".join(
        f"{row['name']} {('not this time', 'partly', 'fully')[int(row['marks'][-1] or 0)]}" for row in rows
    )
    return Result(
        "pivot-mirror",
        f"The pivot mirror: {now}",
        context.today.isoformat(),
        f"An example for {lived} of the seven standards in {now}. Next: {values['next'].lower()}.",
        tuple(parts),
        (Picture("standards", "Seven standards, quarter by quarter", words, {"columns": list(shown), "rows": rows}),),
        (Promise(wording.capital(values["how"]), values["by"]),),
        figures={id: float(mark) for id, mark in marks.items()},
    )  # fmt: skip


def _mark(values: Values, id: str) -> int:
    """2 fully, 1 partly, 0 not at all or nothing said."""
    return (2 - MARKS.index(values[f"{id}-mark"])) if values.get(id) else 0


def _compared(before: object, now: dict[str, int]) -> str:
    earlier = dict(before) if isinstance(before, dict) else {}
    more = [name.lower() for id, name, *_ in STANDARDS if now[id] > earlier.get(id, 0)]
    less = [name.lower() for id, name, *_ in STANDARDS if now[id] < earlier.get(id, 0)]
    said = [
        f"More than then: {wording.series(more)}." if more else "",
        f"Less: {wording.series(less)}." if less else "",
    ]
    return " ".join(filter(None, said)) or "The same marks as then."
