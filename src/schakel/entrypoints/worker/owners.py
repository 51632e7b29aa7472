"""Open matters whose first or second carrier is no longer here find somebody else."""

import structlog
from django.utils.translation import gettext as _

from schakel.domain.matters.actions import find_living_owner
from schakel.domain.matters.models import Matter
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.worker.recipients import roster
from schakel.foundation.kernel.refused import Refused

log = structlog.get_logger()


def find_living_owners(tenant_id: int) -> None:
    """Who is here is read for the whole tenant at once; each matter changes on its own."""
    for matter_id in _uncarried(tenant_id):
        with inside(tenant_id) as here:
            try:
                find_living_owner(
                    actor=here.actor,
                    matter=Matter.objects.get(pk=matter_id),
                    today=here.today,
                    now=here.now,
                    reason=_("The contact person is not here."),
                )
            except Refused as refused:
                log.error("matter.without_owner", matter_id=matter_id, code=refused.code)


def _uncarried(tenant_id: int) -> list[int]:
    with inside(tenant_id) as here:
        carrying: set[int | None] = set()
        for pair in Matter.objects.open().values_list("owner_id", "second_id").distinct():
            carrying.update(pair)
        here_today = roster(here.today)
        gone = [each for each in carrying if each and not here_today.carries(each)]
        matters = Matter.objects.open().carried_by(gone)
        return list(matters.order_by("pk").values_list("pk", flat=True)) if gone else []
