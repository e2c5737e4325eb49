"""What crosses from one person to another, and nothing else does: names and roles, shared transcripts, practice that a lead
asks for, group figures, questions that found nothing, and who changed the library. What shows or changes something that is
not one's own asks `people.require` first.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from assistant.errors import BadInput, NotLoggedIn, StoreError
from assistant.people import LOCAL, ROLES, Person, Role, require
from assistant.people import Session as Recognised
from assistant.practice.progress import counted
from assistant.store import (
    AssignmentRow,
    AuditRow,
    ConversationRow,
    PersonRow,
    PracticeResultRow,
    PracticeSessionRow,
    PracticeTurnRow,
    ShareRow,
    Store,
    Unanswered,
    UnansweredRow,
    as_unanswered,
    utc,
)

FEWEST = 5  # people that a group figure needs
WEEKS = 4  # whole weeks that group figures look back on
ENDED = 50  # sessions of a person that were ended by hand and are remembered
KINDS = {"conversation": ConversationRow, "practice": PracticeSessionRow}


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who was here."""

    id: str
    name: str
    email: str
    role: Role
    since: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """A transcript as it was when it was shared. `document` is what its kind's page shows."""

    token: str
    kind: str
    of: str
    title: str
    document: dict[str, Any]
    by: str  # a name
    when: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A practice that a lead asks for."""

    id: str
    scenario: str
    due: date
    by: str  # a name
    person: str  # the id of who is asked, "" for everybody
    done: bool = False  # for who is asked
    states: tuple[tuple[str, bool], ...] = ()  # for who asks: (name, done)


@dataclass(frozen=True, slots=True)
class Change:
    """That somebody changed the library."""

    when: datetime
    by: str
    action: str
    what: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group practised in the last whole weeks; only where FEWEST people or more are in it, in whole numbers."""

    kind: str
    since: date
    people: int
    talks: int
    score: int  # the average of each person's average
    checks: tuple[tuple[str, int], ...]  # (title, percent of the people who passed it at least once)


def arrive(store: Store, found: Recognised, admins: Iterable[str]) -> Person:
    """The store's owner, who has just been seen, with the role that they have now; a newcomer is a member.

    Raises NotLoggedIn for a session that was ended.
    """
    with store.session() as session:
        row = session.scalars(store.mine(PersonRow)).first()
        if row is not None and found.mark in json.loads(row.ended):
            raise NotLoggedIn("you logged out")
        if row is not None and (row.name, row.email) != (found.name, found.email):
            row.name, row.email = found.name, found.email
        if row is not None:
            return Person(store.owner, found.name, _role(row, _set(admins)))
    with contextlib.suppress(StoreError), store.session() as session:  # another tab was first
        session.add(PersonRow(**store.new(), name=found.name, email=found.email, role="member", ended="[]"))
    with store.session() as session:
        if session.scalars(store.mine(PersonRow)).first() is None:
            raise StoreError("who you are could not be saved")
    return arrive(store, found, admins)


