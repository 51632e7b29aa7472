"""Four weeks after something is closed: how does the contact go?"""

from contextlib import suppress

from schakel.domain.matters.models import Matter
from schakel.domain.surveys.actions import ask
from schakel.domain.surveys.queries import matters_to_ask_about
from schakel.entrypoints.at_work import inside
from schakel.foundation.kernel.refused import Refused


def ask_how_it_goes(tenant_id: int) -> None:
    """Ask each party once, however many of their matters were closed; twice asks nothing twice.

    Each in a transaction of its own, so that nobody is kept waiting for all of them.
    """
    with inside(tenant_id) as here:
        numbers = [each.pk for each in matters_to_ask_about(here.today)]
    for number in numbers:
        with inside(tenant_id) as here, suppress(Refused):
            matter = Matter.objects.select_related("party", "connection").get(pk=number)
            ask(
                actor=here.actor,
                connection=matter.connection,
                matter=matter,
                party=matter.party,
                today=here.today,
                now=here.now,
            )
