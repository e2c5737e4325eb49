"""Where the articles themselves are: the shipped ones in the package, the team's in the home. What must not be lost.

A new text is first staged beside its place, then named in the manifest, then put in its place: whatever a process dies
of, the manifest and the files agree after `place`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from importlib import resources
from pathlib import Path
from urllib.parse import quote, unquote

import yaml

from corpus import loaders
from corpus.documents import Article, digest
from corpus.errors import CoachError, LibraryError
from corpus.files import write_atomically
from corpus.manifest import REPAIR, Entry

ONLY_OURS = "without-shipped-articles"  # a file in the home; it outlives a lost manifest
LONGEST_NAME = 180  # bytes; file systems take 255


def shipped_folder(kind: str) -> Path:
    """Where the package keeps its articles, cards or maps."""
    return Path(str(resources.files("corpus"))) / kind


def shipped_ids() -> set[str]:
    """The ids of the shipped articles."""
    return {path.stem for path in shipped_folder("articles").glob("*.md")}


class Shelf:
    """The files of one home's articles."""

    def __init__(self, home: Path) -> None:
        self._home, self._folder = home, home / "articles"
        self._staged = self._folder / ".staged"

    def leave_out_shipped(self) -> None:
        """From now on this home holds only its own articles."""
        write_atomically(self._home / ONLY_OURS, b"This library holds no shipped articles.\n")

    def file(self, entry: Entry) -> Path:
        """Where an article is."""
        if entry.origin == "shipped":
            return shipped_folder("articles") / f"{entry.id}.md"
        return self._folder / file_name(entry.id)

    def read(self, entry: Entry) -> Article:
        """The article. Raises LibraryError when its file is missing, damaged or changed."""
        article = loaders.load(self.file(entry)) if entry.origin == "shipped" else self._own(entry)
        if article.text_sha256 != entry.text_sha256:
            raise LibraryError(
                f"the text of {entry.id!r} was changed or damaged on disk ({self.file(entry)}); {REPAIR} to take it as it is now"
            )
        return article

    def _own(self, entry: Entry) -> Article:
        staged = self._staged / f"{entry.text_sha256}.md"
        path = staged if staged.exists() else self.file(entry)
        try:
            text, front = loaders.split_front_matter(path.read_bytes().decode("utf-8"))
        except FileNotFoundError:
            if path == staged:  # it was put in its place in this moment
                return self._own(entry)
            raise LibraryError(f"the text of {entry.id!r} is missing ({path}); add it again") from None
        except (OSError, UnicodeDecodeError, CoachError) as error:
            raise LibraryError(f"the text of {entry.id!r} is damaged ({path}); add it again") from error
        return loaders.describe(entry.id, text, front, entry.sha256, entry.source, entry.format)

    # ---------------------------------------------------------------- writing

    def stage(self, article: Article) -> None:
        """Writes a text beside its place."""
        write_atomically(self._staged / f"{article.text_sha256}.md", _stored(article))

    def place(self, entries: Mapping[str, Entry] | None) -> None:
        """Puts staged texts where the manifest says they belong; others go. None (no manifest): all are wanted."""
        if not self._staged.exists():
            return
        wanted = {e.text_sha256: e for e in (entries or {}).values() if e.origin == "team"}
        for path in sorted(self._staged.iterdir()):
            entry = wanted.get(path.stem)
            if entry is not None and path.suffix == ".md":
                path.replace(self.file(entry))
            elif entries is None and path.suffix == ".md" and (id := _own_id(path)):
                path.replace(self._folder / file_name(id))
            else:
                path.unlink(missing_ok=True)

    def drop(self, id: str) -> None:
        """Deletes a team's article if it is there."""
        (self._folder / file_name(id)).unlink(missing_ok=True)

    # ---------------------------------------------------------------- what there is

    def shipped_entries(self, current: Mapping[str, Entry], dropped: Collection[str]) -> list[Entry]:
        """The shipped library as it should be: without what the team removed or put its own article in place of."""
        if (self._home / ONLY_OURS).exists():
            return []
        own = {entry.id for entry in current.values() if entry.origin == "team"}
        own |= {id for id in shipped_ids() if (self._folder / file_name(id)).exists()}
        wanted = sorted(shipped_ids() - own - set(dropped))
        return [entry_of(loaders.load(shipped_folder("articles") / f"{id}.md"), "shipped") for id in wanted]

    def team_entries(self) -> dict[str, Entry]:
        """The team's articles as they are on disk; damaged ones are left out (see `strays`)."""
        found = {}
        for path in sorted(self._folder.glob("*.md")) if self._folder.exists() else ():
            try:
                text, front = loaders.split_front_matter(path.read_bytes().decode("utf-8"))
                id = str(front.get("id") or unquote(path.stem))
                article = loaders.describe(
                    id, text, front, str(front.get("sha256", "")), str(path), str(front.get("format", "text"))
                )
            except (OSError, UnicodeDecodeError, CoachError):
                continue
            found[article.id] = entry_of(article, "team")
        return found

    def strays(self, entries: Mapping[str, Entry]) -> list[str]:
        """Files that are no article of the library, a sentence each."""
        known = {self.file(entry).name for entry in entries.values() if entry.origin == "team"}
        found = sorted(self._folder.glob("*.md")) if self._folder.exists() else []
        return [f"{path} is not in the library; {REPAIR}, or add it again" for path in found if path.name not in known]


def entry_of(article: Article, origin: str) -> Entry:
    """What the manifest keeps of an article that is not indexed yet."""
    return Entry(
        article.id, article.title, article.author, article.source, article.sha256, article.text_sha256,
        article.format, origin, audience=article.audience, topics=article.topics, license=article.license,
        words_sha256=words_digest(article.text),
    )  # fmt: skip


def words_digest(text: str) -> str:
    """The same for a text in whatever format it came: of its words alone."""
    return digest(" ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())))


def file_name(id: str) -> str:
    """A file name for any id: readable where it can be, unique always."""
    name = quote(id, safe=" ")
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 20].rstrip('%')}-{digest(id)[:16]}"
    return f"{name}.md"


def _stored(article: Article) -> bytes:
    """A team's article as it is kept: self-describing, so that the manifest can be made anew from the files."""
    front = {
        "id": article.id, "title": article.title, "author": article.author, "source": article.source,
        "audience": list(article.audience), "topics": list(article.topics), "license": article.license,
        "format": article.format, "sha256": article.sha256,
    }  # fmt: skip
    return f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---\n{article.text}".encode()


def _own_id(path: Path) -> str:
    try:
        return str(loaders.split_front_matter(path.read_bytes().decode("utf-8"))[1].get("id") or "")
    except (OSError, UnicodeDecodeError, CoachError):
        return ""
