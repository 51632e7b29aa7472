"""What holds networks in the organisation: looked at by the hour, asked of sponsors in rounds."""

from schakel.domain.anchoring import actions
from schakel.entrypoints.at_work import inside


def ask_sponsors(tenant_id: int) -> None:
    """On or after an asking day, each sponsor once."""
    with inside(tenant_id) as here:
        actions.ask_sponsors(actor=here.actor, today=here.today, now=here.now)


def look_at_anchoring(tenant_id: int) -> None:
    """What begins or ends to be lacking because a day came, or somebody left."""
    with inside(tenant_id) as here:
        actions.look_at_anchoring(actor=here.actor, today=here.today, now=here.now)
