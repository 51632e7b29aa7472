"""A back-up is made, checked and restored."""

import hashlib
import json
import os
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from psycopg import sql

from schakel.foundation.backup.contents import (
    Contents,
    check_sees_all,
    contents_of,
    owners_of,
    steps_of,
    tables_of,
)
from schakel.foundation.backup.programs import Process, Server, reader_of, start_alone
from schakel.foundation.backup.sealed import header_of, opened, sealed
from schakel.foundation.kernel.refused import Refused

FORMAT = "schakel-backup"
_LENGTH = struct.Struct(">Q")
_MOST_CONTENTS = 16 * 1024 * 1024
_READ_AT_ONCE = 1024 * 1024
_TOLD = 300


@dataclass(frozen=True)
class Backup:
    """What a back-up says of itself: ``contents`` per table, ``owners`` of functions, and the
    migrations (``steps``) after which it was made.
    """

    made_at: str
    schakel: str
    postgresql: int
    contents: Contents
    owners: dict[str, str]
    steps: list[str]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(int(count) for count, _ in self.contents.values())


def make_backup(place: Path, *, server: Server, secret: str, schakel: str, made_at: str) -> Backup:
    """Write the whole database, as it is at one moment, to a file that is not there yet."""
    with server.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        check_sees_all(connection)
        found = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert found is not None
        backup = Backup(
            made_at=made_at,
            schakel=schakel,
            postgresql=server.major,
            contents=contents_of(connection),
            steps=steps_of(connection),
            owners=owners_of(connection),
        )
        told = json.dumps(
            {"contents": backup.contents, "owners": backup.owners, "steps": backup.steps}
        ).encode()
        header = {
            "format": FORMAT,
            "schakel": schakel,
            "postgresql": backup.postgresql,
            "made_at": made_at,
            "digest": hashlib.sha256(told).hexdigest(),
        }
        dumped = _dumped(server, str(found[0]))
        pieces = chain([_LENGTH.pack(len(told)), told], dumped)
        write_closed(place, sealed(pieces, secret=secret, header=header))
    return backup


