"""A finished talk as a Markdown file for somebody else. Pure: what was said and the scorecard, nothing of the ledger."""

from __future__ import annotations

from assistant.advice.answer import escape
from assistant.practice.scorecard import Line, Scorecard
from assistant.practice.session import Session
from ui import practice_texts as texts


def markdown(session: Session, card: Scorecard) -> str:
    """Scenario, score with both ways of labelling, findings, what would have opened the rest, the talk."""
    item = session.talk.scenario
    parts = [
        f"# {escape(item.title)}",
        f"{escape(item.name)}, {escape(item.role)} · {texts.KIND_OF[item.kind]}, {texts.LEVEL_OF[item.level]}",
        f"**{texts.SETTING}.** {escape(item.setting)}",
        f"**{texts.YOU}.** {escape(item.you)}",
        f"## {texts.CARD_TITLE}: {texts.score(card.score)}",
        f"{texts.facts(card.found, card.of)}.",
    ]
    if card.short:
        parts.append(texts.SHORT)
    changed = session.relabelled()
    if changed:
        parts.append(texts.both_scores(card.score, session.card(own=False).score, len(changed)))
    parts.append("\n".join(_line(line) for line in card.checks))
    if card.missed:
        asks = "\n".join(f"- “{escape(fact.ask)}” ({texts.TIERS[fact.tier]})" for fact in card.missed)
        parts += [f"## {texts.MISSED_TITLE}", asks]
    parts += [f"## {texts.TRANSCRIPT}", f"**{escape(item.name)}:** {_words(session.talk.opening)}"]
    for turn in session.turns:
        parts.append(f"**{turn.number}. {texts.YOU}:** {_words(turn.said)}")
        parts.append(f"**{escape(item.name)}:** {_words(turn.reply)}")
    return "\n\n".join(parts) + "\n"


def _line(line: Line) -> str:
    seen = f"{texts.at_turn(line.turn)}, “{_words(line.quote)}”. " if line.turn and line.quote else ""
    if not seen and not line.passed and line.counted:
        seen = f"{texts.NOT_OBSERVED} "
    mark = texts.verdict(line.passed, line.counted)[0]
    rows = [f"- {mark} **{escape(line.title)}** ({line.weight}): {seen}{escape(line.says)}"]
    if not line.passed:
        rows.append(f"  {texts.WHY} {escape(line.why)} ({escape(line.article)}: “{escape(line.passage)}”)")
    if line.better and line.better_turn:
        rows.append(f"  {texts.better(line.better_turn, line.leads)} “{escape(line.better)}”")
    return "  \n".join(rows)


def _words(text: str) -> str:
    """One paragraph of what was said."""
    return escape(" ".join(text.split()))
