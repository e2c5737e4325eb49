"""The advice chain: understand -> judge -> find -> plan -> word, as a LangGraph graph, which is a LangChain Runnable.

Input {"question", "history"?, "role"?, "room"?}, output the same with "answer" (assistant.advice.answer.Answer). With
`stream_mode="custom"` it streams the answer as it grows, each time as a whole. What is said, cited or refused is decided
here in code; a model only adds a checked sentence, and whatever fails leaves the cards' own words standing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypedDict

from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph

from assistant import traces
from assistant.advice import chair, plan, restate, room, scope, talk
from assistant.advice.answer import Answer, Sentence, Step, with_sentence
from assistant.advice.care import CareJudge
from assistant.advice.reader import Reader
from assistant.advice.wording import for_your_case
from assistant.models.chat import ChatModel
from assistant.models.trust import Earned
from assistant.retrieval import Evidence, Retriever, ScoredCard, strip_stock_phrase
from corpus.documents import Article, Embedder
from corpus.library import Library

CASES = 2  # steps that get a sentence for the case, at most
CASE_SECONDS = 3.0
CHOICES = 3  # of a question back
_SOCIAL = {
    "thanks": "Glad it helped. Come back and tell me how it went.",
    "greeting": "Hello. Tell me what happened, in a sentence or two, and I'll tell you what I would do.",
    "bye": "Good luck with it. Come back and tell me how it went.",
}
_ASK_BACK = "Happy to think along. Which of these is closest to what you have in front of you?"
_ELSEWHERE = (
    "If there is more to it than work - somebody's health, safety or rights - take it to HR or a doctor and not to me."
)
_NO_ORDERS = "I only give advice on situations in sales and leading a team, from the library's articles. Tell me what happened and I'll answer that."


class State(TypedDict, total=False):
    """What goes through the graph."""

    question: str
    history: Sequence[Mapping[str, str]]
    role: str | None
    room: bool
    started: float
    turn: talk.Turn
    text: str  # what is searched with
    note: str
    evidence: Evidence
    cards: list[ScoredCard]
    answer: Answer


@dataclass(frozen=True)
class Advisor:
    """The parts that the nodes work with."""

    library: Library
    retriever: Retriever
    embedder: Embedder
    care: CareJudge
    reader: Reader
    taught: Container[str]  # ids of the articles whose cards the reader learnt from
    model: ChatModel | None
    earned: Mapping[str, Earned]

    # ---- nodes

    def understand(self, state: State) -> State:
        question = talk.checked_question(state["question"])
        history = talk.checked_history(state.get("history") or ())
        return {
            "question": question,
            "turn": talk.understand(question, history),
            "started": state.get("started") or time.perf_counter(),
        }

    def judge(self, state: State) -> State:
        """Care first, whatever else it is; then courtesies; then orders to the assistant, which are not obeyed."""
        question, turn = state["question"], state["turn"]
        if turn.insists:
            question = turn.question
        text = strip_stock_phrase(question)
        verdict = self.care.judge(text)
        if verdict.category and (verdict.sure or not turn.insists):
            choices = () if verdict.sure else (talk.COACHING,)
            return self._end(state, Answer("care", self.care.words(verdict.category), choices=choices))
        if turn.kind in _SOCIAL:
            return self._end(state, Answer("answer", _SOCIAL[turn.kind]))
        if restate.imperative(question):
            text = strip_stock_phrase(restate.without_orders(question)) if restate.without_orders(question) else ""
            if len(text.split()) < 5:
                return self._end(state, Answer("abstain", _NO_ORDERS))
        return {"question": question, "text": text, "note": _ELSEWHERE if verdict.unsure else ""}

    def find(self, state: State) -> State:
        turn, text = state["turn"], state["text"]
        context: tuple[str, ...] = turn.context
        if turn.step:
            context, text = (*turn.context[-1:], turn.said[turn.step - 1]), ""
        elif turn.kind in ("shorter", "why", "yes", "deepen"):
            context, text = turn.context[-1:], (turn.said[0] if turn.kind in ("yes", "deepen") and turn.said else "")
        with traces.span("retrieve") as facts:
            evidence = (
                self.retriever.find(text or turn.question, context=context)
                if (text or context)
                else self.retriever.find(turn.question)
            )
            facts.note(cards=len(evidence.cards), passages=len(evidence.hits))
        whole = " ".join([*context, text]).strip() or turn.question
        fits = scope.judge(self.reader.read(whole), whole, evidence, self.taught)
        if turn.kind in ("new", "changed-subject") and fits.asks_back and not turn.asked_back:
            return self._end(state, self._clarify(turn, evidence, state.get("role")))
        if not fits.answers and not turn.said:
            return self._end(state, self._abstain(evidence))
        return {"evidence": evidence}

    def plan(self, state: State) -> State:
        """The cards in an order that makes sense; on screen at once."""
        turn, evidence = state["turn"], state["evidence"]
        ready = time.perf_counter()
        done = self._done(turn)
        with traces.span("plan") as facts:
            guessed = chair.role(" ".join([*turn.context, turn.question]))
            cards = plan.choose(evidence.cards, state.get("role"), done, guessed)
            facts.note(cards=len(cards))
        if turn.kind in ("shorter", "why"):
            cards = [s for s in evidence.cards if s.card.id in done][: 1 if turn.kind == "shorter" else 2] or cards[:1]
        steps = plan.cautions_once([plan.step_of(scored.card) for scored in cards])
        carded = {scored.card.article for scored in evidence.cards}
        quoted = [hit for hit in evidence.hits if hit.article not in carded and hit.score > 0]
        articles = self._articles([*(s.card.article for s in cards), *(hit.article for hit in evidence.hits)])
        if not steps or evidence.uncarded >= scope.PASSAGE_ANSWERS:
            quotes = plan.quote_steps(quoted[: plan.MOST], state["question"], articles)
            steps = (
                (quotes + steps)[: plan.MOST]
                if evidence.uncarded > evidence.passage - 0.02
                else (steps + quotes)[: plan.MOST]
            )
        if turn.kind == "why":
            steps = [replace(s, sentences=tuple(Sentence(c.quote, "quote") for c in s.citations)) for s in steps]
        if not steps:
            return self._end(state, self._abstain(evidence))
        first = next((scored.card for scored in cards if scored.card.status == "reviewed"), None)
        answer = Answer(
            "answer",
            self._lead(turn, evidence),
            tuple(steps),
            first.ask_yourself if first and turn.kind != "shorter" else "",
            self._action(cards, state.get("role")) if turn.kind != "shorter" else "",
            sources=plan.sources(steps, articles),
            note=state.get("note", ""),
        )
        if state.get("room"):
            answer = self._with_room(answer, evidence)
        answer = self._timed(state, answer, evidence=ready)
        self._show(answer)
        return {"answer": answer, "cards": cards}

    def word(self, state: State) -> State:
        """What a model that earned it adds: a sentence for the case under the first steps."""
        answer = state["answer"]
        if (
            self.model is not None
            and self.earned["case"].allowed
            and not state.get("room")
            and state["turn"].kind not in ("shorter", "why")
        ):
            until = time.perf_counter() + CASE_SECONDS
            for number in range(min(CASES, len(answer.steps))):
                left = until - time.perf_counter()
                if left <= 0.3:
                    break
                said = for_your_case(self.model, self.embedder, state["question"], answer.steps[number], left)
                if said is None:
                    continue
                steps = [with_sentence(s, said) if i == number else s for i, s in enumerate(answer.steps)]
                answer = replace(answer, steps=tuple(steps), model=self.model.identity)
                if answer.timings.first_model_text_ms is None:
                    answer = replace(answer, timings=replace(answer.timings, first_model_text_ms=_ms(state["started"])))
                self._show(answer)
        return self._end(state, answer)

    # ---- parts of answers

    def _clarify(self, turn: talk.Turn, evidence: Evidence, role: str | None) -> Answer:
        """One question back, with what the articles that come nearest are for."""
        seat = role or chair.role(" ".join([*turn.context, turn.question]))
        choices: list[str] = []
        for article in dict.fromkeys(scored.card.article for scored in evidence.cards):
            authored = [card for card in self.library.cards(article) if card.choice]
            fitting = [card.choice for card in authored if not seat or card.role in (seat, "both")]
            if text := fitting[0] if fitting else "" if authored else _short_telling(article, evidence):
                choices.append(text)
        return Answer("clarify", _ASK_BACK, choices=tuple(choices[:CHOICES]))

    def _abstain(self, evidence: Evidence) -> Answer:
        topics = dict.fromkeys(
            topic.replace("-", " ") for scored in evidence.cards[:3] for topic in scored.card.topics[:1]
        )
        if not topics:
            topics = dict.fromkeys(self.library.article(hit.article).title for hit in evidence.hits[:2])
        return Answer(
            "abstain",
            "The library says nothing about that, and I won't guess. I've noted your question for whoever looks after the library.",
            nearest=tuple(topics),
        )

    def _lead(self, turn: talk.Turn, evidence: Evidence) -> str:
        if turn.kind == "why":
            return "Because of what the articles say there:"
        if turn.step:
            return f"More on step {turn.step}:"
        if turn.kind == "shorter":
            return "In one step:"
        texts = restate.parts(turn.question)
        if not texts:
            return ""
        vectors = self.embedder.embed([*texts, *(scored.card.step for scored in evidence.cards[:3])])
        similarity = (vectors[: len(texts)] @ vectors[len(texts) :].T).max(axis=1).tolist() if evidence.cards else None
        clause = restate.telling_clause(turn.question, similarity)
        return f"What I hear: “{clause}”." if clause else ""

    def _action(self, cards: Sequence[ScoredCard], role: str | None) -> str:
        reviewed = [scored.card for scored in cards if scored.card.status == "reviewed"]
        fitting = [card for card in reviewed if role is None or card.role in (role, "both")] or reviewed
        return fitting[0].small_action if fitting else ""

    def _done(self, turn: talk.Turn) -> set[str]:
        """Cards that the last answer used, known by their step's own words."""
        if not turn.said:
            return set()
        said = " ".join(" ".join(turn.said).replace("*", "").replace("\\", "").split())
        return {card.id for card in self.library.cards() if " ".join(card.step.split())[:60] in said}

    def _with_room(self, answer: Answer, evidence: Evidence) -> Answer:
        articles = self._articles([scored.card.article for scored in evidence.cards])
        spoken = room.views(evidence.cards, articles) if evidence.cards else []
        views = tuple(view for view, _ in spoken)
        every = self.library.cards()
        differ = room.difference(spoken, every)
        agree = room.agreement(spoken)
        cited = [
            *answer.steps,
            *(step for view in views for step in view.steps),
            *(Step((), point.citations) for point in (*agree, *differ)),
        ]
        articles |= self._articles([c.article for s in cited for c in s.citations])
        return replace(
            answer, views=views, agree=tuple(agree), differ=tuple(differ), sources=plan.sources(cited, articles)
        )

    def _articles(self, ids: Sequence[str]) -> dict[str, Article]:
        return {id: self.library.article(id) for id in dict.fromkeys(ids)}

    # ---- timing and streaming

    def _timed(self, state: State, answer: Answer, evidence: float | None = None) -> Answer:
        timings = answer.timings
        if evidence is not None:
            timings = replace(timings, evidence_ms=round((evidence - state["started"]) * 1000, 1))
        if timings.first_text_ms is None:
            timings = replace(timings, first_text_ms=_ms(state["started"]))
        return replace(answer, timings=timings, embedder=self.embedder.fingerprint)

    def _show(self, answer: Answer) -> None:
        get_stream_writer()(answer)

    def _end(self, state: State, answer: Answer) -> State:
        answer = self._timed(state, answer)
        answer = replace(
            answer, timings=replace(answer.timings, total_ms=_ms(state["started"])), model=answer.model or "none"
        )
        self._show(answer)
        return {"answer": answer}


