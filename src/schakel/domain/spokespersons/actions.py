"""A change of who speaks for a group is asked, confirmed, contested or taken back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from schakel.domain.access.actions import (
    disown_address,
    forget_links,
    open_page_link,
    revoke_page_links,
)
from schakel.domain.access.models import PageLink
from schakel.domain.matters.models import Matter, MatterQuerySet
from schakel.domain.matters.rules import Status
from schakel.domain.messages.actions import forget_addresses, queue_message, send_page_link
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.organisations.queries import closed_days
from schakel.domain.parties.actions import (
    add_address,
    correct_party,
    end_relation,
    hold_party,
    prefer_address,
    relate_parties,
    take_back_addresses,
    verify_address,
)
from schakel.domain.parties.models import (
    AddressKind,
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
    RelationKind,
)
from schakel.domain.parties.queries import addresses_known, ways_to_reach
from schakel.domain.spokespersons import rules
from schakel.domain.spokespersons.models import SpokespersonChange
from schakel.domain.spokespersons.queries import (
    checked_addresses,
    members,
    running_change,
    spokespersons,
)
from schakel.domain.spokespersons.rules import Given
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.actions import ask_for, reach_party
from schakel.domain.tasks.rules import WORKING_DAYS_TO_REACH
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.working_days import add_working_days
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant

_OPEN = (Status.OPEN.value, Status.ANSWERED.value)
# How a group is reached follows from who speaks for it.
_FROM_THE_NEWCOMER = (
    "language",
    "preferred_channel",
    "avoid_channels",
    "avoid_note",
    "postal_address",
)


@transaction.atomic
def ask_change(
    *, actor: Actor, group: Party, newcomer: Party, today: date, now: datetime
) -> SpokespersonChange:
    """Somebody says that they speak for a group from now on; nothing changes until it is confirmed.

    Who spoke until now hears that it is asked, where we know how to reach the group.
    """
    _hold(group, newcomer)
    speaking = spokespersons(group, today)
    rules.check_ask(
        actor,
        is_group=group.kind == PartyKind.GROUP and not group.is_platform,
        newcomer_is_somebody=newcomer.kind in (PartyKind.PERSON, PartyKind.CONTACT_PERSON),
        newcomer_speaks=any(each.pk == newcomer.pk for each in speaking),
        is_running=running_change(group) is not None,
    )
    change = SpokespersonChange.objects.create(
        tenant_id=actor.tenant_id,
        group=group,
        before=speaking[0] if speaking else None,
        newcomer=newcomer,
        asked_at=now,
        asked_by_id=actor.staff_id,
    )
    _journal("spokesperson.asked", actor, change, now)
    matter = _matters(group).filter(confidential=False).order_by("-received_at", "-pk").first()
    if matter is not None:
        reach_party(
            actor=actor,
            matter=matter,
            kind=MessageKind.SPOKESPERSON_ASKED,
            key=f"{MessageKind.SPOKESPERSON_ASKED}:{change.pk}",
            today=today,
            now=now,
        )
    return change


@transaction.atomic
def confirm_change(
    *,
    actor: Actor,
    change: SpokespersonChange,
    given: Given,
    today: date,
    now: datetime,
    link: PageLink | None = None,
) -> SpokespersonChange:
    """From now on the newcomer speaks for the group, and what opened its pages opens none.

    Each link and paper code of a matter of the group dies, also of what is in confidence. A new
    link goes to a checked mail address of the newcomer, of what is open and not in confidence.
    ``link`` opened the page on which who spoke until now says yes.
    """
    _hold(change.group, change.newcomer)
    change = _held(change)
    group, newcomer = change.group, change.newcomer
    rules.check_may(actor)
    checked = checked_addresses(newcomer)
    if link is not None:
        _check_page(group, link)
    rules.check_confirm(
        given,
        course=change.course,
        newcomer=newcomer.pk,
        before=change.before_id,
        members=frozenset(members(group, today).values_list("pk", flat=True)),
        reachable=bool(checked),
        on_own_page=link is not None,
        today=today,
    )
    change.proof, change.witness_id = given.proof.value, given.witness
    change.words, change.document_on = given.words.strip(), given.document_on
    change.confirmed_at, change.confirmed_by_id = now, actor.staff_id
    change.save()
    _speak(actor, change, today, now)
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        _let_links_die(actor, group, now)
        mail = _reach_by_newcomer(actor, group, newcomer, checked, now)
        _give_links(actor, group, mail, today, now)
    _journal("spokesperson.confirmed", actor, change, now, proof=given.proof)
    return change


@transaction.atomic
def contest_change(
    *,
    actor: Actor,
    change: SpokespersonChange,
    objection: str,
    today: date,
    now: datetime,
    link: PageLink | None = None,
) -> SpokespersonChange:
    """Who spoke until now, or a member, says no: a colleague is asked to hear both."""
    _hold(change.group)
    change = _held(change)
    rules.check_may(actor)
    if link is not None:
        _check_page(change.group, link)
    rules.check_contest(change.course, objection)
    change.contested_at, change.objection = now, objection.strip()
    change.save(update_fields=["contested_at", "objection"])
    _journal("spokesperson.contested", actor, change, now)
    matter = _matters(change.group).filter(confidential=False).order_by("-received_at").first()
    member = matter.owner if matter is not None else _colleague(actor, change)
    if member is not None:
        ask_for(
            actor=actor,
            member=member,
            kind=TaskKind.FOLLOW_UP,
            matter=matter,
            text=_("Two people speak for this group. Hear both."),
            due_on=add_working_days(today, WORKING_DAYS_TO_REACH, closed_days()),
            now=now,
        )
    return change


@transaction.atomic
def withdraw_change(
    *, actor: Actor, change: SpokespersonChange, now: datetime
) -> SpokespersonChange:
    """It does not take place: all stays as it is."""
    change = _held(change)
    rules.check_may(actor)
    rules.check_running(change.course)
    change.withdrawn_at = now
    change.save(update_fields=["withdrawn_at"])
    _journal("spokesperson.withdrawn", actor, change, now)
    return change


@transaction.atomic
def tell_both(*, actor: Actor, matter: Matter, message: Message, now: datetime) -> Message | None:
    """The same words to who says to speak for the group too, as long as that is contested.

    By mail to a checked address, without a link: what opens the page stays with the group. Never
    of what is in confidence.
    """
    change = running_change(matter.party)
    if change is None or change.contested_at is None or matter.confidential:
        return None
    mails = [each for each in checked_addresses(change.newcomer) if each.kind == AddressKind.EMAIL]
    if not mails:
        return None
    return queue_message(
        actor=actor,
        kind=MessageKind(message.kind),
        way=Way.EMAIL,
        to_address=mails[0].address,
        typed=message.typed,
        key=f"{message.key}:both",
        matter=matter,
        party=change.newcomer,
        language=change.newcomer.language,
        now=now,
    )


def forget_spokespersons(*, party: Party, now: datetime) -> None:
    """What quotes somebody who is erased goes, and what a group has of them to be reached by.

    That somebody else spoke from a day on stays: it keeps private what was private before.
    """
    changes = SpokespersonChange.objects.all()
    theirs = Q(group=party) | Q(before=party) | Q(newcomer=party) | Q(witness=party)
    changes.filter(theirs).update(words="", objection="")
    changes.running().filter(Q(group=party) | Q(newcomer=party)).update(withdrawn_at=now)
    spoke_for = changes.confirmed().filter(newcomer=party).order_by().values("group")
    for group in Party.objects.filter(pk__in=spoke_for).exclude(pk=party.pk).order_by("pk"):
        _forget_way_to(group, party, now)


def _forget_way_to(group: Party, party: Party, now: datetime) -> None:
    own = {each.lower() for each in addresses_known(party)}
    copies = [each for each in ways_to_reach(group) if each.address.lower() in own]
    if copies:
        numbers = [each.pk for each in copies]
        forget_links(matters=(), addresses=numbers)
        forget_addresses(party=group, now=now)
        take_back_addresses(addresses=numbers)
    for name in ("postal_address", "avoid_note"):
        if getattr(group, name) == getattr(party, name):
            setattr(group, name, "")
    group.save(update_fields=["postal_address", "avoid_note"])


def _held(change: SpokespersonChange) -> SpokespersonChange:
    changes = SpokespersonChange.objects.select_related("group", "newcomer", "before", "asked_by")
    return changes.select_for_update(of=("self",)).get(pk=change.pk)


def _hold(*parties: Party) -> None:
    for each in sorted(parties, key=lambda each: each.pk):
        hold_party(each)


def _check_page(group: Party, link: PageLink) -> None:
    mail = DigitalAddress.objects.reachable().filter(party=group, kind=AddressKind.EMAIL)
    rules.check_own_page(opened_by_mail=link.address_id is not None, has_mail=mail.exists())


def _matters(group: Party) -> MatterQuerySet:
    """What is open of a group."""
    return Matter.objects.filter(party=group, status__in=_OPEN).select_related("party", "owner")


def _colleague(actor: Actor, change: SpokespersonChange) -> StaffMember | None:
    """Of a group that has nothing open: who wrote it down, else who asked it."""
    if actor.staff_id is not None:
        return StaffMember.objects.get(pk=actor.staff_id)
    asked_by: StaffMember | None = change.asked_by
    return asked_by


def _speak(actor: Actor, change: SpokespersonChange, today: date, now: datetime) -> None:
    """That one speaks ends and stays to be read; that the other does begins."""
    represents = PartyRelation.objects.filter(
        other=change.group, kind=RelationKind.REPRESENTS, until_on__isnull=True
    )
    if change.before_id is not None:
        for each in represents.filter(party=change.before_id):
            until_on = max(today, each.from_on + timedelta(days=1))
            end_relation(actor=actor, relation=each, until_on=until_on, now=now)
    if not represents.filter(party=change.newcomer).exists():
        relate_parties(
            actor=actor,
            party=change.newcomer,
            other=change.group,
            kind=RelationKind.REPRESENTS,
            from_on=today,
            today=today,
            now=now,
        )


def _let_links_die(actor: Actor, group: Party, now: datetime) -> None:
    live = PageLink.objects.filter(matter__party=group, revoked_at__isnull=True)
    for matter in Matter.objects.filter(pk__in=live.values("matter")).order_by("pk"):
        revoke_page_links(actor=actor, matter=matter, now=now)


def _reach_by_newcomer(
    actor: Actor, group: Party, newcomer: Party, checked: list[DigitalAddress], now: datetime
) -> DigitalAddress | None:
    """The group is reached as its spokesperson is; gives the mail address, if they have one."""
    kept = {each.address.lower() for each in checked}
    for each in DigitalAddress.objects.reachable().filter(party=group):
        if each.address.lower() not in kept:
            disown_address(actor=actor, address=each, now=now)
    changes: dict[str, object] = {name: getattr(newcomer, name) for name in _FROM_THE_NEWCOMER}
    correct_party(actor=actor, party=group, changes=changes, now=now)
    group.refresh_from_db()
    mail = None
    for each in checked:
        kind = AddressKind(each.kind)
        fresh = add_address(actor=actor, party=group, kind=kind, address=each.address, now=now)
        fresh = verify_address(actor=actor, address=fresh, now=now)
        is_first = kind is AddressKind.PHONE or mail is None
        if kind is AddressKind.EMAIL and mail is None:
            mail = fresh
        if is_first:
            prefer_address(actor=actor, address=fresh, now=now)
    return mail


def _give_links(
    actor: Actor, group: Party, mail: DigitalAddress | None, today: date, now: datetime
) -> None:
    """To what is open; what is in confidence its contact person looks at first."""
    for matter in _matters(group).order_by("pk"):
        if matter.confidential:
            ask_for(
                actor=actor,
                member=matter.owner,
                kind=TaskKind.FOLLOW_UP,
                matter=matter,
                text=_("Somebody else speaks for this group. May they see this too?"),
                due_on=add_working_days(today, WORKING_DAYS_TO_REACH, closed_days()),
                now=now,
            )
        elif mail is not None:
            link = open_page_link(actor=actor, matter=matter, address=mail, now=now)
            send_page_link(actor=actor, link=link, now=now)


def _journal(
    what: str, actor: Actor, change: SpokespersonChange, now: datetime, **details: object
) -> None:
    journal.record(
        what,
        actor=actor,
        subject="party",
        subject_id=change.group_id,
        details={"spokesperson_change_id": change.pk, **details},
        now=now,
    )
