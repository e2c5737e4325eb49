"""All personal state: conversations, commitments, feedback, reflections, practice, drills. SQLite (WAL) or PostgreSQL.

The only module that touches it, but for team.py and exchange.py. Every row has a ULID, an owner and a UTC time; every query is
scoped to an owner here, and the few that are not, in those two.
Tables are made by Alembic migrations (assistant/migrations), so that old data is kept. `dump` and `load` move a whole
database, of everybody and from one kind to the other.
"""

from __future__ import annotations

import copy
import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from ulid import ULID

from assistant.errors import StoreError
from corpus.files import exclusive

PATIENCE = 10  # seconds for which a write waits for another process's
_LOCK = 7_260_114  # PostgreSQL's advisory lock while tables are made
_upgrading = threading.Lock()  # Alembic keeps what it is at in a module: one at a time, also for different databases


class Words(sa.types.TypeDecorator[str]):
    """Text that every database takes: PostgreSQL refuses NUL, and half a character cannot be written down anywhere."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


class Base(DeclarativeBase):
    """Columns that every table has."""

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(200), index=True)
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class ConversationRow(Base):
    __tablename__ = "conversations"
    title: Mapped[str] = mapped_column(Words)


class TurnRow(Base):
    __tablename__ = "turns"
    conversation: Mapped[str] = mapped_column(sa.String(26), index=True)
    question: Mapped[str] = mapped_column(Words)
    state: Mapped[str] = mapped_column(sa.String(20))  # running, done, stopped, failed
    answer: Mapped[str] = mapped_column(Words)  # JSON of the answer as far as it is


class CommitmentRow(Base):
    __tablename__ = "commitments"
    turn: Mapped[str] = mapped_column(sa.String(26))
    text: Mapped[str] = mapped_column(Words)
    due: Mapped[date | None] = mapped_column(sa.Date)
    state: Mapped[str] = mapped_column(sa.String(20))  # open, done, dropped


class FeedbackRow(Base):
    __tablename__ = "feedback"
    turn: Mapped[str] = mapped_column(sa.String(26), index=True)
    good: Mapped[bool] = mapped_column(sa.Boolean)
    reason: Mapped[str] = mapped_column(Words)


class UnansweredRow(Base):
    __tablename__ = "unanswered"
    question: Mapped[str] = mapped_column(Words)
    nearest: Mapped[str] = mapped_column(Words)
    state: Mapped[str] = mapped_column(sa.String(20))  # open, done


class ReflectionRow(Base):
    __tablename__ = "reflections"
    exercise: Mapped[str] = mapped_column(sa.String(60), index=True)
    state: Mapped[str] = mapped_column(sa.String(20))  # open, done
    updated: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    document: Mapped[str] = mapped_column(Words)  # JSON of the answers and, when done, of the result


class PracticeSessionRow(Base):
    __tablename__ = "practice_sessions"
    scenario: Mapped[str] = mapped_column(sa.String(200), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    ledger: Mapped[str] = mapped_column(Words)  # JSON of the scenario as it was then
    seed: Mapped[int] = mapped_column(sa.Integer)
    head: Mapped[str] = mapped_column(sa.String(26))  # the turn where the talk stands, "" before the first
    state: Mapped[str] = mapped_column(sa.String(20))  # open, done, stopped


class PracticeTurnRow(Base):
    __tablename__ = "practice_turns"
    session: Mapped[str] = mapped_column(sa.String(26), index=True)
    parent: Mapped[str] = mapped_column(sa.String(26))  # turns form a tree: going back and trying again keeps both
    document: Mapped[str] = mapped_column(Words)


class PracticeLabelRow(Base):
    __tablename__ = "practice_labels"
    session: Mapped[str] = mapped_column(sa.String(26), index=True)
    turn: Mapped[str] = mapped_column(sa.String(26), index=True)
    sentence: Mapped[int] = mapped_column(sa.Integer)  # from 0
    text: Mapped[str] = mapped_column(Words)
    was: Mapped[str] = mapped_column(sa.String(20))
    move: Mapped[str] = mapped_column(sa.String(20))
    learn: Mapped[bool] = mapped_column(sa.Boolean)  # whether it may join the training data


class PracticeResultRow(Base):
    __tablename__ = "practice_results"
    session: Mapped[str] = mapped_column(sa.String(26), index=True)
    turn: Mapped[str] = mapped_column(sa.String(26))  # the end of the branch that was scored
    scenario: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(20))
    score: Mapped[int] = mapped_column(sa.Integer)
    document: Mapped[str] = mapped_column(Words)


class DrillRow(Base):
    __tablename__ = "drills"
    drill: Mapped[str] = mapped_column(sa.String(40), index=True)
    item: Mapped[str] = mapped_column(sa.String(80))
    due: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    document: Mapped[str] = mapped_column(Words)  # JSON: the scheduler's card and the answers so far


class PersonRow(Base):
    __tablename__ = "people"
    __table_args__ = (sa.Index("ix_people_one", "owner", unique=True),)
    name: Mapped[str] = mapped_column(Words)
    email: Mapped[str] = mapped_column(Words)
    role: Mapped[str] = mapped_column(sa.String(20))  # member, editor; admins are named in the settings
    ended: Mapped[str] = mapped_column(Words)  # JSON: marks of sessions that were ended before their time


class ShareRow(Base):
    __tablename__ = "shares"
    token: Mapped[str] = mapped_column(sa.String(60), unique=True)  # what a link has
    kind: Mapped[str] = mapped_column(sa.String(20))  # conversation, practice
    of: Mapped[str] = mapped_column(sa.String(26), index=True)
    title: Mapped[str] = mapped_column(Words)
    document: Mapped[str] = mapped_column(Words)  # JSON of the transcript as it was when it was shared


class AssignmentRow(Base):
    __tablename__ = "assignments"
    person: Mapped[str] = mapped_column(sa.String(200), index=True)  # who is asked, "" for everybody
    scenario: Mapped[str] = mapped_column(sa.String(200))
    due: Mapped[date] = mapped_column(sa.Date)


class AuditRow(Base):
    __tablename__ = "audit"
    action: Mapped[str] = mapped_column(sa.String(40))
    what: Mapped[str] = mapped_column(Words)


class ExchangeQuestionRow(Base):
    __tablename__ = "exchange_questions"
    turn: Mapped[str] = mapped_column(sa.String(26))  # the owner's own, where it was asked first
    text: Mapped[str] = mapped_column(Words)  # with marks for names
    name: Mapped[str] = mapped_column(Words)  # as it is shown; "" for an asker who is hidden
    state: Mapped[str] = mapped_column(sa.String(20))  # open, closed
    looked: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))  # when the owner last saw its answers


class ExchangeAnswerRow(Base):
    __tablename__ = "exchange_answers"
    __table_args__ = (sa.Index("ix_exchange_answers_one", "owner", "question", unique=True),)
    question: Mapped[str] = mapped_column(sa.String(26), index=True)
    text: Mapped[str] = mapped_column(Words)
    name: Mapped[str] = mapped_column(Words)  # as it is shown; "" for "a colleague"
    state: Mapped[str] = mapped_column(sa.String(20))  # given, offered (may become a card), card, declined
    changed: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    article: Mapped[str] = mapped_column(sa.String(60))  # which it became, "" for none


class ExchangeWithdrawnRow(Base):
    """An article that must not be in the library any more; nobody's row, so that it stays when a person goes."""

    __tablename__ = "exchange_withdrawn"
    article: Mapped[str] = mapped_column(sa.String(60), index=True)


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    title: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked and what was answered so far; `answer` is the answer's JSON document."""

    id: str
    conversation: str
    question: str
    state: str
    answer: dict[str, Any]
    created: datetime


