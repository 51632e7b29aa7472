"""A proposal for a large network is made here, and taken over, so that its page can be left."""

from procrastinate.contrib.django import app

from schakel.domain.continuity.actions.second_carriers import (
    ask_next,
    begin_proposal,
    write_proposal,
)
from schakel.domain.continuity.models import Proposal
from schakel.domain.continuity.queries.second_carriers import answer
from schakel.domain.matters.queries import place_of_staff
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.worker.queue import RETRY

# What was asked stays asked when the worker stops on the way.
ASKED_TOGETHER = 20


@app.task(name="make_proposal", retry=RETRY)
def make_proposal(*, tenant_id: int, subject_id: int, line_id: int) -> None:
    """Make it; twice is once, and one that was replaced meanwhile is not made."""
    with inside(tenant_id):
        proposal = Proposal.objects.select_related("network").get(pk=subject_id)
        goes_on = begin_proposal(proposal=proposal)
    if not goes_on:
        return
    with inside(tenant_id) as here:
        found = answer(proposal.network, here.today)
        write_proposal(actor=here.actor, proposal=proposal, found=found, now=here.now)


@app.task(name="take_proposal", retry=RETRY)
def take_proposal(*, tenant_id: int, subject_id: int, line_id: int) -> None:
    """Ask all who are proposed, as who wanted that; who lost that right meanwhile asks nobody."""
    left = ASKED_TOGETHER + 1
    while left > ASKED_TOGETHER:
        with inside(tenant_id) as here:
            proposal = Proposal.objects.get(pk=subject_id)
            place = place_of_staff(
                tenant_id=tenant_id, staff_id=proposal.take_by_id or 0, today=here.today
            )
            if place is None:
                return
            left = ask_next(
                actor=place.actor,
                proposal=proposal,
                most=ASKED_TOGETHER,
                today=here.today,
                now=here.now,
            )
