"""The exchange: a question that is put to colleagues, and what they answer. Here, as in team.py, one reads what others wrote.

What others may see is a `Question` or an `Answered`, and no other door gives out a row of somebody else's: neither has an
owner, a turn of theirs or a time of day, so whoever hides their name is known to nobody but themselves. A name that is
shown is kept with the text; it is not looked up. Everything that changes a row goes through `mine`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from ulid import ULID

from assistant.errors import BadInput
from assistant.masking import Masks
from assistant.people import Person, require
from assistant.store import (
    AuditRow,
    ExchangeAnswerRow,
    ExchangeQuestionRow,
    ExchangeWithdrawnRow,
    PersonRow,
    Store,
    utc,
)

QUESTION_MOST, ANSWER_MOST, NAME_MOST = 2_000, 1_500, 80  # characters
OPEN_MOST = 20  # questions that one person has open at a time
LISTED = 200  # questions that are shown or compared at most, the newest ones
PREFIX = "exchange-"  # of the ids of articles that were answers


@dataclass(frozen=True, slots=True)
class Answered:
    """A colleague's answer as everybody may see it. `state` and `question` are told to its author alone."""

    id: str
    text: str
    name: str  # "" for "a colleague"
    when: date
    mine: bool
    article: str  # in the library, "" while it is in none
    state: str = ""  # given, offered, declined, card


@dataclass(frozen=True, slots=True)
class Question:
    """A question as everybody may see it. `turn` and `new` are told to its asker alone."""

    id: str
    text: str
    name: str  # "" for an asker who is hidden
    when: date
    mine: bool
    state: str  # open, closed
    answers: tuple[Answered, ...]
    turn: str = ""
    new: int = 0  # answers since one looked last


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of one's own, with the question as it is now, None where it was withdrawn."""

    answer: Answered
    question: Question | None


@dataclass(frozen=True, slots=True)
class Offered:
    """An answer whose author agreed that it becomes a card; for editors. `account` is the name that they log in with."""

    id: str
    text: str
    name: str
    account: str
    question: str


def masked(text: str, names: Iterable[str]) -> str:
    """The text with marks for e-mail addresses, phone numbers, amounts and the listed names (assistant/masking.py)."""
    masks = Masks([name for name in names if name.strip()])
    masks.reserve(text)
    return masks.mask(text)