def _short_telling(article: str, evidence: Evidence) -> str:
    """A situation that fits on a button, of the article's nearest card that has one."""
    for card in (scored.card for scored in evidence.cards if scored.card.article == article):
        short = [s for s in card.situations if 4 <= len(s.split()) <= 12 and not restate.imperative(s)]
        if short:
            return min(short, key=lambda s: abs(len(s.split()) - 8))
    return ""


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _unless_answered(following: str) -> Callable[[State], str]:
    def route(state: State) -> str:
        return END if "answer" in state else following

    return route


def build_advice(advisor: Advisor) -> Any:
    """The compiled graph: `invoke`, `stream`, `batch` and their async twins."""
    graph = StateGraph(State)
    for name in ("understand", "judge", "find", "plan", "word"):
        graph.add_node(name, getattr(advisor, name))
    graph.add_edge(START, "understand")
    graph.add_edge("understand", "judge")
    graph.add_conditional_edges("judge", _unless_answered("find"), ["find", END])
    graph.add_conditional_edges("find", _unless_answered("plan"), ["plan", END])
    graph.add_edge("word", END)

    def after_plan(state: State) -> Literal["word", "__end__"]:
        return "word" if state["answer"].kind == "answer" else "__end__"

    graph.add_conditional_edges("plan", after_plan, ["word", END])
    return graph.compile()
