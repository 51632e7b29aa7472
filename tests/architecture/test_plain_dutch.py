"""The Dutch on screens and in mails is Dutch that everybody can read."""

from schakel.entrypoints.manage.messages import dutch
from schakel.foundation.ui.plain_dutch import faults

# Texts that may stay as they are, each with the reason.
ALLOWED: dict[str, str] = {}


def test_all_dutch_is_plain():
    found = {
        f"{package.name}: {fault}"
        for package, text in dutch()
        if text not in ALLOWED
        for fault in faults(text)
    }
    assert found == set()


def test_no_exception_outlives_its_text():
    assert set(ALLOWED) <= {text for _, text in dutch()}
