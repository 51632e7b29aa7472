"""Whether a domain lets a computer send its mail (SPF, RFC 7208)."""

from typing import Any

import spf

from schakel.gateways.dmarc import Resolver


class _Query(spf.query):  # type: ignore[misc]
    """Asks our resolver, and no other."""

    def __init__(self, resolver: Resolver, **given: str) -> None:
        super().__init__(**given)
        self.resolver = resolver

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> Any:
        try:
            said = self.resolver(str(name).rstrip(".").lower(), qtype)
        except OSError as error:
            raise spf.TempError(str(error)) from error
        if not said and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("too many names that do not exist")
        return [_as_it_wants(each, qtype) for each in said]


def _as_it_wants(said: bytes, kind: str) -> Any:
    if kind in ("TXT", "SPF"):
        return [said]
    text = said.decode("ascii", "replace")
    if kind != "MX":
        return text
    preference, _, host = text.partition(" ")
    return int(preference), host


def sender_policy(*, client_ip: str, envelope_from: str, helo: str, resolver: Resolver) -> str:
    """The result in the words of RFC 7208: pass, fail, softfail, neutral, none or an error."""
    try:
        query = _Query(resolver, i=client_ip, s=envelope_from, h=helo)
        result, _, _ = query.check()
    # It reads what a stranger keeps in the DNS, in ways that were not all thought of.
    except Exception:
        return "permerror"
    return str(result)
