"""The secret with which back-ups are encrypted. Who has it and a back-up has everything."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from schakel.foundation.kernel.refused import Refused

VARIABLE = "SCHAKEL_BACKUP_KEY"
FILE = "backup-key"
# 192 random bits in base 64; a sentence that people remember is no key.
SHORTEST = 32


def secret_to_seal(folder: Path) -> str:
    """From the environment; else made once and kept in the data folder."""
    if not os.environ.get(VARIABLE) and not (folder / FILE).exists():
        _make(folder)
    return secret_to_open(folder)


def secret_to_open(folder: Path) -> str:
    """From the environment or the data folder; Refused when there is none."""
    secret = os.environ.get(VARIABLE, "")
    if not secret:
        try:
            secret = (folder / FILE).read_text(encoding="utf-8").strip()
        except OSError:
            raise Refused("backup_key_missing", path=str(folder / FILE)) from None
    if len(secret) < SHORTEST:
        raise Refused("backup_key_short", least=SHORTEST)
    return secret


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{FILE}.{os.getpid()}"
    made.touch(mode=0o600)
    made.write_text(secrets.token_urlsafe(48) + "\n", encoding="utf-8")
    # Another process may be first: then its key is the key.
    with suppress(FileExistsError):
        os.link(made, folder / FILE)
    made.unlink()
