"""What networks are about, who stands in for whom in them, and what groups mean here."""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import JSONObject

from schakel.domain.networks.models import (
    GroupMeaning,
    LogInDomain,
    Membership,
    Network,
    NetworkArea,
    NetworkDeputy,
    NetworkTheme,
)
from schakel.domain.networks.rules import Grant, Meaning, domain_of, granted
from schakel.domain.staff.models import Absence, StaffMember, StaffMemberQuerySet
from schakel.domain.staff.rules import (
    CARRYING_ROLES,
    Carried,
    Colleague,
    Role,
    back_on,
    is_here,
    living,
    works_here,
)
from schakel.foundation.identity.queries import joined
from schakel.foundation.kernel.periods import Period


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


def without_a_group(accounts: Mapping[str, AbstractSet[str]], today: date) -> list[StaffMember]:
    """Who follows their groups, and by these accounts is in none that gives a place here."""
    following = following_groups(today)
    return [
        member
        for email, member in following.items()
        if vouches_for(email) and not grant_of(accounts.get(email, frozenset()))
    ]


def colleagues(today: date) -> Mapping[int, Colleague]:
    """Everybody who works here on ``today`` or comes later, with their absences from then on.

    Also who stands in for them where, and which networks they see on ``today``. One query.
    """
    members = _with_days(StaffMember.objects.working_from(today), today, today)
    return {each.pk: _colleague(each) for each in members}


def everybody(today: date, since: date) -> Mapping[int, Colleague]:
    """As ``colleagues``, with who left, and with all absences that were not over on ``since``."""
    members = _with_days(StaffMember.objects.all(), today, since)
    return {each.pk: _colleague(each) for each in members}


def _with_days(members: StaffMemberQuerySet, today: date, since: date) -> Iterable[Any]:
    """These colleagues, each with what ``Colleague`` is made of."""
    of_them = {"staff": OuterRef("pk")}
    absences = Absence.objects.not_over(since).filter(**of_them).order_by("from_on", "pk")
    memberships = Membership.objects.on(today).filter(**of_them)
    return members.annotate(
        away=ArraySubquery(absences.values(days=JSONObject(first="from_on", end="until_on"))),
        deputies=ArraySubquery(
            NetworkDeputy.objects.filter(**of_them).values(
                told=JSONObject(network="network_id", deputy="deputy_id")
            )
        ),
        sees=ArraySubquery(memberships.values("network_id").distinct()),
    ).only("name", "works_from", "works_until", "deputy_id", "roles")


def _colleague(member: Any) -> Colleague:
    return Colleague(
        id=member.pk,
        works_from=member.works_from,
        works_until=member.works_until,
        absences=tuple(
            Period(
                date.fromisoformat(each["first"]),
                date.fromisoformat(each["end"]) if each["end"] else None,
            )
            for each in member.away
        ),
        deputy_id=member.deputy_id,
        deputies={each["network"]: each["deputy"] for each in member.deputies},
        # Who only looks on belongs to a network without seeing the people in it.
        networks=frozenset(member.sees if CARRYING_ROLES & set(member.roles) else ()),
    )


def networks_of(member: StaffMember, today: date) -> list[Network]:
    """The networks to which a colleague belongs on that day, by name."""
    of_them = Membership.objects.on(today).filter(staff=member).values("network_id")
    return list(Network.objects.filter(pk__in=of_them).order_by("name"))


def leaning_on(staff_ids: Collection[int]) -> frozenset[int]:
    """These colleagues, and all whose work falls to them along deputies. Two queries."""
    general = StaffMember.objects.filter(deputy__isnull=False).values_list("pk", "deputy_id")
    pairs = {*general, *NetworkDeputy.objects.values_list("staff_id", "deputy_id")}
    found = set(staff_ids)
    while more := {each for each, deputy in pairs if deputy in found} - found:
        found |= more
    return frozenset(found)


@dataclass(frozen=True)
class Presence:
    """Who works here on a day, who is away, and who does the work of whom."""

    day: date
    names: Mapping[int, str]
    colleagues: Mapping[int, Colleague]

    def stand_in_for(self, staff_id: int) -> frozenset[int]:
        """Those whose work this colleague does today, in some network or beside them; and own."""
        seen = self.colleagues[staff_id].networks if staff_id in self.colleagues else ()
        return frozenset(
            each
            for each in self.colleagues
            if not self.is_here(each)
            and any(self.stands_in(each, Carried(number)) == staff_id for number in (None, *seen))
        ) | {staff_id}

    def nobody_for(self, networks: Collection[int]) -> frozenset[int]:
        """Those who left, or are away without anybody who stands in, in one of these networks."""
        return frozenset(
            each
            for each, colleague in self.colleagues.items()
            if not works_here(colleague, self.day)
            or (
                not self.is_here(each)
                and any(self.stands_in(each, Carried(number)) is None for number in networks)
            )
        )

    def back_on(self, staff_id: int) -> date | None:
        """First day on which somebody who is away is back, if known."""
        absences = self.colleagues[staff_id].absences
        if not any(each.contains(self.day) for each in absences):
            return None
        return back_on(absences, self.day)

    def is_here(self, staff_id: int) -> bool:
        """Whether this colleague works here today and is not away."""
        return staff_id in self.colleagues and is_here(self.colleagues[staff_id], self.day)

    def left_on(self, staff_id: int) -> date | None:
        """First day after somebody left; None for who works here."""
        colleague = self.colleagues[staff_id]
        return None if works_here(colleague, self.day) else colleague.works_until

    def stands_in(self, staff_id: int, carried: Carried) -> int | None:
        """Who does this colleague's work today: they themselves, a deputy, or nobody."""
        return living(staff_id, self.colleagues, self.day, carried)


def presence(day: date) -> Presence:
    """Everybody who ever worked here, as far as ``day`` goes, in one query."""
    members = list(_with_days(StaffMember.objects.all(), day, day))
    return Presence(
        day=day,
        names={each.pk: each.name for each in members},
        colleagues={each.pk: _colleague(each) for each in members},
    )
