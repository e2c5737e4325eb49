"""The time audit: one week in half hours, each managing or leading, the split against 50/50, and what to swap."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assistant.exercises import blocks, wording
from assistant.exercises.blocks import Entry
from assistant.exercises.flow import Check, Context, Flow, Quote, Step, Values
from assistant.exercises.result import Part, Picture, Promise, Result

_A = "sales-leader-or-sales-manager"
LOG = Quote(_A, "Have your managers keep a log for one week and drop each block of 30 minutes into one of two buckets.")
BUCKETS = Quote(
    _A,
    '"Management" is for reports, pipeline reviews and forecasting; "Leadership" is for 1:1 coaching, team motivation and the removal of barriers.',
)
HALF = Quote(_A, "Where the split falls short of 50/50, your team is led too little.")
BALANCE = Quote(_A, "Management and leadership are both needed. What counts is to get them into balance.")
SWAP = Quote(
    "equinox-balance",
    'It could be trading a single piece of admin for a ride-along (or a "listen-in"), so that somebody gets coaching that inspires.',
)
LISTED = 40  # activities that are shown for correction, the longest first
WHOLE = "All of it, as an average week"
UNCLEAR = "unclear"
# (pattern, kind, reason); the first that fits decides. What fits none is asked.
_RULES = tuple(
    (re.compile(pattern, re.I), kind, reason)
    for pattern, kind, reason in (
        (r"\b(lunch|break|gym|commut\w*|travel|train to|flight|doctor|dentist|private|personal|holiday|vacation|day off|school|pick ?up|nursery|birthday)\b", "neither", "it is not work with the team"),
        (r"\b(pipeline|forecast\w*|commit call|deal (?:review|desk|inspection)|qbr|stage|close plan)\b", "management", "pipeline and forecast are managing"),
        (r"\b(clos\w+ calls?|rescue|save the deal|escalation)\b", "management", "rescuing deals keeps the system going"),
        (r"\b(report\w*|dashboards?|spreadsheets?|excel|figures|numbers|metrics|kpis?|data|crm|salesforce|hubspot)\b", "management", "reports and records are managing"),
        (r"\b(admin\w*|expenses?|invoic\w*|approv\w*|budget\w*|quotas?|comp(?:ensation)? plan|commission\w*|territor\w*|scheduling|rota|e-?mails?|inbox|paperwork|compliance|policy|rules of engagement)\b", "management", "it keeps the system in order"),
        (r"\b(coach\w*|role[ -]?play\w*|ride[ -]?along|listen(?:ing)?[ -]?in|shadow\w*|call review|skills?)\b", "leadership", "coaching makes people better at it"),
        (r"\b(develop\w*|career|growth|mentor\w*|goals?|feedback|promotion|strengths?)\b", "leadership", "it is about somebody's growth"),
        (r"\b(motivat\w*|celebrat\w*|kudos|recognition|thank\w*|vision|values|strategy|offsite|all[ -]hands|team (?:lunch|breakfast|day|spirit))\b", "leadership", "it gives the team heart or direction"),
        (r"\b(obstacle|barrier|unblock\w*|clear(?:ing)? the way|roadblock)\b", "leadership", "removing barriers is leading"),
        (r"\b(1[:\-/ ]?(?:on[ -]?)?1s?|one[ -](?:on|to)[ -]one|1 on 1|catch[ -]?up with|check[ -]?in with)\b", "leadership", "a 1:1, unless you spent it on the pipeline"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Activity:
    """All half hours with the same title: how long, what it seems to be, and why."""

    what: str
    hours: float
    kind: str
    reason: str


def flow() -> Flow:
    return Flow(
        id="time-audit",
        title="My time audit",
        about="A week in half hours: how much of it managed, how much led, and what to swap.",
        minutes=15,
        who="manager",
        rows=(5,),
        why=(LOG, BUCKETS),
        steps=_steps,
        result=_result,
    )


def guess(what: str) -> tuple[str, str]:
    """(kind, reason) of an activity by its title; ("unclear", …) where the title does not tell."""
    for pattern, kind, reason in _RULES:
        if pattern.search(what):
            return kind, reason
    return UNCLEAR, "the title does not tell"


def activities(entries: Sequence[Entry]) -> list[Activity]:
    """What fills the half hours, the longest first; a kind that was logged with a block wins over the guess."""
    hours: dict[str, float] = defaultdict(float)
    titles: dict[str, str] = {}
    logged: dict[str, str] = {}
    for _, entry in blocks.slots(entries):
        key = entry["what"].casefold()
        hours[key] += blocks.SLOT / 60
        titles.setdefault(key, entry["what"])
        if entry["kind"]:
            logged[key] = entry["kind"]
    found = []
    for key, total in sorted(hours.items(), key=lambda item: (-item[1], item[0])):
        kind, reason = (logged[key], "as you logged it") if key in logged else guess(titles[key])
        found.append(Activity(titles[key], total, kind, reason))
    return found


def chosen(values: Values) -> list[Entry]:
    """The entries of the week that was chosen."""
    entries: list[Entry] = values["log"]
    week = values.get("week")
    if not week or week == WHOLE:
        return entries
    monday = date.fromisoformat(week[:10])
    return [e for e in entries if monday <= date.fromisoformat(e["day"]) < monday + timedelta(7)]


def _weeks(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The last eight weeks as choices, newest first, and the whole."""
    found = []
    for monday in reversed(blocks.weeks(entries)[-8:]):
        week = [e for e in entries if monday <= date.fromisoformat(e["day"]) < monday + timedelta(7)]
        found.append(f"{monday.isoformat()}, {len(blocks.slots(week)) / 2:g} hours")
    return (*found, WHOLE)


