"""What may not go unheard: nobody can take something, or a message did not arrive."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import queue_message
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.notices.actions import tell
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.worker.recipients import Roster
from schakel.foundation.ui.words import moment

# What the notices of a mailbox are about, before the moment since which it fails.
FETCHING = "fetching"

log = structlog.get_logger()

_MESSAGES = {
    MessageKind.RECEIPT: gettext_lazy("the receipt"),
    MessageKind.ANSWER: gettext_lazy("our answer"),
    MessageKind.INTERIM: gettext_lazy("our word in between"),
    MessageKind.SUSPENDED: gettext_lazy("that the term stands still"),
    MessageKind.RESUMED: gettext_lazy("that the term runs again"),
    MessageKind.EXTENDED: gettext_lazy("that our answer comes later"),
    MessageKind.NEW_CARRIER: gettext_lazy("who their contact person is"),
    MessageKind.PASSED_ON: gettext_lazy("that we passed it on"),
    MessageKind.WAS_HEARD: gettext_lazy("whether they were heard"),
    MessageKind.PAGE_CODE: gettext_lazy("the code of their page"),
    MessageKind.PAGE_LINK: gettext_lazy("the link to their page"),
    MessageKind.PUBLICATION_ASKED: gettext_lazy("whether their idea may be shown"),
    MessageKind.INTRODUCTION_ASKED: gettext_lazy("whether they want to meet somebody"),
    MessageKind.KEEP_ASKED: gettext_lazy("whether we may keep their details"),
    MessageKind.FOLLOWER_ASKS: gettext_lazy("that somebody of the council asks about it"),
    MessageKind.INTRODUCED: gettext_lazy("that both want to get in contact"),
    MessageKind.PROMISE_CHANGED: gettext_lazy("what became of our promise"),
    MessageKind.SUCCESSOR: gettext_lazy("who is there for them from now on"),
    MessageKind.SPOKESPERSON_ASKED: gettext_lazy("that somebody else says to speak for them"),
    MessageKind.WORD_ASKED: gettext_lazy("how the contact goes"),
    MessageKind.SHEET: gettext_lazy("the sheet that a colleague asked"),
}


def nobody_reachable(here: Here, here_today: Roster, matter: Matter, trigger: str) -> None:
    """Told to every administrator and mailed at once; without the content of the matter."""
    log.error("nobody_reachable", tenant_id=here.tenant.pk, matter_id=matter.pk, trigger=trigger)
    notices = tell(
        actor=here.actor,
        members=here_today.administrators(),
        kind=Kind.NOBODY_REACHABLE,
        # Of a matter in confidence an administrator sees the number and nothing else.
        matter=None if matter.confidential else matter,
        trigger=f"{matter.pk}:{trigger}",
        text=_("Nobody can take matter %(reference)s.") % {"reference": matter.reference},
        now=here.now,
    )
    _mail_at_once(here, notices)


def mail_not_fetched(here: Here, administrators: Iterable[StaffMember], since: datetime) -> None:
    """Told to every administrator and mailed at once: what people mail does not come in."""
    log.error("mail_not_fetched", tenant_id=here.tenant.pk, since=since.isoformat())
    notices = tell(
        actor=here.actor,
        members=administrators,
        kind=Kind.MAIL_NOT_FETCHED,
        trigger=f"{FETCHING}:{since.isoformat()}",
        text=_("Since %(moment)s no mail comes in. Look at Settings, Mail.")
        % {"moment": moment(since, here.today)},
        now=here.now,
    )
    _mail_at_once(here, notices)


def _mail_at_once(here: Here, notices: Iterable[Notice]) -> None:
    for notice in notices:
        queue_message(
            actor=here.actor,
            kind=MessageKind.NOTICE,
            way=Way.EMAIL,
            to_address=notice.staff.email,
            key=f"notices:{notice.staff_id}:alarm:{notice.pk}",
            staff=notice.staff,
            language=here.tenant.language,
            now=here.now,
        )


def words_of_failure(message: Message, *, to_carrier: bool) -> str:
    """What does not arrive. Who carries the matter sees its reference beside it.

    Administrators see nothing of residents: of their mail the reference and what it was, and no
    address. In confidence the reference only.
    """
    if to_carrier:
        return _("Our message does not arrive: %(message)s.") % {
            "message": _MESSAGES[MessageKind(message.kind)]
        }
    if message.matter is None or message.staff_id is not None:
        return _("A mail to %(address)s fails.") % {"address": message.to_address}
    if message.matter.confidential:
        return _("A message about %(reference)s does not arrive.") % {
            "reference": message.matter.reference
        }
    return _("A message about %(reference)s does not arrive: %(message)s.") % {
        "reference": message.matter.reference,
        "message": _MESSAGES[MessageKind(message.kind)],
    }
