"""One proposal for the second carriers of a network: made, taken over, or left."""

from datetime import date, datetime

from django.db import transaction

from schakel.domain.connections.models import Connection
from schakel.domain.continuity.actions.passings import seek_second
from schakel.domain.continuity.models import Proposal, ProposalRow
from schakel.domain.continuity.queries.second_carriers import (
    answer,
    lacking,
    may_be_asked,
    proposal_of,
    still_lacks,
)
from schakel.domain.continuity.rules.proposal import (
    BEING_MADE,
    MOST_AT_ONCE,
    Answer,
    ProposalState,
    RowCourse,
    check_propose,
    check_replaces,
    check_row,
    is_too_old,
)
from schakel.domain.networks.models import Network
from schakel.domain.staff.models import StaffMember
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

_BEING_MADE = [each.value for each in BEING_MADE]
_OF_WHO_IS_ASKED = frozenset(
    {
        "passing_is_further",
        "successor_cannot_carry",
        "successor_carries_it_already",
        "successor_does_not_work_here",
        "successor_leaves_too",
    }
)


@transaction.atomic
def ask_proposal(
    *, actor: Actor, network: Network, instead_of: int | None, today: date, now: datetime
) -> Proposal:
    """A proposal for the whole network, at once or by the worker where it is large.

    It comes ``instead_of`` the one that the reader saw. Refused when somebody else made one since.
    """
    network = Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    _check(actor, network)
    newest = proposal_of(network)
    check_replaces(
        newest_id=newest.pk if newest else None,
        seen_id=instead_of,
        is_being_made=newest is not None and newest.state in BEING_MADE,
        asked_at=newest.asked_at if newest else None,
        now=now,
    )
    if newest is not None:
        newest.state = ProposalState.REPLACED.value
        newest.save(update_fields=["state"])
    proposal = Proposal.objects.create(
        tenant_id=actor.tenant_id,
        network=network,
        state=ProposalState.WAITING.value,
        asked_by_id=actor.staff_id,
        asked_at=now,
    )
    sought = lacking([network.pk], today)[network.pk]
    if sum(not each.is_asked for each in sought) > MOST_AT_ONCE:
        _journal("proposal.asked", actor, proposal, now)
        return proposal
    return write_proposal(actor=actor, proposal=proposal, found=answer(network, today), now=now)


@transaction.atomic
def begin_proposal(*, proposal: Proposal) -> bool:
    """From now on its page says that it is under way; False where it was made or replaced."""
    waiting = Proposal.objects.filter(pk=proposal.pk, state__in=_BEING_MADE)
    return bool(waiting.update(state=ProposalState.UNDER_WAY.value))


@transaction.atomic
def write_proposal(*, actor: Actor, proposal: Proposal, found: Answer, now: datetime) -> Proposal:
    """Keep what was found; nothing of one that was made or replaced meanwhile."""
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.state not in BEING_MADE:
        return proposal
    ProposalRow.objects.bulk_create(
        [
            ProposalRow(
                tenant_id=proposal.tenant_id,
                proposal=proposal,
                connection_id=each.connection_id,
                course=each.course.value,
                staff_id=each.staff_id,
                reasons=list(each.reasons),
                hours=each.hours,
            )
            for each in found.places
        ],
        batch_size=1_000,
    )
    proposal.state, proposal.made_at = ProposalState.MADE.value, now
    proposal.better_by, proposal.is_proven = found.better_by, found.is_proven
    proposal.missing_hours = found.missing_hours
    proposal.missing = [[each.theme_id, each.area_id, each.hours] for each in found.missing]
    proposal.save()
    _journal("proposal.made", actor, proposal, now)
    return proposal


