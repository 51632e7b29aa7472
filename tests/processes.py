"""Real processes of Schakel, started as an operator starts them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connections
from psycopg.conninfo import make_conninfo

Process = subprocess.Popen[bytes]
_MAIN = "import sys; from schakel.entrypoints.manage.main import main; sys.exit(main())"


class Processes:
    """Processes on one database, each in a session of its own, so that all of it can be killed."""

    def __init__(self, database: str, folder: Path, **environment: str) -> None:
        self._started: list[Process] = []
        self._environment = {
            **os.environ,
            "DATABASE_URL": database,
            "SCHAKEL_DATA": str(folder),
            "SCHAKEL_SECRET_KEY": settings.SECRET_KEY,
            **environment,
        }

    def start(self, *arguments: str, **environment: str) -> Process:
        """``schakel …``; what it says on its error stream can be read."""
        process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, *arguments],
            env={**self._environment, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if arguments[0] == "serve" else subprocess.PIPE,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def serve(self, what: str, *options: str, port: int = 0, **environment: str) -> Process:
        """``schakel serve web`` on a port, or ``schakel serve worker``."""
        return self.start("serve", what, *options, PORT=str(port), **environment)

    def end(self) -> None:
        """Kill what still runs."""
        for process in self._started:
            if process.poll() is None:
                kill(process)
            if process.stderr is not None:
                process.stderr.close()


def kill(process: Process) -> None:
    """Kill -9 of a process and its children."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_database_url() -> str:
    """The address of the database of this test process."""
    wanted = connections["owner"].settings_dict
    parts = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    known = {name: str(wanted[key]) for name, key in parts.items() if wanted[key]}
    return make_conninfo("", dbname=str(wanted["NAME"]), **known)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def wait_for(what: Callable[[], bool], seconds: float) -> None:
    """Look until it is so; an error when that takes longer."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)
