"""The English texts of the Practise and Drill pages, by the side of texts.py. Names say where a text stands."""

from __future__ import annotations

from datetime import UTC, datetime

# Choosing
PRACTISE_WHAT = (
    "Talk with a simulated prospect or rep, who opens up when it is earned. "
    "At the end you get a scorecard with your own words in it, and you may disagree with it."
)
START_HERE = "Start here"
START_HERE_WHY = "A good first talk. It takes about ten minutes, and nobody is listening."
GO_ON_TITLE = "Where you were"
GO_ON = "Go on"
NEXT_TITLE = "A good next one"
KIND_LABEL, LEVEL_LABEL, SKILL_LABEL = "With whom", "Level", "What would you like to work on?"
KINDS = {"": "Anybody", "discovery": "A prospect", "coaching": "A rep of mine"}
KIND_OF = {"discovery": "Discovery", "coaching": "Coaching"}
LEVELS = {0: "Any", 1: "1 · open", 2: "2 · guarded", 3: "3 · hard to reach"}
LEVEL_OF = {1: "level 1, open", 2: "level 2, guarded", 3: "level 3, hard to reach"}
SKILL_ANY = "Anything"
LOOK = "Look at it"
NO_SCENARIO = "There is no scenario of this kind and level."
SCENARIO_GONE = "There is no such scenario any more."
SESSION_GONE = "This practice is not there any more."
DRAFT = "draft, not reviewed yet"

# Writing scenarios
WRITE = "Make and change scenarios"
WRITE_WHAT = (
    "A scenario is a text: a person, what there is to find out, and the lines that this person may say. "
    "The easiest start is a copy of a shipped one. What you save is there for everybody here at once, "
    "and is a file in the folder `scenarios` of the data folder; `docs/scenarios.md` explains each field."
)
WRITE_CHOICE, WRITE_CHOOSE = "What to work on", "Choose…"
WRITE_NEW = {"discovery": "A new prospect, from an empty form", "coaching": "A new rep, from an empty form"}
WRITE_TEXT = "The scenario (YAML)"
WRITE_TEXT_HELP = "What you type stays while this tab is open, also when you look at something else meanwhile."
WRITE_FILE, WRITE_FILE_HELP = (
    "Take the text from a file",
    "A .yaml or .yml file in UTF-8. Its text takes the place of what stands in the field.",
)
WRITE_TAKEN = "The file's text is in the field."
CHECK, CHECK_HELP = "Check", "Reads it, then plays it with its own questions. It takes some seconds."
SAVE, SAVE_HELP = "Save", "Checks it, and keeps it when there is nothing to mend."
CHECKING = "Reading it, and playing it with its own questions…"
NO_PROBLEMS = "There is nothing to mend. It can be saved."
NOT_SAVED = "It is not saved: there is something to mend first."
KEEP, KEEP_HELP = "Download", "As it was when you last left the field. Also a way to go on with it another day."
ANEW, ANEW_BUTTON = "Start over", "Drop what I typed"
ANEW_SURE = "This puts what you began with back into the field, as it is now. What you typed there is gone."
REMOVE, REMOVE_BUTTON = "Remove", "Remove this scenario"
REMOVE_SURE = "Nobody can begin a talk with it any more. Talks that were had stay as they are."
REMOVED = "Removed."
REMOVED_BACK = "Removed. The shipped scenario of this id is there again."
SAVED = "Saved. It stands among the scenarios above."
TAKES_PLACE = (
    "This has the id of a shipped scenario. Once it is saved, it stands in the place of the shipped one for everybody here, "
    "until it is removed. With another id, both are there."
)

# Before the start
BACK = "All scenarios"
SETTING, YOU, SUCCESS = "The setting", "You", "A good end"
RUBRIC = "What will be scored"
RUBRIC_WHAT = (
    "Yes or no, by what was said and when; each with your own words or “not observed”. The number is the weight."
)
FOCUS = "what you want to work on"
BEGIN = "Begin the talk"

