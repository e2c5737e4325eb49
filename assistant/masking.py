"""What a text gives away about people and money, put behind marks, and back again. Pure.

Meant for text on its way to a model on another machine: the same thing gets the same mark in all messages of a call, so
that the model can still tell two people apart, and its reply is read with the real words in it. It finds forms and listed
names; it does not understand: MISSES says what that means.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

MISSES = (
    "names that are not on your list, nicknames and misspelt names",
    "companies, places, products and job titles that point to one person",
    "addresses and numbers that are spelled out (“dana at firm dot com”, “forty thousand”)",
    "what the story itself gives away",
)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_MONEY = r"(?:US\$|[$€£¥₹]|\b(?:usd|eur|gbp|chf|sek|nok|dkk|pln|cad|aud|inr|jpy)\b)"
_SIZE = r"(?:\s?(?:k|m|mn|mio|bn|thousand|hundred|million|billion)\b)"
_NUMBER = r"\d+(?:[.,'\u00a0\u202f ]\d{3})*(?:[.,]\d+)?"
_UNIT = rf"(?:{_MONEY}|\b(?:dollars?|euros?|pounds?|francs?|bucks|quid|grand|cents?)\b)"
_AMOUNT = re.compile(
    rf"{_MONEY}\s?{_NUMBER}{_SIZE}?|(?<![\w.,]){_NUMBER}{_SIZE}?\s?{_UNIT}|(?<![\w.,]){_NUMBER}{_SIZE}", re.I
)
_PHONE = re.compile(r"(?<![\w.,-])(?:\+|00|\()?\d[\d\s()./\u00a0-]{5,}\d(?![\w-])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19|20)\d{2}\s?[-–/]\s?(?:19|20)\d{2}")
_MARK = re.compile(r"(?<![A-Za-z])(EMAIL|PHONE|AMOUNT|NAME)[_ ](\d+)", re.I)
_BEGUN = re.compile(r"[A-Za-z]+(?:[_ ]\d*)?$")  # the end of a piece that may be the beginning of a mark
_LONGEST = len("AMOUNT_") + 4
_SHORT = frozenset(["van", "von", "der", "den", "del", "las", "los", "bin", "ibn", "the", "and", "dos"])


@dataclass
class Masks:
    """The marks of one call. `names` are what the person listed, a full name or a part of one each."""

    names: Sequence[str] = ()
    _marks: dict[tuple[str, str], str] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=dict)
    _held: str = ""

    def mask(self, text: str) -> str:
        """The text with marks (EMAIL_1, PHONE_1, AMOUNT_1, NAME_1) for what was found."""
        text = _EMAIL.sub(lambda m: self._mark("EMAIL", m[0]), text)
        text = self._mask_names(text)
        text = _AMOUNT.sub(lambda m: self._mark("AMOUNT", m[0]), text)
        return _PHONE.sub(self._phone, text)

    def _phone(self, match: re.Match[str]) -> str:
        digits = sum(character.isdigit() for character in match[0])
        if not 7 <= digits <= 16 or _DATE.fullmatch(match[0].strip()):
            return match[0]
        return self._mark("PHONE", match[0])

    def _mask_names(self, text: str) -> str:
        """Full names in whatever case, longest first; then their parts where they are written with a capital."""
        listed = sorted({" ".join(name.split()) for name in self.names if name.strip()}, key=len, reverse=True)
        for name in listed:
            text = self._hide(r"\s+".join(map(re.escape, name.split())), name, text, re.I)
        for name in listed:
            for part in name.split() if " " in name else ():
                if len(part) > 2 and part.casefold() not in _SHORT:
                    text = self._hide(re.escape(part[:1].upper() + part[1:]), name, text)
        return text

    def _hide(self, pattern: str, name: str, text: str, flags: int = 0) -> str:
        return re.sub(rf"(?<!\w){pattern}(?!\w)", lambda match: self._mark("NAME", match[0], name), text, flags=flags)

    def _mark(self, kind: str, words: str, same: str = "") -> str:
        """The mark of some words; words that are the same thing share it."""
        key = (kind, (same or words).casefold())
        if key not in self._marks:
            taken = set(self._marks.values())
            number = next(n for n in itertools.count(1) if f"{kind}_{n}" not in taken)
            self._marks[key] = f"{kind}_{number}"
            self._words[self._marks[key]] = words
        return self._marks[key]

    def reserve(self, text: str) -> None:
        """Marks that stand in the text already mean something: no other words get them."""
        for match in _MARK.finditer(text):
            mark = f"{match[1].upper()}_{match[2]}"
            self._marks.setdefault((match[1].upper(), mark), mark)

    def unmask(self, text: str) -> str:
        """The real words in the place of marks; marks that were never given out stay."""
        return _MARK.sub(lambda m: self._words.get(f"{m[1].upper()}_{m[2]}", m[0]), text)

    def feed(self, piece: str) -> str:
        """What of a growing text can be shown; the beginning of a mark waits for its end."""
        text = self._held + piece
        begun = _BEGUN.search(text[-_LONGEST:])
        at = len(text) - len(begun[0]) if begun else len(text)
        self._held = text[at:]
        return self.unmask(text[:at])

    def rest(self) -> str:
        """What still waits when the text has ended."""
        text, self._held = self._held, ""
        return self.unmask(text)
