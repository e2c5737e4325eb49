"""A scripted assistant for the pages: real store, scripted answers, a library that is a list of articles."""

from __future__ import annotations

import copy
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from assistant.advice.answer import Answer, Sentence, Step, Timings
from assistant.advice.answer import Source as Cited
from assistant.app import build_store
from assistant.practice.rooms import Practice
from assistant.settings import Settings
from corpus import splitting
from corpus.documents import Article, Card, Citation, Passage
from corpus.errors import LibraryError
from corpus.library import Added
from corpus.sources import Source
from tests.fakes import ScriptedJudge, WordEmbedder

TEXT = "# Quiet people\n\nSomeone who was loud is quiet now.\n\n- Ask first.\n- Then listen, and wait.\n\nThat is all."
ARTICLE = Article("quiet", "Quiet people", "Ann Example", "a test", TEXT, "0" * 64, "markdown")
CARE = "I'm glad you wrote that down. Please tell somebody you trust, today."
QUOTE = "Ask first.\n- Then listen, and wait."


def cite(quote: str = QUOTE) -> Citation:
    """A citation of ARTICLE."""
    start = TEXT.index(quote)
    return Citation(ARTICLE.id, start, start + len(quote), quote)


def answered(*steps: Step, **more: Any) -> Answer:
    """An answer that stands on ARTICLE."""
    steps = steps or (Step((Sentence("I'd ask her.", "card"), Sentence("Today.", "card")), (cite(),), "c1"),)
    given: dict[str, Any] = {
        "lead": "What I hear: “she is quiet”.",
        "ask_yourself": "When did I last listen?",
        "small_action": "Talk to her on Thursday.",
        "sources": (Cited(1, ARTICLE.id, ARTICLE.title, ARTICLE.author, 0, 5),),
        "timings": Timings(total_ms=120.0),
    }
    return Answer("answer", steps=steps, **{**given, **more})


class Gate:
    """In a script: the answer waits here until the test opens it."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()


class ScriptedLibrary:
    """Articles in a list; what is done to it is recorded."""

    def __init__(self, folder: Path) -> None:
        self.articles = {ARTICLE.id: ARTICLE}
        self.problems: list[str] = []
        self.given: list[tuple[str, str, bool]] = []
        self.opened, self.kept_cards, self._folder = 0, list[Card](), folder

    def article(self, id: str) -> Article:
        if id not in self.articles:
            raise LibraryError(f"there is no article {id!r}")
        return self.articles[id]

    def entries(self) -> list[Any]:
        return [
            SimpleNamespace(id=a.id, title=a.title, author=a.author, passages=3, topics=("listening",))
            for a in self.articles.values()
        ]

    def cards(self, id: str | None = None) -> list[Card]:
        return [card for card in self.kept_cards if id in (None, card.article)]

    def cards_file(self, id: str) -> Path:
        return self._folder / f"{id}.yaml"

    def passages(self, id: str) -> list[Passage]:
        return splitting.passages(id, "", self.articles[id].text)

    def open(self) -> ScriptedLibrary:
        self.opened += 1
        return self

    def add(self, sources: list[Source], *, replace: bool = False) -> list[Added]:
        results = []
        for source in sources:
            article = source.load()
            self.given.append((source.name, article.text, replace))
            self.articles[article.id] = article
            results.append(Added(source.name, article.id, "added"))
        return results

    def remove(self, ids: list[str]) -> None:
        for id in ids:
            del self.articles[id]

    def check(self) -> list[str]:
        return self.problems

    def rebuild(self) -> int:
        return 3


class ScriptedAssistant:
    """Says its scripts in turn, a script a question: answers are yielded, gates waited at, exceptions raised."""

    def __init__(self, settings: Settings, *scripts: list[Any]) -> None:
        self.settings, self.scripts = settings, deque(scripts)
        self.store, self.library = build_store(settings), ScriptedLibrary(settings.home / "cards")
        self.model, self.model_name = None, "none"
        self.embedder = SimpleNamespace(fingerprint="words-64")
        self.asked: list[dict[str, Any]] = []
        self.trusted_anew = 0
        self.practice = Practice(
            settings.home,
            WordEmbedder(),
            lambda own: ScriptedJudge(),  # type: ignore[arg-type,return-value]
            lambda: self.store,
            lambda message: ("grave", CARE) if "grave" in message else None,
            lambda: None,
        )

    def of(self, owner: str) -> ScriptedAssistant:
        """The same for another person."""
        other = copy.copy(self)
        other.settings, other.store = replace(self.settings, owner=owner), self.store.of(owner)
        other.practice = self.practice.of(other.store, lambda: None)
        if hasattr(self, "reflections"):
            other.reflections = self.reflections.of(other.store)
        return other

    def stream(self, question: str, history: Any = (), role: str | None = None, room: bool = False) -> Iterator[Answer]:
        self.asked.append({"question": question, "history": list(history), "role": role, "room": room})
        for item in self.scripts.popleft() if self.scripts else [answered()]:
            if isinstance(item, Gate):
                item.reached.set()
                assert item.open.wait(10)
            elif isinstance(item, Exception):
                raise item
            else:
                yield item

    def warm_up(self) -> None:
        pass

    def trust_changed(self) -> None:
        self.trusted_anew += 1

    def close(self) -> None:
        pass
