"""What may not go unheard: nobody can take something, or a message did not arrive."""

import structlog
from django.utils.translation import gettext as _

from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import queue_message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind
from schakel.entrypoints.worker.recipients import Roster
from schakel.entrypoints.worker.tenants import Here

log = structlog.get_logger()


def nobody_reachable(here: Here, here_today: Roster, matter: Matter, trigger: str) -> None:
    """Told to every administrator and mailed at once; without the content of the matter."""
    log.error("nobody_reachable", tenant_id=here.tenant.pk, matter_id=matter.pk, trigger=trigger)
    notices = tell(
        actor=here.actor,
        members=here_today.administrators(),
        kind=Kind.NOBODY_REACHABLE,
        # Of a matter in confidence an administrator sees the number and nothing else.
        matter=None if matter.confidential else matter,
        trigger=f"{matter.pk}:{trigger}",
        text=_("Nobody can take matter %(reference)s.") % {"reference": matter.reference},
        now=here.now,
    )
    for notice in notices:
        queue_message(
            actor=here.actor,
            kind=MessageKind.NOTICE,
            way=Way.EMAIL,
            to_address=notice.staff.email,
            key=f"notices:{notice.staff_id}:alarm:{notice.pk}",
            staff=notice.staff,
            language=here.tenant.language,
            now=here.now,
        )