def _steps(values: Values, context: Context) -> tuple[Step, ...]:
    steps = [
        Step(
            "log",
            "What did your week look like? Name a CSV or calendar file (.ics), or paste the blocks, like: Mon 9:00-10:30 pipeline review.",
            "blocks",
            (LOG,),
        )
    ]
    entries = values.get("log") or []
    if not entries:
        return (*steps, Step("sorted", "", "sort", (BUCKETS,)), *_swapping([]))  # what comes later counts already
    if len(blocks.weeks(entries)) > 1:
        options = _weeks(entries)
        steps.append(Step("week", "Which week shall we look at?", "choice", (LOG,), options=options))
        if not values.get("week"):
            return (*steps, Step("sorted", "", "sort", (BUCKETS,)), *_swapping([]))
    shown = activities(chosen(values))[:LISTED]
    open_ = [str(number) for number, item in enumerate(shown, 1) if item.kind == UNCLEAR]
    which = f" I could not place {wording.series(open_)}; what were they?" if open_ else ""
    steps.append(
        Step(
            "sorted",
            f"Here is how I would sort it, and why.{which} Correct me, like: 3 leadership, 5 neither. Or: ok.",
            "sort",
            (BUCKETS,),
            options=tuple(f"{item.what} ({_hours(item.hours)}): {item.kind}, {item.reason}" for item in shown),
            check=_all_placed(open_),
        )
    )
    if values.get("sorted") is None:
        return (*steps, *_swapping([]))
    return (*steps, *_swapping([item.what for item in _sorted(values) if item.kind == "management"][:6]))


def _swapping(managing: Sequence[str]) -> tuple[Step, ...]:
    """The questions about what to swap."""
    return (
        Step(
            "swap",
            "Which piece of managing could go, shrink, or go to somebody else?",
            "choice" if managing else "text",
            (SWAP,),
            options=tuple(managing),
            free=True,
        ),
        Step(
            "instead",
            "And what do you do with that time instead, for whom?",
            "text",
            (BALANCE,),
            again="For which person, and in which half hour of next week?",
        ),
        Step("by", "From which day on?", "date", (BALANCE,)),
    )


def _all_placed(open_: Sequence[str]) -> Check:
    def check(value: Any, context: Context) -> str:
        missing = [number for number in open_ if number not in value]
        if not missing:
            return ""
        return f"Please place {wording.series(missing)} too: management, leadership, or neither."

    return check


def _sorted(values: Values) -> list[Activity]:
    """Activities with the person's corrections."""
    corrections = values["sorted"] or {}
    return [
        Activity(
            item.what,
            item.hours,
            corrections.get(str(number), item.kind),
            "you said so" if str(number) in corrections else item.reason,
        )
        for number, item in enumerate(activities(chosen(values)), 1)
    ]


