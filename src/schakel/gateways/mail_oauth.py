"""Tokens with which we log in at a mailbox without a password (OAuth 2.0, RFC 6749 and 7523)."""

from time import monotonic, time
from typing import Any
from urllib.parse import urlsplit

import jwt
from requests.exceptions import RequestException

from schakel.gateways.identity_provider import Line, Provider
from schakel.gateways.mail_account import OAuth
from schakel.gateways.mail_hosts import is_allowed, is_here

# A token is not used up to its last second: the mail server has a clock of its own.
SECONDS_BEFORE_END = 60
SECONDS_WHEN_UNTOLD = 300
LONGEST_REASON = 300
# The longest that Google takes.
SECONDS_OF_ASSERTION = 3_600
_BY_ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"

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


def forget(oauth: OAuth) -> None:
    """Ask anew the next time: a token that is kept may outlive the permission itself."""
    _kept.pop(oauth, None)


def saying(user: str, token: str) -> str:
    """The one answer of SASL XOAUTH2, by which Microsoft and Google let somebody in."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _asked(oauth: OAuth) -> dict[str, Any]:
    if oauth.grant != "refresh_token" or oauth.shared is None:
        return _answer(oauth, oauth.refresh_token)
    with oauth.shared.alone() as holds:
        said = _answer(oauth, holds)
        newer = said.get("refresh_token")
        if isinstance(newer, str) and newer not in ("", holds):
            oauth.shared.replace(holds, newer)
    return said


def _answer(oauth: OAuth, refresh_token: str) -> dict[str, Any]:
    host = urlsplit(oauth.token_url).hostname or ""
    secure = urlsplit(oauth.token_url).scheme == "https"
    if not is_allowed(host) or not (secure or is_here(host)):
        raise NoToken("token_host_not_allowed", host)
    provider = Provider(url=oauth.token_url, client=oauth.client_id, on_loopback=is_here(host))
    try:
        with Line(provider) as line:
            answer = line.post(oauth.token_url, data=_question(oauth, refresh_token))
        said: dict[str, Any] = answer.json()
    except (RequestException, ValueError) as error:
        raise NoToken("token_unreachable", type(error).__name__) from error
    if answer.status_code != 200 or not isinstance(said.get("access_token"), str):
        raise NoToken("token_refused", _reason(said) or str(answer.status_code))
    return said


def _question(oauth: OAuth, refresh_token: str) -> dict[str, str]:
    if oauth.grant == "service_account":
        return {"grant_type": _BY_ASSERTION, "assertion": _assertion(oauth)}
    asked = {
        "grant_type": oauth.grant,
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret,
        "scope": oauth.scope,
        "refresh_token": refresh_token if oauth.grant == "refresh_token" else "",
    }
    return {name: value for name, value in asked.items() if value}


def _assertion(oauth: OAuth) -> str:
    """That we are the service account, and for which mailbox we ask (RFC 7523, 2.1 and 3)."""
    now = int(time())
    claims = {
        "iss": oauth.client_id,
        "sub": oauth.user,
        "aud": oauth.token_url,
        "scope": oauth.scope,
        "iat": now,
        "exp": now + SECONDS_OF_ASSERTION,
    }
    try:
        return jwt.encode(claims, oauth.client_secret, algorithm="RS256")
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NoToken("token_refused", "the key of the service account cannot be read") from error


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
