import pytest

from schakel.domain.parties.models import Party
from schakel.domain.staff.rules import Role
from schakel.domain.terms.actions import conclude_matter
from schakel.foundation.tenancy.context import show_matters
from tests import make
from tests.make import NOW, TODAY
from tests.pages import staff_client

PAGE = "/beheer/wissen/"
EMAIL = "fatima@bewoner.example"


@pytest.fixture
def client(actor):
    return staff_client(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))


@pytest.fixture
def team(actor):
    return make.Team(actor)


def closed(actor, **fields):
    matter = make.matter(actor, **fields)
    conclude_matter(actor=actor, matter=matter, reason="klaar", today=TODAY, now=NOW)
    return matter


def test_only_an_administrator_comes_here(actor, team):
    client = staff_client(team.noor)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"asked": EMAIL}).status_code == 404


def test_settings_lead_here(client):
    assert PAGE in client.get("/beheer/").content.decode()


def test_the_page_says_how_much_there_is_and_nothing_of_what_it_says(
    actor, team, client, django_assert_max_num_queries
):
    closed(actor, confidential=True, story="Kanarie in vertrouwen")
    show_matters([])
    with django_assert_max_num_queries(16):
        page = client.post(PAGE, {"asked": EMAIL}).content.decode()
    assert "Kwesties: 1, waarvan open: 0." in page
    assert "U kunt dit niet terugdraaien." in page
    assert "Niemand bevestigde dit adres." in page
    for told in ("Kanarie", "Fatima"):
        assert told not in page


def test_somebody_is_erased_with_a_reason(actor, team, client):
    matter = closed(actor)
    asked = {"asked": matter.reference, "party": matter.party_id, "reason": "request"}
    assert client.post(PAGE, asked).url == "/beheer/"
    assert Party.objects.get(pk=matter.party_id).name == "gewist"
    assert "Deze persoon is gewist." in client.get("/beheer/").content.decode()


def test_without_a_reason_nobody_is_erased(actor, team, client):
    matter = closed(actor)
    for reason in ("", "retention"):
        asked = {"asked": matter.reference, "party": matter.party_id, "reason": reason}
        assert client.post(PAGE, asked).status_code == 200
    assert Party.objects.get(pk=matter.party_id).erased_at is None


def test_a_number_that_was_not_asked_for_is_not_erased(actor, team, client):
    asked, other = closed(actor), closed(actor)
    forged = {"asked": asked.reference, "party": other.party_id, "reason": "request"}
    assert client.post(PAGE, forged).status_code == 200
    assert not Party.objects.filter(erased_at__isnull=False).exists()


def test_what_is_still_open_is_said_in_words(actor, team, client):
    matter = make.matter(actor)
    asked = {"asked": matter.reference, "party": matter.party_id, "reason": "request"}
    page = client.post(PAGE, asked).content.decode()
    assert "Van deze persoon staat nog iets open." in page
    assert Party.objects.get(pk=matter.party_id).erased_at is None


def test_an_unknown_address_is_said_in_words(client):
    page = client.post(PAGE, {"asked": "niemand@bewoner.example"}).content.decode()
    assert "Wij kennen hier niemand als “niemand@bewoner.example”." in page


def test_of_several_people_one_is_chosen(actor, team, client, django_assert_max_num_queries):
    for _ in range(12):
        closed(actor)
    with django_assert_max_num_queries(16):
        page = client.post(PAGE, {"asked": EMAIL}).content.decode()
    assert page.count('name="party"') == 12
    assert "checked" not in page.partition('name="party"')[2].partition('name="reason"')[0]


def test_the_matter_is_still_there_for_colleagues_and_asks_nothing(actor, team, client):
    matter = closed(actor)
    client.post(PAGE, {"asked": matter.reference, "party": matter.party_id, "reason": "unlawful"})
    page = staff_client(team.noor).get(f"/kwesties/{matter.pk}/").content.decode()
    assert "gewist" in page
    assert f"/partijen/{matter.party_id}/" not in page
    assert f"/kwesties/{matter.pk}/heropenen/" not in page
