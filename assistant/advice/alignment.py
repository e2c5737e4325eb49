"""What a sentence has in common with its evidence and where it departs from it, as a few dozen plain numbers.

Each number looks at one way of going wrong: words that nothing covers, a word negated here and not there, another doer, an
added "all" or "only", a "may" that became a "must", sides of "because" or "before" that changed places, a time or an amount
that is not the same. `assistant/advice/support.py` weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np
import Stemmer
import yaml
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
# Every number that `measure` gives; a weight may only speak for what is good and against what is bad, so that no accident of
# the examples (wrong ones keep nearer to the wording) can turn into a rule.
GOOD = ("exact", "covered", "copied", "whole_copy", "joined")
BAD = (
    "loose", "denied", "denial", "opposites", "agents", "patients", "swapped", "new_roles", "universal_more", "only_more",
    "only_less", "partial_more", "partial_less", "strong_more", "weak_more", "weak_less", "times", "units", "crossed_cause",
    "crossed_time", "crossed_choice", "copy_weighty_in", "copy_weighty_out", "copy_not", "copy_person", "copy_opposite",
    "copy_foreign", "copy_added", "copy_moved", "copy_splice", "apart",
)  # fmt: skip


def _bag(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TOKEN = re.compile(r"[a-z]+(?:[-'][a-z]+)*|\d[\d.,:]*\d|\d|[.,;:!?()—]")
_EMPTY = re.compile(r"\b(?:at all|all the same|most of all|above all|after all|of course|for example)\b")
_IRREGULAR: dict[str, str] = dict(
    pair.split("=", 1)
    for pair in _bag(
        """told=tell gave=give given=give took=take taken=take made=make kept=keep left=leave said=say went=go gone=go
    came=come got=get gotten=get saw=see seen=see heard=hear felt=feel thought=think knew=know known=know found=find led=lead
    held=hold lost=lose won=win met=meet sat=sit put=put said=say wrote=write written=write began=begin begun=begin grew=grow
    grown=grow fell=fall fallen=fall rose=rise risen=rise rang=ring rung=ring chose=choose chosen=choose drew=draw drawn=draw
    spoke=speak spoken=speak sent=send spent=spend built=build bought=buy sold=sell taught=teach learnt=learn brought=bring
    set=set quit=quit hid=hide hidden=hide hung=hang stood=stand understood=understand ran=run shown=show did=do done=do
    better=good best=good worse=bad worst=bad people=person calls=call lists=list reps=rep"""
    )
)
_STOP = _bag(
    """a an the this that these those it its it's is are was were be been being am do does did doing have has had having i you he she we
    they me him her us them my your his our their mine yours ours theirs myself yourself yourselves himself herself themselves
    itself i'd i'll i'm i've you'd you'll you're you've he's she's we're we've they're they've to of in on at by for from with
    about into onto over under out off up down as so than then there here too very really quite just still also even again and or but
    nor if when while because since although though until unless before after once what which who whom whose where why how
    can could may might must shall should will would ought let lets let's not no don't doesn't didn't won't can't cannot isn't aren't
    wasn't weren't shouldn't wouldn't couldn't haven't hasn't hadn't never none nobody nothing neither without instead rather
    all every each any some only both either many much few more most less least other others another such own same one ones thing things
    something anything everything someone somebody anyone anybody everyone everybody get gets go goes way time always ever often
    perhaps maybe that's what's there's else that'd"""
)
_NEGATIVE = _bag(
    """not no never nobody none nothing neither nor without don't doesn't didn't won't can't cannot isn't aren't wasn't weren't shouldn't
    wouldn't couldn't haven't hasn't hadn't hardly rarely seldom stop avoid skip quit refuse lack instead rather forget less fail"""
)
_ENDS = _bag(". , ; : ! ? ( ) — but because since so although though while when if unless until before after than")
_JOINS = _bag("and or")
_UNIVERSAL = _bag(
    "all every always everyone everybody never none nobody no entirely completely whole everything anybody everywhere"
)
_ONLY = _bag("only just nothing solely exclusively enough")
_PARTIAL = _bag(
    "some sometimes often many most few usually nearly almost roughly about plenty several mostly partly hardly occasionally much main mainly"
)
_STRONG = _bag(
    "must definitely certainly certain sure surely guarantee guaranteed always absolutely vital essential required have need needs necessary has"
)
_WEAK = _bag("may might could perhaps maybe possibly probably can likely seem seems sometimes chance")
_TIMES = _bag(
    """day days daily week weeks weekly month months monthly year years yearly quarter quarters hour hours minute minutes second seconds
    morning mornings evening evenings noon afternoon night today tomorrow yesterday monday tuesday wednesday thursday friday
    saturday sunday weekend spring summer autumn winter january february march april may june july august september october
    november december later afterwards before after early"""
)
_UNITS = _bag(
    "percent percentage minute minutes hour hours day days week weeks month months year years times people reps euros dollars per"
)
_SELF = _bag("i you we me us myself yourself ourselves i'd i'll i'm i've you'd you'll you're you've we're we've")
_THEY = _bag(
    "he she they him her them himself herself themselves he's she's they're they've someone somebody anyone everyone people person others"
)
_ROLES = {
    word: role
    for role, words in {
        "leader": "manager managers boss bosses leader leaders supervisor coach coaches mentor director author reviewer executive",
        "rep": "rep reps salesperson salespeople seller sellers employee employees staff team teammate colleague colleagues hire beginner",
        "buyer": "customer customers client clients prospect prospects buyer buyers decision-maker",
        "firm": "company companies organization organizations organisation firm marketing market",
    }.items()
    for word in words.split()
}
# what each person may be called by: a leader in the evidence is often the one who asks, a rep one who has a name
_SAME = {
    "self": {"self", "leader", "rep"},
    "leader": {"self", "leader", "they"},
    "rep": {"rep", "they", "name", "self"},
    "buyer": {"buyer", "they", "name", "firm"},
    "firm": {"firm", "buyer", "they"},
    "they": {"they", "name", "rep", "buyer", "leader", "firm"},
    "name": {"they", "name", "rep", "buyer"},
}
_POSSESSIVE = {"my": "self", "your": "self", "our": "self", "his": "they", "her": "they", "their": "they"}
# (words between, whether what stands before them comes about through what stands after)
_BACKWARDS = _bag("because since if when once as after")
_FORWARDS = _bag("so therefore then before until")
_COMPARES = ("instead of", "rather than", "than", "and not", "not")


