"""Cards: reading, checking, and carrying them over to another version of their article."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from corpus.documents import ROLES, Card, Caution, Citation, Stance
from corpus.errors import InvalidCard
from corpus.files import write_atomically

_TEXT = ("id", "article", "step", "ask_yourself", "small_action", "writer")
_FIELDS = {*_TEXT, "spans", "role", "situations", "topics", "stance", "caution", "status", "choice"}
CHOICE_WORDS = 14  # it stands on a button
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path) -> list[Card]:
    """The cards of one YAML file. Raises InvalidCard naming file, card and field; no half of a file is accepted."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, name: str) -> list[Card]:
    """As `read`, from text."""
    try:
        rows = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, the C one where it is built
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InvalidCard(f"{name}: not valid YAML{f' (line {mark.line + 1})' if mark else ''}") from error
    if not isinstance(rows, list):
        raise InvalidCard(f"{name}: a cards file is a list of cards")
    cards, seen = [], set()
    for number, row in enumerate(rows, 1):
        card = _card(row, f"{name}, card {number}")
        if card.id in seen:
            raise InvalidCard(f"{name}, card {number}: the id {card.id!r} is taken")
        seen.add(card.id)
        cards.append(card)
    return cards


def _card(row: Any, where: str) -> Card:
    if not isinstance(row, dict):
        raise InvalidCard(f"{where}: is not a mapping of fields")
    where = f"{where} ({row.get('id')})" if row.get("id") else where
    unknown = sorted(set(row) - _FIELDS)
    if unknown:
        raise InvalidCard(f"{where}: unknown field {unknown[0]!r}")
    for name in _TEXT:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise InvalidCard(f"{where}: {name} is missing or not a text")
    if row.get("role") not in ROLES:
        raise InvalidCard(f"{where}: role is one of {', '.join(ROLES)}")
    if row.get("status", "reviewed") not in ("reviewed", "draft"):
        raise InvalidCard(f"{where}: status is reviewed or draft")
    spans = row.get("spans")
    if not isinstance(spans, list) or not 1 <= len(spans) <= 3:
        raise InvalidCard(f"{where}: spans is a list of one to three")
    return Card(
        id=row["id"],
        article=row["article"],
        spans=tuple(_span(span, row["article"], where) for span in spans),
        step=row["step"].strip(),
        role=row["role"],
        situations=_texts(row, "situations", where, required=row.get("status") != "draft"),
        ask_yourself=row["ask_yourself"].strip(),
        small_action=row["small_action"].strip(),
        topics=_texts(row, "topics", where, required=False),
        stance=_stance(row.get("stance"), where),
        caution=_caution(row.get("caution"), where),
        status=row.get("status", "reviewed"),
        writer=row["writer"],
        choice=_choice(row.get("choice"), where),
    )


def _span(span: Any, article: str, where: str) -> Citation:
    try:
        return Citation(article, int(span["start"]), int(span["end"]), str(span["quote"]))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidCard(
            f"{where}: a span has start, end and quote (`coach library cards --locate` fills in the first two)"
        ) from error


def _texts(row: dict[str, Any], name: str, where: str, *, required: bool) -> tuple[str, ...]:
    values = row.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise InvalidCard(f"{where}: {name} is a list of texts")
    if required and not values:
        raise InvalidCard(f"{where}: {name} is empty")
    return tuple(value.strip() for value in values)


def _stance(value: Any, where: str) -> Stance | None:
    if value is None:
        return None
    try:
        return Stance(str(value["axis"]), str(value["position"]))
    except (KeyError, TypeError) as error:
        raise InvalidCard(f"{where}: stance has axis and position") from error


def _choice(value: Any, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not 1 <= len(value.split()) <= CHOICE_WORDS:
        raise InvalidCard(f"{where}: choice is a sentence of at most {CHOICE_WORDS} words")
    return value.strip()


def _caution(value: Any, where: str) -> Caution | None:
    if value is None:
        return None
    try:
        return Caution(str(value["say"]), tuple(str(tag) for tag in value.get("not_for") or ()))
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidCard(f"{where}: caution has say and not_for") from error


def misplaced(card: Card, text: str) -> list[str]:
    """The problems of a card's spans in the text that they are said to be from."""
    return [
        f"{card.article}: card {card.id}: text[{span.start}:{span.end}] is not its quote {span.quote[:50]!r}"
        for span in card.spans
        if not 0 <= span.start < span.end <= len(text) or text[span.start : span.end] != span.quote
    ]


def move(card: Card, spans: list[tuple[int, int]], text: str) -> Card:
    """The card over other spans (the same idea in another version of the article)."""
    return replace(card, spans=tuple(Citation(card.article, start, end, text[start:end]) for start, end in spans))


def locate(path: Path, text: str) -> int:
    """Fills in start and end of every span of a cards file from its quote; returns how many changed.

    Raises InvalidCard for a quote that is not in the text or stands there twice.
    """
    rows = _rows(path.read_text(encoding="utf-8"), path.name)
    changed = _locate(rows, text, path.name)
    if changed:
        write_atomically(path, _dumped(rows))
    return changed


def located(cards: str, text: str, name: str) -> str:
    """The YAML of cards with start and end of every span filled in from its quote. Raises InvalidCard as `locate`."""
    rows = _rows(cards, name)
    _locate(rows, text, name)
    return _dumped(rows).decode()


def _rows(cards: str, name: str) -> list[Any]:
    try:
        rows = yaml.load(cards, Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InvalidCard(f"{name}: not valid YAML{f' (line {mark.line + 1})' if mark else ''}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidCard(f"{name}: a cards file is a list of cards")
    return rows


def _locate(rows: list[Any], text: str, name: str) -> int:
    changed = 0
    for row in rows:
        for span in row.get("spans") or []:
            if not isinstance(span, dict) or not isinstance(span.get("quote"), str) or not span["quote"]:
                raise InvalidCard(f"{name} ({row.get('id')}): a span has a quote")
            quote = span["quote"]
            start = text.find(quote)
            if start < 0 or text.find(quote, start + 1) >= 0:
                raise InvalidCard(
                    f"{name} ({row.get('id')}): the quote {quote[:60]!r} stands {'twice' if start >= 0 else 'nowhere'} in the article"
                )
            place = {"start": start, "end": start + len(quote), "quote": quote}
            changed += place != span
            span.clear()
            span.update(place)
    return changed


def _dumped(rows: list[Any]) -> bytes:
    return yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=130).encode()
