"""Secrets that give access: made, written on paper, compared. Only their digest is stored."""

import hashlib
import hmac
import secrets

# Crockford's base 32: no I, L and O, that look like 1 and 0, and no U.
_PAPER_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAPER_GROUP_LENGTH = 4
_LOOKALIKES = str.maketrans("OIL", "011")


def new_token() -> str:
    """192 random bits, safe in a URL."""
    return secrets.token_urlsafe(24)


def new_paper_code() -> str:
    """80 random bits to type over from paper, as ``XXXX-XXXX-XXXX-XXXX``."""
    return paper_code_of(secrets.token_bytes(10))


def paper_code_of(bits: bytes) -> str:
    """The first 80 of these bits to type over from paper."""
    number = int.from_bytes(bits[:10])
    letters = [_PAPER_LETTERS[number >> shift & 31] for shift in range(75, -1, -5)]
    return "-".join(
        "".join(letters[start : start + _PAPER_GROUP_LENGTH])
        for start in range(0, len(letters), _PAPER_GROUP_LENGTH)
    )


def normalise_paper_code(text: str) -> str:
    """A code as somebody typed it, in the one form that is digested and compared."""
    return "".join(filter(str.isalnum, text.upper())).translate(_LOOKALIKES)


def new_numeric_code() -> str:
    """Six random digits: only for use within minutes and with few attempts."""
    return f"{secrets.randbelow(10**6):06d}"


def digest(token: str, key: bytes) -> str:
    """What is stored instead of the token: HMAC-SHA256 in hexadecimal, 64 characters."""
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
