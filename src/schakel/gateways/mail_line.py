"""A line to a mail server, by which one mail is handed over (SMTP, RFC 5321)."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings

from schakel.gateways.mail_account import Account, OAuth
from schakel.gateways.mail_hosts import is_allowed, is_here, may_be_at
from schakel.gateways.mail_oauth import NoToken, access_token, saying

SECONDS_TO_ANSWER = 20
# After the final dot a server may scan and store: giving up earlier would leave us in doubt.
SECONDS_AFTER_DOT = 120
LONGEST_DETAIL = 300

Step = Literal["address", "connect", "tls", "token", "login", "sender", "recipient", "content"]


class Stopped(Exception):
    """It went no further than ``step``; nothing was taken.

    ``code`` says why; ``detail`` is in the words of the server or the machine. ``reply`` is the
    number with which the server refused, or 0 when it is not known to have said a thing.
    """

    def __init__(self, step: Step, code: str, detail: str = "", reply: int = 0) -> None:
        super().__init__(f"{step}: {code} {detail}".strip())
        self.step = step
        self.code = code
        self.detail = " ".join(detail.split())[:LONGEST_DETAIL]
        self.reply = reply


class InDoubt(Exception):
    """The line broke after the last word: nobody knows whether the server took it."""


@contextmanager
def line_to(account: Account, *, seconds: float = SECONDS_TO_ANSWER) -> Iterator[smtplib.SMTP]:
    """A greeted, encrypted and logged-in line, as the account says; closed afterwards.

    An institution's own server has to be one that the operator allows, and gets no password
    over a line that others can read.
    """
    parts = _parts(account.server_url)
    of_operator = account.server_url == settings.SMTP_URL
    host = parts.hostname or "localhost"
    if not of_operator and not is_allowed(host):
        raise Stopped("address", "host_not_allowed", host)
    server = _connected(parts, host, seconds)
    try:
        peer = server.sock.getpeername()[0] if server.sock else ""
        if not of_operator and not may_be_at(host, peer):
            raise Stopped("address", "host_not_allowed", f"{host} ({peer})")
        _greet(server, host, starttls=parse_qs(parts.query).get("tls") == ["starttls"])
        readable = not isinstance(server.sock, ssl.SSLSocket)
        if readable and not of_operator and not is_here(host) and (account.oauth or parts.username):
            raise Stopped("tls", "not_encrypted")
        _log_in(server, account.oauth, parts)
        yield server
    finally:
        server.close()


def hand_over(server: smtplib.SMTP, content: bytes, *, sender: str, recipient: str) -> None:
    """MAIL, RCPT and DATA by hand: only so is known on which side of the last dot it broke."""
    introduce(server, sender=sender, recipient=recipient)
    with _stopping("content"):
        _expect("content", 354, *server.docmd("DATA"))
    try:
        if server.sock is not None:
            server.sock.settimeout(SECONDS_AFTER_DOT)
        server.send(re.sub(rb"(?m)^\.", b"..", content).removesuffix(b"\r\n") + b"\r\n.\r\n")
        code, reply = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise InDoubt(str(error)) from error
    _expect("content", 250, code, reply)


def introduce(server: smtplib.SMTP, *, sender: str, recipient: str) -> None:
    """From whom and to whom."""
    international = is_international(sender, recipient)
    if international and not server.has_extn("smtputf8"):
        raise Stopped("recipient", "letters_not_taken", reply=553)
    with _stopping("sender"):
        _expect("sender", 250, *server.mail(sender, ["SMTPUTF8"] if international else []))
    with _stopping("recipient"):
        _expect("recipient", 250, *server.rcpt(recipient))


def is_international(*addresses: str) -> bool:
    """Whether letters stand in them that only some servers take (RFC 6531)."""
    return not all(address.isascii() for address in addresses)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise Stopped("address", "address_not_valid", str(error)) from error
    return parts


def _connected(parts: SplitResult, host: str, seconds: float) -> smtplib.SMTP:
    with _stopping("connect"):
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, parts.port or 465, timeout=seconds, context=context)
        return smtplib.SMTP(host, parts.port or 25, timeout=seconds)


def _greet(server: smtplib.SMTP, host: str, *, starttls: bool) -> None:
    with _stopping("connect"):
        server.ehlo_or_helo_if_needed()
    if starttls:
        with _stopping("tls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()


def _log_in(server: smtplib.SMTP, oauth: OAuth | None, parts: SplitResult) -> None:
    if oauth is not None:
        _log_in_by_token(server, oauth)
    elif parts.username:
        with _stopping("login"):
            server.login(unquote(parts.username), unquote(parts.password or ""))


def _log_in_by_token(server: smtplib.SMTP, oauth: OAuth) -> None:
    """A token that is refused may have been withdrawn: then once more with a new one."""
    if "XOAUTH2" not in server.esmtp_features.get("auth", "").upper().split():
        raise Stopped("login", "login_not_offered", "XOAUTH2")
    try:
        if not _is_let_in(server, oauth.user, access_token(oauth)):
            with _stopping("login"):
                _let_in(server, oauth.user, access_token(oauth, anew=True))
    except NoToken as none:
        raise Stopped("token", none.code, none.detail) from none


def _is_let_in(server: smtplib.SMTP, user: str, token: str) -> bool:
    with _stopping("login"):
        try:
            _let_in(server, user, token)
        except smtplib.SMTPAuthenticationError:
            return False
        return True


def _let_in(server: smtplib.SMTP, user: str, token: str) -> None:
    """A server that refuses says why first, and waits for an empty answer."""
    server.auth("XOAUTH2", lambda challenge=None: saying(user, token) if challenge is None else "")


def _expect(step: Step, wanted: int, code: int, reply: bytes) -> None:
    if code == wanted or (wanted == 250 and code == 251):
        return
    text = reply.decode(errors="replace")
    if 400 <= code < 500:
        said = "not_now"
    elif step == "recipient" and re.search(r"relay|\b5\.7\.", text, re.IGNORECASE):
        said = "relay_denied"
    else:
        said = f"{step}_refused"
    raise Stopped(step, said, f"{code} {text}", reply=code)


@contextmanager
def _stopping(step: Step) -> Iterator[None]:
    try:
        yield
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise Stopped(step, _code(step, error), f"{type(error).__name__}: {error}") from error


def _code(step: Step, error: Exception) -> str:
    """Why it stopped, as a person can act on."""
    match error:
        case socket.gaierror():
            return "name_not_found"
        case ssl.SSLCertVerificationError():
            return _CERTIFICATE.get(error.verify_code, "certificate_not_valid")
        case ssl.SSLError():
            return "not_tls" if step in ("connect", "tls") else "line_broke"
        case ConnectionRefusedError():
            return "refused"
        case smtplib.SMTPNotSupportedError():
            return f"{step}_not_offered"
        case smtplib.SMTPAuthenticationError():
            switched_off = b"5.7.139" in _said(error)
            return "login_switched_off" if switched_off else "login_refused"
        case smtplib.SMTPServerDisconnected() if isinstance(error.__context__, TimeoutError):
            return "no_answer"
        case smtplib.SMTPServerDisconnected() | smtplib.SMTPConnectError():
            return "no_mail_server" if step == "connect" else "line_broke"
        case smtplib.SMTPException() | UnicodeError():
            return f"{step}_refused"
        case TimeoutError():
            return "no_answer"
    return "no_answer" if step == "connect" else "line_broke"


def _said(error: smtplib.SMTPResponseException) -> bytes:
    said = error.smtp_error
    return said.encode() if isinstance(said, str) else said


# By the numbers of X509_V_ERR in OpenSSL.
_CERTIFICATE = {
    9: "certificate_expired",
    10: "certificate_expired",
    18: "certificate_not_known",
    19: "certificate_not_known",
    20: "certificate_not_known",
    21: "certificate_not_known",
    62: "certificate_of_another",
    64: "certificate_of_another",
}
