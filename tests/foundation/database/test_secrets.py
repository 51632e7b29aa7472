import pytest

from schakel.foundation.database.secrets import opened, sealed
from schakel.foundation.kernel.refused import Refused


def test_a_secret_is_stored_unreadable_and_can_be_opened():
    stored = sealed("Zilverreiger7")
    assert "Zilverreiger7" not in stored
    assert stored != sealed("Zilverreiger7")
    assert opened(stored) == "Zilverreiger7"
    assert opened(sealed("")) == ""


def test_a_key_of_before_still_opens_and_no_other(settings):
    stored = sealed("Zilverreiger7")
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(Refused, match="secret_unreadable"):
        opened(stored)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert opened(stored) == "Zilverreiger7"
