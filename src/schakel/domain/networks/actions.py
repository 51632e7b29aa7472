"""Networks open, and people join and leave them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from schakel.domain.networks.models import Membership, Network, NetworkArea, NetworkTheme
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.organisations.rules import check_settings
from schakel.domain.staff.models import StaffMember
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
    journal.record(
        "network.opened", actor=actor, subject="network", subject_id=network.pk, now=now
    )
    return network


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
