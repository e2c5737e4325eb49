"""What a simulated person hears in a message: moves, and which facts each sentence is near to. Feeds the gate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from assistant.practice import gate, settled
from assistant.practice.angles import POINTED, TIERS, angles, greets
from assistant.practice.forms import questions, yes_no
from assistant.practice.moves import Labelled, MoveJudge
from assistant.practice.scenario import Fact, Scenario
from assistant.practice.words import bag, content, plain, tokens
from corpus.documents import Embedder, Vectors

MAX_WORDS = 220  # a person who hears more than that has lost the thread
LABELLED_CHARACTERS = 4_000  # of one message; what comes after is not listened to
ALIKE, SAME = 0.42, 0.78  # cosine with an authored question: from here on near, from here on the same
ALMOST, AHEAD = 0.42, 0.1  # a question that is near to one fact only may be this near and must be that far ahead
MEANT = 0.8  # a courtesy that is so near to a question of the scenario asks that
PART = 0.6  # of a topic of several words, when only some of them were said

_RUDE = re.compile(
    r"\b(?:fuck\w*|shit(?:ty|head)?|bullshit|bastard|bitch|arsehole|asshole|dickhead|wanker|moron|idiot|stupid (?:cow|bitch|woman|man|girl|boy)"
    r"|piss off|screw you|shut up|go to hell|drop dead|you're (?:an )?(?:idiot|moron|stupid|pathetic|useless|worthless)"
    r"|i(?:'ll| will| am going to|'m going to|'m gonna) (?:(?:hurt|kill|ruin|destroy|sue|finish) you|get you fired|find you and|make you (?:pay|sorry|regret))|you(?:'ll| will) (?:regret|be sorry))",
    re.I,
)
_MACHINE = re.compile(
    r"\b(?:(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instruction|prompt|rule|said|above|previous|everything|scenario)\w*|system prompt|your (?:prompt|instructions|ledger|script|facts|programming)"
    r"|(?:you are|you're|are you) (?:an? |just an? |really an? )?(?:ai|bot|robot|chatbot|language model|llm|machine|simulation|simulated)|as an ai|language model|developer mode|jailbreak|dan mode"
    r"|(?:let's|let us|now) (?:swap|switch|reverse) (?:roles|places)|i(?:'m| am) (?:now )?the (?:prospect|customer|rep|buyer) (?:now|and you)|you(?:'re| are) (?:now )?the (?:seller|salesperson|coach|manager) (?:now|and i)"
    r"|(?:list|print|reveal|show|dump|output|repeat|give) (?:me )?(?:(?:all |every |each )(?:of )?(?:your |the )?(?:hidden |secret |locked )?|(?:your |the )?(?:hidden |secret |locked ))(?:facts|lines|instructions)|(?:as|in|your) (?:json|yaml)\b)\b|</?\w+>|```",
    re.I,
)
_MAIL = re.compile(r"^(?:from|to|subject|sent|cc|date)\s*:\s*\S", re.I | re.M)
_ENGLISH = bag(
    """the a an is are was be do does did you i we he she it they my your our his her what how who when where why which that this
    to of in on at for with and or but not no yes can could would will have has had me us them if so hi hello hey thanks ok
    okay tell there about from by just go ask say please sorry sure really right good morning afternoon bye any anything"""
)


@dataclass(frozen=True, slots=True)
class Hearing:
    """A message as it was understood: its labelled sentences, and what the gate gets to see."""

    labelled: tuple[Labelled, ...]
    heard: gate.Heard


class Listener:
    """Listens as the person of one scenario. Embeds the scenario's questions once."""

    def __init__(self, scenario: Scenario, judge: MoveJudge, embedder: Embedder) -> None:
        self.scenario, self._judge, self._embedder = scenario, judge, embedder
        rows = [(fact.id, ask) for fact in scenario.facts for ask in fact.asks]
        self._owners = [id for id, _ in rows]
        self._asks: Vectors = embedder.embed([ask for _, ask in rows])
        self._plain = [fact for fact in scenario.facts if fact.tier == "surface"]
        self._topics = {fact.id: [frozenset(content(topic)) for topic in fact.topics] for fact in scenario.facts}
        self._angles = {fact.id: _angles_of(fact) for fact in scenario.facts}
        self._vocabulary = {stem for topics in self._topics.values() for topic in topics for stem in topic}

    def hear(self, message: str, earlier: Mapping[str, bool] | None = None, said: Sequence[str] = ()) -> Hearing:
        """`earlier` are the learner's messages before this one and whether they were answered, `said` what was replied."""
        if not message.strip():
            return Hearing((), gate.Heard(kind="silence"))
        labelled, vectors = self._judge.read(message[:LABELLED_CHARACTERS])
        if said:
            last = self._embedder.embed([said[-1]])[0]
            labelled = [replace(s, echo=round(float(v @ last), 4)) for s, v in zip(labelled, vectors, strict=True)]
        labelled = settled.after_pitches([settled.in_talk(settled.by_words(sentence), said) for sentence in labelled])
        kind = _kind(message)
        if kind:
            return Hearing(tuple(labelled), gate.Heard(kind=kind))
        return Hearing(tuple(labelled), self._understood(message, labelled, vectors, earlier or {}, said))

    def _understood(
        self,
        message: str,
        labelled: Sequence[Labelled],
        vectors: Vectors,
        earlier: Mapping[str, bool],
        said: Sequence[str],
    ) -> gate.Heard:
        sentences = _carried([self._sentence(s, vector) for s, vector in zip(labelled, vectors, strict=True)])
        stems = {stem for text in said for stem in content(text)}
        grounded = any(
            s.move == "reflection" and (set(content(s.text)) & stems or settled.FEELING & set(tokens(s.text)))
            for s in labelled
        )
        before = [answered for text, answered in earlier.items() if plain(text) == plain(message)]
        return gate.Heard(sentences, "", bool(before), any(before), grounded)

    def _sentence(self, sentence: Labelled, vector: Vectors) -> gate.Sentence:
        stems = set(content(sentence.text))
        near = self._alike(vector)
        for id, topics in self._topics.items():
            share = max(_share(topic, stems) for topic in topics)
            near[id] = max(near[id], round(0.9 * share + 0.1 * near[id], 4) if share else 0.0)
        asked = angles(sentence.text)
        for id, own in self._angles.items():
            near[id] = max([near[id], *(gate.ANGLE - 0.1 * (1 - own[angle]) for angle in asked & own.keys())])
        courteous = greets(sentence.text) and bool(questions(sentence.text))
        # "How has your week been?" is a courtesy, unless there is something of that kind to tell.
        meant = courteous and sentence.move == "other" and any(near[f.id] >= MEANT for f in self._plain)
        return gate.Sentence(
            "information" if meant else sentence.move,
            sentence.confidence,
            asks=questions(sentence.text),
            yes_no=yes_no(sentence.text),
            greets=courteous,
            topic=len(stems) > 1 or bool(stems & self._vocabulary) or bool(asked & POINTED),
            near={id: value for id, value in near.items() if value > 0},
        )

    def _alike(self, vector: Vectors) -> dict[str, float]:
        """Fact -> 0..1, how near a sentence is to its questions. One that is well ahead of all others is meant."""
        near = dict.fromkeys(self._topics, 0.0)
        for owner, cosine in zip(self._owners, (self._asks @ vector).tolist(), strict=True):
            alike = min(1.0, max(0.0, gate.ON_TOPIC + (cosine - ALIKE) / (SAME - ALIKE) / 2)) if cosine > 0.2 else 0.0
            near[owner] = max(near[owner], round(alike, 4))
        first, second = sorted(near, key=lambda id: -near[id])[:2]
        if ALMOST <= near[first] < gate.ON_TOPIC and near[first] - near[second] >= AHEAD:
            near[first] = gate.ON_TOPIC
        return near


