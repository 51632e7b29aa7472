"""What is proven of who sent a mail, as the domain knows it."""

from django.conf import settings

from schakel.domain.arrivals.rules import Door, Proof
from schakel.gateways.sender_proof import prove

# A head is a few kilobytes; what is longer is not read for proof.
_MOST_HEAD = 256 * 1024


def proof_of(raw: bytes, *, envelope_from: str, client: str, door: Door) -> Proof:
    """By the word of the own mail server, or checked by us. Asks the DNS: never in a transaction.

    Only who handed a mail to our SMTP door counts as its client; LMTP is our own server.
    """
    evidence = prove(
        _head(raw),
        raw,
        envelope_from=envelope_from,
        client_ip=client if door is Door.SMTP else "",
        helo="",
        trusted=settings.TRUSTED_MAIL,
    )
    return Proof(evidence.verdict)


def _head(raw: bytes) -> bytes:
    """All that stands above the first empty line."""
    ends = [at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0]
    return raw[: min([*ends, _MOST_HEAD])]
