"""Networks open, and people join and leave them."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from schakel.domain.networks import rules
from schakel.domain.networks.models import (
    GroupMeaning,
    LogInDomain,
    Membership,
    Network,
    NetworkArea,
    NetworkDeputy,
    NetworkTheme,
)
from schakel.domain.networks.queries import (
    following_groups,
    grant_of,
    place_of,
    reach_of,
    vouches_for,
    without_a_group,
)
from schakel.domain.networks.rules import Grant
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.organisations.rules import check_settings
from schakel.domain.staff.actions import (
    add_colleague,
    bring_back,
    connect_log_in,
    give_roles,
    let_go,
)
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role, check_deputy, check_plan_absence, check_welcome
from schakel.foundation.identity.actions import give_log_in
from schakel.foundation.identity.models import User
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused


@transaction.atomic
def open_network(
    *,
    actor: Actor,
    name: str,
    themes: Iterable[Theme],
    areas: Iterable[Area],
    now: datetime,
    owner: StaffMember | None = None,
    deputy: StaffMember | None = None,
    administrative_sponsor: StaffMember | None = None,
    political_sponsor: StaffMember | None = None,
    hours: float = 0,
    mandate: str = "",
    is_fallback: bool = False,
) -> Network:
    """Begin a network about themes and areas. ``hours`` a week are what the sponsors gave it."""
    check_settings(actor)
    is_known = Network.objects.filter(name__iexact=name.strip()).exists()
    rules.check_new_network(name, is_known=is_known)
    network = Network.objects.create(
        tenant_id=actor.tenant_id,
        name=name.strip(),
        owner=owner,
        deputy=deputy,
        administrative_sponsor=administrative_sponsor,
        political_sponsor=political_sponsor,
        hours=hours,
        mandate=mandate,
        is_fallback=is_fallback,
    )
    _reach(network, themes, areas)
    _journal("network.opened", actor, "network", network.pk, now, after=reach_of(network))
    return network


@transaction.atomic
def change_reach(
    *,
    actor: Actor,
    network: Network,
    themes: Iterable[Theme],
    areas: Iterable[Area],
    now: datetime,
) -> Network:
    """What a network is about from the next matter on; what it has, it keeps."""
    check_settings(actor)
    network = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    before = reach_of(network)
    NetworkTheme.objects.filter(network=network).delete()
    NetworkArea.objects.filter(network=network).delete()
    _reach(network, themes, areas)
    after = reach_of(network)
    if after != before:
        _journal(
            "network.reach_changed", actor, "network", network.pk, now, before=before, after=after
        )
    return network


def _reach(network: Network, themes: Iterable[Theme], areas: Iterable[Area]) -> None:
    tenant_id = network.tenant_id
    NetworkTheme.objects.bulk_create(
        NetworkTheme(tenant_id=tenant_id, network=network, theme=theme) for theme in themes
    )
    NetworkArea.objects.bulk_create(
        NetworkArea(tenant_id=tenant_id, network=network, area=area) for area in areas
    )


@dataclass(frozen=True, kw_only=True)
class Backing:
    """Who stands behind a network, with how many hours a week, and until when (its last day)."""

    owner: StaffMember | None
    deputy: StaffMember | None
    administrative_sponsor: StaffMember | None
    political_sponsor: StaffMember | None
    hours: Decimal
    mandate: str
    ends_on: date | None


@transaction.atomic
def back_network(*, actor: Actor, network: Network, backing: Backing, now: datetime) -> Network:
    """What is behind a network from now on; sponsors hear of answers that are really too late.

    Its owner may fill in all but who owns it.
    """
    network = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    new_owner_id = backing.owner.pk if backing.owner else None
    rules.check_back(actor, network.owner_id, new_owner_id)
    rules.check_backing(new_owner_id, backing.deputy.pk if backing.deputy else None)
    rules.check_hours(backing.hours)
    people, terms = _behind(network), _terms(network)
    for each in fields(Backing):
        setattr(network, each.name, getattr(backing, each.name))
    network.mandate = backing.mandate.strip()
    network.save(update_fields=[each.name for each in fields(Backing)])
    if _behind(network) != people:
        chosen = {"before_ids": people, "after_ids": _behind(network)}
        _journal("network.backed", actor, "network", network.pk, now, **chosen)
    if _terms(network) != terms:
        journal.record(
            "network.terms_changed",
            actor=actor,
            subject="network",
            subject_id=network.pk,
            personal={"before": terms, "after": _terms(network)},
            now=now,
        )
    return network


def _behind(network: Network) -> list[int | None]:
    return [
        network.owner_id,
        network.deputy_id,
        network.administrative_sponsor_id,
        network.political_sponsor_id,
    ]


def _terms(network: Network) -> list[str]:
    """Hours, mandate and last day, in this order."""
    ends_on = network.ends_on.isoformat() if network.ends_on else ""
    return [f"{float(network.hours):g}", network.mandate, ends_on]


@transaction.atomic
def choose_reading_along(*, actor: Actor, networks: Iterable[Network], now: datetime) -> None:
    """In these networks a colleague can be asked to read an answer along; in others not."""
    check_settings(actor)
    chosen = {each.pk for each in networks}
    for network in Network.objects.select_for_update().order_by("pk"):
        if network.reads_along != (network.pk in chosen):
            network.reads_along = network.pk in chosen
            network.save(update_fields=["reads_along"])
            journal.record(
                "network.reading_along_chosen",
                actor=actor,
                subject="network",
                subject_id=network.pk,
                details={"reads_along": network.reads_along},
                now=now,
            )


@transaction.atomic
def welcome_colleague(
    *,
    actor: Actor,
    name: str,
    email: str,
    roles: Iterable[Role],
    networks: Iterable[Network],
    works_from: date,
    now: datetime,
    works_until: date | None = None,
    function: str = "",
    phone: str = "",
    connecting_hours: float = 0,
) -> tuple[StaffMember, str]:
    """Somebody starts here, in these networks, with a log-in.

    Gives the first password, to be handed over in person; empty when they had a log-in already.
    """
    check_settings(actor)
    check_welcome(name, email, StaffMember.objects.filter(email__iexact=email.strip()).exists())
    user, password = give_log_in(email=email.strip())
    member = add_colleague(
        actor=actor,
        name=name.strip(),
        email=email.strip(),
        roles=roles,
        works_from=works_from,
        works_until=works_until,
        function=function.strip(),
        phone=phone.strip(),
        connecting_hours=connecting_hours,
        user=user,
        now=now,
    )
    for network in networks:
        join_network(
            actor=actor,
            network=network,
            member=member,
            from_on=works_from,
            until_on=works_until,
            now=now,
        )
    return member, password


@transaction.atomic
def join_network(
    *,
    actor: Actor,
    network: Network,
    member: StaffMember,
    from_on: date,
    now: datetime,
    until_on: date | None = None,
) -> Membership:
    """Let somebody see and carry what belongs to a network; a volunteer's rights end by date."""
    check_settings(actor)
    membership = Membership.objects.create(
        tenant_id=actor.tenant_id,
        network=network,
        staff=member,
        from_on=from_on,
        until_on=until_on,
    )
    journal.record(
        "network.joined",
        actor=actor,
        subject="network",
        subject_id=network.pk,
        details={"staff_id": member.pk},
        now=now,
    )
    return membership


