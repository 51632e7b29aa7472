import pytest
from django.utils import timezone

from schakel.domain.access.actions import page_link_of_paper
from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Line
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def confided(actor, team):
    return make.matter(
        actor, theme=team.theme, story="Kanarie over thuis", confidential=True, now=NOW, today=TODAY
    )


@pytest.fixture
def asked(actor, team, confided):
    """A colleague who is asked to carry it, and knows nothing of it yet."""
    els = make.colleague(actor, "Els Bakker", networks=[team.network])
    Confidant.objects.create(
        tenant_id=actor.tenant_id, matter=confided, staff=els, asked_at=NOW, hear_by=TODAY
    )
    return els


def test_who_is_asked_sees_a_date_and_nothing_else(confided, asked):
    client = staff_client(asked)
    page = client.get(f"/vertrouwelijk/{confided.pk}/aannemen/").content.decode()
    assert "uiterlijk" in page
    assert "Kanarie" not in page
    assert "Fatima" not in page
    assert client.get(f"/kwesties/{confided.pk}/").status_code == 404


def test_who_says_yes_may_read_it_and_that_is_journalled(confided, asked):
    client = staff_client(asked)
    answer = client.post(f"/vertrouwelijk/{confided.pk}/aannemen/", follow=True)
    assert "Kanarie over thuis" in answer.content.decode()
    assert Line.objects.filter(what="matter.confided", actor_id=asked.pk).exists()


def test_who_is_not_asked_finds_nothing(actor, team, confided):
    client = staff_client(make.colleague(actor, "Gast", networks=[team.network]))
    assert client.get(f"/vertrouwelijk/{confided.pk}/aannemen/").status_code == 404
    assert client.post(f"/vertrouwelijk/{confided.pk}/aannemen/").status_code == 404


def test_lifting_confidence_asks_with_the_consequence_in_words(actor, tenant, team, confided):
    client = staff_client(team.noor)
    page = client.get(f"/kwesties/{confided.pk}/openbaar-maken/").content.decode()
    assert "Iedereen in “Groen in de wijk”" in page
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        assert Matter.objects.get(pk=confided.pk).confidential
    client.post(f"/kwesties/{confided.pk}/openbaar-maken/")
    assert not Matter.objects.get(pk=confided.pk).confidential
    other = staff_client(make.colleague(actor, "Vera", networks=[team.network]))
    assert other.get(f"/kwesties/{confided.pk}/").status_code == 200


def test_a_code_on_paper_is_shown_once_with_the_address_to_type(actor, team):
    matter = make.matter(actor, theme=team.theme, now=NOW, today=TODAY)
    client = staff_client(team.noor)
    assert "/uw-pagina/" not in client.get(f"/kwesties/{matter.pk}/papieren-code/").content.decode()
    answer = client.post(f"/kwesties/{matter.pk}/papieren-code/")
    page = answer.content.decode()
    assert answer.context["code"] in page
    assert "http://testserver/uw-pagina/" in page
    link = page_link_of_paper(answer.context["code"], timezone.now())
    assert link is not None
    assert link.matter_id == matter.pk


def test_who_only_looks_on_makes_no_code(actor, team):
    matter = make.matter(actor, theme=team.theme, now=NOW, today=TODAY)
    volunteer = make.colleague(actor, "Vera", roles=[Role.VOLUNTEER], networks=[team.network])
    answer = staff_client(volunteer).post(f"/kwesties/{matter.pk}/papieren-code/", follow=True)
    assert "code" not in answer.context
