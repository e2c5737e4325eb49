"""A team's own cards of an article: the file in the home that drafts go into and that a person reviews. No model here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from corpus import cards as card_files
from corpus.documents import Article, Card
from corpus.errors import InvalidCard
from corpus.files import write_atomically

ALL = "all"


def read(path: Path) -> list[Card]:
    """The cards of the file; none when there is no file. Raises InvalidCard."""
    return card_files.read(path) if path.is_file() else []


def save(path: Path, cards: Sequence[Card]) -> None:
    """Writes the file as a whole; without cards it goes."""
    if cards:
        write_atomically(path, as_yaml(cards).encode())
    else:
        path.unlink(missing_ok=True)


def as_yaml(cards: Sequence[Card]) -> str:
    """As people write and read them."""
    return yaml.safe_dump([_row(card) for card in cards], sort_keys=False, allow_unicode=True, width=130)


def _row(card: Card) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": card.id,
        "article": card.article,
        "spans": [{"start": span.start, "end": span.end, "quote": span.quote} for span in card.spans],
        "step": card.step,
        "role": card.role,
        "situations": list(card.situations),
        "ask_yourself": card.ask_yourself,
        "small_action": card.small_action,
        "topics": list(card.topics),
        "stance": {"axis": card.stance.axis, "position": card.stance.position} if card.stance else None,
        "caution": {"say": card.caution.say, "not_for": list(card.caution.not_for)} if card.caution else None,
        "status": card.status,
        "writer": card.writer,
    }
    return {name: value for name, value in row.items() if value not in (None, [])}


def waiting(cards: Sequence[Card]) -> list[Card]:
    """Drafts that nobody has decided about."""
    return [card for card in cards if card.status == "draft"]


def accept(path: Path, ids: Collection[str]) -> list[str]:
    """Drafts become reviewed cards; returns which. Raises InvalidCard for an unknown id or a card without situations."""

    def change(card: Card) -> Card:
        if not card.situations:
            raise InvalidCard(f"{card.id}: has no situations; edit it first")
        return replace(card, status="reviewed")

    return _change(path, ids, change)


def reject(path: Path, ids: Collection[str]) -> list[str]:
    """Drafts go; returns which. Raises InvalidCard for an unknown id."""
    return _change(path, ids, lambda card: None)


def _change(path: Path, ids: Collection[str], change: Callable[[Card], Card | None]) -> list[str]:
    cards = read(path)
    drafts = {card.id for card in waiting(cards)}
    wanted = drafts if ALL in ids else set(ids)
    unknown = sorted(wanted - drafts)
    if unknown:
        known = ", ".join(sorted(drafts)) or "none"
        raise InvalidCard(f"there is no draft {unknown[0]!r}; waiting are: {known}")
    changed = [change(card) if card.id in wanted else card for card in cards]
    save(path, [card for card in changed if card is not None])
    return sorted(wanted)


def edit(path: Path, id: str, text: str, article: Article) -> Card:
    """Puts an edited card (YAML of one card, its spans found by their quotes) in the place of the old one.

    Raises InvalidCard, and changes nothing, when it breaks the schema or a quote is not in the article.
    """
    cards = read(path)
    if id not in {card.id for card in cards}:
        raise InvalidCard(f"there is no card {id!r} in {path.name}")
    (edited, *more) = card_files.parse(card_files.located(text, article.text, id), f"the edited card {id}")
    if more or edited.article != article.id:
        raise InvalidCard(f"{id}: keep it one card of {article.id!r}")
    if edited.id != id and edited.id in {card.id for card in cards}:
        raise InvalidCard(f"{id}: the id {edited.id!r} is taken")
    save(path, [edited if card.id == id else card for card in cards])
    return edited
