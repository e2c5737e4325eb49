"""axe-core on every page, light and dark, with data in them: `make axe`. Not a test, since axe comes from the npm registry."""

from __future__ import annotations

import sys
from pathlib import Path

from ui.screenshots import HEIGHT, SECONDS, WIDTH, ask, browser, filled, still

PAGES = ("/practise", "/practise?scenario=quiet-rep", "/drill", "/reflect", "/progress", "/library", "/evals", "/settings", "/exchange",
         "/article?id=quietly-quitting&at=704-817")  # fmt: skip
GRAVE = ("serious", "critical")


def main(script: Path) -> int:
    """Prints what axe finds; 1 when something of it is serious."""
    grave = 0
    with browser() as chromium, filled() as (url, paths):
        for scheme in ("light", "dark"):
            page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
            page.set_default_timeout(SECONDS * 1000)
            for path in ("/", *PAGES, *paths.values()):
                page.goto(url + path)
                page.get_by_role("heading", level=1).first.wait_for()
                if path == "/":
                    ask(page)
                still(page)
                page.add_script_tag(path=script)
                for found in page.evaluate("async () => (await axe.run()).violations"):
                    serious = found["impact"] in GRAVE
                    grave += serious
                    where = "; ".join(" ".join(node["target"]) for node in found["nodes"][:3])
                    print(
                        f"{found['impact']:>9} {scheme} {path} {found['id']} ({len(found['nodes'])}): {found['help']}: {where}"
                    )
    print(f"{grave} serious findings")
    return int(grave > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