def _carried(sentences: Sequence[gate.Sentence]) -> tuple[gate.Sentence, ...]:
    """A question without a topic ("what is behind that?") is about what the sentence before it in the message was about."""
    found = list(sentences[:1])
    for before, sentence in pairwise(sentences):
        if sentence.asks and not sentence.topic and not before.asks:
            near = {id: max(value, sentence.near.get(id, 0.0)) for id, value in before.near.items()}
            sentence = replace(sentence, near={**sentence.near, **near})
        found.append(sentence)
    return tuple(found)


def _angles_of(fact: Fact) -> dict[str, float]:
    """The angles from which a fact is asked for -> share of its questions that come from there."""
    found = [angle for ask in fact.asks for angle in angles(ask) if TIERS[angle] == fact.tier]
    return {angle: found.count(angle) / len(fact.asks) for angle in found}


def _share(topic: frozenset[str], stems: set[str]) -> float:
    """1 when the whole topic was said, PART when half of it or more was."""
    hit = len(topic & stems)
    return 1.0 if topic and hit == len(topic) else PART if hit and 2 * hit >= len(topic) else 0.0


def _kind(message: str) -> str:
    """What keeps a person from listening to the words: too long, unclear, rude; "" for an ordinary message."""
    words = tokens(message)
    if len(words) > MAX_WORDS or len(_MAIL.findall(message)) >= 2:
        return "too_long"
    if not words or _MACHINE.search(message) or _foreign(message, words):
        return "unclear"
    return "rude" if _RUDE.search(message) else ""


def _foreign(message: str, words: Sequence[str]) -> bool:
    """Another script, or four words and more without one that every English sentence may have."""
    letters = [c for c in message if c.isalpha()]
    if letters and np.mean([c.isascii() for c in letters]) < 0.7:
        return True
    return len(words) >= 4 and not any(word.split("'")[0] in _ENGLISH for word in words)
