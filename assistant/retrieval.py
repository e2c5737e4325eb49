"""Query -> cards and passages, fused. Weights were tuned on evals/suites/advice-dev.jsonl and are reported on -test.

A story is matched against card situations (and a linear classifier that learnt from them), steps and spans; passages
against the query directly. BM25 joins with a small weight: equal-weight fusion was measured to hurt questions that are
told as stories and to help keyword queries (make bench-retrieval).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from corpus.card_index import CardScores
from corpus.documents import Card, Embedder, Hit, Vectors
from corpus.index import Found
from corpus.library import Library

# Weights of a card's signals; their spreads differ, so these are not shares.
SITUATION, LEARNED, STEP, SPAN = 0.5, 4.0, 0.2, 0.2
# Of a card whose article, and of one that itself, is less likely than the likeliest; shares below FLOOR are alike.
SUBJECT, WITHIN, FLOOR = 0.1, 0.04, 1e-3
# What the passages themselves add: little where cards know better, all of it where an article has none.
PASSAGE, KEYWORD = 0.1, 0.02
UNCARDED, UNCARDED_KEYWORD = 1.1, 0.15
SHORT, SHORT_KEYWORD = 4, 0.4  # words up to which a query is a keyword query, and the weight of BM25 then
CANDIDATES = 60  # passages asked of each index
CARD_CANDIDATES = 40
WINDOW = 1_000  # characters of text around the evidence of a hit
LEADERS = 3  # so many first hits come from different articles

_STOCK = re.compile(
    r"[,;\-–—]*\s*\b(?:so|and|but|well)?\s*(?:what|how)\s+(?:would|wud|wld|do|should|could|'d)\s+(?:you|u|ya|one)\s+(?:do|say|handle (?:it|this|that))?"
    r"\s*(?:do\s+)?(?:if\s+(?:you|u)\s+(?:were|was|are)\s+)?in\s+my\s+(?:shoes|place|position)\b[?.! ]*|\bif\s+(?:you|u)\s+(?:were|was)\s+in\s+my\s+shoes\b[?,.! ]*|\bin\s+my\s+shoes\b[?,.! ]*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ScoredCard:
    """A card with its fused score and the cosine of its nearest situation."""

    card: Card
    score: float
    nearest: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a query found: cards best first, and hits (windows of text) best first."""

    vector: Vectors
    cards: tuple[ScoredCard, ...]
    hits: tuple[Hit, ...]
    passage: float  # cosine of the nearest passage
    uncarded: float  # the same among articles that have no cards


def strip_stock_phrase(query: str) -> str:
    """The question without "what would you do in my shoes", which stands in one article and in every other question."""
    stripped = " ".join(_STOCK.sub(" ", query).split()).strip(" ,;-")
    return stripped if any(c.isalnum() for c in stripped) else " ".join(query.split())


def fuse(scores: CardScores) -> Vectors:
    """One score a card, shape (cards,)."""
    return np.asarray(
        SITUATION * scores.situation + LEARNED * scores.learned + STEP * scores.step + SPAN * scores.span, np.float32
    )


