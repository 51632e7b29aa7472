"""Tokens with which we log in at a mailbox without a password (OAuth 2.0, RFC 6749)."""

from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from requests.exceptions import RequestException

from schakel.gateways.identity_provider import Line, Provider
from schakel.gateways.mail_account import OAuth
from schakel.gateways.mail_hosts import is_allowed, is_here

# A token is not used up to its last second: the mail server has a clock of its own.
SECONDS_BEFORE_END = 60
SECONDS_WHEN_UNTOLD = 300
LONGEST_REASON = 300

_kept: dict[OAuth, tuple[str, float]] = {}


class NoToken(Exception):
    """No token was given out. ``code`` says why, ``detail`` is in the words of who refused it.

    ``token_host_not_allowed``, ``token_unreachable``, ``token_refused``.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def access_token(oauth: OAuth, *, anew: bool = False) -> str:
    """A token that holds for a while yet, or ``NoToken``. ``anew``: not one that we have."""
    token, ends = _kept.get(oauth, ("", 0.0))
    if token and not anew and monotonic() < ends:
        return token
    _kept.pop(oauth, None)
    said = _asked(oauth)
    token = str(said["access_token"])
    _kept[oauth] = token, monotonic() + _seconds(said.get("expires_in")) - SECONDS_BEFORE_END
    return token


def saying(user: str, token: str) -> str:
    """The one answer of SASL XOAUTH2, by which Microsoft and Google let somebody in."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _asked(oauth: OAuth) -> dict[str, Any]:
    host = urlsplit(oauth.token_url).hostname or ""
    secure = urlsplit(oauth.token_url).scheme == "https"
    if not is_allowed(host) or not (secure or is_here(host)):
        raise NoToken("token_host_not_allowed", host)
    provider = Provider(url=oauth.token_url, client=oauth.client_id, on_loopback=is_here(host))
    try:
        with Line(provider) as line:
            answer = line.post(oauth.token_url, data=_question(oauth))
        said: dict[str, Any] = answer.json()
    except (RequestException, ValueError) as error:
        raise NoToken("token_unreachable", type(error).__name__) from error
    if answer.status_code != 200 or not isinstance(said.get("access_token"), str):
        raise NoToken("token_refused", _reason(said) or str(answer.status_code))
    return said


def _question(oauth: OAuth) -> dict[str, str]:
    asked = {
        "grant_type": oauth.grant,
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret,
        "scope": oauth.scope,
        "refresh_token": oauth.refresh_token if oauth.grant == "refresh_token" else "",
    }
    return {name: value for name, value in asked.items() if value}


def _reason(said: dict[str, Any]) -> str:
    """Its code (RFC 6749, 5.2) and the first line of its explanation."""
    explanation = str(said.get("error_description", "")).partition("\n")[0].strip()
    code = str(said.get("error", ""))
    return (f"{code}: {explanation}" if explanation else code)[:LONGEST_REASON]


def _seconds(said: object) -> int:
    try:
        return int(str(said))
    except ValueError:
        return SECONDS_WHEN_UNTOLD
