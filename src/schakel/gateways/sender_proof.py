"""What can be proven of the sender of a mail: of the domain in its From, never of a person.

In this order:

1. The own mail server says so in ``Authentication-Results``; see ``authentication_results`` for
   which of those count. None do when the mail came through our own door from anybody but a relay
   of the institution: then no server of ours stands between the sender and us.
2. It came from a relay of the institution, in the name of one of its own domains.
3. We check it ourselves: DKIM always, SPF when we know which computer handed it over, and DMARC
   for what they prove together. Without a DMARC record, a signature of the domain itself counts.

``failed`` is only said when everything could be checked: a mail that was fetched from a mailbox
is never ``failed`` by our own check, for of SPF nothing is known there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from schakel.gateways import mail_names
from schakel.gateways.authentication_results import Result, of_own_server
from schakel.gateways.dkim_signature import signed_by
from schakel.gateways.dmarc import Policy, Resolver, aligned, organisational, policy_of
from schakel.gateways.mail_headers import Field, Unclear, domain_of, fields_of, sender_domain
from schakel.gateways.sender_policy import sender_policy
from schakel.gateways.trusted_mail import Trusted

SECONDS_FOR_NAMES = 5.0


@dataclass(frozen=True)
class Evidence:
    """``verdict`` about ``domain``, that of the one address in From, or empty without one.

    ``how`` says why: ``server_dmarc`` or ``server_dkim`` (the own server found it), ``relay``,
    ``dmarc_dkim`` or ``dmarc_spf`` (found by us), ``dkim`` (the domain has no DMARC record),
    ``policy`` (its owner asks to refuse this); or why not: ``unreadable``, ``no_sender``,
    ``several_senders``, ``unclear_sender``, ``names_unknown`` (the DNS did not answer),
    ``nothing``.
    """

    verdict: Literal["proven", "unproven", "failed"]
    domain: str
    how: str


def prove(
    raw_head: bytes,
    raw: bytes,
    *,
    envelope_from: str,
    client_ip: str,
    helo: str,
    trusted: Trusted,
    resolver: Resolver = mail_names.ask,
) -> Evidence:
    """What is proven of a mail. Never an error, whatever the mail or the DNS looks like.

    ``raw_head`` is the whole head. ``client_ip`` is who handed it to our own door, and empty for
    what was fetched from a mailbox, read from a file, or handed over by our own server (LMTP).
    """
    if not _is_whole(raw_head, raw):
        return Evidence("unproven", "", "unreadable")
    try:
        fields = fields_of(raw_head)
        sender = sender_domain(fields)
    except Unclear as unclear:
        return Evidence("unproven", "", str(unclear))
    by_relay = trusted.is_relay(client_ip)
    if not client_ip or by_relay:
        said = _by_own_server(fields, sender, trusted)
        if said is not None:
            return said
    if by_relay and sender in trusted.own_domains:
        return Evidence("proven", sender, "relay")
    names = _Names(resolver)
    try:
        return _by_ourselves(
            raw if any(field.name == "dkim-signature" for field in fields) else b"",
            sender,
            envelope_from=envelope_from,
            client_ip="" if by_relay else client_ip,
            helo=helo,
            resolver=names,
        )
    except OSError:
        return Evidence("unproven", sender, "names_unknown")


def _is_whole(raw_head: bytes, raw: bytes) -> bool:
    """Whether nothing of the head is left out: a second From could stand there."""
    ends = len(raw_head)
    return ends >= len(raw) or re.search(rb"\n\r?\n", raw[max(0, ends - 3) : ends + 4]) is not None


class _Names:
    """Asks each name once, and no more when the time is over."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._ends = monotonic() + SECONDS_FOR_NAMES
        self._known: dict[tuple[str, str], list[bytes]] = {}

    def __call__(self, name: str, kind: str) -> list[bytes]:
        asked = (name.lower(), kind)
        if asked not in self._known:
            if monotonic() > self._ends:
                raise TimeoutError("the DNS takes too long")
            self._known[asked] = self._resolver(*asked)
        return self._known[asked]


