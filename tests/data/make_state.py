"""Makes a database as this version of the program leaves it: `python -m tests.data.make_state`.

Run once for every revision of the tables, before the next one; tests/assistant/test_migrations.py opens each of the files
and finds all of it again.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

from ulid import ULID

from assistant import team
from assistant.people import Session
from assistant.store import ExchangeAnswerRow, ExchangeQuestionRow, Store

HERE = Path(__file__).parent


def fill(store: Store) -> None:
    """A row or more in every table, all of it findable by `what is said`."""
    talk = store.start_conversation("About Dana")
    turn = store.start_turn(talk, "She is quiet. Schließlich: “что делать?” 🤐")
    store.save_answer(turn, {"kind": "answer", "answer": "Ask her.", "steps": []}, "done")
    store.start_turn(talk, "And if she says no?")
    store.add_commitment("Talk to her on Thursday.", date(2026, 12, 3), turn)
    store.set_commitment(store.add_commitment("Listen first.", None), "done")
    store.add_feedback(turn, False, "too general")
    store.add_unanswered("accelerators on commission?", ["pay"])
    exercise = store.start_reflection("time-audit")
    store.save_reflection(exercise, {"answers": ["eleven hours of e-mail"]}, "done")
    session = store.start_practice("freight-dispatch", "discovery", {"title": "Freight"}, 7)
    said = store.add_practice_turn(session, "", {"said": "How does an order get in?"})
    store.label_practice(session, said, 0, "How does an order get in?", "closed", "open", True)
    store.add_practice_result(session, said, "freight-dispatch", "discovery", 64, {"checks": []})
    team.arrive(store, Session(store.owner, "Ann Example", "ann@firm.example", "a mark"), ())
    door = team.of(store)
    door.share("conversation", talk, "About Dana", {"turns": [{"question": "She is quiet.", "answer": {}}]})
    door.ask("freight-dispatch", date(2026, 12, 4))
    door.record("add", "parking")
    with store.session() as rows:
        now = datetime(2026, 11, 20, 9, tzinfo=UTC)
        put = {"turn": turn, "text": "NAME_1 is quiet.", "name": "", "state": "open", "looked": now}
        rows.add(ExchangeQuestionRow(**store.new(), **put))
        given = {"text": "Ask her on a walk.", "name": "Ann", "state": "card", "article": "exchange-01"}
        rows.add(ExchangeAnswerRow(**store.new(), question=str(ULID()), changed=now, **given))
    store.save_drill("moves", "item-1", datetime(2026, 12, 1, 9, tzinfo=UTC), {"answers": [True]})


def make(path: Path) -> None:
    """One file, with no log beside it."""
    path.unlink(missing_ok=True)
    for owner in ("local", "ann"):
        store = Store(f"sqlite:///{path}", owner)
        fill(store)
        store.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    for beside in path.parent.glob(f"{path.name}[-.]*"):
        beside.unlink()


if __name__ == "__main__":
    fresh = HERE / "state-new.db"
    make(fresh)
    with sqlite3.connect(fresh) as connection:
        (revision,) = connection.execute("select version_num from alembic_version").fetchone()
    fresh.replace(HERE / f"state-{revision}.db")
