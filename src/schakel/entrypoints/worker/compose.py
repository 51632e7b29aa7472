"""The words of a message, made when it is handed over, in the language of who gets it.

No subject line holds content: others may read along, and an address may not be proven. A letter has
the words of a mail, a call those between greeting and signature.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from schakel.domain.access.actions import make_action_link, open_page_link, page_token
from schakel.domain.access.rules import LinkAction
from schakel.domain.contacts.models import Attachment
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import BY_HAND, Kind, State, Way
from schakel.domain.notices.models import Notice
from schakel.domain.parties.models import AddressKind, DigitalAddress
from schakel.domain.staff.models import StaffMember
from schakel.domain.terms.models import Suspension, Term
from schakel.entrypoints.worker.errands import Errand, errands_of, quoted, unanswered
from schakel.entrypoints.worker.tenants import Here
from schakel.foundation.ui.words import deadline, long_date, sentence_list

MOST_LINES = 25
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
_IN_CONFIDENCE = _("something in confidence")
_ASKED = _("Will you be the contact person? (%(reference)s)")


class NothingToSay(Exception):
    """All that a mail would tell was done meanwhile."""


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
        return _about_log_in(here, message, member) if message.typed else _grouped(here, message)
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

    def link(action: LinkAction) -> str:
        token = make_action_link(
            actor=here.actor, matter=matter, member=member, action=action, now=here.now
        )
        return _address(here, "action-link", token)

    if matter.confidential:
        return {"in_confidence": True, "accept_url": link(LinkAction.ACCEPT)}
    return {
        "party_name": "" if matter.neutral_subject else matter.party.name,
        "subject_words": matter.shown_subject,
        "written": [] if matter.neutral_subject else quoted(unanswered([matter])[matter.pk]),
        "matter_url": _address(here, "matter", matter.pk),
        "accept_url": link(LinkAction.ACCEPT),
        "answer_url": link(LinkAction.ANSWER),
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


def _grouped(here: Here, message: Message) -> Words:
    """What a colleague is asked to do, and what is new since the last such mail; a line each."""
    member = message.staff
    assert member is not None, "a grouped mail goes to a colleague"
    errands = errands_of(here, member, _last_grouped(message))
    asked, news = errands.asked[:MOST_LINES], errands.news[:MOST_LINES]
    count = len(errands.asked) + len(errands.news)
    if not count:
        raise NothingToSay
    context = {
        "person_name": member.name,
        "tenant_name": here.tenant.name,
        "asked": [_errand(here, member, each) for each in asked],
        "lines": [_line(here, each) for each in news],
        "more": count - len(asked) - len(news),
        "today_url": _address(here, "today"),
    }
    subject = ngettext("%(count)d notice for you", "%(count)d notices for you", count)
    return Words(subject % {"count": count}, _body("notices", context))


def _last_grouped(message: Message) -> datetime | None:
    """When the mail before this one was made, if it may have arrived."""
    theirs = Message.objects.grouped().filter(staff=message.staff)
    before = theirs.filter(created_at__lt=message.created_at).exclude(state=State.FAILED.value)
    last: datetime | None = before.aggregate(last=Max("created_at"))["last"]
    return last


def _errand(here: Here, member: StaffMember, errand: Errand) -> dict[str, Any]:
    """One thing to do: in confidence only that something waits, until when."""
    return {
        "what": errand.what,
        "reference": errand.reference,
        "due": deadline(errand.due_on, here.today) if errand.due_on else "",
        "details": errand.details,
        "url": _errand_url(here, member, errand),
    }


def _errand_url(here: Here, member: StaffMember, errand: Errand) -> str:
    if errand.action is None:
        return _address(here, errand.page)
    token = make_action_link(
        actor=here.actor,
        matter=errand.matter,
        member=member,
        action=errand.action,
        about_id=errand.about_id,
        now=here.now,
    )
    return _address(here, "action-link", token)


def _line(here: Here, notice: Notice) -> dict[str, str]:
    matter = notice.matter
    if matter is not None and matter.confidential:
        return {
            "what": str(_IN_CONFIDENCE),
            "since": long_date(notice.created_at, here.today),
            "url": _address(here, "today"),
        }
    return {
        "what": notice.text or notice.get_kind_display(),
        "reference": matter.reference if matter else "",
        "since": long_date(notice.created_at, here.today),
        "url": _address(here, "matter", matter.pk) if matter else "",
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
