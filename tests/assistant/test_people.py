"""Who somebody is, and what each role may do."""

from typing import Any, get_args

import pytest

from assistant.errors import NotAllowed, NotLoggedIn
from assistant.people import LOCAL, Action, Person, Role, identify, may, recognise, require

NOW = 1_800_000_000.0
CLAIMS: dict[str, Any] = {
    "is_logged_in": True, "iss": "https://login.example", "sub": "1", "iat": NOW - 60,
    "name": "Ann  Example", "email": "ann@firm.example", "email_verified": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("member", {"own"}),
        ("editor", {"own", "library", "scenarios", "unanswered", "audit", "lead"}),
        ("admin", set(get_args(Action))),
    ],
)
def test_what_a_role_may_do(role: Role, allowed: set[Action]) -> None:
    person = Person("x", "X", role)
    every: tuple[Action, ...] = get_args(Action)
    assert {action for action in every if may(person, action)} == allowed
    for action in set(every) - allowed:
        with pytest.raises(NotAllowed, match="may not"):
            require(person, action)


def test_one_person_alone_may_everything() -> None:
    assert all(may(LOCAL, action) for action in ("library", "roles", "evals", "home", "trust"))  # type: ignore[arg-type]


def test_a_person_is_known_by_issuer_and_subject_alone() -> None:
    found = recognise(CLAIMS, (), 12, NOW)
    assert (found.id, found.name, found.email) == (
        identify("https://login.example/", "1"),
        "Ann Example",
        "ann@firm.example",
    )
    other = recognise({**CLAIMS, "email": "new@firm.example", "name": "Ann Married"}, (), 12, NOW)
    assert other.id == found.id and other.mark != found.mark
    for change in ({"sub": "2"}, {"iss": "https://evil.example"}):
        assert recognise({**CLAIMS, **change}, (), 12, NOW).id != found.id


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"is_logged_in": False}, "^$"),
        ({"is_logged_in": "yes"}, "^$"),
        ({"iss": ""}, "who you are"),
        ({"sub": None}, "who you are"),
        ({"sub": 7}, "who you are"),
        ({"iat": None}, "counts for 12 hours"),
        ({"iat": NOW - 12 * 3600 - 1}, "counts for 12 hours"),
        ({"iat": NOW + 3600}, "counts for 12 hours"),
        ({"iat": "now"}, "counts for 12 hours"),
        ({"email": None}, "e-mail"),
        ({"email_verified": False}, "e-mail"),
        ({"email_verified": None}, "e-mail"),
        ({"email_verified": "false"}, "e-mail"),
        ({"email": "ann@elsewhere.example"}, "no organisation"),
        ({"email": "ann@evil-firm.example"}, "no organisation"),
        ({"email": "ann@firm.example.evil"}, "no organisation"),
    ],
)
def test_who_is_not_let_in(change: dict[str, Any], why: str) -> None:
    recognise(CLAIMS, ("firm.example",), 12, NOW)
    with pytest.raises(NotLoggedIn, match=why):
        recognise({**CLAIMS, **change}, ("firm.example",), 12, NOW)
