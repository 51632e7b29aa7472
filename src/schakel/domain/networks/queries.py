"""What networks are about, and what the groups of an identity provider mean here."""

from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import JSONObject

from schakel.domain.networks.models import (
    GroupMeaning,
    LogInDomain,
    Network,
    NetworkArea,
    NetworkTheme,
)
from schakel.domain.networks.rules import Grant, Meaning, domain_of, granted
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.identity.queries import joined


def grant_of(groups: AbstractSet[str]) -> Grant:
    """What these groups give here."""
    meant = GroupMeaning.objects.filter(group__in=groups).values_list("group", "role", "network")
    return granted(
        groups, [Meaning(group, Role(role), network_id) for group, role, network_id in meant]
    )


def vouches_for(email: str) -> bool:
    """Whether this institution takes the word of the identity provider for such an address."""
    return LogInDomain.objects.filter(domain=domain_of(email)).exists()


def place_of(*, user_id: int | None, email: str) -> StaffMember | None:
    """Whose log-in this is here; else who has this address and no log-in yet."""
    member = StaffMember.objects.filter(user_id=user_id).first() if user_id else None
    return member or StaffMember.objects.filter(user__isnull=True, email__iexact=email).first()


def works_here_by(user_id: int, today: date) -> bool:
    """Whether this log-in has a place here today."""
    return StaffMember.objects.working_on(today).filter(user_id=user_id).exists()


def expects(user_id: int, today: date) -> bool:
    """Whether this log-in has a place here today, or gets one later."""
    return StaffMember.objects.working_from(today).filter(user_id=user_id).exists()


def networks_with_reach() -> list[Any]:
    """Each network by name, with its ``reach``: number, kind and name of its themes and areas."""
    themes = NetworkTheme.objects.filter(network=OuterRef("pk")).order_by("theme__name")
    areas = NetworkArea.objects.filter(network=OuterRef("pk")).order_by("area__name")
    found = Network.objects.order_by("name").annotate(
        themes=ArraySubquery(
            themes.values(told=JSONObject(number="theme", kind=Value("theme"), name="theme__name"))
        ),
        areas=ArraySubquery(
            areas.values(told=JSONObject(number="area", kind=Value("area"), name="area__name"))
        ),
    )
    networks: list[Any] = list(found)
    for each in networks:
        each.reach = [*each.themes, *each.areas]
    return networks


def reach_of(network: Network) -> list[str]:
    """The names of its themes, and of its areas after them."""
    themes = NetworkTheme.objects.filter(network=network).order_by("theme__name")
    areas = NetworkArea.objects.filter(network=network).order_by("area__name")
    return [
        *themes.values_list("theme__name", flat=True),
        *areas.values_list("area__name", flat=True),
    ]


def log_in_domains() -> QuerySet[LogInDomain]:
    """The ends of addresses for which the identity provider may vouch."""
    return LogInDomain.objects.order_by("domain")


def group_meanings() -> QuerySet[GroupMeaning]:
    """What each group means here, with its network."""
    return GroupMeaning.objects.select_related("network").order_by("group", "role", "pk")


def following_groups(today: date) -> dict[str, StaffMember]:
    """Who works here and logs in with the identity provider, by address in lower case."""
    members = StaffMember.objects.working_on(today).select_related("user")
    found = {each.user: each for each in members if each.user is not None}
    by_provider = joined([user.pk for user in found])
    return {user.email: member for user, member in found.items() if user.pk in by_provider}
