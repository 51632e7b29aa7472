"""The command line as a test calls it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from schakel.entrypoints.manage.main import main


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
