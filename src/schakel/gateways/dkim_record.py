"""The record of a key in the DNS, by which others check our signatures (DKIM, RFC 6376, 3.6)."""

import base64
import binascii
from dataclasses import dataclass
from typing import Literal

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from schakel.gateways import mail_names
from schakel.gateways.dmarc import Resolver
from schakel.gateways.mail_account import Dkim

# Of one string in a record; a longer text is split (RFC 1035, 3.3.14; RFC 7208, 3.3).
LONGEST_STRING = 255

Seen = Literal[
    "there", "no_answer", "missing", "doubled", "several", "unreadable", "revoked", "other_key"
]


@dataclass(frozen=True)
class Record:
    """What has to stand in the DNS: a TXT record. ``value`` is without quotes, as one text."""

    name: str
    value: str

    @property
    def strings(self) -> list[str]:
        """The value in pieces, for where a DNS takes no long text."""
        return [
            self.value[at : at + LONGEST_STRING] for at in range(0, len(self.value), LONGEST_STRING)
        ]


def record_of(key: Dkim) -> Record | None:
    """Where the public half of a key has to stand; None of a key that cannot be read."""
    public = _public(key)
    if public is None:
        return None
    text = base64.b64encode(public).decode()
    return Record(f"{key.selector}._domainkey.{key.domain}", f"v=DKIM1; k=rsa; p={text}")


def look(key: Dkim, resolver: Resolver = mail_names.ask_anew) -> Seen:
    """Whether the record stands there, or what is wrong. Asks the DNS: never in a transaction.

    ``missing``: nothing stands there. ``doubled``: it stands at the name with the domain twice.
    ``several``: more than one, of which nobody knows which holds. ``unreadable``: it is no record
    of a key. ``revoked``: it says that the key holds no more.
    """
    name = f"{key.selector}._domainkey.{key.domain}"
    try:
        found = resolver(name, "TXT")
        if not found:
            return "doubled" if resolver(f"{name}.{key.domain}", "TXT") else "missing"
    except OSError:
        return "no_answer"
    return _about(found[0], key) if len(found) == 1 else "several"


def _about(record: bytes, key: Dkim) -> Seen:
    try:
        tags = dkim.parse_tag_value(record)
        there = base64.b64decode(b"".join(tags[b"p"].split()), validate=True)
    except (dkim.InvalidTagValueList, KeyError, ValueError, binascii.Error):
        return "unreadable"
    if tags.get(b"v", b"DKIM1") != b"DKIM1" or tags.get(b"k", b"rsa") != b"rsa":
        return "unreadable"
    if not there:
        return "revoked"
    return "there" if there == _public(key) else "other_key"


def _public(key: Dkim) -> bytes | None:
    try:
        private = load_pem_private_key(key.private_key_pem.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
