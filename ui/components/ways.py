"""The ways that a talk went: going back keeps both, and here they stand side by side."""

from __future__ import annotations

import streamlit as st

from assistant.practice.session import Branch, Session
from ui import practice_texts as texts
from ui.components import practices
from ui.components.words import inert, shortened

LINE = 140  # characters of a line that is compared


def show(session: Session, *, expanded: bool = False) -> None:
    """All branches, each with its score and where it leaves the way that the talk stands on; nothing where there is one."""
    found = [
        branch for branch in session.branches() if not branch.turns[-1].care
    ]  # what was grave is no way to compare
    if not any(_elsewhere(session, branch) for branch in found):
        return
    with st.expander(texts.ways(len(found)), icon=":material/call_split:", expanded=expanded, key=f"ways-{session.id}"):
        for number, branch in enumerate(found, 1):
            _way(session, number, branch)
        if len(found) > 1:
            st.markdown(f"**{texts.WAYS_COMPARE}**")
            st.markdown(table(found))


def _elsewhere(session: Session, branch: Branch) -> bool:
    """Whether the branch is another one, or goes on from where the talk was taken back to."""
    return not branch.here or len(branch.turns) > len(session.turns)


def _way(session: Session, number: int, branch: Branch) -> None:
    elsewhere = _elsewhere(session, branch)
    here = "" if elsewhere else f" ({texts.WAYS_HERE})"
    facts = [texts.turns(len(branch.turns)), texts.score(branch.card.score)]
    with st.container(border=True, key=f"way-{branch.end}", gap="xsmall"):
        st.markdown(
            f"**{texts.way(number)}{here}** · {' · '.join(facts)} · {texts.facts(branch.card.found, branch.card.of)}"
        )
        if elsewhere:
            if branch.shared < len(branch.turns):
                other = branch.turns[branch.shared]
                st.caption(texts.parted(other.number))
                st.markdown(f"“{inert(shortened(other.said, LINE))}”")
            st.button(
                texts.WAYS_GO,
                key=f"go-{branch.end}",
                icon=":material/alt_route:",
                type="tertiary",
                on_click=practices.act,
                args=(session.id, lambda session: session.go(branch.end)),
            )


def table(found: list[Branch]) -> str:
    """Check by check, a column a branch, as inert Markdown."""
    heads = [f"{texts.way(n)}{' (' + texts.WAYS_HERE + ')' if b.here else ''}" for n, b in enumerate(found, 1)]
    rows = [["", *heads], ["---"] * (len(heads) + 1)]
    for lines in zip(*(branch.card.checks for branch in found), strict=True):
        marks = [texts.verdict(line.passed, line.counted) for line in lines]
        rows.append([inert(lines[0].title).replace("|", "\\|"), *marks])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
