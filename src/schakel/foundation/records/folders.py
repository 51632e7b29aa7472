"""The folder of an export: written as a whole or not at all, and checked before it is read.

``manifest.json`` names every other file with the digest (SHA-256) of its content. Of a noun there
is ``NOUN.jsonl``, a record a line, and ``NOUN.schema.json``; ``files`` holds what belongs to
records, each named by its own digest.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from schakel.foundation.kernel.refused import Refused

FORMAT = "schakel-export"
VERSION = 1
MANIFEST = "manifest.json"
FILES = "files"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PIECE = 1024 * 1024


class NewFolder:
    """A folder under construction, beside its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digests: dict[str, str] = {}
        (path / FILES).mkdir()

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """One file, piece by piece."""
        digest = hashlib.sha256()
        with (self.path / name).open("wb") as opened:
            for piece in pieces:
                opened.write(piece)
                digest.update(piece)
        self.digests[name] = digest.hexdigest()

    def write_beside(self, digest: str, pieces: Iterable[bytes]) -> None:
        """The content that a record refers to by its digest; the same content once."""
        name = f"{FILES}/{_checked(digest)}"
        if name not in self.digests:
            self.write(name, pieces)

    def close(self, manifest: dict[str, Any]) -> None:
        """Write the manifest: now all of it is there."""
        whole = {"format": FORMAT, "version": VERSION, **manifest, "files": self.digests}
        text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
        with (self.path / MANIFEST).open("w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())


@contextmanager
def new_folder(place: Path) -> Iterator[NewFolder]:
    """A folder that appears at ``place`` when all of it is written; else nothing is left of it.

    Only we may read it. Refused when something is there, or when it cannot be written.
    """
    place = place.absolute()
    _check_is_free(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        path = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent))
        try:
            yield NewFolder(path)
            path.rename(place)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
    except OSError as error:
        raise Refused(
            "folder_not_writable", path=str(place), reason=error.strerror or str(error)
        ) from error


def _check_is_free(place: Path) -> None:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise Refused("export_folder_not_empty", path=str(place))


class KeptFolder:
    """An export that was checked: of a version that we know, whole and unchanged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = _manifest(path)
        self._check_files()

    def count(self, noun: str) -> int:
        """How many records of a noun there are; 0 when this export does not know it."""
        return int(self.manifest["counts"].get(noun, 0))

    def lines(self, noun: str) -> Iterator[bytes]:
        """The records of a noun, as they were written."""
        if noun in self.manifest["counts"]:
            with (self.path / f"{noun}.jsonl").open("rb") as opened:
                yield from opened

    def digest(self, name: str) -> str:
        """The digest of a file; Refused when it is not there."""
        if name not in self.manifest["files"]:
            raise Refused("export_file_missing", file=name)
        return str(self.manifest["files"][name])

    def beside(self, digest: str) -> Path:
        """Where the content with this digest is; Refused when it is not there."""
        name = f"{FILES}/{digest}"
        self.digest(name)
        return self.path / name

    def _check_files(self) -> None:
        for name, digest in self.manifest["files"].items():
            if not re.fullmatch(rf"[a-z_]+\.(jsonl|schema\.json)|{FILES}/[0-9a-f]{{64}}", name):
                raise Refused("export_unreadable", path=str(self.path))
            self._check_is_here(self.path / name)
            try:
                with (self.path / name).open("rb") as opened:
                    found = _digest(opened)
            except OSError:
                raise Refused("export_file_missing", file=name) from None
            if found != digest or (name.startswith(FILES) and not name.endswith(found)):
                raise Refused("export_file_changed", file=name)
        for noun, count in self.manifest["counts"].items():
            self.digest(f"{noun}.jsonl")
            if (last := sum(1 for _ in self.lines(noun))) != count:
                raise Refused("export_record_wrong", file=f"{noun}.jsonl", line=last + 1)

    def _check_is_here(self, path: Path) -> None:
        """An export made elsewhere reads nothing of this machine: no link, no device."""
        is_link = path.is_symlink() or (self.path / FILES).is_symlink()
        if is_link or (path.exists() and not path.is_file()):
            raise Refused("export_unreadable", path=str(self.path))


def _manifest(path: Path) -> dict[str, Any]:
    try:
        found = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except OSError:
        raise Refused("export_file_missing", file=MANIFEST) from None
    except (ValueError, RecursionError):
        raise Refused("export_unreadable", path=str(path)) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Refused("export_unreadable", path=str(path))
    version = found.get("version")
    if not isinstance(version, int) or version < 1:
        raise Refused("export_unreadable", path=str(path))
    if version > VERSION:
        raise Refused("export_is_newer", version=str(found.get("schakel", version)))
    if not _is_whole(found):
        raise Refused("export_unreadable", path=str(path))
    return found


def _is_whole(manifest: dict[str, Any]) -> bool:
    counts, files = manifest.get("counts"), manifest.get("files")
    return (
        isinstance(manifest.get("institution"), dict)
        and isinstance(manifest.get("made_at"), str)
        and isinstance(counts, dict)
        and isinstance(files, dict)
        and all(isinstance(count, int) and count >= 0 for count in counts.values())
        and all(isinstance(each, str) for each in files.values())
    )


def _checked(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is no digest")
    return digest


def _digest(opened: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := opened.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()
