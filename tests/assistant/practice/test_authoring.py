"""A team's own scenarios as texts: begun, checked, kept and removed; the checker is the real one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from assistant.app import build_practice
from assistant.errors import BadInput
from assistant.models.embedder import SentenceEmbedder
from assistant.practice import authoring, scenario
from assistant.practice.authoring import Opened, Unsound
from assistant.practice.rooms import Practice
from assistant.practice.scenario import InvalidScenario, parse
from assistant.settings import Settings
from assistant.store import Store
from tests.fakes import ScriptedJudge, WordEmbedder


@pytest.fixture
def practice(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> Practice:
    """Rooms whose ears are scripted; so playing a scenario, which is tried below with the real ones, finds nothing."""
    monkeypatch.setattr("assistant.practice.rooms.rehearsal.problems", lambda listener: [])
    return Practice(
        tmp_path / "home",
        WordEmbedder(),
        lambda own: ScriptedJudge(),  # type: ignore[arg-type,return-value]
        lambda: store,
        lambda message: None,
        lambda: None,
    )


def put(practice: Practice, name: str, data: bytes | str) -> Path:
    """A file that somebody put into the folder by hand."""
    path = practice.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def named(text: str, id: str) -> str:
    return text.replace(f"id: {authoring.id_in(text)}\n", f"id: {id}\n", 1)


# ---------------------------------------------------------------- what one begins with


@pytest.mark.parametrize("kind", scenario.KINDS)
def test_the_form_has_a_free_id_and_says_what_is_missing(practice: Practice, kind: scenario.Kind) -> None:
    began = authoring.empty(practice, kind)
    assert (authoring.id_in(began.text), began.file) == ("my-scenario", "")
    assert f"kind: {kind}\n" in began.text
    assert authoring.problems(practice, began.text) == ["the text: title is missing or not a text (put it in quotes)"]
    put(practice, "my-scenario.yaml", "")
    assert authoring.id_in(authoring.empty(practice, kind).text) == "my-scenario-2"


def test_a_copy_is_the_shipped_one_under_another_id(practice: Practice) -> None:
    for path in scenario.shipped():
        copied = parse(authoring.copied(practice, path.stem).text, "copy")
        assert copied == replace(scenario.read(path), id=f"{path.stem}-copy")
    with pytest.raises(BadInput, match="no shipped scenario"):
        authoring.copied(practice, "../people")


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("id: a-1\nkind: x", "a-1"),
        ("# a note\nid: 'a'  # more\n", "a"),
        ('title: ""\nid: "a"', "a"),
        ("facts:\n- id: fact\n  id: b\n", ""),
        ("id: A b\n", ""),
        ("", ""),
    ],
)
def test_the_id_of_a_text_that_is_no_scenario_yet(text: str, id: str) -> None:
    assert authoring.id_in(text) == id


def test_a_file_is_read_or_refused_with_a_sentence() -> None:
    assert authoring.decoded("\ufeffid: é\r\n".encode(), "x.yaml") == "id: é\n"
    with pytest.raises(BadInput, match=r"x\.yaml: is not UTF-8 text"):
        authoring.decoded(b"\xff\xfe", "x.yaml")
    with pytest.raises(BadInput, match="at most 200,000"):
        authoring.decoded(b"x" * (scenario.MAX_BYTES + 1), "x.yaml")


# ---------------------------------------------------------------- keeping it


def test_what_is_saved_can_be_practised_changed_and_removed(practice: Practice) -> None:
    began = authoring.copied(practice, "freight-dispatch")
    kept = authoring.save(practice, began.text + "\n\n", began)
    assert kept == Opened(began.text.rstrip() + "\n", "freight-dispatch-copy")
    assert authoring.own(practice) == [kept.file] and authoring.opened(practice, kept.file) == kept
    session = practice.begin(kept.file)
    title = practice.scenario(kept.file).title
    authoring.save(practice, kept.text.replace(title, "Another title"), kept)
    assert practice.scenario(kept.file).title == "Another title"
    authoring.remove(practice, kept.file)
    assert authoring.own(practice) == [] and kept.file not in [item.id for item in practice.scenarios()]
    assert practice.resume(session.id).talk.scenario.title == title, "a talk keeps its own copy"
    with pytest.raises(BadInput, match="no own scenario"):
        authoring.remove(practice, kept.file)


def test_an_own_one_takes_the_place_of_a_shipped_one_and_gives_it_back(practice: Practice) -> None:
    began = authoring.copied(practice, "freight-dispatch")
    shipped = practice.scenario("freight-dispatch")
    text = named(began.text, "freight-dispatch").replace(shipped.title, "Ours")
    authoring.save(practice, text, began)
    assert practice.scenario("freight-dispatch").title == "Ours"
    authoring.remove(practice, "freight-dispatch")
    assert practice.scenario("freight-dispatch") == shipped


def test_nobodys_scenario_is_lost_by_saving_another(practice: Practice) -> None:
    began = authoring.copied(practice, "freight-dispatch")
    kept = authoring.save(practice, began.text, began)
    with pytest.raises(BadInput, match="open that one, or give"):
        authoring.save(practice, kept.text, began)
    theirs = kept.text.replace("writer: ", "writer: Bob and ", 1)
    authoring.save(practice, theirs, kept)
    with pytest.raises(BadInput, match="was changed since you opened it"):
        authoring.save(practice, kept.text, kept)
    assert authoring.opened(practice, kept.file).text == theirs
    other = authoring.save(practice, named(theirs, "other"), kept)
    assert authoring.own(practice) == [kept.file, "other"], "with another id it is another scenario"
    put(practice, "by hand.yaml", other.text)
    with pytest.raises(BadInput, match=r"by hand\.yaml has the id 'other' as well"):
        authoring.save(practice, other.text, other)
    authoring.remove(practice, "by hand")
    authoring.remove(practice, "other")
    assert authoring.save(practice, other.text, other) == other, "removed by somebody else meanwhile: it is there again"


WRONG = {
    "no YAML": ("id: [", "not valid YAML"),
    "no mapping": ("- a", "is not a mapping"),
    "a date that is none": ("id: 2024-13-45", "put it in quotes"),
    "a number of 5,000 digits": ("a: " + "1" * 5000, "put it in quotes"),
    "a tag that its value does not fit": ("a: !!bool b", "put it in quotes"),
    "an object": ("a: !!python/object/apply:os.getcwd []", "not valid YAML"),
    "too deep": ("[" * 20_000, "nested too deeply|not valid YAML"),
    "too large": ("#" * (scenario.MAX_BYTES + 1), "at most 200,000"),
}


@pytest.mark.parametrize(("text", "why"), WRONG.values(), ids=WRONG)
def test_what_is_no_scenario_is_refused_with_a_sentence(practice: Practice, text: str, why: str) -> None:
    with pytest.raises(Unsound, match=why) as caught:
        authoring.save(practice, text, Opened(""))
    assert authoring.problems(practice, text) == caught.value.problems == [str(caught.value)]
    assert authoring.own(practice) == []


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("id", "../../people", "small letters"),
        ("id", "a--b", "is no id"),
        ("id", "-a", "is no id"),
        ("id", "a" * 81, "is no id"),
        ("level", [1], "level is 1, 2 or 3"),
        ("level", 1.0, "level is 1, 2 or 3"),
        ("setting", "She lost Hallam Foods.", "gives the fact lost-customer away"),
    ],
)
def test_a_field_that_is_wrong_is_named(practice: Practice, field: str, value: object, why: str) -> None:
    row = yaml.safe_load(authoring.copied(practice, "freight-dispatch").text) | {field: value}
    with pytest.raises(Unsound, match=why):
        authoring.save(practice, yaml.safe_dump(row), Opened(""))
    assert authoring.own(practice) == [] and list(practice.home.glob("**/*.yaml")) == []


def test_what_cannot_be_written_or_removed_says_so(practice: Practice) -> None:
    began = authoring.copied(practice, "freight-dispatch")
    practice.home.mkdir(parents=True, exist_ok=True)
    practice.folder.write_text("no folder")
    with pytest.raises(BadInput, match="could not be written"):
        authoring.save(practice, began.text, began)
    practice.folder.unlink()
    (practice.folder / "folder.yaml").mkdir(parents=True)
    for act in (authoring.opened, authoring.remove):
        with pytest.raises(BadInput, match=r"folder\.yaml could not be"):
            act(practice, "folder")


def test_it_is_played_with_its_own_questions_before_it_is_kept(settings: Settings, embedder: SentenceEmbedder) -> None:
    practice = build_practice(settings, embedder)
    began = authoring.copied(practice, "freight-dispatch")
    assert authoring.problems(practice, began.text) == []
    row = yaml.safe_load(began.text)
    fact = next(fact for fact in row["facts"] if fact["tier"] == "goal")
    fact["asks"] = ["Is that so?", "Do you agree?"]
    with pytest.raises(Unsound, match=f"fact {fact['id']}: ask 1") as caught:
        authoring.save(practice, yaml.safe_dump(row), began)
    assert str(caught.value) == caught.value.problems[0] and authoring.own(practice) == []


# ---------------------------------------------------------------- files that somebody broke by hand


def test_a_broken_file_takes_no_other_with_it(practice: Practice) -> None:
    whole = practice.scenarios()
    text = authoring.copied(practice, "quiet-rep").text
    put(practice, "broken.yaml", "id: ]")
    put(practice, "latin.yaml", b"id: \xe9")
    put(practice, "quiet-rep-copy.yaml", text)
    (practice.folder / "folder.yaml").mkdir()
    assert len(practice.scenarios()) == len(whole) + 1
    found = practice.broken()
    assert set(found) == {"broken.yaml", "latin.yaml", "folder.yaml"}
    assert found["broken.yaml"] == "broken.yaml: not valid YAML (line 1)"
    assert not [why for why in found.values() if str(practice.home) in why]
    with pytest.raises(InvalidScenario, match="not valid YAML"):
        practice.scenario("broken")
    assert authoring.own(practice) == ["broken", "folder", "latin", "quiet-rep-copy"]
    kept = authoring.save(practice, named(text, "broken"), authoring.opened(practice, "broken"))
    assert kept.file == "broken" and "broken.yaml" not in practice.broken()
    authoring.remove(practice, "latin")
    assert set(practice.broken()) == {"folder.yaml"}


def test_a_form_that_nobody_filled_in_keeps_nothing_from_warming_up(practice: Practice) -> None:
    row = yaml.safe_load(authoring.copied(practice, "first-dials").text) | {"facts": [], "level": 1, "id": "a"}
    put(practice, "a.yaml", yaml.safe_dump(row))
    practice.warm_up()
    with pytest.raises(InvalidScenario, match="there are 0 facts"):
        practice.begin("a")
