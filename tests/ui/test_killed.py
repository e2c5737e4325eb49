"""The server is killed in the middle of an answer: nothing lost, nothing double, and a clear word."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.settings import from_environment
from tests.ui.scripted import ScriptedAssistant, answered
from ui import service

ROOT = Path(__file__).parents[2]
_SERVER = """
import sys, time
from pathlib import Path
from assistant.settings import from_environment
from tests.ui.scripted import Gate, ScriptedAssistant, answered
from ui import service
settings = from_environment(home=Path(sys.argv[1]), model="none")
here = service.of(ScriptedAssistant(settings, [answered()], [answered(small_action=""), Gate()]))
talk = here.assistant.store.start_conversation("she is quiet")
for question in ("she is quiet", "and if she says no?", "and then?"):
    turn = here.worker.ask(talk, question)
    while question != "and then?" and not here.assistant.store.turn(turn).answer.get("steps"):
        time.sleep(0.01)
print("in the middle", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_killed_in_the_middle_of_an_answer(tmp_path: Path) -> None:
    home = tmp_path / "home"
    process = subprocess.Popen([sys.executable, "-c", _SERVER, str(home)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None and process.stdout.readline() == "in the middle\n"
    process.send_signal(signal.SIGKILL)
    process.wait(10)

    here = service.of(ScriptedAssistant(from_environment(home=home, model="none"), [answered()], [answered()]))
    store = here.assistant.store
    (talk,) = store.conversations()
    turns = store.turns(talk.id)
    assert [(turn.question, turn.state, bool(turn.answer.get("steps"))) for turn in turns] == [
        ("she is quiet", "done", True),
        ("and if she says no?", "failed", True),  # what could be read already is there still
        ("and then?", "failed", False),
    ]
    for turn in turns[1:]:
        here.worker.again(turn)
    until = time.monotonic() + 10
    while any(turn.state != "done" for turn in store.turns(talk.id)) and time.monotonic() < until:
        time.sleep(0.01)
    assert [(turn.id, turn.state) for turn in store.turns(talk.id)] == [(turn.id, "done") for turn in turns]
    assert [len(asked["history"]) for asked in here.assistant.asked] == [2, 4]