# The talk
NOW_THERE = "Who this is, and where you are"
SAY = "Say something…"
HINT, HINT_HELP = "Hint", "What kind of move is missing. Never the words."
STRONG, STRONG_HELP = "Strong line", "How a weak and a strong line differ at such a moment, in another room."
UNDO, UNDO_HELP = "Undo", "Takes back your last line. What was said stays as another way."
FINISH, FINISH_HELP = "Finish", "Ends the talk and shows the scorecard. You can go on afterwards."
HINT_TITLE, STRONG_TITLE = "A hint:", "Elsewhere:"
WEAK_LINE, STRONG_LINE = "Weak:", "Strong:"
NO_STRONG = "There is no example for this moment."
CLOSE = "Close"
AGAIN, AGAIN_HELP = "Try again from here", "Goes back to before this line. What was said there is kept."
NOT_SAID = "Your line could not be saved, so it was not said. It is back in the field below."
NEXT_STEP_AGREED = "A next step is agreed. You can go on, or end here and see how it went."
STOPPED_TITLE = "We have stopped practising here"
STOPPED_TALK = "What was said"
STOPPED_WHAT = "Nothing of this is scored, and nothing is played from here on. Take the time that you need."
STOPPED_UNDO = "Go back a turn"
STOPPED_OTHER = "Leave this practice"

# Ways
WAYS_HERE = "here"
WAYS_GO = "Go there"
WAYS_COMPARE = "Check by check"

# The scorecard
CARD_TITLE = "Scorecard"
MET, NOT_MET, NOT_COUNTED = "met", "not yet", "does not count"
NOT_OBSERVED = "Not observed."
WHY = "Why it matters:"
LINE_FITS, LINE_LEADS = "A line that fits", "A line that leads there, or fits when more is known,"
TRY_IT = "Go back and try it"
MISSED_TITLE = "What would have opened the rest"
ALL_FOUND = "You found everything there was."
TIERS = {
    "surface": "the situation",
    "problem": "a problem",
    "consequence": "what the problem does",
    "goal": "what is wanted",
    "decision": "how it is decided",
}
IN_FIGURES = "The talk in figures"
WORDS_YOU, WORDS_THEY = "You", "The other person"
MIX_TITLE, TRUST_TITLE = "Your sentences by what they were for", "How far the person opened up, turn by turn"
MIX_COUNT, TRUST, TURN, TOLD, TOLD_SOMETHING, TOLD_NOTHING = (
    "sentences",
    "openness (0–10)",
    "turn",
    "what happened",
    "something new",
    "nothing new",
)
TRANSCRIPT = "The talk"
TRANSCRIPT_WHAT = (
    "Under each of your lines stands what every sentence was taken for. You see it differently? "
    "Open “Disagree”, say what it was, and look at the score with it. Both are kept."
)
OPENING = "Opening"
DISAGREE = "Disagree"
LEARN, LEARN_HELP = (
    "Learn from my corrections",
    "Sentences that you relabel from now on also teach this home to tell moves apart, after the next start.",
)
RELABELLED = "yours"
LABEL_AS_IT_WAS = "The labels are as they were."
TALK_ON = "Go on talking"
ONCE_MORE = "The same once more"
OTHER = "Choose another"
SHARE = "Download as a file"
MOVES = {
    "information": "asks for facts",
    "consequence": "asks what it does",
    "goal": "asks what is wanted",
    "commitment": "asks for a next step",
    "reflection": "gives it back",
    "support": "supports",
    "feedback": "says what was seen",
    "criticism": "judges",
    "tell": "advises or argues",
    "pitch": "offers",
    "other": "something else",
}
FORMS = {"open": "open", "closed": "closed", "leading": "leading", "none": ""}

# Earlier sessions
NEW = "New practice"
EARLIER_NONE = "Your talks will be listed here."
EARLIER_MORE = "Show more"
MANAGE, DELETE = "Delete", "Delete for good"
DELETE_SURE = "This deletes the talk, with all its ways and scores, for good."
DELETED = "Deleted."

# Drill
DRILL_WHAT = "One sentence, one answer, about a minute. What you find hard comes again sooner."
DRILL_KIND, DRILL_ANY = "Which drill", "Whatever is due"
DRILL_ANSWER, DRILL_PLACEHOLDER, DRILL_CHECK = "Your answer", "Write it as you would say it…", "Answer"
DRILL_NEXT, DRILL_NEXT_HELP = "Next", "Also with Ctrl+Enter."
DRILL_FIRST = "You have not drilled yet. This is the first one."
DRILL_BAD = "Not quite."
DRILL_YOURS, DRILL_EXAMPLE, DRILL_HEARD = "You said:", "For example:", "Taken for:"
DRILL_KNOWN, DRILL_RIGHT, DRILL_WRONG, DRILL_COUNT = "How it has gone", "good", "not yet", "answers"
DRILL_EMPTY = "Write something first."


def facts(found: int, of: int) -> str:
    """How much was found out."""
    return f"{found} of {of} things found"


def score(points: int) -> str:
    """A score."""
    return f"{points} of 100"


SHORT = "A short talk: what it did not get to counts against it. Go on, and it will say more."


def turns(count: int) -> str:
    """How long a talk is."""
    return "1 turn" if count == 1 else f"{count} turns"


