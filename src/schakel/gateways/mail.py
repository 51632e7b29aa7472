"""Hands a mail to the mail server of the institution. Never within a transaction."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import localtime
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from django.conf import settings

SECONDS_TO_ANSWER = 20
# After the final dot a server may scan and store: giving up earlier would leave us in doubt.
SECONDS_AFTER_DOT = 120

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One mail as it goes out. ``automatic``: no person wrote it, and no machine should answer."""

    message_id: str
    to_address: str
    from_name: str
    subject: str
    body: str
    automatic: bool
    of_demo: bool = False


class NotTaken(Exception):
    """The server did not take it; it certainly does not arrive by this attempt.

    ``permanent``: trying again is no use. ``no_such_address``: it is the address that is wrong.
    """

    def __init__(self, reason: str, *, permanent: bool, no_such_address: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.no_such_address = no_such_address


class InDoubt(Exception):
    """The line broke after the last word: nobody knows whether the server took it."""


def send(envelope: Envelope) -> None:
    """Hand over, or raise ``NotTaken`` or ``InDoubt``. Of a demo nothing leaves without one."""
    if not settings.SMTP_URL:
        if envelope.of_demo:
            log.info("mail.kept_here", message_id=envelope.message_id)
            return
        raise NotTaken("No mail server is set: give SCHAKEL_SMTP_URL.", permanent=False)
    message = _written(envelope)
    with _server(settings.SMTP_URL) as server:
        _hand_over(server, envelope.to_address, message)


def _written(envelope: Envelope) -> EmailMessage:
    """The mail with its headers. A line break in a name or subject becomes a space."""
    message = EmailMessage(policy=SMTP)
    try:
        sender = Address(_one_line(envelope.from_name), addr_spec=settings.MAIL_FROM)
        message["To"] = Address(addr_spec=envelope.to_address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise NotTaken(
            f"This is no mail address: {error}", permanent=True, no_such_address=True
        ) from error
    message["From"] = sender
    message["Subject"] = _one_line(envelope.subject)
    message["Date"] = localtime()
    message["Message-ID"] = envelope.message_id
    if envelope.automatic:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(envelope.body, charset="utf-8", cte="quoted-printable")
    return message


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    """A greeted and, where asked, encrypted and logged-in connection; closed afterwards."""
    parts = urlsplit(url)
    context = ssl.create_default_context()
    host = parts.hostname or "localhost"
    try:
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=SECONDS_TO_ANSWER, context=context
            )
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS_TO_ANSWER)
    except (OSError, smtplib.SMTPException) as error:
        raise _failed(error) from error
    try:
        try:
            server.ehlo_or_helo_if_needed()
            if parse_qs(parts.query).get("tls") == ["starttls"]:
                server.starttls(context=context)
                server.ehlo()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except (OSError, smtplib.SMTPException) as error:
            raise _failed(error) from error
        yield server
    finally:
        server.close()


def _hand_over(server: smtplib.SMTP, to_address: str, message: EmailMessage) -> None:
    """MAIL, RCPT and DATA by hand: only so is known on which side of the last dot it broke."""
    international = not to_address.isascii()
    options = ["SMTPUTF8"] if international else []
    if international and not server.has_extn("smtputf8"):
        raise NotTaken(
            "The mail server takes no address with such letters.",
            permanent=True,
            no_such_address=True,
        )
    content = message.as_bytes(policy=SMTPUTF8 if international else SMTP)
    try:
        _expect(250, *server.mail(settings.MAIL_FROM, options))
        _expect(250, *server.rcpt(to_address), of_address=True)
        _expect(354, *server.docmd("DATA"))
    except (OSError, smtplib.SMTPException) as error:
        raise _failed(error) from error
    try:
        if server.sock is not None:
            server.sock.settimeout(SECONDS_AFTER_DOT)
        server.send(re.sub(rb"(?m)^\.", b"..", content).removesuffix(b"\r\n") + b"\r\n.\r\n")
        code, reply = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise InDoubt(str(error)) from error
    _expect(250, code, reply)


def _expect(wanted: int, code: int, reply: bytes, *, of_address: bool = False) -> None:
    """NotTaken unless the server answers what is wanted: 5xx is for ever, all else for now."""
    if code == wanted or (wanted == 250 and code == 251):
        return
    permanent = 500 <= code < 600
    raise NotTaken(
        f"{code} {reply.decode(errors='replace')}",
        permanent=permanent,
        no_such_address=permanent and of_address,
    )


def _failed(error: Exception) -> NotTaken:
    """Before the last dot nothing was taken. Our own set-up may be mended, so never permanent."""
    return NotTaken(f"{type(error).__name__}: {error}", permanent=False)
