"""With which server, as whom and with which keys mail goes out."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class OAuth:
    """How to get a token for a mailbox (RFC 6749): as the programme, or once given by its owner."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str
    user: str
    grant: Literal["client_credentials", "refresh_token"]
    refresh_token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Dkim:
    """The key with which a domain signs its mail; its public half stands in the DNS."""

    domain: str
    selector: str
    private_key_pem: str = field(repr=False)


@dataclass(frozen=True)
class Account:
    """``server_url`` as ``smtp://user:password@host:587?tls=starttls`` or ``smtps://…``.

    With ``oauth`` it logs in by a token, and no password is needed.
    """

    server_url: str = field(repr=False)
    from_address: str
    oauth: OAuth | None = None
    dkim: Dkim | None = None
