"""Every English text of the web app, in one place, ready for other languages. Names say where a text stands."""

from __future__ import annotations

from datetime import date

APP = "In My Shoes"
PAGE_PRACTISE, PAGE_DRILL = "Practise", "Drill"
PAGE_ASK, PAGE_LIBRARY, PAGE_SETTINGS, PAGE_ARTICLE = "Ask", "Library", "Settings", "Article"

# Ask
ASK_TITLE = "What would you do in my shoes?"
ASK_WHAT = (
    "Tell what happened, in a sentence or two, and get advice that stands on your team's articles: "
    "every step names its source, and one click opens it at the passage."
)
ASK_EXAMPLES_LABEL = "Or start with one of these:"
ASK_EXAMPLES = (
    "My best rep has gone quiet in team meetings and her numbers slipped two months in a row. What would you do in my shoes?",
    "I lead a team now and still jump into every deal to save it. What would you do in my shoes?",
    "A buyer agrees that it's a problem and then does nothing about it. What would you ask her next?",
    "I take every no on the phone personally. How would you handle that?",
)
ASK_INPUT = "Tell me what happened…"
ASK_INPUT_MORE = "Go on, or ask something else…"
ROLE_LABEL = "I am a"
ROLES = {"": "Not said", "manager": "Manager", "rep": "Rep"}
ROOM_LABEL = "The room"
ROOM_HELP = "Put the same question to each author: what each would say, where they agree and where they differ."
WORKING = "Looking through the library…"
WORKING_MORE = "Adding what fits your case…"
STOP = "Stop"
STOPPED = "You stopped this answer here."
FAILED = "This answer could not be finished. Nothing of your conversation is lost."
MODEL_FAILED = "The chat model failed on the way; what stands here is what the library gave."
NOT_SAVED = "This answer could not be saved yet. Stay here: it is tried again whenever you do something."
NOT_SENT = "Your question could not be saved, so it was not sent. It is back in the field below."
ASK_AGAIN = "Ask again"
SHOW_ALL = "Show the whole message"
GONE = "This conversation is not there any more."

# The first visit
FIRST_TITLE = "Two minutes to see what it does"
FIRST_STEPS = (
    "**Ask one question.** Your own in the field below, or one of these.",
    "**Practise once.** Talk to somebody who opens up only when you ask well.",
)
FIRST_ASKED = "That was the first half. The other one takes a minute: try a question on somebody who answers."
FIRST_PRACTISE = "Practise with somebody"

# An answer
FROM, QUOTED_FROM = "From", "Quoted from"
MIND = "Mind:"
FOR_YOUR_CASE = "For your case:"
INFERENCE = "the assistant's own inference"
ASK_YOURSELF = "Ask yourself:"
THIS_WEEK = "This week:"
ROOM_HEADING = "In the room"
ROOM_STEPS = "What I would take from it"
AGREE, DIFFER = "They agree:", "They differ:"
NEAREST = "Nearest to it in the library:"
COMMIT = "I'll do this by…"
COMMIT_DATE = "By when"
COMMIT_KEEP = "Keep it"
COMMITTED = "Kept. I'll ask you about it then."
COPY, COPY_HELP, DOWNLOAD = (
    "Copy",
    "The answer as text, with its sources; the button in the corner copies it.",
    "Download",
)
HOW = "How this was made"
ORIGINS = (
    "**Steps** are written from the library's articles and reviewed; the number opens the sentence they stand on.",
    "**“In quotation marks”** are the article's own words.",
    "*In italics, set apart,* is the assistant's own inference for your case, checked against what you wrote and the source.",
)
FEEDBACK_REASON = {True: "What helped? (optional)", False: "What was off?"}
FEEDBACK_SEND = "Send"
FEEDBACK_THANKS = "Thank you, noted."

# Coming back
DUE_ONE = "You wanted to do this. How did it go?"
DUE_DONE, DUE_LATER, DUE_DROP, DUE_TALK = "Done", "Not yet", "Drop it", "Talk about it"
DUE_LATER_DATE = "New date"
DUE_CHEER = "Well done."

# Conversations
NEW = "New conversation"
SEARCH = "Search your conversations"
NONE_FOUND = "Nothing found."
NONE_YET = "Yours will be listed here."
MORE = "Show more"
MANAGE = "Rename or delete"
TITLE_LABEL = "Title"
RENAME = "Rename"
DELETE = "Delete conversation"
DELETE_SURE = "This deletes the conversation with its answers; your commitments stay."
DELETED = "Deleted."
UNDO = "Undo"
PUT_BACK = "It is back."

