"""Signatures of a domain under a mail (DKIM, RFC 6376): read, and written."""

import base64
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import dkim
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from schakel.gateways.dmarc import Resolver
from schakel.gateways.mail_account import Dkim
from schakel.gateways.mail_headers import domain_of

# Of what a stranger sends: how much we are willing to reckon on.
MOST_SIGNATURES = 5
LONGEST_SIGNATURE = 4_000
LONGEST_KEY = 1_000
# The library takes time squared over a long row of blanks.
LONGEST_BLANK = re.compile(rb"[ \t]{1000}")
MOST_LINES = 1_000_000
SMALLEST_KEY = 1024
SECONDS_OF_SKEW = 300
ALGORITHMS = (b"rsa-sha256", b"ed25519-sha256")
SIGNED_FIELDS = (
    b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to",
    b"references", b"mime-version", b"content-type", b"auto-submitted", b"list-unsubscribe",
    b"list-unsubscribe-post",
)  # fmt: skip
# What anything but a mail and a signature ends in.
_NO_SIGNATURE = (
    dkim.DKIMException, dkim.InvalidTagValueList, ValueError, TypeError, LookupError,
    AttributeError, ArithmeticError,
)  # fmt: skip


@dataclass(frozen=True)
class Signed:
    """The domains that signed a mail; ``in_doubt`` when a key could not be asked for now."""

    domains: frozenset[str]
    in_doubt: bool = False


class _Ed25519Key:
    def __init__(self, raw: bytes) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(raw)
        self.matched = False

    def verify(self, digest: bytes, signature: bytes) -> None:
        try:
            self._key.verify(signature, digest)
        except InvalidSignature:
            return
        self.matched = True


class _Reader(dkim.DKIM):  # type: ignore[misc]
    """Reads Ed25519 (RFC 8463) by the library that we have for it."""

    def verify_sig(
        self,
        sig: dict[bytes, bytes],
        include_headers: list[bytes],
        sig_header: tuple[bytes, bytes],
        dnsfunc: Callable[..., bytes],
    ) -> bool:
        if sig[b"a"] != b"ed25519-sha256":
            return bool(super().verify_sig(sig, include_headers, sig_header, dnsfunc))
        record = dnsfunc(sig[b"s"] + b"._domainkey." + sig[b"d"])
        tags = dkim.parse_tag_value(record)
        if tags.get(b"k") != b"ed25519" or tags.get(b"v", b"DKIM1") != b"DKIM1":
            return False
        self.pk = _Ed25519Key(base64.b64decode(tags[b"p"]))
        self.keysize, self.ktag, self.seqtlsrpt = 256, b"ed25519", False
        self.verify_sig_process(sig, include_headers, sig_header, dnsfunc)
        return self.pk.matched


def signed_by(raw: bytes, *, wanted: Callable[[str], bool], resolver: Resolver) -> Signed:
    """Which of the wanted domains signed the whole of this mail, its From included."""
    if raw.count(b"\n") > MOST_LINES or LONGEST_BLANK.search(raw):
        return Signed(frozenset())
    in_doubt = False

    def key(name: bytes, timeout: float = 0) -> bytes:
        records = resolver(name.decode().rstrip("."), "TXT")
        record = records[0] if records else b""
        return record if len(record) <= LONGEST_KEY else b""

    domains = set()
    for reader, at, domain in _sound(raw, wanted):
        try:
            if reader.verify(at, dnsfunc=key):
                domains.add(domain)
        except OSError:
            in_doubt = True
        except _NO_SIGNATURE:
            continue
    return Signed(frozenset(domains), in_doubt)


def _sound(raw: bytes, wanted: Callable[[str], bool]) -> Iterator[tuple[_Reader, int, str]]:
    """The signatures that may count by their form, a few at most."""
    try:
        reader = _Reader(raw, minkey=SMALLEST_KEY)
    except _NO_SIGNATURE:
        return
    texts = [text for name, text in reader.headers if name.lower() == b"dkim-signature"]
    found = 0
    for at, text in enumerate(texts):
        domain = _domain_of_sound(text)
        if domain and wanted(domain) and found < MOST_SIGNATURES:
            found += 1
            yield reader, at, domain


def _domain_of_sound(text: bytes) -> str:
    """The domain of a signature of a form that may count, else nothing.

    Refused: the old SHA-1, one that ended, one that covers the body in part (``l=``: anything
    can be added below), and one that does not cover From.
    """
    if len(text) > LONGEST_SIGNATURE:
        return ""
    try:
        tags = dkim.parse_tag_value(text)
        covered = re.split(rb"\s*:\s*", tags[b"h"].strip().lower())
        ends = int(tags.get(b"x", b"0"))
        domain = domain_of(tags[b"d"].decode())
    except _NO_SIGNATURE:
        return ""
    ended = ends and ends + SECONDS_OF_SKEW < time.time()
    if tags.get(b"a") not in ALGORITHMS or b"l" in tags or ended or b"from" not in covered:
        return ""
    return domain


class WrongKey(ValueError):
    """With this key nothing can be signed; the text says why."""


def signature(content: bytes, key: Dkim) -> bytes:
    """The field that goes above this mail. From is signed twice: then no second can be added."""
    signer = dkim.DKIM(content)
    present = [name.lower() for name, _ in signer.headers]
    names = [name for name in present if name in SIGNED_FIELDS]
    try:
        field: bytes = signer.sign(
            key.selector.encode("idna"),
            key.domain.encode("idna"),
            _private_key(key.private_key_pem),
            canonicalize=(dkim.Relaxed, dkim.Relaxed),
            include_headers=[*names, b"from"],
        )
    except (dkim.DKIMException, UnicodeError) as error:
        raise WrongKey(str(error)) from error
    return field


@lru_cache(maxsize=64)
def _private_key(pem: str) -> bytes:
    """As the library wants it. A key is looked at once: that alone takes longer than signing."""
    try:
        key = serialization.load_pem_private_key(pem.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise WrongKey(f"the DKIM key cannot be read: {error}") from error
    if not isinstance(key, RSAPrivateKey):
        raise WrongKey("the DKIM key is no RSA key")
    if key.key_size < SMALLEST_KEY:
        raise WrongKey(f"the DKIM key is shorter than {SMALLEST_KEY} bits")
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
