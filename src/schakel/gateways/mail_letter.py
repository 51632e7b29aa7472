"""One mail as it goes out: its headers, its parts, its signature."""

import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import localtime
from typing import Any

from schakel.gateways.dkim_signature import signature
from schakel.gateways.mail_account import Dkim

LOOP_HEADER = "X-Schakel-Loop"
# All that Exchange can be asked not to send, but for a notice that a mail did not arrive.
NO_ANSWERS = "DR, RN, NRN, OOF, AutoReply"
_ID = re.compile(r"<[!-;=?-~]+>")


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One mail as it goes out, and to whom.

    ``automatic``: no person wrote it, and no machine should answer; ``answers`` when a machine
    did so because of a mail. ``bounce_address`` is where it comes back to, as a rule its sender.
    ``references`` are the mails before it, the oldest first. ``unsubscribe`` is an address
    ``https:`` or ``mailto:``. ``loop`` is by what we know it again, as a rule its own id.
    ``calendar`` is an invitation (RFC 5545) with its ``method``.
    """

    message_id: str
    to_address: str
    from_name: str
    subject: str
    body: str
    automatic: bool
    of_demo: bool = False
    from_address: str = ""
    reply_to: str = ""
    bounce_address: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    html: str = ""
    answers: bool = False
    unsubscribe: str = ""
    loop: str = ""
    calendar: bytes = b""
    method: str = "REQUEST"


class WrongAddress(ValueError):
    """This is no mail address. ``ours``: it is one of our own, and not that of who gets it."""

    def __init__(self, address: str, *, ours: bool) -> None:
        super().__init__(f"This is no mail address: {address}")
        self.ours = ours


class _Folding(EmailPolicy):
    """Folds lists of ids between ids only. Python would write a long one as an encoded word.

    No program would then know it again, and a thread falls apart.
    """

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in ("message-id", "in-reply-to", "references", LOOP_HEADER.lower()):
            return f"{name}: " + "\r\n ".join(str(value).split()) + "\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")


def letter(
    envelope: Envelope, *, from_address: str, dkim: Dkim | None, international: bool
) -> bytes:
    """The whole mail; a ``WrongAddress`` or ``WrongKey`` when there is none to make."""
    policy = _Folding(linesep="\r\n", utf8=international)
    content = _message(envelope, from_address).as_bytes(policy=policy)
    return content if dkim is None else signature(content, dkim) + content


def _message(envelope: Envelope, from_address: str) -> EmailMessage:
    """The mail with its headers. A line break in a name or subject becomes a space."""
    message = EmailMessage(policy=SMTP)
    message["To"] = _address(envelope.to_address)
    message["From"] = _address(from_address, name=envelope.from_name, ours=True)
    message["Subject"] = _one_line(envelope.subject)
    message["Date"] = localtime()
    message["Message-ID"] = envelope.message_id
    if envelope.reply_to:
        message["Reply-To"] = _address(envelope.reply_to, name=envelope.from_name, ours=True)
    for name, ids in (
        ("In-Reply-To", _ID.findall(envelope.in_reply_to)),
        ("References", _ID.findall(" ".join(envelope.references))),
    ):
        if ids:
            message[name] = " ".join(ids)
    _say_that_a_machine_wrote_it(message, envelope)
    _offer_to_unsubscribe(message, envelope.unsubscribe)
    _add_parts(message, envelope)
    return message


def _say_that_a_machine_wrote_it(message: EmailMessage, envelope: Envelope) -> None:
    """RFC 3834. What a person wrote says nothing of the kind: it may be answered."""
    if not envelope.automatic:
        return
    message["Auto-Submitted"] = "auto-replied" if envelope.answers else "auto-generated"
    message["X-Auto-Response-Suppress"] = NO_ANSWERS
    message[LOOP_HEADER] = _one_line(envelope.loop or envelope.message_id)


def _offer_to_unsubscribe(message: EmailMessage, where: str) -> None:
    """RFC 2369; with one click when it is a web address (RFC 8058)."""
    if not re.fullmatch(r"(https://|mailto:)[!-;=?-~]+", where):
        return
    message["List-Unsubscribe"] = f"<{where}>"
    if where.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _add_parts(message: EmailMessage, envelope: Envelope) -> None:
    """The text comes first: the last is what a program shows that can."""
    message.set_content(envelope.body, charset="utf-8", cte="quoted-printable")
    if envelope.html:
        message.add_alternative(
            envelope.html, subtype="html", charset="utf-8", cte="quoted-printable"
        )
    if envelope.calendar:
        message.add_alternative(
            envelope.calendar.decode(),
            subtype="calendar",
            charset="utf-8",
            cte="base64",
            params={"method": envelope.method},
        )


def _address(address: str, *, name: str = "", ours: bool = False) -> Address:
    try:
        return Address(_one_line(name), addr_spec=address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise WrongAddress(str(error), ours=ours) from error


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
