"""What may leave this machine when the chat model is somewhere else: what was agreed to, and what is masked.

Each person decides for themselves: kept in `privacy.json` in the home where there is one person, in `privacy/ID.json` for
each of a team. Where the file cannot be read nothing is sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant.errors import SettingsError
from assistant.people import LOCAL
from corpus.files import exclusive, write_atomically

FILE, FOLDER = "privacy.json", "privacy"
MOST = 500  # names


@dataclass(frozen=True, slots=True)
class Privacy:
    """`agreed` holds the identities of the models that a person has been told about."""

    mask: bool = False
    names: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()


LEAVES = (
    "your question, with the library's passages that the answer rests on",
    "in practice, what you and the simulated person said",
    "when cards are drafted, the article",
)


def told(identity: str) -> str:
    """What leaves the machine with a model elsewhere, for the terminal."""
    return (
        f"{identity} is not on this machine. With it, these are sent to whoever runs it: {'; '.join(LEAVES)}. "
        "Nothing else is: no other conversations, results or promises. `coach privacy mask on` puts marks in the place of "
        "e-mail addresses, phone numbers, amounts and listed names; `--model none` sends nothing. This is said once."
    )


def file(home: Path, owner: str = LOCAL.id) -> Path:
    """Where a person's decisions are."""
    if owner == LOCAL.id:
        return home / FILE
    return home / FOLDER / f"{hashlib.sha256(owner.encode()).hexdigest()[:32]}.json"


def read(home: Path, owner: str = LOCAL.id) -> Privacy:
    """As it is now. Raises SettingsError for a damaged file."""
    path = file(home, owner)
    try:
        document = json.loads(path.read_bytes())
        return Privacy(bool(document["mask"]), tuple(map(str, document["names"])), tuple(map(str, document["agreed"])))
    except FileNotFoundError:
        return Privacy()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{path} cannot be read, so nothing is sent to a model elsewhere; mend or delete it"
        ) from error


def agree(home: Path, identity: str, owner: str = LOCAL.id) -> None:
    """A person was told what leaves the machine with this model."""
    _change(home, owner, lambda now: replace(now, agreed=tuple(dict.fromkeys((*now.agreed, identity)))))


def set_masking(home: Path, mask: bool, names: list[str], owner: str = LOCAL.id) -> None:
    """Switches masking on or off, with the list of names."""
    cleaned = tuple(dict.fromkeys(" ".join(name.split())[:100] for name in names if name.strip()))[:MOST]
    _change(home, owner, lambda now: replace(now, mask=mask, names=cleaned))


def _change(home: Path, owner: str, change: Callable[[Privacy], Privacy]) -> None:
    path = file(home, owner)
    path.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(home / "privacy.lock", 10, "another process is writing what may leave this machine"):
        write_atomically(path, json.dumps(asdict(change(read(home, owner))), ensure_ascii=False, indent=1).encode())
