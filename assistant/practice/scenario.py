"""A scenario: a person, a ledger of facts, and every line that person may say. Read from YAML (docs/scenarios.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import yaml

from assistant.errors import BadInput
from corpus.documents import digest

Kind = Literal["discovery", "coaching"]
KINDS: tuple[Kind, ...] = ("discovery", "coaching")
TIERS = ("surface", "problem", "consequence", "goal", "decision")
OPENERS = ("information", "consequence", "goal", "commitment", "reflection", "support", "feedback")
START_TRUST = {1: 4, 2: 3, 3: 2}  # by level
MAX_TRUST = 10
MAX_BYTES = 200_000

# What a person must be able to say besides facts: kind of line -> (fewest lines, when it is said).
LINES: dict[str, tuple[int, str]] = {
    "deflect": (4, "a question about something that is not earned yet"),
    "unknown": (4, "a question about something that this person knows nothing about"),
    "covered": (3, "a new question about what has been told already"),
    "repeated": (3, "the very same question again"),
    "closed": (4, "a yes-or-no question about something that wants more"),
    "broad": (3, "a question so wide that nothing special comes to mind"),
    "stacked": (3, "three or more questions at once"),
    "reflected": (4, "the learner gives back what was said, and there is nothing to add"),
    "supported": (3, "the learner appreciates, encourages or empathises"),
    "told": (4, "the learner gives advice, argues or instructs"),
    "feedback": (3, "the learner describes behaviour that was seen"),
    "criticised": (3, "the learner judges the person"),
    "pitched": (4, "the learner promotes a product or an own plan"),
    "object": (3, "pitched or pushed once too often"),
    "small_talk": (4, "greetings, thanks, small talk; the first answers 'How are you?'"),
    "rude": (3, "insults and threats"),
    "silence": (3, "an empty message"),
    "unclear": (3, "another language, emojis only, or talk about prompts and machines"),
    "too_long": (3, "a pasted e-mail or a speech"),
    "commit_yes": (2, "a next step was asked for, and it is earned"),
    "commit_no": (3, "a next step was asked for too early"),
    "committed": (2, "a next step was asked for again, after it was agreed"),
}
FACT_LINES = 3
ASKS = 2
BETTER = {  # check -> a line that the scorecard may propose; the checks are in checks.yaml
    "discovery": ("tried", "touches", "next_step"),
    "coaching": ("caring", "behaviour", "own_plan", "support"),
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class InvalidScenario(BadInput):
    """A scenario file that cannot be used; the sentence says where and why."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to be found out. `keys` are the words that give it away: each line has one, no public text has any."""

    id: str
    tier: str
    topics: tuple[str, ...]
    lines: tuple[str, ...]
    unlocked_by: tuple[str, ...]
    keys: tuple[str, ...]
    asks: tuple[str, ...]  # questions that would fairly open it, without giving it away
    reflect: str  # how a good listener would give it back
    requires: tuple[str, ...] = ()
    min_trust: int = 0
    feeling: bool = False  # whether it is told with feeling, so that the next message should not run over it


@dataclass(frozen=True, slots=True)
class Success:
    """When the person agrees to a next step: `requires` are out and `min_trust` is reached."""

    text: str
    requires: tuple[str, ...]
    min_trust: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything about one practice situation. `lines` is by kind of line (LINES)."""

    id: str
    kind: Kind
    level: int
    title: str
    industry: str
    setting: str  # public: where and why the two talk
    you: str  # public: who the learner is
    name: str
    role: str
    about: str  # public: who this person is
    temperament: str  # public: how this person talks
    opening: tuple[str, ...]
    success: Success
    facts: tuple[Fact, ...]
    lines: Mapping[str, tuple[str, ...]]
    better: Mapping[str, str]
    writer: str
    status: str = "reviewed"

    def fact(self, id: str) -> Fact:
        return next(fact for fact in self.facts if fact.id == id)

    @property
    def trust(self) -> int:
        """Where it starts."""
        return START_TRUST[self.level]

    @property
    def hash(self) -> str:
        """Changes with anything in it."""
        return digest(json.dumps(as_json(self), sort_keys=True))[:16]

    def public_texts(self) -> list[tuple[str, str]]:
        """(where, text) of all that a learner may see or hear before anything is earned."""
        found = [(name, getattr(self, name)) for name in ("title", "setting", "you", "role", "about", "temperament")]
        found += [("success", self.success.text)]
        found += [(f"opening {number}", text) for number, text in enumerate(self.opening, 1)]
        return found + [
            (f"lines.{kind} {n}", text) for kind in self.lines for n, text in enumerate(self.lines[kind], 1)
        ]


def as_json(scenario: Scenario) -> dict[str, Any]:
    """The scenario with its ledger as plain data."""
    return asdict(scenario)


def shipped() -> list[Path]:
    """The scenario files that come with the product."""
    with resources.as_file(resources.files("assistant.practice") / "scenarios") as folder:
        return sorted(folder.glob("*.yaml"))


def read(path: Path) -> Scenario:
    """Raises InvalidScenario naming file and field."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidScenario(f"{path.name}: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise InvalidScenario(f"{path.name}: has {len(data):,} bytes; a scenario has at most {MAX_BYTES:,}")
    try:
        return parse(data.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise InvalidScenario(f"{path.name}: is not UTF-8 text") from error


def parse(text: str, name: str) -> Scenario:
    """As `read`, from text."""
    try:
        row = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, the C one where it is built
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InvalidScenario(f"{name}: not valid YAML{f' (line {mark.line + 1})' if mark else ''}") from error
    except RecursionError as error:
        raise InvalidScenario(f"{name}: is nested too deeply") from error
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
    ) as error:  # what YAML takes for a date or a number, and is none
        raise InvalidScenario(
            f"{name}: a value is no date or number, though it looks like one; put it in quotes"
        ) from error
    try:
        return _scenario(row)
    except InvalidScenario as error:
        raise InvalidScenario(f"{name}: {error}") from error


