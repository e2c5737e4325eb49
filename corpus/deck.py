"""Which cards belong to which article: the shipped ones, the team's own and drafts, carried over where a text differs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus import cards as card_files
from corpus import loaders, mapping
from corpus.documents import Article, Card, Embedder, Vectors, digest
from corpus.errors import CoachError
from corpus.manifest import Entry
from corpus.shelf import file_name, shipped_folder

VERSION = "1"  # raise it when the card index must be made anew


class Deck:
    """The cards files of one home."""

    def __init__(self, home: Path, embedder: Embedder) -> None:
        self._folder, self._embedder = home / "cards", embedder

    def own(self, id: str) -> Path:
        """Where the team's cards of an article are, or would be."""
        return self._folder / f"{file_name(id).removesuffix('.md')}.yaml"

    def _files(self, id: str) -> list[Path]:
        return [path for path in (shipped_folder("cards") / f"{id}.yaml", self.own(id)) if path.is_file()]

    def any_for(self, id: str) -> bool:
        """Whether there is a file of cards for an article."""
        return bool(self._files(id))

    def sources(self) -> str:
        """A hash of everything that cards are made from."""
        folders = (shipped_folder("cards"), shipped_folder("maps"), self._folder)
        files = [path for folder in folders for path in sorted(folder.glob("*.yaml"))]
        return digest(json.dumps([VERSION, *([path.name, digest(path.read_bytes())] for path in files)]))

    def cards_of(self, entry: Entry, article: Article) -> tuple[list[Card], list[str]]:
        """The cards of one article whose spans stand in its text, and what is wrong with the others."""
        good: list[Card] = []
        problems: list[str] = []
        for path in self._files(entry.id):
            try:
                cards = card_files.read(path)
                if path.parent == shipped_folder("cards") and entry.origin == "team":
                    cards = self._carried_over(cards, article)
            except (CoachError, OSError) as error:
                problems.append(str(error))
                continue
            for card in cards:
                wrong = card_files.misplaced(card, article.text)
                problems += wrong
                good += [] if wrong else [card]
        return good, problems

    def _carried_over(self, cards: list[Card], article: Article) -> list[Card]:
        """Cards of a shipped edition over a team's article of the same id: the original, or another version of it."""
        edition = loaders.load(shipped_folder("articles") / f"{article.id}.md")
        if article.text == edition.text:
            return cards
        path = shipped_folder("maps") / f"{article.id}.yaml"
        known = mapping.read(path) if path.is_file() else None
        if known is not None and known.original_sha256 in (article.sha256, article.text_sha256):
            moved = [(card, mapping.transfer(card, known)) for card in cards]
        else:
            once = _Once(self._embedder)
            moved = [
                (card, mapping.same_words(card, article.text) or mapping.align(card, edition.text, article, once))
                for card in cards
            ]
        return [card_files.move(card, spans, article.text) for card, spans in moved if spans]


class _Once:
    """Embeds a text once, however many cards are compared with it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self._known = embedder, dict[str, Vectors]()

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])
