"""Reads over promises: who carries them now, and who may say what became of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from schakel.domain.connections.models import Carrier
from schakel.domain.matters.models import Handover, Matter
from schakel.domain.networks.queries import presence
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side, who_keeps
from schakel.domain.staff.rules import Carried


def expecting(matters: QuerySet[Matter], promises: QuerySet[Promise]) -> Q:
    """For connections: the two expect something of each other.

    By one of these matters or promises, or since they agreed how often they speak.
    """
    here = {"connection": OuterRef("pk")}
    return (
        Q(Exists(matters.filter(**here)))
        | Q(Exists(promises.filter(**here)))
        | Q(agreed_rhythm_days__isnull=False)
    )


def answering_for(promise: Promise) -> list[int]:
    """Who says whether it was promised when the giver does not: their secretary, else deputy."""
    giver = promise.given_by
    found = [giver.secretary_id, giver.deputy_id] if giver is not None else []
    return [each for each in found if each is not None]


def is_asked(promise: Promise, staff_id: int | None, today: date) -> bool:
    """Whether this colleague, or somebody for whom they stand in, says what became of it."""
    if staff_id is None:
        return False
    asked = {promise.given_by_id, *answering_for(promise), *carriers_of(promise)}
    carried = Carried(
        network_id=promise.connection.network_id,
        carriers={each for each in asked if each is not None},
        confided=frozenset() if promise.confidential else None,
    )
    who = presence(today)
    return any(who.stands_in(each, carried) == staff_id for each in carried.carriers)


def carriers_of(promise: Promise) -> list[int]:
    """Who carries its matter now, or else its connection; the first carrier first."""
    if promise.matter is not None:
        carriers = [promise.matter.owner_id, promise.matter.second_id]
        return [each for each in carriers if each is not None]
    carried = Carrier.objects.filter(connection=promise.connection_id, until_at__isnull=True)
    return list(carried.order_by("rank").values_list("staff_id", flat=True))


def keepers(promises: Sequence[Promise]) -> Mapping[int, list[int]]:
    """Of each promise who keeps it, or asks for it, in order of who comes first. Three queries.

    Their ``matter`` is to be read along.
    """
    handed_over = _handed_over(promises)
    carried = _carried(promises)
    return {
        promise.pk: who_keeps(
            Side(promise.side),
            promise.given_by_id,
            (promise.matter.owner_id, promise.matter.second_id)
            if promise.matter is not None
            else carried.get(promise.connection_id, ()),
            handed_over[promise.pk],
        )
        for promise in promises
    }


def _carried(promises: Sequence[Promise]) -> dict[int, list[int]]:
    """Who carries now each connection about which something was promised in general."""
    found: dict[int, list[int]] = {}
    carriers = Carrier.objects.filter(
        connection__in={each.connection_id for each in promises if each.matter_id is None},
        until_at__isnull=True,
    )
    for connection_id, staff_id in carriers.order_by("rank").values_list(
        "connection_id", "staff_id"
    ):
        found.setdefault(connection_id, []).append(staff_id)
    return found


def _handed_over(promises: Sequence[Promise]) -> dict[int, set[int]]:
    """Of each promise who carried what it is about when it was recorded, and no longer does."""
    of_matters = Handover.objects.filter(
        matter__in={each.matter_id for each in promises if each.matter_id is not None},
        before__isnull=False,
    ).values_list("matter_id", "before_id", "changed_at")
    of_connections = Carrier.objects.filter(
        connection__in={each.connection_id for each in promises if each.matter_id is None},
        until_at__isnull=False,
    ).values_list("connection_id", "staff_id", "until_at")
    left: dict[tuple[str, int], list[tuple[int, datetime]]] = defaultdict(list)
    for number, staff_id, at in of_matters:
        left["matter", number].append((staff_id, at))
    for number, staff_id, until in of_connections:
        assert until is not None, "they stopped"
        left["connection", number].append((staff_id, until))
    return {
        promise.pk: {
            staff_id for staff_id, at in left[_about(promise)] if at >= promise.recorded_at
        }
        for promise in promises
    }


def _about(promise: Promise) -> tuple[str, int]:
    if promise.matter_id is not None:
        return "matter", promise.matter_id
    return "connection", promise.connection_id
