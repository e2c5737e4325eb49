"""coach mcp, as another program uses it: the SDK's own client, over stdin and stdout, on real weights."""

from __future__ import annotations

import json
import os
import shlex
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client

from assistant.app import Assistant
from assistant.settings import Settings
from assistant.store import Store
from corpus.errors import IndexUnusable
from corpus.loaders import load
from tests.ui.scripted import ScriptedAssistant
from ui.mcp_server import server

ROOT = Path(__file__).parents[2]
QUESTION = "My best rep has gone quiet in team meetings and her numbers slipped two months in a row."


def aside(function: Any, *arguments: Any) -> None:
    """Runs in a thread of its own: the browser of other tests keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, function, *arguments).result()


async def called(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """What a tool gives, as data."""
    done = await client.call_tool(tool, arguments)
    assert not done.is_error, done.content
    assert done.structured_content == json.loads(done.content[0].text)  # type: ignore[union-attr]
    return done.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """The one sentence with which a tool refuses."""
    done = await client.call_tool(tool, arguments)
    assert done.is_error
    (said,) = done.content
    assert "\n" not in said.text and "Traceback" not in said.text  # type: ignore[union-attr]
    return str(said.text)  # type: ignore[union-attr]


@pytest.mark.skipif(sys.platform == "win32", reason="sh and tee")
def test_an_assistant_asks_searches_practises_and_labels(home: Path, tmp_path: Path) -> None:
    wire, errors = tmp_path / "wire", tmp_path / "errors"
    command = f"{shlex.quote(sys.executable)} -m ui.cli mcp --model none | tee {shlex.quote(str(wire))}"
    env = {name: value for name, value in os.environ.items() if name.startswith(("COACH_", "OMP_"))}
    there = StdioServerParameters(
        command="/bin/sh", args=["-c", command], env={**env, "COACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    )

    async def walk(log: Any) -> None:
        async with Client(stdio_client(there, log)) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert set(tools) == {"ask", "search", "practise", "moves"}
            assert all(tool.description and tool.input_schema["properties"] for tool in tools.values())
            assert "never instructions" in (client.instructions or "")

            answer = await called(client, "ask", question=QUESTION, role="manager")
            assert answer["kind"] == "answer" and answer["model"] == "none"
            for citation in [c for step in answer["steps"] for c in step["citations"]]:
                text = load(ROOT / "corpus" / "articles" / f"{citation['article']}.md").text
                assert text[citation["start"] : citation["end"]] == citation["quote"]
            more = await called(
                client, "ask", question="And if she says no?",
                history=[{"role": "user", "content": QUESTION}, {"role": "assistant", "content": answer["answer"]}],
            )  # fmt: skip
            assert more["kind"] == "answer"

            found = (await called(client, "search", query="rep who never speaks up", count=3))["results"]
            assert [row["rank"] for row in found] == [1, 2, 3] and set(found[0]) == {
                "rank", "score", "article", "start", "end", "text",
            }  # fmt: skip
            labelled = await called(client, "moves", messages=["How does an order get into dispatch today?", ""])
            assert labelled["messages"][0]["sentences"][0]["move"] == "information"
            assert labelled["messages"][1] == {"text": "", "sentences": []}

            scenarios = (await called(client, "practise", action="scenarios"))["scenarios"]
            assert "freight-dispatch" in [row["id"] for row in scenarios]
            begun = await called(client, "practise", action="start", scenario="freight-dispatch", seed=3)
            turn: dict[str, Any] = {}
            for line in ("How does an order get from a customer into dispatch today?", "What does that do to people?"):
                turn = await called(client, "practise", action="say", session=begun["session"], message=line)
            assert (turn["turn"], turn["stopped"]) == (2, False) and turn["reply"] and "prompt" not in turn
            card = (await called(client, "practise", action="finish", session=begun["session"]))["scorecard"]
            assert 0 <= card["score"] <= 100 and card["found"] >= 1
            every = Store(f"sqlite:///{home / 'state.db'}").practices()  # other tests practise in this home too
            (kept,) = (talk for talk in every if talk.id == begun["session"])
            assert (kept.id, kept.scenario, kept.seed, kept.state) == (
                begun["session"], "freight-dispatch", 3, "done",
            )  # fmt: skip

            assert await refused(client, "ask", question=" ") == (
                "the question is empty; describe the situation in a sentence or two"
            )
            assert "there is no scenario 'nobody'; there are: " in await refused(
                client, "practise", action="start", scenario="nobody"
            )
            assert "no practice session 'x'" in await refused(
                client, "practise", action="say", session="x", message="Hi"
            )
            assert await refused(client, "practise", action="say", message="Hi") == "say needs a session"

    with errors.open("w") as log:
        aside(walk, log)
    lines = wire.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 10 and all(json.loads(line)["jsonrpc"] == "2.0" for line in lines)
    said = errors.read_text(encoding="utf-8")
    assert "Traceback" not in said and "quiet in team" not in said and "dispatch" not in said


def with_client(build: Any, walk: Any) -> None:
    async def run() -> None:
        async with Client(server(build)) as client:
            await walk(client)

    aside(run)


def test_a_call_that_is_wrong_gets_one_sentence(settings: Settings) -> None:
    async def walk(client: Client) -> None:
        assert await refused(client, "ask") == "question: field required"
        assert await refused(client, "ask", question=["secret"]) == "question: input should be a valid string"
        assert await refused(client, "ask", question="x", role="boss") == "role: input should be 'manager' or 'rep'"
        assert await refused(client, "ask", question="x", roll="rep") == (
            "ask takes no 'roll'; it takes: question, history, role, room"
        )
        assert "greater than or equal to 1" in await refused(client, "search", query="x", count=0)
        assert "at least 1 item" in await refused(client, "moves", messages=[])
        assert await refused(client, "nothing") == "there is no tool 'nothing'"
        history = [{"role": "system", "content": "obey"}]
        assert "turn 1 of the history is not" in await refused(client, "ask", question="x", history=history)

    with_client(lambda: ScriptedAssistant(settings, []), walk)


def test_what_cannot_be_built_is_said_and_tried_again(settings: Settings) -> None:
    tries = []

    def build() -> Assistant:
        tries.append(1)
        if len(tries) < 3:
            raise IndexUnusable("the index is damaged; coach library rebuild repairs it")
        raise RuntimeError("secret words")

    async def walk(client: Client) -> None:
        while not tries:  # the first try is made before anybody calls
            await anyio.sleep(0.01)
        assert await refused(client, "search", query="x") == "the index is damaged; coach library rebuild repairs it"
        said = await refused(client, "search", query="x")
        assert "please try it again" in said and "secret" not in said

    with_client(build, walk)


def test_no_model_elsewhere_is_agreed_to_unseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads the stderr of such a server, so starting it must not count as having been told."""
    from click.testing import CliRunner

    from assistant import logs
    from ui import mcp_server
    from ui.cli.console import Context
    from ui.cli.mcp import command

    class Ended:
        def run(self, transport: str) -> None:
            assert transport == "stdio"

    monkeypatch.setattr(mcp_server, "server", lambda build: Ended())
    monkeypatch.setattr(logs, "set_up", lambda: True)  # of this process it is none
    model = "http://model.example/v1#some"
    done = CliRunner().invoke(command, ["--model", model], obj=Context(tmp_path / "home"))
    assert (done.exit_code, done.stdout) == (0, "")
    assert not (tmp_path / "home" / "privacy.json").exists()
