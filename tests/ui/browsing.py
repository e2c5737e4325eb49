"""What tests in a real browser share: a running app, opening it, waiting for it, what can be measured on a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 120_000  # milliseconds that a slow machine may take for one thing
# Texts that are drawn too pale: contrast below 4.5:1 (WCAG 2.1), icons below 3:1.
PALE = """() => {
  const lum = c => { const f = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 };
    return .2126 * f(c[0]) + .7152 * f(c[1]) + .0722 * f(c[2]) };
  const parse = s => { const m = s.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m };
  const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3]));
  const ground = e => { const layers = [];
    for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
      if (c[3] > 0) { layers.push(c); if (c[3] == 1) break } }
    let below = [255, 255, 255]; for (const c of layers.reverse()) below = over(c, below); return below };
  const found = []; const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); let seen = 0;
  while (walker.nextNode()) { const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || ["SCRIPT", "STYLE"].includes(e.tagName) || e.closest("[disabled]")
        || !e.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    seen++;
    let shown = 1; for (let x = e; x; x = x.parentElement) shown *= +getComputedStyle(x).opacity;
    const below = ground(e), colour = parse(getComputedStyle(e).color); colour[3] *= shown;
    const a = lum(over(colour, below)), b = lum(below), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < (e.closest("[data-testid=stIconMaterial], [role=img]") ? 3 : 4.5))
      found.push(walker.currentNode.textContent.trim().slice(0, 40) + " " + ratio.toFixed(2)) }
  return [seen, found] }"""


@dataclass(frozen=True)
class App:
    """A running app: where it is, where its data is, and its process."""

    url: str
    home: Path
    process: int = 0


def opened(browser: Any, app: App, width: int = 1280, scheme: str = "light", path: str = "/") -> Any:
    """A page that has loaded; `page.outside` lists what it asked of other machines."""
    context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(SECONDS)
    page.outside, page.broken = [], []
    local = (app.url, app.url.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda request: page.outside.append(request.url) if not request.url.startswith(local) else None)
    page.on("pageerror", lambda error: page.broken.append(str(error)))
    page.goto(app.url + path)
    return page


def heard(page: Any, words: str) -> None:
    """Waits until a screen reader is told these words: by the one live region of the page."""
    page.wait_for_function(
        """words => { const region = document.querySelector("[role=status][aria-live=polite]#coach-live");
                      return region && region.textContent.includes(words) }""",
        arg=words,
    )


def settled(page: Any) -> None:
    """Waits until the script has run, every part of the page is there, and nothing moves."""
    page.wait_for_function(
        """() => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
                && !document.querySelector("[data-testid=stSkeleton]")"""
    )
    page.wait_for_timeout(1000)


def overflow(page: Any) -> int:
    """Pixels by which something is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