@transaction.atomic
def ask_second(
    *,
    actor: Actor,
    row: ProposalRow,
    member: StaffMember | None = None,
    today: date,
    now: datetime,
) -> ProposalRow:
    """Ask whoever is proposed, or this colleague, to be the second carrier.

    Nobody is asked where the facts changed since: then the row is outdated.
    """
    row = _locked(row)
    proposal = row.proposal
    _check(actor, proposal.network)
    check_row(RowCourse(row.course), ProposalState(proposal.state))
    connection = Connection.objects.select_for_update(of=("self",), no_key=True).get(
        pk=row.connection_id
    )
    member = member or row.staff
    if member is None:
        raise Refused("second_carrier_needs_somebody")
    if is_too_old(proposal.made_at, now) or not still_lacks(connection, today):
        return _outdated(row)
    if not may_be_asked(proposal.network, connection, today).filter(pk=member.pk).exists():
        if member.pk != row.staff_id:
            raise Refused("second_carrier_not_to_choose", name=member.name)
        return _outdated(row)
    if member.pk != row.staff_id:
        row.reasons = []
    passing = seek_second(
        actor=actor,
        connection=connection,
        member=member,
        reasons=row.reasons,
        today=today,
        now=now,
    )
    row.staff, row.passing, row.course = member, passing, RowCourse.ASKED.value
    row.save(update_fields=["staff", "passing", "course", "reasons"])
    return row


@transaction.atomic
def leave_second(*, actor: Actor, row: ProposalRow, now: datetime) -> ProposalRow:
    """Nobody is asked for this connection, for now."""
    row = _locked(row)
    _check(actor, row.proposal.network)
    check_row(RowCourse(row.course), ProposalState(row.proposal.state))
    row.course = RowCourse.NOT_WANTED.value
    row.save(update_fields=["course"])
    _journal("proposal.left_out", actor, row.proposal, now, connection_id=row.connection_id)
    return row


@transaction.atomic
def take_proposal(*, actor: Actor, proposal: Proposal, today: date, now: datetime) -> Proposal:
    """Ask all who are proposed, at once or by the worker where they are many."""
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    _check(actor, proposal.network)
    check_row(RowCourse.PROPOSED, ProposalState(proposal.state))
    _journal("proposal.taken", actor, proposal, now)
    rows = ProposalRow.objects.filter(proposal=proposal, course=RowCourse.PROPOSED.value)
    if rows.count() > MOST_AT_ONCE:
        proposal.take_by_id = actor.staff_id
        proposal.save(update_fields=["take_by"])
        _journal("proposal.taking_asked", actor, proposal, now)
    else:
        ask_next(actor=actor, proposal=proposal, most=MOST_AT_ONCE, today=today, now=now)
    return proposal


@transaction.atomic
def ask_next(*, actor: Actor, proposal: Proposal, most: int, today: date, now: datetime) -> int:
    """Ask the next ``most`` who are proposed. How many were left before that; 0 ends it.

    Where one of them cannot be asked, that stops no other: that row is outdated.
    """
    rows = ProposalRow.objects.filter(
        proposal=proposal, proposal__state=ProposalState.MADE.value, course=RowCourse.PROPOSED.value
    )
    waiting = list(rows.order_by("pk"))
    for row in waiting[:most]:
        try:
            ask_second(actor=actor, row=row, today=today, now=now)
        except Refused as refused:
            if refused.code not in _OF_WHO_IS_ASKED:
                raise
            _outdated(_locked(row))
    return len(waiting)


def _outdated(row: ProposalRow) -> ProposalRow:
    if row.course != RowCourse.ASKED:
        row.course = RowCourse.OUTDATED.value
        row.save(update_fields=["course"])
    return row


def _locked(row: ProposalRow) -> ProposalRow:
    held = ProposalRow.objects.select_for_update(of=("self",))
    return held.select_related("proposal__network", "staff").get(pk=row.pk)


def _check(actor: Actor, network: Network) -> None:
    check_propose(
        actor, network_id=network.pk, owner_id=network.owner_id, deputy_id=network.deputy_id
    )


def _journal(what: str, actor: Actor, proposal: Proposal, now: datetime, **details: object) -> None:
    journal.record(
        what,
        actor=actor,
        subject="proposal",
        subject_id=proposal.pk,
        details={"network_id": proposal.network_id, **details},
        now=now,
    )
