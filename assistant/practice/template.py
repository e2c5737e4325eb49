"""A form for a new scenario, and a draft of one by a model. What a model drafts is checked, and stays a draft until read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from assistant.errors import BadInput, ModelUnusable
from assistant.practice import check
from assistant.practice.scenario import BETTER, LINES, InvalidScenario, parse, read, shipped
from corpus.files import write_atomically

TOKENS = 6_000
SECONDS = 600.0
TRIES = 2
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Model(Protocol):
    """What is asked of a chat model."""

    def complete(self, messages: list[tuple[str, str]], max_tokens: int, seconds: float) -> str:
        """Raises ModelUnusable."""


def new(folder: Path, id: str, kind: str) -> Path:
    """Writes a form with every field and what belongs there. Raises BadInput for a bad id or one that is taken."""
    path = _free(folder, id)
    write_atomically(path, form(id, kind).encode("utf-8"))
    return path


def draft(folder: Path, id: str, kind: str, about: str, model: Model) -> tuple[Path, list[str]]:
    """Lets a model draft a scenario about something; returns the file and what has to be mended in it.

    The draft is marked as such. Raises ModelUnusable when the model gives nothing that can be read.
    """
    path = _free(folder, id)
    example = next(item for item in shipped() if read(item).kind == kind).read_text(encoding="utf-8")
    ask = (
        f"Here is a practice scenario in YAML:\n\n{example}\n\nWrite another one of the same kind and with exactly the same "
        f"fields, with id {id} and status draft, about this: {about}\nInvent another person, another trade, other habits and "
        "lines. No public text, occasion line or question may hold a key of a fact. Answer with the YAML only."
    )
    problems: list[str] = []
    text = ""
    for _ in range(TRIES):
        more = (
            f"\n\nThe last try had these faults, mend them:\n{chr(10).join(problems[:12])}\n\n{text}"
            if problems
            else ""
        )
        text = _yaml(model.complete([("user", ask + more)], TOKENS, SECONDS))
        try:
            item = parse(text, id)
        except InvalidScenario as error:
            problems = [str(error)]
            continue
        problems = check.problems(item)
        if item.status != "draft":
            problems.append("status: what a model wrote is a draft until a person has read it")
        if not problems:
            break
    if not text.strip():
        raise ModelUnusable("the model wrote no scenario")
    write_atomically(path, text.encode("utf-8"))
    return path, problems


def form(id: str, kind: str) -> str:
    """The empty form."""
    tiers = check.FEWEST[kind]
    better = "\n".join(f'  {name}: ""' for name in BETTER[kind])
    facts = "\n".join(_fact(tier, kind) for tier, fewest in tiers.items() for _ in range(fewest))
    lines = "\n".join(f'  {name}:  # {fewest} or more: {when}\n  - ""' for name, (fewest, when) in LINES.items())
    return f"""# A new scenario. What every field is: docs/scenarios.md. Check it with: coach practice check {id}.yaml
id: {id}
kind: {kind}
level: 1  # 1 easy, 2, 3 hard
title: ""
industry: ""
setting: ""  # public: where and why the two talk
you: ""  # public: who the learner is{", and what the learner sells" if kind == "discovery" else ""}
name: ""
role: ""
about: ""  # public: who this person is
temperament: ""  # public: how this person talks
opening:  # two or more first lines
- ""
- ""
success:
  text: ""  # public: what a good end is, without what is wrong
  requires: []  # ids of facts
  min_trust: 6
facts:  # {check.FACTS[0]} to {check.FACTS[1]}
{facts}
lines:
{lines}
better:  # lines that the scorecard may propose
{better}
writer: ""
status: draft
"""


def _fact(tier: str, kind: str) -> str:
    moves = {"surface": "information", "problem": "information", "goal": "goal", "decision": "information"}
    opens = moves.get(tier, "consequence" if kind == "discovery" else "consequence, reflection, support")
    return f"""- id: ""
  tier: {tier}
  topics: []  # words that different learners would use
  unlocked_by: [{opens}]
  requires: []
  min_trust: {1 if tier == "surface" else 4}
  keys: []  # what gives it away: names, figures; one of them in every line, nowhere else
  asks:  # two or more good questions
  - ""
  - ""
  reflect: ""  # how a good listener gives it back
  lines:  # three or more
  - ""
  - ""
  - \"\""""


def name_file(folder: Path, id: str) -> Path:
    """Where the scenario of this id belongs in a folder. Raises BadInput for what is no id."""
    if not _ID.fullmatch(id) or len(id) > 80:
        raise BadInput(f"{id!r} is no id: small letters, digits and hyphens")
    return folder / f"{id}.yaml"


def _free(folder: Path, id: str) -> Path:
    path = name_file(folder, id)
    if path.exists():
        raise BadInput(f"{path} is there already")
    return path


def _yaml(text: str) -> str:
    """What stands between the fences, if there are any."""
    fenced = re.search(r"```(?:ya?ml)?\s*\n(.*?)(?:\n```|\Z)", text, re.S)
    return (fenced[1] if fenced else text).strip() + "\n"
