"""The words of a message, made when it is handed over, in the language of who gets it.

No subject line holds content: others may read along, and an address may not be proven. A letter has
the words of a mail, a call those between greeting and signature.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from schakel.domain.access.actions import make_action_link, open_page_link, page_token
from schakel.domain.access.rules import LinkAction
from schakel.domain.contacts.models import Attachment
from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import BY_HAND, Kind, Way
from schakel.domain.notices.models import Notice
from schakel.domain.parties.models import AddressKind, DigitalAddress
from schakel.domain.staff.models import StaffMember
from schakel.domain.terms.models import Suspension, Term
from schakel.entrypoints.worker.tenants import Here
from schakel.foundation.ui.words import long_date, sentence_list

MOST_NOTICES = 25
# What a person wrote to a person; all else is automatic.
WRITTEN = frozenset({Kind.ANSWER, Kind.INTERIM})

_SUBJECTS = {
    Kind.RECEIPT: _("We received your message (%(reference)s)"),
    Kind.ANSWER: _("Our answer to you (%(reference)s)"),
    Kind.INTERIM: _("How it stands (%(reference)s)"),
    Kind.SUSPENDED: _("We need more time to answer you (%(reference)s)"),
    Kind.RESUMED: _("We go on with your message (%(reference)s)"),
    Kind.EXTENDED: _("You hear from us later (%(reference)s)"),
    Kind.NEW_CARRIER: _("You have a new contact person (%(reference)s)"),
    Kind.PASSED_ON: _("We passed on your message (%(reference)s)"),
    Kind.WAS_HEARD: _("Were you heard? (%(reference)s)"),
    Kind.PAGE_CODE: _("Your code"),
    Kind.PAGE_LINK: _("The link to your page (%(reference)s)"),
    Kind.PUBLICATION_ASKED: _("A question about your idea (%(reference)s)"),
    Kind.INTRODUCTION_ASKED: _("Do you want to meet somebody? (%(reference)s)"),
    Kind.FOLLOWER_ASKS: _("Somebody asks about your message (%(reference)s)"),
    Kind.KEEP_ASKED: _("Do you want to keep in touch? (%(reference)s)"),
    Kind.INTRODUCED: _("You can get in contact (%(reference)s)"),
}
_IMPORTED = _("Taken in from your file")
_LOG_IN = _("About your log-in")
_ASKED = _("Will you be the contact person? (%(reference)s)")


@dataclass(frozen=True)
class Words:
    """Subject and body as they go out."""

    subject: str
    body: str


def compose(here: Here, message: Message) -> Words:
    """The words of one message, from what is true now. Makes the links that stand in it."""
    with translation.override(message.language):
        if message.staff is not None:
            return _to_colleague(here, message, message.staff)
        return _to_party(here, message)


def _to_party(here: Here, message: Message) -> Words:
    matter = message.matter
    assert matter is not None, "what goes to a party is about a matter"
    kind, way = Kind(message.kind), Way(message.way)
    addresses = DigitalAddress.objects.filter(
        party=matter.party, kind=AddressKind.EMAIL, address__iexact=message.to_address
    )
    address = addresses.first() if way is Way.EMAIL else None
    by_person = kind in WRITTEN
    # A name is a text of the sender too: an address that nobody verified may be a stranger's.
    # A letter has it on the envelope, and who calls asks whom they speak.
    may_name = (
        by_person or way in BY_HAND or (address is not None and address.verified_at is not None)
    )
    context = {
        **_about(here, matter),
        "person_name": matter.party.name if may_name else "",
        "sender_name": matter.owner.shown_name if by_person else "",
        "typed": message.typed,
        "files": _files_with(message),
        "page_url": "" if kind is Kind.PAGE_CODE else _page_url(here, matter, address),
        "spoken": way is Way.CALL,
    }
    return _words(_SUBJECTS[kind], kind.value, matter, context)


def _files_with(message: Message) -> int:
    """How many files belong to an answer; they are not mailed, but wait on the page."""
    kind, moment, *_ = [*message.key.split(":"), ""]
    if kind != Kind.ANSWER.value or not moment.isdigit():
        return 0
    return Attachment.objects.filter(contact_id=int(moment)).count()


def _to_colleague(here: Here, message: Message, member: StaffMember) -> Words:
    matter = message.matter
    if matter is None:
        return _about_log_in(here, message, member) if message.typed else _grouped(here, member)
    context = {**_about(here, matter), "person_name": member.name}
    if message.kind == Kind.RECEIPT.value:
        return _about_import(here, message, member)
    return _words(_ASKED, "asked", matter, {**context, **_asked(here, matter, member)})


def _about(here: Here, matter: Matter) -> dict[str, Any]:
    """What every mail about a matter may name."""
    term = Term.objects.filter(matter=matter).order_by("-started_on", "-pk").first()
    suspended = Suspension.objects.filter(matter=matter).order_by("-from_on", "-pk").first()
    return {
        "tenant_name": here.tenant.name,
        "reference": matter.reference,
        "received_on": long_date(matter.received_at, here.today),
        "owner_name": matter.owner.shown_name,
        "owner_phone": matter.owner.phone,
        "second_name": matter.second.shown_name if matter.second else "",
        "due_on": long_date(term.due_on, here.today) if term and not term.ended_on else "",
        "extension_reason": term.extension_reason if term else "",
        "extension_article": term.extension_article if term else "",
        "explanation": suspended.explanation if suspended else "",
        "article": suspended.article if suspended else "",
        "passed_on_to": matter.passed_on_to,
        "passed_on_on": long_date(matter.passed_on_at, here.today) if matter.passed_on_at else "",
        "ask_heard_on": long_date(matter.ask_heard_on, here.today) if matter.ask_heard_on else "",
    }


def _asked(here: Here, matter: Matter, member: StaffMember) -> dict[str, Any]:
    """What a colleague who is asked to carry may know: in confidence, only until when."""
    token = make_action_link(
        actor=here.actor, matter=matter, member=member, action=LinkAction.ACCEPT, now=here.now
    )
    confided = Confidant.objects.of(member.pk).filter(matter=matter)
    if matter.confidential and not confided.exists():
        return {"in_confidence": True, "accept_url": _address(here, "action-link", token)}
    return {
        "party_name": matter.party.name,
        "subject_words": matter.shown_subject,
        "matter_url": _address(here, "matter", matter.pk),
        "accept_url": _address(here, "action-link", token),
    }


def _about_import(here: Here, message: Message, member: StaffMember) -> Words:
    """All that was taken in from a file and goes in this mail, each with who and when."""
    messages = Message.objects.handed_over_as(message.message_id).select_related(
        "matter__owner", "matter__second"
    )
    matters = [each.matter for each in messages.order_by("pk") if each.matter is not None]
    due = dict(Term.objects.running().filter(matter__in=matters).values_list("matter_id", "due_on"))
    receipts = [
        {
            "reference": matter.reference,
            "names": sentence_list(
                [each.shown_name for each in (matter.owner, matter.second) if each is not None]
            ),
            "due_on": long_date(due[matter.pk], here.today) if matter.pk in due else "",
            "url": _address(here, "matter", matter.pk),
        }
        for matter in matters
    ]
    context = {
        "person_name": member.name,
        "tenant_name": here.tenant.name,
        "receipts": receipts,
    }
    return Words(str(_IMPORTED), _body("receipt_imported", context))


def _about_log_in(here: Here, message: Message, member: StaffMember) -> Words:
    """What the server did to their log-in, as it was written down then."""
    context = {
        "person_name": member.name,
        "tenant_name": here.tenant.name,
        "typed": message.typed,
    }
    return Words(str(_LOG_IN), _body("log_in", context))


def _grouped(here: Here, member: StaffMember) -> Words:
    """All that a colleague has not seen yet, a line each."""
    unseen = (
        Notice.objects.filter(staff=member, seen_at__isnull=True)
        .select_related("matter")
        .order_by("-created_at", "-pk")
    )
    count = unseen.count()
    lines = [_line(here, each) for each in unseen[:MOST_NOTICES]]
    context = {
        "person_name": member.name,
        "tenant_name": here.tenant.name,
        "lines": lines,
        "more": count - len(lines),
        "today_url": _address(here, "today"),
    }
    subject = ngettext("%(count)d notice for you", "%(count)d notices for you", count)
    return Words(subject % {"count": count}, _body("notices", context))


def _line(here: Here, notice: Notice) -> dict[str, str]:
    return {
        "what": notice.text or notice.get_kind_display(),
        "reference": notice.matter.reference if notice.matter else "",
        "since": long_date(notice.created_at, here.today),
        "url": _address(here, "matter", notice.matter_id) if notice.matter_id else "",
    }


def _page_url(here: Here, matter: Matter, address: DigitalAddress | None) -> str:
    """The page of the matter for this address; empty when the address is no longer theirs."""
    if address is None:
        return ""
    link = open_page_link(actor=here.actor, matter=matter, address=address, now=here.now)
    return _address(here, "page", page_token(link))


def _words(subject: Any, template: str, matter: Matter, context: dict[str, Any]) -> Words:
    return Words(str(subject) % {"reference": matter.reference}, _body(template, context))


def _body(template: str, context: dict[str, Any]) -> str:
    lines = render_to_string(f"mails/{template}.txt", context).strip().splitlines()
    kept = [line.rstrip() for line in lines]
    return "\n".join(
        line for before, line in zip(["", *kept], kept, strict=False) if line or before
    )


def _address(here: Here, name: str, *parts: object) -> str:
    """A whole address, at the host of the tenant where it has one of its own."""
    public = urlsplit(settings.PUBLIC_URL)
    if here.tenant.hostname:
        port = f":{public.port}" if public.port else ""
        public = public._replace(netloc=f"{here.tenant.hostname}{port}")
    return f"{public.geturl()}{reverse(name, args=parts)}"