class Retriever:
    """Searches passages and cards together."""

    def __init__(
        self, library: Library, embedder: Embedder, shares: Callable[[str], Mapping[str, float]] | None = None
    ) -> None:
        """`shares` says how surely a story asks for each card, "article/card", that it knows (assistant/advice/subject.py)."""
        self._library, self._embedder, self._shares = library, embedder, shares

    def find(self, query: str, k: int = 8, context: Sequence[str] = ()) -> Evidence:
        """Evidence for a question. `context` are earlier turns that it goes on from, newest last."""
        text = strip_stock_phrase(query)
        whole = " ".join([*(strip_stock_phrase(turn) for turn in context), text])[:4000]
        vector = self._embedder.embed([whole])[0]
        index = self._library.card_index()
        scores = index.score(vector)
        fused = fuse(scores) + self._unlikely(whole, index.cards)
        order = np.argsort(-fused)[:CARD_CANDIDATES]
        cards = tuple(ScoredCard(index.cards[i], float(fused[i]), float(scores.nearest[i])) for i in order)
        dense = self._library.dense(vector, CANDIDATES)
        with_cards = {card.article for card in index.cards}
        return Evidence(
            vector,
            cards,
            tuple(self._hits(text, cards, k, dense, with_cards)),
            max((found.score for found in dense), default=0.0),
            max((found.score for found in dense if found.record.article not in with_cards), default=0.0),
        )

    def _unlikely(self, text: str, cards: Sequence[Card]) -> Vectors:
        """What a card loses for being asked for less likely than another, and its article than another, shape (cards,).

        0 for what is not known: what a team added is neither helped nor held back.
        """
        known = self._shares(text) if self._shares else {}
        there = [f"{card.article}/{card.id}" for card in cards]
        own = {name: known[name] for name in there if name in known}
        of: dict[str, float] = defaultdict(float)
        for name, share in own.items():
            of[name.split("/")[0]] += share
        within, among = _apart(own), _apart(of)
        lost = [WITHIN * within.get(name, 0.0) + SUBJECT * among.get(name.split("/")[0], 0.0) for name in there]
        return np.array(lost, np.float32)

    def _hits(
        self, text: str, cards: Sequence[ScoredCard], k: int, dense: Sequence[Found], with_cards: set[str]
    ) -> Iterator[Hit]:
        """Windows of text, best first: the first ones from different articles, none overlapping another."""
        keyword = {found.record: found.score for found in self._library.keyword(text, CANDIDATES)}
        best = max(keyword.values(), default=1.0)
        likeness = {found.record: found.score for found in dense}
        short = SHORT_KEYWORD if len(text.split()) <= SHORT else 0.0
        around = [self._around_card(scored) for scored in cards]
        # A window costs reading its article: of passages, only those are made that may be shown.
        windows: list[tuple[float, Callable[[], Hit]]] = [(hit.score, partial(_itself, hit)) for hit in around]
        for record in likeness | keyword:
            like, words = likeness.get(record, 0.0), keyword.get(record, 0.0) / best
            if record.article in with_cards:
                near = [
                    w.score
                    for w in around
                    if w.article == record.article and w.start < record.end and record.start < w.end
                ]
                score = PASSAGE * like + max(KEYWORD, short) * words + max(near, default=0.0)
            else:
                score = UNCARDED * like + max(UNCARDED_KEYWORD, short) * words
            make = cache(partial(self._window, record.article, record.start, record.end, score, ()))
            windows.append((score, make))
        yield from _spread([make for _, make in sorted(windows, key=lambda window: -window[0])], k)

    def _around_card(self, scored: ScoredCard) -> Hit:
        spans = scored.card.spans
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        if end - start > WINDOW:  # spans far apart: the first carries the step
            start, end = spans[0].start, spans[0].end
        return self._window(scored.card.article, start, end, scored.score, (scored.card.id,))

    def _window(self, article: str, start: int, end: int, score: float, cards: tuple[str, ...]) -> Hit:
        """The passages that hold [start, end), with neighbours of the same article up to WINDOW characters."""
        passages = self._library.passages(article)
        inside = [n for n, p in enumerate(passages) if p.start < end and start < p.end]
        first, last = (inside[0], inside[-1]) if inside else (0, 0)
        start, end = min(start, passages[first].start), max(end, passages[last].end)
        while last + 1 < len(passages) and passages[last + 1].end - start <= WINDOW:
            last += 1
            end = passages[last].end
        while first > 0 and end - passages[first - 1].start <= WINDOW:
            first -= 1
            start = passages[first].start
        return Hit(article, start, end, self._library.article(article).text[start:end], score, cards)


def _apart(shares: Mapping[str, float]) -> dict[str, float]:
    """How much less likely than the likeliest each is, as a logarithm."""
    best = max(shares.values(), default=1.0)
    return {one: math.log((share + FLOOR) / (best + FLOOR)) for one, share in shares.items()}


def _itself(hit: Hit) -> Hit:
    return hit


def _spread(windows: Sequence[Callable[[], Hit]], k: int) -> Iterator[Hit]:
    """The best `k` windows: LEADERS articles first, each by its best window, then whatever is next; no overlaps."""
    chosen: list[Hit] = []
    for leading in (True, False):
        for make in windows:
            if len(chosen) >= (min(LEADERS, k) if leading else k):
                break
            window = make()
            if any(w.article == window.article and (leading or _overlap(w, window) > 0.5) for w in chosen):
                continue
            chosen.append(window)
            yield window


def _overlap(one: Hit, other: Hit) -> float:
    """Share of `other` that `one` covers already."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / max(1, other.end - other.start)