@transaction.atomic
def leave_network(
    *, actor: Actor, membership: Membership, today: date, now: datetime
) -> Membership:
    """Somebody sees and carries nothing new of a network from today on."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    rules.check_leave(actor, membership.network.owner_id)
    membership.until_on = today
    membership.save(update_fields=["until_on"])
    journal.record(
        "network.left",
        actor=actor,
        subject="network",
        subject_id=membership.network_id,
        details={"staff_id": membership.staff_id},
        now=now,
    )
    return membership


@transaction.atomic
def appoint_network_deputy(
    *,
    actor: Actor,
    network: Network,
    member: StaffMember,
    deputy: StaffMember | None,
    now: datetime,
) -> None:
    """Who stands in for a colleague in one network; without one, their deputy for all else does.

    Two may be each other's: a chain that comes back ends there.
    """
    check_plan_absence(actor, member.pk, member.lead_id)
    deputy_id = deputy.pk if deputy else None
    check_deputy(member.pk, deputy_id)
    StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    theirs = NetworkDeputy.objects.filter(network=network, staff=member)
    if theirs.values_list("deputy_id", flat=True).first() == deputy_id:
        return
    theirs.delete()
    if deputy is not None:
        NetworkDeputy.objects.create(
            tenant_id=actor.tenant_id, network=network, staff=member, deputy=deputy
        )
    details = {"deputy_id": deputy_id, "network_id": network.pk}
    _journal("deputy.appointed", actor, "staff", member.pk, now, **details)


@transaction.atomic
def allow_domain(*, actor: Actor, domain: str, now: datetime) -> LogInDomain:
    """Take the word of the identity provider for addresses that end in this."""
    check_settings(actor)
    domain = domain.strip().lower().removeprefix("@")
    rules.check_domain(domain)
    allowed, is_new = LogInDomain.objects.get_or_create(tenant_id=actor.tenant_id, domain=domain)
    if is_new:
        _journal("log_in_domain.allowed", actor, "log_in_domain", allowed.pk, now)
    return allowed


@transaction.atomic
def refuse_domain(*, actor: Actor, domain: LogInDomain, now: datetime) -> None:
    """No longer; who logs in so already goes on, by their groups."""
    check_settings(actor)
    _journal("log_in_domain.refused", actor, "log_in_domain", domain.pk, now)
    domain.delete()


@transaction.atomic
def give_group_meaning(
    *, actor: Actor, group: str, role: Role, now: datetime, network: Network | None = None
) -> GroupMeaning:
    """Who is in this group has this role from their next log-in on, and belongs to the network."""
    check_settings(actor)
    if not group.strip():
        raise Refused("group_needs_name")
    meaning, is_new = GroupMeaning.objects.get_or_create(
        tenant_id=actor.tenant_id, group=group.strip(), role=role.value, network=network
    )
    if is_new:
        details = {"role": role, "network_id": network.pk if network else None}
        _journal("group.given_meaning", actor, "group_meaning", meaning.pk, now, **details)
    return meaning


@transaction.atomic
def take_group_meaning(*, actor: Actor, meaning: GroupMeaning, now: datetime) -> None:
    """It means that no longer: who had it by this group alone loses it at their next log-in."""
    check_settings(actor)
    _journal("group.lost_meaning", actor, "group_meaning", meaning.pk, now)
    meaning.delete()


@transaction.atomic
def follow_groups(
    *,
    actor: Actor,
    user: User,
    name: str,
    groups: AbstractSet[str],
    today: date,
    now: datetime,
) -> StaffMember | None:
    """What somebody may do and see here becomes what their groups say. None: they have no place.

    Who has no group with a meaning any more leaves today; who was let go by a person stays away.
    """
    grant, member = grant_of(groups), place_of(user_id=user.pk, email=user.email)
    if not grant:
        if member is not None and _works_here(member, today):
            _leave_by_groups(actor, member, today, now)
        return None
    if member is None:
        member = add_colleague(
            actor=actor,
            name=name,
            email=user.email,
            roles=grant.roles,
            works_from=today,
            user=user,
            connecting_hours=rules.HOURS_BY_GROUP,
            now=now,
        )
    elif member.ended_by_groups:
        member = bring_back(actor=actor, member=member, now=now)
    if not _works_here(member, today):
        return None
    if member.user_id is None:
        member = connect_log_in(actor=actor, member=member, user=user, now=now)
    member = give_roles(actor=actor, member=member, roles=grant.roles, now=now)
    _follow_networks(actor, member, grant, today, now)
    return member


@transaction.atomic
def follow_list(
    *,
    actor: Actor,
    accounts: Mapping[str, AbstractSet[str]],
    today: date,
    now: datetime,
) -> list[StaffMember]:
    """Whoever logs in with the identity provider and is in no list of it any more leaves today.

    ``accounts`` are the addresses that still have an account, in lower case, each with its groups.
    Who has other groups than before gets what they give. Gives who left; Refused when that would
    be most.
    """
    check_settings(actor)
    here = {
        email: member for email, member in following_groups(today).items() if vouches_for(email)
    }
    gone = without_a_group(accounts, today)
    rules.check_leavers(len(gone), len(here))
    for email, member in here.items():
        assert member.user is not None
        follow_groups(
            actor=actor,
            user=member.user,
            name=member.name,
            groups=accounts.get(email, frozenset()),
            today=today,
            now=now,
        )
    return gone


def _works_here(member: StaffMember, day: date) -> bool:
    return StaffMember.objects.working_on(day).filter(pk=member.pk).exists()


def _leave_by_groups(actor: Actor, member: StaffMember, today: date, now: datetime) -> None:
    let_go(
        actor=actor,
        member=member,
        # Nobody can leave before the day on which they came.
        last_day=max(today - timedelta(days=1), member.works_from),
        # Whose last day was agreed does not come back beyond it.
        by_groups=member.works_until is None,
        now=now,
    )
    for membership in Membership.objects.on(today).filter(staff=member):
        leave_network(actor=actor, membership=membership, today=today, now=now)


def _follow_networks(
    actor: Actor, member: StaffMember, grant: Grant, today: date, now: datetime
) -> None:
    held = {each.network_id: each for each in Membership.objects.on(today).filter(staff=member)}
    for network_id, membership in held.items():
        if network_id not in grant.network_ids:
            leave_network(actor=actor, membership=membership, today=today, now=now)
    for network in Network.objects.filter(pk__in=grant.network_ids - held.keys()).order_by("pk"):
        join_network(actor=actor, network=network, member=member, from_on=today, now=now)


def _journal(
    what: str, actor: Actor, subject: str, subject_id: int, now: datetime, **details: object
) -> None:
    journal.record(
        what, actor=actor, subject=subject, subject_id=subject_id, details=details, now=now
    )
