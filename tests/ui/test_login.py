"""What is configured for a login, what of it is refused, and the file that Streamlit reads."""

from __future__ import annotations

import os
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from assistant.app import build_store
from assistant.backup import backup
from assistant.errors import BadInput, SettingsError
from assistant.settings import Login, from_environment
from ui import login

ENV = {
    "COACH_OIDC_URL": "https://login.example/realms/sales/.well-known/openid-configuration",
    "COACH_OIDC_CLIENT_ID": "coach",
    "COACH_OIDC_CLIENT_SECRET": 'a "secret" \\ with = signs',
    "COACH_URL": "https://coach.example/",
    "COACH_ADMINS": "Ann@Firm.example, ,bob@firm.example",
    "COACH_DOMAINS": "@firm.example",
}


def test_what_is_read() -> None:
    found = from_environment(ENV).login
    assert found == Login(
        "https://login.example/realms/sales", "coach", ENV["COACH_OIDC_CLIENT_SECRET"], "https://coach.example",
        ("ann@firm.example", "bob@firm.example"), ("firm.example",), 12,
    )  # fmt: skip
    assert "secret" not in repr(found)
    assert from_environment({}).login is None
    assert from_environment({"COACH_OWNER": "p1"}).owner == "p1"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"COACH_OIDC_CLIENT_SECRET": ""}, "needs COACH_OIDC_CLIENT_SECRET"),
        ({"COACH_OIDC_URL": "", "COACH_URL": ""}, "needs COACH_OIDC_URL, COACH_URL"),
        ({"COACH_OIDC_URL": "http://login.example"}, "https"),
        ({"COACH_URL": "coach.example"}, "https"),
        ({"COACH_SESSION_HOURS": "0"}, "COACH_SESSION_HOURS"),
        ({"COACH_SESSION_HOURS": "a day"}, "COACH_SESSION_HOURS"),
    ],
)
def test_half_a_login_is_refused(change: dict[str, str], why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        from_environment({**ENV, **change})


def test_admins_without_a_login_are_half_of_one() -> None:
    with pytest.raises(SettingsError, match="needs COACH_OIDC_URL"):
        from_environment({"COACH_ADMINS": "ann@firm.example"})


def test_the_file_is_nobody_elses_and_keeps_sessions_over_a_restart(tmp_path: Path) -> None:
    settings = from_environment(ENV, home=tmp_path / "home")
    path = login.prepare(settings)
    assert path is not None
    found = tomllib.loads(path.read_text(encoding="utf-8"))["auth"]
    assert found["client_secret"] == ENV["COACH_OIDC_CLIENT_SECRET"] and len(found["cookie_secret"]) > 40
    assert found["redirect_uri"] == "https://coach.example/oauth2callback"
    assert found["server_metadata_url"] == ENV["COACH_OIDC_URL"]
    if os.name != "nt":
        assert {file.stat().st_mode & 0o777 for file in (path, path.with_name(login.KEY))} == {0o600}
    login.prepare(settings)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["auth"] == found
    assert login.prepare(from_environment({}, home=tmp_path / "other")) is None
    assert not (tmp_path / "other").exists()


def test_a_backup_has_no_secret_of_the_login(tmp_path: Path) -> None:
    settings = from_environment(ENV, home=tmp_path / "home")
    login.prepare(settings)
    build_store(settings)
    backup(settings, tmp_path / "saved.zip")
    with zipfile.ZipFile(tmp_path / "saved.zip") as packed:
        assert not [name for name in packed.namelist() if "login" in name]


def test_without_its_library_a_login_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "authlib", None)
    with pytest.raises(BadInput, match="pip install"):
        login.prepare(from_environment(ENV, home=tmp_path))
