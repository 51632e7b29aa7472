"""Noor leaves: who takes over says yes, is introduced in her words, and speaks with them."""

import pytest
from django.utils import timezone

from schakel.domain.connections.actions import accept_carrying
from schakel.domain.continuity.models import Passing
from schakel.domain.matters.actions import accept_matter
from schakel.domain.submissions.actions import Sender
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey

ADDRESS = "fatima@bewoner.example"


def carried():
    """What Fatima came with, carried by two who said yes: who goes, and who comes."""
    now = timezone.now()
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        matter = make.matter(
            actor, theme=team.theme, area=team.area, now=now, today=timezone.localdate(now),
            sender=Sender(name="Fatima Bouzid", email=ADDRESS),
        )  # fmt: skip
        for member in (team.noor, team.sam):
            accept_matter(actor=make.acting(member, timezone.localdate()), matter=matter, now=now)
            accept_carrying(connection=matter.connection, member=member, now=now)
        matter.refresh_from_db()
        return tenant, matter.owner, matter.second


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_who_leaves_hands_over_until_they_spoke(visit, post, size):
    tenant, goes, comes = carried()
    leaver, successor = visit(size), visit(size)
    with within_tenant(tenant.pk):
        leaver.log_in(goes)
        successor.log_in(comes)
    today = timezone.localdate()
    leaver.go("/overdrachten/").sees("Niemand draagt iets over")
    leaver.press("Draag over wat u draagt", role="link").sees("Het gaat om 1 contact.")
    leaver.fill("Vanaf welke dag", today.isoformat())
    leaver.press("Overdracht beginnen").sees(f"Voorstel: {comes.name}.")
    leaver.press("Vraag iedereen uit het voorstel").sees("Voor 1 contact is iemand gevraagd.")

    successor.go("/vandaag/").sees(f"Wij vragen u dit over te nemen van {goes.name}")
    successor.press("Ja, dat doe ik").sees("U zei ja.")

    leaver.go(leaver.page.url).sees(f"kennen {comes.name} nog niet")
    leaver.press("Stel voor", role="link")
    leaver.page.get_by_label("zij krijgen een bericht in uw woorden").check()
    leaver.page.locator("textarea[name=words]").fill("U kent Sam al van de wandeling.")
    leaver.press("Verder").sees("Dit bericht versturen?").press("Verstuur het")
    leaver.sees("Dit is geregeld.")
    post.deliver()
    mail = post.last_to(ADDRESS)
    assert comes.name in mail

    fatima = visit(size)
    fatima.go(post.page_of(ADDRESS)).press("Stuur mij een code")
    post.deliver()
    fatima.fill("De zes cijfers", post.code_of(ADDRESS)).press("Open mijn pagina")
    fatima.sees(comes.name)

    with within_tenant(tenant.pk):
        number = Passing.objects.get(rank="first").pk
    successor.go(f"/overdrachten/stap/{number}/").press("Zij maakten kennis", role="link")
    successor.fill("Wat is er gezegd?", "Wij liepen samen door de tuin.")
    successor.press("Opslaan").sees("overgedragen")
    with within_tenant(tenant.pk):
        assert Passing.objects.get(rank="first").course == "done"
