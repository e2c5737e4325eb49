"""The English texts of the Settings page, and of what leaves the machine; see texts.py."""

from __future__ import annotations

# What a model has earned
DECIDE = "May it?"
DECISIONS = {"measured": "As measured", "yes": "Yes, I decide", "no": "No, I decide"}
DECIDED = "Kept."
MEASURE_HINT = "`coach model check` measures it, with the probes of this program."

# Your data
DATA = "Your data"
DATA_WHAT = (
    "Everything that is kept of you lies in your data folder (or your team's database): conversations, practice, "
    "reflections, drills, promises, what you said of answers, what you asked and answered colleagues."
)
EXPORT = "Take it all out"
EXPORT_WHAT = "One ZIP file: Markdown to read, JSON for programs."
EXPORT_MAKE, EXPORT_GET = "Make the file", "Download"
DELETE = "Delete everything"
DELETE_WHAT = (
    "Deletes all of that for good, from the files as well. The library's articles, cards and scenarios stay, but for cards that "
    "were made of your answers to colleagues, or of your questions; files that you took out or backed up stay where they are."
)
DELETE_TYPE = "Type delete to go on"
DELETE_WORD = "delete"
DELETE_BUTTON = "Delete everything of mine"
DELETE_NOT = "Nothing was deleted: type the word first."
BACKUP = "The whole folder moves with `coach backup FILE` and `coach restore FILE`."

# What leaves the machine
PRIVACY = "What leaves this machine"
NOTHING_LEAVES = "Nothing. Neither your words nor the articles are sent anywhere."
LEAVES_WHAT = "With this model, these are sent to whoever runs it, and nothing else:"
NOTICE = "Before the first use: this chat model is not on your machine"
NOT_YET = "Until you agree, it is not asked, and answers are the library's own words."
AGREE = "Agree and use it"
WITHOUT = "Go on without it"
AGREED = "You agreed to this."
MASKING = "Put marks in the place of e-mail addresses, phone numbers, amounts and the names below"
NAMES = "Names, one a line"
NAMES_HELP = "Kept in your data folder. Full names are found in any case, their parts where they begin with a capital."
MISSES = "It may miss:"
MASK_SAVE = "Save"
MASK_SAVED = "Saved."
MASK_NOW = "Now nothing leaves this machine, so masking has nothing to do; it counts when the chat model is elsewhere."


def deleted(count: int) -> str:
    """What was deleted."""
    return "Deleted: 1 entry." if count == 1 else f"Deleted: {count} entries."
