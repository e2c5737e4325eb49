"""Words as the practice rooms compare them: normalised, stemmed, without those that say nothing about a topic."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache


def bag(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_LOCAL = threading.local()
# Words that carry no topic of their own, in this field: function words, and what any question may hold.
COMMON = bag(
    """a about above actually after again against ago all almost along already also although always am among an and
    another any anybody anymore anyone anything anyway are aren't around as ask asked asking at away back bad basically be
    because been before behind being below best better between big bit both but by call calls came can can't cannot
    case certain change changed changes come comes coming cost costs could couldn't couple course currently day days deal did
    didn't different difference do does doesn't doing don't done down during each early easily effect either else end enough
    even ever every everybody everyone everything exactly example face far feel feeling feels felt few find first for
    forward found four from full further gave general get gets getting give given gives go goes going gone good got great had
    hadn't half handle happen happened happening happens hard has hasn't have haven't having he he'd he'll he's hear heard
    hello help helped helps her here here's hers herself hey hi him himself his honest honestly hope hoping how how's
    however huge i i'd i'll i'm i've idea if impact important in instead into involved is isn't issue issues it it'd it'll
    it's its itself just keep keeps kind know known last later least less let let's life like likely little live ll long
    longer look looking looks lot lots made main make makes making many matter matters may maybe me mean means meant
    might mind mine minute moment month months more morning most mostly much must my myself name near need needed needs
    never new next nice no nobody none nor not nothing now of off often oh ok okay on once one only onto open or other others
    our ours ourselves out over own part particular people per perhaps person place please point possible pretty
    probably problem problems put question questions quite rather re really reason result right run said same saw
    say saying says see seem seems seen set several shall she she'd she'll she's should shouldn't show side since so some
    somebody somehow someone something sometimes somewhere soon sorry sort sound sounds specifically start started
    still stop stuff such suppose sure take taken takes taking talk talking tell telling than thank thanks that that's the
    their theirs them themselves then there there's these they they'd they'll they're they've thing things think thinking
    this those though thought three through time times to today together tomorrow too took toward towards tried true
    try trying turn two typical typically under understand until up upon us use used uses usual usually ve very wait
    walk want wanted wants was wasn't way ways we we'd we'll we're we've week weeks well went were weren't what what's
    whatever when where whether which while who who's whole whom whose why will wish with within without won't wonder
    wondering word work worked working works world would wouldn't wrong yeah year years yes yesterday yet you you'd you'll
    you're you've your yours yourself situation typically currently moment biggest currently improve curious challenge challenges
    describe explain share currently affect affects affected business company team guys folks um uh hmm ah mm right job role position responsible words whatever"""
)


FIGURE = re.compile(
    r"\d\S*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty(?:-\w+)?|hundreds?|thousands?|half|quarter|third|twice|double"
)


def plain(text: str) -> str:
    """NFKC, straight quotes, small letters, single spaces."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").replace("–", "-").replace("—", " ")
    return " ".join(text.lower().split())


def tokens(text: str) -> list[str]:
    """Words and numbers, in small letters; hyphens and apostrophes inside a word are kept."""
    return _TOKEN.findall(plain(text))


def figures(text: str) -> set[str]:
    """The numbers in a text, as they are written."""
    return {word for word in tokens(text) if FIGURE.fullmatch(word)}


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """English Snowball stem."""
    import Stemmer

    stemmer = getattr(_LOCAL, "stemmer", None)  # a stemmer is not safe to share between threads
    if stemmer is None:
        stemmer = _LOCAL.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))


def content(text: str) -> list[str]:
    """Stems of the words that say what a text is about; parts of hyphenated words count on their own too."""
    found = []
    for token in tokens(text):
        parts = [token, *token.split("-")] if "-" in token else [token]
        found += [stem(part) for part in parts if part not in COMMON and part.removesuffix("'s") not in COMMON]
    return found


@lru_cache(maxsize=50_000)
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(plain(key))}(?!\w)")


def says(text: str, key: str) -> bool:
    """Whether the words of `key` stand in `text`, as whole words."""
    return bool(_pattern(key).search(plain(text)))
