import pytest
from django.utils import timezone

from schakel.domain.matters.models import Matter
from schakel.domain.terms.models import Term
from schakel.foundation.ui.words import long_date
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def test_what_belongs_to_another_body_is_passed_on_and_our_clock_ends(client, matter):
    answer = client.post(
        f"/kwesties/{matter.pk}/doorsturen/",
        {"to": "Waterschap Hunze", "receiver": "government"},
        follow=True,
    )
    assert "door aan Waterschap Hunze" in answer.content.decode()
    assert Matter.objects.get(pk=matter.pk).status == "passed_on"
    assert not Term.objects.running().filter(matter=matter).exists()


@pytest.mark.parametrize(("consents", "passed"), [("", False), ("on", True)])
def test_to_others_only_with_consent(client, matter, consents, passed):
    answer = client.post(
        f"/kwesties/{matter.pk}/doorsturen/",
        {"to": "Corporatie Thuis", "receiver": "other", "consents": consents},
    )
    assert (Matter.objects.get(pk=matter.pk).status == "passed_on") is passed
    assert Term.objects.running().filter(matter=matter).exists() is not passed
    if not passed:
        assert "Corporatie Thuis" in answer.content.decode()
        assert answer.context["form"].non_field_errors()


def test_what_is_passed_on_already_says_since_when(client, matter):
    url = f"/kwesties/{matter.pk}/doorsturen/"
    form = {"to": "Waterschap Hunze", "receiver": "government"}
    client.post(url, form)
    matter.refresh_from_db()
    day = long_date(matter.ended_at)
    assert f"Dit is doorgestuurd op {day}" in client.post(url, form).text


def test_others_do_not_find_the_form(actor, matter):
    outsider = make.colleague(actor, "Gast", networks=[make.network(actor)])
    assert staff_client(outsider).get(f"/kwesties/{matter.pk}/doorsturen/").status_code == 404
