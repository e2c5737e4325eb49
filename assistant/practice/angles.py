"""From which angle a question comes at a trouble, by plain words: what was tried, whom it touches, who decides. Pure.

People ask the same few things of any trouble, in words that share nothing with the trouble's own.
"""

from __future__ import annotations

import re

from assistant.practice.forms import asks
from assistant.practice.words import plain

# angle -> tier of the facts that answer it
TIERS = {
    "tried": "problem", "whom": "consequence", "self": "consequence", "money": "consequence", "joy": "goal", "wish": "goal",
    "decision": "decision", "worry": "decision", "first step": "decision", "help": "decision",
}  # fmt: skip
POINTED = frozenset({"tried", "decision", "worry", "first step", "help"})  # are about one thing, whatever was said last
_THOSE = r"(?:you|they|anyone|anybody|someone|somebody|your \w+)"
_SUFFERS = (
    r"\b(?:who|whom|which)\b.{0,40}\b(?:worst|hardest|brunt|suffers?|complains?|feels?|notices?|bears?|hurts?|pays for|pays the price|gets? (?:the blame|it first|it in the neck)"
    r"|gets? hit|(?:is|are|was|were) (?:hit|affected|touched|left (?:with|to)|standing|stuck|waiting)|ends? up (?:with|carrying|paying|doing|dealing|cleaning|sorting|taking)|carr(?:y|ies)|(?:has|have|had) to (?:deal|live|cope|clean|mop|listen|put up|stand|face|take|hear)|mops?"
    r"|picks? up the pieces|loses out|takes? the heat|stays? late)\b"
)
_HISTORY = re.compile(  # "have you tried something already?" asks what was tried; "have you tried calling him?" advises
    r"\btr(?:y|ied|ying) (?:anything|something|some things?|a few|other (?:things|ways)|different|to (?:change|fix|solve|improve|stop|shorten|tackle|address|get|do (?:something|anything)))\b"
    r"|\b(?:tried|done|attempted|try)\b.{0,40}\b(?:already|yet|so far|before|in the past|until now|up to now)\b|\b(?:anything|something) (?:been )?(?:tried|done|attempted)\b"
)
_WHO_SUFFERS = re.compile(_SUFFERS)
_AFTER = re.compile(
    r"\bhow (?:are|have) you\b(?! (?:going|planning|supposed|meant))|\bhow (?:is|was|has|have)\b.{0,60}\bfor you\b|\blike for you\b"
    r"|\bhow (?:are|is) (?:things|life|everything|it)(?: going)? (?:for|with) you\b"
)
_COURTESY = re.compile(
    r"\bhow(?:'s| is| was| are| has)(?: been)? (?:it going|life|everything|things|your (?:\w+ )?(?:day|morning|afternoon|week|weekend))\b"
)
_ANGLES = {
    "tried": re.compile(
        rf"\b(?:tried|attempt\w*|had a go|measures|been trying|(?:have|has|had|did|what's) (?:{_THOSE} )?(?:and {_THOSE} )?(?:yourself |already |ever )?(?:been )?(?:done|do) (?:already|so far|about|against|yourself|to \w+|on your own)"
        r"|already done|(?:built|bought|set up|hired|introduced|put in place) (?:or \w+ )?(?:already|so far|yet)|did you (?:\w+ )?try|(?:raised?|reported|escalated) (?:it|that|this)|did you (?:tell|report|raise|escalate)|fix(?:es|ed)?\b.{0,30}\b(?:already|so far|before|made)|(?:done|had|used|looked|ever) .{0,30}\bbefore|trying to (?:fix|solve|change|stop|get|bring|cut)|(?:worked|remed\w+|tackled) .{0,30}\b(?:so far|in the past|until now))\b"
    ),
    "whom": re.compile(
        _SUFFERS + r"|\bwho else\b(?!.{0,40}\b(?:say|sign|decid|know|agree|approv|involved|works?|uses?)\w*)"
        r"|\b(?:do|does|did|done|mean\w*|touch\w*|affect\w*|hit|like|effect .{0,12}have) (?:for |to |on )?(?:the (?:others?|rest|new ones|younger|juniors?|people|staff|team|crew)|your (?!business|company|budget|margin|money|own|reserves|turnover|income|takings|sales|way|week|evenings|weekends|standing|offers?|orders?)\w+(?:s|team|staff|crew|family|boss)\b|anyone else|other people)"
        r"|\bhow (?:do|does|did) (?:the|your) (?!business|company|budget|margin)\w+(?: \w+)? (?:take|feel|cope|react|bear|see)\b|\bwhat (?:do|does|did) (?:the|your) \w+ (?:say|think)\b"
    ),
    "self": re.compile(
        r"\b(?:do|does|did|done|doing|mean\w*|ask|take out|took out|leaves?|left|touch\w*|happens|happened|weigh\w*|been like|like|is (?:it|that|this)) (?:it )?(?:for |to |of |on |with )?(?:you(?: yourself| personally)?|your(?: own)? (?:evenings?|weekends?|nights?|sleep|family|home|week))(?=\W*$|,| (?:at|when|to|in|if|after|on|personally|yourself|and|by|every|outside|inside|so|now)\b)"
        r"|\byou (?:personally|yourself)\b(?=\W*$|,)|\b(?:go|drive|get|come|lie) (?:home|awake|to bed)\b|\b(?:how|what) (?:do|does|did|is|are) (?:you|that|it) (?:feel|sit with|cope|carry)"
    ),
    "money": re.compile(
        r"\b(?:costs?|money|euros?|pounds?|dollars?|figure|turnover|revenue|income|margin|reserves|invoices?|budget)\b|\badds? up to\b|\bcomes? to\b.{0,20}\b(?:month|year|week|total)\b|\blos(?:e|t|ing) (?:by|because|through)\b"
    ),
    "decision": re.compile(
        r"\b(?:how|who|whose|what)\b.{0,40}\b(?:decid\w*|decision\w*|approv\w*|sign(?:s|ed|ing)?(?: off)?|say yes|says yes|agree|go-ahead|on board|convinced?|has a say|have a say|voices? counts?|budget|gets? bought|purchase)\b"
    ),
    "worry": re.compile(
        r"\b(?:worr(?:y|ies|ied)|hesita\w+|reservations?|concerns?|afraid of|put you off|hold(?:s|ing)? you back from|stop(?:s)? you from|speaks? against|go wrong|doubts?|risks?)\b"
    ),
    "first step": re.compile(
        r"\b(?:first step|next step|next move|first thing|start with|begin with|(?:where|how|when) (?:would|will|could|do) you (?:like to |want to )?(?:start|begin)|(?:will|would|could|can|going to) you (?:like to |want to )?(?:do|try|change) (?:\w+ ){0,3}(?:first|next|yourself|yourselves|differently|about)|will you (?:do|try)|how (?:do|would) you (?:want to |like to )?(?:go (?:on|about)|proceed|continue|tackle)|you (?:could|might|would|can) (?:\w+ )?(?:try|change)|(?:which|what) day|by when)\b"
    ),
    "help": re.compile(
        r"\b(?:(?:need|want|expect|like|ask) (?:\w+ )?(?:from|of) (?:me|us)|from me,? what|(?:can|could|should|may|do) i (?:\w+ )?(?:do|help|support)\b|my (?:help|support|side|part)|help you|support you|back you)\b"
    ),
    "wish": re.compile(
        r"\b(?:would|do|could|did) you (?:\w+ )?(?:like|want|wish|hope|dream)\b|\b(?:would|should) (?:\w+ ){0,3}(?:look|be) (?:like|different)\b|\bif you could (?:change|have|choose|pick|wish)\b|\bmagic wand\b|\bsee yourself\b|\bif (?:it|that|this|everything|things|all) (?:was|were|went|worked|ran|could)\b|\bhow would (?:\w+ ){1,5}(?:look|go)\b|\b(?:ideal|ambitions?|goals?|dream|success)\b|\b(?:a|two|three|five) years? from now\b|\bin (?:a|two|three|five) years?\b"
    ),
    "joy": re.compile(
        r"\b(?:love|enjoy|enjoyed|like (?:best|most)|proud\w*|drives you|in your element|at your best|matters? (?:so much |most |a lot )?to you|good day|give(?:s)? you energy|fun)\b"
    ),
}


def angles(text: str) -> frozenset[str]:
    """The angles of a question, keys of TIERS; none for a statement."""
    if not asks(text):
        return frozenset()
    said = plain(text)
    found = {name for name, pattern in _ANGLES.items() if pattern.search(said)}
    return frozenset(found | ({"tried"} if history(text) else set()))


def asks_after(text: str) -> bool:
    """Whether a question is after the person: how somebody is, what something is like for them."""
    return bool(_AFTER.search(plain(text)))


def greets(text: str) -> bool:
    """Whether it asks how somebody is, as one does: after the person, or for a courtesy's sake."""
    return asks_after(text) or bool(_COURTESY.search(plain(text)))


def history(text: str) -> bool:
    """Whether it asks if something was tried, and proposes nothing."""
    return asks(text) and bool(_HISTORY.search(plain(text)))


def suffers(text: str) -> bool:
    """Whether it asks who has to bear the trouble: that makes a question one for its consequence (moves.md)."""
    return bool(_WHO_SUFFERS.search(plain(text)))
