"""Two people with like ideas: shown to each other only as they agreed, and then introduced."""

import pytest
from django.utils import timezone

from schakel.domain.initiatives.actions import ask_to_publish, sort_matter
from schakel.domain.initiatives.models import Initiative
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.submissions.actions import Sender
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.residents import address_of, link_to, mailed_code

pytestmark = pytest.mark.journey

STORY = "Graag bloemen en een groenstrook bij de school aan de Kastanjelaan."


@pytest.fixture
def tenant(site: str):
    return make.tenant()


def an_idea(actor, team) -> Matter:
    now = timezone.now()
    today = timezone.localdate(now)
    matter = make.matter(
        actor,
        story="Wij willen een groenstrook met bloemen op de Kastanjelaan, naast de school.",
        sender=Sender(name="Piet de Vries", email="piet@bewoner.example"),
        now=now,
        today=today,
    )
    sort_matter(actor=actor, matter=matter, kind=Kind.IDEA, today=today, now=now)
    ask_to_publish(
        actor=actor,
        initiative=Initiative.objects.get(matter=matter),
        title="Bloemen bij de school",
        summary="Een groenstrook met bloemen op de Kastanjelaan. Met een bank erbij.",
        today=today,
        now=now,
    )
    return matter


def opens(visitor, tenant, matter):
    with within_tenant(tenant.pk):
        link = link_to(matter)
    visitor.go(address_of(link)).press("Stuur mij een code")
    with within_tenant(tenant.pk):
        code = mailed_code(link)
    return visitor.fill("De zes cijfers", code).press("Open mijn pagina")


def test_two_who_want_the_same_find_each_other(visit, tenant):
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        theirs = an_idea(actor, team)
    piet = opens(visit("phone"), tenant, theirs).sees("Mag uw idee op onze pagina met ideeën?")
    piet.check_looks()
    piet.press("Ja, laat het zien").sees("Uw idee staat op onze pagina met ideeën")
    fatima = visit("phone").go("/meedoen/")
    fatima.fill("Wat is uw idee of vraag?", STORY)
    fatima.fill("Uw naam", "Fatima el Amrani").fill("E-mailadres", "fatima@bewoner.example")
    fatima.page.wait_for_timeout(3_100)
    fatima.press("Versturen").sees("Anderen hebben iets dat erop lijkt")
    fatima.check_looks()
    fatima.press("Versturen, en ik wil met hen in contact komen").sees("Wij hebben uw bericht")
    with within_tenant(tenant.pk):
        mine = Matter.objects.latest("pk")
        owner = mine.owner
        noor = visit("desktop").log_in(owner)
    noor.go(f"/kwesties/{mine.pk}/lijkt-erop/").sees("Zij willen in contact komen")
    noor.check_looks()
    noor.go(f"/kwesties/{mine.pk}/kennismaken/{theirs.pk}/").press("Vraag het beiden")
    piet.page.reload()
    piet.sees("Mogen wij uw naam geven aan iemand met een idee dat erop lijkt?")
    piet.check_looks()
    piet.press("Ja, met piet@bewoner.example").sees("Fatima el Amrani")
    piet.check_looks()
    fatima = opens(fatima, tenant, mine)
    fatima.sees("piet@bewoner.example")
    fatima.go("/ideeen/").sees("Bloemen bij de school").check_looks()
