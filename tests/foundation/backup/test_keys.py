"""The key of back-ups: from the environment, or made once beside the data."""

import pytest

from schakel.foundation.backup.keys import secret_to_open, secret_to_seal
from schakel.foundation.kernel.refused import Refused


@pytest.fixture(autouse=True)
def _no_key(monkeypatch):
    monkeypatch.delenv("SCHAKEL_BACKUP_KEY", raising=False)


def test_a_key_is_made_once_and_only_we_can_read_it(tmp_path):
    made = secret_to_seal(tmp_path)
    assert len(made) >= 43
    assert secret_to_seal(tmp_path) == secret_to_open(tmp_path) == made
    assert [each.name for each in tmp_path.iterdir()] == ["backup-key"]
    assert (tmp_path / "backup-key").stat().st_mode & 0o077 == 0


def test_the_environment_goes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("SCHAKEL_BACKUP_KEY", "e" * 40)
    assert secret_to_seal(tmp_path) == "e" * 40
    assert list(tmp_path.iterdir()) == []


def test_to_open_no_key_is_made(tmp_path):
    with pytest.raises(Refused, match="backup_key_missing"):
        secret_to_open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_short_key_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("SCHAKEL_BACKUP_KEY", "geheim")
    with pytest.raises(Refused, match="backup_key_short"):
        secret_to_seal(tmp_path)
