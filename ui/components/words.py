"""Text of articles, users and models made fit for Streamlit's Markdown: it stays text, whatever stands in it. Pure."""

from __future__ import annotations

import re

from assistant.advice.answer import escape

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHORTCODE = re.compile(r":(?=[\w+\-/.]+:)")  # :smile: and :material/home: would become pictures
_LINKED = re.compile(r"(?<=www)(?=\.)|(?<=@)(?=\w)", re.I)  # addresses would become links
_LIST_START = re.compile(r"^(\d+)([.)])(?=\s)|^([-+])(?=\s)")


def inert(text: str) -> str:
    """One line of Markdown that shows `text` and does nothing else: no HTML, link, picture, list or heading."""
    line = _LINKED.sub("\u200b", _SHORTCODE.sub(":\u200b", escape(text.replace("&", "&amp;"))))
    return _LIST_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)


def unlinked(markdown: str) -> str:
    """Markdown of ours with escaped words in it, of which Streamlit would still make links and pictures."""
    return _LINKED.sub("\u200b", _SHORTCODE.sub(":\u200b", markdown))


def superscript(number: int) -> str:
    """A citation mark."""
    return str(number).translate(_SUPERSCRIPT)


def shortened(text: str, most: int) -> str:
    """At most `most` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    if line[most - 1] != " " and " " in cut[most // 2 :]:
        cut = cut.rsplit(" ", 1)[0]
    return f"{cut.rstrip(' ,:;')}…"
