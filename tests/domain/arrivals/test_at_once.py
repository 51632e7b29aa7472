"""Two runs let go of the same mail at the same moment."""

import threading

from schakel.domain.arrivals.actions import forget_unplaced
from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Kind
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import incoming, make
from tests.connections import in_thread


def test_each_mail_goes_once(committed):
    tenant = make.tenant()
    actor = system(tenant.pk)
    with within_tenant(tenant.pk):
        make.Team(actor)
        for _ in range(3):
            incoming.arrive(actor, incoming.mail(kind=Kind.AUTOMATIC))
    first, went_on = threading.Event(), threading.Event()
    gone = []

    def forget() -> None:
        gone.append(
            forget_unplaced(actor=actor, before=make.NOW.replace(year=2030), most=9, now=make.NOW)
        )

    def one() -> None:
        with within_tenant(tenant.pk):
            forget()
            first.set()
            went_on.wait(10)

    with in_thread(one):
        assert first.wait(10)
        with within_tenant(tenant.pk):
            threading.Timer(0.3, went_on.set).start()
            forget()
    with within_tenant(tenant.pk):
        assert gone == [3, 0]
        assert Line.objects.filter(what="mail.expired").count() == 3
        assert not Arrival.objects.filter(raw__isnull=False).exists()
