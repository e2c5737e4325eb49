"""What is covered: topics by articles, ideas without a card."""

from corpus import coverage
from corpus.documents import Card, Citation, Passage


def card(article: str, start: int, end: int, *topics: str) -> Card:
    return Card(
        f"{article}-{start}",
        article,
        (Citation(article, start, end, "x"),),
        "I'd ask.",
        "both",
        ("s",),
        "q?",
        "do",
        topics,
    )


def test_topics_come_thinnest_first() -> None:
    found = coverage.topics(
        {"a": ["trust", "goals"], "b": ["trust"]}, [card("a", 0, 9, "goals"), card("b", 0, 9, "pay")]
    )
    assert [(t.name, t.articles, t.cards) for t in found] == [
        ("goals", ("a",), 1),
        ("pay", ("b",), 1),
        ("trust", ("a", "b"), 0),
    ]


def test_ideas_that_no_card_touches() -> None:
    long = "word " * 20
    passages = [Passage("a", 0, 100, long), Passage("a", 100, 200, long), Passage("a", 200, 210, "too short")]
    found = coverage.uncarded("a", passages, [card("a", 50, 60), card("b", 100, 200)])
    assert found.passages == (passages[1],)
    assert found.share == 20 / 42
    assert coverage.uncarded("a", passages, [card("a", 90, 110)]).passages == ()
