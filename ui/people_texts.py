"""The English texts about people: logging in, roles, sharing, what is asked for, group figures; see texts.py."""

from __future__ import annotations

from datetime import date, datetime

# Logging in
WELCOME = (
    "Log in to go on. What you ask, practise and write here is yours: nobody reads it unless you share it. A question that "
    "the library has no answer for is shown to its editors, without your name."
)
LOG_IN, LOG_OUT = "Log in", "Log out"
LINK_AGAIN = "After logging in, open your link once more."
ACCOUNT = "Your account"
ROLES = {"member": "member", "editor": "editor", "admin": "admin"}

# People, on Settings
PEOPLE = "People"
PEOPLE_WHAT = (
    "Everybody who was ever logged in. Members ask, practise, reflect and see their own. Editors also look after the "
    "library and the team's practice scenarios, see group figures and ask others for a practice. Admins are named in the settings of this installation."
)
ROLE_OF = "Role of"
ROLE_KEPT = "Kept."
NOT_HERE = "Only admins see this page."
ADMINS_DECIDE = "Admins decide what the model may do, and measure it."
EDITORS_WRITE = "Editors add, change and remove articles."

# Sharing
SHARE = "Share with a colleague"
SHARE_WHAT = (
    "Makes a link to this as it is now, and to nothing else. Any colleague who is logged in and has the link can read it, "
    "until you take it back. What you add later is not in it."
)
SHARE_MAKE, SHARE_BACK, SHARE_ANEW = "Make a link", "Take it back", "Share it as it is now"
SHARE_IS = "Shared. Anybody here who has this link can read it:"
SHARE_TAKEN = "Taken back. The link shows nothing any more."
SHARES = "What you share"
SHARED_GONE = "There is nothing at this link, or it was taken back."
PAGE_SHARED = "Shared"

# Practice that is asked for
ASKED_OF_YOU = "You are asked to practise this"
ASKED_DONE = "done"
ASK_TITLE = "Ask for a practice"
ASK_WHAT = "They see it on their page Practise. You see whether it is done, and nothing of the talk."
ASK_SCENARIO, ASK_WHOM, ASK_BY, ASK_BUTTON = "Scenario", "Whom", "By when", "Ask"
ASK_ALL = "Everybody"
ASKED = "Asked."
ASKED_NONE = "You have not asked for anything."
WITHDRAW, WITHDRAWN = "Withdraw", "Withdrawn."
DONE, NOT_YET = "done", "not yet"

# Group figures
GROUP = "Your group"
GROUP_WHAT = "Practice of the last whole weeks, where five people or more took part. Nobody's talk is shown to you unless they share it."
GROUP_FEW = "There are no figures yet: fewer than five people practised the same kind of talk in the last whole weeks."
GROUP_CHECKS = "Of these people, so many passed each check at least once:"

# Who changed the library
AUDIT = "Who changed what"
AUDIT_NONE = "Nothing was changed yet."
AUDIT_ACTIONS = {
    "add": "added",
    "replace": "replaced",
    "remove": "removed",
    "accept": "accepted a card of",
    "reject": "rejected a card of",
    "edit": "edited a card of",
    "draft": "had cards drafted for",
    "restore": "restored a backup of",
    "role": "gave a role:",
    "publish": "made a card of a colleague's answer:",
    "withdraw": "withdrew from the library:",
    "scenario": "saved the practice scenario",
    "scenario-remove": "removed the practice scenario",
}
EXCHANGE = "an author or an asker of the exchange"
TERMINAL, LEFT = "somebody in the terminal", "somebody whose data is deleted"


def refused(why: str) -> str:
    """Why somebody has to log in again."""
    return f"{why[:1].upper()}{why[1:]}."


def logged_in(name: str, role: str) -> str:
    """Who this is."""
    return name if role == "member" else f"{name} · {ROLES[role]}"


def asked_by(by: str, due: date) -> str:
    """Who asks for a practice, and by when."""
    who = f"{by}, by" if by else "By"
    return f"{who} {due.day} {due:%B}"


def shared_by(by: str, when: datetime) -> str:
    """Over a shared transcript."""
    return f"Shared by {by or 'a colleague'} on {when.day} {when:%B %Y}, as it was then. Only to read."


def done_of(done: int, of: int) -> str:
    """How many have done it."""
    return f"{done} of {of} done"


def group(people: int, talks: int, score: int) -> str:
    """The figures of a group."""
    return f"{people} people, {talks} talks, {score} of 100 on average."


def group_check(title: str, percent: int) -> str:
    """One check of a group."""
    return f"{title}: {percent}%"


def change(when: datetime, by: str, action: str, what: str) -> str:
    """One change of the library."""
    who = EXCHANGE if action == "withdraw" else {"local": TERMINAL, "": LEFT}.get(by, by)
    return f"{when:%Y-%m-%d %H:%M} · {who} {AUDIT_ACTIONS.get(action, action)} {what}"
