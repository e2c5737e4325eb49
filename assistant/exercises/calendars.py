"""Calendar files (RFC 5545): reading a log of time with the line of every error, and writing meetings to keep.

icalendar parses lines, values and time zones; recurrences are expanded here with dateutil's rules in the event's own
wall-clock time, so that a nine o'clock meeting stays at nine when the clocks change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar, Event, vRecur
from icalendar.parser import Contentline

from assistant.errors import BadInput
from assistant.exercises.blocks import Entry, split_at_midnight
from assistant.exercises.result import Meeting

SPAN = timedelta(days=400)  # a year and a month: what is read of a longer calendar, up to its end or today
MOST = 5_000  # occurrences of one event
_EVERY: dict[str, dict[str, Any]] = {
    "workday": {"freq": "WEEKLY", "byday": ["MO", "TU", "WE", "TH", "FR"]},
    "day": {"freq": "DAILY"},
    "week": {"freq": "WEEKLY"},
    "two weeks": {"freq": "WEEKLY", "interval": 2},
    "month": {"freq": "MONTHLY"},
}
_NEEDED = ("DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID")


def zone_of(name: str) -> tzinfo:
    """The time zone of that name; UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def read(name: str, text: str, zone: str, now: datetime | None = None) -> list[Entry]:
    """Entries in local time, oldest first. Raises BadInput naming the line of what cannot be read.

    Left out are cancelled, all-day and free (TRANSPARENT) events and those without a length.
    """
    lines = _checked_lines(name, text)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError) as error:
        raise BadInput(f"{name}: is no calendar file ({' '.join(str(error).split())[:100]})") from error
    local = zone_of(zone)
    events = [(event, calendar) for calendar in calendars for event in calendar.walk("VEVENT")]
    for number, (event, _) in enumerate(events):
        for what, problem in event.errors:
            if what in _NEEDED:
                line = lines[number].get(what, lines[number]["BEGIN"]) if number < len(lines) else 1
                raise BadInput(f"{name}, line {line}: {what} cannot be read ({' '.join(problem.split())[:80]})")
        if "DTSTART" not in event:
            raise BadInput(f"{name}, line {lines[number]['BEGIN']}: an event without DTSTART")
    overridden = Counter(
        (str(event.get("UID")), _key(event["RECURRENCE-ID"].dt)) for event, _ in events if "RECURRENCE-ID" in event
    )
    first, last = _window(events, now or datetime.now(UTC))
    found: list[Entry] = []
    for number, (event, calendar) in enumerate(events):
        start = event["DTSTART"].dt
        if not isinstance(start, datetime) or _left_out(event, calendar):
            continue
        length = _length(event, start)
        if length <= timedelta(0):
            continue
        what = " ".join(str(event.get("SUMMARY") or "(no title)").split())
        try:
            starts = list(_occurrences(event, start, first, last))
        except (ValueError, TypeError, ZeroDivisionError) as error:
            line = lines[number].get("RRULE", lines[number]["BEGIN"])
            raise BadInput(
                f"{name}, line {line}: the recurrence cannot be worked out ({' '.join(str(error).split())[:80]})"
            ) from error
        for begins in starts:
            if "RECURRENCE-ID" not in event and overridden[(str(event.get("UID")), _key(begins))]:
                continue
            here = _local(begins, local)
            for day, minutes in split_at_midnight(here, here + length):
                found.append(
                    {
                        "day": day.date().isoformat(),
                        "start": f"{day:%H:%M}",
                        "minutes": minutes,
                        "what": what[:200],
                        "kind": "",
                    }
                )
    return sorted((entry for entry in found if entry["minutes"] > 0), key=lambda entry: (entry["day"], entry["start"]))


def _checked_lines(name: str, text: str) -> list[dict[str, int]]:
    """For each event in the file's order, on which line its properties stand. Raises BadInput for a broken line."""
    unfolded: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1] = (unfolded[-1][0], unfolded[-1][1] + line[1:])
        elif line.strip():
            unfolded.append((number, line))
    if not unfolded or not re.fullmatch(r"BEGIN:VCALENDAR\s*", unfolded[0][1], re.I):
        raise BadInput(f"{name}, line 1: a calendar file begins with BEGIN:VCALENDAR")
    open_: list[tuple[str, int]] = []
    events: list[dict[str, int]] = []
    for number, line in unfolded:
        try:
            key, _, value = Contentline(line.rstrip()).parts()
        except ValueError as error:
            raise BadInput(f"{name}, line {number}: {line.strip()[:50]!r} is no line of a calendar") from error
        key, value = key.upper(), value.strip().upper()
        if key == "BEGIN":
            open_.append((value, number))
            if value == "VEVENT":
                events.append({"BEGIN": number})
        elif key == "END":
            if not open_ or open_[-1][0] != value:
                opened = f"{open_[-1][0]} of line {open_[-1][1]} is open" if open_ else "nothing is open"
                raise BadInput(f"{name}, line {number}: END:{value[:20]} where {opened}")
            open_.pop()
        elif open_ and open_[-1][0] == "VEVENT":
            events[-1].setdefault(key, number)
    if open_:
        raise BadInput(
            f"{name}, line {unfolded[-1][0]}: the file ends inside {open_[-1][0]}, begun on line {open_[-1][1]}"
        )
    return events


