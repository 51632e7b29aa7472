"""State for tests, built through actions, so that no test lives in an impossible world."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.actions import record_contact
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.health.actions import look, look_again
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import place_of_staff
from schakel.domain.networks.actions import join_network, open_network
from schakel.domain.networks.models import Network
from schakel.domain.organisations.actions import (
    AreaRow,
    add_theme,
    choose_module,
    load_areas,
)
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.organisations.rules import Module
from schakel.domain.parties.actions import register_party
from schakel.domain.parties.models import Party
from schakel.domain.staff.actions import add_colleague
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Received, Sender, take_in
from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import Actor, resident, system
from schakel.foundation.tenancy.models import Tenant

# A Tuesday.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
STARTED = date(2025, 1, 6)

_numbers = count(1)


def tenant(code: str | None = None, hostname: str = "", **fields: Any) -> Tenant:
    """An institution with nothing in it."""
    number = next(_numbers)
    return Tenant.objects.create(
        code=code or f"waterhoven-{number}",
        name="Gemeente Waterhoven",
        hostname=hostname,
        created_at=NOW,
        **fields,
    )


def colleague(
    actor: Actor,
    name: str = "Noor de Wit",
    *,
    roles: Sequence[Role] = (Role.CONNECTOR,),
    networks: Sequence[Network] = (),
    user: User | None = None,
    hours: float = 8,
    **fields: Any,
) -> StaffMember:
    """Somebody who works here, in these networks."""
    number = next(_numbers)
    member = add_colleague(
        actor=system(actor.tenant_id),
        name=name,
        email=fields.pop("email", f"colleague-{number}@waterhoven.example"),
        roles=roles,
        works_from=fields.pop("works_from", STARTED),
        user=user,
        connecting_hours=hours,
        now=NOW,
        **fields,
    )
    for network in networks:
        join_network(
            actor=system(actor.tenant_id),
            network=network,
            member=member,
            from_on=STARTED,
            now=NOW,
        )
    return member


def acting(member: StaffMember, today: date = TODAY) -> Actor:
    """The actor that a colleague is."""
    place = place_of_staff(tenant_id=member.tenant_id, staff_id=member.pk, today=today)
    assert place is not None, f"{member} does not work here on {today}"
    return place.actor


def theme(actor: Actor, name: str = "Groen", rhythm_days: int = 60) -> Theme:
    """A subject."""
    return add_theme(
        actor=system(actor.tenant_id),
        code=f"{name.lower()}-{next(_numbers)}",
        name=name,
        rhythm_days=rhythm_days,
        now=NOW,
    )


def area(actor: Actor, name: str = "Oosterpoort") -> Area:
    """A neighbourhood."""
    code = f"BU{next(_numbers):08d}"
    row = AreaRow(code=code, name=name, kind="neighbourhood")
    load_areas(actor=system(actor.tenant_id), rows=[row], now=NOW)
    return Area.objects.get(code=code)


def network(
    actor: Actor,
    name: str | None = None,
    *,
    themes: Sequence[Theme] = (),
    areas: Sequence[Area] = (),
    **fields: Any,
) -> Network:
    """A network; the first of a tenant is its fallback when asked so."""
    return open_network(
        actor=system(actor.tenant_id),
        name=name or f"Netwerk {next(_numbers)}",
        themes=themes,
        areas=areas,
        now=NOW,
        **fields,
    )


def party(actor: Actor, name: str = "Buurttuin De Eik", **fields: Any) -> Party:
    """Somebody around the institution."""
    return register_party(actor=system(actor.tenant_id), name=name, now=NOW, **fields)


class Team:
    """Two connectors in the fallback network: the smallest team in which a matter has carriers.

    Theirs is an institution that turned on all that it can do without.
    """

    def __init__(self, actor: Actor) -> None:
        for module in Module:
            choose_module(actor=actor, module=module, is_on=True, now=NOW)
        self.theme = theme(actor)
        self.area = area(actor)
        self.network = network(
            actor, "Groen in de wijk", themes=[self.theme], areas=[self.area], is_fallback=True
        )
        self.noor = colleague(actor, "Noor de Wit", networks=[self.network], fallback_order=1)
        self.sam = colleague(actor, "Sam Jansen", networks=[self.network], fallback_order=2)


def matter(
    actor: Actor,
    *,
    story: str = "Wij willen een groenstrook op de Kastanjelaan.",
    sender: Sender | Party | None = None,
    now: datetime = NOW,
    today: date = TODAY,
    by: Actor | None = None,
    **fields: Any,
) -> Matter:
    """Something that somebody sent in by the web form; needs a network and colleagues."""
    return take_in(
        actor=by or resident(actor.tenant_id),
        received=Received(
            source=fields.pop("source", "web"),
            key=fields.pop("key", f"form-{next(_numbers)}"),
            story=story,
            channel=fields.pop("channel", "web"),
            received_at=fields.pop("received_at", now),
            **fields,
        ),
        sender=sender or Sender(name="Fatima el Amrani", email="fatima@bewoner.example"),
        today=today,
        now=now,
    )


def contact(actor: Actor, of: Matter, **fields: Any) -> ContactMoment:
    """A conversation about a matter."""
    return record_contact(
        actor=actor,
        party=of.party,
        matter=of,
        channel=fields.pop("channel", "phone"),
        direction=fields.pop("direction", Direction.BOTH_WAYS),
        summary=fields.pop("summary", "Wij spraken over de groenstrook."),
        happened_at=fields.pop("happened_at", NOW),
        now=fields.pop("now", NOW),
        **fields,
    )


def standings(actor: Actor, now: datetime = NOW, today: date = TODAY) -> None:
    """Every connection is looked at, as the worker does after whatever happened."""
    numbers = list(Connection.objects.values_list("pk", flat=True))
    look_again(tenant_id=actor.tenant_id, connections=numbers, today=today, now=now)
    look(actor=system(actor.tenant_id), today=today, now=now)
