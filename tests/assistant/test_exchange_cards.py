"""An answer on its way into the library and out again, with a quick embedder: the words exact, and gone at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant import own_data
from assistant.errors import BadInput
from assistant.exchange import Exchange, Offered, Question, withdrawn
from assistant.exchange_cards import Likeness, Review, let_go, let_go_soon, made, publish
from assistant.people import Person
from assistant.settings import Settings
from assistant.store import Store
from corpus.errors import Busy, CoachError, LibraryError
from corpus.files import exclusive
from corpus.library import WRITE_LOCK, Library
from tests.fakes import WordEmbedder

QUESTION = "NAME_1 has gone quiet in our meetings. What would you do in my shoes?"
ANSWER = "---\nI'd take her for a *walk*.\n\n# And I'd say <b>nothing</b> about numbers: “how are you?” 🚶"
REVIEW = Review(
    "A walk first",
    "I'd take her for a walk.",
    "When did we last walk?",
    "Walk with her.",
    (QUESTION, "he says nothing"),
)
SEEN = Offered("a" * 26, ANSWER, "Bob B.", "Bob", QUESTION)


class Office:
    """Ann asks, Bob answers and agrees, Eve reviews; one library."""

    def __init__(self, home: Path) -> None:
        self.root = Store(f"sqlite:///{home / 'state.db'}")
        self.library = Library(home, WordEmbedder()).open(empty=True)
        self.ann, self.bob, self.cid = self.person("ann"), self.person("bob"), self.person("cid")
        self.eve = Exchange(self.root.of("eve"), Person("eve", "Eve", "editor"))
        self.question = self.ann.ask(QUESTION, [], hidden=True)
        self.answer = self.bob.answer(self.question, ANSWER, named=True)
        self.bob.offer(self.answer, "Bob B.")

    def person(self, id: str) -> Exchange:
        return Exchange(self.root.of(id), Person(id, id.title(), "member"))

    def publish(self, review: Review = REVIEW) -> str:
        (seen,) = self.eve.to_review()
        return publish(self.eve, self.root, self.library, seen, review)

    def answering(self) -> list[str]:
        """What the library would answer the next person with the same story from, cards and passages."""
        vector = WordEmbedder().embed([QUESTION])[0]
        cards = [card.article for card in self.library.cards()]
        return cards + [found.record.article for found in self.library.dense(vector, 5)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "home")


@pytest.mark.parametrize(
    "words", [ANSWER, "I'd wait.", "a: b\n---\nid: other\n---\nx", "## A heading\n\n- one\n- two", "ends with ---"]
)
def test_the_words_of_the_author_are_the_quote(words: str) -> None:
    article, card = made("exchange-1", replace(SEEN, text=words), REVIEW)
    (span,) = card.spans
    assert span.quote == words == article.text[span.start : span.end]
    assert (article.id, article.title, article.author) == ("exchange-1", "A walk first", "Bob B.")
    assert article.source.startswith("the exchange of this team, 20")
    assert (card.situations[0], card.status, card.writer) == (QUESTION, "reviewed", "Bob B.")


BAD: list[tuple[str, Review, str]] = [
    ("no title", replace(REVIEW, title=" "), "title is empty"),
    ("no step", replace(REVIEW, step=""), "step is empty"),
    ("no question to oneself", replace(REVIEW, ask_yourself="\n"), "question to ask oneself is empty"),
    ("no action", replace(REVIEW, small_action=""), "small action is empty"),
    ("no situation", replace(REVIEW, situations=(" ",)), "at least the question"),
]


@pytest.mark.parametrize(("review", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_an_editor_left_out_is_said_and_nothing_is_kept(office: Office, review: Review, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        office.publish(review)
    assert office.library.entries() == [] and withdrawn(office.root) == set()
    assert len(office.eve.to_review()) == 1


def test_a_reviewed_answer_is_found_with_an_exact_citation(office: Office) -> None:
    id = office.publish()
    (entry,) = office.library.entries()
    assert (entry.id, entry.author, entry.title) == (id, "Bob B.", "A walk first")
    (card,) = office.library.cards()
    (span,) = card.spans
    assert office.library.article(id).text[span.start : span.end] == span.quote == ANSWER
    assert card.situations == (QUESTION, "he says nothing")
    assert office.answering()[0] == id and office.library.check() == []
    assert office.eve.to_review() == []
    assert office.cid.answered()[0].answers[0].article == id
    fresh = Library(office.library.home, WordEmbedder()).open()
    assert [card.id for card in fresh.cards()] == [f"{id}-1"]


WAYS: list[tuple[str, Callable[[Office], object]]] = [
    ("withdrawn", lambda office: office.bob.withdraw_answer(office.answer)),
    ("changed", lambda office: office.bob.change(office.answer, "Other words.", named=True)),
    ("consent taken back", lambda office: office.bob.take_back(office.answer)),
    ("question withdrawn", lambda office: office.ann.withdraw(office.question)),
]


@pytest.mark.parametrize("way", [row[1] for row in WAYS], ids=[row[0] for row in WAYS])
def test_what_is_taken_back_answers_nothing_and_leaves_no_file(office: Office, way: Callable[[Office], object]) -> None:
    id = office.publish()
    reader = Library(office.library.home, WordEmbedder()).open()
    assert [card.article for card in reader.cards()] == [id]
    way(office)
    assert let_go(office.root, office.library) == 1
    assert office.answering() == [] and office.library.entries() == []
    assert reader.cards() == [], "another process sees it at once"
    assert not office.library.cards_file(id).exists()
    files = [path for path in office.library.home.rglob("*") if path.is_file() and "state.db" not in path.name]
    assert not [path for path in files if b"about numbers" in path.read_bytes()]
    assert let_go(office.root, office.library) == 0
    assert office.library.check() == []


def test_an_answer_that_was_changed_becomes_a_card_again(office: Office) -> None:
    first = office.publish()
    office.bob.change(office.answer, "I'd ask her sister.", named=True)
    let_go(office.root, office.library)
    office.bob.offer(office.answer, "Bob")
    second = office.publish()
    assert first != second and [entry.id for entry in office.library.entries()] == [second]
    assert office.library.cards()[0].spans[0].quote == "I'd ask her sister."


class Meanwhile:
    """A library in which something happens while an article is added."""

    def __init__(self, library: Library, work: Callable[[], object]) -> None:
        self._library, self._work = library, work

    def __getattr__(self, name: str) -> object:
        return getattr(self._library, name)

    def add(self, sources: list[object]) -> object:
        added = self._library.add(sources)  # type: ignore[arg-type]
        self._work()
        return added


@pytest.mark.parametrize("way", [row[1] for row in WAYS], ids=[row[0] for row in WAYS])
def test_what_is_taken_back_while_it_is_added_does_not_stay(office: Office, way: Callable[[Office], object]) -> None:
    (seen,) = office.eve.to_review()
    with pytest.raises(BadInput, match="not in the library"):
        publish(office.eve, office.root, Meanwhile(office.library, lambda: way(office)), seen, REVIEW)
    assert office.library.entries() == [] and office.answering() == []


def test_what_the_library_refuses_can_be_reviewed_again(office: Office) -> None:
    def refuse() -> None:
        raise Busy("another process is changing the library")

    (seen,) = office.eve.to_review()
    with pytest.raises(CoachError, match="another process"):
        publish(office.eve, office.root, Meanwhile(office.library, refuse), seen, REVIEW)
    assert office.library.entries() == []
    assert office.eve.to_review() == [seen]
    office.publish()
    with pytest.raises(LibraryError, match="this text already"):
        other = office.cid.answer(office.question, ANSWER, named=True)
        office.cid.offer(other, "Cid")
        office.publish()
    assert [one.id for one in office.eve.to_review()] == [other]


def test_what_somebody_else_took_out_meanwhile_is_no_error(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.publish()
    office.bob.withdraw_answer(office.answer)
    remove = office.library.remove

    def second(ids: list[str]) -> None:
        monkeypatch.undo()
        remove(ids)  # by another thread, that waited for the same lock
        remove(ids)

    monkeypatch.setattr(office.library, "remove", second)
    assert let_go(office.root, office.library) == 1
    assert office.library.entries() == []


def test_a_busy_library_lets_go_as_soon_as_it_can(office: Office) -> None:
    id = office.publish()
    office.bob.withdraw_answer(office.answer)
    with exclusive(office.library.home / WRITE_LOCK, 5, "busy"):
        assert not let_go_soon(office.root, office.library, 0.2)
    assert let_go_soon(office.root, office.library, 30)
    assert office.library.entries() == []
    assert id in withdrawn(office.root), "so that no index made from an older file brings it back"


@pytest.mark.parametrize("who", ["bob", "ann"])
def test_deleting_everything_takes_the_cards_along(office: Office, who: str, settings: Settings) -> None:
    office.publish()
    store = office.root.of(who)
    own_data.erase(replace(settings, home=office.library.home, owner=who), store, office.library)
    assert office.library.entries() == [] and not any(store.everything().values())
    assert office.cid.answered() == []


def question(text: str) -> Question:
    return Question(text, text, "", date(2026, 11, 23), False, "open", ())


def test_nearly_the_same_questions_are_found_and_others_not() -> None:
    quiet = question("My best rep has gone quiet in meetings, what would you do in my shoes?")
    other = question("The forecast was wrong again and my director is angry")
    likeness = Likeness(WordEmbedder(512))
    same = "my best rep has gone  QUIET in meetings"
    assert likeness.nearest(same, [other, quiet]) == [quiet]
    assert likeness.nearest("best rep gone quiet in meetings today", [other, quiet]) == [quiet]
    assert likeness.nearest("how do I give a raise", [other, quiet]) == likeness.nearest("x", []) == []


def test_each_text_is_embedded_once() -> None:
    embedder = WordEmbedder()
    likeness = Likeness(embedder)
    for _ in range(3):
        likeness.nearest("she is quiet", [question("he is loud")])
    assert embedder.asked == ["he is loud", "she is quiet"]