def _left_out(event: Any, calendar: Any) -> bool:
    return (
        str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(calendar.get("METHOD", "")).upper() == "CANCEL"
        or str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    )


def _length(event: Any, start: datetime) -> timedelta:
    if "DTEND" in event:
        end = event["DTEND"].dt
        if not isinstance(end, datetime):
            return timedelta(0)
        return _same(end, start) - start
    return event["DURATION"].dt if "DURATION" in event else timedelta(0)


def _same(moment: datetime, like: datetime) -> datetime:
    """`moment` aware or naive as `like` is."""
    if (moment.tzinfo is None) == (like.tzinfo is None):
        return moment
    return moment.replace(tzinfo=like.tzinfo) if like.tzinfo else moment.replace(tzinfo=None)


def _key(moment: date) -> str:
    """The same for the same instant in whatever zone it is written."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat() if moment.tzinfo else moment.isoformat()
    return moment.isoformat()


def _local(moment: datetime, zone: tzinfo) -> datetime:
    """Local wall-clock time without a zone; a floating time stays as it is."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _window(events: Sequence[tuple[Any, Any]], now: datetime) -> tuple[datetime, datetime]:
    """Naive bounds of what is read: SPAN before the calendar's end or `now`, and all after; what recurs is followed up to `now`."""
    today = now.replace(tzinfo=None)
    ends = []
    for event, _ in events:
        start = event["DTSTART"].dt
        if isinstance(start, datetime):
            plain = start.replace(tzinfo=None)
            recurs = "RRULE" in event and "RECURRENCE-ID" not in event
            ends.append((today if plain <= today else plain + SPAN) if recurs else plain + timedelta(1))
    last = max(ends, default=today)
    return min(last, today) - SPAN, last


def _occurrences(event: Any, start: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
    """Starts of an event between the bounds, in its own zone. Raises ValueError for a rule that cannot be expanded."""
    zone, plain = start.tzinfo, start.replace(tzinfo=None)
    if ("RRULE" not in event and "RDATE" not in event) or "RECURRENCE-ID" in event:
        if first <= plain <= last:
            yield start
        return
    rules = rruleset()
    rule = event.get("RRULE")
    for one in rule if isinstance(rule, list) else [rule] if rule else []:
        rules.rrule(rrulestr(_rule(one, start), dtstart=plain))
    if rule is None:
        rules.rdate(plain)
    for dates, add in ((event.get("RDATE"), rules.rdate), (event.get("EXDATE"), rules.exdate)):
        for group in dates if isinstance(dates, list) else [dates] if dates else []:
            for item in group.dts:
                moment = item.dt[0] if isinstance(item.dt, tuple) else item.dt
                if not isinstance(moment, datetime):
                    moment = datetime.combine(moment, plain.time())
                add(
                    moment.astimezone(zone).replace(tzinfo=None)
                    if moment.tzinfo and zone
                    else moment.replace(tzinfo=None)
                )
    for count, moment in enumerate(rules.xafter(first, inc=True)):
        if moment > last or count >= MOST:
            return
        yield moment.replace(tzinfo=zone)


def _rule(rule: Any, start: datetime) -> str:
    """RRULE as text for naive times: UNTIL is given in UTC and counted in the event's zone."""
    parts = dict(rule)
    until = parts.get("UNTIL")
    if until:
        moment = until[0]
        if isinstance(moment, datetime):
            moment = (
                moment.astimezone(start.tzinfo).replace(tzinfo=None)
                if moment.tzinfo and start.tzinfo
                else moment.replace(tzinfo=None)
            )
        else:
            moment = datetime.combine(moment, datetime.max.time().replace(microsecond=0))
        parts["UNTIL"] = [moment]
    return str(vRecur(parts).to_ical().decode())


def write(meetings: Sequence[Meeting], uid: str, stamp: datetime) -> bytes:
    """A calendar file of the meetings. Times are wall-clock times of their zone; `uid` makes a second import replace."""
    calendar = Calendar()
    calendar.add("prodid", "-//In My Shoes//reflect//EN")
    calendar.add("version", "2.0")
    for number, meeting in enumerate(meetings, 1):
        event = Event()
        start = datetime.fromisoformat(meeting.start)
        start = start.replace(tzinfo=zone_of(meeting.zone))
        event.add("uid", f"{uid.lower()}-{number}@in-my-shoes.local")
        event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
        event.add("summary", meeting.title)
        event.add("description", meeting.notes)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=meeting.minutes))
        if meeting.every:
            event.add("rrule", {**_EVERY[meeting.every], "count": meeting.times})
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
