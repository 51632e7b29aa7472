"""Where an institution keeps its log-ins (OpenID Connect): asked at its own address, and no other.

The address is the operator's to give. It is asked directly, within seconds, without following it
elsewhere, and only when what answers is no metadata service of a cloud.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from ipaddress import IPv6Address, ip_address
from socket import socket
from time import monotonic
from typing import Any
from unicodedata import category
from urllib.parse import urlsplit

import jwt
import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidURL, RequestException
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

SECONDS_TO_ANSWER = 5
# All that a provider says about itself and its keys is a few kilobytes.
MOST_BYTES = 1024 * 1024
SECONDS_IN_ALL = 8
_PIECE = 64 * 1024
LONGEST_EMAIL = 254
SECONDS_OF_SKEW = 60
# By public key only: a secret that both sides know proves nothing about who signed.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")
# Metadata services that a check on link-local addresses alone would let through.
_METADATA = {ip_address(each) for each in ("100.100.100.200", "168.63.129.16", "fd00:ec2::254")}


class NotProven(RequestException):
    """What came back does not show who somebody is."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """The provider as the operator gave it; ``hours`` is how long its word counts."""

    url: str
    client: str
    secret: str = ""
    name: str = ""
    groups_claim: str = "groups"
    hours: int = 4
    on_loopback: bool = False

    @property
    def origin(self) -> str:
        """Scheme, host and port: all that may be asked lies under it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/"


@dataclass(frozen=True)
class Claims:
    """What the provider signed about somebody. ``groups`` is None when it says nothing of them."""

    subject: str
    name: str
    email: str
    email_verified: bool
    groups: frozenset[str] | None


def provider_of(environment: Mapping[str, str]) -> Provider | None:
    """The provider that the environment names, or None; a ValueError says what is wrong with it."""
    url = environment.get("SCHAKEL_OIDC_URL", "").rstrip("/")
    if not url:
        return None
    on_loopback = environment.get("SCHAKEL_OIDC_LOOPBACK") == "1"
    if urlsplit(url).scheme != "https" and not on_loopback:
        raise ValueError("SCHAKEL_OIDC_URL has to begin with https://")
    if not environment.get("SCHAKEL_OIDC_CLIENT"):
        raise ValueError("SCHAKEL_OIDC_URL asks for SCHAKEL_OIDC_CLIENT too")
    return Provider(
        url=url,
        client=environment["SCHAKEL_OIDC_CLIENT"],
        secret=environment.get("SCHAKEL_OIDC_SECRET", ""),
        name=environment.get("SCHAKEL_OIDC_NAME", ""),
        groups_claim=environment.get("SCHAKEL_OIDC_GROUPS", "groups"),
        hours=int(environment.get("SCHAKEL_OIDC_HOURS", "4")),
        on_loopback=on_loopback,
    )


def the_provider() -> Provider:
    """The provider of this server, for who asked first whether there is one."""
    provider = settings.OIDC
    assert provider is not None
    return provider


