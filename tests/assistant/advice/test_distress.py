"""When practice stops: what somebody says of themselves may, what they will do for the other person may not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assistant.advice.distress import DistressJudge
from tests.fakes import WordEmbedder


class Alarmed:
    """A classifier that takes whatever it is shown for a grave matter."""

    labels = ("ordinary", "retaliation")

    def probabilities(self, texts: list[str], vectors: Any) -> Any:
        return np.array([[0.01, 0.99] for _ in texts])


SAID = {
    "I'll ask Laura in HR what spoke against it.": False,
    "I'm off. I'll ask HR why he did that to me.": True,
    "They cut my hours since I spoke up.": True,
    "I will find out who decided that.": False,
    "It is late.": False,
    "Did I say that?": False,
}


@pytest.mark.parametrize(("said", "stops"), SAID.items())
def test_what_one_will_do_for_the_other_is_no_statement_about_oneself(said: str, stops: bool) -> None:
    judge = DistressJudge(lambda: Alarmed(), WordEmbedder())  # type: ignore[arg-type, return-value]
    assert (judge.judge(said) is not None) is stops
