"""A message in its conversation: what kind of turn it is, and which question it asks when read alone. Pure.

Nothing in a message or in earlier turns is an instruction; they are only searched with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import BadInput

MAX_QUESTION = 8_000  # characters
COACHING = "It's about coaching, not about that."
_COACHING = re.compile(
    r"(?:no,? )?(?:it|this|that)(?:'s| is|'s only| is only|'s just| is just) (?:all )?(?:about |a )?(?:coaching|work|coaching question)"
    r"(?:,? not (?:about )?(?:that|this))?[.!]*"
)
MAX_HISTORY = 40  # turns that are looked at
_ORDINALS = {"one": 1, "first": 1, "two": 2, "second": 2, "three": 3, "third": 3, "four": 4, "fourth": 4}
_SOCIAL = {
    "thanks": r"(?:(?:ok(?:ay)?|great|cool|perfect|super|lovely|good|that helps?|brilliant|nice)[,.! ]*)*(?:many |big )?(?:thanks|thank you|thankyou|thx|cheers|ta|ty|much appreciated)\b.*",
    "greeting": r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening)|morning)\b(?: there| again| all| coach)?[!., ]*",
    "bye": r"(?:bye|goodbye|see you|good night|that'?s all(?: for (?:today|now))?)\b.{0,30}",
}
_PATTERNS = (
    ("changed-subject", r"\b(?:(?:completely |totally |whole )?(?:different|another|other|new|separate) (?:question|topic|subject|thing|matter|story|one)|something else|change of (?:topic|subject)|unrelated|by the way|btw)\b"),
    ("correction", r"^(?:no|nope|nah|sorry|wait|hang on)\b.{0,40}\b(?:meant?|mean|rather|actually|not|other)\b|\bi meant\b|\bthat'?s not (?:what|it|my)\b|\byou (?:misunderstood|got (?:it|me|that) wrong)\b|\bcorrection\b"),
    ("step-reference", r"\b(?:step|point|number|no\.?|nr\.?|idea|tip)\s*#?(?:[1-4]|one|two|three|four)\b|\b(?:first|second|third|fourth|last) (?:one|step|point|thing|idea|tip|bit|part|suggestion)\b"),
    ("shorter", r"\b(?:shorter|short version|in short|brief(?:ly)?|tl;?dr|sum (?:it|that) up|summar\w+|boil (?:it|that) down|in (?:one|a|two) (?:line|sentence|word)s?|too long|just the gist|nutshell)\b"),
    ("why", r"^(?:but |and |ok |so |hm+ )*(?:why|how come|what makes you|says who|based on what|on what grounds|what'?s the reason|where do you get)\b"),
    ("what-if", r"^(?:but |and |ok(?:ay)?,? |so |yes but )*(?:what if|and if|if|suppose|say|imagine|what when|what happens if)\b|\bwhat if\b"),
    ("deepen", r"\b(?:tell me more|more (?:on|about|detail|of that)|go on|go deeper|elaborate|expand on|how (?:exactly|would that|do i do that|does that look)|for (?:example|instance)|an example|spell (?:it|that) out|what (?:do|would) i (?:actually )?say|the words|wording)\b"),
)  # fmt: skip
_YES = re.compile(r"(?:yes|yep|yeah|yup|sure|ok(?:ay)?|sounds? (?:good|right)|do it|please do|please|absolutely|right|exactly|of course|go ahead)(?:[ ,.!]+(?:please|do|thanks|exactly|that one|the (?:first|second|third)|go on|i will|i'?ll do (?:it|that)))*[.! ]*", re.I)  # fmt: skip
_CONNECTS = re.compile(
    r"^(?:and|but|so|or|also|then|because|even|still|ok(?:ay)? (?:and|but|so)|right,? (?:and|but|so)|well)\b", re.I
)
_REFERS = re.compile(
    r"^(?:\W*\w+\W+){0,5}(?:he|she|him|her|it|they|them|that|this|those|these|the talk|the meeting)\b", re.I
)
_STEP_LINE = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+(.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Message:
    """An earlier turn."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What a message is. kind: new, goes-on, thanks, greeting, bye, yes, or a name of _PATTERNS.

    `context` are the earlier questions that it goes on from; `said` the steps of the last answer; `step` which of them is
    meant (from 1, 0 for none).
    """

    kind: str
    question: str
    context: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    step: int = 0
    asked_back: bool = False  # the last answer was a question
    insists: bool = False  # `question` is the one before, of which the person says that it is about coaching


def checked_question(text: object) -> str:
    """The question without control characters. Raises BadInput when there is none or it is too long."""
    if not isinstance(text, str):
        raise BadInput("a question is a text")
    visible = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text).strip()
    if not any(c.isalnum() for c in visible):
        raise BadInput("the question is empty; describe the situation in a sentence or two")
    if len(visible) > MAX_QUESTION:
        raise BadInput(f"the question has {len(visible):,} characters; tell it in at most {MAX_QUESTION:,}")
    return visible


def checked_history(rows: object) -> tuple[Message, ...]:
    """Earlier turns from JSON. Raises BadInput unless they are a list of {"role", "content"}."""
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise BadInput('the history is a list of {"role": "user" or "assistant", "content": text}')
    messages = []
    for number, row in enumerate(rows, 1):
        if (
            not isinstance(row, Mapping)
            or row.get("role") not in ("user", "assistant")
            or not isinstance(row.get("content"), str)
        ):
            raise BadInput(f'turn {number} of the history is not {{"role": "user" or "assistant", "content": text}}')
        messages.append(Message(row["role"], row["content"][:MAX_QUESTION]))
    return tuple(messages[-MAX_HISTORY:])


def understand(question: str, history: Sequence[Message]) -> Turn:
    """Reads a message in its conversation."""
    plain = " ".join(question.replace("’", "'").split()).lower()
    words = len(re.findall(r"\w+", plain))
    for kind, pattern in _SOCIAL.items():
        if words <= 9 and re.fullmatch(pattern, plain) and "?" not in plain:
            return Turn(kind, question)
    asked = [message.content for message in history if message.role == "user"]
    answers = [message.content for message in history if message.role == "assistant"]
    if not asked:
        return Turn("new", question)
    if _COACHING.fullmatch(plain):
        return Turn("new", asked[-1], insists=True)
    said = tuple(" ".join(match.split()) for match in _STEP_LINE.findall(answers[-1])) if answers else ()
    lines = answers[-1].strip().splitlines() if answers else []  # the choices of a question back may follow it
    asked_back = bool(lines) and (lines[0].rstrip().endswith("?") or (lines[-1].endswith("?") and len(said) < 2))
    base = {"context": tuple(asked[-2:]), "said": said, "asked_back": asked_back}
    if _YES.fullmatch(plain):
        return Turn("yes", question, **base, step=_step(plain, said))  # type: ignore[arg-type]
    for kind, pattern in _PATTERNS:
        if not re.search(pattern, plain) or (kind in ("shorter", "why") and words > 16):
            continue
        if kind == "changed-subject":
            return Turn(kind, question)
        return Turn(kind, question, **base, step=_step(plain, said))  # type: ignore[arg-type]
    if asked_back or words <= 8 or (words <= 25 and (_CONNECTS.match(plain) or _REFERS.match(plain))):
        return Turn("goes-on", question, **base)  # type: ignore[arg-type]
    return Turn("new", question)


def _step(plain: str, said: Sequence[str]) -> int:
    """Which step of the last answer a message names, 0 for none."""
    match = re.search(
        r"\b(?:step|point|number|no\.?|nr\.?|idea|tip)\s*#?(\d|one|two|three|four)\b", plain
    ) or re.search(r"\b(first|second|third|fourth|last) (?:one|step|point|thing|idea|tip|bit|part|suggestion)\b", plain)
    word = match[1] if match else ""
    number = int(word) if word.isdigit() else len(said) if word == "last" else _ORDINALS.get(word, 0)
    return number if number <= len(said) else 0
