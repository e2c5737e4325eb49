"""Drafts of cards: what a model writes is kept only where the passage carries it; a person decides."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.advice import drafting, plan
from assistant.errors import ModelUnusable
from corpus import drafts, splitting
from corpus.documents import Article, Card
from corpus.errors import InvalidCard
from corpus.library import Library
from tests.fakes import ScriptedModel, WordEmbedder

TEXT = (
    "# Listen first\n\nBefore a coaching talk, write down the one thing that you want to understand about the rep. Managers who do "
    "so talk less and hear more. After the talk, tell the rep in one sentence what you understood, and ask whether it is right.\n\n"
    "## Aside\n\nShort one.\n"
)
GOOD = """STEP: I'd write down the one thing I want to understand about the rep before the coaching talk.
ASK: What do I want to understand about the rep?
DO: Write one question on paper before the next talk.
S: my one to ones are just me talking at people honestly
S: We sat for an hour and I still don't know why Priya stopped calling.
S: He nodded all the way through. Then nothing changed, again!
S: he nodded all the way through, then nothing changed again
S: how do i stop doing all the talking in our meetings"""


def article() -> Article:
    return Article("listen", "Listen first", "a", "s", TEXT, "sha", "markdown", ("manager",), ("coaching", "pay"))


def drafted(*replies: str | Exception) -> tuple[list[drafting.Drafted], ScriptedModel]:
    text, model = article(), ScriptedModel(*replies)
    passages = splitting.passages(text.id, text.title, text.text)
    return list(drafting.draft(text, passages, [], model, WordEmbedder(512))), model  # type: ignore[arg-type]


def card() -> Card:
    (result, *_), _ = drafted(GOOD)
    assert result.card is not None, result.reason
    return result.card


def test_a_draft_stands_on_sentences_of_the_passage() -> None:
    found = card()
    assert (found.status, found.role, found.topics) == ("draft", "manager", ("coaching",))
    assert found.writer == "drafted by scripted"
    assert all(TEXT[span.start : span.end] == span.quote for span in found.spans)
    assert found.spans[0].quote.startswith("Before a coaching talk, write down the one thing")
    assert len(found.situations) == 4  # one said the same twice
    assert "He nodded all the way through. Then nothing changed, again!" in found.situations


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("before the coaching talk.", "before the coaching talk. It lifts sales by 40 percent."), "number"),
        (("about the rep before", "about the rep, as Harvard says, before"), "name"),
        (("write down the one thing I want to understand about the rep", "offer a bonus plan with generous accelerators for overachievement"), "passage does not"),
        (("ASK: What do I want to understand about the rep?", "ASK: Think about it."), "one question"),
        (("DO: Write one question", "DO: Write 12 questions"), "number"),
        (("STEP: ", "IDEA: "), "exactly the lines"),
        (("I'd write down", "<b>I'd write</b> down"), "plain words"),
    ],
)  # fmt: skip
def test_what_the_passage_does_not_carry_is_not_kept(change: tuple[str, str], reason: str) -> None:
    bad = GOOD.replace(*change)
    assert bad != GOOD
    (result, *_), model = drafted(bad, bad)
    assert result.card is None
    assert reason in result.reason
    assert len(model.asked) == 2
    assert reason in model.asked[1][-1][1]  # told what was wrong, once


def test_the_second_try_counts() -> None:
    (result, *_), _ = drafted(GOOD.replace("ASK:", "Q:"), GOOD)
    assert result.card is not None


def test_situations_that_repeat_the_article_are_none() -> None:
    copied = GOOD.split("S:")[0] + "".join(f"S: {TEXT.split(chr(10))[2][n : n + 90]}\n" for n in (0, 20, 40))
    (result, *_), _ = drafted(copied, copied)
    assert result.card is None
    assert "S lines" in result.reason


def test_a_passage_without_advice_or_with_a_card_gets_none() -> None:
    (result, short), model = drafted("NONE")
    assert (result.card, result.reason, short.reason) == (None, "gives no advice", "too short")
    text = article()
    passages = splitting.passages(text.id, text.title, text.text)
    again = list(drafting.draft(text, passages, [card()], model, WordEmbedder()))  # type: ignore[arg-type]
    assert [r.reason for r in again] == ["has a card", "too short"]
    assert len(model.asked) == 1


def test_a_model_that_fails_says_so() -> None:
    with pytest.raises(ModelUnusable):
        drafted(ModelUnusable("no"))


def test_a_draft_finds_but_the_article_speaks() -> None:
    found = card()
    step = plan.step_of(found)
    assert [(sentence.text, sentence.origin) for sentence in step.sentences] == [
        (s.quote, "quote") for s in found.spans
    ]


# ---------------------------------------------------------------- what a person decides


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "listen.md").write_text(TEXT)
    found = Library(tmp_path / "home", WordEmbedder()).open(empty=True)
    found.add([tmp_path / "listen.md"])
    drafts.save(found.cards_file("listen"), [card()])
    return found


def opened(library: Library) -> Library:
    return Library(library.home, WordEmbedder()).open()


def test_drafts_are_in_the_index_until_they_are_rejected(library: Library) -> None:
    (found,) = opened(library).cards("listen")
    assert found == card()
    assert opened(library).check() == []
    assert drafts.reject(library.cards_file("listen"), ["all"]) == [found.id]
    assert opened(library).cards("listen") == []
    assert not library.cards_file("listen").exists()


def test_an_accepted_draft_is_a_card_like_any(library: Library) -> None:
    path = library.cards_file("listen")
    assert drafts.accept(path, [card().id]) == [card().id]
    (found,) = opened(library).cards("listen")
    assert found.status == "reviewed"
    with pytest.raises(InvalidCard, match="no draft"):
        drafts.accept(path, [card().id])


def test_an_edited_card_is_checked(library: Library) -> None:
    path, text = library.cards_file("listen"), library.article("listen")
    row = yaml.safe_load(drafts.as_yaml([card()]))[0]
    row["step"] = "I'd listen before I talk."
    row["spans"] = [{"quote": "Managers who do so talk less and hear more."}]
    edited = drafts.edit(path, card().id, yaml.safe_dump([row]), text)
    assert (edited.step, edited.spans[0].start) == ("I'd listen before I talk.", TEXT.index("Managers"))
    assert drafts.read(path) == [edited]
    for change, says in (
        ({"spans": [{"quote": "This stands nowhere."}]}, "nowhere"),
        ({"step": ""}, "step is missing"),
        ({"article": "other"}, "one card of"),
        ({"role": "boss"}, "role"),
    ):
        with pytest.raises(InvalidCard, match=says):
            drafts.edit(path, card().id, yaml.safe_dump([{**row, **change}]), text)
    with pytest.raises(InvalidCard, match="YAML"):
        drafts.edit(path, card().id, "- [", text)
    assert drafts.read(path) == [edited]