class Team:
    """One person's door to the others."""

    def __init__(self, store: Store, person: Person, admins: Iterable[str] = ()) -> None:
        assert store.owner == person.id
        self._store, self._person = store, person
        self._admins = _set(admins)

    # ---- sessions of one's own

    def end_session(self, mark: str) -> None:
        """This session counts no more, in whatever window its cookie still is."""
        with self._store.session() as session:
            for row in session.scalars(self._store.mine(PersonRow)):
                row.ended = json.dumps([*json.loads(row.ended), mark][-ENDED:])

    # ---- people and roles

    def people(self) -> list[Known]:
        """Everybody who was ever logged in, by name; for leads and admins."""
        require(self._person, "lead")
        with self._store.session() as session:
            rows = session.scalars(sa.select(PersonRow)).all()
            found = [
                Known(row.owner, row.name or row.email, row.email, _role(row, self._admins), utc(row.created))
                for row in rows
            ]
        return sorted(found, key=lambda known: known.name.casefold())

    def set_role(self, who: str, role: str) -> Known:
        """member or editor, for somebody by id or e-mail address. Raises NotAllowed, BadInput."""
        require(self._person, "roles")
        if role not in ROLES:
            raise BadInput(f"there is no role {role!r}; there are: {', '.join(ROLES)}")
        if role == "admin":
            raise BadInput("admins are named in COACH_ADMINS, by their e-mail addresses")
        found = [known for known in self.people() if who in (known.id, known.email)]
        if len(found) != 1:
            raise BadInput(f"there is nobody {who!r} (`coach people list` shows who was here)")
        with self._store.session() as session:
            session.execute(sa.update(PersonRow).where(PersonRow.owner == found[0].id).values(role=role))
        self.record("role", f"{found[0].id} {role}")  # the id: a name would outlive the deletion of somebody's data
        return next(known for known in self.people() if known.id == found[0].id)

    # ---- one transcript

    def share(self, kind: str, of: str, title: str, document: dict[str, Any]) -> str:
        """Makes a transcript of one's own readable for colleagues; returns the token of its link. An older link goes."""
        require(self._person, "own")
        with self._store.session() as session:
            table = KINDS[kind]
            if session.scalars(self._store.mine(table).where(table.id == of)).first() is None:
                raise BadInput("there is nothing of yours to share there")
            session.execute(sa.delete(ShareRow).where(ShareRow.owner == self._person.id, ShareRow.of == of))
            row = ShareRow(
                **self._store.new(), token=secrets.token_urlsafe(24), kind=kind, of=of, title=title[:200],
                document=json.dumps(document, ensure_ascii=False),
            )  # fmt: skip
            session.add(row)
            return row.token

    def unshare(self, token: str) -> None:
        """Takes it back: the link shows nothing from then on."""
        with self._store.session() as session:
            mine = sa.delete(ShareRow).where(ShareRow.owner == self._person.id, ShareRow.token == token)
            session.execute(mine)

    def shares(self) -> list[Shared]:
        """What one shares, newest first."""
        with self._store.session() as session:
            rows = session.scalars(self._store.mine(ShareRow).order_by(ShareRow.id.desc())).all()
            return [_shared(row, self._person.name) for row in rows]

    def shared(self, token: str) -> Shared | None:
        """What a link shows to any colleague who has it."""
        require(self._person, "own")
        with self._store.session() as session:
            row = session.scalars(sa.select(ShareRow).where(ShareRow.token == token)).first()
            return _shared(row, _names(session).get(row.owner, "")) if row is not None and token else None

    # ---- practice that is asked for

    def ask(self, scenario: str, due: date, person: str = "") -> str:
        """Asks somebody, or with "" everybody, to practise a scenario; returns the id. Raises NotAllowed, BadInput."""
        require(self._person, "lead")
        if person and person not in {known.id for known in self.people()}:
            raise BadInput("there is no such person")
        row = AssignmentRow(**self._store.new(), person=person, scenario=scenario, due=due)
        with self._store.session() as session:
            session.add(row)
            return row.id

    def withdraw(self, id: str) -> None:
        """Takes back what one asked for."""
        require(self._person, "lead")
        with self._store.session() as session:
            session.execute(
                sa.delete(AssignmentRow).where(AssignmentRow.owner == self._person.id, AssignmentRow.id == id)
            )

    def asked_of_me(self) -> list[Asked]:
        """What others ask of this person, the next due first; what they have done since is done."""
        with self._store.session() as session:
            names = _names(session)
            rows = session.scalars(
                sa.select(AssignmentRow)
                .where(AssignmentRow.owner != self._person.id, AssignmentRow.person.in_(("", self._person.id)))
                .order_by(AssignmentRow.due, AssignmentRow.id)
            ).all()
            return [
                Asked(
                    row.id, row.scenario, row.due, names.get(row.owner, ""), row.person,
                    bool(_done(session, row, [self._person.id])),
                )
                for row in rows
            ]  # fmt: skip

    def asked(self) -> list[Asked]:
        """What this lead asks for, with who has done it since: only that, nothing of the talk."""
        require(self._person, "lead")
        with self._store.session() as session:
            names = _names(session)
            found = []
            rows = self._store.mine(AssignmentRow).order_by(AssignmentRow.due, AssignmentRow.id)
            for row in session.scalars(rows).all():
                asked = [row.person] if row.person else [id for id in names if id != self._person.id]
                done = _done(session, row, asked)
                states = tuple(
                    sorted(((names.get(id, ""), id in done) for id in asked), key=lambda one: one[0].casefold())
                )
                found.append(Asked(row.id, row.scenario, row.due, self._person.name, row.person, states=states))
            return found

    # ---- group figures

    def figures(self, today: date | None = None) -> list[Figures]:
        """Practice of the last whole weeks by kind, where enough people practised; for leads.

        Whole weeks and whole numbers, so that a figure before and after somebody's talk does not give that talk away.
        """
        require(self._person, "lead")
        now = today or datetime.now(UTC).date()
        until = now - timedelta(now.weekday())
        since = until - timedelta(7 * WEEKS)
        query = sa.select(PracticeResultRow).where(
            PracticeResultRow.created >= datetime.combine(since, time(), UTC),
            PracticeResultRow.created < datetime.combine(until, time(), UTC),
        )
        with self._store.session() as session:
            team = set(_names(session))
            rows = [row for row in session.scalars(query).all() if row.owner in team]
            kinds = sorted({row.kind for row in rows})
            return [found for kind in kinds if (found := _figures(kind, since, rows)) is not None]

    # ---- questions that found nothing

    def unanswered(self, state: str = "open") -> list[Unanswered]:
        """Everybody's, newest first, without who asked; for editors. "" for those that are done as well."""
        require(self._person, "unanswered")
        query = sa.select(UnansweredRow).order_by(UnansweredRow.id.desc())
        with self._store.session() as session:
            return [as_unanswered(row) for row in session.scalars(query).all() if state in ("", row.state)]

    def set_unanswered(self, id: str, state: str) -> bool:
        """open, done or deleted; whether there was one."""
        require(self._person, "unanswered")
        with self._store.session() as session:
            row = session.scalars(sa.select(UnansweredRow).where(UnansweredRow.id == id)).first()
            if row is not None and state == "deleted":
                session.delete(row)
            elif row is not None:
                row.state = state
            return row is not None

    # ---- who changed the library

    def record(self, action: str, what: str) -> None:
        """Keeps that this person changed the library, a scenario or a role."""
        require(self._person, "library")
        with self._store.session() as session:
            session.add(AuditRow(**self._store.new(), action=action[:40], what=what[:300]))

    def audit(self, most: int = 50) -> list[Change]:
        """The last changes, newest first; for editors."""
        require(self._person, "audit")
        with self._store.session() as session:
            names = _names(session)
            rows = session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(most)).all()
            return [
                Change(utc(row.created), names.get(row.owner, row.owner), row.action, _named(row, names))
                for row in rows
            ]


