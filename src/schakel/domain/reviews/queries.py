"""Whose rights a review is about, with what helps to judge them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from schakel.domain.networks.models import Membership
from schakel.domain.networks.queries import following_groups
from schakel.domain.reviews.models import Review, ReviewDay, Verdict
from schakel.domain.reviews.rules import DEFAULT_DAY, DEFAULT_MONTH
from schakel.domain.staff.models import StaffMember


@dataclass(frozen=True)
class Rights:
    """What somebody may do here; ``stays`` is None until somebody looked at it."""

    staff_id: int
    name: str
    roles: tuple[str, ...]
    networks: tuple[str, ...]
    last_log_in: datetime | None
    ends_on: date | None
    by_groups: bool
    stays: bool | None


def review_day() -> tuple[int, int]:
    """Month and day on which the reviews of this institution begin."""
    chosen = ReviewDay.objects.first()
    return (chosen.month, chosen.day) if chosen else (DEFAULT_MONTH, DEFAULT_DAY)


def rights_in(review: Review, today: date) -> list[Rights]:
    """All whom a review is about, by name: who works there now, and who was judged already.

    Five queries, whatever the number of colleagues.
    """
    verdicts = {each.staff_id: each for each in Verdict.objects.filter(review=review)}
    memberships = list(Membership.objects.on(today).select_related("network"))
    networks: dict[int, set[str]] = {}
    for each in memberships:
        networks.setdefault(each.staff_id, set()).add(each.network.name)
    working = StaffMember.objects.working_on(today)
    if review.network_id is not None:
        within = {each.staff_id for each in memberships if each.network_id == review.network_id}
        working = working.filter(pk__in=within)
    people = StaffMember.objects.filter(Q(pk__in=working.values("pk")) | Q(pk__in=verdicts))
    by_groups = {each.pk for each in following_groups(today).values()}
    return [
        _rights(each, networks, verdicts, by_groups)
        for each in people.select_related("user").order_by("name", "pk")
    ]


def _rights(
    member: StaffMember,
    networks: Mapping[int, set[str]],
    verdicts: Mapping[int, Verdict],
    by_groups: set[int],
) -> Rights:
    verdict = verdicts.get(member.pk)
    return Rights(
        staff_id=member.pk,
        name=member.name,
        roles=tuple(verdict.roles if verdict else member.roles),
        networks=tuple(sorted(networks.get(member.pk, ()))),
        last_log_in=member.user.last_login if member.user else None,
        ends_on=member.works_until,
        by_groups=member.pk in by_groups,
        stays=verdict.stays if verdict else None,
    )
