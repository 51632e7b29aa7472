"""What came in is read, so that others like it are found; and who was not answered is let go."""

from schakel.domain.initiatives.actions import TEXTS_AT_A_TIME, end_unanswered, read_texts
from schakel.entrypoints.at_work import inside

# What comes in with a large file takes several minutes, and holds up nothing else.
BATCHES_A_MINUTE = 10


def read_new_texts(tenant_id: int) -> None:
    """Read what was written since; each batch is a transaction of its own."""
    for _ in range(BATCHES_A_MINUTE):
        with inside(tenant_id):
            if read_texts(tenant_id=tenant_id) < TEXTS_AT_A_TIME:
                return


def end_unanswered_introductions(tenant_id: int) -> None:
    """Fourteen days without two times yes: it comes to nothing, quietly."""
    with inside(tenant_id) as here:
        end_unanswered(actor=here.actor, today=here.today, now=here.now)
