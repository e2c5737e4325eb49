"""The English texts of the exchange between colleagues; see texts.py."""

from __future__ import annotations

from datetime import date

PAGE = "Exchange"
WHAT = "What leaders do when they are stuck: ask one another. Here are your colleagues' questions, and what was answered to yours."
OFF = "There is no exchange here. It comes with a login for a team, or with the setting COACH_EXCHANGE=1."
PART_LABEL = "Part of the exchange"
TO_ANSWER, MINE, TO_REVIEW = "To answer", "Mine", "To review"

# Asking, under an answer
ASK = "Ask colleagues"
ASK_NOTHING_FOUND = "The library has no answer, but a colleague may have one."
ASK_WHAT = (
    "This is what your colleagues will read. Say it in a way that you would say it in front of the one it is about."
)
ASK_TEXT = "Your question, with marks for names"
ASK_MISSES = "E-mail addresses, phone numbers, amounts, your own name and the names on your list (Settings) get marks. It may miss:"
ASK_HIDE = "Hide my name"
ASK_HIDE_HELP = (
    "Nobody but you can see that it is yours, whatever their role in this app. How you tell it may still give you away, and "
    "whoever runs the database can look into it."
)
ASK_SEND = "Put it to my colleagues"
ASKED = "Your colleagues can see it now. You are told here when somebody answers."
WAITING = "Your colleagues can see this question. Nobody has answered yet."
CLOSED = "This question is closed: nobody can answer it any more."
ALL_OF_YOURS = "Your questions and answers"

# What colleagues answered
COLLEAGUES = "What colleagues answered"
COLLEAGUE, YOU = "A colleague", "you"
NEARLY = "To a question like yours:"
IN_LIBRARY = "in the library"

# A notice at the next visit
NEWS_OPEN = "Open the conversation"
NEWS_ALL = "See it on Exchange"

# To answer
NONE_OPEN = (
    "Nobody has an open question. When you are stuck yourself, ask on the page Ask, and put the question to your colleagues "
    "with the button below the answer."
)
ANSWER = "Answer"
ANSWER_TEXT = "What would you do in these shoes? A few lines are enough."
ANSWER_PLACEHOLDER = "I'd …"
ANSWER_HINT = "Name nobody. You can change it or take it back at any time."
ANSWER_NAMED = "Show my name"
ANSWER_SEND = "Send"
ANSWERED = "Thank you. Whoever asked is told at their next visit."
YOURS = "You answered this. To change or withdraw it, go to Mine."

# Mine
MY_QUESTIONS, MY_ANSWERS = "Your questions", "Your answers"
NO_QUESTIONS = "You have put no question to your colleagues yet. The button for it is below each answer on Ask."
NO_ANSWERS = "You have answered nobody yet."
HIDDEN = "your name is hidden"
NEW = "new"
CLOSE, REOPEN = "Close", "Open again"
WITHDRAW = "Withdraw"
WITHDRAW_QUESTION = (
    "Nobody sees the question or its answers any more, and cards that were made with its words leave the library. What "
    "colleagues wrote stays with them."
)
WITHDRAW_ANSWER = "Nobody sees it any more, and if it became a card, that leaves the library."
WITHDRAWN = "Withdrawn."
LATER = "It is withdrawn. The library is being changed just now, and lets go of it as soon as that is done."
CHANGE = "Change"
CHANGE_CARD = "The card that it became leaves the library, until you agree again and an editor has looked at it."
SAVE = "Save"
SAVED = "Saved."
QUESTION_GONE = "The question was withdrawn. Only you see this answer."
OFFER = "Let it become a card"
OFFER_WHAT = (
    "The next person with the same story finds your words in an answer of the library, with your name. An editor looks at "
    "it first and sees who you are; your words stay as they are. You can take this back at any time."
)
OFFER_NAME = "Your name, as the card shows it"
OFFER_AGREE = "I agree"
OFFER_BACK = "Take my consent back"
OFFER_TAKEN = "Taken back."
OFFERED = "Thank you. An editor looks at it."
STATES = {
    "given": "",
    "offered": "you agreed that it becomes a card; an editor looks at it",
    "declined": "an editor made no card of it",
    "card": "in the library",
}
REMOVED = "an editor took it out of the library"

# To review
NONE_TO_REVIEW = "Nothing waits for a review. Colleagues decide themselves whether their answer may become a card."
REVIEW_WHAT = (
    "These authors agreed that their words become a card. The words stay as they are; what stands around them is yours."
)
REVIEW_NAME = "By"
REVIEW_ACCOUNT = "logged in as"
REVIEW_WORDS = "Their words, which the card quotes:"
REVIEW_TITLE = "Title of the article"
REVIEW_STEP = "The step, as one would say it (“I'd …”)"
REVIEW_QUESTION = "The question that it answers"
REVIEW_MORE = "The same situation in other words, one a line"
REVIEW_ASK = "A question to ask oneself"
REVIEW_ACTION = "One small action for this week"
REVIEW_ROLE = "For whom"
REVIEW_ADD = "Add to the library"
REVIEW_DECLINE = "Make no card of it"
REVIEW_DECLINED = "Kept. The author sees it."
PUBLISHED = "It is in the library now, found by the next person with the same story."


def by(name: str, when: date, *, mine: bool = False) -> str:
    """Who wrote it, and on which day."""
    who = f"{name or COLLEAGUE} ({YOU})" if mine else name or COLLEAGUE
    return f"{who} · {when.strftime('%d %B').lstrip('0')}"


def news(count: int) -> str:
    """That one's question was answered."""
    return "A colleague answered your question:" if count == 1 else f"Your question has {count} new answers:"


def answers(count: int) -> str:
    """How many there are."""
    return "no answer yet" if count == 0 else "1 answer" if count == 1 else f"{count} answers"
