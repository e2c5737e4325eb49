"""The page of commands says what the commands say."""

from ui.cli import COMMANDS
from ui.cli.reference import PATH, reference


def test_the_page_of_commands_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_every_command_has_its_place() -> None:
    assert all(f"## coach {name}" in reference() for name in COMMANDS)
