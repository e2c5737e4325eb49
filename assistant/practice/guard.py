"""May this text stand as what the person says? Fails closed: what is not plainly fine gives way to the authored line. Pure."""

from __future__ import annotations

import re

from assistant.practice.check import gives_away
from assistant.practice.scenario import Scenario
from assistant.practice.words import bag, content, says, tokens

MAX_SENTENCES = 3
MAX_WORDS = 60
KEPT = 0.3  # of the authored line's content words must come again, so that it still says the same
ADDED = 3  # content words more than those of the line may come in, and a third of their number

_ASSISTANT = re.compile(
    r"\b(?:as an ai|ai (?:language )?model|assistant|i(?:'m| am) (?:here|happy|glad) to (?:help|assist)|how (?:can|may) i (?:help|assist)|feel free"
    r"|i (?:can't|cannot|can not|am unable to) (?:assist|help|answer|do) |certainly!|of course!|absolutely!|let me know if|is there anything else|i apologi[sz]e"
    r"|roleplay|role-play|scenario|prompt|simulat\w+|in character|stage direction)\b",
    re.I,
)
_COACHING = re.compile(
    r"\b(?:(?:great|good|excellent|interesting|thoughtful) question|you (?:should|could|might want to|need to) (?:ask|try|consider|explore|say)|your (?:pitch|approach|technique|question) (?:is|was)"
    r"|thank you for asking|i appreciate (?:you|your)|well (?:asked|done)|keep (?:asking|going)|have you considered)\b",
    re.I,
)
_SELLING = re.compile(
    r"\b(?:our (?:product|platform|software|solution|tool|service|demo)s?|(?:show|give) you (?:a|the|our) demo|i(?:'d| would) (?:be happy|love) to show)\b",
    re.I,
)
_NUMBER = re.compile(r"\d[\d.,:]*")
_NUMBER_WORDS = bag(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half twice double"""
)
_NAME = re.compile(r"(?<![.!?\"“(]\s)(?<!^)\b[A-Z][a-z]{2,}\b")
_DAYS = bag("Monday Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter")


def objection(text: str, line: str, scenario: Scenario, new: str | None, disclosed: tuple[str, ...]) -> str | None:
    """Why the text may not stand in place of `line`; None when it may.

    `new` is the fact told with it, `disclosed` the facts told before.
    """
    words = tokens(text)
    if not words or len(words) > MAX_WORDS or len(re.findall(r"[.!?…]+(?=\s|$|[\"”)])", text)) > MAX_SENTENCES:
        return "too long, or empty"
    if out_of_role(text):
        return "speaks as somebody else"
    for fact in scenario.facts:
        if fact.id == new:
            if not any(says(text, key) for key in fact.keys):
                return "the new fact is missing"
        elif fact.id in disclosed:
            if any(says(text, key) and not says(line, key) for key in fact.keys):
                return "repeats an earlier fact"
        elif (shown := gives_away(text, fact)) and not says(line, shown):
            return "gives something away"
    known = " ".join([line, *(text for _, text in scenario.public_texts())])
    if (
        strange := (set(_NUMBER.findall(text)) | _NUMBER_WORDS & set(words))
        - set(_NUMBER.findall(line))
        - set(tokens(line))
    ):
        return f"brings in a number ({sorted(strange)[0]})"
    names = set(_NAME.findall(text)) - _DAYS
    if strange := {name for name in names if not says(known, name)}:
        return f"brings in a name ({sorted(strange)[0]})"
    if (set(_NAME.findall(text)) & _DAYS) - set(_NAME.findall(line)) - {word for word in _DAYS if word in line}:
        return "brings in a day"
    wanted = set(content(line))
    if len(set(content(text)) - wanted - set(content(known))) > ADDED + len(wanted) // 3:
        return "adds something"
    if new and wanted and len(wanted & set(content(text))) < KEPT * len(wanted):
        return "says something else"
    return None


def out_of_role(text: str) -> bool:
    """Whether a text speaks as an assistant, a coach or a seller, and not as the person."""
    return bool(_ASSISTANT.search(text) or _COACHING.search(text) or _SELLING.search(text))