# A source
HIGHLIGHTED = "The highlighted words are what was cited."
AS_PAGE = "Open as a page"
SOURCE_GONE = "This article is not in the library any more. What was cited:"
SOURCE_CHANGED = "This article has changed since. What was cited then:"
NO_ARTICLE = "There is no such article in the library."
BACK_TO_ASK = "Back to your conversation"
BACK_TO_LIBRARY = "All articles"

# Library
LIBRARY_WHAT = "Answers stand on these articles and on nothing else."
LIBRARY_EMPTY = "The library is empty. Add your team's texts above; until then there is nothing to answer from."
ADD = "Add articles"
NO_ADDRESS = "is no address of a web page; it begins with https://"
ADD_REPLACE = "Put them in the place of articles with the same id"
ADD_BUTTON = "Add to the library"
REMOVE = "Remove"
REMOVE_SURE = "It answers nothing from then on. Articles that you added are gone for good."
REMOVE_BUTTON = "Remove for good"
READ = "Read"
CHECK = "Check the library"
REBUILD = "Rebuild the index"
CHECK_FINE = "All is well: every article is there and found."
JOB_RUNNING = {
    "add": "Adding…",
    "remove": "Removing…",
    "check": "Checking…",
    "rebuild": "Rebuilding the index…",
    "cards": "Taking in the cards…",
    "draft": "Drafting cards…",
    "publish": "Adding a colleague's answer…",
}
JOB_BUSY = "Something else is being done with the library; try again in a moment."
JOB_FAILED = "That did not work, for a reason that this program does not know. The library is as it was."
ADDED = {"added": "added", "replaced": "replaced", "unchanged": "there already, unchanged"}
CLOSE = "Close"
REMOVED = "Removed."
REBUILT = "The index is made anew."

# Settings
MODEL, EMBEDDER, FOLDER = "Chat model", "Embedder", "Your data"
MODEL_NONE = "none: answers are the library's own words"
LOCAL = "Everything stays on this machine."
NOT_LOCAL = "With this model, your question and the passages it rests on are sent to its provider."
EARNED = "What the model has earned"
EARNED_WHAT = "A chat model may only do what it was measured to do well. Until a task is earned, the library's reviewed sentences stand alone."
EARNED_NONE = "No chat model is set, so there is nothing to earn."
EARNED_YES, EARNED_NO, EARNED_OVERRULED = "earned", "not earned", "decided by you"
CHANGE = "To change it, end the program and start it with another setting:"
CHANGE_EXAMPLES = (
    "COACH_MODEL=none coach ui            # no chat model\n"
    "COACH_MODEL=embedded coach ui        # the one that comes with it\n"
    "COACH_MODEL=ollama:llama3.1 coach ui # any provider of LangChain\n"
    "coach --home FOLDER ui               # another data folder"
)
PROMISES = "Your commitments"
PROMISES_NONE = "Nothing yet. “I'll do this by…” under an answer keeps its small action here."
PROMISE_STATES = {"open": "open", "done": "done", "dropped": "dropped"}
PROMISE_DELETE = "Delete"


def articles(count: int) -> str:
    """How many articles there are."""
    return "1 article" if count == 1 else f"{count} articles"


def parts(passages: int, cards: int) -> str:
    """What an article was made into."""
    return f"{passages} passages · {cards} cards" if cards else f"{passages} passages"


def by(day: date | None) -> str:
    """A date in words."""
    return f"by {day.strftime('%A, %d %B').replace(' 0', ' ')}" if day else "some day"


def committed(day: date | None) -> str:
    """That the small action is kept."""
    return f"You will do this {by(day)}."


def talk_about(action: str) -> str:
    """The beginning of a message about a commitment."""
    return f"I had planned this: {action} How it went: "


def model_line(name: str) -> str:
    """The chat model, in the sidebar."""
    return "No chat model" if name == "none" else f"Model: {name}"


def state_line(model: str, count: int) -> str:
    """Model and library, in the sidebar."""
    return f"{APP} · {model_line(model)} · {articles(count)}"


def seconds(milliseconds: float | None) -> str:
    """A duration."""
    return "" if milliseconds is None else f"{milliseconds / 1000:.1f} s"


def answer_spoken(steps: int, lead: str) -> str:
    """What is read out when an answer is there."""
    said = "" if not steps else "The answer has one step." if steps == 1 else f"The answer has {steps} steps."
    return " ".join(part for part in (said, lead) if part) or "The answer is there."
