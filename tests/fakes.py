"""Scripted stand-ins for unit tests: they answer what they were told to and record what they were asked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np

from assistant.errors import ModelUnusable
from assistant.practice.forms import form
from assistant.practice.moves import Labelled
from assistant.practice.sentences import split
from corpus.documents import Vectors


class WordEmbedder:
    """Unit vectors of hashed words: texts that share words are near. Deterministic and quick."""

    def __init__(self, dimension: int = 64, name: str = "words") -> None:
        self.dimension, self.fingerprint = dimension, f"{name}-{dimension}"
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        rows = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimension] += 1.0
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class ScriptedModel:
    """A chat model that says its replies in turn; an exception among them is raised."""

    identity = "scripted"
    local = True

    def __init__(self, *replies: str | Exception) -> None:
        self.replies, self.asked = list(replies), []

    def stream(self, messages: Sequence[tuple[str, str]], max_tokens: int, seconds: float = 60) -> Iterator[str]:
        self.asked.append(list(messages))
        if not self.replies:
            raise ModelUnusable("nothing left to say")
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        yield from re.findall(r"\S+\s*|\s+", reply)

    def complete(self, messages: Sequence[tuple[str, str]], max_tokens: int, seconds: float = 60) -> str:
        return "".join(self.stream(messages, max_tokens, seconds))

    def close(self) -> None:
        pass


class ScriptedJudge:
    """Labels a sentence by the word before its colon ("pitch: Our …"); what has none is an information question."""

    def label(self, message: str) -> list[Labelled]:
        found = []
        for span in split(message):
            text = message[span.start : span.end]
            move = text.split(":")[0] if ":" in text else "information"
            found.append(Labelled(text, span.start, span.end, move, form(text, move), 0.99))
        return found

    def read(self, message: str) -> tuple[list[Labelled], Vectors]:
        found = self.label(message)
        return found, WordEmbedder().embed([sentence.text for sentence in found])

    def label_all(self, messages: Sequence[str]) -> list[list[Labelled]]:
        return [self.label(message) for message in messages]