def _by_own_server(fields: Sequence[Field], sender: str, trusted: Trusted) -> Evidence | None:
    """What the newest results say that speak of DMARC; else of a signature; else nothing."""
    said = of_own_server(fields, trusted)
    dmarc = next((found for found in (each.of("dmarc") for each in said) if found), [])
    # A server says it once: a second one may come from the sender, through a gap in its writing.
    if len(dmarc) > 1:
        return Evidence("unproven", sender, "nothing")
    for check in dmarc:
        if check.result == "pass" and check.properties.get("header.from", "").lower() == sender:
            return Evidence("proven", sender, "server_dmarc")
        if check.result == "fail" and _is_refused(check, sender):
            return Evidence("failed", sender, "policy")
        if check.result not in ("none", "bestguesspass"):
            return Evidence("unproven", sender, "nothing")
    if any(_is_of(check, sender) for each in said for check in each.of("dkim")):
        return Evidence("proven", sender, "server_dkim")
    return None


def _is_refused(check: Result, sender: str) -> bool:
    """Whether the policy of the domain is to refuse it.

    Microsoft writes ``action=oreject``, or ``pct.reject`` for who was let off; others write
    ``(p=REJECT sp=NONE dis=NONE)``, where ``sp`` is that of a domain below.
    """
    action = check.properties.get("action", "")
    if action:
        return action.lower() in ("reject", "oreject", "o.reject", "quarantine")
    asked = {
        name: value
        for name, sign, value in (each.partition("=") for each in check.comment.split())
        if sign
    }
    policy = asked.get("p", check.properties.get("policy.p", ""))
    if organisational(sender) != sender:
        policy = asked.get("sp", policy)
    return policy.lower() in ("reject", "quarantine")


def _is_of(check: Result, sender: str) -> bool:
    """Whether a good signature is one of the sender's domain."""
    if check.result != "pass":
        return False
    said = check.properties.get("header.d") or check.properties.get("header.i", "")
    try:
        return aligned(domain_of(said.rpartition("@")[2]), sender)
    except Unclear:
        return False


def _by_ourselves(
    raw: bytes,
    sender: str,
    *,
    envelope_from: str,
    client_ip: str,
    helo: str,
    resolver: Resolver,
) -> Evidence:
    """DMARC (RFC 7489), as far as can be known; an OSError when the DNS does not answer."""
    nothing = Evidence("unproven", sender, "nothing")
    if not raw and not client_ip:
        return nothing
    signed = signed_by(raw, wanted=lambda domain: aligned(domain, sender), resolver=resolver)
    if not signed.domains and not client_ip:
        return Evidence("unproven", sender, "names_unknown") if signed.in_doubt else nothing
    policy = policy_of(sender, resolver)
    strict = policy is not None and policy.strict_dkim
    if any(aligned(domain, sender, strict=strict) for domain in signed.domains):
        return Evidence("proven", sender, "dmarc_dkim" if policy else "dkim")
    if policy is None or not client_ip:
        return nothing
    allowed = sender_policy(
        client_ip=client_ip, envelope_from=envelope_from, helo=helo, resolver=resolver
    )
    return _by_policy(policy, sender, allowed, envelope_from or helo, in_doubt=signed.in_doubt)


def _by_policy(
    policy: Policy, sender: str, allowed: str, handed_over_by: str, *, in_doubt: bool
) -> Evidence:
    """What is left when no signature proves it: SPF, or what the owner asks to do without."""
    try:
        domain = domain_of(handed_over_by.rpartition("@")[2])
    except Unclear:
        domain = ""
    if allowed == "pass" and aligned(domain, sender, strict=policy.strict_spf):
        return Evidence("proven", sender, "dmarc_spf")
    if allowed == "temperror" or in_doubt:
        return Evidence("unproven", sender, "names_unknown")
    if policy.asks in ("quarantine", "reject"):
        return Evidence("failed", sender, "policy")
    return Evidence("unproven", sender, "nothing")
