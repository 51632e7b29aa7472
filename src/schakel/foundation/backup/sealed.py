"""A stream of bytes, encrypted so that any change, cut or exchange of pieces is seen.

Pieces of 1 MiB with AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár,
2015): the nonce is the number of the piece and whether it is the last one. The key is derived per
file (HKDF-SHA256) from the secret and a random salt in the header; each piece is bound to the
header, which can be read without the key.
"""

import base64
import json
import secrets
import struct
from collections.abc import Iterable, Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schakel.foundation.kernel.refused import Refused

VERSION = 1
_MAGIC = b"schakel-sealed\n"
_LENGTH = struct.Struct(">I")
_MOST_HEADER = 64 * 1024
_PIECE = 1024 * 1024
_TAG = 16
_SALT = 32

Header = dict[str, Any]


def sealed(pieces: Iterable[bytes], *, secret: str, header: Header) -> Iterator[bytes]:
    """The encrypted file, piece by piece. ``header`` is not secret, and cannot be changed."""
    salt = secrets.token_bytes(_SALT)
    whole = {**header, "version": VERSION, "salt": base64.b64encode(salt).decode()}
    whole["key"] = _derived(secret, salt, b"check", 8).hex()
    text = json.dumps(whole, ensure_ascii=False).encode()
    yield _MAGIC + _LENGTH.pack(len(text)) + text
    cipher, number, held = _cipher(secret, salt), 0, bytearray()
    for piece in pieces:
        held += piece
        while len(held) > _PIECE:
            yield cipher.encrypt(_nonce(number, last=False), bytes(held[:_PIECE]), text)
            number += 1
            del held[:_PIECE]
    yield cipher.encrypt(_nonce(number, last=True), bytes(held), text)


def header_of(file: IO[bytes]) -> Header:
    """What the header says; Refused when this is no such file, or one of a newer version."""
    return _header(file)[0]


def opened(file: IO[bytes], *, secret: str) -> Iterator[bytes]:
    """What was encrypted, piece by piece; each was checked before it is given.

    Refused when the key is another one, or when anything was changed. That the file was cut off is
    only known at the end: whoever may not act on a part of it reads all of it first.
    """
    header, text = _header(file)
    salt = base64.b64decode(header["salt"])
    if _derived(secret, salt, b"check", 8).hex() != header.get("key"):
        raise Refused("backup_key_wrong")
    cipher, number = _cipher(secret, salt), 0
    piece = file.read(_PIECE + _TAG)
    while True:
        after = file.read(_PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not after), piece, text)
        except (InvalidTag, ValueError):
            raise Refused("backup_damaged") from None
        if not after:
            return
        number, piece = number + 1, after


def _header(file: IO[bytes]) -> tuple[Header, bytes]:
    try:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise Refused("backup_unreadable")
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        text = file.read(min(length, _MOST_HEADER))
        header = json.loads(text)
        version = int(header["version"])
        salt = base64.b64decode(header["salt"], validate=True)
    except (struct.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused("backup_unreadable") from error
    if version > VERSION:
        raise Refused("backup_is_newer", version=str(header.get("schakel", version))[:20])
    if len(salt) != _SALT:
        raise Refused("backup_unreadable")
    return header, text


def _cipher(secret: str, salt: bytes) -> AESGCM:
    return AESGCM(_derived(secret, salt, b"content", 32))


def _derived(secret: str, salt: bytes, purpose: bytes, length: int) -> bytes:
    derivation = HKDF(SHA256(), length, salt, b"schakel sealed file: " + purpose)
    return derivation.derive(secret.encode())


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
