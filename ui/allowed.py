"""What a page does is checked where it is done: a button that is not shown can be pressed all the same."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import streamlit as st

from assistant.errors import CoachError
from assistant.people import Action
from ui import service
from ui.components.words import inert


def only(action: Action) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guards a callback: for who may not do this, nothing is done, and one sentence says so."""

    def guard(work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def guarded(*args: Any, **more: Any) -> Any:
            try:
                service.require(action)
            except CoachError as error:
                st.toast(inert(str(error)), icon=":material/error:")
                return None
            return work(*args, **more)

        guarded.only = action  # type: ignore[attr-defined]
        return guarded

    return guard
