"""Cards drafted by a chat model for an article that has none: one a passage, verified before it is kept as a draft.

A model that only just follows a format is enough: it writes labelled lines. What it wrote is kept when every sentence of
the step is carried by sentences of the passage, and nothing brings in a number or a name from elsewhere. A draft finds
its passage, but speaks only when a person accepted it (plan.step_of).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.advice.support import check, foreign
from assistant.models.chat import ChatModel
from corpus.documents import Article, Card, Citation, Embedder, Passage, Role
from corpus.splitting import Span, sentences

TOKENS = 420
SECONDS = 120.0  # for one passage
WORDS = 25  # a shorter passage holds no idea of its own
FEWEST, MOST = 3, 10  # situations
CLOSE = 0.45  # cosine from which a sentence of the passage carries one of the step; the best one always does
SPANS = 3

_SYSTEM = (
    "You help the editor of a library for people who lead or sell in inside sales. You get a PASSAGE of an article and write a card "
    "in exactly these lines, in plain words:\n"
    "STEP: one or two short sentences that begin with I'd, as a seasoned colleague would give the passage's advice. Only what the "
    "passage says.\n"
    "ASK: one question to ask oneself.\n"
    "DO: one small action for this week.\n"
    "S: what a person might type who needs this advice: they tell what happened in their own words. Six such lines, by quite "
    "different people.\n"
    "No numbers and no names that are not in the passage. When the passage gives no advice, write only: NONE"
)
_EXAMPLES = (
    (
        "PASSAGE: Before a call, write down the one thing that you want to learn. Callers who do so ask better, and notice sooner when "
        "the talk has drifted.",
        "STEP: I'd write down the one thing I want to learn before I pick up the phone. Then I notice sooner when the talk drifts.\n"
        "ASK: What did I want to find out in my last call?\n"
        "DO: Put a sticky note with one question beside the phone before each call.\n"
        "S: my calls all end nice and friendly and afterwards i have no clue what i got out of them\n"
        "S: New girl chats with everyone for ages and comes back with nothing.\n"
        "S: I had a great conversation with the plant manager, we talked about fishing half the time, and now my boss asks what their "
        "process is and I have no idea.\n"
        "S: How do you keep a discovery call from wandering off?\n"
        "S: he just dials. no prep, nothing. says it kills his flow\n"
        "S: Half my team can't tell me why they're calling somebody.",
    ),
    ("PASSAGE: The company was founded by two brothers and has offices in several countries.", "NONE"),
)
_LINE = re.compile(r"^\s*[-*]*\s*(STEP|ASK|DO|S)\s*\d*\s*[:.)]\s*(.+)$", re.I)
_FORM = re.compile(r"https?:|www\.|[<>{}\[\]`|]|\b(?:as an ai|language model|passage|article|the author)\b", re.I)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of one passage: a card, or why there is none."""

    passage: Passage
    card: Card | None
    reason: str = ""


def draft(
    article: Article, passages: Sequence[Passage], known: Sequence[Card], model: ChatModel, embedder: Embedder
) -> Iterator[Drafted]:
    """A card for each passage that holds an idea and has none in `known`. Raises ModelUnusable when the model fails."""
    taken = {card.id for card in known}
    for number, passage in enumerate(passages, 1):
        if any(span.start < passage.end and passage.start < span.end for card in known for span in card.spans):
            yield Drafted(passage, None, "has a card")
            continue
        if len(passage.text.split()) < WORDS:
            yield Drafted(passage, None, "too short")
            continue
        id = f"{article.id[:60]}-draft-{number}"
        while id in taken:
            id += "x"
        yield _one(article, passage, id, model, embedder)


def _one(article: Article, passage: Passage, id: str, model: ChatModel, embedder: Embedder) -> Drafted:
    """Two tries: what fails its check is told what was wrong with it, once."""
    messages = [("system", _SYSTEM)]
    for given, wanted in _EXAMPLES:
        messages += [("user", given), ("assistant", wanted)]
    messages.append(("user", f"PASSAGE: {' '.join(passage.text.split())[:1500]}"))
    reason = ""
    for _ in range(2):
        said = model.complete(messages, TOKENS, SECONDS)
        if said.strip().strip(".*").upper() == "NONE":
            return Drafted(passage, None, "gives no advice")
        result = card_from(said, article, passage, id, model.identity, embedder)
        if isinstance(result, Card):
            return Drafted(passage, result)
        reason = result
        messages += [("assistant", said[:1500]), ("user", f"Write it again: {reason}.")]
    return Drafted(passage, None, reason)


