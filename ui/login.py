"""Who is logged in (OpenID Connect, by Streamlit); where no login is configured, one person who is asked nothing."""

from __future__ import annotations

from typing import Any

from assistant.people import LOCAL, Person


def person(assistant: Any) -> Person:
    """Who this page is shown to."""
    return LOCAL
