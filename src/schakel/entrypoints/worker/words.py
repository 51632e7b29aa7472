"""Four weeks after something is closed, or two were introduced: how does the contact go?"""

from contextlib import suppress

from schakel.domain.connections.models import Connection
from schakel.domain.initiatives.actions import connect_who_met
from schakel.domain.matters.models import Matter
from schakel.domain.organisations.queries import modules_on
from schakel.domain.organisations.rules import Module
from schakel.domain.surveys.actions import ask
from schakel.domain.surveys.queries import matters_to_ask_about, who_were_introduced
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


def ask_who_were_introduced(tenant_id: int) -> None:
    """Ask each of two whom we introduced how it goes between them; twice asks nothing twice.

    Where introducing is turned off, nobody is asked.
    """
    with inside(tenant_id) as here:
        if Module.INTRODUCTIONS not in modules_on():
            return
        connect_who_met(actor=here.actor, today=here.today, now=here.now)
        asking = who_were_introduced(here.today)
    for each in asking:
        with inside(tenant_id) as here, suppress(Refused):
            matter = Matter.objects.select_related("party").get(pk=each.matter_id)
            ask(
                actor=here.actor,
                connection=Connection.objects.get(pk=each.connection_id),
                matter=matter,
                party=matter.party,
                today=here.today,
                now=here.now,
            )
