"""With which server, as whom and with which keys mail goes out."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol


class RefreshToken(Protocol):
    """A refresh token that all processes share, and that a server may replace when it is used."""

    def alone(self) -> AbstractContextManager[str]:
        """The one that holds now. No other process asks with it meanwhile."""

    def replace(self, before: str, after: str) -> None:
        """Keep another one; from now on it holds."""


@dataclass(frozen=True)
class OAuth:
    """How to get a token for a mailbox (RFC 6749 and 7523).

    As the programme; by what its owner once gave (``refresh_token``, and ``shared`` where that is
    kept for all processes); or as a service account, whose private key is the ``client_secret``.
    """

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str
    user: str
    grant: Literal["client_credentials", "refresh_token", "service_account"]
    # Replaced by its server now and then; what it gave out still holds.
    refresh_token: str = field(default="", repr=False, compare=False)
    shared: RefreshToken | None = field(default=None, repr=False, compare=False)


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
