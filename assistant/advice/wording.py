"""What a model may say: one sentence under a step for the person's case, checked before it stands."""

from __future__ import annotations

import re
import time

from assistant import traces
from assistant.advice.answer import Sentence, Step
from assistant.advice.support import check
from assistant.errors import ModelUnusable
from assistant.models.chat import ChatModel
from corpus.documents import Embedder

TOKENS = 45
# The stable part comes first, so that its prompt is read once and cached; what follows is short.
_SYSTEM = (
    "You help people who lead or sell in inside sales. You get a SITUATION and a piece of ADVICE. Write ONE short sentence that "
    "applies the advice to this situation, in plain words, speaking to the person as 'you'. Use only what is in the situation and "
    "the advice. No new numbers, names or facts. No greeting, no list, no quotation marks."
)
_EXAMPLES = (
    (
        "SITUATION: My newest rep hangs up before anyone can say no.\nADVICE: I'd sit beside them for an hour and listen before I say anything.",
        "Sit beside your newest rep while they dial and listen for the moment just before they hang up.",
    ),
    (
        "SITUATION: I keep doing the forecast myself at night and my team never sees me.\nADVICE: I'd look at where my week goes before changing anything.",
        "Look at how many of your hours go to the forecast at night and how few your team gets of you.",
    ),
)
_BAD = re.compile(
    r"https?:|www\.|[<>{}\[\]*#`|]|\b(?:as an ai|language model|i cannot|i can't assist|assistant|system prompt|instruction)\b",
    re.I,
)


def for_your_case(model: ChatModel, embedder: Embedder, question: str, step: Step, seconds: float) -> Sentence | None:
    """One sentence, or None where the model has nothing that stands the check in time."""
    advice = " ".join(sentence.text for sentence in step.sentences if sentence.origin != "model")
    messages = [("system", _SYSTEM)]
    for given, wanted in _EXAMPLES:
        messages += [("user", given), ("assistant", wanted)]
    situation = " ".join(question.split())[:600]
    messages.append(("user", f"SITUATION: {situation}\nADVICE: {advice}"))
    until = time.monotonic() + seconds
    text = ""
    try:
        with traces.span("model") as facts:
            for piece in model.stream(messages, TOKENS, seconds):
                text += piece
                if len(text) > 400 or "\n" in text.strip() or time.monotonic() > until:
                    break
            facts.note(characters=len(text))
    except ModelUnusable:
        return None
    sentence = _one_sentence(text)
    if not sentence:
        return None
    evidence = [advice, *(citation.quote for citation in step.citations)]
    with traces.span("check") as facts:
        stands = check(sentence, evidence, question, embedder).ok
        facts.note(stands=stands)
    return Sentence(sentence, "model") if stands else None


def _one_sentence(text: str) -> str:
    """The first whole sentence of what a model wrote, or nothing where its form is off."""
    first = text.strip().split("\n")[0].strip().strip('"“”')
    match = re.match(r"(.+?[.!?])(?:\s|$)", first)
    sentence = match[1] if match else ""
    if not 5 <= len(sentence.split()) <= 40 or _BAD.search(sentence):
        return ""
    return sentence
