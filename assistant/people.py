"""Who somebody is to this program, and what each role may do. Pure.

One person at a home is LOCAL and may do everything; nobody logs in. In a team, whoever is logged in has a role: members ask,
practise, reflect and see their own; editors look after the library and lead; admins decide who may what and run the home.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.errors import NotAllowed

Role = Literal["member", "editor", "admin"]
Action = Literal["own", "library", "unanswered", "audit", "lead", "roles", "trust", "evals", "home"]
ROLES: tuple[Role, ...] = get_args(Role)
_EDITS: frozenset[Action] = frozenset({"own", "library", "unanswered", "audit", "lead"})
_MAY: dict[Role, frozenset[Action]] = {
    "member": frozenset({"own"}),
    "editor": _EDITS,
    "admin": frozenset(get_args(Action)),
}
_WHAT: dict[Action, str] = {
    "own": "do this",
    "library": "change the library",
    "unanswered": "see the questions that found nothing",
    "audit": "see who changed the library",
    "lead": "see group figures and ask others for a practice",
    "roles": "decide who may what",
    "trust": "decide what the model may do",
    "evals": "see and start evals",
    "home": "see or change how this installation is set up",
}


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is the owner of all that is kept of this person; `name` is for people to read, "" where nobody needs one."""

    id: str
    name: str
    role: Role


LOCAL = Person("local", "", "admin")


def identify(issuer: str, subject: str) -> str:
    """The id of whoever a provider calls `subject`: stable, whatever becomes of names and e-mail addresses."""
    return "p" + hashlib.sha256(f"{issuer.rstrip('/')}\n{subject}".encode()).hexdigest()[:32]


def may(person: Person, action: Action) -> bool:
    """The one place that decides what a role may do."""
    return action in _MAY[person.role]


def require(person: Person, action: Action) -> None:
    """Raises NotAllowed where the person may not."""
    if not may(person, action):
        who = "an admin" if action not in _EDITS else "an editor or an admin"
        raise NotAllowed(f"you may not {_WHAT[action]}; {who} may")
