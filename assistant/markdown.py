"""Text of articles, users and models inside Markdown."""

from __future__ import annotations


def escape(text: str) -> str:
    """Text as inert Markdown: no HTML, link, image, heading or list comes of it."""
    for character in "\\`*_[]<>#|~$":
        text = text.replace(
            character, f"\\{character}" if character not in "<>" else {"<": "&lt;", ">": "&gt;"}[character]
        )
    return " ".join(text.split()).replace("://", ":\u200b//")
