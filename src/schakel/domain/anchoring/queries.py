"""Reads over anchoring: what each network lacks, who sees that, and what sponsors are asked."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from schakel.domain.anchoring.models import AskingDay, Confirmation, NetworkGap
from schakel.domain.anchoring.rules import (
    DEFAULT_DAYS,
    PEOPLE,
    SPONSORS,
    Anchor,
    Anchors,
    Asked,
    Gap,
    Lack,
    Person,
    Word,
    dated,
    gaps,
    sees_all,
    stretches,
)
from schakel.domain.networks.models import Membership, Network
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.periods import Period


def asking_days() -> tuple[tuple[int, int], ...]:
    """Months and days on which the sponsors of this institution are asked, in their order."""
    chosen = AskingDay.objects.order_by("month", "day").values_list("month", "day")
    return tuple(chosen) or DEFAULT_DAYS


def with_people(networks: QuerySet[Network]) -> QuerySet[Network]:
    """Each network with all who stand behind it."""
    return networks.select_related(*(anchor.value for anchor in PEOPLE))


def seen_by(actor: Actor, today: date) -> QuerySet[Network]:
    """The networks of which the actor may see how they stand, by name.

    Administrators see all; others those that they stand behind, and in which they work.
    """
    networks = Network.objects.order_by("name", "pk")
    if sees_all(actor):
        return networks
    if not actor.is_staff:
        return networks.none()
    member_of = Membership.objects.on(today).filter(staff_id=actor.staff_id)
    return networks.filter(_behind(actor.staff_id) | Q(pk__in=member_of.values("network_id")))


def sponsored_by(staff_id: int | None) -> QuerySet[Network]:
    """The networks of which somebody is a sponsor, by name."""
    return Network.objects.filter(_sponsors(staff_id)).order_by("name", "pk")


def gaps_of(
    networks: Collection[Network], today: date, changed_on: date | None = None
) -> dict[int, list[Gap]]:
    """What each of these networks, read ``with_people``, lacks today. Two queries."""
    numbers = [each.pk for each in networks]
    asked = _newest_questions(numbers)
    known: dict[int, dict[tuple[Anchor, Lack], date]] = defaultdict(dict)
    for each in NetworkGap.objects.filter(network__in=numbers, until_on__isnull=True):
        known[each.network_id][Anchor(each.anchor), Lack(each.lack)] = each.since
    return {
        each.pk: dated(gaps(_anchors(each, asked[each.pk]), today), known[each.pk], changed_on)
        for each in networks
    }


def names_of_loose() -> list[str]:
    """The networks that lacked something when they were last looked at, by name. One query."""
    loose = NetworkGap.objects.filter(until_on__isnull=True).values("network_id")
    return list(
        Network.objects.filter(pk__in=loose).order_by("name").values_list("name", flat=True)
    )


def lacking(network_ids: Collection[int], since: date) -> dict[int, list[Period]]:
    """The days on which these networks lacked anything, as far as that was so after ``since``."""
    rows = NetworkGap.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=since), network__in=network_ids
    )
    found: dict[int, list[Period]] = defaultdict(list)
    for network_id, from_on, until_on in rows.values_list("network_id", "since", "until_on"):
        found[network_id].append(Period(from_on, until_on))
    return {number: list(stretches(periods)) for number, periods in found.items()}


def questions_to(staff_id: int | None) -> list[Confirmation]:
    """The newest question to a sponsor about each network that they back now, by name."""
    asked = _newest(Confirmation.objects.filter(sponsor_id=staff_id))
    return sorted(asked.select_related("network"), key=lambda each: each.network.name)


def confirmations_of(network: Network) -> QuerySet[Confirmation]:
    """All that its sponsors were ever asked, the last round first."""
    return (
        Confirmation.objects.filter(network=network)
        .newest_first()
        .select_related("network", "sponsor")
    )


def closed_gaps(network: Network) -> QuerySet[NetworkGap]:
    """What it lacked once and lacks no more, the last mended first."""
    return NetworkGap.objects.filter(network=network, until_on__isnull=False).order_by(
        "-until_on", "-pk"
    )


def _newest_questions(network_ids: Collection[int]) -> dict[int, dict[Anchor, Asked]]:
    found: dict[int, dict[Anchor, Asked]] = defaultdict(dict)
    for each in _newest(Confirmation.objects.filter(network__in=network_ids)):
        word = Word(each.word) if each.word else None
        found[each.network_id][Anchor(each.place)] = Asked(each.answer_by, word, each.said_on)
    return found


def _newest(asked: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    """Of each place in each network the last question, to who is there now."""
    numbers = (
        asked.filter(pk__in=Confirmation.objects.current().values("pk"))
        .order_by("network", "place", "-round_on", "-pk")
        .distinct("network", "place")
    )
    return Confirmation.objects.filter(pk__in=numbers.values("pk"))


def _anchors(network: Network, asked: dict[Anchor, Asked]) -> Anchors:
    people = {anchor: getattr(network, anchor.value) for anchor in PEOPLE}
    return Anchors(
        people={
            anchor: Person(each.works_until) for anchor, each in people.items() if each is not None
        },
        hours=float(network.hours),
        has_mandate=bool(network.mandate.strip()),
        ends_on=network.ends_on,
        asked=asked,
    )


def _behind(staff_id: int | None) -> Q:
    return Q(owner=staff_id) | Q(deputy=staff_id) | _sponsors(staff_id)


def _sponsors(staff_id: int | None) -> Q:
    administrative, political = (each.value for each in SPONSORS)
    return Q(**{administrative: staff_id}) | Q(**{political: staff_id})
