"""`python -m ui.cli` is `coach`."""

from ui.cli import main

main()
