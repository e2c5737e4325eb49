"""Reading untrusted files in a process of its own, with limits: `python -m corpus.formats.apart KIND` < file > JSON.

Whatever a file does to its reader (endless structures, gigabytes, a crash in native code) ends that process and becomes
one sentence here. Memory and processor limits hold where the system knows them (not on Windows), the time limit always.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.formats.layout import Document

MODULES = {
    "html": "corpus.formats.html_file",
    "pdf": "corpus.formats.pdf_file",
    "docx": "corpus.formats.docx_file",
}
SECONDS = 60.0
MEMORY = 1_500_000_000  # bytes of address space
MAX_TEXT = 5_000_000  # characters; a book of 1,000 pages is about 3 million
_NEWS = 3  # exit code: the one line on stdout is what is wrong


def read_apart(kind: str, data: bytes, seconds: float = SECONDS, memory: int = MEMORY) -> Document:
    """The document in `data`. Raises UnreadableDocument, also when time or memory run out."""
    command = [sys.executable, "-m", "corpus.formats.apart", kind, str(int(seconds) + 1), str(memory)]
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=data, capture_output=True, timeout=seconds, check=False, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(
            f"took longer than {seconds:.0f} seconds to read; it is no ordinary {kind.upper()}"
        ) from error
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode == _NEWS:
        raise UnreadableDocument(said.strip())
    if done.returncode != 0:
        raise UnreadableDocument(
            f"cannot be read as {kind.upper()}: it needs more memory or time than an article does, or is damaged"
        )
    try:
        return Document(**json.loads(said))
    except (ValueError, TypeError) as error:
        raise UnreadableDocument(f"cannot be read as {kind.upper()}") from error


def main() -> int:
    kind, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit(seconds, memory)
    data = sys.stdin.buffer.read()
    try:
        document: Document = importlib.import_module(MODULES[kind]).read(data)
        if len(document.text) > MAX_TEXT:
            raise UnreadableDocument(f"holds {len(document.text):,} characters; an article may have {MAX_TEXT:,}")
    except UnreadableDocument as error:
        sys.stdout.write(str(error))
        return _NEWS
    except MemoryError:
        sys.stdout.write(f"needs more than {memory // 1_000_000} MB of memory to read; that is no article")
        return _NEWS
    sys.stdout.write(json.dumps({"text": document.text, "title": document.title, "author": document.author}))
    return 0


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":  # where the limit is not kept
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    sys.exit(main())
