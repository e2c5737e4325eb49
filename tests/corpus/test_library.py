"""The library in step with its index, with a quick embedder: add, replace, remove, rebuild, refuse, finish."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus import manifest
from corpus.errors import Busy, IndexUnusable, LibraryError
from corpus.files import exclusive
from corpus.library import Library
from tests.fakes import WordEmbedder

TEXT = "# {0}\n\nThe {0} article says to ask before telling. It has two sentences about {0}.\n"


def library(home: Path, name: str = "words") -> Library:
    return Library(home, WordEmbedder(name=name))


@pytest.fixture
def empty(tmp_path: Path) -> Library:
    return library(tmp_path / "home").open(empty=True)


def write(folder: Path, id: str, text: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{id}.txt"
    path.write_text(text or TEXT.format(id))
    return path


def newest(home: Path, kind: str) -> Path:
    """The folder of the generation in use; the one before may still be read by somebody."""
    return max((home / "index").glob(f"{kind}-*"), key=lambda path: int(path.name.rsplit("-", 1)[1]))


def found(lib: Library, query: str) -> list[str]:
    return [hit.record.article for hit in lib.dense(WordEmbedder().embed([query])[0], 5)]


def test_added_articles_are_found_and_spans_are_exact(empty: Library, tmp_path: Path) -> None:
    results = empty.add([write(tmp_path / "in", "alpha"), write(tmp_path / "in", "beta")])
    assert [r.note for r in results] == ["added", "added"]
    assert found(empty, "beta article")[0] == "beta"
    assert empty.keyword("alpha", 5)[0].record.article == "alpha"
    record = empty.dense(WordEmbedder().embed(["alpha"])[0], 1)[0].record
    assert empty.article("alpha").text[record.start : record.end] == empty.passages("alpha")[0].text
    assert empty.check() == []


def test_the_good_files_of_a_batch_stay(empty: Library, tmp_path: Path) -> None:
    results = empty.add([tmp_path / "none.txt", write(tmp_path / "in", "alpha")])
    assert ("no such file" in results[0].error, results[1].note) == (True, "added")
    assert [e.id for e in empty.entries()] == ["alpha"]


def test_adding_again_changes_nothing(empty: Library, tmp_path: Path) -> None:
    path = write(tmp_path / "in", "alpha")
    empty.add([path])
    generation = empty.manifest.generation
    assert empty.add([path])[0].note == "unchanged"
    assert empty.manifest.generation == generation


def test_same_id_with_other_content_needs_replace(empty: Library, tmp_path: Path) -> None:
    empty.add([write(tmp_path / "in", "alpha")])
    path = write(tmp_path / "other", "alpha", "# New\n\nCompletely different words here.\n")
    assert "--replace" in empty.add([path])[0].error
    assert empty.add([path], replace=True)[0].note == "replaced"
    assert "different" in empty.article("alpha").text
    assert empty.keyword("telling", 5) == []
    assert empty.check() == []


def test_the_same_text_under_another_id_is_noticed(empty: Library, tmp_path: Path) -> None:
    empty.add([write(tmp_path / "in", "alpha")])
    assert "already" in empty.add([write(tmp_path / "in", "copy", TEXT.format("alpha"))])[0].error


def test_what_is_removed_answers_nothing_also_in_another_reader(empty: Library, tmp_path: Path) -> None:
    empty.add([write(tmp_path / "in", "alpha"), write(tmp_path / "in", "beta")])
    reader = library(tmp_path / "home").open()
    assert "alpha" in found(reader, "alpha")
    empty.remove(["alpha"])
    assert "alpha" not in found(reader, "alpha")
    assert "alpha" not in found(empty, "alpha")
    assert empty.check() == reader.check() == []


def test_removing_what_is_not_there_says_so(empty: Library) -> None:
    with pytest.raises(LibraryError, match="no article 'nope'"):
        empty.remove(["nope"])


def test_rebuild_gives_the_same_answers(empty: Library, tmp_path: Path) -> None:
    empty.add([write(tmp_path / "in", "alpha"), write(tmp_path / "in", "beta")])
    before = found(empty, "beta article")
    old = empty.manifest.collection
    assert empty.rebuild() == 2
    assert empty.manifest.collection != old
    assert found(empty, "beta article") == before
    assert empty.check() == []


def test_another_embedder_is_refused_with_the_command_that_repairs_it(empty: Library, tmp_path: Path) -> None:
    empty.add([write(tmp_path / "in", "alpha")])
    other = library(tmp_path / "home", "other").open()
    with pytest.raises(IndexUnusable, match="coach library rebuild"):
        other.ready()
    other.rebuild()
    assert other.check() == []


@pytest.mark.parametrize("damage", ["manifest", "chroma", "keyword", "cards", "text"])
def test_damage_is_found_and_rebuild_restores(empty: Library, tmp_path: Path, damage: str) -> None:
    home = tmp_path / "home"
    empty.add([write(tmp_path / "in", "alpha")])
    target = {
        "manifest": home / "manifest.json",
        "chroma": home / "index" / "chroma" / "chroma.sqlite3",
        "keyword": newest(home, "bm25") / "records.npz",
        "cards": newest(home, "cards") / "cards.json",
        "text": home / "articles" / "alpha.md",
    }[damage]
    if damage == "text":
        target.write_bytes(target.read_bytes().replace(b"asking", b"ASKING").replace(b"says", b"SAYS"))
    else:
        target.write_bytes(b"\x00garbage" * 10)
    again = library(home)
    problems = again.check()
    assert problems
    assert all("rebuild" in problem for problem in problems)
    again.rebuild()
    assert again.check() == []
    assert found(again, "alpha") == ["alpha"]


def test_an_interrupted_add_is_finished_by_the_next_start(empty: Library, tmp_path: Path) -> None:
    """As if the process had died after the manifest said `pending` and before anything was embedded."""
    empty.add([write(tmp_path / "in", "alpha"), write(tmp_path / "in", "beta")])
    entries = {
        id: replace(e, state="pending", passages=0) if id == "beta" else e for id, e in empty.manifest.entries.items()
    }
    empty._dense.delete(
        empty.manifest.collection, [i for i in empty._dense.ids(empty.manifest.collection) if i.startswith("beta")]
    )
    manifest.save(tmp_path / "home" / "manifest.json", empty.manifest.next(entries=entries))
    again = library(tmp_path / "home").open()
    assert again.check() == []
    assert found(again, "beta")[0] == "beta"


def test_a_second_writer_waits_its_turn_and_says_so(
    empty: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.library.LOCK_SECONDS", 0.1)
    path = write(tmp_path / "in", "alpha")
    with exclusive(tmp_path / "home" / "write.lock", 1, "busy"), pytest.raises(Busy, match="another process"):
        library(tmp_path / "home").add([path])


def test_a_home_without_a_library_gets_the_shipped_one(tmp_path: Path) -> None:
    lib = library(tmp_path / "home").open()
    assert len(lib.entries()) == 14
    assert len(lib.cards()) >= 120
    lib.remove(["war-of-art"])
    assert "war-of-art" not in {e.id for e in library(tmp_path / "home").open().entries()}
    assert lib.check() == []
