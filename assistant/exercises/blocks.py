"""A log of time -> entries {"day", "start", "minutes", "what", "kind"} in local time, from typing, CSV or iCalendar.

Everything that cannot be read is refused with its line. Cancelled, all-day and free (transparent) events are left out,
recurring ones are counted as often as they took place. Entries are plain JSON, so that a run can be stored as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from assistant.errors import BadInput

Entry = dict[str, Any]
KINDS = ("management", "leadership", "neither")
SLOT = 30  # minutes
LEAST = 10  # minutes of a half hour that make it count
MAX_BYTES = 20_000_000
MAX_ENTRIES = 20_000
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?"
_SPAN = re.compile(rf"^{_TIME}\s*(?:-|–|—|to|until|till)\s*{_TIME}\b[\s,:|]*(.*)$", re.I)
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?\b\.?[,:]?\s*(.*)$", re.I)
_COLUMNS = {
    "day": ("date", "day", "start date", "datum", "weekday"),
    "start": ("start", "from", "begin", "start time", "begins"),
    "end": ("end", "to", "until", "end time", "ends"),
    "minutes": ("minutes", "duration", "min"),
    "what": ("activity", "subject", "title", "what", "summary", "task", "block", "event", "description"),
    "kind": ("kind", "type", "bucket", "category", "management or leadership"),
}


def from_file(name: str, data: bytes, zone: str) -> list[Entry]:
    """Entries of a CSV or iCalendar file. Raises BadInput naming the file and the line."""
    if len(data) > MAX_BYTES:
        raise BadInput(f"{name}: has {len(data) / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise BadInput(f"{name}: is not a text file")
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR") or name.lower().endswith((".ics", ".ical")):
        from assistant.exercises.calendars import read

        entries = read(name, text, zone)
    else:
        entries = from_csv(name, text)
    if not entries:
        raise BadInput(f"{name}: there is no block of time in it")
    if len(entries) > MAX_ENTRIES:
        raise BadInput(f"{name}: has {len(entries):,} blocks of time; at most {MAX_ENTRIES:,} are read")
    return entries


def from_text(text: str, today: date) -> list[Entry]:
    """Lines such as "Mon 9:00-10:30 pipeline review"; a line with a day alone holds for those below it.

    Weekdays are those of this week, or of the last one where any of them is still to come.
    """
    found: list[Entry] = []
    day: date | None = None
    monday = _monday(text, today)
    for number, line in enumerate(text.splitlines(), 1):
        line = " ".join(line.replace("\t", " ").replace("|", " ").split()).strip(" ,;-•*")
        if not line:
            continue
        named, rest = _leading_day(line, monday)
        day = named or day
        if not rest:
            continue
        match = _SPAN.match(rest)
        if not match:
            raise BadInput(
                f"Line {number} ({line[:40]!r}) is not a block; write it like: Mon 9:00-10:30 pipeline review"
            )
        if day is None:
            raise BadInput(f"Line {number} ({line[:40]!r}) names no day; write it like: Mon 9:00-10:30 pipeline review")
        start, end = _minute(match[1], match[2], match[3] or match[6]), _minute(match[4], match[5], match[6])
        what, kind = _kind(match[7])
        found.append(_entry(day, start, end, what, kind, f"Line {number}"))
    if not found:
        raise BadInput("I see no block of time in that; write one a line, like: Mon 9:00-10:30 pipeline review")
    return sorted(found, key=lambda entry: (entry["day"], entry["start"]))


def from_csv(name: str, text: str) -> list[Entry]:
    """Columns day (or date), start, end (or minutes), activity and, where there is one, kind; with or without a header."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=head.count)
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        rows = [
            (reader.line_num, [cell.strip() for cell in row]) for row in reader if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise BadInput(f"{name}, line {reader.line_num}: is not CSV ({error})") from error
    if not rows:
        raise BadInput(f"{name}: is empty")
    columns = _header(rows[0][1])
    if columns:
        rows = rows[1:]
        missing = [
            key for key in ("day", "start", "what") if key not in columns and not (key == "day" and "start" in columns)
        ]
        if missing or not {"end", "minutes"} & columns.keys():
            raise BadInput(f"{name}, line 1: the header needs columns for day, start, end and activity")
    else:
        columns = {"day": 0, "start": 1, "end": 2, "what": 3, "kind": 4}
    found: list[Entry] = []
    order = _order(row[columns["day"]] for _, row in rows if columns.get("day", 99) < len(row))
    for number, row in rows:
        where = f"{name}, line {number}"

        def cell(key: str, row: Sequence[str] = row) -> str:
            return row[columns[key]] if columns.get(key, 999) < len(row) else ""

        start_text, end_text, day_text = cell("start"), cell("end"), cell("day")
        if not day_text and re.match(r"\d{4}-\d\d-\d\d[T ]", start_text):
            day_text = start_text[:10]
        start_text, end_text = (re.sub(r"^\d{4}-\d\d-\d\d[T ]", "", value) for value in (start_text, end_text))
        day = _csv_day(day_text, order, where)
        start = _clock(start_text, where)
        if end_text:
            end = _clock(end_text, where)
        elif re.fullmatch(r"\d{1,3}", cell("minutes")):
            end = start + int(cell("minutes"))
        else:
            raise BadInput(f"{where}: has neither an end nor minutes")
        if not cell("what"):
            raise BadInput(f"{where}: names no activity")
        kind = cell("kind").lower()
        if kind and kind not in KINDS:
            raise BadInput(f"{where}: the kind {kind[:30]!r} is none of {', '.join(KINDS)}")
        found.append(_entry(day, start, end, cell("what"), kind, where))
    return sorted(found, key=lambda entry: (entry["day"], entry["start"]))


def _header(row: Sequence[str]) -> dict[str, int]:
    """Which column holds what, empty when the first line is no header."""
    found: dict[str, int] = {}
    names = [cell.lower() for cell in row]
    for key, known in _COLUMNS.items():
        for alias in known:
            if alias in names and names.index(alias) not in found.values():
                found[key] = names.index(alias)
                break
    return found if len(found) >= 2 else {}


def _order(days: Iterator[str]) -> str:
    """dmy or mdy where the dates of a column show it, "" where they do not."""
    for text in days:
        match = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}", text)
        if match and "." in text:
            return "dmy"
        if match and int(match[1]) > 12:
            return "dmy"
        if match and int(match[2]) > 12:
            return "mdy"
    return ""


