"""What an answer is, as data, as JSON (contracts.md) and as Markdown. Every sentence says where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from assistant.markdown import escape
from corpus.documents import Citation

Kind = Literal["answer", "clarify", "abstain", "care"]
Origin = Literal["card", "quote", "model"]
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and who answers for it: a reviewed card, the article's own words, or a model (checked)."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of advice. `case` is a model's sentence for the person's case, set apart; `caution` a card's warning."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    card: str = ""
    caution: str = ""
    claim: bool = False

    @property
    def text(self) -> str:
        """All sentences in one line."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Source:
    """An article that the answer stands on, with the first cited span. `number` is what the citation marks show."""

    number: int
    article: str
    title: str
    author: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """What one author would say."""

    author: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Where authors agree or differ, and what it stands on."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question; None for what did not happen."""

    evidence_ms: float | None = None
    first_text_ms: float | None = None
    first_model_text_ms: float | None = None
    total_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or as much of it as there is so far."""

    kind: Kind
    lead: str = ""  # restatement, the clarifying question, the refusal, or the words of care
    steps: tuple[Step, ...] = ()
    ask_yourself: str = ""
    small_action: str = ""
    choices: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    views: tuple[View, ...] = ()
    agree: tuple[Point, ...] = ()
    differ: tuple[Point, ...] = ()
    note: str = ""  # what the person should know about how this was made (a model that failed, drafts)
    model: str = ""
    embedder: str = ""
    timings: Timings = field(default=Timings())


def number_of(answer: Answer, article: str) -> int:
    """The citation mark of an article, 0 when it is not a source."""
    return next((source.number for source in answer.sources if source.article == article), 0)


def marks(answer: Answer, citations: Sequence[Citation]) -> str:
    """Citation marks as superscript numbers, each article once."""
    numbers = dict.fromkeys(number_of(answer, citation.article) for citation in citations)
    return "".join(f" {str(number).translate(_SUPERSCRIPT)}" for number in numbers if number)


def markdown(answer: Answer) -> str:
    """The whole answer as Markdown, as `coach ask` prints it and --json gives it."""
    parts = [answer.lead] if answer.lead else []
    parts += [f"{n}. {step_markdown(answer, step)}" for n, step in enumerate(answer.steps, 1)]
    for view in answer.views:
        parts.append(f"**{escape(view.author)}**")
        parts += [f"- {step_markdown(answer, step)}" for step in view.steps]
    parts += [f"*They agree:* {point.text}{marks(answer, point.citations)}" for point in answer.agree]
    parts += [f"*They differ:* {point.text}{marks(answer, point.citations)}" for point in answer.differ]
    if answer.ask_yourself:
        parts.append(f"*Ask yourself:* {answer.ask_yourself}")
    if answer.small_action:
        parts.append(f"*This week:* {answer.small_action}")
    parts += [f"- {escape(choice)}" for choice in answer.choices]
    if answer.nearest:
        parts.append("Nearest to it: " + "; ".join(map(escape, answer.nearest)) + ".")
    if answer.note:
        parts.append(f"*{answer.note}*")
    if answer.sources:
        parts.append(
            " · ".join(
                f"{str(s.number).translate(_SUPERSCRIPT)} {escape(s.title)}, {escape(s.author)}" for s in answer.sources
            )
        )
    return "\n\n".join(parts)


def step_markdown(answer: Answer, step: Step) -> str:
    """A step: its first sentence in bold, citation marks, then what a model or a caution adds, set apart."""
    own = [sentence for sentence in step.sentences if sentence.origin != "model"]
    if own and own[0].origin == "quote":
        text = f"“{escape(' '.join(sentence.text for sentence in own))}”"
    else:
        head, rest = (own[0].text, own[1:]) if own else ("", [])
        text = f"**{escape(head)}** {escape(' '.join(sentence.text for sentence in rest))}".strip()
    text += marks(answer, step.citations)
    for sentence in step.sentences:
        if sentence.origin == "model":
            text += f" *({escape(sentence.text)} - for your case, the assistant's own inference)*"
    if step.caution:
        text += f" *Mind: {escape(step.caution)}*"
    return text


def as_json(answer: Answer) -> dict[str, Any]:
    """The document of contracts.md."""

    def step(item: Step) -> dict[str, Any]:
        return {
            "text": item.text,
            "sentences": [asdict(sentence) for sentence in item.sentences],
            "citations": [asdict(citation) for citation in item.citations],
            "card": item.card,
            "caution": item.caution,
        }

    return {
        "kind": answer.kind,
        "answer": markdown(answer),
        "lead": answer.lead,
        "steps": [step(item) for item in answer.steps],
        "ask_yourself": answer.ask_yourself,
        "small_action": answer.small_action,
        "choices": list(answer.choices),
        "nearest": list(answer.nearest),
        "sources": [asdict(source) for source in answer.sources],
        "views": [{"author": view.author, "steps": [step(item) for item in view.steps]} for view in answer.views],
        "agree": [asdict(point) for point in answer.agree],
        "differ": [asdict(point) for point in answer.differ],
        "note": answer.note,
        "model": answer.model,
        "embedder": answer.embedder,
        "timings": asdict(answer.timings),
    }


def from_json(document: dict[str, Any]) -> Answer:
    """The answer of a stored document; what an older version did not write stays empty."""

    def citation(row: dict[str, Any]) -> Citation:
        return Citation(row["article"], row["start"], row["end"], row["quote"])

    def step(row: dict[str, Any]) -> Step:
        return Step(
            tuple(Sentence(s["text"], s["origin"]) for s in row["sentences"]),
            tuple(map(citation, row["citations"])),
            row.get("card", ""),
            row.get("caution", ""),
        )

    def point(row: dict[str, Any]) -> Point:
        return Point(row["text"], tuple(map(citation, row["citations"])))

    return Answer(
        kind=document.get("kind", "answer"),
        lead=document.get("lead", ""),
        steps=tuple(map(step, document.get("steps", ()))),
        ask_yourself=document.get("ask_yourself", ""),
        small_action=document.get("small_action", ""),
        choices=tuple(document.get("choices", ())),
        nearest=tuple(document.get("nearest", ())),
        sources=tuple(Source(**row) for row in document.get("sources", ())),
        views=tuple(View(row["author"], tuple(map(step, row["steps"]))) for row in document.get("views", ())),
        agree=tuple(map(point, document.get("agree", ()))),
        differ=tuple(map(point, document.get("differ", ()))),
        note=document.get("note", ""),
        model=document.get("model", ""),
        embedder=document.get("embedder", ""),
        timings=Timings(**document.get("timings", {})),
    )


def with_sentence(step: Step, sentence: Sentence) -> Step:
    """The step with one more sentence at its end."""
    return replace(step, sentences=(*step.sentences, sentence))