def may_answer(address: str, *, on_loopback: bool) -> bool:
    """Whether an address is one where a provider can be: no metadata, no broadcast, not ourselves.

    An address of an internal network may be: that is where a Keycloak often is.
    """
    found = ip_address(address.split("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return on_loopback
    return not (
        found in _METADATA
        or found.is_link_local
        or found.is_multicast
        or found.is_unspecified
        or found.is_reserved
    )


def _pools(*, on_loopback: bool) -> dict[str, Any]:
    """Lines that look at who answered before a word is sent.

    A name that changes meanwhile is then no way in.
    """

    class Checked(HTTPConnection):
        def _new_conn(self) -> socket:
            made: socket = super()._new_conn()
            address = made.getpeername()[0]
            if not may_answer(address, on_loopback=on_loopback):
                made.close()
                raise NewConnectionError(self, f"{address} is no address for a provider")
            return made

    class CheckedSecurely(Checked, HTTPSConnection):
        pass

    class Pool(HTTPConnectionPool):
        ConnectionCls = Checked

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = CheckedSecurely

    return {"http": Pool, "https": SecurePool}


class _Way(HTTPAdapter):
    def __init__(self, *, on_loopback: bool) -> None:
        self._pools = _pools(on_loopback=on_loopback)
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools


class Line(requests.Session):
    """A line to the provider. Any other address is a ``RequestException``, and so is a redirect.

    So is anything but a JSON object of a usual size, within a usual time.
    """

    def __init__(self, provider: Provider) -> None:
        super().__init__()
        # Nothing of the machine's own: no proxy that would go around the check, no passwords.
        self.trust_env = False
        self.adapters.clear()
        self.mount(provider.origin, _Way(on_loopback=provider.on_loopback))

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        """Ask, within ``SECONDS_TO_ANSWER``."""
        options |= {"allow_redirects": False, "timeout": SECONDS_TO_ANSWER, "stream": True}
        with super().request(*arguments, **options) as answer:
            if answer.is_redirect or 300 <= answer.status_code < 400:
                raise InvalidURL("the provider sends us elsewhere")
            body = _body(answer)
        answer.raw = BytesIO(body)
        answer.headers["Content-Type"] = "application/json"
        return answer


def _body(answer: requests.Response) -> bytes:
    """What was answered: the text of a JSON object."""
    body, ends = bytearray(), monotonic() + SECONDS_IN_ALL
    try:
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            body += piece
            if len(body) > MOST_BYTES or monotonic() > ends:
                raise NotProven("the provider answers too much, or too slowly")
        said = json.loads(body)
    except (HTTPError, OSError, ValueError, RecursionError) as error:
        raise NotProven(f"the provider says nothing that can be read: {error}") from error
    if not isinstance(said, dict):
        raise NotProven("the provider answers with something else than an object")
    return bytes(body)


# What anything but a token and a list of keys ends in.
_NO_TOKEN = (
    jwt.PyJWTError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    RecursionError,
)  # fmt: skip


def proven(
    token: str, *, keys: Mapping[str, Any], issuer: str, client: str, nonce: str
) -> Mapping[str, Any]:
    """What a signed token holds (OpenID Connect Core 3.1.3.7), or ``NotProven``."""
    try:
        header = jwt.get_unverified_header(token)
        known = jwt.PyJWKSet.from_dict(dict(keys)).keys
        key = next((each for each in known if each.key_id == header.get("kid")), None)
        if key is None:
            raise NotProven("the token is signed with an unknown key")
        held: dict[str, Any] = jwt.decode(
            token,
            key=key.key,
            algorithms=list(ALGORITHMS),
            issuer=issuer,
            audience=client,
            leeway=SECONDS_OF_SKEW,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except _NO_TOKEN as error:
        raise NotProven(f"the token is not valid: {type(error).__name__}") from error
    for_several = isinstance(held["aud"], list) and len(held["aud"]) > 1
    if held.get("azp", "" if for_several else client) != client:
        raise NotProven("the token was made for another")
    if not hmac.compare_digest(_as_bytes(held.get("nonce")), nonce.encode()):
        raise NotProven("the token was made for another log-in")
    return held


def claims_in(held: Mapping[str, Any], *, groups_claim: str) -> Claims:
    """What we use of a token. Entra says ``xms_edov`` where others say ``email_verified``."""
    email = _plain(held.get("email") or "").strip()
    groups = held.get(groups_claim)
    return Claims(
        subject=hashlib.sha256(_as_bytes(f"{held['iss']}\n{held['sub']}")).hexdigest(),
        name=_plain(held.get("name") or email.partition("@")[0]).strip()[:200],
        email=email if len(email) <= LONGEST_EMAIL else "",
        email_verified=held.get("email_verified") is True
        or held.get("xms_edov") in (True, 1, "1", "true"),
        groups=frozenset(map(_plain, groups)) if isinstance(groups, list) else None,
    )


def _as_bytes(said: object) -> bytes:
    """Also of half a character, which JSON can hold and a text cannot."""
    return str(said).encode(errors="surrogatepass")


def _plain(said: object) -> str:
    """Without what no database keeps: control characters, and halves of characters."""
    return "".join(each for each in str(said) if category(each) not in {"Cc", "Cs"})
