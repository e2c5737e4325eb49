"""The English texts of the Library page; see texts.py."""

from __future__ import annotations

PART_LABEL = "What to look at"
ARTICLES, DRAFTS, NEXT = "Articles", "Drafts", "What to write next"

# Adding
FILES = "Files: text, Markdown, HTML, PDF or Word"
ADDRESS = "Or the address of a web page"
SPLIT = "A file holds several articles: divide it at its headings"
PREVIEW = "Look at it first"
PREVIEWED = "This would be added. Take away the tick from what you don't want."
CHOSEN = "Add what is ticked"
NOTHING_CHOSEN = "Nothing is ticked."
READING = "Reading…"

# Drafts
DRAFTS_WHAT = (
    "Cards make an article answer stories that share no word with it. A chat model can draft them; a draft says nothing "
    "to anybody before you have accepted it."
)
NO_DRAFTS = "No draft waits for you."
DRAFT_CARDS = "Draft cards"
DRAFT_NONE_SET = (
    "No chat model is set, so nothing can be drafted; articles without cards are searched by their passages."
)
DRAFT_NOT_EARNED = "The chat model has not earned drafting (Settings); you can have it try all the same."
BARE = "Without cards:"
STANDS_ON, ANSWERS = "It stands on:", "It answers:"
ACCEPT, REJECT, EDIT, SAVE = "Accept", "Reject", "Edit", "Save"
REJECT_SURE = "A rejected draft is gone for good."
ACCEPTED, REJECTED, EDITED = "Accepted.", "Rejected.", "Changed."
STEP, ROLE, ASK, ACTION = "The step", "For", "A question to ask oneself", "One small action"
SITUATIONS = "Situations that it answers, one a line"
ROLES = {"manager": "managers", "rep": "reps", "both": "both"}

# What to write next
UNANSWERED = "Questions that found nothing"
UNANSWERED_NONE = "None. Questions that the library has no answer for are kept here."
UNANSWERED_OFF = "Keeping them is switched off (COACH_KEEP_UNANSWERED=0)."
UNANSWERED_DONE, UNANSWERED_DELETE = "Done", "Delete"
NEAREST = "nearest:"
THIN = "Topics of a single article"
WIDE = "Topics of several articles"
WITHOUT_CARD = "Ideas without a card"
NONE = "None."


def drafts_waiting(count: int) -> str:
    """How many drafts wait."""
    return "1 draft waits for your decision." if count == 1 else f"{count} drafts wait for your decision."


def drafted(article: str, new: int, left: str) -> str:
    """What became of drafting cards for an article."""
    made = "1 draft" if new == 1 else f"{new} drafts"
    return f"{article}: {made}{f' ({left})' if left else ''}"


def length(characters: int) -> str:
    """How long a text is."""
    return f"{characters:,} characters"


def topic(name: str, articles: int, cards: int) -> str:
    """A topic and what there is of it."""
    return f"{name}: {articles} articles, {cards} cards"


def uncarded(passages: int, share: float) -> str:
    """How much of an article no card makes use of."""
    return f"{passages} passages, {share:.0%} of its words"
