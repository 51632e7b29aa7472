"""The mails that CPython tests its own parser with (``test.test_email``, PSF licence)."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest


def find_samples() -> Path | None:
    """Their folder: with this Python, or where Debian puts that of its own."""
    try:
        found = importlib.util.find_spec("test.test_email")
    except ImportError:
        found = None
    folders = [Path(each) / "data" for each in (found and found.submodule_search_locations) or ()]
    folders += sorted(Path("/usr/lib").glob("python3.*/test/test_email/data"))
    return next((each for each in folders if (each / "msg_01.txt").exists()), None)


def sample_mails() -> list[Path]:
    """The mails. Without them the test is skipped, but never where all must run."""
    folder = find_samples()
    if folder is None:
        reason = "run scripts/ensure-mail-samples to have the mails of Python's own tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return sorted(folder.glob("msg_*.txt"))


if __name__ == "__main__":
    folder = find_samples()
    sys.stdout.write(f"{folder or ''}\n")
    sys.exit(folder is None)
