"""What the owner of a domain asks of who receives mail in its name (DMARC, RFC 7489)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import publicsuffix2

# Asks the DNS: a name, and a kind such as TXT; an OSError when it cannot be known now.
Resolver = Callable[[str, str], list[bytes]]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """``asks`` is none, quarantine or reject; strict is the very same domain, not one beside it."""

    asks: str
    strict_dkim: bool
    strict_spf: bool


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    return publicsuffix2.PublicSuffixList()


def organisational(domain: str) -> str:
    """The domain that was registered: ``gemeente.nl`` of ``post.gemeente.nl``.

    Under a last part that the list does not know, that is the part before it and itself.
    """
    suffix = _suffixes().get_tld(domain, strict=True) or domain.rpartition(".")[2]
    labels = domain.split(".")
    return ".".join(labels[-(suffix.count(".") + 2) :])


def aligned(domain: str, sender: str, *, strict: bool = False) -> bool:
    """Whether what was proven of one domain holds for the sender."""
    return domain == sender or (not strict and organisational(domain) == organisational(sender))


def policy_of(sender: str, resolver: Resolver) -> Policy | None:
    """The policy of the domain, or of the one it lies under; None when there is none."""
    tags = _record(sender, resolver)
    if tags is not None:
        return _policy(tags, tags.get("p", "none"))
    registered = organisational(sender)
    tags = _record(registered, resolver) if registered != sender else None
    return None if tags is None else _policy(tags, tags.get("sp", tags.get("p", "none")))


def _policy(tags: dict[str, str], asks: str) -> Policy:
    """A policy that is only being tried asks for nothing."""
    on_trial = tags.get("pct") == "0" or tags.get("t") == "y"
    return Policy(
        asks=asks if asks in ("quarantine", "reject") and not on_trial else "none",
        strict_dkim=tags.get("adkim") == "s",
        strict_spf=tags.get("aspf") == "s",
    )


def _record(domain: str, resolver: Resolver) -> dict[str, str] | None:
    """The tags of the one record; two are as good as none (RFC 7489, 6.6.3)."""
    said = [each.decode("ascii", "replace") for each in resolver(f"_dmarc.{domain}", "TXT")]
    records = [each for each in said if each.split(";")[0].replace(" ", "") == "v=DMARC1"]
    if len(records) != 1:
        return None
    pairs = (each.partition("=") for each in records[0].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}
