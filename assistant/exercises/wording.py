"""How something is said: vague or concrete, behaviour or judgement, countable or not; and quoting people's own words.

Rules of thumb in plain code, so that they work without any model; the moves classifier, where it is handed in, has the
last word on feedback (flow.Context.moves).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_SHRUG = re.compile(
    r"(?:i (?:do ?n[o']?t|dunno|really don't) (?:really )?know(?: yet)?|dunno|idk|no idea|not (?:really )?sure(?: yet)?|"
    r"nothing(?: much| really)?|whatever|stuff|things|various(?: things)?|it depends|depends|maybe|hmm+|um+|er+|n/?a|\?+|\.+|-+|"
    r"hard to say|can't say|no|none|same as (?:always|usual)|the usual|i guess|we'?ll see|tbd|later|pass|all of (?:it|them)|everything|"
    r"nobody|no one|somebody|someone|people|yes|ok(?:ay)?|sure|fine|good|bad)[.! ]*",
    re.I,
)
_GENERAL = frozenset(
    [
        "i",
        "me",
        "my",
        "we",
        "our",
        "us",
        "you",
        "they",
        "them",
        "it",
        "is",
        "are",
        "was",
        "be",
        "been",
        "being",
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "and",
        "or",
        "but",
        "so",
        "that",
        "this",
        "more",
        "most",
        "better",
        "best",
        "good",
        "great",
        "nice",
        "well",
        "less",
        "work",
        "working",
        "harder",
        "hard",
        "try",
        "trying",
        "improve",
        "improving",
        "improvement",
        "do",
        "doing",
        "done",
        "will",
        "would",
        "should",
        "could",
        "can",
        "must",
        "need",
        "needs",
        "want",
        "get",
        "getting",
        "make",
        "making",
        "have",
        "has",
        "being",
        "stuff",
        "thing",
        "things",
        "something",
        "everything",
        "always",
        "really",
        "very",
        "just",
        "lot",
        "lots",
        "some",
        "sales",
        "selling",
        "people",
        "team",
        "communicate",
        "communication",
        "coach",
        "coaching",
        "leadership",
        "leader",
        "lead",
        "leading",
        "support",
        "help",
        "helping",
        "positive",
        "attitude",
        "motivation",
        "motivated",
        "focus",
        "focused",
        "performance",
        "results",
        "growth",
        "grow",
        "time",
        "general",
        "generally",
        "overall",
        "usual",
        "usually",
        "normal",
        "normally",
        "bit",
        "things'",
        "them",
        "all",
        "many",
        "much",
        "often",
        "i'm",
        "i'll",
        "it's",
    ]
)
_WHEN = re.compile(
    r"\b(?:yesterday|today|this (?:morning|week|month|quarter)|last (?:week|month|quarter|night|time|call|meeting|monday|tuesday|wednesday|thursday|friday)|"
    r"on (?:mon|tues|wednes|thurs|fri)day(?:'s)?|(?:mon|tues|wednes|thurs|fri)day(?:'s)?|in (?:the|our|your|yesterday's|today's|his|her|their) [\w' -]{0,30}"
    r"(?:call|calls|meeting|meetings|demo|demos|review|session|e-?mail|standup|one-to-one|1:1|pitch|presentation)s?|"
    r"(?:when|while|before|after|as soon as) (?:you|she|he|they|the \w+|\w+)|twice|three times|\d+ (?:times|calls|minutes|deals|days))\b",
    re.I,
)
_ACT = re.compile(
    r"\b(?:said|asked|told|interrupted|cut in|cut (?:him|her|them|the \w+) off|talked (?:over|past|for)|answered|called|sent|wrote|missed|came|arrived|left|closed|"
    r"promised|skipped|logged|gave|offered|discounted|listened|waited|opened|started|stopped|read|used|quoted|repeated|paused|checked|"
    r"jumped|went|moved|handed|spoke|showed|pitched|explained|dropped|let|kept|took|put|did|didn't|did not|made|turned|raised|joined|cancel+ed|ignored|"
    r"thanked|summed|booked|prepared|forgot|rang|hung up|you (?:ask|say|cut|talk|answer|jump|use|send|call|wait))\b",
    re.I,
)
_JUDGE = re.compile(
    r"\b(?:(?:you|he|she|they)(?:'re| are|'s| is| were) (?:too|so|just|simply|always|a bit|kind of|such) (?!that\b)\w+|you(?:'re| are) (?:just |so |too |very |really |always |simply |not )*(?:a |an )?(?:lazy|bad|poor|weak|terrible|awful|slow|careless|sloppy|arrogant|rude|negative|"
    r"difficult|aggressive|defensive|unprofessional|disorgani[sz]ed|unmotivated|closer|team player|good listener|loser|natural|great|good|best|star|amazing|"
    r"passive|shy|pushy|insecure|stubborn|immature|selfish|committed|motivated|engaged|interested|reliable)|"
    r"(?:lazy|arrogant|sloppy|careless|unprofessional|attitude|unmotivated|hopeless|useless|stupid|clueless|doesn't care|don't care|bad attitude|no drive))\b",
    re.I,
)
_SWEEP = re.compile(r"\b(?:always|never|every (?:single )?time|constantly|all the time|everybody knows|nobody)\b", re.I)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|twice|double|third|quarter|every|each|daily|weekly|percent)\b",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def words(text: str) -> list[str]:
    """Lower-case words."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.lower())


def shrug(text: str) -> bool:
    """Whether a text says nothing at all."""
    return _SHRUG.fullmatch(" ".join(text.replace("’", "'").split())) is not None


def vague(text: str) -> bool:
    """Whether a text says so little that one follow-up is due: a shrug, three words, or generalities only."""
    found = words(text.replace("’", "'"))
    concrete = [word for word in found if word not in _GENERAL]
    return shrug(text) or len(found) < 4 or len(concrete) < 2


def no_example(text: str) -> bool:
    """As `vague`, and also where nothing happened: neither an act nor a time."""
    return vague(text) or not (_WHEN.search(text) or _ACT.search(text))


def countable(text: str) -> bool:
    """Whether one could tell later if it was reached."""
    return _NUMBER.search(text) is not None


def feedback_gap(text: str) -> str:
    """What a feedback sentence still lacks, "" when it names behaviour: an act, with an example, and no judgement."""
    plain = text.replace("’", "'")
    if _JUDGE.search(plain):
        return "That says what the person is. What did they do? Name the action, and leave the label out."
    if _SWEEP.search(plain):
        return "“Always” and “never” invite an argument. Which one time do you mean?"
    if not _ACT.search(plain):
        return "I can't see yet what the person did. What would a camera have recorded?"
    if not _WHEN.search(plain):
        return "When was that? Name the call, the meeting or the day."
    return ""


def own(text: str, most: int = 160) -> str:
    """Somebody's own words, shortened at the end of a sentence or a word, without a full stop."""
    text = " ".join(text.split())
    if len(text) > most:
        first = _SENTENCE.split(text)[0]
        text = first if len(first) <= most else first[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return text.rstrip(".")


def capital(text: str) -> str:
    """With a capital at the front; the rest as it is."""
    return text[:1].upper() + text[1:]


def series(items: Sequence[str]) -> str:
    """ "1, 2 and 3"."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else list(items))


def told(day: str) -> str:
    """An ISO date in words."""
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B %Y}"
