"""Servers of Debian's packages, which tests start for themselves as root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def server_program(name: str) -> str:
    """Its path. Without it the test is skipped, but never where all must run."""
    program = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    if program is not None and os.geteuid() == 0:
        return program
    reason = f"as root, after scripts/ensure-mail-servers, this test runs with a real {name}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def server_home(name: str) -> Iterator[Path]:
    """A folder that a server may enter that gives up being root."""
    with tempfile.TemporaryDirectory(prefix=name, ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        yield home