def write_closed(place: Path, pieces: Iterable[bytes], *, replace: bool = False) -> None:
    """A file that only we may read, and that appears when all of it is written."""
    place = place.absolute()
    if place.exists() and not replace:
        raise Refused("backup_file_exists", path=str(place))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
        try:
            with os.fdopen(number, "wb") as written:
                for piece in pieces:
                    written.write(piece)
                written.flush()
                os.fsync(written.fileno())
            Path(name).rename(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refused("folder_not_writable", path=str(place), reason=reason) from error


def read_backup(place: Path, *, secret: str) -> Backup:
    """What a back-up says, after all of it was checked: nothing of it was changed or cut off."""
    with _file(place) as file:
        header = header_of(file)
    if header.get("format") != FORMAT:
        raise Refused("backup_unreadable")
    with _file(place) as file:
        pieces = opened(file, secret=secret)
        told, _ = _parts(pieces)
        for _piece in pieces:
            pass
    if hashlib.sha256(told).hexdigest() != header["digest"]:
        raise Refused("backup_damaged")
    parts = json.loads(told)
    return Backup(
        made_at=str(header["made_at"]),
        schakel=str(header["schakel"]),
        postgresql=int(header["postgresql"]),
        contents=parts["contents"],
        owners=parts["owners"],
        steps=parts["steps"],
    )


def check_empty(server: Server) -> None:
    """Refused when there is anything in the database."""
    with server.connect() as connection:
        check_sees_all(connection)
        if tables_of(connection):
            raise Refused("database_not_empty", database=connection.info.dbname)


def restore_backup(
    place: Path,
    backup: Backup,
    *,
    server: Server,
    secret: str,
    roles: Sequence[str],
    afterwards: str = "",
) -> None:
    """Put a back-up that was read into an empty database: all of it, or nothing.

    ``roles`` are made where they are not there. ``afterwards`` is run before anybody sees it.
    """
    if server.major < backup.postgresql:
        raise Refused("backup_needs_postgresql", major=backup.postgresql)
    check_empty(server)
    with tempfile.TemporaryFile() as errors, _file(place) as file:
        writer = server.start(
            "psql",
            *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"),
            errors=errors,
            takes=subprocess.PIPE,
            gives=subprocess.DEVNULL,
        )
        try:
            assert writer.stdin is not None
            # Ours to end: at the end of its input, as when we are killed, nothing is committed.
            writer.stdin.write(f"BEGIN;\n{_roles(roles)}".encode())
            writer.stdin.flush()
            _, rest = _parts(pieces := opened(file, secret=secret))
            _translate(server, chain([rest], pieces), into=writer.stdin, errors=errors)
            writer.stdin.write(f"{_owners(backup.owners)}{afterwards}\nCOMMIT;\n".encode())
            writer.stdin.close()
            if writer.wait() != 0:
                raise Refused("restore_failed", reason=_last_words(errors))
        except BrokenPipeError:
            writer.wait()
            raise Refused("restore_failed", reason=_last_words(errors)) from None
        finally:
            _end(writer)


def differences(backup: Backup, server: Server) -> list[str]:
    """The tables that do not hold what the back-up says."""
    with server.connect() as connection:
        found = contents_of(connection)
    names = sorted(found.keys() | backup.contents.keys())
    return [name for name in names if found.get(name) != backup.contents.get(name)]


def _dumped(server: Server, snapshot: str) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as errors:
        process = server.start(
            "pg_dump",
            *("--format=custom", "--no-owner", f"--snapshot={snapshot}"),
            *("--no-publications", "--no-subscriptions"),
            errors=errors,
        )
        try:
            assert process.stdout is not None
            while piece := process.stdout.read(_READ_AT_ONCE):
                yield piece
            if process.wait() != 0:
                raise Refused("backup_failed", reason=_last_words(errors))
        finally:
            _end(process)


def _parts(pieces: Iterator[bytes]) -> tuple[bytes, bytes]:
    """What stands before the dump, and the part of the dump that was read along with it."""
    held = b""
    for piece in pieces:
        held += piece
        if len(held) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(held)
            if length > _MOST_CONTENTS:
                break
            if len(held) >= _LENGTH.size + length:
                return held[_LENGTH.size : _LENGTH.size + length], held[_LENGTH.size + length :]
    raise Refused("backup_damaged")


def _translate(
    server: Server, pieces: Iterable[bytes], *, into: IO[bytes], errors: IO[bytes]
) -> None:
    """From the form of the dump to statements, written to ``into``."""
    reader = start_alone(
        reader_of(server),
        *("--no-owner", "--file=-"),
        errors=errors,
        takes=subprocess.PIPE,
        gives=into.fileno(),
    )
    try:
        assert reader.stdin is not None
        for piece in pieces:
            reader.stdin.write(piece)
        reader.stdin.close()
        if reader.wait() != 0:
            raise Refused("restore_failed", reason=_last_words(errors))
    finally:
        _end(reader)


def _roles(roles: Sequence[str]) -> str:
    made = (
        sql.SQL(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN"
            " CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;"
            " END IF; IF NOT pg_has_role(current_user, {name}, 'MEMBER') THEN"
            " EXECUTE format('GRANT {role} TO %I', current_user); END IF; END $$;\n"
        ).format(name=sql.Literal(role), role=sql.Identifier(role))
        for role in roles
    )
    # Nothing of a dump stands between these and its own schema.
    return "".join(each.as_string(None) for each in made)


def _owners(owners: dict[str, str]) -> str:
    """By whom functions are owned; run with the names that they had."""
    lines = ["SET search_path = public, pg_catalog;\n"]
    for name, owner in owners.items():
        role = sql.Identifier(owner).as_string(None)
        lines.append(f"ALTER FUNCTION {name} OWNER TO {role};\n")
    return "".join(lines)


@contextmanager
def _file(place: Path) -> Iterator[IO[bytes]]:
    try:
        file = place.open("rb")
    except OSError:
        raise Refused("file_not_found", path=str(place)) from None
    with file:
        yield file


def _last_words(errors: IO[bytes]) -> str:
    """What a program said last; never the contents of a row."""
    errors.seek(0)
    said = [line for line in errors.read().decode(errors="replace").splitlines() if line.strip()]
    kept = [line for line in said if "ERROR" in line or "error:" in line or "FATAL" in line]
    return (kept or said or ["?"])[-1][:_TOLD]


def _end(process: Process) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.close()