@dataclass(frozen=True, slots=True)
class Commitment:
    id: str
    text: str
    due: date | None
    state: str
    created: datetime
    turn: str = ""  # the answer that it came from


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that found nothing; done when the library's editor has seen to it."""

    id: str
    question: str
    nearest: tuple[str, ...]
    state: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted a moment ago, for `Store.put_back`."""

    rows: tuple[tuple[str, Mapping[str, Any]], ...] = ()


@dataclass(frozen=True, slots=True)
class Reflection:
    """A run of an exercise; `document` holds its answers and, when it is done, its result."""

    id: str
    exercise: str
    state: str
    document: dict[str, Any]
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class PracticeSession:
    """A practice talk; `ledger` is the scenario's document, `head` the turn where it stands ("" before the first)."""

    id: str
    scenario: str
    kind: str
    ledger: dict[str, Any]
    seed: int
    head: str
    state: str
    created: datetime


@dataclass(frozen=True, slots=True)
class PracticeTurn:
    id: str
    parent: str
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PracticeLabel:
    """What a person says a sentence is; `was` is what it was labelled as before."""

    id: str
    session: str
    turn: str
    sentence: int
    text: str
    was: str
    move: str
    learn: bool


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """A scored talk; `document` is the scorecard."""

    session: str
    turn: str
    scenario: str
    kind: str
    score: int
    document: dict[str, Any]
    created: datetime


