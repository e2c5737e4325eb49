"""The room: the same question to each author; what each would say, where they agree and where they differ. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from importlib import resources

import yaml

from assistant.advice.answer import Point, View
from assistant.advice.plan import step_of
from assistant.retrieval import ScoredCard
from corpus.documents import Article, Card

SPEAKS = 0.72  # an author speaks when their best card scores at least this share of the best of all
PER_AUTHOR = 2
MOST = 6


def views(cards: Sequence[ScoredCard], articles: Mapping[str, Article]) -> list[tuple[View, list[Card]]]:
    """Each author's own view, best first; only authors who have something to say."""
    by_author: dict[str, list[ScoredCard]] = defaultdict(list)
    for scored in cards:
        if scored.score >= SPEAKS * cards[0].score:
            by_author[articles[scored.card.article].author].append(scored)
    found = []
    for author, own in list(by_author.items())[:MOST]:
        chosen = [item.card for item in own[:PER_AUTHOR] if item is own[0] or item.score >= 0.9 * own[0].score]
        found.append((View(_named(author, articles[chosen[0].article]), tuple(map(step_of, chosen))), chosen))
    return found


def _named(author: str, article: Article) -> str:
    """As people would name them."""
    return (
        f"The author of “{article.title}”"
        if author.lower().startswith(("unknown", "an unnamed", "the author"))
        else author
    )


def agreement(spoken: Sequence[tuple[View, Sequence[Card]]]) -> list[Point]:
    """Topics that two or more authors come to, cited from each."""
    topics: Counter[str] = Counter(topic for _, cards in spoken for topic in {t for card in cards for t in card.topics})
    shared = [topic for topic, count in topics.most_common() if count >= 2][:2]
    points = []
    for topic in shared:
        cards = [
            next(card for card in cards if topic in card.topics)
            for _, cards in spoken
            if any(topic in card.topics for card in cards)
        ]
        points.append(Point(f"it is about {topic.replace('-', ' ')}.", tuple(card.spans[0] for card in cards)))
    return points


def difference(spoken: Sequence[tuple[View, Sequence[Card]]], every: Sequence[Card]) -> list[Point]:
    """Axes on which a card that was spoken stands against another author's, and what the choice depends on."""
    axes = {
        row["axis"]: row
        for row in yaml.safe_load((resources.files("corpus") / "stances.yaml").read_text(encoding="utf-8"))
    }
    points = []
    for axis, row in axes.items():
        own = [card for _, cards in spoken for card in cards if card.stance and card.stance.axis == axis]
        others = [
            c
            for c in every
            if own
            and c.stance
            and c.stance.axis == axis
            and c.article != own[0].article
            and c.stance.position != (own[0].stance and own[0].stance.position)
        ]
        if own and others and own[0].stance and others[0].stance:
            text = f"{row['about']}: “{own[0].stance.position}” against “{others[0].stance.position}”. It depends on {row['depends'].removeprefix('on ')}."
            points.append(Point(text, (own[0].spans[0], others[0].spans[0])))
    return points
