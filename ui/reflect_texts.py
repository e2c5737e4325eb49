"""Every English text of the pages Reflect and Progress; the others are in texts.py."""

from __future__ import annotations

from datetime import date

PAGE_REFLECT, PAGE_PROGRESS = "Reflect", "Progress"

# Reflect: the list
WHAT = "Exercises from the articles, one question at a time. Each ends with something to keep; you can leave and come back whenever you like."
KEEPS = {
    "equinox-list": "A picture of your balance and one small action.",
    "self-rating": "Your share of leading and managing, and how it moves.",
    "time-audit": "Your week by day and kind, the split, and one swap.",
    "two-agendas": "Two agendas and the calendar entries for both.",
    "pivot-mirror": "Seven standards with an example each, quarter beside quarter.",
    "next-session": "A plan for one rep: goal, questions, feedback, dates.",
    "quietly-leaving": "A plan for an open talk, with its first sentence.",
    "courage": "The decision you take, who helps, and by when.",
    "potential": "A record of what you can show, and a first step.",
    "index-card": "A card with your thoughts turned round, and one step today.",
    "resistance": "Your half hour, in the calendar for every workday.",
    "catalyst": "A thank-you written, and what you give to whom next.",
    "coached": "What you said in your own words, and what you will do.",
}
WHO = {"manager": "for managers", "rep": "for reps", "both": "for everyone"}
KEEP_LABEL = "You keep:"
START, START_ANEW = "Start", "Start anew"
EARLIER = "Earlier results"

# Reflect: a question
WHY = "Why I ask"
NEXT, SKIP, BACK, LEAVE = "Next", "Skip", "One back", "Leave; it is kept"
LEAVE_EMPTY = "Leave"
LISTENING = "Listening…"
OWN_WORDS = "In your own words"
OWN_LINES = "Your own, one a line"
OR_OWN = "Or in your own words"
HINTS = "Suggestions"
YES, NO = "Yes", "No"
BEFORE = "You said:"
FOLLOW_UP = "You said this; the question below asks once more. Leave it empty and your first answer stands."
CARE_AFTER = "I leave the exercise here. What you just wrote is not kept; your earlier answers are."
TO_LIST = "All exercises"
WENT_ON = "This exercise has gone on in another tab; here is where it stands."
FILE = "A calendar (.ics) or table (.csv) file"
PASTE = "Or paste the blocks, one a line"
PASTE_EXAMPLE = "Mon 9:00-10:30 pipeline review\nMon 11:00-11:30 1:1 with Priya"
SORT = "Here is how I would sort it, and why. Click a kind to change it; then Next."
SORT_OPEN = (
    "Here is how I would sort it, and why. Some I could not place: choose their kind, and change any other; then Next."
)
SORT_MISSING = "Please choose a kind wherever it still says unclear."
COLUMNS = {"what": "What", "hours": "Hours", "kind": "Kind", "why": "Why"}
NOT_THERE = "This reflection is not there any more."

# Reflect: a result
DOES = "What I will do"
SOURCES = "Where the questions come from"
AS_MARKDOWN, AS_PDF, AS_CALENDAR = "Markdown", "PDF", "Calendar file"
AGAIN = "Do it again"
DELETE = "Delete"
DELETE_SURE = "This deletes it for good. What you promised in it stays among your commitments."
DELETE_YES = "Delete for good"
OVER_TIME = "Over time"
THIS_ONE = "(this one)"
OPEN = "Open"

# Progress
PROGRESS_WHAT = "What you practised, asked, found out and promised, over time. Only you see this."
EMPTY = (
    "Nothing to show yet. After your first practice talk or reflection you will find here: your skills over time, the facts "
    "that people told you, which kinds of questions you ask, the days you practised, what you promised, and your balance of "
    "leading and managing."
)
FIRST = "Begin with a reflection"
FIRST_PRACTICE = "Begin with a practice"
STREAK, TALKS, DUE, DONE = "Days in a row", "Practice talks", "Commitments open", "Commitments done"
OVERDUE = "overdue"
SKILLS, SKILLS_WHAT = (
    "Skills",
    "Share of your last five talks in which each check of the scorecard passed, weakest first.",
)
SCORES, SCORES_WHAT = "Scores and facts found", "Each scored talk, in the order of time."
SCORE, FACTS = "Score", "Facts found, in percent"
PASSED, OF_TALKS = "passed", "of talks"
TALK_AXIS, OF_HUNDRED, WHEN, WHAT_IT_IS = "talk, oldest first", "of 100", "on", "figure"
WEEK_OF, SENTENCES, LEADING = "week of", "sentences", "percent leading"
MIX, MIX_WHAT = "What you say", "What the sentences of your practice talks were for, in the last twelve weeks."
DAYS, DAYS_WHAT = "Practice days", "Days with a talk, a drill or a reflection, in the last twelve weeks."
PROMISES, PROMISES_WHAT = (
    "Commitments",
    "What you promised yourself, by the week in which it is due, from eight weeks back to three ahead.",
)
BALANCE, BALANCE_WHAT = (
    "Leading and managing",
    "Your share of leading, from self-ratings and time audits; the line is at half.",
)
BALANCES = {"self-rating": "self-rating", "time-audit": "time audit"}
STATES = {"open": "open", "done": "done", "dropped": "dropped"}


def meta(minutes: int, who: str) -> str:
    """How long an exercise takes, and for whom it is."""
    return f"About {minutes} minutes, {WHO[who]}"


def go_on(number: int, of: int) -> str:
    """The button that resumes."""
    return f"Go on at question {number} of {of}"


def question(number: int, of: int) -> str:
    """Where one is."""
    return f"Question {number} of {of}" if of > 1 else f"Question {number}"


def earlier(count: int) -> str:
    """How many results there are."""
    return f"{EARLIER} ({count})"


def day(when: date) -> str:
    """A date in words."""
    return f"{when.day} {when:%B %Y}"


def short_day(when: date) -> str:
    """A date on the axis of a chart."""
    return f"{when.day} {when:%b}"


def so_many_days(count: int) -> str:
    """How many days somebody practised."""
    return "1 day" if count == 1 else f"{count} days"


def by(when: date) -> str:
    """Until when."""
    return f"by {day(when)}"


def words(picture: str) -> str:
    """The caption of a picture."""
    return picture[:1].upper() + picture[1:]