def _csv_day(text: str, order: str, where: str) -> date:
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", text)
    parts = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})", text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if parts and order:
            first, second, year = int(parts[1]), int(parts[2]), int(parts[3])
            year += 2000 if year < 100 else 0
            return date(year, second, first) if order == "dmy" else date(year, first, second)
    except ValueError as error:
        raise BadInput(f"{where}: {text[:30]!r} is no date") from error
    if parts:
        raise BadInput(f"{where}: {text!r} can be read in two ways; write dates like 2026-11-20")
    if text[:3].lower() in _DAYS:
        return date(2001, 1, 1) + timedelta(_DAYS.index(text[:3].lower()))  # a Monday: a week without a date
    raise BadInput(f"{where}: {text[:30]!r} is no day; write a date like 2026-11-20, or Mon")


def _clock(text: str, where: str) -> int:
    match = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?(?:\.\d+)?\s*(am|pm)?(?:Z|[+-]\d\d:?\d\d)?", text, re.I)
    if not match:
        raise BadInput(f"{where}: {text[:30]!r} is no time of day; write it like 9:30")
    return _minute(match[1], match[2], match[3], where)


def _minute(hour: str, minute: str | None, half: str | None, where: str = "") -> int:
    """Minutes since midnight."""
    number = int(hour)
    if half and 1 <= number <= 12:
        number = number % 12 + (12 if half.lower() == "pm" else 0)
    if number > 24 or int(minute or 0) > 59:
        raise BadInput(f"{where or 'That'}: {hour}:{minute or '00'} is no time of day")
    return number * 60 + int(minute or 0)


def _monday(text: str, today: date) -> date:
    lines = (_WEEKDAY.match(line.strip(" \t,;-•*|")) for line in text.splitlines())
    ahead = max((_DAYS.index(match[1].lower()) for match in lines if match), default=0) > today.weekday()
    return today - timedelta(today.weekday() + (7 if ahead else 0))


def _leading_day(line: str, monday: date) -> tuple[date | None, str]:
    """The day that a line begins with, and the rest. A weekday is that of the week from `monday`."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})\b[,:]?\s*(.*)$", line)
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3])), match[4]
        except ValueError as error:
            raise BadInput(f"{line[:10]!r} is no date") from error
    match = _WEEKDAY.match(line)
    if match:
        return monday + timedelta(_DAYS.index(match[1].lower())), match[2]
    return None, line


def _kind(text: str) -> tuple[str, str]:
    """An activity and the kind in brackets behind it, if there is one."""
    match = re.search(r"[\[(]\s*(management|leadership|neither|m|l|n)\s*[\])]\s*$", text, re.I)
    if not match:
        return text.strip(), ""
    return text[: match.start()].strip(), next(kind for kind in KINDS if kind.startswith(match[1].lower()))


def _entry(day: date, start: int, end: int, what: str, kind: str, where: str) -> Entry:
    if end <= start:
        raise BadInput(f"{where}: ends before it begins")
    if not what:
        raise BadInput(f"{where}: names no activity")
    return {
        "day": day.isoformat(),
        "start": f"{start // 60:02}:{start % 60:02}",
        "minutes": end - start,
        "what": what[:200],
        "kind": kind,
    }


def slots(entries: Sequence[Entry]) -> list[tuple[date, Entry]]:
    """Half hours: each goes to the one entry that fills most of it, so that double bookings are not counted twice."""
    best: dict[tuple[str, int], tuple[int, int, Entry]] = {}
    for order, entry in enumerate(entries):
        start = int(entry["start"][:2]) * 60 + int(entry["start"][3:])
        end = min(start + entry["minutes"], 24 * 60)
        for slot in range(start // SLOT, -(-end // SLOT)):
            filled = min(end, (slot + 1) * SLOT) - max(start, slot * SLOT)
            key = (entry["day"], slot)
            if filled >= min(LEAST, entry["minutes"]) and (key not in best or (filled, -order) > best[key][:2]):
                best[key] = (filled, -order, entry)
    return [
        (date.fromisoformat(day), entry) for (day, _), (_, _, entry) in sorted(best.items(), key=lambda item: item[0])
    ]


def weeks(entries: Sequence[Entry]) -> list[date]:
    """The Mondays of the weeks that have entries, oldest first."""
    days = {date.fromisoformat(entry["day"]) for entry in entries}
    return sorted({day - timedelta(day.weekday()) for day in days})


def split_at_midnight(start: datetime, end: datetime) -> Iterator[tuple[datetime, int]]:
    """(start, minutes) for each day that a span touches."""
    while start < end:
        midnight = datetime.combine(start.date() + timedelta(1), datetime.min.time())
        stop = min(end, midnight)
        yield start, round((stop - start).total_seconds() / 60)
        start = stop
