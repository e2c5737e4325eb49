"""What is said to people who hear a page: a live region of the whole page, told what came new.

A region that is inserted together with its words is not read by every screen reader, and Streamlit inserts what it draws
anew; so one region is made once, beside the app, and only its words change.
"""

from __future__ import annotations

import json

import streamlit as st

_SAY = """<script>
(() => {
  let region = document.getElementById("coach-live");
  if (!region) {
    region = document.createElement("div");
    region.id = "coach-live";
    region.setAttribute("role", "status");
    region.setAttribute("aria-live", "polite");
    region.setAttribute("aria-atomic", "true");
    region.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";
    document.body.appendChild(region);
  }
  const [of, words] = SAID;
  if (region.dataset.of === of) return;
  region.dataset.of = of;
  setTimeout(() => { region.textContent = words; }, 100);
})();
</script>"""


def say(of: str, words: str) -> None:
    """Has `words` read out, once for each `of` (what they are about)."""
    st.html(_SAY.replace("SAID", _literal([of, words])), unsafe_allow_javascript=True)


def _literal(texts: list[str]) -> str:
    """A JavaScript array that can stand in a script element, whatever the texts are."""
    return json.dumps(texts).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
