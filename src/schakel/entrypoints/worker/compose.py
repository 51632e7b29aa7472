"""The words of a message, made when it is handed over, in the language of who gets it.

No subject line holds content: others may read along, and an address may not be proven. All mails to
somebody about one matter have one subject, so that they stand together; what each is about is the
heading of its words. A letter has the words of a mail, a call those between greeting and signature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from schakel.domain.access.actions import (
    Asked,
    done_token,
    make_action_link,
    make_action_links,
    open_page_link,
    page_token,
    question_token,
    reply_token,
)
from schakel.domain.access.models import PageLink
from schakel.domain.access.rules import LinkAction
from schakel.domain.arrivals.rules import MARKERS
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import Attachment
from schakel.domain.continuity.models import Passing
from schakel.domain.continuity.queries.hand_over import who_comes
from schakel.domain.initiatives.queries import introduced_at
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import meanwhile, place_of_staff
from schakel.domain.messages.models import Message
from schakel.domain.messages.queries import mail_account, own_words_of, reply_base
from schakel.domain.messages.rules import (
    BY_HAND,
    OF_NEWS_KEY,
    ON_ITS_OWN,
    Kind,
    Place,
    State,
    Way,
    own_words,
    tagged,
)
from schakel.domain.notices.models import Notice
from schakel.domain.parties.models import AddressKind, DigitalAddress
from schakel.domain.promises.models import PromiseChange
from schakel.domain.staff.models import StaffMember
from schakel.domain.surveys.models import Asked as AskedWord
from schakel.domain.surveys.rules import IN_ADDRESSES
from schakel.domain.terms.models import Suspension, Term
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.neighbourhood_sheet import scopes
from schakel.entrypoints.neighbourhood_sheet.content import sheet_of
from schakel.entrypoints.worker.errands import Errand, errands_of, quoted, unanswered
from schakel.entrypoints.worker.signals import Asking
from schakel.foundation.ui.words import deadline, long_date, sentence_list

MOST_LINES = 25
# Each has three links. More than a day's calls helps nobody.
MOST_CONNECTIONS = 10
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
    Kind.WORD_ASKED: _("How does the contact go? (%(reference)s)"),
    Kind.SUCCESSOR: _("Who is there for you (%(reference)s)"),
    Kind.SPOKESPERSON_ASKED: _("Who speaks for your group? (%(reference)s)"),
    Kind.PROMISE_CHANGED: _("About what we promised you (%(reference)s)"),
}
_ANSWERS = {
    LinkAction.SPOKE: _("We spoke:"),
    LinkAction.CALL_SOON: _("I call this week:"),
    LinkAction.REST: _("We agreed to rest:"),
    LinkAction.REPAIR: _("I did something else, or this is not right:"),
}
# Where more is told of what is about no matter, by the first word of its trigger.
_PAGES = {"away": "absences", "back": "welcome-back", "network": "anchoring"}
_CONVERSATION = _("Your message to %(tenant)s (%(reference)s)")
_IMPORTED = _("Taken in from your file")
_LOG_IN = _("About your log-in")
_IN_CONFIDENCE = _("something in confidence")
_SHEET = _("Sheet: %(title)s")
_ASKED = _("Will you be the contact person? (%(reference)s)")


class NothingToSay(Exception):
    """All that a mail would tell was done meanwhile."""


@dataclass(frozen=True)
class Words:
    """Subject and body as they go out, and where a reply goes if not to where they came from."""

    subject: str
    body: str
    reply_to: str = ""


@dataclass(frozen=True)
class Thread:
    """The conversation in which a mail stands: what it goes on from, by Message-ID.

    ``earlier`` are ours to the same address, ``answered`` theirs. ``their_subject`` is how they
    began it, when it is proven that they did.
    """

    earlier: Sequence[str] = ()
    answered: Sequence[str] = ()
    their_subject: str = ""


def compose(here: Here, message: Message, thread: Thread = Thread()) -> Words:
    """The words of one message, from what is true now. Makes the links that stand in it."""
    with translation.override(message.language):
        if message.staff is not None:
            return _to_colleague(here, message, message.staff)
        return _to_party(here, message, thread)


def _to_party(here: Here, message: Message, thread: Thread) -> Words:
    matter = message.matter
    assert matter is not None, "what goes to a party is about a matter"
    kind, way = Kind(message.kind), Way(message.way)
    addresses = DigitalAddress.objects.reachable().filter(
        party=matter.party, kind=AddressKind.EMAIL, address__iexact=message.to_address
    )
    address = addresses.first() if way is Way.EMAIL else None
    by_person = kind in WRITTEN
    # A name is a text of the sender too: an address that nobody verified may be a stranger's.
    # A letter has it on the envelope, and who calls asks whom they speak.
    may_name = (
        by_person or way in BY_HAND or (address is not None and address.verified_at is not None)
    )
    in_thread = way is Way.EMAIL and kind not in ON_ITS_OWN
    link = None if kind is Kind.PAGE_CODE else _page_link(here, matter, address)
    base = reply_base() if in_thread and link is not None else ""
    about = _about(here, matter)
    heading = str(_SUBJECTS[kind]) % {"reference": matter.reference}
    context = {
        **about,
        **_own_words(here, message, about),
        **_promise(here, message, matter),
        **_successor(here, message),
        **_word_asked(here, message, matter, link),
        "heading": heading if in_thread else "",
        "person_name": matter.party.name if may_name else "",
        "sender_name": matter.owner.shown_name if by_person else "",
        "typed": message.typed,
        "files": _files_with(message),
        "page_url": _address(here, "page", page_token(link)) if link is not None else "",
        "may_reply": bool(base),
        "done_address": tagged(base, done_token(link))
        if base and link is not None and kind is Kind.ANSWER
        else "",
        "spoken": way is Way.CALL,
    }
    return Words(
        _subject_in_thread(here, matter, thread) if in_thread else heading,
        _body(kind.value, context),
        tagged(base, reply_token(link)) if base and link is not None else "",
    )


def _subject_in_thread(here: Here, matter: Matter, thread: Thread) -> str:
    """The same for all that goes to somebody about a matter; only their own words, if any."""
    if thread.their_subject and not (matter.confidential or matter.neutral_subject):
        return f"Re: {thread.their_subject}"
    words = str(_CONVERSATION) % {"tenant": here.tenant.name, "reference": matter.reference}
    return f"Re: {words}" if thread.earlier or thread.answered else words


def _own_words(here: Here, message: Message, about: dict[str, Any]) -> dict[str, str]:
    """What the institution says itself, above and below what is said to everybody."""
    way = Way(message.way)
    signature = mail_account().signature(message.language) if way is Way.EMAIL else ""
    own = None if way is Way.CALL else own_words_of(Kind(message.kind), message.language)
    if own is None:
        return {"signature": signature}
    values = {
        Place.REFERENCE: about["reference"],
        Place.INSTITUTION: about["tenant_name"],
        Place.CONTACT_PERSON: about["owner_name"],
        Place.DATE: long_date(here.today),
    }
    return {
        "signature": signature,
        "own_above": own_words(own.above, values),
        "own_below": own_words(own.below, values),
    }


def _promise(here: Here, message: Message, matter: Matter) -> dict[str, Any]:
    """What became of a promise, and why; where others may read along that stands on their page."""
    kind, _promise_id, change_id, *_ = [*message.key.split(":"), "", ""]
    if kind != Kind.PROMISE_CHANGED.value or not change_id.isdigit():
        return {}
    changes = PromiseChange.objects.select_related("promise").filter(matter=matter)
    change = changes.get(pk=int(change_id))
    quiet = Way(message.way) is Way.EMAIL and (matter.confidential or matter.neutral_subject)
    due_on = change.promise.due_on
    return {
        "promised": "" if quiet else change.promise.words,
        "reason": "" if quiet else change.reason,
        "course": change.course,
        "new_date": long_date(due_on, here.today) if due_on else "",
    }


def _successor(here: Here, message: Message) -> dict[str, Any]:
    """Who comes, from when, and who is there until then."""
    kind, number, *_ = [*message.key.split(":"), ""]
    passings = Passing.objects.select_related("successor", "hand_over__staff")
    passing = passings.filter(pk=int(number)).first() if number.isdigit() else None
    if kind != Kind.SUCCESSOR.value or passing is None or passing.successor is None:
        return {}
    comes = who_comes(passing, here.today)
    return {
        "comes_name": comes.name,
        "comes_phone": comes.phone,
        "comes_first": comes.is_first,
        "comes_on": long_date(comes.from_on, here.today) if comes.from_on else "",
        "leaves_name": comes.until_then,
    }


def _word_asked(
    here: Here, message: Message, matter: Matter, link: PageLink | None
) -> dict[str, str]:
    """By which they say how the contact goes, a page for each of the three, and what ended when.

    Or when they were introduced to each other: to whom stands on their page, since a mail is kept
    when that one is erased.
    """
    kind, number, *_ = [*message.key.split(":"), ""]
    if kind != Kind.WORD_ASKED.value or link is None:
        return {}
    token = question_token(link, int(number))
    urls = {
        f"{word.value}_url": _address(here, "word-link", token, slug)
        for slug, word in IN_ADDRESSES.items()
    }
    between = Connection.objects.brokered().filter(
        pk__in=AskedWord.objects.filter(pk=int(number)).values("connection")
    )
    for connection in between:
        met_at = introduced_at(connection) or connection.created_at
        return {**urls, "introduced_on": long_date(met_at, here.today)}
    return {**urls, "ended_on": long_date(matter.ended_at, here.today) if matter.ended_at else ""}


def _files_with(message: Message) -> int:
    """How many files belong to an answer; they are not mailed, but wait on the page."""
    kind, moment, *_ = [*message.key.split(":"), ""]
    if kind != Kind.ANSWER.value or not moment.isdigit():
        return 0
    return Attachment.objects.filter(contact_id=int(moment)).count()


def _to_colleague(here: Here, message: Message, member: StaffMember) -> Words:
    matter = message.matter
    if message.kind == Kind.SHEET.value:
        return _sheet(here, message, member)
    if matter is None:
        return _about_log_in(here, message, member) if message.typed else _grouped(here, message)
    if message.kind == Kind.RECEIPT.value:
        return _about_import(here, message, member)
    asked = _asked(here, matter, member)
    context = {
        **_about(here, matter),
        "person_name": member.name,
        **asked,
        **_replying(asked.get("answer_address", ""), asked.get("party_name", ""), message.language),
    }
    return Words(
        str(_ASKED) % {"reference": matter.reference},
        _body("asked", context),
        asked.get("answer_address", ""),
    )


def _replying(address: str, name: str, language: str) -> dict[str, str]:
    """The line above which a colleague types, and what happens with that; in confidence nothing."""
    return {"marker": MARKERS[language], "answers_to": name} if address else {}


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
        **_meanwhile(here, matter),
        "due_on": long_date(term.due_on, here.today) if term and not term.ended_on else "",
        "extension_reason": term.extension_reason if term else "",
        "extension_article": term.extension_article if term else "",
        "explanation": suspended.explanation if suspended else "",
        "article": suspended.article if suspended else "",
        "passed_on_to": matter.passed_on_to,
        "passed_on_on": long_date(matter.passed_on_at, here.today) if matter.passed_on_at else "",
        "ask_heard_on": long_date(matter.ask_heard_on, here.today) if matter.ask_heard_on else "",
    }


def _meanwhile(here: Here, matter: Matter) -> dict[str, str]:
    """Who is away until when, if that is known, and who helps until then; never why."""
    found = meanwhile(matter, here.today)
    if found is None:
        return {"away_name": ""}
    last = found.back_on - timedelta(days=1) if found.back_on else None
    return {
        "away_name": found.away.first_name,
        "away_until": long_date(last, here.today) if last else "",
        "helper_name": found.helper.shown_name if found.helper else "",
    }


def _asked(here: Here, matter: Matter, member: StaffMember) -> dict[str, Any]:
    """What a colleague who is asked to carry may know: in confidence, only until when."""

    def token(action: LinkAction) -> str:
        return make_action_link(
            actor=here.actor, matter=matter, member=member, action=action, now=here.now
        )

    accept_url = _address(here, "action-link", token(LinkAction.ACCEPT))
    if matter.confidential:
        return {"in_confidence": True, "accept_url": accept_url}
    answer, base = token(LinkAction.ANSWER), reply_base()
    return {
        "party_name": "" if matter.neutral_subject else matter.party.name,
        "subject_words": matter.shown_subject,
        "written": [] if matter.neutral_subject else quoted(unanswered([matter])[matter.pk]),
        "matter_url": _address(here, "matter", matter.pk),
        "accept_url": accept_url,
        "answer_url": _address(here, "action-link", answer),
        "answer_address": tagged(base, answer) if base else "",
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


def _sheet(here: Here, message: Message, member: StaffMember) -> Words:
    """The Buurtblad that a colleague asked by mail: what they may see themselves, as on paper."""
    place = place_of_staff(tenant_id=here.tenant.pk, staff_id=member.pk, today=here.today)
    if place is None:
        raise NothingToSay
    scope = scopes.about(place.actor, message.typed, here.today)
    sheet = sheet_of(scope, place.actor, place.name, here.today)
    context = {"person_name": member.name, "tenant_name": here.tenant.name, "sheet": sheet}
    return Words(str(_SHEET) % {"title": sheet.title}, _body("sheet", context))


def _grouped(here: Here, message: Message) -> Words:
    """What a colleague is asked to do, and what is new since the last such mail; a line each."""
    member = message.staff
    assert member is not None, "a grouped mail goes to a colleague"
    errands = errands_of(here, member, _last_grouped(message))
    asked, news = errands.asked[:MOST_LINES], errands.news[:MOST_LINES]
    connections = errands.connections[:MOST_CONNECTIONS]
    count = len(errands.asked) + len(errands.connections) + len(errands.news)
    if not count:
        raise NothingToSay
    base = reply_base()
    told = [_errand(here, member, each, base) for each in asked]
    # A reply to a mail about more than one thing might go to the wrong person.
    reply_to = told[0]["answer_address"] if count == 1 and told else ""
    matter = asked[0].matter if reply_to else None
    name = matter.party.name if matter is not None and not matter.neutral_subject else ""
    context = {
        "person_name": member.name,
        "tenant_name": here.tenant.name,
        "asked": told,
        "connections": _connections(here, member, connections),
        "lines": [_line(here, each) for each in news],
        "more": count - len(asked) - len(connections) - len(news),
        "today_url": _address(here, "today"),
        "choice_url": _address(here, "own-mail"),
        "by_reply": bool(reply_to),
        **_replying(reply_to, name, message.language),
    }
    subject = ngettext("%(count)d notice for you", "%(count)d notices for you", count)
    return Words(subject % {"count": count}, _body("notices", context), reply_to)


def unsubscribe_url(here: Here, message: Message) -> str:
    """By which a colleague stops the mail with what is new; empty for what always comes."""
    if message.staff is None or not message.key.startswith(OF_NEWS_KEY):
        return ""
    token = make_action_link(
        actor=here.actor,
        matter=None,
        member=message.staff,
        action=LinkAction.FEWER_MAILS,
        about_id=message.pk,
        now=here.now,
    )
    return _address(here, "stop-mails", token)


def _last_grouped(message: Message) -> datetime | None:
    """When the mail before this one was made, if it may have arrived."""
    theirs = Message.objects.grouped().filter(staff=message.staff)
    before = theirs.filter(created_at__lt=message.created_at).exclude(state=State.FAILED.value)
    last: datetime | None = before.aggregate(last=Max("created_at"))["last"]
    return last


def _errand(here: Here, member: StaffMember, errand: Errand, base: str) -> dict[str, Any]:
    """One thing to do: in confidence only that something waits, until when."""
    token = _errand_token(here, member, errand)
    is_answer = errand.action is LinkAction.ANSWER
    return {
        "what": errand.what,
        "reference": errand.reference,
        "due": deadline(errand.due_on, here.today) if errand.due_on else "",
        "details": errand.details,
        "url": _address(here, "action-link", token) if token else _address(here, errand.page),
        "answer_address": tagged(base, token) if base and is_answer else "",
    }


def _errand_token(here: Here, member: StaffMember, errand: Errand) -> str:
    """By which it is done without a log-in; empty where that cannot be."""
    if errand.action is None:
        return ""
    return make_action_link(
        actor=here.actor,
        matter=errand.matter,
        member=member,
        action=errand.action,
        about_id=errand.about_id,
        now=here.now,
    )


def _connections(
    here: Here, member: StaffMember, connections: Sequence[Asking]
) -> list[dict[str, Any]]:
    """Who asks attention since when, and by which links it is answered; one query for all links."""
    wanted = [Asked(action, None, about) for each in connections for action, about in each.answers]
    tokens = iter(make_action_links(actor=here.actor, member=member, asked=wanted, now=here.now))
    return [
        {
            "what": each.what,
            "since": long_date(each.since, here.today),
            "is_stuck": each.is_stuck,
            "answers": [
                (_ANSWERS[action], _address(here, "action-link", next(tokens)))
                for action, _about in each.answers
            ],
            "url": "" if each.answers else _address(here, *each.page),
        }
        for each in connections
    ]


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
        "url": _address(here, "matter", matter.pk) if matter else _read_on(here, notice),
    }


def _read_on(here: Here, notice: Notice) -> str:
    """The page that tells more of what is about no matter, if there is one."""
    page = _PAGES.get(notice.trigger.partition(":")[0])
    return _address(here, page) if page else ""


def _page_link(here: Here, matter: Matter, address: DigitalAddress | None) -> PageLink | None:
    """To the page of the matter for this address; none when the address is no longer theirs."""
    if address is None:
        return None
    return open_page_link(actor=here.actor, matter=matter, address=address, now=here.now)


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
