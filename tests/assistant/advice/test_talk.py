"""What a message is in its conversation."""

import pytest

from assistant.advice.talk import Message, checked_history, checked_question, understand
from assistant.errors import BadInput

HISTORY = [
    Message("user", "My best rep is quiet since the merger, what would you do?"),
    Message("assistant", "1. **I'd sit down with her.** Soon.\n\n2. I'd listen first. ²\n\n3. I'd ask what she needs."),
]


@pytest.mark.parametrize(
    ("question", "kind", "step"),
    [
        ("thanks, that helps!", "thanks", 0),
        ("ok thx", "thanks", 0),
        ("hello", "greeting", 0),
        ("yes please", "yes", 0),
        ("more on step 2", "step-reference", 2),
        ("tell me more about the last one", "step-reference", 3),
        ("and if she says no?", "what-if", 0),
        ("why?", "why", 0),
        ("shorter please", "shorter", 0),
        ("no, I meant the other rep", "correction", 0),
        ("Different question: how do I run my week?", "changed-subject", 0),
        ("she never answers my mails", "goes-on", 0),
        ("can you give me an example of that", "deepen", 0),
        ("Yesterday a customer in Leeds told our trainee that our whole industry is a waste of his time and she cried in the corridor afterwards", "new", 0),
    ],
)  # fmt: skip
def test_kinds(question: str, kind: str, step: int) -> None:
    turn = understand(question, HISTORY)
    assert (turn.kind, turn.step) == (kind, step)


def test_without_history_everything_but_a_courtesy_is_new() -> None:
    assert understand("and if she says no?", []).kind == "new"
    assert understand("thanks", []).kind == "thanks"


def test_a_follow_up_carries_question_and_steps() -> None:
    turn = understand("and if she says no?", HISTORY)
    assert turn.context == (HISTORY[0].content,)
    assert len(turn.said) == 3


@pytest.mark.parametrize("text", ["", "  \n", "???", "\x00\x01", None, 7, "x" * 50_000])
def test_what_is_no_question_is_refused(text: object) -> None:
    with pytest.raises(BadInput):
        checked_question(text)


def test_control_characters_are_dropped() -> None:
    assert checked_question("how\x1b[31m now\x07?") == "how [31m now ?"


@pytest.mark.parametrize(
    "rows", ["text", [1], [{"role": "system", "content": "x"}], [{"role": "user"}], {"role": "user"}]
)
def test_a_broken_history_is_refused(rows: object) -> None:
    with pytest.raises(BadInput, match="history"):
        checked_history(rows)
