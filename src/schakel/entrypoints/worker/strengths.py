"""Every strength anew: when quiet weeks change, so does the day on which each falls silent."""

from collections.abc import Callable

from procrastinate.contrib.django import app

from schakel.domain.contacts.actions import Recomputed, recompute_connections
from schakel.domain.health.actions import look_again_at_all
from schakel.domain.surveys.actions import recompute_told
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.worker.queue import RETRY, put
from schakel.entrypoints.worker.standings import look_at_standings


@app.task(name="recompute_strengths", retry=RETRY)
def recompute_strengths(*, tenant_id: int, subject_id: int, line_id: int) -> None:
    """What was planned and cancelled since is seen too; twice is once."""
    recompute(tenant_id)


def recompute(tenant_id: int) -> Recomputed:
    """All connections of a tenant that go on, so many at a time, each time in a transaction.

    Those with us from contact, those between others from what the two say. Where one changed, the
    standings that follow are looked at.
    """
    with_us, told = _all(tenant_id, recompute_connections), _all(tenant_id, recompute_told)
    changed = with_us.changed + told.changed
    if changed:
        with inside(tenant_id) as here:
            look_again_at_all(today=here.today)
            put(look_at_standings, [{"tenant_id": tenant_id}])
    return Recomputed(with_us.looked_at + told.looked_at, changed, max(with_us.last, told.last))


def _all(tenant_id: int, compute: Callable[..., Recomputed]) -> Recomputed:
    looked_at = changed = last = 0
    while True:
        with inside(tenant_id):
            part = compute(after=last)
        if not part.looked_at:
            return Recomputed(looked_at, changed, last)
        looked_at, changed, last = looked_at + part.looked_at, changed + part.changed, part.last
