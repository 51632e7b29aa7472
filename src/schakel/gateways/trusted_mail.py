"""Which mail servers the operator takes at their word about who sent a mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network


@dataclass(frozen=True, kw_only=True)
class Trusted:
    """The servers whose word counts.

    ``authserv_ids``: servers that check each mail from outside, by the name with which they sign
    ``Authentication-Results`` and that stands after ``by`` in their ``Received``. One that begins
    with a dot is any host under it, whose results carry no name (Microsoft 365 does so).
    ``below_received``: such a server writes its results directly below its own ``Received``, and
    removes what a sender wrote there in its name (Gmail; Postfix with milters).
    ``relay_networks``: servers that take mail from the institution's own people only, and so
    vouch for ``own_domains`` as sender.
    """

    authserv_ids: tuple[str, ...] = ()
    below_received: bool = False
    relay_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    own_domains: tuple[str, ...] = ()

    def is_relay(self, client_ip: str) -> bool:
        """Whether a mail was handed over by such a relay."""
        try:
            address = ip_address(client_ip)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self.relay_networks)


def trusted_of(environment: Mapping[str, str]) -> Trusted:
    """As the environment names them; a ValueError says what is wrong with it."""
    servers = _several(environment.get("SCHAKEL_MAIL_AUTHSERV_IDS", ""))
    for server in servers:
        if "." not in server.strip("."):
            raise ValueError(
                f"SCHAKEL_MAIL_AUTHSERV_IDS: {server} is no host name as it stands in Received"
            )
    return Trusted(
        authserv_ids=servers,
        below_received=environment.get("SCHAKEL_MAIL_AUTHSERV_BELOW") == "1",
        relay_networks=tuple(map(ip_network, _several(environment.get("SCHAKEL_MAIL_RELAYS", "")))),
        own_domains=_several(environment.get("SCHAKEL_MAIL_OWN_DOMAINS", "")),
    )


def _several(said: str) -> tuple[str, ...]:
    return tuple(said.lower().replace(",", " ").split())
