import sys

import pytest

from schakel.foundation.files import scanner
from schakel.foundation.kernel.refused import Refused


def ends_with(code: int) -> str:
    return f"{sys.executable} -c 'import sys; sys.stdin.buffer.read(); sys.exit({code})'"


@pytest.mark.parametrize("command", ["", ends_with(0)])
def test_a_clean_file_comes_in(command):
    scanner.check_clean(b"schoon", "a.pdf", command)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ends_with(1), "file_has_virus"),
        (ends_with(2), "file_not_scanned"),
        ("no-such-scanner-here", "file_not_scanned"),
    ],
)
def test_what_is_infected_or_was_not_looked_at_stays_out(command, code):
    with pytest.raises(Refused, match=code):
        scanner.check_clean(b"besmet", "a.pdf", command)


def test_a_scanner_that_does_not_answer_lets_nothing_in(monkeypatch):
    monkeypatch.setattr(scanner, "SECONDS", 0.2)
    with pytest.raises(Refused, match="file_not_scanned"):
        scanner.check_clean(b"x", "a.pdf", f"{sys.executable} -c 'import time; time.sleep(5)'")
