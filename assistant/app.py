"""The one place where the parts are wired. Doors (web, terminal, evals) call these functions and nothing below."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Protocol

from assistant import traces, watch
from assistant.advice import care, distress
from assistant.advice.answer import Answer
from assistant.advice.care import CareJudge
from assistant.advice.distress import DistressJudge
from assistant.advice.reader import Reader
from assistant.advice.subject import Subject
from assistant.errors import BadInput
from assistant.exercises import listening
from assistant.exercises.listening import Listener
from assistant.exercises.session import Reflections
from assistant.models import trust
from assistant.models.chat import ChatModel, build_chat
from assistant.models.classifier import cached
from assistant.models.embedder import build_embedder, deep_reader, plain_embedder
from assistant.models.tuned import Base, TunedClassifier
from assistant.practice import moves
from assistant.practice.rooms import Practice
from assistant.practice.talk import Voice
from assistant.practice.voice import PersonaVoice
from assistant.retrieval import Retriever
from assistant.settings import DEFAULT_EMBEDDER, Settings
from assistant.store import Store
from corpus.documents import Embedder, Hit
from corpus.library import Library, Progress, quiet, shipped_folder

if TYPE_CHECKING:
    from assistant.advice.chain import Advisor

MAX_QUERY = 20_000  # characters


class Assistant:
    """Everything one person at one home can do. Parts are made when they are first used; `of` shares the heavy ones."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        embedder: Embedder,
        model: ChatModel | None,
        base: Assistant | None = None,
        progress: Progress = quiet,
    ) -> None:
        self.settings, self.library, self.embedder, self.model = settings, library, embedder, model
        self._progress = progress
        self._base = base or self
        self._advice: tuple[int, Any] | None = None
        self._decisions = 0  # how often a person decided what the model may do

    def of(self, owner: str) -> Assistant:
        """The same for another person: what is kept, what may leave the machine and how moves are told apart are theirs."""
        model = self.model.of(owner) if self.model is not None else None
        return Assistant(replace(self.settings, owner=owner), self.library, self.embedder, model, self._base)

    @cached_property
    def store(self) -> Store:
        return build_store(self.settings) if self is self._base else self._base.store.of(self.settings.owner)

    @cached_property
    def retriever(self) -> Retriever:
        if self is not self._base:
            return self._base.retriever
        return Retriever(self.library, self.embedder, Subject(self._weights).shares)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._weights, self._deep) if self is self._base else self._base._reader

    def _deep(self) -> Base | None:
        """The larger weights, where they are or can be had."""
        found = deep_reader(self.settings, self._progress)
        return Base(found.load) if found is not None else None

    @cached_property
    def _weights(self) -> Base:
        """Of the default embedder, for what reads messages: loaded once, whoever is the first to need them."""
        return Base(plain_embedder(self.settings).load)

    @property
    def model_name(self) -> str:
        """What is set, for people."""
        return self.model.spec.name if self.model else "none"

    @property
    def advice(self) -> Any:
        """The advice chain, a LangChain Runnable (assistant/advice/chain.py), as of the last decision about the model."""
        decisions = self._base._decisions
        if self._advice is None or self._advice[0] != decisions:
            self._advice = (decisions, self._build_advice())
        return self._advice[1]

    def _build_advice(self) -> Any:
        from assistant.advice.chain import build_advice

        return build_advice(self.advisor())

    def advisor(self) -> Advisor:
        """The parts that the advice chain works with."""
        from assistant.advice.chain import Advisor

        reader = self._reader
        earned = trust.profile(self.model.identity if self.model else "none", self.settings.home)
        return Advisor(
            self.library,
            self.retriever,
            self.embedder,
            CareJudge(reader.read),
            reader,
            frozenset(path.stem for path in shipped_folder("articles").glob("*.md")),
            self.model,
            earned,
        )

    def trust_changed(self) -> None:
        """After a person decided what the model may do: everybody's next answer goes by it."""
        self._base._decisions += 1

    @cached_property
    def practice(self) -> Practice:
        """Practice talks, moves and drills (assistant/practice/rooms.py)."""
        if self is self._base:
            return build_practice(self.settings, self.embedder, self.model)
        return self._base.practice.of(self.store, lambda: _voice(self.model, self.settings))

    @cached_property
    def reflections(self) -> Reflections:
        """The guided exercises (assistant/exercises/session.py)."""
        if self is self._base:
            return build_reflections(self.settings, self.embedder)
        return self._base.reflections.of(self.store)

    def search(self, query: str, k: int = 5) -> list[Hit]:
        """Windows of the library's texts, best first. Raises BadInput for a query without words or too long."""
        if not any(c.isalnum() for c in query):
            raise BadInput("the query is empty")
        if len(query) > MAX_QUERY:
            raise BadInput(f"the query has {len(query):,} characters; at most {MAX_QUERY:,} are searched with")
        return list(self.retriever.find(query, k).hits)

    def ask(
        self, question: str, history: Sequence[Mapping[str, str]] = (), role: str | None = None, room: bool = False
    ) -> Answer:
        """The whole answer. Raises BadInput for what is no question."""
        return list(self.stream(question, history, role, room))[-1]

    def stream(
        self, question: str, history: Sequence[Mapping[str, str]] = (), role: str | None = None, room: bool = False
    ) -> Iterator[Answer]:
        """The answer as it grows, each time as a whole."""
        state = {
            "question": question,
            "history": list(history),
            "role": role,
            "room": room,
            "started": time.perf_counter(),
        }
        begun, kind = time.perf_counter(), "failed"
        try:
            with traces.span("answer", turns=len(history) // 2, room=room) as facts:
                for answer in self.advice.stream(state, stream_mode="custom"):
                    kind = answer.kind
                    yield answer
                facts.note(kind=kind, steps=len(answer.steps))
        except BadInput:
            kind = "refused"
            raise
        except Exception:
            kind = "failed"
            raise
        finally:
            watch.answered(kind, time.perf_counter() - begun)

    def warm_up(self) -> None:
        """Loads what the first answer would wait for."""
        for _ in self.advice.stream(
            {"question": "my best rep has gone quiet", "started": time.perf_counter()}, stream_mode="custom"
        ):
            break

    def close(self) -> None:
        """Stops the embedded model."""
        if self.model is not None:
            self.model.close()


class Keeping(Protocol):
    """What has a store: an Assistant, or in tests what stands in for one."""

    @property
    def store(self) -> Store: ...


def keep_unanswered(there: Keeping, question: str, answer: Answer) -> None:
    """Keeps a question that found nothing, for whoever looks after the library. Raises StoreError."""
    if answer.kind == "abstain" and answer.nearest:
        there.store.add_unanswered(question, list(answer.nearest))


def build_library(settings: Settings, progress: Progress | None = None) -> Library:
    """The library, not opened yet."""
    return Library(settings.home, build_embedder(settings, progress), settings.chroma_url, progress or quiet)


def build_store(settings: Settings) -> Store:
    """The personal state of the settings' owner."""
    return Store(settings.database, settings.owner, keep_unanswered=settings.keep_unanswered)


def build_practice(
    settings: Settings,
    embedder: Embedder | None = None,
    model: ChatModel | None = None,
    progress: Progress | None = None,
) -> Practice:
    """Practice alone: needs no library. The model voices the simulated person only if it earned it."""
    ears = embedder or build_embedder(settings, progress)
    folder = settings.home / "index" / "classifiers"
    lock = threading.Lock()
    judges: list[DistressJudge] = []

    def grave(message: str) -> tuple[str, str] | None:
        with lock:
            if not judges:
                talk = tuple(example.text for example in moves.shipped())
                judges.append(DistressJudge(lambda: cached(distress.examples(talk), ears, folder, moves.LEARNED), ears))
        return judges[0].judge(message)

    def learn(own: Sequence[moves.Example]) -> moves.MoveJudge:
        return build_moves(settings, ears, own, progress)

    return Practice(settings.home, ears, learn, lambda: build_store(settings), grave, lambda: _voice(model, settings))


def _voice(model: ChatModel | None, settings: Settings) -> Voice | None:
    """The model as the simulated person's voice, if it has earned that."""
    if model is None or not trust.profile(model.identity, settings.home)["persona"].allowed:
        return None
    return PersonaVoice(model)


def build_moves(
    settings: Settings, embedder: Embedder, own: Sequence[moves.Example] = (), progress: Progress | None = None
) -> moves.MoveJudge:
    """Who tells moves apart; `own` are the sentences that a person relabelled."""
    folder = settings.home / "index" / "classifiers"
    linear = cached(moves.examples(moves.shipped(), own), embedder, folder, moves.LEARNED)
    return moves.MoveJudge(linear, embedder, build_tuned(settings, progress))


def build_tuned(settings: Settings, progress: Progress | None = None) -> TunedClassifier | None:
    """The tuned reader of moves; it reads with the default embedder's weights, so another embedder goes without it."""
    if settings.embedder != DEFAULT_EMBEDDER or not moves.ADAPTER.is_file():
        return None
    return TunedClassifier(moves.ADAPTER, Base(plain_embedder(settings, progress).load))


def build_reflections(
    settings: Settings, embedder: Embedder | None = None, progress: Progress | None = None, attended: bool = True
) -> Reflections:
    """The exercises of the settings' owner; needs no library. `attended` when there is somebody to ask in doubt.

    Who listens for care and who knows a move are made when an answer first needs them.
    """
    ears = embedder or build_embedder(settings, progress)
    folder = settings.home / "index" / "classifiers"
    rules = care.rules()

    listener = Listener(
        lambda text: care.sign(rules, text),
        lambda category: care.said(rules, category),
        lambda: cached(listening.examples(), ears, folder),
        ears,
        attended,
    )
    judge = cache(lambda: build_moves(settings, ears, progress=progress))

    def labels(text: str) -> list[str]:
        return [sentence.move for sentence in judge().label(text)]

    return Reflections(build_store(settings), listener, local_zone(), labels)


def local_zone() -> str:
    """The IANA name of this machine's time zone, UTC where it does not say."""
    from tzlocal import get_localzone_name

    try:
        return get_localzone_name() or "UTC"
    except (OSError, ValueError, LookupError):
        return "UTC"


def build_assistant(settings: Settings, progress: Progress | None = None) -> Assistant:
    """The assistant at an opened library. The chat model is not started before it is needed."""
    model = build_chat(settings, progress)
    embedder = build_embedder(settings, progress)
    library = Library(settings.home, embedder, settings.chroma_url, progress or quiet).open()
    library.ready()
    return Assistant(settings, library, embedder, model, progress=progress or quiet)
