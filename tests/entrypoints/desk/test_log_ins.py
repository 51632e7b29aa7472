"""The page on which an administrator says which addresses and groups come in."""

import pytest

from schakel.domain.networks.models import GroupMeaning, LogInDomain
from schakel.domain.networks.queries import group_meanings
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client

PAGE = "/beheer/inloggen/"


@pytest.fixture
def ada(actor):
    return staff_client(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))


def test_without_anything_the_page_says_what_to_do(ada):
    page = ada.get(PAGE).content.decode()
    assert "een wachtwoord en een tweede sleutel" in page
    assert "Nog geen groep betekent iets." in page
    assert "1 collega logt in met een wachtwoord" in page


def test_addresses_and_groups_are_added_and_taken_away(ada, actor):
    network = make.network(actor, "Groen in de wijk")
    ada.post(f"{PAGE}adressen/nieuw/", {"domain": " @Waterhoven.NL "})
    typed = {"group": "team-groen", "role": "connector", "network": network.pk}
    ada.post(f"{PAGE}groepen/nieuw/", typed)
    ada.post(f"{PAGE}groepen/nieuw/", typed)
    page = ada.get(PAGE).content.decode()
    assert "@waterhoven.nl" in page
    assert page.count("Verbinder in Groen in de wijk") == 1
    domain, meaning = LogInDomain.objects.get(), GroupMeaning.objects.get()
    assert (
        "Anderen nemen hun werk over." in ada.get(f"{PAGE}groepen/{meaning.pk}/").content.decode()
    )
    ada.post(f"{PAGE}groepen/{meaning.pk}/")
    ada.post(f"{PAGE}adressen/{domain.pk}/")
    assert not LogInDomain.objects.exists()
    assert not group_meanings().exists()
    assert set(Line.objects.values_list("what", flat=True)) >= {
        "log_in_domain.allowed",
        "log_in_domain.refused",
        "group.given_meaning",
        "group.lost_meaning",
    }


@pytest.mark.parametrize(
    "domain",
    ["nl", "", "a b.nl", "-a.nl", ".nl", "a..nl", "http://a.nl", "*.nl", "x" * 260 + ".nl"],
)
def test_what_is_no_end_of_an_address_is_refused_in_words(ada, domain):
    page = ada.post(f"{PAGE}adressen/nieuw/", {"domain": domain})
    assert page.status_code == 200
    assert not LogInDomain.objects.exists()


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMINISTRATOR])
def test_for_others_the_page_does_not_exist(actor, role):
    client = staff_client(make.colleague(actor, "Noor", roles=[role]))
    for path in (PAGE, f"{PAGE}adressen/nieuw/", f"{PAGE}groepen/nieuw/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"domain": "a.nl"}).status_code == 404


def test_the_page_asks_as_much_of_the_database_for_many_groups(
    ada, actor, django_assert_max_num_queries
):
    for number in range(30):
        ada.post(f"{PAGE}groepen/nieuw/", {"group": f"g{number}", "role": "official"})
    with django_assert_max_num_queries(15):
        ada.get(PAGE)