def _set(admins: Iterable[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, admins))


def _role(row: PersonRow, admins: frozenset[str]) -> Role:
    if row.email and row.email.casefold() in admins:
        return "admin"
    return "editor" if row.role == "editor" else "member"


def _names(session: Any) -> dict[str, str]:
    """Id -> name of everybody who was here."""
    return {row.owner: row.name or row.email for row in session.scalars(sa.select(PersonRow)).all()}


def _named(row: AuditRow, names: dict[str, str]) -> str:
    if row.action != "role":
        return row.what
    who, _, role = row.what.partition(" ")
    return f"{role}, {names.get(who, who)}"


def _shared(row: ShareRow, by: str) -> Shared:
    return Shared(row.token, row.kind, row.of, row.title, json.loads(row.document), by, utc(row.created))


def _done(session: Any, row: AssignmentRow, people: Iterable[str]) -> set[str]:
    """Who of these has a scorecard of the scenario whose last line was said since it was asked for."""
    query = (
        sa.select(PracticeResultRow.owner)
        .join(PracticeTurnRow, PracticeTurnRow.id == PracticeResultRow.turn)
        .where(
            PracticeResultRow.owner.in_(list(people)),
            PracticeResultRow.scenario == row.scenario,
            PracticeTurnRow.owner == PracticeResultRow.owner,
            PracticeTurnRow.created >= row.created,
        )
    )
    return set(session.scalars(query).all())


def _figures(kind: str, since: date, rows: Iterable[PracticeResultRow]) -> Figures | None:
    """None where fewer than FEWEST people are in it; a check that fewer had is left out."""
    scores: dict[str, list[int]] = {}
    passed: dict[str, dict[str, bool]] = {}  # title -> person -> whether it passed once
    for row in rows:
        if row.kind != kind:
            continue
        scores.setdefault(row.owner, []).append(row.score)
        for check in json.loads(row.document).get("checks", ()):
            if not counted(check):
                continue
            had = passed.setdefault(check["title"], {})
            had[row.owner] = had.get(row.owner, False) or bool(check["passed"])
    if len(scores) < FEWEST:
        return None
    average = sum(sum(one) / len(one) for one in scores.values()) / len(scores)
    checks = [(title, round(100 * sum(had.values()) / len(had))) for title, had in passed.items() if len(had) >= FEWEST]
    return Figures(
        kind, since, len(scores), sum(map(len, scores.values())), round(average),
        tuple(sorted(checks, key=lambda one: (one[1], one[0]))),
    )  # fmt: skip


def of(store: Store, admins: Iterable[str] = ()) -> Team:
    """The door of whoever works in the terminal of this machine, who may do everything."""
    return Team(store, Person(store.owner, LOCAL.name, "admin"), admins)
