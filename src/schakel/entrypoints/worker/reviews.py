"""Once a year somebody is asked whether the rights of colleagues still fit."""

from schakel.domain.reviews.actions import begin_reviews
from schakel.entrypoints.at_work import inside


def begin_yearly_reviews(tenant_id: int) -> None:
    """On or after the review day, once; and what nobody can be asked about any more, of another."""
    with inside(tenant_id) as here:
        begin_reviews(actor=here.actor, today=here.today, now=here.now)
