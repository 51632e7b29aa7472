"""The programs of PostgreSQL that make and read a dump, and the server they are for."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from schakel.foundation.database.address import DatabaseUnavailable
from schakel.foundation.database.binaries import wheel_binaries

Process = subprocess.Popen[bytes]
_CANNOT = "The database lets us not in: {error}"


@dataclass(frozen=True)
class Server:
    """One database, and how to come to it. The password goes by the environment, not by name."""

    address: str

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection of our own; DatabaseUnavailable when there is none."""
        try:
            return psycopg.connect(self.address)
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(_CANNOT.format(error=error)) from error

    def named(self, database: str) -> "Server":
        """Another database on the same server."""
        return Server(make_conninfo(self.address, dbname=database))

    @property
    def major(self) -> int:
        """Which PostgreSQL it is."""
        with self.connect() as connection:
            return connection.info.server_version // 10_000

    def start(
        self,
        program: str,
        *options: str,
        errors: IO[bytes],
        takes: int | IO[bytes] = subprocess.DEVNULL,
        gives: int = subprocess.PIPE,
    ) -> Process:
        """Start a program on this database; its errors, in English, go to a file of ours."""
        given = conninfo_to_dict(self.address)
        parts = {name: str(value) for name, value in given.items() if value is not None}
        password = parts.pop("password", "")
        return subprocess.Popen(
            [self._path(program), *options, "--no-password", f"--dbname={make_conninfo(**parts)}"],
            stdin=takes,
            stdout=gives,
            stderr=errors,
            env={**_environment(), **({"PGPASSWORD": password} if password else {})},
        )

    def _path(self, program: str) -> Path:
        """That of the server's own version where it is installed, else of the wheel."""
        installed = shutil.which(program)
        if installed and _major_of(Path(installed)) == self.major:
            return Path(installed)
        return _of_wheel(program)


def start_alone(program: Path, *options: str, errors: IO[bytes], takes: int, gives: int) -> Process:
    """Start a program that needs no server."""
    return subprocess.Popen(
        [program, *options], stdin=takes, stdout=gives, stderr=errors, env=_environment()
    )


def reader_of(server: Server) -> Path:
    """The program that reads a dump for this server."""
    return server._path("pg_restore")


def _of_wheel(program: str) -> Path:
    path = wheel_binaries() / "bin" / program
    if not path.exists():
        raise DatabaseUnavailable(
            f"{program} is not installed. Install the client programs of PostgreSQL."
        )
    return path


def _major_of(program: Path) -> int:
    said = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False, env=_environment()
    )
    found = re.search(r"(\d+)(\.\d+)?\s*(\(|$)", said.stdout.strip())
    return int(found.group(1)) if found else 0


def _environment() -> dict[str, str]:
    home = {name: os.environ[name] for name in ("HOME", "PGSSLROOTCERT") if name in os.environ}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **home}