def _result(values: Values, context: Context) -> Result:
    entries, items = chosen(values), _sorted(values)
    kinds = {item.what.casefold(): item.kind for item in items}
    slots = blocks.slots(entries)
    weeks = len(blocks.weeks(entries))
    total: dict[str, float] = defaultdict(float)
    for item in items:
        total[item.kind] += item.hours / weeks
    counted = total["leadership"] + total["management"]
    share = 100 * total["leadership"] / counted if counted else 0.0
    headline = f"Of {_hours(counted)} of managing and leading{' a week' if weeks > 1 else ''}, {share:.0f} percent was leading."
    if not counted:
        verdict = "None of these blocks was managing or leading, so there is no split to look at."
    elif share < 50:
        need = counted / 2 - total["leadership"]
        verdict = f"The article puts the line at half: below it, a team is led too little. {_hours(need)} a week would have to change sides."
    else:
        verdict = "At least half of it was leading, which is where the article draws its line. Keep an eye on what the managing half needs."
    table = tuple((item.what, _hours(item.hours / weeks), item.kind, item.reason) for item in items[:25])
    swap, instead = wording.own(values["swap"]), wording.own(values["instead"])
    parts = [
        Part(
            "What that says",
            verdict,
            note="The article gives 50/50 as a rule of thumb, without a source. It asks a question; it does not mark you.",
        ),
        Part(
            "Where the hours went" + (" (an average week)" if weeks > 1 else ""),
            table=(("What", "Hours", "Kind", "Why"), *table),
        ),
        Part("What I swap", f"Less of: {swap}\nInstead: {instead}", own=True),
    ]
    if len(items) > 25:
        parts[1] = Part(
            parts[1].heading,
            table=parts[1].table,
            note=f"And {len(items) - 25} more, together {_hours(sum(i.hours for i in items[25:]) / weeks)}.",
        )
    pictures = [_by_day(slots, kinds, weeks)]
    if counted:
        words = f"leadership {share:.0f} percent, management {100 - share:.0f} percent; the article's line is at 50"
        bars = [{"name": "this audit", "leadership": share, "management": 100 - share}]
        pictures.append(Picture("share", "The split", words, {"bars": bars, "line": 50, "line_name": "half"}))
    pictures += _over_time(slots, kinds, weeks, share, context)
    return Result(
        "time-audit",
        "My time audit",
        context.today.isoformat(),
        headline,
        tuple(parts),
        tuple(pictures),
        (Promise(f"Less of: {swap}. Instead: {instead}", values["by"]),),
        figures={"leadership": round(share, 1), "hours": round(counted, 1)},
    )


def _by_day(slots: Sequence[tuple[date, Entry]], kinds: dict[str, str], weeks: int) -> Picture:
    hours: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for day, entry in slots:
        hours[day.weekday()][kinds.get(entry["what"].casefold(), UNCLEAR)] += 0.5 / weeks
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    shown = [number for number in range(7) if number < 5 or hours[number]]
    days = [
        {"name": names[number], "hours": {kind: round(value, 2) for kind, value in hours[number].items()}}
        for number in shown
    ]
    words = "; ".join(
        f"{names[number]}: {', '.join(f'{kind} {_hours(value)}' for kind, value in sorted(hours[number].items())) or 'nothing'}"
        for number in shown
    )
    return Picture("week", "Hours by day" + (" in an average week" if weeks > 1 else ""), words, {"days": days})


def _over_time(
    slots: Sequence[tuple[date, Entry]], kinds: dict[str, str], weeks: int, share: float, context: Context
) -> list[Picture]:
    """The share week by week where there are several, else audit by audit."""
    if weeks > 1:
        led: dict[date, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for day, entry in slots:
            kind = kinds.get(entry["what"].casefold(), UNCLEAR)
            if kind in ("leadership", "management"):
                led[day - timedelta(day.weekday())][kind == "leadership"] += 1
        points = [(day.isoformat(), round(100 * yes / (yes + no), 1)) for day, (no, yes) in sorted(led.items())]
        title = "Share of leading, week by week"
    else:
        points = [(r.day, r.figures["leadership"]) for r in context.earlier if r.figures and "leadership" in r.figures]
        points.append((context.today.isoformat(), round(share, 1)))
        title = "Share of leading, audit by audit"
    if len(points) < 2:
        return []
    values = [value for _, value in points]
    words = f"from {min(values):.0f} to {max(values):.0f} percent over {len(points)} {'weeks' if weeks > 1 else 'audits'}, last {values[-1]:.0f}"
    data = {
        "lines": {"share of leading": [list(point) for point in points]},
        "unit": "percent",
        "low": 0,
        "high": 100,
        "mark": 50,
    }
    return [Picture("trend", title, words, data)]


def _hours(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") + " h"
