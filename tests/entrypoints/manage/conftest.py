"""The command line as a test calls it, in this process or in others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from schakel.entrypoints.manage.main import main
from tests.mail_server import MailServer, mail_server
from tests.processes import Process, Processes, test_database_url


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


@pytest.fixture
def schakel(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Runs one command on the database of the test."""
    # It only has to be there: the connections of the test are open already.
    monkeypatch.setenv("DATABASE_URL", "postgresql://")

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        status = main([str(each) for each in arguments])
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def start(committed: None, server: MailServer, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts ``schakel serve`` on the database of the test."""
    processes = Processes(test_database_url(), tmp_path, SCHAKEL_SMTP_URL=server.url)
    yield processes.serve
    processes.end()
