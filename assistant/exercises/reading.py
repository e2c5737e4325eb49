"""What was typed -> a number, a date, a choice, a list. Pure; raises BadInput with one sentence that says what is read.

Only whole answers are read: "7" is a number, "7 because I am worn out" is not, so that what somebody says is never
swallowed as a figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from assistant.errors import BadInput

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WORDS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1}
_MARK = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)])\s+")


def number(text: str, low: float | None = None, high: float | None = None) -> float:
    """A number, with or without percent sign or "about"."""
    match = re.fullmatch(
        r"(?:about|around|roughly|maybe|some|~)?\s*(-?\d+(?:[.,]\d+)?)\s*(?:%|percent|per cent|hours?|h|out of (?:ten|10)|/\s*10)?\.?",
        text.strip(),
        re.I,
    )
    word = _WORDS.get(text.strip().lower().rstrip("."))
    if not match and word is None:
        raise BadInput(f"Please answer with a number{_range(low, high)}.")
    value = float(match[1].replace(",", ".")) if match else float(word or 0)
    if (low is not None and value < low) or (high is not None and value > high):
        raise BadInput(f"Please answer with a number{_range(low, high)}.")
    return value


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    return f" of at least {low:g}" if low is not None else ""


def yes_no(text: str) -> bool:
    plain = text.strip().lower().rstrip(".!")
    if plain in ("y", "yes", "yep", "yeah", "true", "done", "i did", "yes, i did", "i have"):
        return True
    if plain in ("n", "no", "nope", "not yet", "false", "no, not yet", "i did not", "i didn't"):
        return False
    raise BadInput("Please answer yes or no.")


def clock(text: str) -> str:
    """A time of day as HH:MM."""
    match = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", text.strip().lower())
    hour = int(match[1]) if match else 99
    if match and match[3]:
        hour = hour % 12 + (12 if match[3].startswith("p") else 0) if 1 <= hour <= 12 else 99
    minute = int(match[2] or 0) if match else 0
    if hour > 23 or minute > 59:
        raise BadInput("Please write a time of day, such as 9:30 or 2pm.")
    return f"{hour:02}:{minute:02}"


def day(text: str, today: date) -> date:
    """A date that is not past: today, tomorrow, Friday, next Tuesday, in two weeks, 2027-03-05, 5 March."""
    plain = re.sub(r"\s+", " ", text.strip().lower().rstrip(".")).removeprefix("by ").removeprefix("on ")
    found = _day(plain, today)
    if found is None:
        raise BadInput("Please write a day, such as Friday, in two weeks, 5 March or 2027-03-05.")
    if found < today:
        raise BadInput(f"{found.isoformat()} is past; please name a day that is still to come.")
    return found


def _day(plain: str, today: date) -> date | None:
    if plain in ("today", "now", "tonight", "this afternoon", "before today is over"):
        return today
    if plain == "tomorrow":
        return today + timedelta(1)
    if plain in ("this week", "the end of the week", "end of the week", "end of week"):
        return today + timedelta((4 - today.weekday()) % 7)
    if plain in ("next week", "a week from now"):
        return today + timedelta(7)
    if plain in ("next month", "in a month"):
        return today + timedelta(30)
    match = re.fullmatch(r"(?:(this|next|coming) )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*", plain)
    if match and any(name.startswith(plain.split()[-1]) for name in _DAYS):
        index = next(i for i, name in enumerate(_DAYS) if name.startswith(match[2]))
        ahead = (index - today.weekday()) % 7
        return today + timedelta(ahead + 7 if match[1] == "next" and ahead == 0 else ahead)
    match = re.fullmatch(r"in (\w+) (day|week|month)s?(?: time)?", plain)
    if match:
        count = int(match[1]) if match[1].isdigit() else _WORDS.get(match[1], 0)
        return today + timedelta(count * {"day": 1, "week": 7, "month": 30}[match[2]]) if 0 < count < 1000 else None
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain)
    if match:
        return _date(int(match[1]), int(match[2]), int(match[3]))
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})(?:,? (\d{4}))?", plain) or re.fullmatch(
        r"([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", plain
    )
    if match:
        number, name = (match[1], match[2]) if match[1].isdigit() else (match[2], match[1])
        month = next((i for i, full in enumerate(_MONTHS, 1) if full.startswith(name)), 0)
        found = _date(int(match[3] or today.year), month, int(number))
        if found and found < today and not match[3]:
            found = _date(today.year + 1, month, int(number))
        return found
    return None


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def lines(text: str, hints: Sequence[str], low: float | None, high: float | None) -> list[str]:
    """One thing a line (or between semicolons); a bare number takes the suggestion of that number."""
    found: list[str] = []
    for line in re.split(r"\n|;", text):
        line = " ".join(_MARK.sub("", line).split())
        numbers = re.fullmatch(r"\d{1,2}(?:(?:\s*,\s*|\s+)\d{1,2})*", line)
        if numbers and hints:
            for digits in re.findall(r"\d+", line):
                if not 1 <= int(digits) <= len(hints):
                    raise BadInput(f"There is no suggestion {digits}; they go from 1 to {len(hints)}.")
                found.append(hints[int(digits) - 1])
        elif line:
            found.append(line)
    found = list(dict.fromkeys(found))
    _count(len(found), low, high, "things, one a line")
    return found


def sorting(text: str, count: int) -> dict[str, str]:
    """Corrections such as "3 leadership, 5 m": the number of a thing -> its kind; "ok" for none."""
    plain = text.strip().lower().rstrip(".!")
    found: dict[str, str] = {}
    if plain in (
        "ok",
        "okay",
        "yes",
        "fine",
        "correct",
        "all right",
        "right",
        "that's right",
        "looks good",
        "none",
        "no",
    ):
        return found
    for part in re.split(r"[\n,;]|\band\b", plain):
        if not part.strip():
            continue
        match = re.fullmatch(
            r"\s*(\d{1,3})\s*(?:is|are|=|:|->|to)?\s*(m|l|n|manag\w*|lead\w*|neither|none|private|other)\s*", part
        )
        if not match or not 1 <= int(match[1]) <= count:
            raise BadInput(
                f"I can't read {part.strip()[:30]!r}; write like: 3 leadership, 5 management, 6 neither. Or: ok."
            )
        found[str(int(match[1]))] = {"m": "management", "l": "leadership"}.get(match[2][0], "neither")
    return found


def choice(text: str, options: Sequence[str], free: bool) -> str:
    """One of the options: its number, its beginning, or its words; any other words where `free`."""
    found = _option(text, options)
    if found is None:
        if free and not text.strip().isdigit():
            return " ".join(text.split())
        raise BadInput(f"Please choose one by its number, 1 to {len(options)}, or by its words.")
    return found


def choices(text: str, options: Sequence[str], free: bool, low: float | None, high: float | None) -> list[str]:
    """Some of the options, numbers between commas or one a line; "none" for none of them."""
    plain = text.strip().lower().rstrip(".")
    found: list[str] = []
    if plain not in ("none", "none of them", "no", "nothing", "-"):
        whole = _option(text, options)
        parts = [whole] if whole else re.split(r"\n|;", text)
        if len(parts) == 1 and not whole:
            single = [part.strip() for part in re.split(r",|\band\b|\s+(?=\d)", text) if part.strip()]
            if all(_option(part, options) for part in single):
                parts = single
        for part in parts:
            if part.strip():
                taken = _option(part, options) or (
                    " ".join(part.split()) if free and not part.strip().isdigit() else None
                )
                if taken is None:
                    raise BadInput(
                        f"I can't place {part.strip()[:40]!r}; please choose by number, such as 1, 3, or write none."
                    )
                found.append(taken)
    found = list(dict.fromkeys(found))
    _count(len(found), low, high, "of them")
    return found


def _option(text: str, options: Sequence[str]) -> str | None:
    plain = " ".join(_MARK.sub("", text).strip().lower().rstrip(".").split())
    if plain.isdigit():
        return options[int(plain) - 1] if 1 <= int(plain) <= len(options) else None
    exact = [option for option in options if option.lower().rstrip(".") == plain]
    begins = [option for option in options if len(plain) >= 3 and option.lower().startswith(plain)]
    found = exact or begins
    return found[0] if len(found) == 1 else None


def _count(count: int, low: float | None, high: float | None, what: str) -> None:
    if low is not None and count < low:
        raise BadInput(f"Please name at least {low:g} {what}.")
    if high is not None and count > high:
        raise BadInput(f"That is {count}; at most {high:g} {what}, please.")
