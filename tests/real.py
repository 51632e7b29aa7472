"""Real input that lies beside the project, since its licence does not let us spread it."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2] / "shared" / "data"


def real(name: str) -> Path:
    """A file beside the project. Without it the test is skipped, but never where all must run."""
    path = BESIDE / name
    if not path.exists():
        reason = f"put {name} in {BESIDE} to run this test"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path
