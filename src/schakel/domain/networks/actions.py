"""Networks open, and people join and leave them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from schakel.domain.networks.models import Membership, Network, NetworkArea, NetworkTheme
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.organisations.rules import check_settings
from schakel.domain.staff.actions import add_colleague
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role, check_welcome
from schakel.foundation.identity.actions import give_log_in
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor


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
    network = Network.objects.create(
        tenant_id=actor.tenant_id,
        name=name,
        owner=owner,
        deputy=deputy,
        administrative_sponsor=administrative_sponsor,
        political_sponsor=political_sponsor,
        hours=hours,
        mandate=mandate,
        is_fallback=is_fallback,
    )
    NetworkTheme.objects.bulk_create(
        NetworkTheme(tenant_id=actor.tenant_id, network=network, theme=theme) for theme in themes
    )
    NetworkArea.objects.bulk_create(
        NetworkArea(tenant_id=actor.tenant_id, network=network, area=area) for area in areas
    )
    journal.record("network.opened", actor=actor, subject="network", subject_id=network.pk, now=now)
    return network


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
