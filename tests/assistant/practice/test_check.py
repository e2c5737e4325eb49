"""The checker refuses what gives away, cannot be reached, or is too little."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.practice import check
from assistant.practice.scenario import InvalidScenario, Scenario, parse, read, shipped

ROWS = {path.stem: path for path in shipped()}


@pytest.mark.parametrize("path", ROWS.values(), ids=ROWS)
def test_every_shipped_scenario_keeps_to_it(path: Path) -> None:
    item = read(path)
    assert check.problems(item) == []
    assert item.id == path.stem


def test_there_are_ten_prospects_and_eight_reps_on_three_levels_without_a_line_in_common() -> None:
    items = [read(path) for path in shipped()]
    assert [sum(item.kind == kind for item in items) for kind in ("discovery", "coaching")] == [10, 8]
    for kind in ("discovery", "coaching"):
        assert {item.level for item in items if item.kind == kind} == {1, 2, 3}
    lines = [line for item in items for f in item.facts for line in f.lines]
    lines += [line for item in items for group in item.lines.values() for line in group]
    long = [line for line in lines if len(line.split()) > 4]
    assert len(long) == len(set(long))


def changed(change: Callable[[dict[str, Any]], None]) -> str:
    row = yaml.safe_load(ROWS["freight-dispatch"].read_text(encoding="utf-8"))
    change(row)
    return yaml.safe_dump(row)


def fact(row: dict[str, Any], id: str) -> dict[str, Any]:
    return next(fact for fact in row["facts"] if fact["id"] == id)  # type: ignore[no-any-return]


def put(name: str, value: object, id: str | None = None) -> Callable[[dict[str, Any]], None]:
    def change(row: dict[str, Any]) -> None:
        (fact(row, id) if id else row)[name] = value

    return change


WRONG = {
    "public text gives it away": (put("setting", "She lost Hallam Foods."), "setting: gives the fact lost-customer away"),
    "an opening gives it away": (
        put("opening", ["Hello.", "Hi, we had a merger."]), "opening 2: gives the fact since-merger away"),
    "an occasion line gives it away": (
        lambda row: row["lines"]["deflect"].append("Ask Colin."), "lines.deflect 6: gives the fact the-dispatcher away"),
    "another fact gives it away": (
        lambda row: fact(row, "fleet")["lines"].append("Thirty-eight trucks and a student."),
        "fact fleet, line 4: gives the fact the-macro away"),
    "a question gives it away": (
        put("asks", ["How is Colin?", "Who else feels it?"], "the-dispatcher"), "ask 1: gives the fact the-dispatcher away"),
    "a circle cannot be reached": (put("requires", ["her-word"], "typed-twice"), "fact typed-twice: cannot be reached"),
    "too much trust cannot be reached": (
        lambda row: row["success"].update(min_trust=10) or [f.update(min_trust=9) for f in row["facts"]],
        "cannot be reached"),
    "requires what is not there": (put("requires", ["nothing"], "fleet"), "fact fleet: requires 'nothing'"),
    "too few lines of a fact": (put("lines", ["Thirty-eight."], "fleet"), "fact fleet: has 1 different lines"),
    "too few occasion lines": (
        lambda row: row["lines"].update(silence=["Hello?"]), "lines.silence (an empty message): has 1 lines"),
    "a line without a key": (
        lambda row: fact(row, "fleet")["lines"].append("Some."), "fact fleet, line 4: says none of its keys"),
    "too few facts": (lambda row: row.update(facts=row["facts"][:4]), "there are 4 facts"),
    "a consequence without its problem": (
        put("requires", ["typed-twice"], "detention"), "fact detention: a consequence requires the problem"),
    "a consequence that information opens": (
        put("unlocked_by", ["information"], "detention"), "only a consequence question opens a consequence"),
    "a speech": (
        lambda row: fact(row, "fleet")["lines"].append("thirty-eight " * 70), "fact fleet, line 4: has 70 words"),
    "a next step for nothing": (
        lambda row: row["success"].update(requires=[]), "success requires no fact: a next step would be free"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "wanted"), WRONG.values(), ids=WRONG)
def test_names_what_is_wrong(change: Callable[[dict[str, Any]], None], wanted: str) -> None:
    assert any(wanted in problem for problem in check.problems(parse(changed(change), "x.yaml")))


BROKEN = {
    "no mapping": ("- a\n- b", "x.yaml: the scenario is not a mapping"),
    "no YAML": ("a: [", "x.yaml: not valid YAML (line"),
    "a field too many": (changed(put("colour", "red")), "unknown field 'colour'"),
    "a field too few": (changed(lambda row: row.pop("name")), "name is missing"),
    "a wrong kind": (changed(put("kind", "game")), "kind is one of discovery, coaching"),
    "a wrong level": (changed(put("level", 4)), "level is 1, 2 or 3"),
    "a wrong move": (changed(put("unlocked_by", ["pitch"], "fleet")), "'pitch' opens nothing"),
    "a wrong tier": (changed(put("tier", "deep", "fleet")), "fact 3 (fleet): tier is one of"),
    "a number for a text": (changed(put("title", 7)), "title is missing or not a text"),
    "trust out of bounds": (changed(put("min_trust", 11, "fleet")), "a whole number from 0 to 10"),
    "a path for an id": (changed(put("id", "../x")), "id is in small letters"),
}


@pytest.mark.parametrize(("text", "wanted"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_gets_one_clear_sentence(text: str, wanted: str) -> None:
    with pytest.raises(InvalidScenario) as caught:
        parse(text, "x.yaml")
    assert wanted in str(caught.value) and "\n" not in str(caught.value)


def test_a_scenario_survives_being_kept_as_data(freight: Scenario) -> None:
    import json

    from assistant.practice.scenario import as_json

    assert parse(json.dumps(as_json(freight)), "kept") == freight
