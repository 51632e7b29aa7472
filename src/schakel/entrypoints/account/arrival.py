"""Somebody comes in by the identity provider: who they are here, and what their groups give."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest

from schakel.domain.continuity.actions.leaving import follow_groups
from schakel.domain.networks.queries import expects, grant_of, vouches_for, works_here_by
from schakel.entrypoints.account.middleware import lets_in
from schakel.foundation.identity.actions import join_provider
from schakel.foundation.identity.models import User
from schakel.foundation.identity.queries import joined, joined_to
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from schakel.gateways.identity_provider import Claims


def arrive(request: HttpRequest, claims: Claims, now: datetime) -> User:
    """The log-in of somebody for whom the provider vouches, with the rights of their groups.

    Refused, in words for them, when they have no place anywhere. What they had then ends, and that
    stays so.
    """
    if claims.groups is None:
        # Nothing is ended: a provider that is set up wrongly would let everybody go.
        raise Refused("log_in_without_groups")
    tenants = [each for each in Tenant.objects.order_by("pk") if lets_in(each, request)]
    with transaction.atomic():
        user = _known(claims, tenants, now)
        # Everywhere, also when the first already gives a place.
        places = [
            user is not None and _follow(tenant, user, claims.name, claims.groups, now)
            for tenant in tenants
        ]
    if user is None or not any(places):
        raise Refused("log_in_group_unknown")
    if not user.is_active:
        raise Refused("log_in_closed")
    return user


def _known(claims: Claims, tenants: list[Tenant], now: datetime) -> User | None:
    """Whose log-in this is; it becomes theirs at the first time. None: no group gives a place."""
    user = joined_to(claims.subject)
    if user is not None:
        return user
    if not (claims.email and claims.email_verified):
        raise Refused("log_in_email_not_verified")
    user = User.objects.filter(email=claims.email.lower()).first()
    if user is not None:
        _check_join(user, claims.email, tenants, now)
    if not any(_gives_place(tenant, claims) for tenant in tenants):
        return None
    return join_provider(user=user, email=claims.email, subject=claims.subject)


def _check_join(user: User, email: str, tenants: list[Tenant], now: datetime) -> None:
    """Refused when the log-in is joined already, or one of its institutions does not take it."""
    if joined([user.pk]):
        raise Refused("log_in_joined_to_another")
    for tenant in tenants:
        with within_tenant(tenant.pk):
            if expects(user.pk, _today(tenant, now)) and not vouches_for(email):
                raise Refused("log_in_not_joined")


def _gives_place(tenant: Tenant, claims: Claims) -> bool:
    with within_tenant(tenant.pk):
        return vouches_for(claims.email) and bool(grant_of(claims.groups or frozenset()))


def _follow(tenant: Tenant, user: User, name: str, groups: frozenset[str], now: datetime) -> bool:
    """Whether they have a place in this institution, after their groups were followed."""
    today = _today(tenant, now)
    with within_tenant(tenant.pk):
        if not vouches_for(user.email):
            # Its administrator gives the rights here, not a group.
            return works_here_by(user.pk, today)
        return (
            follow_groups(
                actor=system(tenant.pk), user=user, name=name, groups=groups, today=today, now=now
            )
            is not None
        )


def _today(tenant: Tenant, now: datetime) -> date:
    return now.astimezone(ZoneInfo(tenant.time_zone)).date()
