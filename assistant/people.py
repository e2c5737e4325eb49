"""Who somebody is to this program, and what each role may do. Pure.

One person at a home is LOCAL and may do everything; nobody logs in. In a team, whoever is logged in has a role: members ask,
practise, reflect and see their own; editors look after the library and the practice scenarios and lead; admins decide who may
what and run the home.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from assistant.errors import NotAllowed, NotLoggedIn

_SKEW = 300  # seconds by which a provider's clock may be ahead

Role = Literal["member", "editor", "admin"]
Action = Literal["own", "library", "scenarios", "unanswered", "audit", "lead", "roles", "trust", "evals", "home"]
ROLES: tuple[Role, ...] = get_args(Role)
_EDITS: frozenset[Action] = frozenset({"own", "library", "scenarios", "unanswered", "audit", "lead"})
_MAY: dict[Role, frozenset[Action]] = {
    "member": frozenset({"own"}),
    "editor": _EDITS,
    "admin": frozenset(get_args(Action)),
}
_WHAT: dict[Action, str] = {
    "own": "do this",
    "library": "change the library",
    "scenarios": "change the scenarios",
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


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who logged in: the id, what to call them, and a mark that no other session has."""

    id: str
    name: str
    email: str
    mark: str


def recognise(claims: Mapping[str, Any], domains: Sequence[str], hours: int, now: float) -> Session:
    """Who a provider's ID token is about. Raises NotLoggedIn, with a reason where there was a token.

    `claims` are Streamlit's of a token that was checked when it was issued; `now` and its `iat` are seconds since 1970.
    """
    if claims.get("is_logged_in") is not True:
        raise NotLoggedIn("")
    issuer, subject, made = claims.get("iss"), claims.get("sub"), claims.get("iat")
    if not (isinstance(issuer, str) and issuer and isinstance(subject, str) and subject):
        raise NotLoggedIn("your organisation's login did not say who you are")
    if not isinstance(made, int | float) or not -_SKEW <= now - made <= hours * 3600:
        raise NotLoggedIn(f"a login counts for {hours} hours")
    email = claims.get("email")
    if not isinstance(email, str) or "@" not in email or claims.get("email_verified") not in (True, "true"):
        raise NotLoggedIn("your organisation's login did not confirm your e-mail address")
    if domains and email.rpartition("@")[2].casefold() not in domains:
        raise NotLoggedIn("your e-mail address is of no organisation that is let in here")
    mark = hashlib.sha256(json.dumps(dict(claims), sort_keys=True, default=str).encode()).hexdigest()[:32]
    name = " ".join(str(claims.get("name") or claims.get("preferred_username") or email).split())[:100]
    return Session(identify(issuer, subject), name, email[:200], mark)


def may(person: Person, action: Action) -> bool:
    """The one place that decides what a role may do."""
    return action in _MAY[person.role]


def require(person: Person, action: Action) -> None:
    """Raises NotAllowed where the person may not."""
    if not may(person, action):
        who = "an admin" if action not in _EDITS else "an editor or an admin"
        raise NotAllowed(f"you may not {_WHAT[action]}; {who} may")
