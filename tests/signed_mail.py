"""Signs mail by hand (DKIM, relaxed/relaxed), in good and in bad ways, and keeps a small DNS."""

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@cache
def rsa_key(of: str = "") -> rsa.RSAPrivateKey:
    """The same key for the same owner, during one run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ed25519_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


@cache
def short_key() -> rsa.RSAPrivateKey:
    """Of 768 bits, as no program makes one any more."""
    p, q, e = _prime(384), _prime(384), 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e, p * q)
    inverse = rsa.rsa_crt_iqmp(p, q)
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), inverse, public).private_key()


def _prime(bits: int) -> int:
    while True:
        guess = secrets.randbits(bits) | 1 | (3 << (bits - 2))
        if all(pow(base, guess - 1, guess) == 1 for base in (2, 3, 5, 7)):
            return guess


def pem(key: Key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def record(key: Key) -> bytes:
    """What stands in the DNS of a public key."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        raw = key.public_key().public_bytes_raw()
        return b"v=DKIM1; k=ed25519; p=" + base64.b64encode(raw)
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


@dataclass
class Zone:
    """A DNS. Of a name in ``silent`` it does not answer."""

    records: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def __call__(self, name: str, kind: str) -> list[bytes]:
        self.asked.append(name)
        if name in self.silent:
            raise TimeoutError(name)
        return self.records.get((name, kind), [])

    def says(self, name: str, *texts: str | bytes, kind: str = "TXT") -> None:
        said = [text.encode() if isinstance(text, str) else text for text in texts]
        self.records[name, kind] = said

    def signs(self, domain: str, key: Key) -> None:
        self.says(f"s._domainkey.{domain}", record(key))


def signed(
    mail: bytes,
    domain: str,
    key: Key,
    *,
    covers: Sequence[str] = ("from", "to", "subject"),
    more: str = "",
    algorithm: str = "",
) -> bytes:
    """The mail with a signature on top; ``more`` are tags such as ``x=1;``."""
    head, _, body = mail.partition(b"\r\n\r\n")
    is_rsa = isinstance(key, rsa.RSAPrivateKey)
    tags = (
        f"v=1; a={algorithm or ('rsa-sha256' if is_rsa else 'ed25519-sha256')};"
        f" c=relaxed/relaxed; d={domain}; s=s; {more} h={':'.join(covers)};"
        f" bh={base64.b64encode(hashlib.sha256(_body(body)).digest()).decode()}; b="
    )
    fields = [_field(each) for each in re.split(rb"\r\n(?![ \t])", head)]
    chosen = [
        next(each for each in reversed(fields) if each.startswith(name.encode() + b":"))
        for name in covers
    ]
    text = b"\r\n".join([*chosen, _field(b"DKIM-Signature: " + tags.encode())])
    if isinstance(key, rsa.RSAPrivateKey):
        seal = key.sign(text, padding.PKCS1v15(), hashes.SHA256())
    else:
        seal = key.sign(hashlib.sha256(text).digest())
    return f"DKIM-Signature: {tags}{base64.b64encode(seal).decode()}\r\n".encode() + mail


def _field(line: bytes) -> bytes:
    name, _, value = line.partition(b":")
    return name.strip().lower() + b":" + re.sub(rb"\s+", b" ", value).strip()


def _body(body: bytes) -> bytes:
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    text = b"\r\n".join(lines).rstrip(b"\r\n")
    return text + b"\r\n" if text else b""