def things(count: int) -> str:
    """How much there is to find out."""
    return f"{count} things can be found out."


def opens(count: int, of: int) -> str:
    """How much of a scenario opens to a skill."""
    return f"{count} of {of} things open to this"


def hardest(title: str) -> str:
    """The check that passed least often lately."""
    return f"Hardest for you lately: {title}."


def broken(why: str) -> str:
    """A file that somebody can mend."""
    return f"A scenario is left out, since its file cannot be read. {why}."


def left_out(name: str) -> str:
    """The same, for who cannot."""
    return f"A scenario is left out, since its file cannot be read ({name}). An editor can mend it."


def copy_of(title: str) -> str:
    """A shipped scenario, to begin with."""
    return f"A copy of: {title}"


def own_scenario(file: str, title: str) -> str:
    """One of the team's own, to go on with."""
    return f"Change: {title} ({file})" if title else f"Mend: {file}"


def problems(count: int) -> str:
    """Over what has to be mended."""
    return "There is one thing to mend:" if count == 1 else f"There are {count} things to mend:"


def unrecorded(why: str) -> str:
    """After a change of which nobody will know who made it."""
    return f"It is done, but who did it is not on record ({why})."


def practised(times: int, best: int) -> str:
    """What was done with a scenario so far."""
    return f"{'once' if times == 1 else f'{times} times'}, best {best}"


def at_turn(number: int) -> str:
    """A turn, as it is pointed at."""
    return f"Turn {number}"


def better(turn: int, leads: bool) -> str:
    """Before a line that would have fitted, or that would have led to where one fits."""
    return f"{LINE_LEADS} from turn {turn} on:" if leads else f"{LINE_FITS} in turn {turn}:"


def verdict(passed: bool, counted: bool) -> str:
    """Whether a check was met, with its mark."""
    return f"✓ {MET}" if passed else f"✗ {NOT_MET}" if counted else f"– {NOT_COUNTED}"


def back_before(turn: int) -> str:
    """After going back."""
    return f"You are back before turn {turn}. What was said there is kept."


def way(number: int) -> str:
    """A branch."""
    return f"Way {number}"


def ways(count: int) -> str:
    """The heading over the branches."""
    return f"Ways this talk went ({count})"


def parted(turn: int) -> str:
    """Where two branches part."""
    return f"From turn {turn} on it went another way:"


def both_scores(own: int, without: int, changed: int) -> str:
    """After a disagreement."""
    labels = "your label" if changed == 1 else f"your {changed} labels"
    return f"With {labels}: {own}. Without: {without}. Both are kept."


def weight(number: int) -> str:
    """The weight of a check, for screen readers and people."""
    return f"weight {number}"


def share_of_words(percent: int) -> str:
    """The learner's share of the talk."""
    return f"You spoke {percent} of 100 words."


def mix_alt(rows: list[tuple[str, int]]) -> str:
    """The question mix in words, for screen readers."""
    return "Your sentences: " + ", ".join(f"{MOVES[move]} {count}" for move, count in rows) + "."


def trust_alt(first: int, last: int, told: int) -> str:
    """The line of openness in words, for screen readers."""
    return f"Openness from {first} at the beginning to {last} at the end; in {turns(told)} something new was told."


def drill_due(count: int) -> str:
    """How much is due."""
    return "Nothing to repeat just now, so here is something new." if not count else f"{count} to repeat."


def drill_done(good: int, count: int) -> str:
    """This visit's tally."""
    return f"{good} of {count} good in this visit."


def drill_alt(rows: list[tuple[str, int, int]]) -> str:
    """The drills so far in words, for screen readers."""
    return " ".join(f"{title}: {good} of {answers} good." for title, good, answers in rows)


def comes_again(due: datetime, now: datetime) -> str:
    """When an item returns."""
    minutes = (due - now).total_seconds() / 60
    if minutes < 90:
        return f"It comes again in {_so_many(max(1, round(minutes)), 'minute')}."
    hours = minutes / 60
    return f"It comes again in {_so_many(round(hours), 'hour') if hours < 36 else _so_many(round(hours / 24), 'day')}."


def _so_many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def day(when: datetime, now: datetime | None = None) -> str:
    """A day, short."""
    today = (now or datetime.now(UTC)).astimezone().date()
    there = when.astimezone().date()
    if there == today:
        return "today"
    return f"{there.day} {there.strftime('%b')}" + ("" if there.year == today.year else f" {there.year}")


def reply_spoken(name: str, reply: str) -> str:
    """What is read out when the other person has answered."""
    return f"{name}: {reply}"