class Exchange:
    """One person's door to the exchange."""

    def __init__(self, store: Store, person: Person) -> None:
        assert store.owner == person.id
        self._store, self._person = store, person

    # ---- asking

    def ask(self, text: str, names: Sequence[str], *, hidden: bool, turn: str = "") -> str:
        """Puts a question to colleagues, with marks for `names` and the asker's own; returns the id. Raises BadInput."""
        require(self._person, "own")
        checked = masked(_checked(text, "question", QUESTION_MOST), [*names, self._person.name])
        now = datetime.now(UTC)
        with self._store.session() as session:
            open_ones = [row for row in session.scalars(self._store.mine(ExchangeQuestionRow)) if row.state == "open"]
            if len(open_ones) >= OPEN_MOST:
                raise BadInput(f"you have {OPEN_MOST} open questions; close one first")
            if any(" ".join(row.text.split()) == " ".join(checked.split()) for row in open_ones):
                raise BadInput("you have put this question to your colleagues already")
            row = ExchangeQuestionRow(
                **self._store.new(), turn=turn, text=checked, name="" if hidden else self._person.name[:NAME_MOST],
                state="open", looked=now,
            )  # fmt: skip
            session.add(row)
            return row.id

    def set_open(self, id: str, wanted: bool) -> None:
        """Closes one's own question, so that nobody answers it any more, or opens it again."""
        with self._store.session() as session:
            for row in self._own(session, ExchangeQuestionRow, id):
                row.state = "open" if wanted else "closed"

    def withdraw(self, id: str) -> None:
        """Deletes one's own question: nobody sees it or its answers any more, and cards that hold its words go.

        The answers stay with their authors, who alone see them.
        """
        with self._store.session() as session:
            for row in self._own(session, ExchangeQuestionRow, id):
                self._forget(session, row)
                session.delete(row)

    def _forget(self, session: Any, row: ExchangeQuestionRow) -> None:
        """Cards made from answers to a question have its words among their situations."""
        for answer in session.scalars(sa.select(ExchangeAnswerRow).where(ExchangeAnswerRow.question == row.id)):
            if answer.state != "given":
                _take_out(session, answer)
                answer.state = "given"

    def look(self, id: str) -> None:
        """One has seen the answers to one's own question."""
        with self._store.session() as session:
            for row in self._own(session, ExchangeQuestionRow, id):
                row.looked = datetime.now(UTC)

    # ---- answering

    def answer(self, question: str, text: str, *, named: bool) -> str:
        """Answers somebody's open question; returns the id. Raises BadInput."""
        require(self._person, "own")
        checked = _checked(text, "answer", ANSWER_MOST)
        with self._store.session() as session:
            row = session.get(ExchangeQuestionRow, question)
            if row is None or row.state != "open":
                raise BadInput("this question was closed or withdrawn meanwhile")
            if row.owner == self._person.id:
                raise BadInput("this is your own question")
            mine = self._store.mine(ExchangeAnswerRow).where(ExchangeAnswerRow.question == question)
            if session.scalars(mine).first() is not None:
                raise BadInput("you have answered this already; change your answer under Mine")
            new = self._store.new()
            given = ExchangeAnswerRow(
                **new, question=question, text=checked, name=self._named(named), state="given",
                changed=new["created"], article="",
            )  # fmt: skip
            session.add(given)
            return given.id

    def change(self, id: str, text: str, *, named: bool) -> None:
        """Other words in one's own answer; a card that it became goes, and needs consent and review anew."""
        checked = _checked(text, "answer", ANSWER_MOST)
        with self._store.session() as session:
            for row in self._own(session, ExchangeAnswerRow, id):
                name = row.name if named and row.name else self._named(named)
                if (row.text, row.name) != (checked, name):
                    _take_out(session, row)
                    row.text, row.name, row.state, row.changed = checked, name, "given", datetime.now(UTC)

    def withdraw_answer(self, id: str) -> None:
        """Deletes one's own answer, and the card that it became."""
        with self._store.session() as session:
            for row in self._own(session, ExchangeAnswerRow, id):
                _take_out(session, row)
                session.delete(row)

    def withdraw_all(self) -> None:
        """Takes everything of this person out of the library; before their rows are deleted."""
        with self._store.session() as session:
            for answer in session.scalars(self._store.mine(ExchangeAnswerRow)).all():
                _take_out(session, answer)
            for question in session.scalars(self._store.mine(ExchangeQuestionRow)).all():
                self._forget(session, question)

    # ---- consent

    def offer(self, id: str, name: str) -> None:
        """The author agrees that the answer becomes a card of the library under this name. Raises BadInput."""
        shown = " ".join(name.split())
        if not shown:
            raise BadInput("a card names its author; write the name that it shall have")
        if len(shown) > NAME_MOST:
            raise BadInput(f"the name has {len(shown)} characters; at most {NAME_MOST} fit")
        with self._store.session() as session:
            for row in self._own(session, ExchangeAnswerRow, id):
                if session.get(ExchangeQuestionRow, row.question) is None:
                    raise BadInput("its question was withdrawn, so it cannot become a card")
                if row.state != "card":
                    row.name, row.state = shown, "offered"

    def take_back(self, id: str) -> None:
        """The author takes the consent back: the answer stays, the card goes."""
        with self._store.session() as session:
            for row in self._own(session, ExchangeAnswerRow, id):
                _take_out(session, row)
                row.state = "given"

    # ---- what one sees

    def questions(self) -> list[Question]:
        """Colleagues' open questions, newest first."""
        query = sa.select(ExchangeQuestionRow).where(
            ExchangeQuestionRow.owner != self._person.id, ExchangeQuestionRow.state == "open"
        )
        return self._shown(query)

    def asked(self) -> list[Question]:
        """One's own questions, newest first."""
        return self._shown(self._store.mine(ExchangeQuestionRow))

    def answered(self) -> list[Question]:
        """All questions that somebody answered, newest first."""
        has = sa.select(ExchangeAnswerRow.question)
        return self._shown(sa.select(ExchangeQuestionRow).where(ExchangeQuestionRow.id.in_(has)))

    def given(self) -> list[Given]:
        """One's own answers, newest first."""
        with self._store.session() as session:
            rows = session.scalars(self._store.mine(ExchangeAnswerRow).order_by(ExchangeAnswerRow.id.desc())).all()
            found = [(row.question, self._answered(row)) for row in rows]
        ids = [question for question, _ in found]
        asked = {q.id: q for q in self._shown(sa.select(ExchangeQuestionRow).where(ExchangeQuestionRow.id.in_(ids)))}
        return [Given(answer, asked.get(question)) for question, answer in found]

    def _shown(self, query: Any) -> list[Question]:
        """The one place where rows of others become what everybody may see."""
        with self._store.session() as session:
            rows = session.scalars(query.order_by(ExchangeQuestionRow.id.desc()).limit(LISTED)).all()
            answers: dict[str, list[ExchangeAnswerRow]] = {row.id: [] for row in rows}
            for answer in session.scalars(
                sa.select(ExchangeAnswerRow)
                .where(ExchangeAnswerRow.question.in_(list(answers)))
                .order_by(ExchangeAnswerRow.id)
            ):
                answers[answer.question].append(answer)
            return [self._question(row, answers[row.id]) for row in rows]

    def _question(self, row: ExchangeQuestionRow, answers: Sequence[ExchangeAnswerRow]) -> Question:
        mine = row.owner == self._person.id
        new = sum(utc(answer.changed) > utc(row.looked) for answer in answers)
        return Question(
            row.id, row.text, row.name, utc(row.created).date(), mine, row.state, tuple(map(self._answered, answers)),
            row.turn if mine else "", new if mine else 0,
        )  # fmt: skip

    def _answered(self, row: ExchangeAnswerRow) -> Answered:
        mine = row.owner == self._person.id
        article = row.article if row.state == "card" else ""
        return Answered(
            row.id, row.text, row.name, utc(row.changed).date(), mine, article, row.state if mine else ""
        )  # fmt: skip

    # ---- review

    def to_review(self) -> list[Offered]:
        """Answers whose authors agreed that they become cards, oldest first; for editors."""
        require(self._person, "library")
        with self._store.session() as session:
            names = {row.owner: row.name or row.email for row in session.scalars(sa.select(PersonRow)).all()}
            rows = session.execute(
                sa.select(ExchangeAnswerRow, ExchangeQuestionRow.text)
                .join(ExchangeQuestionRow, ExchangeQuestionRow.id == ExchangeAnswerRow.question)
                .where(ExchangeAnswerRow.state == "offered")
                .order_by(ExchangeAnswerRow.id)
            ).all()
            return [Offered(row.id, row.text, row.name, names.get(row.owner, ""), text) for row, text in rows]

    def decline(self, id: str) -> None:
        """An editor makes no card of it; the author sees that, and it stays an answer."""
        require(self._person, "library")
        with self._store.session() as session:
            row = session.get(ExchangeAnswerRow, id)
            if row is not None and row.state == "offered":
                _take_out(session, row)
                row.state = "declined"

    def begin_card(self, seen: Offered) -> str:
        """The id of the article that an answer is about to become, as the editor saw it. Raises BadInput.

        It is kept first, so that whoever withdraws the answer meanwhile withdraws the article as well.
        """
        require(self._person, "library")
        with self._store.session() as session:
            row = self._unchanged(session, seen)
            if row is None:
                raise BadInput("the author changed or withdrew this answer meanwhile")
            _take_out(session, row)  # what an editor who was broken off may have left
            row.article = PREFIX + str(ULID()).lower()
            return row.article

    def finish_card(self, seen: Offered, article: str) -> bool:
        """The article is in the library; whether it may stay there."""
        require(self._person, "library")
        with self._store.session() as session:
            row = self._unchanged(session, seen)
            if row is None or row.article != article:
                return False
            row.state = "card"
            return True

    def abandon_card(self, seen: Offered, article: str) -> None:
        """The article could not be added."""
        require(self._person, "library")
        with self._store.session() as session:
            row = self._unchanged(session, seen)
            if row is not None and row.article == article:
                _take_out(session, row)

    def _unchanged(self, session: Any, seen: Offered) -> ExchangeAnswerRow | None:
        row: ExchangeAnswerRow | None = session.get(ExchangeAnswerRow, seen.id)
        same = row is not None and (row.state, row.text, row.name) == ("offered", seen.text, seen.name)
        return row if same and row and session.get(ExchangeQuestionRow, row.question) is not None else None

    # ---- small things

    def _own(self, session: Any, table: type[Any], id: str) -> list[Any]:
        return list(session.scalars(self._store.mine(table).where(table.id == id)))

    def _named(self, named: bool) -> str:
        return self._person.name[:NAME_MOST] if named else ""


def withdrawn(store: Store) -> set[str]:
    """Articles that must not be in the library any more; ids only, of nobody."""
    with store.session() as session:
        return set(session.scalars(sa.select(ExchangeWithdrawnRow.article)))


def _take_out(session: Any, row: ExchangeAnswerRow) -> None:
    """The article that an answer became, or is becoming, is withdrawn. That is on record without who did it: it may have
    been an asker who is hidden."""
    if not row.article:
        return
    nobody: dict[str, Any] = {"owner": "", "created": datetime.now(UTC)}
    session.add(ExchangeWithdrawnRow(id=str(ULID()), article=row.article, **nobody))
    session.add(AuditRow(id=str(ULID()), action="withdraw", what=row.article, **nobody))
    row.article = ""


def _checked(text: str, what: str, most: int) -> str:
    """As it is kept: newlines as newlines, no control characters, no white space around it. Raises BadInput."""
    lines = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c.isprintable() or c in "\n\t")
    found = lines.encode("utf-8", "replace").decode("utf-8").strip()
    if not any(c.isalnum() for c in found):
        raise BadInput(f"the {what} is empty")
    if len(found) > most:
        raise BadInput(f"the {what} has {len(found):,} characters; at most {most:,} fit, so keep to what matters most")
    return found
