"""Who is logged in (OpenID Connect, by Streamlit); where no login is configured, one person who is asked nothing.

Streamlit checks the provider's token once and puts its claims into a signed cookie for thirty days. Whether they count now
is decided here at every run of a page: how old they are, whether the e-mail address was confirmed, whether one logged out.
"""

from __future__ import annotations

import json
import secrets
import time
from pathlib import Path
from typing import Any

import streamlit as st

from assistant import team
from assistant.errors import BadInput, NotLoggedIn
from assistant.people import LOCAL, Person, Session, recognise
from assistant.settings import Login, Settings
from corpus.files import write_atomically
from ui import state

FILE, KEY = "login.toml", "login.key"  # in the data folder: what Streamlit reads, and what signs its cookies
FRESH = 2.0  # seconds for which a role that was looked up counts


def person(assistant: Any) -> Person:
    """Who this page is shown to. Raises NotLoggedIn, StoreError."""
    rules: Login | None = assistant.settings.login
    if rules is None:
        return LOCAL
    try:
        found = session(rules)
        kept = state.person(found.mark, FRESH)
        if kept is None:
            kept = team.arrive(assistant.store.of(found.id), found, rules.admins)
            state.keep_person(found.mark, kept)
        return kept
    except NotLoggedIn:
        if state.somebody_was_here():  # a session that ends in the middle, maybe of a callback: the whole page says so
            state.forget()
            st.rerun()
        raise


def session(rules: Login) -> Session:
    """The session of this tab. Raises NotLoggedIn."""
    return recognise(claims(), rules.domains, rules.hours, time.time())


def claims() -> dict[str, Any]:
    """What the provider said of who is logged in in this tab."""
    return dict(st.user.to_dict())


def end(door: team.Team, rules: Login) -> None:
    """Logs out: the session counts no more anywhere, and its cookie goes."""
    door.end_session(session(rules).mark)
    state.forget()
    st.logout()


def prepare(settings: Settings) -> Path | None:
    """Writes what Streamlit needs for the login, readable for nobody else; None where there is none. Raises BadInput."""
    rules = settings.login
    if rules is None:
        return None
    try:
        import authlib  # noqa: F401
    except ImportError as error:
        raise BadInput("a login needs a package: pip install Authlib") from error
    key = settings.home / KEY
    if not key.is_file():
        write_atomically(key, secrets.token_urlsafe(48).encode())
    values = {
        "redirect_uri": f"{rules.url}/oauth2callback",
        "cookie_secret": key.read_text(encoding="utf-8").strip(),
        "client_id": rules.client,
        "client_secret": rules.secret,
        "server_metadata_url": f"{rules.provider}/.well-known/openid-configuration",
    }
    lines = ["[auth]", *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())]
    path = settings.home / FILE
    write_atomically(path, ("\n".join(lines) + "\n").encode())
    return path