@dataclass(frozen=True, slots=True)
class Word:
    """A content word where it stands: its stem, whether it is negated, who does it and to whom."""

    text: str
    stem: str
    negated: bool
    agent: tuple[str, str]  # (class, word), or ("", "")
    patient: tuple[str, str]
    clause: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is compared."""

    words: tuple[Word, ...]
    tokens: tuple[str, ...]
    sides: tuple[tuple[frozenset[str], frozenset[str], str], ...]  # (what comes first or causes, what follows, kind)

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a word in small letters; irregular forms are known."""
    bare = word.removesuffix("'s").removesuffix("'")
    return str(_stemmer().stemWord(_IRREGULAR.get(bare, bare)))


@cache
def _groups() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """(stem -> stems that say much the same, stem -> stems that say the opposite)."""
    text = (resources.files("assistant.advice") / "meaning.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    alike: dict[str, set[str]] = {}
    for row in data["alike"]:
        group = {stem(word) for word in str(row).split()}
        for one in group:
            alike.setdefault(one, set()).update(group)
    opposite: dict[str, set[str]] = {}
    for row in data["opposites"]:
        left, right = ({stem(word) for word in side.split()} for side in str(row).split("/"))
        for here, there in ((left, right), (right, left)):
            for one in here:
                opposite.setdefault(one, set()).update(there - here)
    return {k: frozenset(v) for k, v in alike.items()}, {k: frozenset(v) for k, v in opposite.items()}


@lru_cache(maxsize=500)
def read(text: str, names: frozenset[str] = frozenset()) -> Reading:
    """Reads a text; `names` are names of persons in small letters."""
    tokens = tuple(_TOKEN.findall(_EMPTY.sub(" ", text.lower().replace("’", "'"))))
    people = [_person(token, names) for token in tokens]
    clause, clauses = 0, []
    for token in tokens:
        clause += token in _ENDS
        clauses.append(clause)
    negated = _negated(tokens)
    words = []
    for place, token in enumerate(tokens):
        if not _is_content(token) and not token[0].isdigit():
            continue
        words.append(
            Word(
                token, stem(token), negated[place], _agent(place, tokens, people, clauses),
                _patient(place, people, clauses), clauses[place],
            )
        )  # fmt: skip
    return Reading(tuple(words), tokens, tuple(_sides(tokens)))


def _is_content(token: str) -> bool:
    return token[0].isalpha() and token not in _STOP and len(token) > 1


def _negated(tokens: Sequence[str]) -> list[bool]:
    """Whether an odd number of negations reaches each said: each reaches to the end of its clause."""
    found, open_, reach = [], False, 0
    for place, said in enumerate(tokens):
        if said in _ENDS or (said in _JOINS and reach > 3):
            open_ = False
        found.append(open_)
        reach += 1
        if said in _NEGATIVE and not (said == "rather" and "than" not in tokens[place : place + 2]):
            open_, reach = not open_, 0
        if said == "than" and place and tokens[place - 1] == "rather":
            open_, reach = True, 0
    return found


def _person(token: str, names: frozenset[str]) -> tuple[str, str]:
    bare = token.removesuffix("'s").removesuffix("'")
    if bare != token and token not in _SELF | _THEY:
        return "", ""  # what belongs to somebody is no doer
    if bare in names:
        return "name", bare
    if token in _SELF:
        return "self", "self"
    if token in _ROLES:
        return _ROLES[token], stem(token)
    return ("they", "they") if token in _THEY else ("", "")


def _agent(
    place: int, tokens: Sequence[str], people: Sequence[tuple[str, str]], clauses: Sequence[int]
) -> tuple[str, str]:
    """The person before a word in its clause; where there is none and the clause begins with a verb, the reader."""
    back = place - 1
    while back >= 0 and clauses[back] == clauses[place]:
        if people[back][0] and not (back and tokens[back - 1] in ("of", "to", "for", "with", "from", "by")):
            return people[back]
        back -= 1
    return ("self", "self") if clauses[place] == 0 and not people[0][0] and place <= 1 else ("", "")


def _patient(place: int, people: Sequence[tuple[str, str]], clauses: Sequence[int]) -> tuple[str, str]:
    for ahead in range(place + 1, min(len(people), place + 6)):
        if clauses[ahead] != clauses[place]:
            break
        if people[ahead][0]:
            return people[ahead]
    return "", ""


def _sides(tokens: Sequence[str]) -> Iterator[tuple[frozenset[str], frozenset[str], str]]:
    """Both sides of words that join cause and effect, earlier and later, or what is compared; within a sentence."""
    start = 0
    for end, mark in enumerate([*tokens, "."]):
        if mark not in ".;!?":
            continue
        part = list(tokens[start:end])
        start = end + 1
        for place, word in enumerate(part):
            two = " ".join(part[place : place + 2])
            if word in _BACKWARDS | _FORWARDS:
                kind = "time" if word in ("before", "after", "until", "then") else "cause"
                if place == 0 and "," in part:  # "if A, B"
                    cut = part.index(",")
                    first, second = part[1:cut], part[cut + 1 :]
                else:
                    first, second = part[place + 1 :], part[:place]
                if word in _FORWARDS:
                    first, second = second, first
                yield _stems(first), _stems(second), kind
            elif two in _COMPARES or word in ("than", "not"):
                width = 2 if two in ("instead of", "rather than", "and not") else 1
                yield _stems(part[:place]), _stems(part[place + width :]), "choice"


def _stems(tokens: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(token) for token in tokens if _is_content(token) or token in ("self",))


# ---------------------------------------------------------------- words that stand for one another


def _matches(one: Sequence[Word], other: Sequence[Word]) -> tuple[Matrix, Matrix]:
    """(strength, opposite) of shape (one, other): 1 for the same stem, .85 for a synonym, .7 for an opposite, else 0."""
    alike, opposite = _groups()
    strength, against = np.zeros((len(one), len(other))), np.zeros((len(one), len(other)))
    for i, a in enumerate(one):
        near, far = alike.get(a.stem, frozenset()), opposite.get(a.stem, frozenset())
        for j, b in enumerate(other):
            if a.stem == b.stem:
                strength[i, j] = 1.0
            elif b.stem in far:
                strength[i, j], against[i, j] = 0.7, 1.0
            elif b.stem in near:
                strength[i, j] = 0.85
    return strength, against


# ---------------------------------------------------------------- the numbers


def measure(sentence: str, evidence: Sequence[str], user: str) -> dict[str, float]:
    """How the sentence stands to its evidence and the person's own words, by name (`GOOD` or `BAD`); between 0 and 3."""
    names = names_in(" ".join([*evidence, user])) | names_in(sentence)
    said = read(sentence, names)
    given = [read(text, names) for text in (*evidence, user) if text.strip()]
    proof = [word for reading in given[: len(evidence)] for word in reading.words]
    told = [word for reading in given[len(evidence) :] for word in reading.words]
    strength, against = _matches(said.words, [*proof, *told])
    return {
        **_coverage(said, strength), **_polarity(said, proof, strength, against), **_persons(said, given, [*proof, *told], strength),
        **_amounts(said, given), **_order(said, given), **_copying(said, given), **_together(said, given),
    }  # fmt: skip


def names_in(text: str) -> frozenset[str]:
    """Capitalised words that do not begin a sentence, in small letters."""
    found = re.findall(r"(?<![.!?\"“:] )(?<!^)\b([A-Z][a-z]+)(?:'s)?\b", text.replace("’", "'"))
    return frozenset(word.lower() for word in found) - {"i", "crm", "monday", "friday"} - _TIMES


def _coverage(said: Reading, strength: Matrix) -> dict[str, float]:
    """Content words that the evidence or the person has too, by stem or synonym."""
    if not said.words or not strength.shape[1]:
        return {"exact": 0.0, "covered": 0.0, "loose": 3.0}
    best = strength.max(axis=1)
    return {
        "exact": float((best >= 0.99).mean()),
        "covered": float((best >= 0.8).mean()),
        "loose": min(3.0, float((best < 0.7).sum())),
    }


def _polarity(said: Reading, proof: Sequence[Word], strength: Matrix, against: Matrix) -> dict[str, float]:
    """Words that are affirmed here and denied there; an opposite turns the sign round."""
    clash = agree = worst = 0.0
    for i, word in enumerate(said.words):
        top = strength[i, : len(proof)].max() if proof else 0.0
        if top < 0.65:
            continue
        signs = [
            (word.negated != other.negated) != bool(against[i, j])
            for j, other in enumerate(proof)
            if strength[i, j] >= top - 0.01
        ]
        clash += all(signs)
        agree += not all(signs)
        worst = max(worst, float(all(signs)) * float(top))
    best = strength.max(axis=1) if strength.shape[1] else np.zeros(len(said.words))
    turned = sum(bool(against[i].any()) and best[i] < 0.99 for i in range(len(said.words)))
    return {
        "denied": clash / (clash + agree) if clash else 0.0,
        "denial": worst,
        "opposites": min(3.0, float(turned)),
    }


def _persons(said: Reading, given: Sequence[Reading], words: Sequence[Word], strength: Matrix) -> dict[str, float]:
    """Who does what to whom, and whether a kind of person comes in of whom nobody spoke."""
    known = {w.agent for w in words} | {w.patient for w in words} | {
        (_ROLES[t], stem(t)) for reading in given for t in reading.tokens if t in _ROLES
    }  # fmt: skip
    labels = {label for _, label in known}
    agents = [0, 0]
    patients = [0, 0]
    swapped = 0
    for i, word in enumerate(said.words):
        others = [other for j, other in enumerate(words) if strength[i, j] >= 0.8]
        if not others:
            continue
        for kind, counts in (("agent", agents), ("patient", patients)):
            mine = getattr(word, kind)
            theirs = [getattr(other, kind) for other in others if getattr(other, kind)[0]]
            if mine[0] and theirs:
                same = any(_same(mine, one, labels) for one in theirs)
                counts[0] += same
                counts[1] += not same
        if word.agent[0] and any(
            o.agent[0]
            and o.patient[0]
            and not _same(word.agent, o.agent, labels)
            and _same(word.agent, o.patient, labels)
            for o in others
        ):
            swapped += 1
    new = {
        _ROLES[token] for token in said.tokens if token in _ROLES
    } - {_ROLES[token] for reading in given for token in reading.tokens if token in _ROLES}  # fmt: skip
    return {
        "agents": min(3.0, float(agents[1])),
        "patients": patients[1] / max(1, sum(patients)),
        "swapped": min(2.0, float(swapped)),
        "new_roles": float(len(new - {"leader", "rep"})),
    }


def _same(one: tuple[str, str], other: tuple[str, str], labels: set[str]) -> bool:
    if one[1] == other[1]:
        return True
    if one[1] in labels and other[1] in labels and "they" not in (one[0], other[0]):
        return False  # the evidence tells the two apart
    return other[0] in _SAME[one[0]]


def _amounts(said: Reading, given: Sequence[Reading]) -> dict[str, float]:
    """All, only, may and must, times and what is counted: what is here and not there, and the other way round."""
    here, there = set(said.tokens), {token for reading in given for token in reading.tokens}
    near = max(given, key=lambda reading: len(reading.stems & said.stems), default=None)
    close = set(near.tokens) if near else set()
    found = {}
    for name, group in (
        ("universal", _UNIVERSAL), ("only", _ONLY), ("partial", _PARTIAL), ("strong", _STRONG), ("weak", _WEAK),
    ):  # fmt: skip
        found[f"{name}_more"] = min(2.0, float(len(here & group - there)))
        if name in ("only", "weak", "partial"):
            found[f"{name}_less"] = float(bool(close & group) and not here & group)
    times = {stem(token) for token in here & _TIMES} - {stem(token) for token in there}
    alike, _ = _groups()
    times = {t for t in times if not alike.get(t, frozenset()) & {stem(token) for token in there}}
    found["times"] = min(2.0, float(len(times)))
    found["units"] = float(_counted(said.tokens) > set() and bool(_counted(said.tokens) - {
        pair for reading in given for pair in _counted(reading.tokens)
    }))  # fmt: skip
    return found


def _counted(tokens: Sequence[str]) -> set[tuple[str, str]]:
    """(number, what it counts)."""
    return {
        (token, stem(after))
        for place, token in enumerate(tokens)
        if token[0].isdigit()
        or token in ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve")
        for after in tokens[place + 1 : place + 2]
        if after[0].isalpha()
    }


def _order(said: Reading, given: Sequence[Reading]) -> dict[str, float]:
    """Sides of a joint ("because", "before", "than") that changed places."""
    found = {"crossed_cause": 0.0, "crossed_time": 0.0, "crossed_choice": 0.0}
    for first, second, kind in said.sides:
        for reading in given:
            for other_first, other_second, other_kind in reading.sides:
                if kind == other_kind or {kind, other_kind} == {"cause", "time"}:
                    straight = len(first & other_first) + len(second & other_second)
                    across = len(first & other_second) + len(second & other_first)
                    found[f"crossed_{kind}"] = max(found[f"crossed_{kind}"], float(across > straight))
    return found


# ---------------------------------------------------------------- near copies

_COMPARED = _bag(
    "more less most least better worse best worst easier harder higher lower earlier later longer shorter bigger smaller very almost least up down first last"
)
_WEIGHTY = (
    _NEGATIVE | _UNIVERSAL | _ONLY | _PARTIAL | _STRONG | _WEAK | _COMPARED | _bag("before after until because since")
)
_PERSON = {
    **dict.fromkeys(_SELF, "@self"),
    "my": "@own",
    "your": "@own",
    "our": "@own",
    "mine": "@own",
    "yours": "@own",
}
_PERSON |= dict.fromkeys(("he", "she", "they", "him", "them"), "@they") | {
    "his": "@their",
    "her": "@their",
    "their": "@their",
}
_LIGHT = _bag(
    "a an the that this these those to of in on at by for from with is are was were be been do does did am has have had and as it so"
)


@lru_cache(maxsize=500)
def _string(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a text as they are aligned: stems, persons as one mark each, no punctuation, no articles."""
    return tuple(
        _PERSON.get(t) or (stem(t) if t[0].isalnum() else "|")
        for t in tokens
        if (t[0].isalnum() or t in ".,;:!?") and t not in _LIGHT
    )


def _copying(said: Reading, given: Sequence[Reading]) -> dict[str, float]:
    """The sentence laid along each text: how much of it is word for word there, and what was put in, left out or replaced."""
    mine = tuple(mark for mark in _string(said.tokens) if mark != "|")
    laid = [_align(mine, _string(reading.tokens)) for reading in given]
    found = max(laid, key=lambda one: one.score)
    share = found.matched / max(1, len(mine))
    near = max(0.0, (share - 0.4) / 0.6)
    close = max(0.0, (share - 0.65) / 0.35)
    _, opposite = _groups()
    there = {token for reading in given for token in _string(reading.tokens)}
    in_place = [token for gap in found.left_out if "|" not in gap for token in gap]
    added = [*found.put_in, *(a for a, _ in found.replaced)]
    lost = [*in_place, *(b for _, b in found.replaced)]
    people = {stem(word) for word in _ROLES} | {"@self", "@they", "@own", "@their"}
    plain = [a for a, _ in found.replaced if a not in _KINDS and a[0] != "@"]
    brought, dropped = _kinds(added), _kinds(lost)
    return {
        "copied": share,
        "whole_copy": float(share >= 0.99 and not found.left_out),
        "copy_weighty_in": near * min(2, len(brought - dropped)),
        "copy_weighty_out": near * min(2, len(dropped - brought)),
        "copy_not": near * float(("not" in brought) != ("not" in dropped)),
        "copy_person": near * min(2, sum(a in people and b in people for a, b in found.replaced)),
        "copy_opposite": near * min(2, sum(b in opposite.get(a, ()) for a, b in found.replaced)),
        "copy_foreign": close * min(2, sum(a not in there for a in plain)),
        "copy_added": close * min(2, sum(a not in there and a not in _KINDS and a[0] != "@" for a in found.put_in)),
        "copy_moved": near * min(3, sum(a in there and a not in _KINDS and a[0] != "@" for a in added)),
        "copy_splice": near * min(2, sum("|" in gap for gap in found.left_out)),
    }


@cache
def _kind_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for name, group in (
        ("more", _COMPARED), ("weak", _WEAK), ("strong", _STRONG), ("some", _PARTIAL), ("only", _ONLY), ("all", _UNIVERSAL),
        ("not", _NEGATIVE - {"avoid", "stop", "quit", "skip", "forget", "fail", "lack", "refuse"}),
        ("before", _bag("before until")), ("after", _bag("after because since")),
    ):  # fmt: skip
        table |= {stem(word): f"{name}:{stem(word)}" if name == "more" else name for word in group}
    return table


def _kinds(tokens: Iterable[str]) -> set[str]:
    return {_KINDS[token] for token in tokens if token in _KINDS}


@dataclass(frozen=True, slots=True)
class Laid:
    """A sentence laid along a text; `left_out` are the runs of the text that were jumped over, `|` for a mark between clauses."""

    score: float
    matched: int
    put_in: list[str]
    left_out: list[list[str]]
    replaced: list[tuple[str, str]]


def _align(one: tuple[str, ...], other: tuple[str, ...]) -> Laid:
    """The best run of `other` that the whole of `one` can be laid along (Smith and Waterman 1981, free ends in `other`)."""
    alike, _ = _groups()
    rows, columns = len(one), len(other)
    score = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    back = [[""] * (columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        score[i][0], back[i][0] = -0.4 * i, "in"
        a = one[i - 1]
        near = alike.get(a, frozenset())
        for j in range(1, columns + 1):
            b = other[j - 1]
            same = 1.0 if a == b else 0.8 if b in near else -9.0 if b == "|" else -0.5
            on, into, out = score[i - 1][j - 1] + same, score[i - 1][j] - 0.4, score[i][j - 1] - 0.2
            score[i][j], back[i][j] = (
                (on, "on") if on >= into and on >= out else (into, "in") if into >= out else (out, "out")
            )
    end = max(range(columns + 1), key=lambda j: score[rows][j])
    laid = Laid(score[rows][end], 0, [], [], [])
    i, j, matched, before = rows, end, 0, ""
    while i > 0:
        step = back[i][j]
        if step == "on":
            a, b = one[i - 1], other[j - 1]
            if a == b or b in alike.get(a, ()):
                matched += 1
            else:
                laid.replaced.append((a, b))
            i, j = i - 1, j - 1
        elif step == "in":
            laid.put_in.append(one[i - 1])
            i -= 1
        else:
            if before != "out":
                laid.left_out.append([])
            laid.left_out[-1].append(other[j - 1])
            j -= 1
        before = step
    return Laid(laid.score, matched, laid.put_in, laid.left_out, laid.replaced)


def _together(said: Reading, given: Sequence[Reading]) -> dict[str, float]:
    """Words that stand side by side here and in different clauses or sentences there: a splice."""
    alike, _ = _groups()
    places: dict[str, set[tuple[int, int]]] = {}
    for number, reading in enumerate(given):
        for word in reading.words:
            for key in {word.stem, *alike.get(word.stem, ())}:
                places.setdefault(key, set()).add((number, word.clause))
    known = [word for word in said.words if word.stem in places]
    pairs = [(a, b) for a, b in pairwise(known) if a.clause == b.clause and a.stem != b.stem]
    apart = sum(not places[a.stem] & places[b.stem] for a, b in pairs)
    return {"apart": apart / max(1, len(pairs)), "joined": min(4.0, float(len(pairs) - apart))}


_KINDS = _kind_table()