def _scenario(row: Any) -> Scenario:
    row = _mapping(row, "the scenario", Scenario.__slots__, optional={"status"})
    success = _mapping(row["success"], "success", Success.__slots__, optional={"min_trust"})
    kind, level = row["kind"], row["level"]
    if kind not in KINDS:
        raise InvalidScenario(f"kind is one of {', '.join(KINDS)}")
    if not isinstance(level, int) or isinstance(level, bool) or level not in START_TRUST:
        raise InvalidScenario("level is 1, 2 or 3")
    if row.get("status", "reviewed") not in ("reviewed", "draft"):
        raise InvalidScenario("status is reviewed or draft")
    id = _text(row["id"], "id")
    if not id.replace("-", "").isalnum() or id != id.lower() or not id.isascii():
        raise InvalidScenario("id is in small letters, digits and hyphens")
    if not isinstance(row["facts"], list):
        raise InvalidScenario("facts is a list")
    lines = _mapping(row["lines"], "lines", tuple(LINES))
    better = _mapping(row["better"], "better", BETTER[kind])
    return Scenario(
        id=id,
        kind=kind,
        level=level,
        **{name: _text(row[name], name) for name in ("title", "industry", "setting", "you", "name", "role")},
        **{name: _text(row[name], name) for name in ("about", "temperament", "writer")},
        opening=_texts(row["opening"], "opening"),
        success=Success(
            _text(success["text"], "success.text"),
            _texts(success["requires"], "success.requires"),
            _number(success.get("min_trust", 0), "success.min_trust"),
        ),
        facts=tuple(_fact(fact, number) for number, fact in enumerate(row["facts"], 1)),
        lines={kind: _texts(lines[kind], f"lines.{kind}") for kind in LINES},
        better={check: _text(better[check], f"better.{check}") for check in better},
        status=row.get("status", "reviewed"),
    )


def _fact(row: Any, number: int) -> Fact:
    where = f"fact {number}" + (f" ({row['id']})" if isinstance(row, dict) and isinstance(row.get("id"), str) else "")
    row = _mapping(row, where, Fact.__slots__, optional={"requires", "min_trust", "feeling"})
    if row["tier"] not in TIERS:
        raise InvalidScenario(f"{where}: tier is one of {', '.join(TIERS)}")
    if not isinstance(row.get("feeling", False), bool):
        raise InvalidScenario(f"{where}: feeling is true or false")
    moves = _texts(row["unlocked_by"], f"{where}: unlocked_by")
    if wrong := [move for move in moves if move not in OPENERS]:
        raise InvalidScenario(f"{where}: {wrong[0]!r} opens nothing; unlocked_by names some of {', '.join(OPENERS)}")
    return Fact(
        id=_text(row["id"], f"{where}: id"),
        tier=row["tier"],
        unlocked_by=moves,
        **{name: _texts(row[name], f"{where}: {name}") for name in ("topics", "lines", "keys", "asks")},
        reflect=_text(row["reflect"], f"{where}: reflect"),
        requires=_texts(row.get("requires") or [], f"{where}: requires"),
        min_trust=_number(row.get("min_trust", 0), f"{where}: min_trust"),
        feeling=row.get("feeling", False),
    )


def _mapping(row: Any, where: str, fields: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise InvalidScenario(f"{where} is not a mapping of fields")
    wanted = set(fields)
    if unknown := sorted(str(name) for name in row if name not in wanted):
        raise InvalidScenario(f"{where}: unknown field {unknown[0]!r}")
    if missing := sorted(wanted - set(row) - set(optional)):
        raise InvalidScenario(f"{where}: {missing[0]} is missing")
    return row


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidScenario(f"{where} is missing or not a text (put it in quotes)")
    return " ".join(value.split())


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise InvalidScenario(f"{where} is a list of texts")
    return tuple(_text(item, where) for item in value)


def _number(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_TRUST:
        raise InvalidScenario(f"{where} is a whole number from 0 to {MAX_TRUST}")
    return value