@dataclass(frozen=True, slots=True)
class Drill:
    """One item of a drill as it stands for this person."""

    drill: str
    item: str
    due: datetime
    document: dict[str, Any]


class Store:
    """One person's door to the database at `url`. Raises StoreError when it cannot be read or written."""

    def __init__(self, url: str, owner: str = "local", *, keep_unanswered: bool = True) -> None:
        self.owner, self._keep_unanswered = owner, keep_unanswered
        self._engine = _engine(url)
        _migrate(self._engine, url)

    def of(self, owner: str) -> Store:
        """The same database as another person's door; both share its connections."""
        other = copy.copy(self)
        other.owner = owner
        return other

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction. Raises StoreError."""
        try:
            with Session(self._engine) as session, session.begin():
                yield session
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"what you did could not be saved ({_why(error)})") from error

    def new(self) -> dict[str, Any]:
        """What every new row has."""
        return {"id": str(ULID()), "owner": self.owner, "created": datetime.now(UTC)}

    def mine(self, table: type[Any]) -> sa.Select[Any]:
        """The one place where rows are scoped to their owner."""
        return sa.select(table).where(table.owner == self.owner)

    # ---- conversations

    def start_conversation(self, title: str) -> str:
        """Returns the id."""
        row = ConversationRow(**self.new(), title=title[:200])
        with self.session() as session:
            session.add(row)
            return row.id

    def conversations(self, search: str = "") -> list[Conversation]:
        """Newest first; `search` looks into titles and questions."""
        query = self.mine(ConversationRow).order_by(ConversationRow.id.desc())
        if search:
            pattern = f"%{search}%"
            asked = sa.select(TurnRow.conversation).where(TurnRow.owner == self.owner, TurnRow.question.ilike(pattern))
            query = query.where(sa.or_(ConversationRow.title.ilike(pattern), ConversationRow.id.in_(asked)))
        with self.session() as session:
            return [Conversation(row.id, row.title, row.created) for row in session.scalars(query)]

    def rename_conversation(self, id: str, title: str) -> None:
        with self.session() as session:
            for row in session.scalars(self.mine(ConversationRow).where(ConversationRow.id == id)):
                row.title = title[:200]

    def delete_conversation(self, id: str) -> Removed:
        """With its turns, what was said of them and its links; what was promised in it stays a commitment."""
        turns = sa.select(TurnRow.id).where(TurnRow.owner == self.owner, TurnRow.conversation == id)
        wanted = (
            self.mine(ConversationRow).where(ConversationRow.id == id),
            self.mine(ShareRow).where(ShareRow.of == id),
            self.mine(FeedbackRow).where(FeedbackRow.turn.in_(turns)),
            self.mine(TurnRow).where(TurnRow.conversation == id),
        )
        with self.session() as session:
            rows = [row for query in wanted for row in session.scalars(query)]
            for row in rows:
                session.delete(row)
            return Removed(tuple((row.__tablename__, _values(row)) for row in rows))

    def put_back(self, removed: Removed) -> None:
        """Takes a deletion back; what is this owner's only."""
        with self.session() as session:
            for table, values in removed.rows:
                there = session.get(_CLASSES[table], values["id"])
                if values["owner"] == self.owner and (there is None or there.owner == self.owner):
                    session.merge(_CLASSES[table](**values))

    # ---- turns

    def start_turn(self, conversation: str, question: str) -> str:
        """Stores what was asked before anything is answered; returns the id."""
        row = TurnRow(**self.new(), conversation=conversation, question=question, state="running", answer="{}")
        with self.session() as session:
            session.add(row)
            return row.id

    def save_answer(self, id: str, answer: dict[str, Any], state: str) -> None:
        """Replaces what is stored of the answer; a turn that was stopped stays stopped."""
        with self.session() as session:
            for row in session.scalars(self.mine(TurnRow).where(TurnRow.id == id)):
                row.answer = json.dumps(answer, ensure_ascii=False)
                row.state = row.state if row.state == "stopped" and state == "running" else state

    def turns(self, conversation: str) -> list[Turn]:
        """In the order in which they were asked."""
        query = self.mine(TurnRow).where(TurnRow.conversation == conversation).order_by(TurnRow.id)
        with self.session() as session:
            return [_turn(row) for row in session.scalars(query)]

    def turn(self, id: str) -> Turn | None:
        with self.session() as session:
            row = session.scalars(self.mine(TurnRow).where(TurnRow.id == id)).first()
            return _turn(row) if row else None

    def fail_running(self) -> int:
        """After a restart: turns whose worker is gone. Returns how many."""
        with self.session() as session:
            rows = list(session.scalars(self.mine(TurnRow).where(TurnRow.state == "running")))
            for row in rows:
                row.state = "failed"
            return len(rows)

    # ---- commitments, feedback, unanswered questions

    def add_commitment(self, text: str, due: date | None, turn: str = "") -> str:
        row = CommitmentRow(**self.new(), turn=turn, text=text, due=due, state="open")
        with self.session() as session:
            session.add(row)
            return row.id

    def commitments(self) -> list[Commitment]:
        """Open ones first, by date."""
        query = self.mine(CommitmentRow).order_by(CommitmentRow.state != "open", CommitmentRow.due, CommitmentRow.id)
        with self.session() as session:
            return [
                Commitment(row.id, row.text, row.due, row.state, row.created, row.turn)
                for row in session.scalars(query)
            ]

    def set_commitment(self, id: str, state: str) -> bool:
        """done, dropped, open, or deleted; whether there was one. `id` may be its unique beginning."""
        with self.session() as session:
            rows = list(
                session.scalars(self.mine(CommitmentRow).where(CommitmentRow.id.startswith(id, autoescape=True)))
            )
            if len(rows) != 1 or not id:
                return False
            if state == "deleted":
                session.delete(rows[0])
            else:
                rows[0].state = state
            return True

    def add_feedback(self, turn: str, good: bool, reason: str = "") -> None:
        """Replaces earlier feedback on the same turn."""
        with self.session() as session:
            session.execute(sa.delete(FeedbackRow).where(FeedbackRow.owner == self.owner, FeedbackRow.turn == turn))
            session.add(FeedbackRow(**self.new(), turn=turn, good=good, reason=reason[:2000]))

    def feedback(self, turn: str) -> bool | None:
        with self.session() as session:
            row = session.scalars(self.mine(FeedbackRow).where(FeedbackRow.turn == turn)).first()
            return row.good if row else None

    def rated_turns(self) -> list[tuple[Turn, bool, str]]:
        """(turn, good, reason) of every answer that was rated, oldest first."""
        query = self.mine(FeedbackRow).order_by(FeedbackRow.id)
        with self.session() as session:
            rated = [(row.turn, row.good, row.reason) for row in session.scalars(query)]
        return [(turn, good, reason) for id, good, reason in rated if (turn := self.turn(id)) is not None]

    def add_unanswered(self, question: str, nearest: list[str]) -> None:
        """Keeps a question that found nothing, unless that is switched off."""
        if not self._keep_unanswered:
            return
        row = UnansweredRow(**self.new(), question=question[:2000], nearest=json.dumps(nearest), state="open")
        with self.session() as session:
            session.add(row)

    def unanswered(self, state: str = "open") -> list[Unanswered]:
        """Newest first; "" for those that are done as well."""
        query = self.mine(UnansweredRow).order_by(UnansweredRow.id.desc())
        if state:
            query = query.where(UnansweredRow.state == state)
        with self.session() as session:
            return [as_unanswered(row) for row in session.scalars(query)]

    def set_unanswered(self, id: str, state: str) -> bool:
        """open, done or deleted; whether there was one."""
        with self.session() as session:
            row = session.scalars(self.mine(UnansweredRow).where(UnansweredRow.id == id)).first()
            if row is not None and state == "deleted":
                session.delete(row)
            elif row is not None:
                row.state = state
            return row is not None

    # ---- reflections

    def start_reflection(self, exercise: str) -> str:
        """Returns the id."""
        new = self.new()
        row = ReflectionRow(**new, exercise=exercise, state="open", updated=new["created"], document="{}")
        with self.session() as session:
            session.add(row)
            return row.id

    def save_reflection(self, id: str, document: dict[str, Any], state: str) -> None:
        """Replaces what is stored of a run."""
        with self.session() as session:
            for row in session.scalars(self.mine(ReflectionRow).where(ReflectionRow.id == id)):
                row.document = json.dumps(document, ensure_ascii=False)
                row.state, row.updated = state, datetime.now(UTC)

    def reflections(self, exercise: str = "", state: str = "") -> list[Reflection]:
        """Newest first."""
        query = self.mine(ReflectionRow).order_by(ReflectionRow.id.desc())
        if exercise:
            query = query.where(ReflectionRow.exercise == exercise)
        if state:
            query = query.where(ReflectionRow.state == state)
        with self.session() as session:
            return [_reflection(row) for row in session.scalars(query)]

    def reflection(self, id: str) -> Reflection | None:
        """The one of that id, or of the unique beginning or end of one."""
        if not id:
            return None
        key = id.upper()
        with self.session() as session:
            rows = list(
                session.scalars(
                    self.mine(ReflectionRow).where(
                        sa.or_(
                            ReflectionRow.id.startswith(key, autoescape=True),
                            ReflectionRow.id.endswith(key, autoescape=True),
                        )
                    )
                )
            )
            return _reflection(rows[0]) if len(rows) == 1 else None

    def delete_reflection(self, id: str) -> bool:
        """Whether there was one; what was promised in it stays a commitment."""
        with self.session() as session:
            row = session.scalars(self.mine(ReflectionRow).where(ReflectionRow.id == id)).first()
            if row is not None:
                session.delete(row)
            return row is not None

    # ---- practice

    def start_practice(self, scenario: str, kind: str, ledger: dict[str, Any], seed: int) -> str:
        """Returns the id."""
        row = PracticeSessionRow(
            **self.new(), scenario=scenario, kind=kind, ledger=_dump(ledger), seed=seed, head="", state="open"
        )
        with self.session() as session:
            session.add(row)
            return row.id

    def practice(self, id: str) -> PracticeSession | None:
        with self.session() as session:
            row = session.scalars(self.mine(PracticeSessionRow).where(PracticeSessionRow.id == id)).first()
            return _practice(row) if row else None

    def practices(self, most: int | None = None, *, begun: bool = False) -> list[PracticeSession]:
        """Newest first, at most so many; with `begun`, only those in which something was said."""
        query = self.mine(PracticeSessionRow).order_by(PracticeSessionRow.id.desc()).limit(most)
        if begun:
            said = sa.select(PracticeTurnRow.session).where(PracticeTurnRow.owner == self.owner)
            query = query.where(PracticeSessionRow.id.in_(said))
        with self.session() as session:
            return [_practice(row) for row in session.scalars(query)]

    def practice_sizes(self) -> dict[str, int]:
        """Session -> how many turns were said in it, on all branches; sessions without a turn are left out."""
        count = (
            sa.select(PracticeTurnRow.session, sa.func.count())
            .where(PracticeTurnRow.owner == self.owner)
            .group_by(PracticeTurnRow.session)
        )
        with self.session() as session:
            return {id: int(turns) for id, turns in session.execute(count).all()}

    def delete_practice(self, id: str) -> None:
        """With its turns, labels, results and links."""
        with self.session() as session:
            session.execute(sa.delete(ShareRow).where(ShareRow.owner == self.owner, ShareRow.of == id))
            for table in (PracticeTurnRow, PracticeLabelRow, PracticeResultRow):
                session.execute(sa.delete(table).where(table.owner == self.owner, table.session == id))
            session.execute(
                sa.delete(PracticeSessionRow).where(PracticeSessionRow.owner == self.owner, PracticeSessionRow.id == id)
            )

    def add_practice_turn(self, id: str, parent: str, document: dict[str, Any], state: str = "open") -> str:
        """Adds a turn after `parent` and moves the talk there; returns the turn's id."""
        row = PracticeTurnRow(**self.new(), session=id, parent=parent, document=_dump(document))
        with self.session() as session:
            session.add(row)
            for talk in session.scalars(self.mine(PracticeSessionRow).where(PracticeSessionRow.id == id)):
                talk.head, talk.state = row.id, state
            return row.id

    def move_practice(self, id: str, head: str, state: str = "open") -> None:
        """Goes to another turn of the talk ("" is before the first)."""
        with self.session() as session:
            for row in session.scalars(self.mine(PracticeSessionRow).where(PracticeSessionRow.id == id)):
                row.head, row.state = head, state

    def practice_turn_ids(self) -> list[str]:
        """Of all turns of all sessions; a ULID says when."""
        query = sa.select(PracticeTurnRow.id).where(PracticeTurnRow.owner == self.owner)
        with self.session() as session:
            return list(session.scalars(query))

    def practice_turns_since(self, id: str) -> list[PracticeTurn]:
        """The turns of all sessions whose ids are not below this one."""
        query = self.mine(PracticeTurnRow).where(PracticeTurnRow.id >= id).order_by(PracticeTurnRow.id)
        with self.session() as session:
            return [_practice_turn(row) for row in session.scalars(query)]

    def practice_turns(self, id: str) -> list[PracticeTurn]:
        """All turns of all branches, in the order in which they were said."""
        query = self.mine(PracticeTurnRow).where(PracticeTurnRow.session == id).order_by(PracticeTurnRow.id)
        with self.session() as session:
            return [_practice_turn(row) for row in session.scalars(query)]

    def label_practice(
        self, session: str, turn: str, sentence: int, text: str, was: str, move: str, learn: bool
    ) -> None:
        """Replaces an earlier label of the same sentence."""
        mine = (PracticeLabelRow.owner == self.owner, PracticeLabelRow.turn == turn)
        with self.session() as db:
            db.execute(sa.delete(PracticeLabelRow).where(*mine, PracticeLabelRow.sentence == sentence))
            if move != was:
                values = {"sentence": sentence, "text": text, "was": was, "move": move, "learn": learn}
                db.add(PracticeLabelRow(**self.new(), session=session, turn=turn, **values))

    def practice_labels(self, session: str | None = None) -> list[PracticeLabel]:
        """Of one talk, or all."""
        query = self.mine(PracticeLabelRow).order_by(PracticeLabelRow.id)
        if session is not None:
            query = query.where(PracticeLabelRow.session == session)
        with self.session() as db:
            return [
                PracticeLabel(row.id, row.session, row.turn, row.sentence, row.text, row.was, row.move, row.learn)
                for row in db.scalars(query)
            ]

    def add_practice_result(
        self, session: str, turn: str, scenario: str, kind: str, score: int, document: dict[str, Any]
    ) -> None:
        """Replaces an earlier result of the same branch."""
        mine = (PracticeResultRow.owner == self.owner, PracticeResultRow.session == session)
        with self.session() as db:
            db.execute(sa.delete(PracticeResultRow).where(*mine, PracticeResultRow.turn == turn))
            values = {"scenario": scenario, "kind": kind, "score": score, "document": _dump(document)}
            db.add(PracticeResultRow(**self.new(), session=session, turn=turn, **values))

    def practice_results(self) -> list[PracticeResult]:
        """Oldest first."""
        with self.session() as session:
            return [
                PracticeResult(
                    row.session,
                    row.turn,
                    row.scenario,
                    row.kind,
                    row.score,
                    json.loads(row.document),
                    utc(row.created),
                )
                for row in session.scalars(self.mine(PracticeResultRow).order_by(PracticeResultRow.id))
            ]

    def save_drill(self, drill: str, item: str, due: datetime, document: dict[str, Any]) -> None:
        """One row an item: what is known replaces what was known."""
        query = self.mine(DrillRow).where(DrillRow.drill == drill, DrillRow.item == item)
        with self.session() as session:
            row = session.scalars(query).first()
            if row is None:
                session.add(DrillRow(**self.new(), drill=drill, item=item, due=due, document=_dump(document)))
            else:
                row.due, row.document = due, _dump(document)

    def drills(self) -> list[Drill]:
        """All items that were ever answered, the one that is due first first."""
        with self.session() as session:
            return [
                Drill(row.drill, row.item, utc(row.due), json.loads(row.document))
                for row in session.scalars(self.mine(DrillRow).order_by(DrillRow.due, DrillRow.id))
            ]

    # ---- all of it

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of this owner by table, and what this owner is asked for, as JSON values, oldest first."""
        with self.session() as session:
            return {
                table: [
                    _as_json(_values(row))
                    for row in session.scalars(sa.select(kind).where(self._about_me(kind)).order_by(kind.id))
                ]
                for table, kind in sorted(_CLASSES.items())
                if kind is not ExchangeWithdrawnRow  # nobody's
            }

    def _about_me(self, table: type[Any]) -> Any:
        """Rows that go with this person: their own, and what was asked of them alone."""
        mine = table.owner == self.owner
        return sa.or_(mine, table.person == self.owner) if table is AssignmentRow else mine

    def erase(self) -> int:
        """Deletes every row of this owner, from the files as well; returns how many there were.

        That somebody changed the library stays on record, without who it was.
        """
        with self.session() as session:
            gone = sum(
                session.execute(
                    sa.update(kind).where(kind.owner == self.owner).values(owner="")
                    if kind is AuditRow
                    else sa.delete(kind).where(self._about_me(kind))
                ).rowcount  # type: ignore[attr-defined]
                for kind in _CLASSES.values()
            )
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("VACUUM"))  # the free pages, too
                if self._engine.dialect.name == "sqlite":
                    connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"it is deleted, but its room in the file is not freed yet ({_why(error)})") from error
        return gone

    def close(self) -> None:
        self._engine.dispose()


_CLASSES: dict[str, Any] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


# ---------------------------------------------------------------- a whole database


def dump(url: str) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """The revision of the tables, and every row of everybody as JSON values, by table. Raises StoreError."""
    store = Store(url)
    try:
        with store._engine.connect() as connection:
            revision = str(connection.execute(sa.text("select version_num from alembic_version")).scalar())
            tables = {
                table.name: [
                    _as_json(dict(row)) for row in connection.execute(sa.select(table).order_by(table.c.id)).mappings()
                ]
                for table in Base.metadata.sorted_tables
            }
            return revision, tables
    except sa.exc.SQLAlchemyError as error:
        raise StoreError(f"the database {_safe(url)} cannot be read ({_why(error)})") from error
    finally:
        store.close()


def load(url: str, revision: str, tables: Mapping[str, Iterable[Mapping[str, Any]]], *, replace: bool = False) -> None:
    """Puts what `dump` gave into an empty database, or in the place of what is there; all of it or nothing.

    Rows of an older revision go through the migrations since then. Raises StoreError, also for a database that holds
    something unless `replace`, and for a revision or a table that this version does not know.
    """
    if revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise StoreError(f"it was made by another version of the program (tables {revision})")
    engine = _engine(url)
    if engine.dialect.name == "sqlite":  # where tables are made outside transactions, unless one is begun by hand
        sa.event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            found = sa.MetaData()
            found.reflect(connection)
            if "alembic_version" in found.tables:
                held = [table for name, table in found.tables.items() if name != "alembic_version"]
                if not replace and any(connection.execute(sa.select(table).limit(1)).first() for table in held):
                    raise StoreError(f"the database {_safe(url)} holds data already")
                found.drop_all(connection)
            _upgrade(connection, revision)
            made = sa.MetaData()
            made.reflect(connection)
            for name, rows in tables.items():
                if name not in made.tables or name == "alembic_version":
                    raise StoreError(f"it has a table {name!r}, which this version does not know")
                values = [_from_json(made.tables[name], row) for row in rows]
                if values:
                    connection.execute(sa.insert(made.tables[name]), values)
            _upgrade(connection, "head")
    except (sa.exc.SQLAlchemyError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise StoreError(f"the data cannot be put into {_safe(url)} ({_why(error)})") from error
    finally:
        engine.dispose()


def _values(row: Base) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: utc(value).isoformat() if isinstance(value, datetime) else value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }  # fmt: skip


def _from_json(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    def value(name: str, given: Any) -> Any:
        kind = table.c[name].type
        if given is None:
            return None
        if isinstance(kind, sa.DateTime):
            return datetime.fromisoformat(given)
        return date.fromisoformat(given) if isinstance(kind, sa.Date) else given

    return {name: value(name, given) for name, given in row.items()}


# ---------------------------------------------------------------- opening one


def _engine(url: str) -> sa.Engine:
    if url.startswith(("postgres://", "postgresql://")):  # the driver that this project installs
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    try:
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    except ImportError as error:
        raise StoreError(
            f"the database {_safe(url)} needs a driver; for PostgreSQL: pip install 'psycopg[binary]'"
        ) from error
    except (sa.exc.SQLAlchemyError, OSError, ValueError) as error:
        raise StoreError(f"the database {_safe(url)} cannot be opened ({_short(error)})") from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_pragmas)
    return engine


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _scripts() -> Any:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def _upgrade(connection: sa.Connection, revision: str) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    with _upgrading:
        command.upgrade(config, revision)


def _migrate(engine: sa.Engine, url: str) -> None:
    """Brings the tables to this version's; one process at a time."""
    from alembic.runtime.migration import MigrationContext
    from alembic.util import CommandError

    def current() -> str | None:
        with engine.connect() as connection:
            revision: str | None = MigrationContext.configure(connection).get_current_revision()
            return revision

    try:
        if current() == _scripts().get_current_head():
            return
        lock = Path(url.removeprefix("sqlite:///") + ".lock") if url.startswith("sqlite:///") else None
        alone = exclusive(lock, 60, "another process is preparing the database") if lock else _nothing()
        with alone, engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            _upgrade(connection, "head")  # does nothing where another process was first
    except CommandError as error:
        raise StoreError(f"the database {_safe(url)} was made by a newer version of this program") from error
    except sa.exc.SQLAlchemyError as error:
        raise StoreError(f"the database {_safe(url)} cannot be used ({_why(error)})") from error


