"""A real PostgreSQL for tests: a cluster of its own in a temporary folder, on a free port, ended with them."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


def programs() -> Path | None:
    """Where initdb and postgres are: on the path, or where Debian keeps them, the newest."""
    found = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    return Path(found).parent if found else next((place for place in places if (place / "initdb").exists()), None)


@dataclass(frozen=True)
class Cluster:
    """One running server."""

    server: subprocess.Popen[bytes]
    folder: Path
    port: int

    @classmethod
    def start(cls) -> Cluster | None:
        """None where PostgreSQL is not installed. It does not run as root, so root hands it to another user."""
        where = programs()
        if where is None or os.name == "nt":
            return None
        folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))
        user = _somebody() if os.geteuid() == 0 else None
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        make = [
            where / "initdb",
            "-D",
            data,
            "-U",
            "coach",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        ]
        subprocess.run(make, user=user, check=True, capture_output=True, cwd=folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"]
        server = subprocess.Popen(
            [where / "postgres", "-D", data, "-p", str(port), "-k", folder, *options],
            user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        found = cls(server, folder, port)
        found._wait()
        return found

    def _wait(self) -> None:
        import time

        import psycopg

        for _ in range(1200):  # a machine that is busy with other tests takes its time
            try:
                self._do("SELECT 1")
                return
            except psycopg.OperationalError:
                assert self.server.poll() is None, "PostgreSQL ended"
                time.sleep(0.1)
        raise AssertionError("PostgreSQL does not answer")

    def _do(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="coach", dbname="postgres", autocommit=True
        ) as there:
            there.execute(sql)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new database, dropped afterwards."""
        name = f"t{uuid.uuid4().hex}"
        self._do(f"CREATE DATABASE {name}")
        yield f"postgresql://coach@127.0.0.1:{self.port}/{name}"
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Ends it and takes its files away."""
        self.server.terminate()
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _somebody() -> str:
    """A user without rights."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
