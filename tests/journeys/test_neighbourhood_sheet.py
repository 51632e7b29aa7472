"""A sheet for a working visit: typed, read on a phone, laid down what not to promise, printed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.matters.rules import Kind
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.journeys.conftest import SHOTS
from tests.paper import read_paper

pytestmark = pytest.mark.journey

STORIES = {
    "Groenstrook op de Kastanjelaan": "Wij willen bloemen langs de stoep, en doen het zelf.",
    "Te hard rijden op de Kastanjelaan": "Auto's rijden hier veel te hard, ook bij de school.",
    "Speelplek bij de vijver": "Onze kinderen hebben nergens een plek om te spelen.",
}


@pytest.fixture
def tenant(site: str):
    return make.tenant()


@pytest.fixture
def team(tenant):
    now, today = timezone.now(), timezone.localdate()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        for number, (subject, story) in enumerate(STORIES.items()):
            then = now - timedelta(days=60 * number)
            matter = make.matter(
                actor, subject=subject, story=story, theme=team.theme, area=team.area,
                kind=Kind.IDEA, now=then, today=today - timedelta(days=60 * number),
            )  # fmt: skip
        record_promise(
            actor=make.acting(team.noor, today), connection=matter.connection, matter=matter,
            side=Side.OURS, words="Wij komen kijken met de kinderen erbij.", given_by=team.noor,
            made_on=today, due_on=today + timedelta(days=20), today=today, now=now,
        )  # fmt: skip
        return team


def test_a_sheet_is_read_before_a_visit_and_taken_along(visit, tenant, team):
    with within_tenant(tenant.pk):
        noor = visit("desktop").log_in(team.noor)
    noor.go("/buurtblad/niet-beloven/")
    noor.page.get_by_label("Waar gaat het over?").select_option(label="Oosterpoort")
    noor.fill("Wat moet niemand beloven?", "Noem geen datum voor de speelplek.").press("Bewaren")
    noor.sees("Noem geen datum voor de speelplek.").press("Maak een buurtblad", role="link")
    noor.fill("Een straat, groep, naam of buurt", "oosterpoort").press("Maak het buurtblad")
    noor.sees("Buurtblad: Oosterpoort").sees("Groenstrook op de Kastanjelaan")
    noor.sees("Wij komen kijken met de kinderen erbij.").sees("Noem geen datum voor de speelplek.")
    noor.check_looks()
    address = noor.page.get_by_role("link", name="Als pdf").get_attribute("href")
    content = noor.page.request.get(noor.site + address).body()
    (SHOTS / "buurtblad.pdf").write_bytes(content)
    paper = read_paper(content)
    assert len(paper.pages) == 1
    assert "Groenstrook op de Kastanjelaan" in paper.text
