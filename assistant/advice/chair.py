"""Whose chair somebody sits in, by their own words, where they did not say so: who speaks of "my reps" leads, who speaks of
"my quota" sells. Pure; unsure is "".
"""

from __future__ import annotations

import re

_LEADS = re.compile(
    r"\b(?:my|our|the) (?:[\w'-]+ ){0,2}?(?:reps?|teams?|people|guys|sellers?|sdrs?|bdrs?|agents?|crew|staff|salespeople)\b"
    r"|\bone of (?:my|mine)\b|\ba rep\b|\breps\b|\bone[- ](?:on|to)[- ]ones?\b|\b1:1s?\b"
    r"|\bi (?:manage|lead|run|coach|supervise|hired?)\b|\bpromoted\b|\bmy (?:\w+ )?hires?\b|\bcoaching\b",
    re.I,
)
_SELLS = re.compile(
    r"\bmy (?:manager|boss|supervisor|team lead(?:er)?|coach|quota|prospects?|calls?|pipeline|leads?|demos?|discovery|customers?"
    r"|commission|phone|pitch|target)\b|\bi (?:sell|call|called|rang|ring|dial|cold|pitch|prospect)\b|\bon the phone\b"
    r"|\b(?:the|a) (?:customer|prospect|buyer|gatekeeper)\b",
    re.I,
)


def role(text: str) -> str:
    """Manager or rep; "" where the words speak for both or for neither."""
    leads, sells = bool(_LEADS.search(text)), bool(_SELLS.search(text))
    return "" if leads == sells else "manager" if leads else "rep"
