"""Somebody is erased while something is being written about them."""

import threading

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.parties.models import Party
from schakel.domain.privacy.actions import erase_party
from schakel.domain.privacy.rules import Reason
from schakel.domain.terms.actions import conclude_matter
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.connections import in_thread
from tests.make import NOW, TODAY


def test_erasing_waits_for_what_is_being_written_and_takes_it_along(committed):
    tenant = make.tenant()
    actor = system(tenant.pk)
    with within_tenant(tenant.pk):
        make.Team(actor)
        matter = make.matter(actor)
        conclude_matter(actor=actor, matter=matter, reason="klaar", today=TODAY, now=NOW)
    written, erasing = threading.Event(), threading.Event()

    def write() -> None:
        with within_tenant(tenant.pk):
            make.contact(actor, matter, summary="Kanarie")
            written.set()
            erasing.wait(10)

    def erase() -> None:
        with within_tenant(tenant.pk):
            party = Party.objects.get(pk=matter.party_id)
            threading.Timer(0.3, erasing.set).start()
            erase_party(actor=actor, party=party, reason=Reason.REQUEST, now=NOW)

    with in_thread(write):
        assert written.wait(10)
        erase()
    with within_tenant(tenant.pk):
        assert set(ContactMoment.objects.values_list("summary", flat=True)) == {"gewist"}
