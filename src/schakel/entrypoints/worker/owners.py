"""Open matters whose first or second carrier is no longer here find somebody else."""

import structlog
from django.utils.translation import gettext as _

from schakel.domain.matters.actions import find_living_owner
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import not_carried
from schakel.entrypoints.at_work import inside
from schakel.foundation.kernel.refused import Refused

log = structlog.get_logger()


def find_living_owners(tenant_id: int) -> None:
    """Who is here is read for the whole tenant at once; each matter changes on its own."""
    with inside(tenant_id) as here:
        uncarried = not_carried(here.today)
    for matter_id in uncarried:
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
