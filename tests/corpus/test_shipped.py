"""The shipped library: editions, cards and maps hold what their decisions promise. `make lint` runs this too."""

import hashlib
from pathlib import Path

import pytest
import yaml

from corpus import cards, loaders, mapping
from corpus.documents import Article, Card
from corpus.library import shipped_folder
from tests.conftest import ORIGINALS

IDS = sorted(path.stem for path in shipped_folder("articles").glob("*.md"))
TAGS = {
    "distress",
    "health",
    "dismissal",
    "harassment",
    "discrimination",
    "misconduct",
    "legal",
    "hr-matter",
    "burnout",
}


def edition(id: str) -> Article:
    return loaders.load(shipped_folder("articles") / f"{id}.md")


def deck(id: str) -> list[Card]:
    return cards.read(shipped_folder("cards") / f"{id}.yaml")


def test_there_are_fourteen_articles_and_cards_enough() -> None:
    assert len(IDS) == 14
    every = [card for id in IDS for card in deck(id)]
    assert len(every) >= 120
    assert len({card.id for card in every}) == len(every)


@pytest.mark.parametrize("id", IDS)
def test_an_edition_says_what_it_is(id: str) -> None:
    article = edition(id)
    assert article.id == id
    assert article.title
    assert article.author != "unknown"
    assert "after" in article.source
    assert "Apache-2.0" in article.license
    assert article.audience
    assert article.topics


@pytest.mark.parametrize("id", IDS)
def test_cards_stand_in_their_edition_and_are_whole(id: str) -> None:
    axes = {row["axis"] for row in yaml.safe_load((shipped_folder(".") / "stances.yaml").read_text())}
    article = edition(id)
    for card in deck(id):
        assert card.article == id
        assert cards.misplaced(card, article.text) == []
        assert len(card.situations) >= 10
        assert len(set(card.situations)) == len(card.situations)
        assert card.status == "reviewed"
        assert card.stance is None or card.stance.axis in axes
        assert card.caution is None or set(card.caution.not_for) <= TAGS


@pytest.mark.parametrize("id", IDS)
def test_a_map_fits_its_edition(id: str) -> None:
    found, text = mapping.read(shipped_folder("maps") / f"{id}.yaml"), edition(id).text
    assert found.edition_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert all(0 <= row.edition.start < row.edition.end <= len(text) for row in found.rows)


@pytest.mark.parametrize("id", IDS)
def test_every_claim_of_the_original_has_its_place(id: str) -> None:
    """By offsets: no word of the original is outside a row or the page residue, none of the edition outside a row."""
    path = ORIGINALS / f"{id}.txt"
    if not path.exists():
        pytest.skip("the source articles are not on this machine")
    found, original, text = mapping.read(shipped_folder("maps") / f"{id}.yaml"), path.read_bytes(), edition(id).text
    assert found.original_sha256 == hashlib.sha256(original).hexdigest()
    source = original.decode()
    assert uncovered(source, [*(row.original for row in found.rows), *found.residue]) == []
    assert [line for line in uncovered(text, [row.edition for row in found.rows]) if not line.startswith("#")] == []


def uncovered(text: str, spans: list) -> list[str]:  # type: ignore[type-arg]
    """Lines of text outside the spans that hold more than three words."""
    rest = list(text)
    for span in spans:
        rest[span.start : span.end] = "\n" * (span.end - span.start)
    return [line.strip() for line in "".join(rest).split("\n") if sum(word.isalnum() for word in line.split()) > 3]


@pytest.mark.parametrize("id", IDS)
def test_cards_answer_over_the_original_too(id: str) -> None:
    path = ORIGINALS / f"{id}.txt"
    if not path.exists():
        pytest.skip("the source articles are not on this machine")
    found, text = mapping.read(shipped_folder("maps") / f"{id}.yaml"), path.read_text()
    for card in deck(id):
        spans = mapping.transfer(card, found)
        assert spans
        assert cards.misplaced(cards.move(card, spans, text), text) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda row: row.pop("step"), "step is missing"),
        (lambda row: row.update(role="boss"), "role is one of"),
        (lambda row: row.update(spans=[]), "one to three"),
        (lambda row: row.update(spans=[{"quote": "x"}]), "--locate"),
        (lambda row: row.update(situations="text"), "list of texts"),
        (lambda row: row.update(stance={"axis": "x"}), "axis and position"),
        (lambda row: row.update(colour="red"), "unknown field 'colour'"),
    ],
)  # fmt: skip
def test_a_broken_card_is_named_with_its_error(change, says: str) -> None:  # type: ignore[no-untyped-def]
    rows = yaml.safe_load((shipped_folder("cards") / f"{IDS[0]}.yaml").read_text())[:1]
    change(rows[0])
    with pytest.raises(cards.InvalidCard, match=says):
        cards.parse(yaml.safe_dump(rows), "file.yaml")


def test_locate_fills_in_places(tmp_path: Path) -> None:
    path = tmp_path / "cards.yaml"
    path.write_text(yaml.safe_dump([{"id": "a", "spans": [{"quote": "the second"}]}]))
    assert cards.locate(path, "first, the second, third") == 1
    assert yaml.safe_load(path.read_text())[0]["spans"] == [{"start": 7, "end": 17, "quote": "the second"}]
    path.write_text(yaml.safe_dump([{"id": "a", "spans": [{"quote": "zebra"}]}]))
    with pytest.raises(cards.InvalidCard, match="nowhere"):
        cards.locate(path, "text")
