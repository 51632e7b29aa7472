"""Mail that comes in, for tests: as it was read, and kept and placed by the actions."""

import hashlib
from io import BytesIO
from itertools import count
from typing import Any

from schakel.domain.access.actions import done_token, open_page_link, reply_token
from schakel.domain.access.models import PageLink
from schakel.domain.arrivals.actions import Delivery, Reading, keep_mail, place_mail
from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Door, IncomingMail, Kind, Mailbox, Proof
from schakel.domain.matters.models import Matter
from schakel.domain.parties.models import DigitalAddress
from schakel.foundation.kernel.actor import Actor, system
from tests import make

OURS = "participatie@waterhoven.example"
FATIMA = "fatima@bewoner.example"
_numbers = count(1)


def mail(text: str = "De schommel is kapot.", **fields: Any) -> IncomingMail:
    """What Fatima writes, unless it says otherwise; never twice the same."""
    number = next(_numbers)
    whole: dict[str, Any] = {
        "message_id": f"<{number}@bewoner.example>",
        "digest": hashlib.sha256(f"{number}{text}".encode()).hexdigest(),
        "sender": Mailbox(address=FATIMA, name="Fatima el Amrani"),
        "to": (Mailbox(address=OURS),),
        "cc": (),
        "reply_to": (),
        "subject": "De speeltuin",
        "sent_at": make.NOW,
        "references": (),
        "kind": Kind.PERSON,
        "text": text,
        "reply": text,
        "language": "nl",
    }
    return IncomingMail(**whole | fields)


def arrive(
    actor: Actor, said: IncomingMail, *, proof: Proof = Proof.UNPROVEN, to: str = OURS
) -> Arrival:
    """Kept and placed, as the mailbox does it."""
    ours = system(actor.tenant_id)
    kept = keep_mail(
        actor=ours,
        content=BytesIO(b"Subject: x\r\n\r\nx"),
        delivery=Delivery(door=Door.SMTP, envelope_from=said.sender.address, envelope_to=(to,)),
        now=make.NOW,
    )
    placed = place_mail(
        actor=ours,
        arrival_id=kept.pk,
        reading=Reading(mail=said, proof=proof),
        today=make.TODAY,
        now=make.NOW,
    )
    placed.refresh_from_db()
    return placed


def page_link(matter: Matter) -> PageLink:
    """The link that stands in the mails to whom a matter is of."""
    address = DigitalAddress.objects.get(party=matter.party, kind="email")
    return open_page_link(
        actor=system(matter.tenant_id), matter=matter, address=address, now=make.NOW
    )


def reply_address(matter: Matter) -> str:
    """To which they reply."""
    return OURS.replace("@", f"+{reply_token(page_link(matter))}@")


def done_address(matter: Matter) -> str:
    """By which they say that it is done."""
    return OURS.replace("@", f"+{done_token(page_link(matter))}@")
