"""A team's own scenarios as texts: what one begins with, what is wrong with it, keeping and removing it. Each is a file of the
home's `scenarios/`, so that what is made here and what is put there by hand are the same.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import BadInput
from assistant.practice import scenario, template
from assistant.practice.rooms import Practice
from assistant.practice.scenario import MAX_BYTES, InvalidScenario, Kind, Scenario
from corpus.files import write_atomically

NEW = "my-scenario"
TEXT = "the text"  # what is read, in a sentence about it
_ID = re.compile(r"^id:[ \t]*(?P<quote>['\"]?)(?P<id>[a-z0-9-]+)(?P=quote)[ \t]*(?:#.*)?$", re.M)


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody begins with. `file` is the name of an own scenario's file without .yaml, "" where there is none yet."""

    text: str
    file: str = ""


class Unsound(BadInput):
    """A text that is no scenario one could practise; `problems` are what has to be mended."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems[0])
        self.problems = problems


# ---- what one begins with


def own(practice: Practice) -> list[str]:
    """The files of the team's own, without .yaml, also those that cannot be read."""
    return sorted(_files(practice))


def empty(practice: Practice, kind: Kind) -> Opened:
    """The form, with an id that is free."""
    return Opened(template.form(_free(practice, NEW), kind))


def copied(practice: Practice, id: str) -> Opened:
    """A shipped scenario under an id that is free. Raises BadInput for one that there is not."""
    path = next((path for path in scenario.shipped() if path.stem == id), None)
    if path is None:
        raise BadInput(f"there is no shipped scenario {id!r}")
    return Opened(_ID.sub(f"id: {_free(practice, f'{id}-copy')}", _text(path), count=1))


def opened(practice: Practice, file: str) -> Opened:
    """One of the team's own as it is now. Raises BadInput where it is gone or no text."""
    return Opened(_text(_file(practice, file)), file)


def id_in(text: str) -> str:
    """The id that a text gives itself, also where it is no scenario yet; "" where it gives none."""
    found = _ID.search(text)
    return found["id"] if found else ""


def decoded(data: bytes, name: str) -> str:
    """The text of a file. Raises BadInput for what is too large or no text."""
    if len(data) > MAX_BYTES:
        raise BadInput(f"{name}: has {len(data):,} bytes; a scenario has at most {MAX_BYTES:,}")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: is not UTF-8 text; save it as UTF-8 and try again") from error


# ---- keeping it


def problems(practice: Practice, text: str) -> list[str]:
    """What has to be mended in a text, by reading it and by playing it; empty when it may be saved."""
    try:
        item = _scenario(practice, text)
    except BadInput as error:
        return [str(error)]
    return practice.problems_in(item)


def save(practice: Practice, text: str, began: Opened) -> Opened:
    """Keeps a text as the scenario of the id that stands in it, and returns it as kept.

    Raises Unsound where something has to be mended, and BadInput where another one of the team's own would be lost by it:
    only what somebody began with, and nobody has changed since, is replaced.
    """
    if found := problems(practice, text):
        raise Unsound(found)
    id = _scenario(practice, text).id
    path = template.name_file(practice.folder, id)
    for other in _files(practice).values():
        if other != path and id_in(_lenient(other)) == id:
            raise BadInput(f"{other.name} has the id {id!r} as well; remove that one, or give this one another id")
    if path.exists() and began.file != id:
        raise BadInput(f"there is an own scenario {id!r} already; open that one, or give this one another id")
    if path.exists() and _text(path) != began.text:
        raise BadInput(f"{id!r} was changed since you opened it; keep your text in a file, then start over from theirs")
    kept = Opened(text.rstrip() + "\n", id)
    try:
        write_atomically(path, kept.text.encode("utf-8"))
    except OSError as error:
        raise BadInput(f"{path.name} could not be written ({error.strerror or error})") from error
    return kept


def remove(practice: Practice, file: str) -> None:
    """Takes away one of the team's own; talks that were had keep their own copy. Raises BadInput where there is none."""
    path = _file(practice, file)
    try:
        path.unlink()
    except OSError as error:
        raise BadInput(f"{path.name} could not be removed ({error.strerror or error})") from error


def _scenario(practice: Practice, text: str) -> Scenario:
    """Raises BadInput."""
    if (size := len(text.encode("utf-8"))) > MAX_BYTES:
        raise InvalidScenario(f"{TEXT}: has {size:,} bytes; a scenario has at most {MAX_BYTES:,}")
    item = scenario.parse(text, TEXT)
    template.name_file(practice.folder, item.id)  # stricter than reading, which takes what somebody named by hand
    return item


def _files(practice: Practice) -> dict[str, Path]:
    return {path.stem: path for path in practice.folder.glob("*.yaml")}


def _file(practice: Practice, file: str) -> Path:
    """Looked up among those that are there: a name is never made into a path."""
    found = _files(practice).get(file)
    if found is None:
        raise BadInput(f"there is no own scenario {file!r} any more")
    return found


def _free(practice: Practice, id: str) -> str:
    taken = {item.id for item in practice.scenarios()} | set(_files(practice))
    names = itertools.chain([id], (f"{id}-{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in taken)


def _text(path: Path) -> str:
    try:
        return decoded(path.read_bytes(), path.name)
    except OSError as error:
        raise BadInput(f"{path.name} could not be read ({error.strerror or error})") from error


def _lenient(path: Path) -> str:
    """The text of a file, "" where it has none."""
    try:
        return _text(path)
    except BadInput:
        return ""
