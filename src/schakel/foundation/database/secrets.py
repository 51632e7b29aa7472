"""Secrets of a tenant at rest, such as the password of its mailbox: encrypted, never told again.

The key is derived from the secret key of the server (HKDF, RFC 5869), so that a copy of the
database alone opens nothing. Fernet (AES-128-CBC with HMAC-SHA256) tells which of the keys in use
sealed something: the newest seals, and those of before still open.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from schakel.foundation.kernel.refused import Refused

_USE = b"schakel.secrets.1"
_KEY_BYTES = 32


def sealed(secret: str) -> str:
    """What is stored of a secret; of none, nothing."""
    return _keys().encrypt(secret.encode()).decode() if secret else ""


def opened(stored: str) -> str:
    """The secret again. Refused when no key in use sealed it: it has to be filled in anew."""
    if not stored:
        return ""
    try:
        return _keys().decrypt(stored.encode()).decode()
    except InvalidToken:
        raise Refused("secret_unreadable") from None


def _keys() -> MultiFernet:
    return MultiFernet(
        [_key(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(master: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_USE)
    return Fernet(base64.urlsafe_b64encode(derived.derive(master.encode())))