def card_from(said: str, article: Article, passage: Passage, id: str, writer: str, embedder: Embedder) -> Card | str:
    """The card in what a model wrote, verified against its passage; or, in words for the model, what is wrong with it."""
    fields: dict[str, list[str]] = {"STEP": [], "ASK": [], "DO": [], "S": []}
    for line in said.splitlines():
        match = _LINE.match(line)
        if match:
            fields[match[1].upper()].append(match[2].strip().strip('"“”'))
    if not (fields["STEP"] and fields["ASK"] and fields["DO"]):
        return "use exactly the lines STEP, ASK, DO and S"
    step, ask, do = fields["STEP"][0], fields["ASK"][0], fields["DO"][0]
    if any(_FORM.search(text) for text in (step, ask, do)) or not 5 <= len(step.split()) <= 60:
        return "write STEP as one or two short sentences in plain words, without marks"
    if not ask.endswith("?") or max(len(ask.split()), len(do.split())) > 40:
        return "ASK is one question, DO one short sentence"
    for name, text in (("STEP", step), ("ASK", ask), ("DO", do)):
        brought = foreign(text, passage.text)
        if brought:
            return f"{name} has a {brought} that is not in the passage"
    spans, failed = _carrying(step, article, passage, embedder)
    if failed:
        return f"STEP says what the passage does not: {failed}"
    situations = _different(fields["S"], passage.text)
    if len(situations) < FEWEST:
        return "write six S lines, each what a person would type in their own words"
    role: Role = "manager" if article.audience == ("manager",) else "rep" if article.audience == ("rep",) else "both"
    words = passage.text.lower()
    topics = tuple(topic for topic in article.topics if topic.split("-")[0] in words)[:3]
    return Card(
        id, article.id, spans, step, role, situations, ask, do, topics, status="draft", writer=f"drafted by {writer}"
    )


def _carrying(step: str, article: Article, passage: Passage, embedder: Embedder) -> tuple[tuple[Citation, ...], str]:
    """The sentences of the passage that carry the step, as spans of the article; and the step's sentence that none does."""
    own = sentences(article.text, passage.start, passage.end)
    evidence = [article.text[span.start : span.end] for span in own]
    said = [step[span.start : span.end] for span in sentences(step)]
    vectors = embedder.embed([*said, *evidence])
    similarity = vectors[: len(said)] @ vectors[len(said) :].T
    chosen = {int(row.argmax()) for row in similarity} | {
        int(i) for i in np.flatnonzero(similarity.max(axis=0) >= CLOSE)
    }
    for sentence in said:
        if not check(sentence, [evidence[i] for i in sorted(chosen)], "", embedder).ok:
            if not check(sentence, evidence, "", embedder).ok:
                return (), sentence
            chosen |= set(range(len(own)))
    return _spans(article, [own[i] for i in sorted(chosen)]), ""


def _spans(article: Article, chosen: Sequence[Span]) -> tuple[Citation, ...]:
    """Neighbours joined; where that leaves more than SPANS, the nearest ones too."""
    joined = [(span.start, span.end) for span in chosen]
    while len(joined) > 1:
        gaps = [later[0] - earlier[1] for earlier, later in itertools.pairwise(joined)]
        nearest = int(np.argmin(gaps))
        if gaps[nearest] > 3 and len(joined) <= SPANS:
            break
        joined[nearest : nearest + 2] = [(joined[nearest][0], joined[nearest + 1][1])]
    return tuple(Citation(article.id, start, end, article.text[start:end]) for start, end in joined)


def _different(lines: Sequence[str], passage: str) -> tuple[str, ...]:
    """Situations in other words than the passage's, no two alike, nothing that is no situation."""
    kept: list[str] = []
    known = " ".join(re.findall(r"\w+", passage.lower()))
    for line in lines:
        words = re.findall(r"\w+", line.lower())
        copied = (
            any(" ".join(words[i : i + 7]) in known for i in range(max(1, len(words) - 6)))
            if len(words) >= 7
            else False
        )
        alike = any(len(set(words) & set(re.findall(r"\w+", k.lower()))) > 0.7 * len(set(words)) for k in kept)
        if 4 <= len(words) <= 90 and not copied and not alike and not _FORM.search(line):
            kept.append(line)
    return tuple(kept[:MOST])
