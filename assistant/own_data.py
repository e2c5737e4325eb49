"""All data of one person: out as one file that people and programs can read, or gone."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from assistant import exchange_cards, privacy
from assistant.app import build_library
from assistant.errors import CoachError
from assistant.exchange import Exchange, withdrawn
from assistant.exercises import result as results
from assistant.markdown import escape
from assistant.people import LOCAL, Person
from assistant.settings import Settings
from assistant.store import Store
from corpus.files import write_atomically

SUITE = "feedback.yaml"  # cases that `coach eval` drafts from rated answers
_README = """# Your data from In My Shoes

Made {made} for {owner}.

- `conversations/`, `practice/`, `reflections/`, `commitments.md`, `exchange.md`: to read.
- `data/`: everything that is kept of you, a JSON file a table; what stands in the other folders comes from these.
- `privacy.json`: what you decided about models on other machines, with your list of names.

The articles, cards and scenarios of your team's library are not yours alone and not in here; `coach backup` takes them along.
"""


def export(settings: Settings, store: Store) -> bytes:
    """A ZIP file of JSON and Markdown with everything that is kept of the store's owner. Raises StoreError."""
    tables = store.everything()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        made = datetime.now(UTC).isoformat(timespec="minutes")
        file.writestr("README.md", _README.format(made=made, owner=store.owner))
        for name, rows in tables.items():
            file.writestr(f"data/{name}.json", json.dumps([_opened(row) for row in rows], ensure_ascii=False, indent=1))
        for name, text in _readable(store, tables):
            file.writestr(name, text)
        path = privacy.file(settings.home, store.owner)
        if path.is_file():
            file.write(path, privacy.FILE)
    return packed.getvalue()


def write_export(settings: Settings, store: Store, path: Path) -> None:
    """The export as a file that only its owner can read, as a whole or not at all."""
    write_atomically(path, export(settings, store))


def default_name() -> str:
    """A name for the file."""
    return f"in-my-shoes-{datetime.now(UTC):%Y-%m-%d}.zip"


def erase(settings: Settings, store: Store, library: Any = None) -> int:
    """Deletes everything that is kept of the store's owner, from the files as well; returns how many entries there were.

    Their answers to colleagues leave the `library` (opened here where none is given), cards with their questions too.

    The list of names goes too, and the cases made from their rated answers with the runs of evals that asked them; where
    there is one person at the home, all runs and all such cases. Articles, cards and scenarios stay. Raises StoreError.
    """
    rated = [turn.id for turn, _, _ in store.rated_turns()]
    Exchange(store, Person(store.owner, "", "member")).withdraw_all()
    gone = store.erase()
    privacy.file(settings.home, store.owner).unlink(missing_ok=True)
    if store.owner == LOCAL.id:
        shutil.rmtree(settings.home / "runs", ignore_errors=True)
        (settings.home / "suites" / SUITE).unlink(missing_ok=True)
    elif rated:
        _forget_cases(settings.home, rated)
    if withdrawn(store) and (library or (settings.home / "manifest.json").is_file()):
        exchange_cards.let_go(store, library or build_library(settings).open())
    return gone


def _forget_cases(home: Path, turns: list[str]) -> None:
    """Takes the cases of these turns out of the suite of rated answers, and the runs that asked one of them away."""
    path = home / "suites" / SUITE
    if path.is_file():
        try:
            suite = yaml.safe_load(path.read_text(encoding="utf-8"))
            suite["cases"] = [case for case in suite["cases"] if not str(case["id"]).endswith(tuple(turns))]
        except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError):
            suite = {"cases": []}  # broken by hand: nobody can tell whose words are in it
        if suite["cases"]:
            write_atomically(path, yaml.safe_dump(suite, sort_keys=False, allow_unicode=True, width=110).encode())
        else:
            path.unlink()
    for run in [folder for folder in (home / "runs").glob("*") if folder.is_dir()]:
        texts = (file.read_bytes() for file in run.rglob("*") if file.is_file())
        if any(turn.encode() in text for text in texts for turn in turns):
            shutil.rmtree(run, ignore_errors=True)


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the JSON that it holds as text read."""
    opened = dict(row)
    for name in ("answer", "document", "ledger", "nearest"):
        if isinstance(row.get(name), str):
            try:
                opened[name] = json.loads(row[name])
            except ValueError:
                continue
    return opened


# ---------------------------------------------------------------- to read


def _readable(store: Store, tables: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    for number, conversation in enumerate(reversed(store.conversations()), 1):
        parts = [f"# {escape(conversation.title)}\n\n{conversation.created:%Y-%m-%d}"]
        for turn in store.turns(conversation.id):
            quote = "\n".join(f"> {escape(line)}" for line in turn.question.splitlines())
            parts.append(f"{quote}\n\n{turn.answer.get('answer', '')}".strip())
        yield f"conversations/{number:03d} {_file_name(conversation.title)}.md", "\n\n".join(parts) + "\n"
    promised = [f"- {escape(c.text)} ({c.state}{f', by {c.due}' if c.due else ''})" for c in store.commitments()]
    yield "commitments.md", "# What you promised yourself\n\n" + ("\n".join(promised) or "Nothing yet.") + "\n"
    yield "exchange.md", _exchange(store)
    for number, row in enumerate(tables["reflections"], 1):
        document = json.loads(row["document"])
        yield f"reflections/{number:03d} {_file_name(row['exercise'])}.md", _reflection(row["exercise"], document)
    for number, session in enumerate(reversed(store.practices()), 1):
        title = str(session.ledger.get("title") or session.scenario)
        lines = [f"# {escape(title)}\n\n{session.created:%Y-%m-%d}"]
        for said in store.practice_turns(session.id):  # all branches, in the order in which they were said
            you, reply = str(said.document.get("said", "")), str(said.document.get("reply", ""))
            lines.append(f"**You:** {escape(you)}\n\n{escape(reply)}")
        yield f"practice/{number:03d} {_file_name(title)}.md", "\n\n".join(lines) + "\n"


def _exchange(store: Store) -> str:
    """What one asked colleagues and answered them; of what others wrote, only the questions that one answered."""
    door = Exchange(store, Person(store.owner, "", "member"))
    parts = ["# What you asked your colleagues, and what you answered them"]
    parts += [f"{question.when} · {question.state}\n\n{_quote(question.text)}" for question in door.asked()]
    for given in door.given():
        asked = _quote(given.question.text) if given.question is not None else "(The question was withdrawn.)"
        parts.append(f"{asked}\n\n**You:** {escape(given.answer.text)} ({given.answer.state})")
    return "\n\n".join([*parts, *([] if parts[1:] else ["Nothing yet."])]) + "\n"


def _quote(text: str) -> str:
    return "\n".join(f"> {escape(line)}" for line in text.splitlines())


def _reflection(exercise: str, document: dict[str, Any]) -> str:
    """The result as the exercise shows it; of one that is not done, or of an older shape, the answers as they are."""
    if document.get("result"):
        try:
            return results.markdown(results.from_json(document["result"]))
        except (CoachError, KeyError, TypeError, ValueError):
            pass
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return f"# {escape(exercise)}\n\n```json\n{text}\n```\n"


def _file_name(title: str) -> str:
    return " ".join(re.sub(r"[^\w .-]+", " ", title).split())[:60].strip(" .") or "untitled"