def as_unanswered(row: UnansweredRow) -> Unanswered:
    """What a row says."""
    return Unanswered(row.id, row.question, tuple(json.loads(row.nearest)), row.state, utc(row.created))


def _turn(row: TurnRow) -> Turn:
    return Turn(row.id, row.conversation, row.question, row.state, json.loads(row.answer or "{}"), row.created)


def _reflection(row: ReflectionRow) -> Reflection:
    return Reflection(row.id, row.exercise, row.state, json.loads(row.document or "{}"), row.created, row.updated)


def _practice_turn(row: PracticeTurnRow) -> PracticeTurn:
    return PracticeTurn(row.id, row.parent, json.loads(row.document))


def _practice(row: PracticeSessionRow) -> PracticeSession:
    ledger = json.loads(row.ledger)
    return PracticeSession(row.id, row.scenario, row.kind, ledger, row.seed, row.head, row.state, utc(row.created))


def _dump(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def utc(time: datetime) -> datetime:
    """SQLite forgets the zone."""
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _set_pragmas(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # secure_delete: what is deleted is overwritten, so that it is not in the file any more.
    for pragma in (
        f"busy_timeout={PATIENCE * 1000}",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    # SQLite does not wait out busy_timeout where several processes turn a new file to WAL at once.
    until = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= until:
                raise
            time.sleep(0.02)
    cursor.close()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _safe(url: str) -> str:
    try:
        return sa.engine.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return "given"


def _why(error: Exception) -> str:
    """What a database says, in words that tell what to do."""
    said = _short(error)
    if "database is locked" in said:
        return "another program holds the database; try again in a moment"
    if "disk is full" in said or "disk I/O error" in said or "No space left" in said:
        return "the disk is full or cannot be written; make room, then try again"
    return said


def _short(error: Exception) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())[:160]
