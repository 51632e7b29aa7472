"""From the pending rows of the journal to jobs, in one transaction per batch of a tenant."""

from schakel.entrypoints.worker import hand_overs, standings
from schakel.entrypoints.worker.queue import put
from schakel.entrypoints.worker.subscriptions import SUBSCRIPTIONS
from schakel.foundation.journal.actions import CLAIM_AT_ONCE, claim, waiting_for_dispatch
from schakel.foundation.journal.models import Line
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant


def dispatch_all() -> int:
    """Dispatch what waits in any tenant; how many lines. One query when nothing does."""
    return sum(dispatch(tenant_id) for tenant_id in waiting_for_dispatch())


def dispatch(tenant_id: int) -> int:
    """Dispatch all lines of a tenant that are committed now; how many."""
    dispatched = 0
    while True:
        with within_tenant(tenant_id, matters=ALL_MATTERS):
            lines = claim(tenant_id=tenant_id)
            _put_jobs(lines)
            connections = standings.touched(lines)
            standings.mark(tenant_id, lines, connections)
            hand_overs.mark(tenant_id, connections)
        dispatched += len(lines)
        if len(lines) < CLAIM_AT_ONCE:
            return dispatched


def _put_jobs(lines: list[Line]) -> None:
    for what, jobs in SUBSCRIPTIONS.items():
        ids = [
            {"tenant_id": line.tenant_id, "line_id": line.pk, "subject_id": line.subject_id}
            for line in lines
            if line.what == what
        ]
        for job in jobs:
            put(job, ids)
